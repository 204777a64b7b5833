#include "services/opinion/letter_model.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "plumbline/state/v1/urgency_state.pb.h"
#include "services/dates.h"
#include "services/day_text.h"
#include "services/opinion/opinion.h"
#include "services/relation.h"
#include "services/rules.h"

namespace plumbline {

namespace {

using state::v1::LetterContent;

std::string TitleOf(const World& world, const std::string& organization) {
  const auto* row = world.Find<state::v1::OrganizationRow>(organization);
  return row == nullptr ? organization : row->resource().title();
}

// 审核 for documents, 审查 for decisions; the profile says which.
std::string ReviewWord(const Profile& profile, const v1::Matter& matter, absl::CivilDay day) {
  for (const config::v1::Track* track : profile.Tracks(KindSet::Of(matter.kinds()), day)) {
    if (!track->review_word_zh().empty()) return track->review_word_zh();
  }
  return "审查";
}

void Add(LetterContent& letter, int level, absl::string_view text) {
  state::v1::LetterSection* section = letter.add_sections();
  section->set_level(level);
  section->set_text(std::string(text));
}

// Free text as paragraphs; empty lines separate nothing.
void AddParagraphs(const std::string& text,
                   google::protobuf::RepeatedPtrField<state::v1::LetterSection>* sections) {
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    sections->Add()->set_text(std::string(line));
  }
}

// 来文情况: from whom, when, which text, which papers, which time.
std::string Received(const World& world, const v1::Matter& matter, const v1::Opinion& opinion,
                     const std::string& word) {
  std::string text = absl::StrCat(TitleOf(world, matter.lead_drafter()));
  for (const std::string& other : matter.co_drafters())
    absl::StrAppend(&text, "、", TitleOf(world, other));
  if (matter.has_submitted()) {
    absl::StrAppend(&text, "于", DayText(matter.submitted().occurred_on()));
  }
  absl::StrAppend(&text, "送审的《", matter.title(), "》收悉");
  if (matter.has_accepted()) {
    absl::StrAppend(&text, "，", DayText(matter.accepted().occurred_on()), "受理");
  }
  const v1::BoundText& reviewed = opinion.texts(0);
  const auto* draft = world.Find<state::v1::DraftVersionRow>(reviewed.draft());
  absl::StrAppend(&text, "。本意见针对第", draft == nullptr ? 0 : draft->resource().number(),
                  "稿，", reviewed.text_digest().empty() ? "文件摘要" : "文本摘要", "（SHA-256）为",
                  absl::BytesToHexString(reviewed.text_digest().empty() ? reviewed.file_digest()
                                                                        : reviewed.text_digest()),
                  "；随文材料", matter.materials_size(), "项。", word, "用时", opinion.days_used(),
                  "个工作日");
  if (opinion.days_allowed() > 0) {
    absl::StrAppend(&text, "（期限", opinion.days_allowed(), "个工作日）");
  }
  return absl::StrCat(text, "。");
}

// 加急: how many days were given; nothing where nobody asked for it, or it was declined.
std::string UrgencyText(const World& world, absl::string_view matter) {
  const auto* row = world.Find<state::v1::UrgencyRow>(world.Get<state::v1::UrgencyTallyRow>(matter).standing());
  if (row == nullptr || row->resource().state() != v1::URGENCY_STATE_ACCEPTED) return "";
  const v1::Urgency& urgency = row->resource();
  std::string text = absl::StrCat("本件按加急办理，自", DayText(urgency.decided().occurred_on()), "起给予",
                                  urgency.working_days_given(), "个工作日");
  if (urgency.rest_days() > 0) absl::StrAppend(&text, "（另占用休息日", urgency.rest_days(), "日）");
  return absl::StrCat(text, "。");
}

std::string ConclusionText(const RuleSet& rules, const v1::Matter& matter,
                           const v1::Opinion& opinion, absl::CivilDay day) {
  if (opinion.conclusion().empty()) return "以上意见，供研究参考。";
  const config::v1::Conclusion* conclusion =
      rules.profile == nullptr
          ? nullptr
          : rules.profile->FindConclusion(opinion.conclusion(), KindSet::Of(matter.kinds()), day);
  return absl::StrCat(opinion.conclusion_title(), "。",
                      conclusion == nullptr ? "" : conclusion->message_zh());
}

std::string RelationTitle(const World& world, const Profile* profile, const v1::Matter& matter, absl::CivilDay day,
                          const v1::DisclosedRelation& relation) {
  std::string title = relation.rule();
  if (profile != nullptr) {
    for (const config::v1::ConflictRule* rule : profile->Conflicts(KindSet::Of(matter.kinds()), day)) {
      if (rule->id() == relation.rule()) title = rule->title_zh();
    }
  }
  return absl::StrCat(title, "（", TitleOf(world, relation.organization()), "）");
}

// One line for each member of the panel whom the chief kept in spite of a relation, nobody else being left (披露后留用), and
// who was on the matter when the opinion was issued.
std::vector<std::string> KeptAdvisors(const World& world, absl::string_view matter_name, const v1::Matter& matter,
                                      const v1::Opinion& opinion, const Profile* profile) {
  std::vector<std::string> lines;
  const int64_t issued = opinion.issued().sequence();
  for (const state::v1::AssignedPerson& one : world.Get<state::v1::ReviewTallyRow>(matter_name).assigned()) {
    const auto* row = world.Find<state::v1::AssignmentRow>(one.assignment());
    if (row == nullptr || !row->has_keep_reason()) continue;
    const v1::Assignment& assignment = row->resource();
    if (assignment.assigned().sequence() > issued) continue;
    if (assignment.has_recused() && assignment.recused().sequence() < issued) continue;
    std::vector<std::string> relations;
    for (const v1::DisclosedRelation& relation : assignment.relations()) {
      if (relation.effect() != config::v1::CONFLICT_EFFECT_EXCLUDES_UNLESS_LAST) continue;
      const absl::CivilDay day = *DayOf(assignment.assigned().occurred_on());
      relations.push_back(RelationTitle(world, profile, matter, day, relation));
    }
    const char* who = assignment.role() == config::v1::ROLE_REVIEWER ? "审核人员"
                      : assignment.role() == config::v1::ROLE_EXPERT ? "专家"
                                                                     : "法律顾问";
    lines.push_back(absl::StrCat("其中1名", who, absl::StrJoin(relations, "、"),
                                 "，因没有其他人选，经本机关负责人决定留用，特此披露。"));
  }
  return lines;
}

}  // namespace

std::optional<LetterContent> BuildLetter(const World& world, absl::string_view name) {
  const auto* row = world.Find<state::v1::OpinionRow>(name);
  if (row == nullptr) return std::nullopt;
  const auto* matter_row = world.Find<state::v1::MatterRow>(MatterOf(name));
  if (matter_row == nullptr) return std::nullopt;
  const v1::Opinion& opinion = row->resource();
  const v1::Matter& matter = matter_row->resource();
  const absl::CivilDay day = *DayOf(opinion.issued().occurred_on());
  const RuleSet rules = RulesOf(world, matter.issuer());
  const std::string word =
      rules.profile == nullptr ? "审查" : ReviewWord(*rules.profile, matter, day);

  LetterContent letter;
  letter.set_issuer(TitleOf(world, opinion.issuer()));
  letter.set_document_number(opinion.number());
  const std::string title = absl::StartsWith(matter.title(), "《")
                                ? matter.title()
                                : absl::StrCat("《", matter.title(), "》");
  letter.set_title(absl::StrCat("关于", title, "的", opinion.supplementary() ? "补充" : "",
                                "合法性", word, "意见"));
  letter.set_addressee(TitleOf(world, opinion.addressee()));
  Add(letter, 0, Received(world, matter, opinion, word));
  if (const std::string urgent = UrgencyText(world, MatterOf(name)); !urgent.empty() && !opinion.supplementary()) {
    Add(letter, 0, urgent);
  }
  if (opinion.supplementary()) {
    const auto* first = world.Find<state::v1::OpinionRow>(opinion.supplements());
    if (first != nullptr) {
      Add(letter, 0,
          absl::StrCat("因文本作实质修改，《", first->resource().number(),
                       "》不再适用，现出具补充意见。"));
    }
  }
  Add(letter, 1, absl::StrCat(word, "依据"));
  AddParagraphs(ShownContent(world, row->basis()), letter.mutable_sections());
  Add(letter, 1, absl::StrCat(word, "意见"));
  const journal::v1::FindingRefs& findings = row->findings();
  const auto add_finding = [&](const char* heading, bool present,
                               const journal::v1::ContentRef& ref) {
    if (!present) return;
    Add(letter, 2, heading);
    AddParagraphs(ShownContent(world, ref), letter.mutable_sections());
  };
  add_finding("主体与权限", findings.has_authority(), findings.authority());
  add_finding("程序", findings.has_procedure(), findings.procedure());
  add_finding("内容", findings.has_substance(), findings.substance());
  add_finding("公平竞争审查情况", findings.has_competition(), findings.competition());
  add_finding("形式与文字", findings.has_form(), findings.form());

  letter.set_conclusion_heading(opinion.conclusion().empty() ? "答复" : "结论");
  letter.set_conclusion(ConclusionText(rules, matter, opinion, day));
  const auto further = [&](int level, absl::string_view text) {
    state::v1::LetterSection* section = letter.add_further();
    section->set_level(level);
    section->set_text(std::string(text));
  };
  if (row->has_risk()) {
    further(1, "法律风险");
    AddParagraphs(ShownContent(world, row->risk()), letter.mutable_further());
  }
  const std::vector<std::string> kept = KeptAdvisors(world, MatterOf(name), matter, opinion, rules.profile);
  if (opinion.advice_count() > 0 || row->has_advice_note() || !kept.empty()) {
    further(1, "法律顾问意见及采纳情况");
    if (opinion.advice_count() > 0) {
      further(0, absl::StrCat("法律顾问出具书面意见", opinion.advice_count(), "份。"));
    }
    for (const std::string& line : kept) further(0, line);
    if (row->has_advice_note()) {
      AddParagraphs(ShownContent(world, row->advice_note()), letter.mutable_further());
    }
  }
  further(1, "其他提示");
  if (row->has_further_notes()) {
    AddParagraphs(ShownContent(world, row->further_notes()), letter.mutable_further());
  }
  further(0, "本意见仅针对上述文本；文本作实质修改的，应当重新送审。");
  for (int i = 0; i < row->points_size(); ++i) {
    state::v1::LetterPoint* point = letter.add_points();
    point->set_number(i + 1);
    point->set_text(ShownContent(world, row->points(i).text()));
  }
  letter.set_signature(letter.issuer());
  letter.set_date(DayNumber(day));
  if (row->has_contact_note()) letter.set_contact_note(ShownContent(world, row->contact_note()));
  letter.set_issued_sequence(static_cast<uint64_t>(opinion.issued().sequence()));
  letter.set_is_void(opinion.state() == v1::OPINION_STATE_VOID);
  return letter;
}

}  // namespace plumbline
