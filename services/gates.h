// services/gates.h: evaluates the gates (关口) of a command, all of them, in table order.
//
// The profile says which gates block which command on which day, with which force and under which
// condition; the rooms say how each is tested. 应当 refuses; 一般 passes with a written reason
// (已说明理由, never 已满足); 可以 is shown and never refuses.
#ifndef PLUMBLINE_SERVICES_GATES_H_
#define PLUMBLINE_SERVICES_GATES_H_

#include <string>
#include <vector>

#include "plumbline/v1/common.pb.h"
#include "services/rooms.h"

namespace plumbline {

struct GateReport {
  std::vector<v1::GateStatus> gates;
  bool passes = true;  // No gate refuses.
};

// Every gate that blocks `command` for this matter on `context.occurred_on`.
GateReport EvaluateGates(const Rooms& rooms, const World& world, const std::string& command,
                         const std::string& matter_name, const state::v1::MatterRow& matter,
                         const google::protobuf::Message& request, const Context& context);

// The default predicate: the materials that prove the step are filed, or are declared not applicable with a reason (不适用).
GateFinding MaterialsFiled(const GateInput& input);

// The refusal that lists the unmet gates of a report.
Refusal RefuseGates(const GateReport& report);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_GATES_H_
