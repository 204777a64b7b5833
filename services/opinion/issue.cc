#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/procedure/time_limits.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/limits.h"
#include "services/numbering.h"
#include "services/opinion/opinion.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using config::v1::Conclusion;

constexpr char kMainSeries[] = "S-OPINION";
constexpr char kSupplementarySeries[] = "S-SUPPLEMENTARY-OPINION";
constexpr char kConsultationSeries[] = "S-ANSWER";
constexpr char kEnforcementSeries[] = "S-ENFORCEMENT-OPINION";
constexpr char kContractSeries[] = "S-CONTRACT-OPINION";

// The series of first opinions: enforcement decisions and contracts have their own.
const char* SeriesOf(const v1::Matter& matter, bool consultation) {
  if (consultation) return kConsultationSeries;
  switch (matter.kinds_size() == 0 ? 0 : matter.kinds(0)) {
    case config::v1::KIND_MAJOR_ENFORCEMENT_DECISION:
      return kEnforcementSeries;
    case config::v1::KIND_GOVERNMENT_CONTRACT:
      return kContractSeries;
    default:
      return kMainSeries;
  }
}

// --- Conclusion ---

bool IsChoice(const Conclusion& conclusion) {
  return !conclusion.handling() && conclusion.status() != config::v1::RULE_STATUS_LATER;
}

// The conclusion that `code` names for every kind of the matter; nullptr where the kinds have none
// to choose from (a consultation is answered, not concluded on).
std::optional<Refusal> FindConclusion(const Context& context, const v1::Matter& matter,
                                      const std::string& code, const Conclusion** conclusion) {
  *conclusion = nullptr;
  const Profile& profile = *context.rules.profile;
  std::string choices;
  for (const Conclusion* choice :
       profile.Conclusions(KindSet::Of(matter.kinds()), context.occurred_on)) {
    if (IsChoice(*choice)) absl::StrAppend(&choices, choices.empty() ? "" : ", ", choice->id());
  }
  if (choices.empty()) {
    if (code.empty()) return std::nullopt;
    return RefuseField("conclusion", "该类事项只作答复，不填结论",
                       "matters of this kind are answered; they have no conclusion");
  }
  for (const int kind : matter.kinds()) {
    const Conclusion* found = profile.FindConclusion(
        code, KindSet{static_cast<config::v1::Kind>(kind)}, context.occurred_on);
    if (found == nullptr || !IsChoice(*found)) {
      return RefuseField(
          "conclusion",
          absl::StrCat("该事项的结论应为下列之一：", choices, "；退回等处理请用相应操作"),
          absl::StrCat("the conclusion must be one of: ", choices,
                       ", for every kind of the matter; handlings are commands of their own"));
    }
    *conclusion = found;
  }
  if ((*conclusion)->condition() != config::v1::CONDITION_UNSPECIFIED &&
      !FactsOf(matter).Contains((*conclusion)->condition())) {
    return RefuseField(
        "conclusion",
        absl::StrCat("“", (*conclusion)->title_zh(),
                     "”只适用于国家尚无明确规定的探索性改革事项；"
                     "请先由起草单位在事项情形中如实填报，或改选结论"),
        "this conclusion is for exploratory reform without a national rule; the matter does not "
        "state that condition");
  }
  return std::nullopt;
}

// What the conclusion demands of the letter: points where it demands changes, risk where it states
// one.
std::optional<Refusal> CheckFit(const v1::IssueOpinionRequest& request, config::v1::Effect effect) {
  if (effect == config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED && request.points_size() == 0) {
    return RefuseField("points", "结论为应当修改的，请逐条列出修改要点",
                       "this conclusion demands changes: list them point by point");
  }
  if (effect == config::v1::EFFECT_DELIBERABLE && request.points_size() > 0) {
    return RefuseField(
        "points", "结论为可按现稿审议的，不列必须修改的要点；请改选结论，或移入“其他提示”",
        "this conclusion lets the text go as it is: choose another, or move the points to "
        "further_notes");
  }
  if (effect == config::v1::EFFECT_DELIBERABLE_WITH_RISK && request.risk().empty()) {
    return RefuseField("risk", "请写明所提示的法律风险", "state the legal risk");
  }
  if (effect != config::v1::EFFECT_DELIBERABLE_WITH_RISK && !request.risk().empty()) {
    return RefuseField(
        "risk", "只有“明示法律风险”的结论才填写法律风险；其他提醒请写入“其他提示”",
        "only a conclusion that discloses a risk has one; use further_notes for other advice");
  }
  return std::nullopt;
}

// The list of points is made from the remarks of weight 必须修改.
std::optional<Refusal> CheckPoints(const World& world, const v1::IssueOpinionRequest& request) {
  for (int i = 0; i < request.points_size(); ++i) {
    const std::string& name = request.points(i).thread();
    if (name.empty()) continue;
    const auto* thread = world.Find<state::v1::ThreadRow>(name);
    if (thread == nullptr || MatterOf(name) != request.name() ||
        thread->resource().weight() != v1::REMARK_WEIGHT_MUST_CHANGE) {
      return RefuseField(absl::StrCat("points[", i, "].thread"), "只能引用本事项“必须修改”的意见",
                         "must name a must-change thread of this matter");
    }
  }
  return std::nullopt;
}

// --- Number ---

// 机关代字 of a series: the agency's own code and the words of the series. `opinion_code` holds
// both for the main series (金司法审 = 金司法 + 审), so another series replaces the words
// (金司法补审).
std::string CodeFor(const v1::Organization& body, const config::v1::Numbering* main,
                    const config::v1::Numbering* series, bool supplementary) {
  const std::string& code = body.opinion_code();
  const std::string words = main == nullptr ? std::string() : main->code_suffix_zh();
  if (code.empty()) {
    if (body.agency_code().empty()) return {};
    return absl::StrCat(body.agency_code(), series == nullptr ? words : series->code_suffix_zh());
  }
  if (series == main) return code;
  if (series == nullptr || words.empty() || !absl::EndsWith(code, words)) {
    return absl::StrCat(code, supplementary       ? "补"
                              : series == nullptr ? ""
                                                  : series->code_suffix_zh());
  }
  return absl::StrCat(absl::StripSuffix(code, words), series->code_suffix_zh());
}

std::optional<Refusal> TakeNumber(const World& world, const Context& context,
                                  const v1::Matter& matter, bool consultation, bool supplementary,
                                  FreshNumber* number) {
  const Profile& profile = *context.rules.profile;
  const KindSet kinds = KindSet::Of(matter.kinds());
  const absl::CivilDay day = context.occurred_on;
  const auto* body = world.Find<state::v1::OrganizationRow>(matter.reviewing_body());
  const bool apart = supplementary && !profile.SwitchOn("W-REREVIEW-MAIN-SERIES", day);
  const std::string series = apart && !consultation ? kSupplementarySeries : SeriesOf(matter, consultation);
  const config::v1::Numbering* main = profile.Numbering(kMainSeries, AllKinds(), day);
  const config::v1::Numbering* rule = profile.Numbering(series, kinds, day);
  const std::string code =
      body == nullptr ? std::string()
                      : CodeFor(body->resource(), main, series == kMainSeries ? main : rule, apart);
  if (code.empty()) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, v1::NUMBER_UNUSABLE,
        "审核机构没有登记意见书代字，无法编号。请系统管理员先登记。",
        "The reviewing body has no code for its opinions. Ask the system administrator to set "
        "opinion_code.");
  }
  *number = NextNumber(world, PlanNumber(matter.reviewing_body(), code, series, rule, day));
  return std::nullopt;
}

// --- Time ---

void SetDays(const Context& context, const v1::Matter& matter, journal::v1::OpinionIssued& event) {
  const OpinionTime time = TimeOfOpinion(context, matter, context.occurred_on);
  event.set_days_used(time.days_used);
  event.set_days_allowed(time.days_allowed);
}

// --- The command ---

void PutFindings(Outcome& outcome, const Context& context, const v1::Findings& findings,
                 journal::v1::FindingRefs& refs) {
  const auto put = [&](const std::string& text,
                       journal::v1::ContentRef* (journal::v1::FindingRefs::*ref)()) {
    if (!text.empty()) *(refs.*ref)() = PutContent(outcome, context, text);
  };
  put(findings.authority(), &journal::v1::FindingRefs::mutable_authority);
  put(findings.procedure(), &journal::v1::FindingRefs::mutable_procedure);
  put(findings.substance(), &journal::v1::FindingRefs::mutable_substance);
  put(findings.competition(), &journal::v1::FindingRefs::mutable_competition);
  put(findings.form(), &journal::v1::FindingRefs::mutable_form);
}

void PutTexts(Outcome& outcome, const Context& context, const v1::IssueOpinionRequest& request,
              journal::v1::OpinionIssued& event) {
  *event.mutable_basis() = PutContent(outcome, context, request.basis());
  PutFindings(outcome, context, request.findings(), *event.mutable_findings());
  for (const v1::OpinionPoint& point : request.points()) {
    journal::v1::PointRef* ref = event.add_points();
    ref->set_thread(point.thread());
    *ref->mutable_text() = PutContent(outcome, context, point.text());
  }
  if (!request.risk().empty()) {
    *event.mutable_risk() = PutContent(outcome, context, request.risk());
  }
  if (!request.advice_note().empty()) {
    *event.mutable_advice_note() = PutContent(outcome, context, request.advice_note());
  }
  if (!request.further_notes().empty()) {
    *event.mutable_further_notes() = PutContent(outcome, context, request.further_notes());
  }
  if (!request.contact_note().empty()) {
    *event.mutable_contact_note() = PutContent(outcome, context, request.contact_note());
  }
}

Decision DecideIssueOpinion(const World& world, const v1::IssueOpinionRequest& request,
                            const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (context.rules.profile == nullptr) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, v1::RULES_INVALID,
        "制定机关及其上级都没有可用的规则配置。请系统管理员为机关指定 profile。",
        "Neither the issuer nor any organisation above it has a loaded profile. Ask the system "
        "administrator to set one.");
  }
  const Conclusion* conclusion = nullptr;
  if (auto refusal = FindConclusion(context, matter, request.conclusion(), &conclusion))
    return *refusal;
  const config::v1::Effect effect =
      conclusion == nullptr ? config::v1::EFFECT_UNSPECIFIED : conclusion->effect();
  if (auto refusal = CheckFit(request, effect)) return *refusal;
  if (auto refusal = CheckPoints(world, request)) return *refusal;
  const v1::Findings& findings = request.findings();
  if (findings.authority().empty() && findings.procedure().empty() &&
      findings.substance().empty() && findings.competition().empty() && findings.form().empty()) {
    return RefuseField("findings", "审查意见至少填写一个方面",
                       "give at least one section of findings");
  }
  const std::string addressee =
      request.addressee().empty() ? matter.lead_drafter() : request.addressee();
  if (world.Find<state::v1::OrganizationRow>(addressee) == nullptr) {
    return RefuseField("addressee", "没有这个主送机关", "no such organisation");
  }
  const auto& tally = world.Get<state::v1::OpinionTallyRow>(request.name());
  const bool supplementary = !tally.lapsed().empty();
  FreshNumber number;
  if (auto refusal =
          TakeNumber(world, context, matter, conclusion == nullptr, supplementary, &number)) {
    return *refusal;
  }

  const std::string name = absl::StrCat(request.name(), "/opinions/", tally.opinions() + 1);
  Outcome outcome;
  outcome.answer = name;
  AddNumber(outcome, number, name);

  journal::v1::OpinionIssued event;
  event.set_number(number.text);
  event.set_number_name(number.name);
  if (conclusion != nullptr) {
    event.set_conclusion(conclusion->id());
    event.set_conclusion_title(conclusion->title_zh());
    event.set_effect(effect);
  }
  event.set_draft(matter.current_version());
  event.set_text_digest(matter.text_digest());
  event.set_file_digest(matter.file_digest());
  const auto* draft = world.Find<state::v1::DraftVersionRow>(matter.current_version());
  if (draft != nullptr) event.set_text_digest_algorithm(draft->resource().text_digest_algorithm());
  event.set_issuer(matter.reviewing_body());
  event.set_addressee(addressee);
  event.set_supplementary(supplementary);
  if (supplementary) event.set_supplements(tally.lapsed());
  event.set_reissue_of(tally.voided());
  event.set_advice_count(world.Get<state::v1::ReviewTallyRow>(request.name()).advice());
  SetDays(context, matter, event);
  PutTexts(outcome, context, request, event);

  journal::v1::MatterOpinionIssued moved;
  moved.set_opinion(name);
  for (const LimitId id : {LimitId::kReviewMax, LimitId::kReviewMin, LimitId::kReviewDecision}) {
    std::optional<journal::v1::LimitSet> met = MeetLimit(context, id, matter, context.occurred_on);
    if (id == LimitId::kReviewMax && met.has_value()) event.set_late(met->late());
    AddLimit(moved, std::move(met));
  }
  if (effect == config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED) {
    AddLimit(moved, StartLimit(context, LimitId::kRespond, matter, context.occurred_on));
  }
  outcome.Add(name, std::move(event));
  outcome.Add(request.name(), std::move(moved));
  return outcome;
}

}  // namespace

OpinionTime TimeOfOpinion(const Context& context, const v1::Matter& matter, absl::CivilDay day) {
  OpinionTime time;
  if (context.rules.calendar == nullptr || context.rules.profile == nullptr) return time;
  const WorkCalendar& calendar = *context.rules.calendar;
  const v1::Deadline* deadline = FindDeadline(matter, IdOf(LimitId::kReviewMax));
  const LimitRule* rule = context.rules.profile->Limit(LimitId::kReviewMax, KindSet::Of(matter.kinds()), day);
  if (deadline != nullptr && rule != nullptr) {
    const auto report = ReportLimit(*context.rules.profile, *rule, *DayOf(deadline->start_date()),
                                    SuspensionsOf(*deadline), 0, calendar, day, day);
    if (!report.ok()) return time;
    time.days_used = report->period.used;
    time.days_allowed = report->period.allowed;
    return time;
  }
  // No longest time binds (an emergency): what was used is counted from acceptance.
  const auto accepted = DayOf(matter.accepted().occurred_on());
  if (accepted.has_value() && calendar.Covers(*accepted) && calendar.Covers(day)) {
    time.days_used = calendar.CountWorkingDays(*accepted + 1, day);
  }
  return time;
}

void RegisterIssueOpinion(Rooms& rooms) { rooms.Command(&DecideIssueOpinion); }

}  // namespace plumbline
