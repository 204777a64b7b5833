// tests/services/destruction/destruction_steps.h: a district in which contents are destroyed.
//
//   DestructionDistrict district;
//   const std::string name = district.Listed("section", district.Proposal(thread, {"text"}));
//   district.Approve("chief", name);
#ifndef PLUMBLINE_TESTS_SERVICES_DESTRUCTION_DESTRUCTION_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_DESTRUCTION_DESTRUCTION_STEPS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/destruction_service.pb.h"
#include "services/destruction/inventory.h"
#include "services/runtime/engine/rebuild.h"
#include "services/runtime/engine/text_check.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {

class DestructionDistrict : public RegistryDistrict {
 public:
  DestructionDistrict() { AddPerson("security", Org("office"), "安全", {config::v1::ROLE_SECURITY_ADMIN}); }

  static v1::ProposeDestructionRequest Proposal(const std::string& resource, const std::vector<std::string>& fields = {},
                                                const std::vector<std::string>& files = {}) {
    v1::ProposeDestructionRequest request;
    v1::Destruction& destruction = *request.mutable_destruction();
    destruction.set_ground(v1::DESTRUCTION_GROUND_CLASSIFIED);
    destruction.set_reason("起草单位误传。");
    destruction.set_resource(resource);
    for (const std::string& field : fields) destruction.add_fields(field);
    for (const std::string& file : files) destruction.add_files(file);
    return request;
  }
  std::string Propose(const std::string& who, const v1::ProposeDestructionRequest& request) {
    return Must<v1::ProposeDestructionResponse>(who, request).destruction().name();
  }
  // What the worker does: reads, and reports as the system.
  v1::DestructionList List(const std::string& name) {
    SnapshotReader reader(store().GetSnapshot(), &rooms());
    reader.set_file_index(&files());
    const v1::Destruction& asked = reader.Get<state::v1::DestructionRow>(name).resource();
    auto list = TakeInventory(reader, rooms(), DestructionScope::Of(asked));
    EXPECT_TRUE(list.ok()) << list.status();
    v1::RecordDestructionListRequest request;
    request.set_name(name);
    *request.mutable_list() = *list;
    EXPECT_FALSE(ReportAsSystem(request).has_value());
    return *std::move(list);
  }
  // Proposed and listed.
  std::string Listed(const std::string& who, const v1::ProposeDestructionRequest& request) {
    std::string name = Propose(who, request);
    List(name);
    return name;
  }
  v1::ApproveDestructionRequest Approval(const std::string& name) {
    v1::ApproveDestructionRequest request;
    request.set_name(name);
    return request;
  }
  v1::Destruction Approve(const std::string& who, const std::string& name) {
    return Must<v1::ApproveDestructionResponse>(who, Approval(name)).destruction();
  }
  v1::RejectDestructionRequest Rejection(const std::string& name) {
    v1::RejectDestructionRequest request;
    request.set_name(name);
    request.set_reason("经核实不涉密。");
    return request;
  }
  std::optional<Refusal> Done(const std::string& name) {
    v1::RecordDestructionDoneRequest request;
    request.set_name(name);
    return ReportAsSystem(request);
  }
  // From the proposal to the end.
  std::string Destroyed(const v1::ProposeDestructionRequest& request, const std::string& who = "section",
                        const std::string& by = "chief") {
    std::string name = Listed(who, request);
    Approve(by, name);
    EXPECT_FALSE(Done(name).has_value());
    return name;
  }

  v1::DestructionList ListOf(const std::string& who, const std::string& name) {
    v1::GetDestructionListRequest request;
    request.set_name(name);
    return Must<v1::DestructionList>(who, request);
  }
  v1::Destruction Get(const std::string& who, const std::string& name) {
    return Read<v1::Destruction, v1::GetDestructionRequest>(who, name);
  }
  // `resource path` of each text, `resource file` of each file.
  static std::vector<std::string> Lines(const v1::DestructionList& list) {
    std::vector<std::string> lines;
    for (const v1::DestructionItem& item : list.items()) {
      lines.push_back(absl::StrCat(item.resource(), " ", item.file().empty() ? item.path() : item.file()));
    }
    return lines;
  }
  // Names of the events of a resource, oldest first.
  std::vector<std::string> Events(const std::string& who, const std::string& name) {
    v1::ListEntriesRequest request;
    request.set_parent(name);
    request.set_page_size(1000);
    const auto reply = Must<v1::ListEntriesResponse>(who, request);
    std::vector<std::string> events;
    for (const v1::Entry& entry : reply.entries()) events.push_back(entry.event());
    return events;
  }
  TextReport Texts() {
    const auto report = CheckTexts(*store().GetSnapshot(), nullptr);
    EXPECT_TRUE(report.ok()) << report.status();
    return *report;
  }
  // What a replay of the whole record makes of the derived rows; empty: the same.
  std::string RebuildProblem() {
    const auto report = CompareRebuild(*store().GetSnapshot(), rooms(), nullptr);
    if (!report.ok()) return report.status().ToString();
    return report->ok ? "" : report->problems.front();
  }
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_DESTRUCTION_DESTRUCTION_STEPS_H_
