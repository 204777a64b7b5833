#include "services/gates.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/joint_state.pb.h"
#include "services/core/procedure/labels.h"
#include "services/facts.h"

namespace plumbline {

namespace {

const std::string* ReasonFor(const Context& context, const std::string& gate) {
  for (const v1::GateReason& reason : context.act->gate_reasons()) {
    if (reason.gate() == gate && !reason.reason().empty()) return &reason.reason();
  }
  return nullptr;
}

// What is true of the matter for its gates: departments that are asked have a stake, whoever forgot to say so.
ConditionSet GateFacts(const World& world, const std::string& matter_name, const v1::Matter& matter) {
  ConditionSet facts = FactsOf(matter);
  for (const state::v1::StandingInquiry& one : world.Get<state::v1::JointTallyRow>(matter_name).inquiries()) {
    if (one.kind() == v1::INQUIRY_KIND_COUNTERSIGN) facts.Add(config::v1::CONDITION_OTHER_AGENCIES_CONCERNED);
  }
  return facts;
}

}  // namespace

GateFinding MaterialsFiled(const GateInput& input) {
  GateFinding finding;
  const Profile& profile = *input.context.rules.profile;
  const KindSet kinds = KindSet::Of(input.matter.resource().kinds());
  for (const config::v1::Material* slot : profile.Materials(kinds, input.context.occurred_on)) {
    const auto& ids = input.gate.text->material_ids();
    if (std::find(ids.begin(), ids.end(), slot->id()) == ids.end()) continue;
    for (const v1::Material& material : input.matter.resource().materials()) {
      if (material.slot() == slot->id()) finding.met = true;  // Any one of them proves the step.
    }
    finding.missing.push_back(slot->id());
  }
  // Slots of other tracks do not bind this matter.
  if (finding.missing.empty()) finding.met = true;
  if (finding.met) finding.missing.clear();
  return finding;
}

GateReport EvaluateGates(const Rooms& rooms, const World& world, const std::string& command,
                         const std::string& matter_name, const state::v1::MatterRow& matter,
                         const google::protobuf::Message& request, const Context& context) {
  GateReport report;
  const absl::optional<GatedCommand> gated = FindGatedCommand(command);
  if (!gated.has_value() || context.rules.profile == nullptr) return report;
  const KindSet kinds = KindSet::Of(matter.resource().kinds());
  const ConditionSet facts = GateFacts(world, matter_name, matter.resource());
  for (const GateRule* gate :
       context.rules.profile->GatesFor(*gated, kinds, context.occurred_on)) {
    v1::GateStatus& status = report.gates.emplace_back();
    status.set_gate(gate->text->id());
    status.set_message_zh(gate->text->message_zh());
    status.set_message_en(gate->text->message_en());
    status.set_todo_zh(gate->text->action_zh());
    status.set_todo_en(gate->text->action_en());
    status.set_force(config::v1::Force_Name(gate->force));
    status.set_source(SourcesText(gate->text->source(), kinds, Language::kChinese));
    if (!Applies(gate->condition, gate->unless, facts)) {
      status.set_verdict(v1::GATE_VERDICT_NOT_APPLICABLE);
      continue;
    }
    const GatePredicate registered = rooms.FindGate(gate->id);
    const GatePredicate predicate = registered != nullptr ? registered : &MaterialsFiled;
    const GateFinding finding =
        predicate({world, matter_name, matter, request, context, *gate});
    for (const std::string& missing : finding.missing) status.add_missing(missing);
    if (finding.met) {
      status.set_verdict(v1::GATE_VERDICT_MET);
    } else if (gate->force == config::v1::FORCE_GENERALLY &&
               (!finding.reason.empty() || ReasonFor(context, gate->text->id()) != nullptr)) {
      status.set_verdict(v1::GATE_VERDICT_REASONED);
    } else {
      status.set_verdict(v1::GATE_VERDICT_UNMET);
      if (gate->force != config::v1::FORCE_MAY) report.passes = false;
    }
  }
  return report;
}

Refusal RefuseGates(const GateReport& report) {
  Refusal refusal;
  refusal.code = absl::StatusCode::kFailedPrecondition;
  refusal.reason = v1::GATE_UNMET;
  for (const v1::GateStatus& gate : report.gates) {
    if (gate.verdict() == v1::GATE_VERDICT_UNMET && gate.force() != "FORCE_MAY") {
      refusal.gates.push_back(gate);
    }
  }
  refusal.message_zh = absl::StrCat("有 ", refusal.gates.size(), " 个关口未满足：");
  refusal.message_en = absl::StrCat(refusal.gates.size(), " gates are not met: ");
  for (size_t i = 0; i < refusal.gates.size() && i < 5; ++i) {
    absl::StrAppend(&refusal.message_zh, i == 0 ? "" : "；", refusal.gates[i].message_zh());
    absl::StrAppend(&refusal.message_en, i == 0 ? "" : "; ", refusal.gates[i].message_en());
  }
  if (refusal.gates.size() > 5) {
    absl::StrAppend(&refusal.message_zh, "；等");
    absl::StrAppend(&refusal.message_en, "; and more");
  }
  absl::StrAppend(&refusal.message_zh, "。用“检查关口”可看到全部关口和办法。");
  absl::StrAppend(&refusal.message_en, ". CheckMatter lists all of them with what to do.");
  return refusal;
}

}  // namespace plumbline
