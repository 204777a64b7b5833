#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/urgency_state.pb.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/matter/matter.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using config::v1::Kind;
using config::v1::Stage;

Refusal RefuseFile(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::FILE_UNUSABLE, std::move(zh), std::move(en));
}

// Kinds that this place's procedure knows and that may stand together.
std::optional<Refusal> CheckKinds(const Context& context,
                                  const google::protobuf::RepeatedField<int>& kinds,
                                  const std::string& path) {
  std::set<int> seen;
  for (int i = 0; i < kinds.size(); ++i) {
    const auto kind = static_cast<Kind>(kinds.Get(i));
    const std::string here = absl::StrCat(path, "[", i, "]");
    if (!seen.insert(kind).second) {
      return RefuseField(here, "事项种类重复", "a kind is named twice");
    }
    if (kind == config::v1::KIND_UNDETERMINED) {
      if (kinds.size() > 1) {
        return RefuseField(here, "“待认定”不能与其他种类并列", "UNDETERMINED stands alone");
      }
      continue;
    }
    if (context.rules.profile->Stages(KindSet{kind}, context.occurred_on).empty()) {
      return RefuseField(here, "本地的规则配置没有启用该事项种类", "this kind is not in use here");
    }
  }
  return std::nullopt;
}

std::optional<Refusal> CheckEmergency(const google::protobuf::RepeatedField<int>& conditions,
                                      const std::string& basis) {
  const ConditionSet facts = ConditionSet::Of(conditions);
  const bool urgent = facts.Contains(config::v1::CONDITION_EMERGENCY) ||
                      facts.Contains(config::v1::CONDITION_SUPERIOR_URGENT_ORDER);
  if (urgent && basis.empty()) {
    return RefuseField("matter.emergency_basis", "适用应急程序的，须写明由谁决定、依据什么",
                       "the emergency path needs who invoked it and on what basis");
  }
  return std::nullopt;
}

std::optional<Refusal> CheckOrganizations(const World& world,
                                          const google::protobuf::RepeatedPtrField<std::string>& names,
                                          const std::string& lead) {
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string here = absl::StrCat("matter.co_drafters[", i, "]");
    if (auto refusal = CheckStands(world, names.Get(i), here)) return refusal;
    if (names.Get(i) == lead || !seen.insert(names.Get(i)).second) {
      return RefuseField(here, "联合起草单位重复", "named twice");
    }
  }
  return std::nullopt;
}

Decision DecideCreateMatter(const World& world, const v1::CreateMatterRequest& request,
                            const Context& context) {
  const v1::Matter& matter = request.matter();
  if (auto refusal = CheckStands(world, matter.issuer(), "matter.issuer")) return *std::move(refusal);
  const std::string lead =
      matter.lead_drafter().empty() ? context.actor.organization() : matter.lead_drafter();
  if (auto refusal = CheckOrganizations(world, matter.co_drafters(), lead)) return *refusal;
  // The rules that will bind it are those of its issuer, whoever drafts it.
  Context bound = context;
  bound.rules = RulesOf(world, matter.issuer());
  if (bound.rules.profile == nullptr) return RefuseNoRules();
  if (auto refusal = CheckKinds(bound, matter.kinds(), "matter.kinds")) return *refusal;
  if (auto refusal = CheckEmergency(matter.conditions(), matter.emergency_basis())) return *refusal;
  const bool undetermined = matter.kinds(0) == config::v1::KIND_UNDETERMINED;
  if (undetermined && request.recognition_size() == 0) {
    return RefuseField("recognition", "“待认定”事项须回答认定问题", "UNDETERMINED needs the answers of the recognition test");
  }
  const std::string body = NearestOf(world, matter.issuer(), &v1::Organization::reviewing_body);
  const std::string office = NearestOf(world, matter.issuer(), &v1::Organization::office);
  if (body.empty()) {
    return RefuseState("制定机关没有登记审核机构。请系统管理员先登记。",
                       "The issuer has no reviewing body. Ask the system administrator to set it.");
  }
  if (!matter.resubmission_of().empty()) {
    const auto* first = world.Find<state::v1::MatterRow>(matter.resubmission_of());
    if (first == nullptr || first->resource().lead_drafter() != lead ||
        first->resource().ending() != v1::ENDING_WITHDRAWN) {
      return RefuseField("matter.resubmission_of", "只能关联本单位已撤回的事项",
                         "must be a withdrawn matter of the same department");
    }
  }
  journal::v1::MatterCreated event;
  event.set_title(matter.title());
  *event.mutable_kinds() = matter.kinds();
  event.set_lead_drafter(lead);
  *event.mutable_co_drafters() = matter.co_drafters();
  event.set_issuer(matter.issuer());
  event.set_reviewing_body(body);
  event.set_office(office.empty() ? matter.issuer() : office);
  *event.mutable_conditions() = matter.conditions();
  event.set_emergency_basis(matter.emergency_basis());
  event.set_resubmission_of(matter.resubmission_of());
  for (const v1::RecognitionAnswer& answer : request.recognition()) {
    journal::v1::RecognitionFact* fact = event.add_recognition();
    fact->set_question(answer.question());
    fact->set_yes(answer.yes());
  }
  Outcome outcome;
  outcome.Add(absl::StrCat("matters/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideUpdateMatter(const World& world, const v1::UpdateMatterRequest& request,
                            const Context& context) {
  const v1::Matter& now = world.Find<state::v1::MatterRow>(request.name())->resource();
  v1::Matter next = now;
  for (const std::string& path : request.update_mask()) {
    if (path == "title" && !request.matter().title().empty()) {
      next.set_title(request.matter().title());
    } else if (path == "kinds" && request.matter().kinds_size() > 0) {
      *next.mutable_kinds() = request.matter().kinds();
    } else if (path == "conditions") {
      *next.mutable_conditions() = request.matter().conditions();
    } else if (path == "co_drafters") {
      *next.mutable_co_drafters() = request.matter().co_drafters();
    } else if (path == "emergency_basis") {
      next.set_emergency_basis(request.matter().emergency_basis());
    } else {
      return RefuseField("update_mask", absl::StrCat("不能修改 ", path, "，或新值为空"),
                         absl::StrCat(path, " can't be changed, or its new value is empty"));
    }
  }
  if (auto refusal = CheckOrganizations(world, next.co_drafters(), next.lead_drafter())) return *refusal;
  if (context.rules.profile == nullptr) return RefuseNoRules();
  if (auto refusal = CheckKinds(context, next.kinds(), "matter.kinds")) return *refusal;
  if (auto refusal = CheckEmergency(next.conditions(), next.emergency_basis())) return *refusal;
  journal::v1::MatterUpdated event;
  event.set_title(next.title());
  *event.mutable_kinds() = next.kinds();
  *event.mutable_conditions() = next.conditions();
  *event.mutable_co_drafters() = next.co_drafters();
  event.set_emergency_basis(next.emergency_basis());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideAddDraftVersion(const World& world, const v1::AddDraftVersionRequest& request,
                               const Context&) {
  const auto& row = *world.Find<state::v1::MatterRow>(request.parent());
  const v1::DraftVersion& draft = request.draft();
  if (row.resource().stage() != config::v1::STAGE_DRAFT &&
      draft.purpose() != v1::DRAFT_PURPOSE_REVISED) {
    return RefuseField("draft.purpose", "意见出具后只能提交修改稿", "after an opinion only a revised draft is taken");
  }
  const std::string digest = FileDigestOf(draft.file());
  FileFacts facts;
  if (digest.empty() || world.file_index() == nullptr ||
      !world.file_index()->Find(digest, &facts)) {
    return RefuseFile("文件尚未上传完成。请先上传，再提交文稿。",
                      "The file is not in the store. Upload it first, then add the draft.");
  }
  if (facts.size == 0 || facts.text_empty) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DRAFT_EMPTY,
                  "文稿没有文字内容。请检查是否选错了文件。", "The draft has no text. Check whether it is the right file.");
  }
  if (facts.type != "docx" && facts.type != "txt" && facts.type != "pdf" && facts.type != "ofd" &&
      facts.type != "doc" && facts.type != "wps") {
    return RefuseFile(absl::StrCat("文稿不能是 ", facts.type, " 文件。请提交 DOCX 或纯文本文件。"),
                      absl::StrCat("A draft can't be a ", facts.type, " file. Hand in DOCX or plain text."));
  }
  const int number = row.draft_count() + 1;
  journal::v1::DraftVersionAdded added;
  added.set_number(number);
  added.set_purpose(draft.purpose());
  added.set_file_digest(digest);
  added.set_text_digest(facts.text_digest);
  added.set_text_digest_algorithm(facts.text_digest_algorithm);
  added.set_note(draft.note());
  added.set_same_text_as_before(number > 1 && !facts.text_digest.empty() &&
                                facts.text_digest == row.resource().text_digest());
  journal::v1::MatterTextChanged changed;
  changed.set_version(absl::StrCat(request.parent(), "/versions/", number));
  changed.set_number(number);
  changed.set_file_digest(digest);
  changed.set_text_digest(facts.text_digest);
  Outcome outcome;
  outcome.Add(changed.version(), std::move(added));
  outcome.Add(request.parent(), std::move(changed));
  return outcome;
}

Decision DecideFileMaterial(const World& world, const v1::FileMaterialRequest& request,
                            const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (context.rules.profile == nullptr) return RefuseNoRules();
  const v1::Material& material = request.material();
  bool known = false;
  bool must_be_filed = false;
  config::v1::Stage until = config::v1::STAGE_DRAFT;
  for (const config::v1::Material* slot :
       context.rules.profile->Materials(KindSet::Of(matter.kinds()), context.occurred_on)) {
    if (slot->id() != material.slot()) continue;
    known = true;
    must_be_filed |= slot->must_be_filed();
    until = std::max(until, slot->file_until());
  }
  if (!known) {
    return RefuseField("material.slot", absl::StrCat("本事项没有“", material.slot(), "”这一材料项"),
                       absl::StrCat("this matter has no slot ", material.slot()));
  }
  if (matter.stage() > until) {
    return Refuse(absl::StatusCode::kFailedPrecondition, v1::STAGE_MISMATCH,
                  absl::StrCat("材料项“", material.slot(), "”只能在送审前提交。请审核机构退回补正；提交有误的，请提出更正。"),
                  absl::StrCat("The slot ", material.slot(), " is filled before submission. Ask the reviewing body to return "
                               "the matter for supplement; what was filed wrongly is corrected."));
  }
  journal::v1::MaterialFiled event;
  event.set_slot(material.slot());
  if (material.file().empty()) {
    if (material.not_applicable_reason().empty()) {
      return RefuseField("material.file", "请提交文件，或写明不适用的理由",
                         "give a file, or say why the slot does not apply");
    }
    if (must_be_filed) {
      return RefuseField("material.not_applicable_reason",
                         absl::StrCat("材料项“", material.slot(), "”不能以“不适用”代替，请提交文件"),
                         absl::StrCat("the slot ", material.slot(), " always applies; give a file"));
    }
    event.set_not_applicable_reason(material.not_applicable_reason());
  } else {
    if (auto refusal = CheckStored(world, material.file(), "文件", "file", event.mutable_file_digest())) return *std::move(refusal);
  }
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

// A request for urgent handling that stands is the reason for a short review window, and names itself.
void AddUrgency(const World& world, const v1::SubmitMatterRequest& request, const state::v1::MatterRow& row,
                const Context& context, journal::v1::MatterSubmitted& event) {
  const std::string& urgent = world.Get<state::v1::UrgencyTallyRow>(request.name()).standing();
  if (urgent.empty() || context.rules.profile == nullptr) return;
  const auto wanted = DayOf(world.Get<state::v1::UrgencyRow>(urgent).resource().wanted_date());
  if (event.requested_date() == 0 && wanted.has_value()) event.set_requested_date(DayNumber(*wanted));
  for (const GateRule* gate : context.rules.profile->GatesFor(
           GatedCommand::kSubmitMatter, KindSet::Of(row.resource().kinds()), context.occurred_on)) {
    if (gate->id != GateId::kReviewWindow || ReviewWindow({world, request.name(), row, request, context, *gate}).met) continue;
    journal::v1::GateReasonGiven* given = event.add_gate_reasons();
    given->set_gate(gate->text->id());
    given->set_reason(absl::StrCat("加急办理，见 ", urgent));
  }
}

// Who issues, reviews and numbers is asked anew on the day on which a matter is first handed in: organisations are reformed
// and reviewing bodies change while it is drafted.
std::optional<Refusal> SetBodies(const World& world, const v1::Matter& matter, journal::v1::MatterSubmitted& event) {
  const std::string issuer = StandsNow(world, matter.issuer());
  const std::string body = NearestOf(world, issuer, &v1::Organization::reviewing_body);
  if (issuer.empty() || body.empty()) {
    return RefuseState("制定机关已撤并或没有审核机构。请以承接机关为制定机关另建事项。",
                       "The issuer has ended or has no reviewing body. Create the matter anew with the organisation that took over.");
  }
  const std::string named = NearestOf(world, issuer, &v1::Organization::office);
  const std::string& office = named.empty() ? issuer : named;
  if (issuer != matter.issuer()) event.set_issuer(issuer);
  if (body != matter.reviewing_body()) event.set_reviewing_body(body);
  if (office != matter.office()) event.set_office(office);
  return std::nullopt;
}

Decision DecideSubmitMatter(const World& world, const v1::SubmitMatterRequest& request,
                            const Context& context) {
  const auto& row = *world.Find<state::v1::MatterRow>(request.name());
  const v1::Matter& matter = row.resource();
  if (matter.current_version().empty()) {
    return RefuseState("还没有提交送审稿。请先提交文稿。", "There is no draft yet. Add one first.");
  }
  journal::v1::MatterSubmitted event;
  if (!matter.has_submitted()) {
    if (auto refusal = SetBodies(world, matter, event)) return *std::move(refusal);
  }
  if (IsSet(request.requested_date())) {
    const absl::CivilDay day = *DayOf(request.requested_date());
    if (day < context.occurred_on) {
      return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                    "希望出具意见的日期不能早于送审日。", "requested_date lies before the submission.");
    }
    event.set_requested_date(DayNumber(day));
  }
  event.set_not_secret(request.not_secret());
  for (const v1::GateReason& reason : context.act->gate_reasons()) {
    journal::v1::GateReasonGiven* given = event.add_gate_reasons();
    given->set_gate(reason.gate());
    given->set_reason(reason.reason());
  }
  AddUrgency(world, request, row, context, event);
  AddLimit(event, MeetLimit(context, LimitId::kSupplement, matter, context.occurred_on));
  AddLimit(event, StartLimit(context, LimitId::kAccept, matter, context.occurred_on));
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideWithdrawMatter(const World&, const v1::WithdrawMatterRequest& request,
                              const Context&) {
  journal::v1::MatterWithdrawn event;
  event.set_reason(request.reason());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideAcceptMatter(const World& world, const v1::AcceptMatterRequest& request,
                            const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (matter.kinds_size() > 0 && matter.kinds(0) == config::v1::KIND_UNDETERMINED) {
    return RefuseState("该事项待认定。请先认定事项种类，再受理。",
                       "The matter is undetermined. Recognise it first, then accept.");
  }
  if (context.rules.calendar != nullptr && !context.rules.calendar->Covers(context.occurred_on)) {
    return Refuse(absl::StatusCode::kOutOfRange, v1::CALENDAR_ENDED,
                  "工作日历不包括受理当日，无法起算期限。请先载入当年的节假日安排。",
                  "The calendar does not cover this day, so no limit can start. Load the year's notice first.");
  }
  journal::v1::MatterAccepted event;
  const absl::CivilDay day = context.occurred_on;
  AddLimit(event, MeetLimit(context, LimitId::kAccept, matter, day));
  for (const LimitId id : {LimitId::kReviewMax, LimitId::kReviewMin, LimitId::kReviewDecision}) {
    std::optional<journal::v1::LimitSet> resumed = ResumeLimit(context, id, matter, day);
    if (FindDeadline(matter, IdOf(id)) == nullptr) {
      AddLimit(event, StartLimit(context, id, matter, day));
    } else {
      AddLimit(event, std::move(resumed));
    }
  }
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideReturnMatter(const World& world, const v1::ReturnMatterRequest& request,
                            const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  journal::v1::MatterReturned event;
  event.set_reason(request.reason());
  *event.mutable_slots() = request.slots();
  const absl::CivilDay day = context.occurred_on;
  AddLimit(event, MeetLimit(context, LimitId::kAccept, matter, day));
  AddLimit(event, StartLimit(context, LimitId::kSupplement, matter, day));
  for (const LimitId id : {LimitId::kReviewMax, LimitId::kReviewMin, LimitId::kReviewDecision}) {
    AddLimit(event, SuspendLimit(context, id, matter, day, "退回补正"));
  }
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideRecogniseMatter(const World& world, const v1::RecogniseMatterRequest& request,
                               const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (context.rules.profile == nullptr) return RefuseNoRules();
  if (matter.kinds_size() == 0 || matter.kinds(0) != config::v1::KIND_UNDETERMINED) {
    return RefuseState("该事项的种类已经确定。", "The kind of this matter is decided already.");
  }
  for (const int kind : request.kinds()) {
    if (kind == config::v1::KIND_UNDETERMINED) {
      return RefuseField("kinds", "认定结果不能仍是“待认定”", "a recognition can't say UNDETERMINED");
    }
  }
  if (auto refusal = CheckKinds(context, request.kinds(), "kinds")) return *refusal;
  journal::v1::MatterRecognised event;
  *event.mutable_kinds() = request.kinds();
  event.set_reason(request.reason());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

std::string NearestOf(const World& world, absl::string_view organization,
                      const std::string& (v1::Organization::*member)() const) {
  std::string name(organization);
  for (int level = 0; level < 8 && !name.empty(); ++level) {
    const auto* row = world.Find<state::v1::OrganizationRow>(name);
    if (row == nullptr) return {};
    if (!(row->resource().*member)().empty()) return (row->resource().*member)();
    name = row->resource().parent();
  }
  return {};
}

Refusal RefuseNoRules() {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::RULES_INVALID,
                "制定机关及其上级都没有可用的规则配置。请系统管理员为机关指定 profile。",
                "Neither the issuer nor any organisation above it has a loaded profile. Ask the system "
                "administrator to set one.");
}

void RegisterMatterDecisions(Rooms& rooms) {
  rooms.Command(&DecideCreateMatter)
      .Organization([](const World&, const v1::CreateMatterRequest& request) {
        return request.matter().lead_drafter();
      });
  rooms.Command(&DecideUpdateMatter);
  rooms.Command(&DecideAddDraftVersion);
  rooms.Command(&DecideFileMaterial);
  rooms.Command(&DecideSubmitMatter);
  rooms.Command(&DecideWithdrawMatter);
  rooms.Command(&DecideAcceptMatter);
  rooms.Command(&DecideReturnMatter);
  rooms.Command(&DecideRecogniseMatter);
}

}  // namespace plumbline
