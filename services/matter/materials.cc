// The slots of one matter's submission (材料项), as its clerk has to know them.
#include "absl/strings/str_cat.h"
#include "services/core/base/clock.h"
#include "services/core/procedure/labels.h"
#include "services/dates.h"
#include "services/matter/access.h"
#include "services/matter/matter.h"
#include "services/rules.h"

namespace plumbline {

namespace {

const v1::Material* FindMaterial(const v1::Matter& matter, const std::string& slot) {
  for (const v1::Material& material : matter.materials()) {
    if (material.slot() == slot) return &material;
  }
  return nullptr;
}

// The fact or the switch that decides, in words: `涉企`, or the switch's title.
std::string DecidedBy(const Profile& profile, const config::v1::Material& slot, absl::CivilDay day, Language language) {
  if (slot.condition() != config::v1::CONDITION_UNSPECIFIED) return std::string(Label(slot.condition(), language));
  for (const config::v1::Switch* one : profile.Switches(day)) {
    if (one->id() == slot.required_by_switch()) return language == Language::kChinese ? one->title_zh() : one->title_en();
  }
  return slot.required_by_switch();
}

// Why the slot is needed, or not.
void SayWhy(const Profile& profile, const config::v1::Material& slot, ConditionSet facts, absl::CivilDay day,
            v1::MaterialSlot& shown) {
  for (const int value : slot.unless()) {
    const auto exempt = static_cast<config::v1::Condition>(value);
    if (!facts.Contains(exempt)) continue;
    shown.set_need_reason_zh(absl::StrCat("不需要：本事项属于“", Label(exempt, Language::kChinese), "”"));
    shown.set_need_reason_en(absl::StrCat("not needed: the matter is of the kind \"", Label(exempt, Language::kEnglish), "\""));
    return;
  }
  if (slot.need() == config::v1::NEED_REQUIRED) {
    shown.set_need_reason_zh("必需：此类事项都要");
    shown.set_need_reason_en("needed: every matter of this kind has it");
    return;
  }
  if (slot.need() != config::v1::NEED_CONDITIONAL) {
    shown.set_need_reason_zh("可以提交，不强制");
    shown.set_need_reason_en("may be filed, nobody requires it");
    return;
  }
  const std::string zh = DecidedBy(profile, slot, day, Language::kChinese);
  const std::string en = DecidedBy(profile, slot, day, Language::kEnglish);
  const bool local = !slot.required_by_switch().empty() && slot.condition() == config::v1::CONDITION_UNSPECIFIED;
  if (shown.required()) {
    shown.set_need_reason_zh(absl::StrCat("必需：", local ? "本地要求“" : "本事项属于“", zh, "”"));
    shown.set_need_reason_en(absl::StrCat("needed: ", local ? "required here, \"" : "the matter has the fact \"", en, "\""));
  } else {
    shown.set_need_reason_zh(absl::StrCat("不需要：", local ? "本地未要求“" : "本事项未标明“", zh, "”"));
    shown.set_need_reason_en(absl::StrCat("not needed: ", local ? "not required here, \"" : "the matter lacks the fact \"", en, "\""));
  }
}

void ShowSlot(const config::v1::Material& slot, const v1::Matter& matter, v1::MaterialSlot& shown) {
  shown.set_slot(slot.id());
  shown.set_title_zh(slot.title_zh());
  shown.set_title_en(slot.title_en());
  shown.set_sentence_zh(slot.message_zh());
  shown.set_sentence_en(slot.message_en());
  shown.set_not_applicable_allowed(!slot.must_be_filed());
  shown.set_template_id(slot.template_id());
  shown.set_example_id(slot.example_id());
  shown.set_table(slot.table());
  const v1::Material* material = FindMaterial(matter, slot.id());
  if (material == nullptr) return;
  shown.set_state(material->file().empty() ? v1::MATERIAL_SLOT_STATE_NOT_APPLICABLE : v1::MATERIAL_SLOT_STATE_FILED);
  shown.set_file(material->file());
  shown.set_not_applicable_reason(material->not_applicable_reason());
  *shown.mutable_filed() = material->filed();
}

// A matter of several tracks may have one slot by several rules: it is one line, and the stricter rule speaks.
v1::MaterialSlot* FindShown(v1::CheckMaterialsResponse& response, const std::string& slot) {
  for (v1::MaterialSlot& shown : *response.mutable_slots()) {
    if (shown.slot() == slot) return &shown;
  }
  return nullptr;
}

std::optional<Refusal> CheckMaterials(const QueryContext& context, const v1::CheckMaterialsRequest& request,
                                      v1::CheckMaterialsResponse& response) {
  const auto* row = context.world.Find<state::v1::MatterRow>(request.name());
  if (row == nullptr || !MatterVisible(context.world, context.caller, request.name(), *row) ||
      !SeesPart(context.world, context.caller, request.name(), *row, config::v1::PART_MATERIALS)) {
    return RefuseNotFound();
  }
  const v1::Matter& matter = row->resource();
  const RuleSet rules = RulesOf(context.world, matter.issuer());
  if (rules.profile == nullptr) return RefuseNoRules();
  const absl::CivilDay today = CivilDayOf(context.now);
  const ConditionSet facts = ConditionSet::Of(matter.conditions());
  for (const config::v1::Material* slot : rules.profile->Materials(KindSet::Of(matter.kinds()), today)) {
    const bool required = rules.profile->MaterialRequired(*slot, facts, today);
    v1::MaterialSlot* shown = FindShown(response, slot->id());
    const bool first = shown == nullptr;
    if (first) {
      shown = response.add_slots();
      ShowSlot(*slot, matter, *shown);
    }
    if (slot->must_be_filed()) shown->set_not_applicable_allowed(false);
    const auto until = std::max(config::v1::STAGE_DRAFT, slot->file_until());
    if (matter.stage() <= until) shown->set_open(true);
    if (first || (required && !shown->required())) {
      shown->set_required(required);
      SayWhy(*rules.profile, *slot, facts, today, *shown);
    }
  }
  int missing = 0;
  for (v1::MaterialSlot& shown : *response.mutable_slots()) {
    if (shown.state() != v1::MATERIAL_SLOT_STATE_UNSPECIFIED) continue;
    shown.set_state(shown.required() ? v1::MATERIAL_SLOT_STATE_MISSING : v1::MATERIAL_SLOT_STATE_NOT_NEEDED);
    if (shown.required()) ++missing;
  }
  response.set_missing(missing);
  return std::nullopt;
}

}  // namespace

void RegisterMatterMaterials(Rooms& rooms) { rooms.Query(&CheckMaterials); }

}  // namespace plumbline
