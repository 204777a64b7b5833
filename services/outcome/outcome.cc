#include "services/outcome/outcome.h"

#include "absl/algorithm/container.h"
#include "services/files.h"
#include "services/matter/matter.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

Decision DecideRecordOutcome(const World& world, const v1::RecordOutcomeRequest& request, const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  const v1::MatterOutcome& outcome_of = request.outcome();
  const bool decision = absl::c_linear_search(matter.kinds(), static_cast<int>(config::v1::KIND_MAJOR_ENFORCEMENT_DECISION));
  const bool contract = absl::c_linear_search(matter.kinds(), static_cast<int>(config::v1::KIND_GOVERNMENT_CONTRACT));
  if (!decision && !contract) {
    return RefuseState("只有重大执法决定和政府合同登记办理结果；其他事项提交会议审议。",
                       "Only enforcement decisions and contracts have an outcome; other matters go to a meeting.");
  }
  if (decision && outcome_of.number().empty()) {
    return RefuseField("outcome.number", "请填写决定书文号", "give the number of the decision");
  }
  if (outcome_of.number().empty() && outcome_of.file().empty()) {
    return RefuseField("outcome.file", "请提交已签合同，或填写合同编号", "give the signed contract, or its number");
  }
  Outcome outcome;
  journal::v1::MatterOutcomeRecorded event;
  if (auto refusal = CheckStored(world, outcome_of.file(), "决定书或合同", "paper", event.mutable_file_digest())) {
    return *std::move(refusal);
  }
  event.set_number(outcome_of.number());
  event.set_ending(decision ? v1::ENDING_DECIDED : v1::ENDING_CONTRACTED);
  if (!outcome_of.party().empty()) *event.mutable_party() = PutContent(outcome, context, outcome_of.party());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

void ApplyOutcomeRecorded(MutableWorld& world, const journal::v1::AuditEntry& entry,
                          const journal::v1::MatterOutcomeRecorded& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  v1::MatterOutcome& outcome = *row.mutable_resource()->mutable_outcome();
  outcome.set_number(event.number());
  outcome.set_file(FileNameOf(event.file_digest()));
  SetProvenance(entry, outcome.mutable_made());
  if (event.has_party()) *row.mutable_outcome_party() = event.party();
  row.mutable_resource()->set_ending(static_cast<v1::Ending>(event.ending()));
  MoveStage(entry, config::v1::STAGE_ENDED, row);
}

}  // namespace

void RegisterOutcomeRoom(Rooms& rooms) {
  rooms.Command(&DecideRecordOutcome);
  rooms.Apply(&ApplyOutcomeRecorded);
}

}  // namespace plumbline
