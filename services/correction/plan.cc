#include "services/correction/plan.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/base/clock.h"
#include "services/correction/consequences.h"
#include "services/correction/fact.h"
#include "services/overlay.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using journal::v1::AuditEntry;
using journal::v1::FactCorrected;

constexpr char kDayOfAct[] = "occurred_on";

Refusal RefuseDay(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, std::move(zh), std::move(en));
}

Refusal RefuseUncorrectable(const CorrectableTable* table, Message* row) {
  const std::string paths = table == nullptr ? "" : absl::StrJoin(CorrectablePaths(*table, *row), ", ");
  return Refuse(
      absl::StatusCode::kFailedPrecondition, v1::NOT_CORRECTABLE,
      absl::StrCat("此项不能更正：文本、结论、文号、签署应当撤销、作废或者收回重发。",
                   paths.empty() ? "该对象没有可更正的项目。" : "可更正的项目：" + paths + "。"),
      absl::StrCat("This is not corrected: texts, conclusions, numbers and signatures are superseded, voided or "
                   "reissued. ",
                   paths.empty() ? "Nothing of this resource is correctable." : "Correctable here: " + paths + "."));
}

const Message& EventOf(const AuditEntry& entry) {
  const auto* reflection = entry.event().GetReflection();
  const auto* oneof = entry.event().GetDescriptor()->FindOneofByName("event");
  const FieldDescriptor* field = reflection->GetOneofFieldDescriptor(entry.event(), oneof);
  return field == nullptr ? static_cast<const Message&>(entry.event())
                          : reflection->GetMessage(entry.event(), field);
}

// Limits that an act started, stopped or met; empty where its event holds none.
std::vector<journal::v1::LimitSet> LimitsOf(const AuditEntry& entry) {
  std::vector<journal::v1::LimitSet> limits;
  const Message& event = EventOf(entry);
  const FieldDescriptor* field = event.GetDescriptor()->FindFieldByName("limits");
  if (field == nullptr || !field->is_repeated() || entry.event().has_fact_corrected() ||
      field->message_type() != journal::v1::LimitSet::descriptor()) {
    return limits;
  }
  for (int i = 0; i < event.GetReflection()->FieldSize(event, field); ++i) {
    limits.push_back(static_cast<const journal::v1::LimitSet&>(
        event.GetReflection()->GetRepeatedMessage(event, field, i)));
  }
  return limits;
}

// Whether the event of this entry sets the field that a path ends in.
bool Sets(const AuditEntry& entry, absl::string_view path) {
  if (entry.event().has_fact_corrected()) return false;
  std::string leaf(path.substr(path.rfind('.') == absl::string_view::npos ? 0 : path.rfind('.') + 1));
  const auto* type = EventOf(entry).GetDescriptor();
  if (type->FindFieldByName(leaf) != nullptr) return true;
  absl::string_view stem = leaf;
  if (stem != "file" && !absl::ConsumeSuffix(&stem, "_file")) return false;
  return type->FindFieldByName(stem == "file" ? "file_digest" : absl::StrCat(stem, "_digest")) != nullptr;
}

class Planner {
 public:
  Planner(const World& world, const Context& context, const CorrectionAsked& asked)
      : world_(world), context_(context), asked_(asked), after_(world) {}

  std::variant<Refusal, CorrectionPlan> Plan() {
    if (auto refusal = FindEntry()) return *std::move(refusal);
    if (auto refusal = CheckValues()) return *std::move(refusal);
    if (auto refusal = CorrectFact()) return *std::move(refusal);
    if (auto refusal = CheckAfter()) return *std::move(refusal);
    Follow();
    return std::move(plan_);
  }

 private:
  // --- Which fact, in which entry ---

  std::optional<Refusal> FindEntry() {
    table_ = FindCorrectable(asked_.target);
    const Message* row =
        table_ == nullptr ? nullptr : world_.FindRow(table_->id, *table_->prototype, asked_.target);
    if (row == nullptr) {
      return table_ == nullptr && !asked_.target.empty() ? RefuseUncorrectable(nullptr, nullptr)
                                                         : RefuseNotFound();
    }
    row_ = after_.MutableRow(table_->id, *table_->prototype, asked_.target);
    plan_.field = asked_.field;
    if (asked_.field == kDayOfAct) return FindAct();
    // Publication has one day: the document's own.
    if (asked_.field == "published.occurred_on" &&
        table_->prototype == &state::v1::DocumentRow::default_instance()) {
      plan_.field = "publish_date";
    }
    fact_ = FindFact(*table_, *row_, plan_.field);
    if (!fact_.has_value() || fact_->correctable == v1::CORRECTABLE_UNSPECIFIED) {
      return RefuseUncorrectable(table_, row_);
    }
    plan_.personal = fact_->content != nullptr;
    plan_.needs_approval = fact_->correctable == v1::CORRECTABLE_BY_TWO;
    if (asked_.entry != 0) {
      plan_.entry = asked_.entry;
    } else if (fact_->act != nullptr) {
      plan_.entry = static_cast<uint64_t>(fact_->act->sequence());
    } else if (auto refusal = SearchHistory()) {
      return refusal;
    }
    if (auto refusal = ReadEntry()) return refusal;
    is_day_ = fact_->is_day_of_act || IsDayOfPublication();
    return std::nullopt;
  }

  // The day of any act of the target, by its entry.
  std::optional<Refusal> FindAct() {
    if (asked_.entry == 0) {
      return RefuseField("correction.entry", "更正某一行为的日期，请写明它的记录序号（见该对象的历史）",
                         "to correct the day of an act give its entry: the history of the resource shows it");
    }
    plan_.entry = asked_.entry;
    if (auto refusal = ReadEntry()) return refusal;
    const std::string path = ActPath(*table_, *row_, plan_.entry);
    if (!path.empty()) {
      plan_.field = path + ".occurred_on";
      fact_ = FindFact(*table_, *row_, plan_.field);
    } else if (SpineDay() == 0) {
      return RefuseUncorrectable(table_, row_);
    }
    is_day_ = true;
    plan_.needs_approval = true;
    return std::nullopt;
  }

  bool IsDayOfPublication() const {
    return plan_.field == "publish_date" &&
           static_cast<const state::v1::DocumentRow*>(row_)->resource().origin() == v1::DOCUMENT_ORIGIN_RECORDED;
  }

  std::optional<Refusal> SearchHistory() {
    const auto history = context_.history_of(asked_.target);
    if (!history.ok()) return RefuseCorrupt(history.status());
    for (size_t i = history->size(); i-- > 0;) {
      const auto entry = context_.entry_at((*history)[i]);
      if (!entry.ok()) return RefuseCorrupt(entry.status());
      plan_.entry = entry->sequence();
      if (Sets(*entry, plan_.field)) break;  // Else the oldest one is left: it made the resource.
    }
    return std::nullopt;
  }

  std::optional<Refusal> ReadEntry() {
    const auto entry = context_.entry_at(plan_.entry);
    if (!entry.ok() && absl::IsDataLoss(entry.status())) return RefuseCorrupt(entry.status());
    if (!entry.ok() || entry->subject() != asked_.target) {
      return RefuseField("correction.entry", "该记录序号不属于更正对象。请查看它的历史", "no entry of this resource: look at its history");
    }
    entry_ = *entry;
    const journal::v1::Actor& by = entry_.has_recorded_by() ? entry_.recorded_by() : entry_.actor();
    plan_.organization = by.organization();
    plan_.entered_by = by.person();
    if (plan_.organization.empty()) return RefuseUncorrectable(nullptr, nullptr);
    return std::nullopt;
  }

  // Day of the entry's act on the spine of the matter, as corrected; 0: it is no such act.
  int32_t SpineDay() const {
    if (table_->prototype != &state::v1::MatterRow::default_instance()) return 0;
    for (const state::v1::SpineAct& act : static_cast<const state::v1::MatterRow*>(row_)->acts()) {
      if (act.sequence() == plan_.entry) return act.date();
    }
    return 0;
  }

  // --- What stands there, and what is to stand there ---

  std::optional<Refusal> CheckValues() {
    std::string now;
    if (plan_.personal) {
      if (row_->GetReflection()->HasField(*row_, fact_->content)) {
        plan_.was_content = static_cast<const journal::v1::ContentRef&>(
            row_->GetReflection()->GetMessage(*row_, fact_->content));
        now = ShownContent(world_, plan_.was_content);
      }
      if (asked_.was_content != nullptr && asked_.was_content->id() != plan_.was_content.id()) {
        return RefuseChanged({});
      }
    } else {
      now = fact_.has_value() ? TextOf(*fact_) : absl::FormatCivilTime(DayOf(SpineDay()));
    }
    if (asked_.was_content == nullptr && asked_.was != now) {
      return RefuseChanged(plan_.personal ? std::string() : now);
    }
    if (asked_.is_content == nullptr && asked_.is == now) {
      return RefuseField("correction.is", "更正后的内容与原记录相同", "the same stands there already");
    }
    if (asked_.is_content != nullptr) return std::nullopt;
    if (fact_.has_value()) {
      if (auto refusal = CheckText(*fact_, asked_.is)) return refusal;
      return CheckNames();
    }
    return std::nullopt;
  }

  Refusal RefuseChanged(const std::string& now) {
    return RefuseState(
        absl::StrCat("原记录与所填不符", now.empty() ? "" : "，现为“" + now + "”", "。请重新查看后再提出。"),
        absl::StrCat("`was` is not what stands there", now.empty() ? "" : ": it is \"" + now + "\"",
                     ". Look at it again, then propose anew."));
  }

  // Texts that name something have to name what exists.
  std::optional<Refusal> CheckNames() {
    const std::string& leaf = fact_->field->name();
    if (asked_.is.empty()) return std::nullopt;
    if (leaf == "file" || absl::EndsWith(leaf, "_file")) {
      std::string digest;
      if (!FindStored(world_.file_index(), asked_.is, &digest)) {
        return Refuse(absl::StatusCode::kFailedPrecondition, v1::FILE_UNUSABLE,
                      "文件尚未上传完成。请先上传，再提出更正。", "The file is not in the store. Upload it first, then propose.");
      }
    }
    if (leaf == "chair" && world_.Find<state::v1::PersonRow>(asked_.is) == nullptr) {
      return RefuseField("correction.is", "没有这个人员", "no such person");
    }
    return std::nullopt;
  }

  // --- The change ---

  FactCorrected& ChangeOf(const std::string& subject) {
    for (auto& [name, event] : plan_.changes) {
      if (name == subject) return event;
    }
    plan_.changes.emplace_back(subject, FactCorrected());
    plan_.changes.back().second.set_correction(asked_.correction);
    return plan_.changes.back().second;
  }

  std::optional<Refusal> CorrectFact() {
    FactCorrected& event = ChangeOf(asked_.target);
    event.set_field(fact_.has_value() ? plan_.field : kDayOfAct);
    event.set_entry(plan_.entry);
    if (plan_.personal) {
      if (!plan_.was_content.id().empty()) *event.mutable_was()->mutable_content() = plan_.was_content;
      if (asked_.is_content != nullptr) *event.mutable_is()->mutable_content() = *asked_.is_content;
    } else {
      event.mutable_was()->set_text(asked_.was);
      event.mutable_is()->set_text(asked_.is);
    }
    if (is_day_) {
      if (auto refusal = MoveDay()) return refusal;
    }
    for (const auto& [subject, change] : plan_.changes) ApplyHere(subject, change);
    return std::nullopt;
  }

  void ApplyHere(const std::string& subject, const FactCorrected& change) {
    AuditEntry entry;
    entry.set_subject(subject);
    entry.set_occurred_on(DayNumber(context_.occurred_on));
    ApplyFactCorrected(after_, entry, change);
  }

  // The day of an act: all that its command changed moves with it.
  std::optional<Refusal> MoveDay() {
    const std::optional<absl::CivilDay> was = ParseShown(asked_.was);
    const std::optional<absl::CivilDay> is = ParseShown(asked_.is);
    if (!was.has_value() || !is.has_value()) {
      return RefuseField("correction.is", "请写成 年-月-日，例如 2023-03-06，且该日存在", "give an existing day as yyyy-mm-dd");
    }
    const absl::CivilDay recorded = CivilDayOf(absl::FromUnixMicros(entry_.recorded_at_us()));
    if (*is > recorded) {
      return RefuseDay(absl::StrCat("行为日期不能晚于录入日期（", absl::FormatCivilTime(recorded), "）。"),
                       absl::StrCat("An act can't lie after the day of its entry (", absl::FormatCivilTime(recorded), ")."));
    }
    // Entries of one command are consecutive and share its request_id.
    std::vector<AuditEntry> acts = {entry_};
    for (const int step : {-1, 1}) {
      for (uint64_t at = plan_.entry; step > 0 || at > 0;) {
        at = step > 0 ? at + 1 : at - 1;
        const auto entry = context_.entry_at(at);
        if (!entry.ok() || entry->request_id() != entry_.request_id()) break;
        acts.push_back(*entry);
      }
    }
    for (const AuditEntry& act : acts) {
      if (auto refusal = MoveAct(act, *was, *is)) return refusal;
    }
    return std::nullopt;
  }

  static std::optional<absl::CivilDay> ParseShown(absl::string_view text) {
    absl::CivilDay day;
    if (text.size() != 10 || !absl::ParseCivilTime(text, &day) || absl::FormatCivilTime(day) != text) {
      return std::nullopt;
    }
    return day;
  }

  std::optional<Refusal> MoveAct(const AuditEntry& act, absl::CivilDay was, absl::CivilDay is) {
    const CorrectableTable* table = FindCorrectable(act.subject());
    if (table == nullptr) return std::nullopt;
    Message& row = *after_.MutableRow(table->id, *table->prototype, act.subject());
    const bool matter = table->prototype == &state::v1::MatterRow::default_instance();
    const std::string path = ActPath(*table, row, act.sequence());
    FactCorrected change;
    if (matter) {
      auto& matter_row = static_cast<state::v1::MatterRow&>(row);
      if (auto refusal = CheckOrder(matter_row, act.sequence(), is)) return refusal;
      for (const journal::v1::LimitSet& set : LimitsOf(act)) {
        if (auto limit = CorrectLimit(context_, set, matter_row.resource(), was, is)) {
          *change.add_limits() = *std::move(limit);
        }
      }
    }
    const bool first = act.sequence() == plan_.entry;
    if (!first && path.empty() && !matter) return std::nullopt;
    FactCorrected& event = ChangeOf(act.subject());
    event.set_entry(act.sequence());
    event.set_act_date(DayNumber(is));
    *event.mutable_limits() = change.limits();
    if (!first && !path.empty()) {
      event.set_field(path + ".occurred_on");
      event.mutable_was()->set_text(absl::FormatCivilTime(was));
      event.mutable_is()->set_text(absl::FormatCivilTime(is));
    }
    return std::nullopt;
  }

  // A corrected day stays between the acts before and after it.
  static std::optional<Refusal> CheckOrder(const state::v1::MatterRow& row, uint64_t sequence, absl::CivilDay is) {
    const int32_t day = DayNumber(is);
    for (int i = 0; i < row.acts_size(); ++i) {
      if (row.acts(i).sequence() != sequence) continue;
      const int32_t before = i > 0 ? row.acts(i - 1).date() : 0;
      const int32_t after = i + 1 < row.acts_size() ? row.acts(i + 1).date() : 0;
      if (before != 0 && day < before) {
        return RefuseDay(absl::StrCat("更正后的日期早于上一步（", absl::FormatCivilTime(DayOf(before)),
                                      "）。如上一步的日期也有误，请先更正它。"),
                         absl::StrCat("The day lies before the act before it (", absl::FormatCivilTime(DayOf(before)),
                                      "). If that one is wrong too, correct it first."));
      }
      if (after != 0 && day > after) {
        return RefuseDay(absl::StrCat("更正后的日期晚于下一步（", absl::FormatCivilTime(DayOf(after)),
                                      "）。如下一步的日期也有误，请先更正它。"),
                         absl::StrCat("The day lies after the act that follows it (", absl::FormatCivilTime(DayOf(after)),
                                      "). If that one is wrong too, correct it first."));
      }
    }
    return std::nullopt;
  }

  // --- Whether the resources still make sense ---

  std::optional<Refusal> CheckAfter() {
    for (const auto& [subject, event] : plan_.changes) {
      if (auto refusal = CheckFacts(after_, subject)) return refusal;
    }
    return std::nullopt;
  }

  // --- What follows ---

  void Follow() {
    for (auto& [subject, event] : Consequences(world_, after_, context_, asked_.target, plan_.changes)) {
      FactCorrected& change = ChangeOf(subject);
      if (event.has_opinion_time()) *change.mutable_opinion_time() = event.opinion_time();
      if (event.has_coverage()) *change.mutable_coverage() = event.coverage();
      ApplyHere(subject, event);
    }
    for (const auto& [subject, event] : plan_.changes) {
      if (subject != asked_.target) plan_.outcome.add_affected(subject);
      plan_.needs_approval |= event.limits_size() > 0 || event.has_opinion_time() || event.has_coverage();
    }
    *plan_.outcome.mutable_gates() = GatesLost(world_, after_, context_, asked_.target, plan_.changes);
  }

  const World& world_;
  const Context& context_;
  const CorrectionAsked& asked_;
  Overlay after_;
  CorrectionPlan plan_;
  const CorrectableTable* table_ = nullptr;
  Message* row_ = nullptr;  // Of `after_`.
  std::optional<Fact> fact_;
  AuditEntry entry_;
  bool is_day_ = false;
};

}  // namespace

std::variant<Refusal, CorrectionPlan> PlanCorrection(const World& world, const Context& context,
                                                     const CorrectionAsked& asked) {
  return Planner(world, context, asked).Plan();
}

}  // namespace plumbline
