// tests/services/opinion/opinion_steps.h: the usual steps around an opinion, each asserting
// success.
//
//   OpinionDistrict district;
//   const std::string matter = district.UnderReview();
//   const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
//   EXPECT_TRUE(district.Met(matter, "G-OPINION"));
#ifndef PLUMBLINE_TESTS_SERVICES_OPINION_OPINION_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_OPINION_OPINION_STEPS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "services/index_keys.h"
#include "services/limits.h"
#include "services/opinion/opinion.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {

inline constexpr char kReviewedText[] = "第一条 为了规范，制定本办法。";

class OpinionDistrict : public ReviewDistrict {
 public:
  using ReviewDistrict::ReviewDistrict;

  // Taken in and assigned: a document, its text is kReviewedText.
  std::string UnderReview(const std::string& title = "关于规范户外招牌设置的规定") {
    return StartReview(Accepted(title));
  }
  // The same for a major decision; `exploratory`: without a clear national rule.
  std::string DecisionUnderReview(bool exploratory) {
    v1::CreateMatterRequest request;
    request.mutable_matter()->set_title("关于试行低空物流的决定");
    request.mutable_matter()->add_kinds(config::v1::KIND_MAJOR_DECISION);
    request.mutable_matter()->set_issuer(Org("government"));
    if (exploratory) {
      request.mutable_matter()->add_conditions(config::v1::CONDITION_NO_NATIONAL_RULE);
    }
    const std::string matter = Must<v1::CreateMatterResponse>("handler", request).matter().name();
    Complete(matter);
    Submit(matter);
    Accept(matter);
    return StartReview(matter);
  }
  std::string StartReview(const std::string& matter) {
    Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
    EXPECT_EQ(StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
    return matter;
  }

  // With two points for a conclusion that demands changes, with the risk for one that discloses it.
  v1::IssueOpinionRequest OpinionOn(const std::string& matter, const std::string& conclusion) {
    v1::IssueOpinionRequest request;
    request.set_name(matter);
    request.set_conclusion(conclusion);
    request.set_basis("《中华人民共和国行政处罚法》第十六条。");
    request.mutable_findings()->set_authority("制定主体合法。");
    request.mutable_findings()->set_substance("第三条设定罚款，没有上位法依据。");
    if (conclusion == "LAWFUL_WITH_AMENDMENTS") {
      request.add_points()->set_text("第三条删去罚款。");
      request.add_points()->set_text("第五条明确起算日。");
    }
    if (conclusion == "RISK_DISCLOSED") request.set_risk("没有国家规定，可能被责令停止。");
    return request;
  }
  v1::Opinion Issue(const std::string& matter, const std::string& conclusion) {
    return Must<v1::IssueOpinionResponse>("chief", OpinionOn(matter, conclusion)).opinion();
  }
  v1::VoidOpinionRequest Voiding(const std::string& opinion) {
    v1::VoidOpinionRequest request;
    request.set_name(opinion);
    request.set_reason("主送机关写错。");
    return request;
  }
  v1::Opinion Void(const std::string& opinion) {
    return Must<v1::VoidOpinionResponse>("chief", Voiding(opinion)).opinion();
  }

  // A revised draft with this text; returns its name.
  std::string Revise(const std::string& matter, const std::string& text) {
    return ReviseBy(matter, files().AddText(text));
  }
  std::string ReviseBy(const std::string& matter, const std::string& file) {
    v1::AddDraftVersionRequest request;
    request.set_parent(matter);
    request.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_REVISED);
    request.mutable_draft()->set_file(file);
    return Must<v1::AddDraftVersionResponse>("handler", request).draft().name();
  }
  // About the current draft.
  v1::ConfirmRevisionRequest Confirmation(const std::string& matter, v1::RevisionNature nature) {
    v1::ConfirmRevisionRequest request;
    request.set_name(matter);
    request.set_draft(RowOf<state::v1::MatterRow>(matter)->resource().current_version());
    request.set_nature(nature);
    request.set_redline_reviewed(true);
    request.set_note("已逐条核对。");
    return request;
  }
  v1::RevisionConfirmation Confirm(const std::string& matter, v1::RevisionNature nature) {
    return Must<v1::ConfirmRevisionResponse>("reviewer", Confirmation(matter, nature))
        .confirmation();
  }

  // One disposition per point, in order; reasons where they are due.
  v1::AnswerOpinionRequest AnswerTo(const std::string& opinion,
                                    const std::vector<v1::Disposition>& dispositions) {
    v1::AnswerOpinionRequest request;
    request.set_parent(opinion);
    int number = 0;
    for (const v1::Disposition disposition : dispositions) {
      v1::PointAnswer* point = request.mutable_answer()->add_points();
      point->set_point(++number);
      point->set_disposition(disposition);
      if (disposition != v1::DISPOSITION_ADOPTED)
        point->set_reason("本地实际需要，依据省条例第九条。");
    }
    return request;
  }
  v1::OpinionAnswer Answer(const std::string& opinion,
                           const std::vector<v1::Disposition>& dispositions) {
    return Must<v1::AnswerOpinionResponse>("handler", AnswerTo(opinion, dispositions)).answer();
  }

  // Puts the matter where a meeting that passed it leaves it. The meeting itself is another room's.
  void Deliberate(const std::string& matter) {
    auto& world = const_cast<LiveWorld&>(engine().world());
    world.Mutable<state::v1::MatterRow>(matter).mutable_resource()->set_stage(
        config::v1::STAGE_DELIBERATED);
  }

  // Every gate of putting the matter on an agenda, by the rules of its issuer or those given.
  std::vector<v1::GateStatus> Gates(const std::string& matter, const RuleSet* rules = nullptr) {
    const auto& row = *RowOf<state::v1::MatterRow>(matter);
    v1::Act act;
    Context context;
    context.now = clock().Now();
    context.today = today();
    context.occurred_on = today();
    context.act = &act;
    context.rules = rules != nullptr ? *rules : RulesOf(engine().world(), row.resource().issuer());
    const v1::GetMatterRequest request;
    return EvaluateGates(rooms(), engine().world(), "ScheduleMeetingItem", matter, row, request,
                         context)
        .gates;
  }
  v1::GateStatus Gate(const std::string& matter, const std::string& id,
                      const RuleSet* rules = nullptr) {
    for (const v1::GateStatus& gate : Gates(matter, rules)) {
      if (gate.gate() == id) return gate;
    }
    ADD_FAILURE() << "no gate " << id;
    return {};
  }
  bool Met(const std::string& matter, const std::string& id) {
    return Gate(matter, id).verdict() == v1::GATE_VERDICT_MET;
  }

  const v1::Opinion& OpinionNow(const std::string& opinion) {
    return RowOf<state::v1::OpinionRow>(opinion)->resource();
  }
  const v1::Matter& MatterNow(const std::string& matter) {
    return RowOf<state::v1::MatterRow>(matter)->resource();
  }

  v1::StartSeriesRequest SeriesStart(const std::string& series, int year, int after_number) {
    v1::StartSeriesRequest request;
    request.set_parent(Org("bureau"));
    request.set_series(series);
    request.set_year(year);
    request.set_after_number(after_number);
    request.set_reason("启用本系统前已用到该号。");
    return request;
  }
  v1::ListNumbersResponse NumbersOf(const std::string& id) {
    v1::ListNumbersRequest request;
    request.set_parent(Org("bureau") + "/series/" + id);
    return Must<v1::ListNumbersResponse>("intake", request);
  }

  // What a worker reports once it rendered the letter.
  std::optional<Refusal> ReportLetter(const v1::RecordLetterRequest& request) { return ReportAsSystem(request); }
  // Whether a row of due work `letter` stands for the opinion.
  bool LetterIsDue(const std::string& opinion) {
    const SnapshotReader reader(store().GetSnapshot(), &rooms());
    const auto rows = reader.List(DuePrefix("letter"), {}, 100);
    EXPECT_TRUE(rows.ok());
    for (const SnapshotReader::Row& row : *rows) {
      if (row.key == DueKey("letter", 0, opinion)) return true;
    }
    return false;
  }
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_OPINION_OPINION_STEPS_H_
