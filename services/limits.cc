#include "services/limits.h"

#include "services/dates.h"
#include "services/facts.h"

namespace plumbline {

namespace {

const LimitRule* RuleFor(const Context& context, LimitId id, const v1::Matter& matter) {
  if (context.rules.profile == nullptr || context.rules.calendar == nullptr) return nullptr;
  const LimitRule* rule = context.rules.profile->Limit(id, KindSet::Of(matter.kinds()),
                                                       context.occurred_on);
  if (rule == nullptr || rule->text->status() == config::v1::RULE_STATUS_LATER ||
      rule->text->length() <= 0 ||
      !Applies(rule->text->condition(), rule->unless, FactsOf(matter))) {
    return nullptr;
  }
  return rule;
}

// Fills due_date and provisional of `set` from the clock's report.
void FillDue(const Context& context, const LimitRule& rule, absl::CivilDay start,
             const std::vector<Suspension>& suspensions, std::optional<absl::CivilDay> done,
             journal::v1::LimitSet& set) {
  absl::optional<absl::CivilDay> met;
  if (done.has_value()) met = *done;
  const absl::StatusOr<LimitReport> report =
      ReportLimit(*context.rules.profile, rule, start, suspensions, 0, *context.rules.calendar,
                  context.occurred_on, met);
  if (!report.ok()) {
    set.set_provisional(true);
    return;
  }
  if (report->period.due.has_value()) set.set_due_date(DayNumber(*report->period.due));
  set.set_provisional(report->period.provisional || !report->period.due.has_value());
  if (done.has_value()) {
    set.set_met_date(DayNumber(*done));
    set.set_late(report->period.state == PeriodState::kMissed &&
                 rule.text->bound() != config::v1::BOUND_MIN);
  }
}

v1::Deadline* MutableDeadline(v1::Matter& matter, const std::string& limit) {
  for (v1::Deadline& deadline : *matter.mutable_deadlines()) {
    if (deadline.limit() == limit) return &deadline;
  }
  return nullptr;
}

}  // namespace

std::vector<Suspension> SuspensionsOf(const v1::Deadline& deadline) {
  std::vector<Suspension> suspensions;
  for (const v1::Suspension& one : deadline.suspensions()) {
    Suspension suspension;
    suspension.from = *DayOf(one.from_date());
    if (IsSet(one.until_date())) suspension.to = *DayOf(one.until_date());
    suspension.reason = one.reason();
    suspensions.push_back(std::move(suspension));
  }
  return suspensions;
}

const v1::Deadline* FindDeadline(const v1::Matter& matter, absl::string_view limit) {
  for (const v1::Deadline& deadline : matter.deadlines()) {
    if (deadline.limit() == limit) return &deadline;
  }
  return nullptr;
}

std::optional<journal::v1::LimitSet> StartLimit(const Context& context, LimitId id,
                                                const v1::Matter& matter, absl::CivilDay start) {
  const LimitRule* rule = RuleFor(context, id, matter);
  if (rule == nullptr) return std::nullopt;
  journal::v1::LimitSet set;
  set.set_limit(std::string(IdOf(id)));
  set.set_start_date(DayNumber(start));
  FillDue(context, *rule, start, {}, std::nullopt, set);
  return set;
}

std::optional<journal::v1::LimitSet> MeetLimit(const Context& context, LimitId id,
                                               const v1::Matter& matter, absl::CivilDay day) {
  const v1::Deadline* deadline = FindDeadline(matter, IdOf(id));
  const LimitRule* rule = RuleFor(context, id, matter);
  if (deadline == nullptr || IsSet(deadline->met_date()) || rule == nullptr) return std::nullopt;
  journal::v1::LimitSet set;
  set.set_limit(deadline->limit());
  FillDue(context, *rule, *DayOf(deadline->start_date()), SuspensionsOf(*deadline), day, set);
  return set;
}

std::optional<journal::v1::LimitSet> SuspendLimit(const Context& context, LimitId id,
                                                  const v1::Matter& matter, absl::CivilDay day,
                                                  const std::string& reason) {
  const v1::Deadline* deadline = FindDeadline(matter, IdOf(id));
  const LimitRule* rule = RuleFor(context, id, matter);
  if (deadline == nullptr || IsSet(deadline->met_date()) || rule == nullptr ||
      !rule->text->suspendable()) {
    return std::nullopt;
  }
  journal::v1::LimitSet set;
  set.set_limit(deadline->limit());
  set.mutable_suspension()->set_from_date(DayNumber(day));
  set.mutable_suspension()->set_reason(reason);
  set.set_provisional(true);  // It stands still: the last day is not known.
  return set;
}

std::optional<journal::v1::LimitSet> ResumeLimit(const Context& context, LimitId id,
                                                 const v1::Matter& matter, absl::CivilDay day) {
  const v1::Deadline* deadline = FindDeadline(matter, IdOf(id));
  const LimitRule* rule = RuleFor(context, id, matter);
  if (deadline == nullptr || rule == nullptr || deadline->suspensions_size() == 0 ||
      IsSet(deadline->suspensions(deadline->suspensions_size() - 1).until_date())) {
    return std::nullopt;
  }
  std::vector<Suspension> suspensions = SuspensionsOf(*deadline);
  suspensions.back().to = day;
  journal::v1::LimitSet set;
  set.set_limit(deadline->limit());
  set.mutable_suspension()->set_from_date(DayNumber(suspensions.back().from));
  set.mutable_suspension()->set_until_date(DayNumber(day));
  set.mutable_suspension()->set_reason(suspensions.back().reason);
  FillDue(context, *rule, *DayOf(deadline->start_date()), suspensions, std::nullopt, set);
  return set;
}

std::optional<journal::v1::LimitCorrected> CorrectLimit(const Context& context,
                                                        const journal::v1::LimitSet& set,
                                                        const v1::Matter& matter, absl::CivilDay was,
                                                        absl::CivilDay is) {
  const v1::Deadline* deadline = FindDeadline(matter, set.limit());
  if (deadline == nullptr) return std::nullopt;
  absl::CivilDay start = *DayOf(deadline->start_date());
  std::optional<absl::CivilDay> met = DayOf(deadline->met_date());
  std::vector<Suspension> suspensions = SuspensionsOf(*deadline);
  bool moved = false;
  const auto move = [&](absl::CivilDay& day) {
    if (day != was) return;
    day = is;
    moved = true;
  };
  if (set.start_date() != 0) move(start);
  if (set.met_date() != 0 && met.has_value()) move(*met);
  if (set.has_suspension()) {
    for (Suspension& suspension : suspensions) {
      if (set.suspension().until_date() == 0) {
        move(suspension.from);
      } else if (suspension.to.has_value()) {
        absl::CivilDay until = *suspension.to;
        move(until);
        suspension.to = until;
      }
    }
  }
  if (!moved) return std::nullopt;
  journal::v1::LimitCorrected corrected;
  corrected.set_limit(set.limit());
  corrected.set_start_date(DayNumber(start));
  for (const Suspension& suspension : suspensions) {
    journal::v1::SuspensionSet& one = *corrected.add_suspensions();
    one.set_from_date(DayNumber(suspension.from));
    if (suspension.to.has_value()) one.set_until_date(DayNumber(*suspension.to));
    one.set_reason(suspension.reason);
  }
  if (met.has_value()) corrected.set_met_date(DayNumber(*met));
  const bool stands_still = !suspensions.empty() && !suspensions.back().to.has_value();
  Context then = context;
  then.occurred_on = start;
  const absl::optional<LimitId> id = FindLimitId(set.limit());
  const LimitRule* rule = id.has_value() ? RuleFor(then, *id, matter) : nullptr;
  if (rule == nullptr || stands_still) {
    corrected.set_provisional(true);
    return corrected;
  }
  journal::v1::LimitSet due;
  FillDue(then, *rule, start, suspensions, met, due);
  corrected.set_due_date(due.due_date());
  corrected.set_provisional(due.provisional());
  corrected.set_late(due.late());
  return corrected;
}

void ApplyCorrectedLimit(const journal::v1::LimitCorrected& limit, v1::Matter& matter) {
  v1::Deadline* deadline = MutableDeadline(matter, limit.limit());
  if (deadline == nullptr) return;
  deadline->Clear();
  deadline->set_limit(limit.limit());
  SetDate(limit.start_date(), deadline->mutable_start_date());
  if (limit.due_date() != 0) SetDate(limit.due_date(), deadline->mutable_due_date());
  if (limit.met_date() != 0) SetDate(limit.met_date(), deadline->mutable_met_date());
  deadline->set_provisional(limit.provisional());
  deadline->set_late(limit.late());
  for (const journal::v1::SuspensionSet& one : limit.suspensions()) {
    v1::Suspension& suspension = *deadline->add_suspensions();
    SetDate(one.from_date(), suspension.mutable_from_date());
    if (one.until_date() != 0) SetDate(one.until_date(), suspension.mutable_until_date());
    suspension.set_reason(one.reason());
  }
}

void ApplyLimits(const google::protobuf::RepeatedPtrField<journal::v1::LimitSet>& limits,
                 v1::Matter& matter) {
  for (const journal::v1::LimitSet& set : limits) {
    v1::Deadline* deadline = MutableDeadline(matter, set.limit());
    if (deadline == nullptr) {
      deadline = matter.add_deadlines();
      deadline->set_limit(set.limit());
    }
    if (set.start_date() != 0) {  // It starts, or starts anew.
      deadline->Clear();
      deadline->set_limit(set.limit());
      SetDate(set.start_date(), deadline->mutable_start_date());
    }
    if (set.has_suspension()) {
      v1::Suspension* suspension = nullptr;
      if (set.suspension().until_date() != 0 && deadline->suspensions_size() > 0) {
        suspension = deadline->mutable_suspensions(deadline->suspensions_size() - 1);
      } else {
        suspension = deadline->add_suspensions();
      }
      SetDate(set.suspension().from_date(), suspension->mutable_from_date());
      if (set.suspension().until_date() != 0) {
        SetDate(set.suspension().until_date(), suspension->mutable_until_date());
      }
      suspension->set_reason(set.suspension().reason());
    }
    deadline->clear_due_date();
    if (set.due_date() != 0) SetDate(set.due_date(), deadline->mutable_due_date());
    deadline->set_provisional(set.provisional());
    if (set.met_date() != 0) {
      SetDate(set.met_date(), deadline->mutable_met_date());
      deadline->set_late(set.late());
    }
  }
}

const v1::Deadline* DrafterOwes(const v1::Matter& matter) {
  const LimitId id = matter.stage() == config::v1::STAGE_DRAFT ? LimitId::kSupplement : LimitId::kRespond;
  if (matter.stage() != config::v1::STAGE_DRAFT && matter.stage() != config::v1::STAGE_OPINION_ISSUED) return nullptr;
  const v1::Deadline* deadline = FindDeadline(matter, IdOf(id));
  return deadline == nullptr || IsSet(deadline->met_date()) ? nullptr : deadline;
}

}  // namespace plumbline
