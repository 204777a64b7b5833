#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "plumbline/journal/v1/reorganization_event.pb.h"
#include "services/core/procedure/time_limits.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/files.h"
#include "services/ledger_import.h"
#include "services/limits.h"
#include "services/matter/matter.h"
#include "services/numbering.h"
#include "services/registry/registry.h"
#include "services/relation.h"

namespace plumbline {

namespace {

constexpr int kImportRowsMax = 200;
constexpr int kTakenNumbersMax = 50;

// Whether a reviewer confirmed the current text after the meeting. A text that the opinion covered before
// the meeting is not enough: the meeting decided on another one.
bool ConfirmedSince(const World& world, const v1::Matter& matter, const v1::MeetingItem& item) {
  for (const v1::BoundText& text : world.Get<state::v1::OpinionRow>(matter.opinion()).resource().texts()) {
    const bool same = text.file_digest() == matter.file_digest() ||
                      (!matter.text_digest().empty() && text.text_digest() == matter.text_digest());
    if (!same || text.confirmation().empty()) continue;
    const auto& statement = world.Get<state::v1::RevisionConfirmationRow>(text.confirmation()).resource();
    if (statement.stated().sequence() > item.deliberated().sequence()) return true;
  }
  return false;
}

// 机关代字〔year〕number号, without leading zeros (GB/T 9704—2012 7.2.5).
bool HasNumberForm(absl::string_view number) {
  constexpr absl::string_view kOpen = "〔";
  constexpr absl::string_view kClose = "〕";
  const size_t open = number.find(kOpen);
  const size_t close = number.find(kClose);
  if (open == absl::string_view::npos || open == 0 || close != open + kOpen.size() + 4) return false;
  absl::string_view running = number.substr(close + kClose.size());
  if (!absl::ConsumeSuffix(&running, "号") || running.empty() || running.size() > 5 || running[0] == '0') return false;
  const auto digits = [](absl::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return digits(running) && digits(number.substr(open + kOpen.size(), 4));
}

// Whether a document or matter bears the number already.
bool IsTaken(const World& world, const std::string& number) {
  return !world.Get<state::v1::DocumentNumberRow>(number).holder().empty();
}

Decision DecideSignForIssue(const World& world, const v1::SignForIssueRequest& request,
                            const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (context.actor.organization() != matter.issuer()) {
    Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                             "签发须由制定机关的主要负责人办理。", "Only the head of the issuer itself signs for issue.");
    refusal.metadata["roleNeeded"] = config::v1::Role_Name(config::v1::ROLE_GOVERNMENT_HEAD);
    return refusal;
  }
  const v1::MeetingItem& item = world.Get<state::v1::MeetingItemRow>(matter.meeting_item()).resource();
  const bool deliberated_text = matter.text_digest().empty() ? matter.file_digest() == item.file_digest()
                                                             : matter.text_digest() == item.text_digest();
  if (deliberated_text && item.result() == v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE) {
    return RefuseState("会议原则通过，会后修改尚未提交。请起草单位提交修改稿，由审核机构确认后再签发。",
                       "The meeting passed it in principle; the required changes have not been made. Add the revised "
                       "draft and have it confirmed, then sign.");
  }
  if (!deliberated_text) {
    if (!ConfirmedSince(world, matter, item)) {
      return RefuseState("现稿既不是审议通过的文本，也没有经审核机构确认。请先确认修改性质。",
                         "The text is neither the deliberated one nor a confirmed revision. Have the revision confirmed.");
    }
  }
  journal::v1::DocumentSigned event;
  event.set_text_digest(matter.text_digest());
  event.set_file_digest(matter.file_digest());
  AddLimit(event, StartLimit(context, LimitId::kPublish, matter, context.occurred_on));
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

// The series that the issuer's documents of these kinds take their numbers from; no code: it has none.
NumberPlan PlanOf(const World& world, const Context& context, const v1::Matter& matter) {
  const auto& issuer = world.Get<state::v1::OrganizationRow>(matter.issuer()).resource();
  if (issuer.agency_code().empty()) return {};
  const config::v1::Numbering* rule =
      context.rules.profile == nullptr
          ? nullptr
          : context.rules.profile->Numbering("S-DOCUMENT", KindSet::Of(matter.kinds()), context.occurred_on);
  // Kinds without a word of their own in the code have a series of their own: two codes, two series.
  const bool plain = rule == nullptr || rule->code_suffix_zh().empty();
  return PlanNumber(matter.issuer(), absl::StrCat(issuer.agency_code(), plain ? "" : rule->code_suffix_zh()),
                    plain ? "S-DOCUMENT-PLAIN" : "S-DOCUMENT", rule, context.occurred_on);
}

FreshNumber NumberAfter(const FreshNumber& before) {
  FreshNumber next = before;
  next.opens_series = false;
  ++next.number;
  next.name = absl::StrCat(next.plan.name, "/numbers/", next.number);
  next.text = absl::StrReplaceAll(next.plan.form, {{"{code}", next.plan.code},
                                                   {"{year}", absl::StrCat(next.plan.year)},
                                                   {"{number}", absl::StrCat(next.number)}});
  return next;
}

Decision DecideNumberDocument(const World& world, const v1::NumberDocumentRequest& request,
                              const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  const NumberPlan own = PlanOf(world, context, matter);
  Outcome outcome;
  journal::v1::DocumentNumbered event;
  if (!request.outside_number().empty()) {
    const std::string& number = request.outside_number();
    if (request.outside_source().empty()) {
      return RefuseField("outside_source", "外部给定的文号须写明来源", "a number given outside needs its source");
    }
    if (!HasNumberForm(number)) {
      return Refuse(absl::StatusCode::kInvalidArgument, v1::NUMBER_UNUSABLE,
                    "文号不合格式，应为：机关代字〔年份〕顺序号号，如 金府发〔2023〕5号。",
                    "The number does not have the form code〔year〕number号.");
    }
    if (IsTaken(world, number)) {
      return Refuse(absl::StatusCode::kAlreadyExists, v1::NUMBER_UNUSABLE,
                    absl::StrCat("文号 ", number, " 已被使用。"), absl::StrCat("The number ", number, " is taken."));
    }
    if (!own.code.empty() && world.Find<state::v1::SeriesTallyRow>(own.name) != nullptr &&
        absl::StartsWith(number, absl::StrCat(own.code, "〔", own.year, "〕"))) {
      return Refuse(absl::StatusCode::kFailedPrecondition, v1::NUMBER_UNUSABLE,
                    "该序列由本系统编号，不能填写外部文号。请由系统编号。",
                    "This series is numbered here, so its numbers can't be given outside. Leave outside_number empty.");
    }
    event.set_document_number(number);
    event.set_outside_source(request.outside_source());
    outcome.Add(request.name(), std::move(event));
    return outcome;
  }
  if (own.code.empty()) {
    return RefuseState("制定机关没有登记机关代字，无法编号。请系统管理员先登记。",
                       "The issuer has no agency code. Ask the system administrator to set it.");
  }
  FreshNumber number = NextNumber(world, own);
  // What was entered from outside before the series was kept here is listed under its own holder: no gap.
  for (int i = 0; i < kTakenNumbersMax && IsTaken(world, number.text); ++i) {
    AddNumber(outcome, number, world.Get<state::v1::DocumentNumberRow>(number.text).holder());
    number = NumberAfter(number);
  }
  if (IsTaken(world, number.text)) {
    return Refuse(absl::StatusCode::kAlreadyExists, v1::NUMBER_UNUSABLE,
                  absl::StrCat("文号 ", number.text, " 已由外部登记占用。请先设定序列的起始号。"),
                  absl::StrCat("The number ", number.text, " was entered from outside. Start the series after it."));
  }
  event.set_document_number(number.text);
  event.set_number(number.name);
  outcome.answer = request.name();
  AddNumber(outcome, number, request.name());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideVoidDocumentNumber(const World& world, const v1::VoidDocumentNumberRequest& request,
                                  const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  const auto& used = world.Get<state::v1::DocumentNumberRow>(matter.document_number());
  Outcome outcome;
  outcome.answer = request.name();
  journal::v1::DocumentNumberVoided event;
  event.set_document_number(matter.document_number());
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  if (!used.number().empty()) AddVoidNumber(outcome, used.number(), event.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

// The last day of a limit that starts on `start`; nothing where the profile sets none.
std::optional<absl::CivilDay> LimitDay(const Context& context, LimitId id, const v1::Matter& matter,
                                       ConditionSet facts, absl::CivilDay start,
                                       config::v1::Force* force = nullptr) {
  if (context.rules.profile == nullptr || context.rules.calendar == nullptr) return std::nullopt;
  const LimitRule* rule = context.rules.profile->Limit(id, KindSet::Of(matter.kinds()), context.occurred_on);
  if (rule == nullptr || rule->text->status() == config::v1::RULE_STATUS_LATER || rule->text->length() <= 0 ||
      !Applies(rule->text->condition(), rule->unless, facts)) {
    return std::nullopt;
  }
  if (force != nullptr) *force = rule->text->force();
  // Years may lie beyond the loaded calendar: they end on the corresponding day.
  if (rule->text->unit() == config::v1::LIMIT_UNIT_YEAR) return AddMonths(start, 12 * rule->text->length());
  const auto report = ReportLimit(*context.rules.profile, *rule, start, {}, 0, *context.rules.calendar, start);
  if (!report.ok() || !report->period.due.has_value()) return std::nullopt;
  return *report->period.due;
}

Decision DecidePublishDocument(const World& world, const v1::PublishDocumentRequest& request,
                               const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (matter.stage() == config::v1::STAGE_DELIBERATED && context.rules.profile != nullptr &&
      context.rules.profile->HasStage(config::v1::STAGE_NUMBERED, KindSet::Of(matter.kinds()),
                                      context.occurred_on)) {
    return RefuseState("须先签发、编号，再公布。", "Sign for issue and number it first, then publish.");
  }
  const absl::CivilDay publish = context.occurred_on;
  const absl::CivilDay effective = *DayOf(request.effective_date());
  if (effective < publish) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "施行日期不能早于公布日期。",
                  "A document can't hold before it is published.");
  }
  ConditionSet facts = FactsOf(matter);
  const auto earliest = LimitDay(context, LimitId::kEffect, matter, facts, publish);
  if (earliest.has_value() && effective < *earliest && request.early_reason().empty()) {
    return RefuseField("early_reason",
                       absl::StrCat("施行日期早于 ", absl::FormatCivilTime(*earliest), " 的，须写明理由"),
                       absl::StrCat("holding before ", absl::FormatCivilTime(*earliest), " needs a reason"));
  }
  const bool trial = request.trial() || facts.Contains(config::v1::CONDITION_TRIAL);
  if (trial) facts.Add(config::v1::CONDITION_TRIAL);
  config::v1::Force force = config::v1::FORCE_MUST;
  const auto longest = LimitDay(context, trial ? LimitId::kValidTrial : LimitId::kValid, matter, facts, effective, &force);
  std::optional<absl::CivilDay> until = longest;
  if (IsSet(request.valid_until_date())) {
    until = DayOf(request.valid_until_date());
    if (*until < effective) return RefuseField("valid_until_date", "有效期早于施行日期", "ends before it holds");
    // 应当 forbids; 一般 and 可以 let a longer one pass with its reason written down.
    if (longest.has_value() && *until > *longest &&
        (force == config::v1::FORCE_MUST || request.validity_reason().empty())) {
      return RefuseField("valid_until_date",
                         absl::StrCat("有效期最长至 ", absl::FormatCivilTime(*longest),
                                      force == config::v1::FORCE_MUST ? "" : "；超过的，请写明理由（validity_reason）"),
                         absl::StrCat("at the latest ", absl::FormatCivilTime(*longest),
                                      force == config::v1::FORCE_MUST ? "" : "; longer needs a validity_reason"));
    }
  }
  const auto& opinion = world.Get<state::v1::OpinionRow>(matter.opinion()).resource();
  const auto opinion_day = DayOf(opinion.issued().occurred_on());
  // The meeting's own day, not the day on which somebody entered its result.
  const auto meeting_day = DayOf(
      world.Get<state::v1::MeetingRow>(ParentOf(matter.meeting_item())).resource().meeting_date());
  journal::v1::DocumentPublished event;
  event.set_title(matter.title());
  event.set_document_number(matter.document_number());
  event.set_issuer(matter.issuer());
  *event.mutable_kinds() = matter.kinds();
  event.set_matter(request.name());
  event.set_publish_date(DayNumber(publish));
  event.set_effective_date(DayNumber(effective));
  if (until.has_value()) event.set_valid_until_date(DayNumber(*until));
  event.set_text_digest(matter.text_digest());
  *event.mutable_channels() = request.channels();
  event.set_opinion(matter.opinion());
  if (opinion_day.has_value()) event.set_opinion_date(DayNumber(*opinion_day));
  if (meeting_day.has_value()) event.set_deliberation_date(DayNumber(*meeting_day));
  event.set_covered(IsCovered(world, matter));
  event.set_early_reason(request.early_reason());
  event.set_validity_reason(request.validity_reason());
  event.set_trial(trial);
  event.set_number_source(world.Get<state::v1::DocumentNumberRow>(matter.document_number()).outside_source());
  journal::v1::MatterPublished published;
  published.set_document(absl::StrCat("documents/", context.FreshId()));
  AddLimit(published, MeetLimit(context, LimitId::kPublish, matter, publish));
  Outcome outcome;
  outcome.answer = request.name();
  const std::string document = published.document();
  outcome.also = [document](google::protobuf::Message& response) {
    static_cast<v1::PublishDocumentResponse&>(response).set_document(document);
  };
  journal::v1::DocumentKeeperMoved keeper;  // Who drafted it keeps it up.
  keeper.set_keeper(matter.lead_drafter());
  outcome.Add(document, std::move(event));
  outcome.Add(request.name(), std::move(published));
  if (keeper.keeper() != matter.issuer()) outcome.Add(document, std::move(keeper));
  return outcome;
}

Decision DecideSetDocumentState(const World& world, const v1::SetDocumentStateRequest& request,
                                const Context& context) {
  const v1::Document& document = world.Find<state::v1::DocumentRow>(request.name())->resource();
  if (document.state() == request.state()) {
    return RefuseState("文件已是该状态。", "The document is in that state already.");
  }
  if (request.state() == v1::DOCUMENT_STATE_IN_FORCE && document.state() != v1::DOCUMENT_STATE_SUSPENDED) {
    return RefuseState("已废止、失效或到期的文件不能恢复施行；请重新制定。",
                       "What was repealed, lapsed or expired can't hold again: a new document has to be made.");
  }
  if (context.occurred_on < *DayOf(document.publish_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "日期早于文件的公布日期。请核对。",
                  "The day lies before the document was published. Check it.");
  }
  journal::v1::DocumentStateSet event;
  event.set_state(request.state());
  event.set_basis(request.basis());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideImportDocuments(const World& world, const v1::ImportDocumentsRequest& request,
                               const Context& context) {
  if (world.Find<state::v1::OrganizationRow>(request.organization()) == nullptr) {
    return RefuseField("organization", "没有这个机关", "no such organisation");
  }
  std::string digest;
  if (auto refusal = CheckStored(world, request.source_file(), "台账原文件", "ledger as it is", &digest)) return *std::move(refusal);
  if (request.rows_size() > kImportRowsMax) {
    return RefuseField("rows", "每次最多导入 200 行", "at most 200 rows a call");
  }
  Outcome outcome;
  std::set<std::string> numbers;
  v1::ImportDocumentsResponse extra;
  for (const v1::ImportedRow& row : request.rows()) {
    const auto day = DayOf(row.publish_date());
    const auto doubt = [&](std::string zh, std::string en) { AddDoubt(row.row(), {std::move(zh), std::move(en)}, extra); };
    if (row.title().empty()) {
      doubt("没有标题", "no title");
    } else if (!day.has_value()) {
      doubt("没有发布日期，或日期不存在", "no day of publication, or it does not exist");
    } else if (*day > context.today) {
      doubt("发布日期晚于今天", "published in the future");
    } else if (!row.document_number().empty() &&
               (IsTaken(world, row.document_number()) ||
                !numbers.insert(row.document_number()).second)) {
      doubt(absl::StrCat("文号 ", row.document_number(), " 重复"), absl::StrCat("the number ", row.document_number(), " is used twice"));
    } else {
      journal::v1::DocumentImported event;
      event.set_title(row.title());
      event.set_document_number(row.document_number());
      event.set_issuer(request.organization());
      event.set_publish_date(DayNumber(*day));
      event.set_source_digest(digest);
      event.set_source_row(row.row());
      event.set_opinion_number(row.opinion_number());
      event.set_drafter(row.drafter());
      event.set_source_name(request.source_name());
      outcome.Add(absl::StrCat("documents/", context.FreshId()), std::move(event));
    }
  }
  return EndImport(std::move(outcome), std::move(extra), request.dry_run());
}

// What went around its review stays what it is: the matter ends, the document is listed, nothing covers it.
Decision DecideRegisterUnreviewed(const World& world, const v1::RegisterUnreviewedRequest& request, const Context& context) {
  if (world.Find<state::v1::OrganizationRow>(request.organization()) == nullptr) {
    return RefuseField("organization", "没有这个机关", "no such organisation");
  }
  journal::v1::DocumentUnreviewed event;
  event.set_title(request.title());
  event.set_drafter(request.drafter());
  if (!request.matter().empty()) {
    const auto* row = world.Find<state::v1::MatterRow>(request.matter());
    if (row == nullptr || row->resource().issuer() != request.organization() || !row->resource().has_submitted()) {
      return RefuseField("matter", "须是该制定机关送审过的事项", "must be a matter of this maker that was handed in");
    }
    const v1::Matter& matter = row->resource();
    if (!matter.opinion().empty() || !IsOpenMatter(matter)) {
      return RefuseState("该事项已出具意见、已公布或者已办结，不能登记为未经审核。",
                         "The matter has an opinion, was published or has ended: it can't be entered as unreviewed.");
    }
    if (event.title().empty()) event.set_title(matter.title());
    if (event.drafter().empty()) event.set_drafter(matter.lead_drafter());
    event.set_matter(request.matter());
  }
  if (event.title().empty()) return RefuseField("title", "请填写标题", "give the title");
  if (auto refusal = CheckStands(world, event.drafter(), "drafter")) return *std::move(refusal);
  const absl::CivilDay day = *DayOf(request.publish_date());
  if (day > context.occurred_on) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "公布或审议日期晚于登记之日。请核对。",
                  "The day lies after that of the entry. Check it.");
  }
  if (!request.document_number().empty() && IsTaken(world, request.document_number())) {
    return RefuseField("document_number", absl::StrCat("文号 ", request.document_number(), " 已登记；请先查 document list"),
                       absl::StrCat("the number ", request.document_number(), " is registered already; see document list"));
  }
  if (auto refusal = CheckStored(world, request.evidence_file(), "凭证文件", "evidence", event.mutable_evidence_digest())) {
    return *std::move(refusal);
  }
  Outcome outcome;
  event.set_document_number(request.document_number());
  event.set_issuer(request.organization());
  event.set_publish_date(DayNumber(day));
  event.set_found_in(request.found_in());
  event.set_deliberated_only(request.deliberated_only());
  if (!request.reason().empty()) *event.mutable_reason() = PutContent(outcome, context, request.reason());
  journal::v1::MatterUnreviewed ended;
  ended.set_document(absl::StrCat("documents/", context.FreshId()));
  outcome.Add(ended.document(), std::move(event));
  if (!request.matter().empty()) outcome.Add(request.matter(), ended);
  return outcome;
}

}  // namespace

bool IsCovered(const World& world, const v1::Matter& matter) {
  const auto& opinion = world.Get<state::v1::OpinionRow>(matter.opinion()).resource();
  const config::v1::Effect effect = opinion.effect();
  const bool allows = effect == config::v1::EFFECT_DELIBERABLE ||
                      effect == config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED ||
                      effect == config::v1::EFFECT_DELIBERABLE_WITH_RISK;
  const auto issued = DayOf(opinion.issued().occurred_on());
  // The meeting's own day, not the day on which somebody entered its result.
  const auto meeting = DayOf(
      world.Get<state::v1::MeetingRow>(ParentOf(matter.meeting_item())).resource().meeting_date());
  return opinion.state() == v1::OPINION_STATE_STANDING && allows && issued.has_value() &&
         meeting.has_value() && *issued <= *meeting;
}

void RegisterRegistryDecisions(Rooms& rooms) {
  rooms.Command(&DecideSignForIssue);
  rooms.Command(&DecideNumberDocument);
  rooms.Command(&DecideVoidDocumentNumber);
  rooms.Command(&DecidePublishDocument);
  rooms.Command(&DecideSetDocumentState)
      .Organization([](const World& world, const v1::SetDocumentStateRequest& request) {
        return OfficeOf(world, world.Get<state::v1::DocumentRow>(request.name()).resource().issuer());
      });
  rooms.Command(&DecideRegisterUnreviewed)
      .Organization([](const World& world, const v1::RegisterUnreviewedRequest& request) {
        return NearestOf(world, request.organization(), &v1::Organization::reviewing_body);
      });
  rooms.Command(&DecideImportDocuments)
      .Organization([](const World& world, const v1::ImportDocumentsRequest& request) {
        return OfficeOf(world, request.organization());
      });
}

}  // namespace plumbline
