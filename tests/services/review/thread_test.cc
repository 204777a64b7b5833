#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/keys.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

TEST(AddRemarkTest, KeepsItInsideTheReview) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const auto reply = district.Must<v1::AddRemarkResponse>(
      "reviewer", district.Remark(matter, v1::REMARK_WEIGHT_MUST_CHANGE));
  const v1::Thread& thread = reply.thread();
  EXPECT_EQ(reply.receipt().entry_count(), 1);
  EXPECT_EQ(thread.state(), v1::THREAD_STATE_INNER);
  EXPECT_EQ(thread.kind(), v1::REMARK_KIND_WRITTEN);
  EXPECT_EQ(thread.text(), "第三条设定了处罚，没有上位法依据。");
  EXPECT_EQ(thread.quote(), "违者处五百元罚款。");
  EXPECT_EQ(thread.draft(), matter + "/versions/1");
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_ACCEPTED) << "a remark opens no review";
}

TEST(AddRemarkTest, TakesATelephoneTalkInOneLine) {
  ReviewDistrict district;
  v1::AddRemarkRequest request;
  request.set_parent(district.Accepted());
  request.mutable_thread()->set_weight(v1::REMARK_WEIGHT_NOTE);
  request.mutable_thread()->set_kind(v1::REMARK_KIND_PHONE);
  request.mutable_thread()->set_text("已电话告知经办补充依据。");
  EXPECT_EQ(district.Must<v1::AddRemarkResponse>("reviewer", request).thread().kind(),
            v1::REMARK_KIND_PHONE);
}

TEST(AddRemarkTest, RefusesMistakesAndWhoHasNoPart) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  auto request = district.Remark(matter, v1::REMARK_WEIGHT_UNSPECIFIED);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request.mutable_thread()->set_weight(static_cast<v1::RemarkWeight>(9));
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request = district.Remark(matter, v1::REMARK_WEIGHT_NOTE, "");
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request = district.Remark(matter, v1::REMARK_WEIGHT_NOTE, std::string(4001, 'x'));
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request = district.Remark(matter, v1::REMARK_WEIGHT_NOTE);
  EXPECT_TRUE(district.Refuses("handler", request, v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::RESOURCE_NOT_FOUND)) << "not assigned";
  EXPECT_TRUE(district.Refuses("stranger", request, v1::RESOURCE_NOT_FOUND));
}

TEST(AddRemarkTest, RefusesOnceTheMatterIsWithItsDrafterAgain) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("请补充依据。");
  district.Must<v1::ReturnMatterResponse>("reviewer", back);
  EXPECT_TRUE(district.Refuses("reviewer", district.Remark(matter, v1::REMARK_WEIGHT_NOTE),
                               v1::STAGE_MISMATCH));
}

struct ReaderCase {
  const char* who;
  bool inner;  // Sees it before it is sent.
  bool sent;   // Sees it after.
};

class ThreadReaderTest : public ::testing::TestWithParam<ReaderCase> {};

TEST_P(ThreadReaderTest, SeesWhatTheTableSays) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor4", config::v1::ROLE_EXPERT);
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_SUGGESTION).name();
  const std::string who = GetParam().who;
  EXPECT_EQ(district.Hidden<v1::GetThreadRequest>(who, thread), !GetParam().inner);
  district.Send(matter, {thread});
  EXPECT_EQ(district.Hidden<v1::GetThreadRequest>(who, thread), !GetParam().sent);
}

INSTANTIATE_TEST_SUITE_P(
    Readers, ThreadReaderTest,
    ::testing::Values(ReaderCase{"reviewer", true, true}, ReaderCase{"section", true, true},
                      ReaderCase{"chief", true, true}, ReaderCase{"advisor1", true, true},
                      ReaderCase{"advisor2", false, false}, ReaderCase{"advisor4", false, false},
                      ReaderCase{"handler", false, true}, ReaderCase{"head", false, true},
                      ReaderCase{"intake", false, false}, ReaderCase{"office", false, false},
                      ReaderCase{"mayor", false, false}, ReaderCase{"admin", false, false},
                      ReaderCase{"stranger", false, false}));

TEST(ThreadReaderTest, LetsAnExpertSeeHisOwnRemark) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor4", config::v1::ROLE_EXPERT);
  const auto own = district.AddRemark("advisor4", matter, v1::REMARK_WEIGHT_NOTE);
  EXPECT_FALSE(district.Hidden<v1::GetThreadRequest>("advisor4", own.name()));
}

TEST(SendRemarksTest, SendsEachOnceWithAnEntryOfItsOwn) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string first =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  const std::string second = district.AddRemark("section", matter, v1::REMARK_WEIGHT_NOTE).name();
  v1::SendRemarksRequest request;
  request.set_parent(matter);
  request.add_threads(first);
  request.add_threads(second);
  EXPECT_EQ(district.Must<v1::SendRemarksResponse>("reviewer", request).receipt().entry_count(), 2);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID)) << "sent already";
}

TEST(SendRemarksTest, RefusesThreadsOfOtherMattersRepeatsAndOtherPeople) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string other = district.Accepted("乙");
  const std::string thread = district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE).name();
  v1::SendRemarksRequest request;
  request.set_parent(other);
  request.add_threads(thread);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request.set_parent(matter);
  request.add_threads(thread);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID)) << "named twice";
  request.mutable_threads()->RemoveLast();
  EXPECT_TRUE(district.Refuses("handler", request, v1::ROLE_MISSING));
  request.clear_threads();
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
}

TEST(ReplyToThreadTest, LetsTheDrafterAnswerOnlyWhatWasSent) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  EXPECT_TRUE(district.Refuses("handler", district.Answer(thread), v1::RESOURCE_NOT_FOUND));
  district.Send(matter, {thread});
  const int64_t version = district.engine().world().HeadOfResource(thread).version;
  auto request = district.Answer(thread);
  request.mutable_reply()->set_inner(true);
  const auto reply = district.Must<v1::ReplyToThreadResponse>("handler", request).reply();
  EXPECT_TRUE(reply.by_drafter());
  EXPECT_FALSE(reply.inner()) << "a drafter has no secrets here";
  EXPECT_EQ(reply.text(), "已删去罚款。");
  EXPECT_EQ(district.engine().world().HeadOfResource(thread).version, version)
      << "an answer does not bump the thread";
  EXPECT_TRUE(district.Refuses("stranger", request, v1::RESOURCE_NOT_FOUND));
  EXPECT_TRUE(district.Refuses("office", request, v1::RESOURCE_NOT_FOUND));
}

TEST(ReplyToThreadTest, KeepsInnerAnswersFromTheDrafter) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_SUGGESTION).name();
  district.Must<v1::ReplyToThreadResponse>("section", district.Answer(thread, "内部讨论。"));
  district.Send(matter, {thread});
  district.Must<v1::ReplyToThreadResponse>("advisor1",
                                           district.Answer(thread, "同意，经办有抵触。"));
  auto aside = district.Answer(thread, "先等等。");
  aside.mutable_reply()->set_inner(true);
  district.Must<v1::ReplyToThreadResponse>("reviewer", aside);
  district.Must<v1::ReplyToThreadResponse>("handler", district.Answer(thread));
  district.Must<v1::ReplyToThreadResponse>("reviewer", district.Answer(thread, "请再核对。"));
  v1::ListRepliesRequest list;
  list.set_parent(thread);
  const auto drafter = district.Must<v1::ListRepliesResponse>("handler", list);
  ASSERT_EQ(drafter.replies_size(), 2);
  EXPECT_EQ(drafter.replies(0).text(), "已删去罚款。");
  EXPECT_EQ(drafter.replies(1).text(), "请再核对。");
  EXPECT_EQ(district.Must<v1::ListRepliesResponse>("section", list).replies_size(), 5);
  v1::ListThreadsRequest threads;
  threads.set_parent(matter);
  EXPECT_THAT(district.Must<v1::ListThreadsResponse>("handler", threads).reply_counts(),
              ::testing::ElementsAre(2));
  EXPECT_THAT(district.Must<v1::ListThreadsResponse>("section", threads).reply_counts(),
              ::testing::ElementsAre(5));
  EXPECT_TRUE(district.Refuses("stranger", list, v1::RESOURCE_NOT_FOUND));
}

TEST(SettleThreadTest, OpensTheOpinionOnceEveryMustChangeIsSettled) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  EXPECT_EQ(district.VerdictOf(matter, "IssueOpinion", "G-REMARKS-SETTLED"), v1::GATE_VERDICT_MET);
  const std::string must =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  const std::string also =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  const std::string third =
      district.AddRemark("section", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_SUGGESTION);
  district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE);
  EXPECT_EQ(district.VerdictOf(matter, "IssueOpinion", "G-REMARKS-SETTLED"),
            v1::GATE_VERDICT_UNMET);
  district.Send(matter, {must, also});
  const auto adopted = district
                           .Must<v1::SettleThreadResponse>(
                               "reviewer", district.Settlement(must, v1::THREAD_OUTCOME_ADOPTED))
                           .thread();
  EXPECT_EQ(adopted.state(), v1::THREAD_STATE_SETTLED);
  EXPECT_EQ(adopted.outcome(), v1::THREAD_OUTCOME_ADOPTED);
  district.Must<v1::SettleThreadResponse>(
      "section", district.Settlement(also, v1::THREAD_OUTCOME_EXPLAINED_AND_ACCEPTED));
  EXPECT_EQ(district.VerdictOf(matter, "IssueOpinion", "G-REMARKS-SETTLED"),
            v1::GATE_VERDICT_UNMET);
  district.Must<v1::SettleThreadResponse>("section",
                                          district.Settlement(third, v1::THREAD_OUTCOME_WITHDRAWN));
  EXPECT_EQ(district.VerdictOf(matter, "IssueOpinion", "G-REMARKS-SETTLED"), v1::GATE_VERDICT_MET)
      << "suggestions and notes do not block";
}

TEST(SettleThreadTest, RefusesWithoutAReasonTwiceOrByTheDrafter) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  district.Send(matter, {thread});
  auto request = district.Settlement(thread, v1::THREAD_OUTCOME_WITHDRAWN);
  EXPECT_TRUE(district.Refuses("handler", request, v1::ROLE_MISSING));
  request.clear_reason();
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request.set_outcome(v1::THREAD_OUTCOME_UNSPECIFIED);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request = district.Settlement(thread, v1::THREAD_OUTCOME_ADOPTED);
  request.set_etag("v1");
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::ETAG_STALE));
  district.Must<v1::SettleThreadResponse>("reviewer",
                                          district.Settlement(thread, v1::THREAD_OUTCOME_ADOPTED));
  EXPECT_TRUE(district.Refuses("reviewer", district.Settlement(thread, v1::THREAD_OUTCOME_ADOPTED),
                               v1::STATE_MISMATCH));
  EXPECT_TRUE(district.Refuses("handler", district.Answer(thread), v1::STATE_MISMATCH));
}

TEST(SettleThreadTest, LetsAnAdviserWithdrawOnlyHisOwn) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor2");
  const std::string own =
      district.AddRemark("advisor1", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  EXPECT_TRUE(district.Refuses("advisor1", district.Settlement(own, v1::THREAD_OUTCOME_ADOPTED),
                               v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("advisor2", district.Settlement(own, v1::THREAD_OUTCOME_WITHDRAWN),
                               v1::ROLE_MISSING));
  district.Must<v1::SettleThreadResponse>("advisor1",
                                          district.Settlement(own, v1::THREAD_OUTCOME_WITHDRAWN));
}

TEST(SettleThreadTest, IsNotDatedBeforeTheRemarkWasSent) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.clock().Advance(absl::Hours(48));
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  auto request = district.Settlement(thread, v1::THREAD_OUTCOME_ADOPTED);
  SetDate(absl::CivilDay(2023, 3, 2), request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::DATE_IMPOSSIBLE));
  auto reply = district.Answer(thread);
  SetDate(absl::CivilDay(2023, 3, 2), reply.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("reviewer", reply, v1::DATE_IMPOSSIBLE));
}

TEST(GetThreadTest, ShowsAThreadAsOfEachVersion) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  district.Send(matter, {thread});
  district.Must<v1::SettleThreadResponse>("reviewer",
                                          district.Settlement(thread, v1::THREAD_OUTCOME_ADOPTED));
  v1::GetThreadRequest get;
  get.set_name(thread);
  const v1::ThreadState states[] = {v1::THREAD_STATE_INNER, v1::THREAD_STATE_SENT,
                                    v1::THREAD_STATE_SETTLED};
  for (int version = 1; version <= 3; ++version) {
    get.mutable_as_of()->set_version(version);
    EXPECT_EQ(district.Must<v1::Thread>("reviewer", get).state(), states[version - 1]);
  }
  get.mutable_as_of()->set_version(4);
  EXPECT_TRUE(district.Refuses("reviewer", get, v1::AS_OF_OUT_OF_RANGE));
}

TEST(ThreadContentTest, StandsBesideTheJournalAndCanBeDestroyed) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string thread = district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE).name();
  const auto* row = district.RowOf<state::v1::ThreadRow>(thread);
  ASSERT_NE(row, nullptr);
  EXPECT_TRUE(row->resource().text().empty()) << "the row holds a reference only";
  const auto snapshot = district.store().GetSnapshot();
  std::string bytes;
  const auto entry =
      snapshot->Get(Family::kJournal,
                    EntryKey(static_cast<uint64_t>(row->resource().added().sequence())), &bytes);
  ASSERT_TRUE(entry.ok() && *entry);
  EXPECT_EQ(bytes.find("上位法"), std::string::npos) << "the journal holds a salted hash only";
  CommandCall call;  // What a destruction does to the content.
  call.method = district.rooms().FindMethod("/plumbline.v1.DirectoryService/SignIn");
  call.request.reset(call.method->request->New());
  const std::string key = BesideKey(BesideTable::kContent, row->text().id());
  call.internal = [&](const World&, const Context&) -> Decision {
    Outcome outcome;
    outcome.beside.push_back({key, ""});
    return outcome;
  };
  district.engine().Add(std::move(call));
  district.engine().CommitGroup();
  const auto shown = district.Read<v1::Thread, v1::GetThreadRequest>("reviewer", thread);
  EXPECT_EQ(shown.text(), "内容已依规销毁");
  EXPECT_EQ(shown.quote(), "违者处五百元罚款。");
}

}  // namespace
}  // namespace plumbline::testing
