#include "services/correction/consequences.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "plumbline/v1/decision_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/registry_service.pb.h"
#include "services/correction/fact.h"
#include "services/dates.h"
#include "services/gates.h"
#include "services/limits.h"
#include "services/opinion/opinion.h"
#include "services/registry/registry.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using journal::v1::FactCorrected;
using state::v1::MatterRow;

Refusal RefuseOrder(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, std::move(zh), std::move(en));
}

// Nothing that belongs to a resource may lie before the act that made it.
std::optional<Refusal> CheckFirstAct(const World& world, const std::string& name, absl::string_view first) {
  const CorrectableTable* table = FindCorrectable(name);
  const auto* found = world.FindRow(table->id, *table->prototype, name);
  if (found == nullptr) return std::nullopt;
  const std::unique_ptr<google::protobuf::Message> row(found->New());
  row->CopyFrom(*found);
  std::optional<absl::CivilDay> begin;
  const auto acts = Acts(*table, *row);
  for (const auto& [path, act] : acts) {
    if (path == first) begin = DayOf(act->occurred_on());
  }
  if (!begin.has_value()) return std::nullopt;
  for (const auto& [path, act] : acts) {
    const auto day = DayOf(act->occurred_on());
    if (!day.has_value() || *day >= *begin) continue;
    return RefuseOrder(absl::StrCat("日期先后不合：", path, "（", absl::FormatCivilTime(*day), "）早于 ", first, "（",
                                    absl::FormatCivilTime(*begin), "）。请核对，或先更正另一项。"),
                       absl::StrCat("Out of order: ", path, " (", absl::FormatCivilTime(*day), ") lies before ", first, " (",
                                    absl::FormatCivilTime(*begin), "). Check it, or correct the other one first."));
  }
  return std::nullopt;
}

std::optional<Refusal> CheckMeeting(const World& world, const std::string& name) {
  const v1::Meeting& meeting = world.Get<state::v1::MeetingRow>(name).resource();
  if (meeting.members_present() > meeting.members_expected()) {
    return RefuseField("correction.is", "实到人数多于应到人数", "more members present than there are");
  }
  const auto day = DayOf(meeting.meeting_date());
  if (!day.has_value()) return std::nullopt;
  const auto closed = DayOf(meeting.closed().occurred_on());
  bool late = closed.has_value() && *closed < *day;
  for (const std::string& item : world.Get<state::v1::MeetingTallyRow>(name).items()) {
    const auto decided = DayOf(world.Get<state::v1::MeetingItemRow>(item).resource().deliberated().occurred_on());
    late |= decided.has_value() && *decided < *day;
  }
  if (!late) return std::nullopt;
  return RefuseOrder("会议日期晚于其议题的审议日期或者纪要的定稿日期。请核对，或先更正那些日期。",
                     "The meeting lies after a result or the minutes that it holds. Check it, or correct those first.");
}

std::optional<Refusal> CheckDocument(const v1::Document& document) {
  const auto publish = DayOf(document.publish_date());
  const auto effective = DayOf(document.effective_date());
  const auto until = DayOf(document.valid_until_date());
  const bool recorded = document.origin() == v1::DOCUMENT_ORIGIN_RECORDED;
  if (document.title().empty() || (recorded && (!publish.has_value() || !effective.has_value()))) {
    return RefuseField("correction.is", "此项不能为空", "the field can't be empty");
  }
  if (publish.has_value() && effective.has_value() && *effective < *publish) {
    return RefuseOrder("施行日期不能早于公布日期。", "A document can't hold before it is published.");
  }
  if (effective.has_value() && until.has_value() && *until < *effective) {
    return RefuseOrder("有效期不能早于施行日期。", "A document can't end before it holds.");
  }
  return std::nullopt;
}

std::optional<Refusal> CheckMatter(const v1::Matter& matter) {
  for (const v1::Material& material : matter.materials()) {
    if (material.file().empty() == material.not_applicable_reason().empty()) {
      return RefuseField("correction.is", absl::StrCat("材料项“", material.slot(), "”须为文件或不适用理由之一"),
                         absl::StrCat("slot ", material.slot(), " holds a file or a reason, one of them"));
    }
  }
  return std::nullopt;
}

// Matters that the facts bear on: those changed, and those on the agenda of a meeting.
std::vector<std::string> MattersOf(const World& world, const std::string& target, const CorrectedFacts& changes) {
  std::vector<std::string> matters;
  const auto add = [&](absl::string_view name) {
    if (!name.empty() && std::find(matters.begin(), matters.end(), name) == matters.end()) {
      matters.emplace_back(name);
    }
  };
  add(MatterOf(target));
  for (const auto& [subject, event] : changes) {
    add(MatterOf(subject));
    const absl::string_view meeting = CollectionOf(RootOf(subject)) == "meetings" ? RootOf(subject) : "";
    for (const std::string& item : world.Get<state::v1::MeetingTallyRow>(meeting).items()) {
      add(world.Get<state::v1::MeetingItemRow>(item).resource().matter());
    }
  }
  return matters;
}

// The time of the opinion that stands, where the clock it met is still the matter's.
void FollowOpinion(const World& before, const World& after, const Context& context, const std::string& matter,
                   CorrectedFacts& out) {
  const v1::Matter& was = before.Get<MatterRow>(matter).resource();
  const v1::Matter& is = after.Get<MatterRow>(matter).resource();
  if (was.opinion().empty() || was.opinion() != is.opinion()) return;
  const v1::Opinion& opinion = after.Get<state::v1::OpinionRow>(is.opinion()).resource();
  const v1::Opinion& old = before.Get<state::v1::OpinionRow>(was.opinion()).resource();
  const v1::Deadline* clock_before = FindDeadline(was, IdOf(LimitId::kReviewMax));
  if (clock_before != nullptr && DayOf(clock_before->met_date()) != DayOf(old.issued().occurred_on())) return;
  const auto day = DayOf(opinion.issued().occurred_on());
  if (!day.has_value()) return;
  const OpinionTime time = TimeOfOpinion(context, is, *day);
  const v1::Deadline* clock = FindDeadline(is, IdOf(LimitId::kReviewMax));
  const bool late = clock != nullptr && clock->late();
  if (time.days_used == old.days_used() && time.days_allowed == old.days_allowed() && late == old.late()) return;
  FactCorrected event;
  event.mutable_opinion_time()->set_days_used(time.days_used);
  event.mutable_opinion_time()->set_days_allowed(time.days_allowed);
  event.mutable_opinion_time()->set_late(late);
  out.emplace_back(is.opinion(), std::move(event));
}

// A matter's acts that have gates, with the day on which each was done.
struct DoneAct {
  std::string command;
  absl::CivilDay day;
  const google::protobuf::Message* request;
};

template <typename Request>
void AddDone(std::vector<DoneAct>& acts, const google::type::Date& date) {
  if (const auto day = DayOf(date)) {
    const std::string type(Request::descriptor()->name());
    acts.push_back({type.substr(0, type.size() - 7), *day, &Request::default_instance()});  // Without "Request".
  }
}

// Gate ids that are unmet, each as (command, gate).
std::vector<std::pair<std::string, std::string>> Unmet(const World& world, const Context& context,
                                                       const std::string& name) {
  std::vector<std::pair<std::string, std::string>> unmet;
  const MatterRow& row = world.Get<MatterRow>(name);
  const v1::Matter& matter = row.resource();
  const v1::Opinion& opinion = world.Get<state::v1::OpinionRow>(matter.opinion()).resource();
  const v1::MeetingItem& item = world.Get<state::v1::MeetingItemRow>(matter.meeting_item()).resource();
  const v1::Meeting& meeting = world.Get<state::v1::MeetingRow>(ParentOf(matter.meeting_item())).resource();
  const v1::Document& document = world.Get<state::v1::DocumentRow>(matter.document()).resource();
  std::vector<DoneAct> acts;
  v1::SubmitMatterRequest submit;
  submit.set_name(name);
  submit.set_not_secret(true);
  *submit.mutable_requested_date() = matter.requested_date();
  if (const auto day = DayOf(matter.submitted().occurred_on())) acts.push_back({"SubmitMatter", *day, &submit});
  AddDone<v1::AcceptMatterRequest>(acts, matter.accepted().occurred_on());
  AddDone<v1::RecordDeliberationRequest>(acts, item.deliberated().occurred_on());
  AddDone<v1::CloseMinutesRequest>(acts, meeting.closed().occurred_on());
  AddDone<v1::SignForIssueRequest>(acts, document.published().occurred_on());
  AddDone<v1::PublishDocumentRequest>(acts, document.published().occurred_on());
  v1::Act reasons;
  *reasons.mutable_gate_reasons() = matter.gate_reasons();
  for (const DoneAct& act : acts) {
    Context then = context;
    then.occurred_on = act.day;
    then.act = &reasons;
    for (const v1::GateStatus& gate :
         EvaluateGates(*context.rooms, world, act.command, name, row, *act.request, then).gates) {
      if (gate.verdict() == v1::GATE_VERDICT_UNMET) unmet.emplace_back(act.command, gate.gate());
    }
  }
  // That the opinion comes before the meeting is the deciding command's own check.
  const auto issued = DayOf(opinion.issued().occurred_on());
  const auto met = DayOf(meeting.meeting_date());
  if (issued.has_value() && met.has_value() && *issued > *met) {
    unmet.emplace_back("RecordDeliberation", std::string(IdOf(GateId::kOpinion)));
  }
  return unmet;
}

}  // namespace

std::optional<Refusal> CheckFacts(const World& world, const std::string& name) {
  const absl::string_view collection = CollectionOf(name);
  if (collection == "matters") return CheckMatter(world.Get<MatterRow>(name).resource());
  if (collection == "meetings") return CheckMeeting(world, name);
  if (collection == "items") return CheckMeeting(world, std::string(ParentOf(name)));
  if (collection == "documents") return CheckDocument(world.Get<state::v1::DocumentRow>(name).resource());
  if (collection == "opinions") return CheckFirstAct(world, name, "issued");
  if (collection == "advice") {
    const v1::Advice& advice = world.Get<state::v1::AdviceRow>(name).resource();
    const auto assigned =
        DayOf(world.Get<state::v1::AssignmentRow>(advice.assignment()).resource().assigned().occurred_on());
    const auto signed_on = DayOf(advice.signed_().occurred_on());
    if (assigned.has_value() && signed_on.has_value() && *signed_on < *assigned) {
      return RefuseOrder("签署日期早于指派日期。请核对。", "The advice lies before its assignment. Check the day.");
    }
  }
  return std::nullopt;
}

CorrectedFacts Consequences(const World& before, const World& after, const Context& context,
                            const std::string& target, const CorrectedFacts& changes) {
  CorrectedFacts facts;
  for (const std::string& name : MattersOf(after, target, changes)) {
    FollowOpinion(before, after, context, name, facts);
    const v1::Matter& matter = after.Get<MatterRow>(name).resource();
    if (matter.document().empty()) continue;
    const bool covered = IsCovered(after, matter);
    if (covered == IsCovered(before, matter)) continue;
    FactCorrected event;
    event.mutable_coverage()->set_covered(covered);
    facts.emplace_back(matter.document(), std::move(event));
  }
  return facts;
}

google::protobuf::RepeatedPtrField<journal::v1::GateFoundUnmet> GatesLost(
    const World& before, const World& after, const Context& context, const std::string& target,
    const CorrectedFacts& changes) {
  google::protobuf::RepeatedPtrField<journal::v1::GateFoundUnmet> lost;
  for (const std::string& name : MattersOf(after, target, changes)) {
    const auto was = Unmet(before, context, name);
    for (const auto& gate : Unmet(after, context, name)) {
      if (std::find(was.begin(), was.end(), gate) != was.end()) continue;
      journal::v1::GateFoundUnmet& one = *lost.Add();
      one.set_matter(name);
      one.set_command(gate.first);
      one.set_gate(gate.second);
    }
  }
  return lost;
}

}  // namespace plumbline
