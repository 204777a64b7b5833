// Goal: when a department is merged, split, renamed or abolished, what is open and in force follows by a table that the head
// of the reviewing body confirms, what is past stays as it was, and numbers go on in the right series. Method: a district's
// usual steps before and after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/state/v1/reorganization_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "plumbline/v1/joint_service.pb.h"
#include "plumbline/v1/paper_service.pb.h"
#include "plumbline/v1/reorganization_service.pb.h"
#include "services/dates.h"
#include "services/numbering.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ReformTest : public ::testing::Test {
 protected:
  v1::ProposeReorganizationRequest Reform(v1::ReorganizationKind kind, std::vector<std::string> from,
                                          std::vector<std::string> to) {
    v1::ProposeReorganizationRequest request;
    v1::Reorganization& reform = *request.mutable_reorganization();
    reform.set_kind(kind);
    SetDate(DayNumber(district_.today()), reform.mutable_effective_date());
    reform.set_basis_paper("中共金口河区委〔2023〕12号机构改革方案");
    for (std::string& one : from) reform.add_predecessors(std::move(one));
    for (std::string& one : to) reform.add_successors(std::move(one));
    return request;
  }
  std::string Propose(const v1::ProposeReorganizationRequest& request) {
    return district_.Must<v1::ProposeReorganizationResponse>("admin", request).reorganization().name();
  }
  v1::ConfirmReorganizationRequest Confirmation(const std::string& reform) {
    v1::ConfirmReorganizationRequest request;
    request.set_name(reform);
    return request;
  }
  v1::Reorganization Confirm(const std::string& reform) {
    return district_.Must<v1::ConfirmReorganizationResponse>("chief", Confirmation(reform)).reorganization();
  }
  std::string NewOrganization(const std::string& title) {
    v1::CreateOrganizationRequest request;
    request.mutable_organization()->set_title(title);
    request.mutable_organization()->set_kind(v1::ORGANIZATION_KIND_DEPARTMENT);
    request.mutable_organization()->set_parent(district_.Org("government"));
    return district_.Must<v1::CreateOrganizationResponse>("admin", request).organization().name();
  }
  v1::PreviewReorganizationResponse Preview(const std::string& reform) {
    v1::PreviewReorganizationRequest request;
    request.set_name(reform);
    return district_.Must<v1::PreviewReorganizationResponse>("chief", request);
  }
  std::vector<std::string> Moving(const std::string& reform, v1::ReorganizationMoveKind kind) {
    std::vector<std::string> names;
    const auto preview = Preview(reform);
    for (const v1::ReorganizationMove& move : preview.moves()) {
      if (move.kind() == kind) names.push_back(move.resource());
    }
    return names;
  }
  const v1::Organization& Organization(const std::string& name) {
    return district_.RowOf<state::v1::OrganizationRow>(name)->resource();
  }
  const v1::Matter& MatterNow(const std::string& name) {
    return district_.RowOf<state::v1::MatterRow>(name)->resource();
  }

  RegistryDistrict district_;
};

TEST_F(ReformTest, MovesWhatIsOpenAndInForceAndLeavesThePast) {
  const std::string published = district_.Passed();
  district_.Sign(published);
  district_.Number(published);
  const std::string document = district_.Publish(published);
  const std::string open = district_.UnderReview();
  const std::string draft = district_.NewMatter();
  const std::string department = district_.Org("department");
  const std::string successor = NewOrganization("金口河区经济发展局");

  const std::string reform = Propose(Reform(v1::REORGANIZATION_KIND_MERGED, {department}, {successor}));
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_MATTER), UnorderedElementsAre(open, draft));
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_DOCUMENT), ElementsAre(document));
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_POST), SizeIs(2)) << "the handler and the head";
  EXPECT_EQ(MatterNow(open).lead_drafter(), department) << "nothing moves before it is confirmed";

  const v1::Reorganization done = Confirm(reform);
  EXPECT_EQ(done.state(), v1::REORGANIZATION_STATE_CONFIRMED);
  EXPECT_THAT(done.moves(), SizeIs(5));
  EXPECT_EQ(MatterNow(open).lead_drafter(), successor);
  EXPECT_EQ(MatterNow(draft).lead_drafter(), successor);
  EXPECT_EQ(MatterNow(published).lead_drafter(), department) << "the past keeps its organisation";
  EXPECT_EQ(district_.DocumentNow(document).keeper(), successor);
  EXPECT_EQ(Organization(department).successors(0), successor);
  ASSERT_TRUE(Organization(department).has_closed_date());

  // The same people go on with the same matters the same day.
  v1::WithdrawMatterRequest withdraw;
  withdraw.set_name(open);
  withdraw.set_reason("机构调整后重新研究。");
  district_.Must<v1::WithdrawMatterResponse>("head", withdraw);
}

TEST_F(ReformTest, GivesAnOrganisationThatEndedNoNewWork) {
  const std::string department = district_.Org("department");
  Confirm(Propose(Reform(v1::REORGANIZATION_KIND_ABOLISHED, {department}, {district_.Org("other")})));
  v1::CreatePostRequest post;
  post.set_parent(department);
  post.mutable_post()->set_title("经办");
  post.mutable_post()->set_person(district_.Person("stranger"));
  post.mutable_post()->add_roles(config::v1::ROLE_HANDLER);
  SetDate(DayNumber(district_.today()), post.mutable_post()->mutable_from_date());
  EXPECT_TRUE(district_.Refuses("admin", post, v1::FIELD_INVALID));
  EXPECT_TRUE(district_.Refuses(
      "admin", Reform(v1::REORGANIZATION_KIND_RENAMED, {department}, {}), v1::FIELD_INVALID));
  EXPECT_TRUE(district_.Refuses(
      "admin", Reform(v1::REORGANIZATION_KIND_MERGED, {district_.Org("other")}, {department}), v1::FIELD_INVALID));
}

TEST_F(ReformTest, AsksForTheSuccessorOfEachPieceOfASplit) {
  const std::string one = district_.NewMatter("甲");
  const std::string two = district_.NewMatter("乙");
  const std::string first = NewOrganization("金口河区发展局");
  const std::string second = NewOrganization("金口河区改革局");
  const std::string reform =
      Propose(Reform(v1::REORGANIZATION_KIND_SPLIT, {district_.Org("department")}, {first, second}));
  const auto refusal = district_.Refused("chief", Confirmation(reform));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_THAT(refusal->message_zh + (refusal->fields.empty() ? "" : refusal->fields[0].message_zh),
              HasSubstr("未确定承接机关"));

  v1::ConfirmReorganizationRequest settled = Confirmation(reform);
  const auto preview = Preview(reform);
  for (const v1::ReorganizationMove& move : preview.moves()) {
    v1::ReorganizationMove& to = *settled.add_moves();
    to.set_resource(move.resource());
    if (move.kind() != v1::REORGANIZATION_MOVE_KIND_POST) to.set_to_organization(move.resource() == two ? second : first);
  }
  v1::ConfirmReorganizationRequest wrong = settled;
  wrong.mutable_moves(0)->set_to_organization(district_.Org("other"));
  EXPECT_TRUE(district_.Refuses("chief", wrong, v1::FIELD_INVALID)) << "not one of the successors";
  district_.Must<v1::ConfirmReorganizationResponse>("chief", settled);
  EXPECT_EQ(MatterNow(one).lead_drafter(), first);
  EXPECT_EQ(MatterNow(two).lead_drafter(), second);
  v1::CreateMatterRequest create;
  create.mutable_matter()->set_title("丙");
  create.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  create.mutable_matter()->set_issuer(district_.Org("government"));
  EXPECT_TRUE(district_.Refuses("handler", create, v1::SESSION_INVALID) ||
              district_.Refuses("handler", create, v1::ROLE_MISSING) ||
              !district_.Refused("handler", create).has_value());  // The last day of the post is the day itself.
  district_.clock().Advance(absl::Hours(24));
  EXPECT_TRUE(district_.Refused("handler", create).has_value()) << "no post follows where none was named";
}

TEST_F(ReformTest, RenamesAndBeginsAnotherSeriesWithAnotherCode) {
  const std::string bureau = district_.Org("bureau");
  const std::string before = district_.UnderReview("更名前");
  const std::string first = district_.Issue(before, "LAWFUL").number();
  v1::ProposeReorganizationRequest request = Reform(v1::REORGANIZATION_KIND_RENAMED, {bureau}, {});
  EXPECT_TRUE(district_.Refuses("admin", request, v1::FIELD_INVALID)) << "without a new title";
  request.mutable_reorganization()->set_new_title("金口河区司法和法制局");
  request.mutable_reorganization()->set_new_opinion_code("金司审");
  const std::string old_title = Organization(bureau).title();
  const v1::Reorganization done = Confirm(Propose(request));
  EXPECT_THAT(done.moves(), IsEmpty());
  EXPECT_EQ(Organization(bureau).title(), "金口河区司法和法制局");
  ASSERT_THAT(Organization(bureau).former_titles(), SizeIs(1));
  EXPECT_EQ(Organization(bureau).former_titles(0).title(), old_title);
  EXPECT_FALSE(Organization(bureau).has_closed_date());
  const auto& series = district_.RowOf<state::v1::SeriesRow>(SeriesName(bureau, "S-OPINION", 2023))->resource();
  EXPECT_TRUE(series.has_ended_date());
  EXPECT_EQ(district_.Issue(district_.UnderReview("更名后"), "LAWFUL").number(), "金司审〔2023〕1号");
  EXPECT_THAT(first, HasSubstr("〔2023〕1号"));
  EXPECT_EQ(district_.Issue(district_.UnderReview("更名后二"), "LAWFUL").number(), "金司审〔2023〕2号");
}

TEST_F(ReformTest, MovesAReviewingBodyWithItsPanelAndWhoNamesIt) {
  const std::string open = district_.UnderReview();
  const std::string successor = NewOrganization("金口河区法治局");
  const std::string reform = Propose(Reform(v1::REORGANIZATION_KIND_MERGED, {district_.Org("bureau")}, {successor}));
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_APPOINTMENT), SizeIs(4)) << "the panel";
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_ORGANIZATION), ElementsAre(district_.Org("government")));
  Confirm(reform);
  EXPECT_EQ(MatterNow(open).reviewing_body(), successor);
  EXPECT_EQ(Organization(district_.Org("government")).reviewing_body(), successor);
  district_.Assign(open, "advisor1");
  EXPECT_EQ(district_.RowOf<state::v1::MatterRow>(district_.Accepted("之后"))->resource().reviewing_body(), successor);
}

TEST_F(ReformTest, IsConfirmedByTheChiefAndOnce) {
  const std::string reform =
      Propose(Reform(v1::REORGANIZATION_KIND_ABOLISHED, {district_.Org("department")}, {district_.Org("other")}));
  EXPECT_TRUE(district_.Refuses("admin", Confirmation(reform), v1::ROLE_MISSING));
  EXPECT_TRUE(district_.Refuses("section", Confirmation(reform), v1::ROLE_MISSING));
  EXPECT_TRUE(district_.Refuses(
      "handler", Reform(v1::REORGANIZATION_KIND_ABOLISHED, {district_.Org("department")}, {district_.Org("other")}),
      v1::ROLE_MISSING));
  v1::RejectReorganizationRequest reject;
  reject.set_name(reform);
  reject.set_reason("方案尚未印发。");
  EXPECT_EQ(district_.Must<v1::RejectReorganizationResponse>("chief", reject).reorganization().reason(), "方案尚未印发。");
  EXPECT_TRUE(district_.Refuses("chief", Confirmation(reform), v1::STATE_MISMATCH));
  EXPECT_FALSE(Organization(district_.Org("department")).has_closed_date());
  v1::ProposeReorganizationRequest later =
      Reform(v1::REORGANIZATION_KIND_ABOLISHED, {district_.Org("department")}, {district_.Org("other")});
  SetDate(DayNumber(district_.today() + 5), later.mutable_reorganization()->mutable_effective_date());
  EXPECT_TRUE(district_.Refuses("chief", Confirmation(Propose(later)), v1::DATE_IMPOSSIBLE)) << "not in force yet";
}

TEST_F(ReformTest, KeepsARelationAliveWithTheSuccessor) {
  v1::DeclareConflictRelationRequest declare;
  declare.set_parent(district_.Person("advisor1"));
  declare.mutable_relation()->set_organization(district_.Org("other"));
  declare.mutable_relation()->set_kind(v1::CONFLICT_RELATION_KIND_INTEREST);
  SetDate(DayNumber(district_.today()), declare.mutable_relation()->mutable_from_date());
  district_.Must<v1::DeclareConflictRelationResponse>("advisor1", declare);
  const std::string matter = district_.UnderReview();
  v1::AssignReviewerRequest assign = district_.Assignment(matter, "advisor1");
  assign.set_validate_only(true);
  EXPECT_FALSE(district_.Refused("section", assign).has_value()) << "another department";
  Confirm(Propose(Reform(v1::REORGANIZATION_KIND_MERGED, {district_.Org("other")}, {district_.Org("department")})));
  EXPECT_TRUE(district_.Refuses("section", assign, v1::GATE_UNMET)) << "it is the drafter's now";
}

TEST_F(ReformTest, TheBRoleGoesAlongWithItsPost) {
  const std::string department = district_.Org("department");
  std::string post;
  for (const state::v1::Holding& one : district_.RowOf<state::v1::HoldingsRow>(district_.Person("handler"))->holdings()) {
    if (one.organization() == department) post = one.name();
  }
  v1::SetDeputyRequest deputy;
  deputy.set_name(post);
  deputy.set_deputy(district_.Person("head"));
  district_.Must<v1::SetDeputyResponse>("admin", deputy);
  const std::string successor = NewOrganization("金口河区经济发展局");
  Confirm(Propose(Reform(v1::REORGANIZATION_KIND_MERGED, {department}, {successor})));
  int moved = 0;
  for (const state::v1::Holding& one : district_.RowOf<state::v1::HoldingsRow>(district_.Person("handler"))->holdings()) {
    if (one.organization() != successor) continue;
    ++moved;
    EXPECT_EQ(district_.RowOf<state::v1::PostRow>(one.name())->resource().deputy(), district_.Person("head"));
  }
  EXPECT_EQ(moved, 1);
}

TEST_F(ReformTest, ADraftGoesToWhoReviewsOnTheDayItIsHandedIn) {
  const std::string draft = district_.NewMatter();
  district_.Complete(draft);
  const std::string successor = NewOrganization("金口河区法治局");
  const std::string reform = Propose(Reform(v1::REORGANIZATION_KIND_MERGED, {district_.Org("bureau")}, {successor}));
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_MATTER), IsEmpty()) << "what was not handed in is nobody's in hand";
  Confirm(reform);
  EXPECT_EQ(MatterNow(draft).reviewing_body(), district_.Org("bureau"));
  district_.Submit(draft);
  EXPECT_EQ(MatterNow(draft).reviewing_body(), successor);
  EXPECT_EQ(MatterNow(draft).issuer(), district_.Org("government"));
  district_.clock().Advance(absl::Hours(24));
  EXPECT_THAT(district_.MattersOf("chief"), ::testing::Contains(draft)) << "it stands in the successor's list";
}

TEST_F(ReformTest, AnOpenQuestionIsAnsweredByWhoTookOver) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  v1::RequestCountersignRequest ask;
  ask.set_parent(matter);
  ask.mutable_inquiry()->set_organization(district_.Org("other"));
  ask.mutable_inquiry()->set_question("涉及贵单位职责，请提出意见。");
  const std::string open = district_.Must<v1::RequestCountersignResponse>("handler", ask).inquiry().name();
  ask.mutable_inquiry()->set_organization(district_.Org("office"));
  const std::string elsewhere = district_.Must<v1::RequestCountersignResponse>("handler", ask).inquiry().name();
  const std::string successor = NewOrganization("金口河区市场监督管理局");
  const std::string reform = Propose(Reform(v1::REORGANIZATION_KIND_MERGED, {district_.Org("other")}, {successor}));
  EXPECT_THAT(Moving(reform, v1::REORGANIZATION_MOVE_KIND_INQUIRY), ElementsAre(open));
  Confirm(reform);
  EXPECT_EQ(district_.RowOf<state::v1::InquiryRow>(open)->resource().organization(), successor);
  EXPECT_EQ(district_.RowOf<state::v1::InquiryRow>(elsewhere)->resource().organization(), district_.Org("office"));
  v1::AnswerInquiryRequest answer;
  answer.set_name(open);
  answer.set_verdict(v1::INQUIRY_VERDICT_AGREES);
  district_.Must<v1::AnswerInquiryResponse>("stranger", answer);  // The same person at the successor.
}

}  // namespace
}  // namespace plumbline::testing
