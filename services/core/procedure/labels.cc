#include "services/core/procedure/labels.h"

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace plumbline {
namespace {

struct Pair {
  absl::string_view zh;
  absl::string_view en;
};

// Value n of the enum is element n; what lies beyond the table has no label yet.
template <size_t kSize>
absl::string_view Pick(const Pair (&pairs)[kSize], int value, Language language) {
  if (value < 0 || static_cast<size_t>(value) >= kSize) return "";
  const Pair& pair = pairs[static_cast<size_t>(value)];
  return language == Language::kChinese ? pair.zh : pair.en;
}

constexpr Pair kKinds[] = {{"", ""},
                           {"行政规范性文件", "normative document"},
                           {"重大行政决策", "major administrative decision"},
                           {"重大执法决定", "major enforcement decision"},
                           {"政府合同", "government contract"},
                           {"其他涉法事项", "legal consultation"},
                           {"待认定", "undetermined"}};
static_assert(sizeof(kKinds) / sizeof(Pair) == config::v1::Kind_ARRAYSIZE);

constexpr Pair kStages[] = {{"", ""},
                            {"起草", "draft"},
                            {"已送审", "submitted"},
                            {"已受理", "accepted"},
                            {"审核中", "under review"},
                            {"已出具意见", "opinion issued"},
                            {"已审议", "deliberated"},
                            {"已签发", "signed"},
                            {"已编号", "numbered"},
                            {"已公布", "published"},
                            {"施行中", "in force"},
                            {"已办结", "ended"}};
static_assert(sizeof(kStages) / sizeof(Pair) == config::v1::Stage_ARRAYSIZE);

constexpr Pair kRoles[] = {{"", ""},
                           {"起草单位经办", "handler of the drafting unit"},
                           {"单位主要负责人", "principal head of the unit"},
                           {"收文", "intake"},
                           {"审核人员", "reviewer"},
                           {"科室负责人", "section head"},
                           {"司法局负责人", "head of the judicial bureau"},
                           {"法律顾问", "legal advisor"},
                           {"专家", "expert"},
                           {"政府办经办", "government office"},
                           {"政府主要负责人", "head of the government"},
                           {"备案机关", "filing authority"},
                           {"系统管理员", "system administrator"},
                           {"安全管理员", "security administrator"},
                           {"审计管理员", "audit administrator"},
                           {"监督检查人员", "inspector"},
                           {"社会公众", "public"},
                           {"系统", "system"}};
static_assert(sizeof(kRoles) / sizeof(Pair) == config::v1::Role_ARRAYSIZE);

constexpr Pair kForces[] = {{"", ""}, {"应当", "must"}, {"一般", "generally"}, {"可以", "may"}};
static_assert(sizeof(kForces) / sizeof(Pair) == config::v1::Force_ARRAYSIZE);

constexpr Pair kRooms[] = {{"", ""},
                           {"送审与受理", "matter"},
                           {"审核", "review"},
                           {"意见书", "opinion"},
                           {"审议与签发", "decision"},
                           {"登记、编号、公布与备案", "registry"},
                           {"文件", "file"},
                           {"征求意见", "consultation"},
                           {"听证", "hearing"},
                           {"论证与评估", "assessment"},
                           {"清理", "cleanup"},
                           {"机构与人员", "directory"},
                           {"统计", "coverage"}};
static_assert(sizeof(kRooms) / sizeof(Pair) == config::v1::Room_ARRAYSIZE);

constexpr Pair kConditions[] = {
    {"", ""},
    {"涉企", "business related"},
    {"专业性、技术性较强", "professional or technical"},
    {"可能对社会稳定、公共安全等造成不利影响", "may affect stability or public safety"},
    {"联合起草", "joint drafting"},
    {"涉及切身利益或者有重大影响", "touches vital interests or has major effect"},
    {"涉及市场主体经济活动", "touches economic activity in the market"},
    {"涉及其他部门职责", "other agencies have a stake"},
    {"法律法规规章规定应当听证", "a hearing is required by law"},
    {"已举行听证", "a hearing was held"},
    {"已组织专家论证", "experts were heard"},
    {"修改或者废止现行文件", "amends or repeals documents in force"},
    {"依法不予公开", "not public by law"},
    {"预防、应对和处置突发事件", "emergency"},
    {"执行上级机关的紧急命令和决定", "urgent order of a superior"},
    {"试行、暂行", "trial or provisional"},
    {"探索性改革且国家尚无明确规定", "exploratory reform without a national rule"},
    {"已开展公众参与", "the public took part"},
    {"政府定价听证", "price hearing"},
    {"不立即施行将有碍施行", "delay would defeat the rule"}};
static_assert(sizeof(kConditions) / sizeof(Pair) == config::v1::Condition_ARRAYSIZE);

constexpr Pair kBounds[] = {{"", ""},
                            {"不少于", "at least"},
                            {"不超过", "at most"},
                            {"不迟于", "not later than"},
                            {"", ""}};
static_assert(sizeof(kBounds) / sizeof(Pair) == config::v1::Bound_ARRAYSIZE);

constexpr Pair kParties[] = {{"", ""},
                             {"起草（承办）单位", "drafting unit"},
                             {"司法局", "reviewing body"},
                             {"政府办", "government office"},
                             {"制定机关", "issuer"},
                             {"法律顾问", "legal advisor"},
                             {"专家", "expert"},
                             {"会签单位", "countersigning agency"},
                             {"听证组织单位", "hearing organiser"},
                             {"市场监管部门", "market regulator"},
                             {"备案机关", "filing authority"},
                             {"行政复议机关", "reconsideration body"},
                             {"实施（责任）单位", "implementing unit"},
                             {"本级政府", "government"},
                             {"接受转送的机关", "body that received the transfer"}};
static_assert(sizeof(kParties) / sizeof(Pair) == config::v1::Party_ARRAYSIZE);

constexpr Pair kEffects[] = {{"", ""},
                             {"可以提交审议", "may go to deliberation"},
                             {"采纳或者说明理由后可以提交审议", "may go once answered"},
                             {"明示风险后可以提交审议", "may go with the risk stated"},
                             {"不得提交审议", "may not go to deliberation"}};
static_assert(sizeof(kEffects) / sizeof(Pair) == config::v1::Effect_ARRAYSIZE);

constexpr Pair kNeeds[] = {
    {"", ""}, {"必备", "required"}, {"视情况必备", "conditional"}, {"可选", "optional"}};
static_assert(sizeof(kNeeds) / sizeof(Pair) == config::v1::Need_ARRAYSIZE);

constexpr Pair kParts[] = {{"", ""},
                           {"标题与进度", "title and progress"},
                           {"文本", "text"},
                           {"材料", "materials"},
                           {"内部意见", "inner remarks"},
                           {"发给起草单位的意见", "remarks to the drafter"},
                           {"法律顾问意见", "advice"},
                           {"拟出具的结论", "draft conclusion"},
                           {"意见书", "opinion"},
                           {"起草单位签批单", "approval sheet of the drafter"},
                           {"司法局签批单", "approval sheet of the bureau"},
                           {"会议纪要", "minutes"},
                           {"参会人员个人意见", "views of members"},
                           {"提意见人信息", "data of commenters"},
                           {"访问日志", "access log"}};
static_assert(sizeof(kParts) / sizeof(Pair) == config::v1::Part_ARRAYSIZE);

constexpr Pair kReaders[] = {{"", ""},
                             {"起草单位", "drafting unit"},
                             {"联合起草单位", "co-drafting unit"},
                             {"会签单位", "countersigning agency"},
                             {"审核人员、科室负责人", "reviewer, section head"},
                             {"收文", "intake"},
                             {"司法局负责人", "head of the bureau"},
                             {"被指派的法律顾问", "assigned advisor"},
                             {"被指派的专家", "assigned expert"},
                             {"政府办", "government office"},
                             {"政府主要负责人", "head of the government"},
                             {"备案机关", "filing authority"},
                             {"监督检查人员", "inspector"},
                             {"管理员", "administrator"},
                             {"社会公众", "public"},
                             {"其他人员", "others with an account"},
                             {"被提请指导的单位", "body asked for guidance"}};
static_assert(sizeof(kReaders) / sizeof(Pair) == config::v1::Reader_ARRAYSIZE);

constexpr Pair kConflictEffects[] = {
    {"", ""},
    {"应当回避", "excluded"},
    {"应当回避，无其他人选时披露后留用", "excluded unless nobody else is left"},
    {"应当披露", "to be disclosed"}};
static_assert(sizeof(kConflictEffects) / sizeof(Pair) == config::v1::ConflictEffect_ARRAYSIZE);

constexpr Pair kNatures[] = {{"", ""},
                             {"国家规定", "national law"},
                             {"本地规定", "local rule"},
                             {"内部目标", "internal target"},
                             {"系统规则", "system rule"},
                             {"评价标准", "evaluation standard"}};
static_assert(sizeof(kNatures) / sizeof(Pair) == config::v1::Nature_ARRAYSIZE);

constexpr Pair kVerifications[] = {{"", ""}, {"已核实", "verified"}, {"未核实", "unverified"}};
static_assert(sizeof(kVerifications) / sizeof(Pair) == config::v1::Verification_ARRAYSIZE);

constexpr Pair kAccess[] = {{"不可见", "never"},
                            {"办理期间", "while assigned"},
                            {"发出后", "once sent"},
                            {"公布后", "once published"},
                            {"可见", "always"}};

}  // namespace

absl::string_view Label(config::v1::Kind v, Language l) { return Pick(kKinds, v, l); }
absl::string_view Label(config::v1::Stage v, Language l) { return Pick(kStages, v, l); }
absl::string_view Label(config::v1::Role v, Language l) { return Pick(kRoles, v, l); }
absl::string_view Label(config::v1::Force v, Language l) { return Pick(kForces, v, l); }
absl::string_view Label(config::v1::Room v, Language l) { return Pick(kRooms, v, l); }
absl::string_view Label(config::v1::Condition v, Language l) { return Pick(kConditions, v, l); }
absl::string_view Label(config::v1::Bound v, Language l) { return Pick(kBounds, v, l); }
absl::string_view Label(config::v1::Party v, Language l) { return Pick(kParties, v, l); }
absl::string_view Label(config::v1::Effect v, Language l) { return Pick(kEffects, v, l); }
absl::string_view Label(config::v1::Need v, Language l) { return Pick(kNeeds, v, l); }
absl::string_view Label(config::v1::Part v, Language l) { return Pick(kParts, v, l); }
absl::string_view Label(config::v1::Reader v, Language l) { return Pick(kReaders, v, l); }
absl::string_view Label(config::v1::Nature v, Language l) { return Pick(kNatures, v, l); }
absl::string_view Label(config::v1::ConflictEffect v, Language l) {
  return Pick(kConflictEffects, v, l);
}
absl::string_view Label(config::v1::Verification v, Language l) {
  return Pick(kVerifications, v, l);
}
absl::string_view Label(Access v, Language l) { return Pick(kAccess, static_cast<int>(v), l); }

std::string LengthText(int length, config::v1::LimitUnit unit, Language language) {
  static constexpr Pair kUnits[] = {{"", ""},       {"个工作日", "working day"},
                                    {"日", "day"},  {"个月", "month"},
                                    {"年", "year"}, {"", ""}};
  static_assert(sizeof(kUnits) / sizeof(Pair) == config::v1::LimitUnit_ARRAYSIZE);
  const absl::string_view word = Pick(kUnits, unit, language);
  if (language == Language::kChinese) return absl::StrCat(length, word);
  return absl::StrCat(length, " ", word, length == 1 ? "" : "s");
}

std::string LimitText(const config::v1::Limit& limit, Language language) {
  const bool zh = language == Language::kChinese;
  if (limit.unit() == config::v1::LIMIT_UNIT_FIXED_DAY) {
    std::string text(zh ? "次年" : "in the next year, by ");
    for (int i = 0; i < limit.fixed_day_size(); ++i) {
      const config::v1::MonthDay& day = limit.fixed_day(i);
      if (i > 0) absl::StrAppend(&text, zh ? "、" : " and ");
      if (zh) {
        absl::StrAppend(&text, day.month(), "月", day.day(), "日");
      } else {
        absl::StrAppend(&text, day.month(), "-", day.day());
      }
    }
    return zh ? text + "前" : text;
  }
  if (limit.bound() == config::v1::BOUND_NONE && limit.length() == 0) {
    return zh ? "来源未定期限" : "no length in the source";
  }
  const bool backward = limit.direction() == config::v1::DIRECTION_BACKWARD;
  std::string text;
  if (backward) {
    text = zh ? absl::StrCat("提前", LengthText(limit.length(), limit.unit(), language))
              : absl::StrCat(LengthText(limit.length(), limit.unit(), language), " before");
  } else {
    text = absl::StrCat(Label(limit.bound(), language),
                        zh || limit.bound() == config::v1::BOUND_NONE ? "" : " ",
                        LengthText(limit.length(), limit.unit(), language));
  }
  for (const config::v1::Milestone& milestone : limit.milestone()) {
    absl::StrAppend(&text, zh ? "；" : "; ", zh ? milestone.title_zh() : milestone.title_en(),
                    zh ? "" : " ", LengthText(milestone.length(), limit.unit(), language));
  }
  if (limit.extension_max() > 0) {
    const std::string more = LengthText(limit.extension_max(), limit.unit(), language);
    absl::StrAppend(&text, zh ? "（可延长" : " (may be extended by ", more, zh ? "）" : ")");
  }
  return text;
}

std::string SourceText(const config::v1::Source& source, Language language) {
  const bool zh = language == Language::kChinese;
  // Title marks are for the titles of instruments; what stands for "rules of some city" has none.
  const bool titled = source.nature() == config::v1::NATURE_LAW ||
                      source.nature() == config::v1::NATURE_EVALUATION_STANDARD ||
                      !source.number().empty();
  std::string text = titled ? absl::StrCat("《", source.instrument(), "》") : source.instrument();
  if (!source.number().empty()) absl::StrAppend(&text, "（", source.number(), "）");
  absl::StrAppend(&text, source.article());
  const auto tag = [&](absl::string_view label) {
    absl::StrAppend(&text, zh ? "【" : " [", label, zh ? "】" : "]");
  };
  if (source.verification() == config::v1::VERIFICATION_UNVERIFIED) {
    tag(Label(source.verification(), language));
  }
  if (source.nature() != config::v1::NATURE_LAW) tag(Label(source.nature(), language));
  if (!source.note().empty())
    absl::StrAppend(&text, zh ? "（" : " (", source.note(), zh ? "）" : ")");
  return text;
}

std::string SourcesText(const google::protobuf::RepeatedPtrField<config::v1::Source>& sources,
                        KindSet kinds, Language language) {
  std::string text;
  for (const config::v1::Source& source : sources) {
    if (!source.tracks().empty() && !KindSet::Of(source.tracks()).Intersects(kinds)) continue;
    if (!text.empty()) text += language == Language::kChinese ? "；" : "; ";
    text += SourceText(source, language);
  }
  return text;
}

}  // namespace plumbline
