#include <set>

#include "services/runtime/engine/replay_world.h"
#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

// An opinion's whole life: issued, answered, revised, confirmed, delivered; another void and
// reissued; a third lapsed and supplemented.
std::vector<std::string> PlayOpinions(OpinionDistrict& district) {
  const std::string first = district.UnderReview("甲");
  const v1::Opinion amended = district.Issue(first, "LAWFUL_WITH_AMENDMENTS");
  district.Answer(amended.name(), {v1::DISPOSITION_ADOPTED, v1::DISPOSITION_NOT_ADOPTED});
  district.Revise(first, "第一条 删去罚款。");
  district.Confirm(first, v1::REVISION_NATURE_FOLLOW_OPINION);
  v1::RecordDeliveryRequest delivery;
  delivery.set_name(amended.name());
  delivery.set_way(v1::DELIVERY_WAY_IN_SYSTEM);
  delivery.set_received_by("经办人甲");
  district.Must<v1::RecordDeliveryResponse>("intake", delivery);
  const std::string second = district.UnderReview("乙");
  district.Void(district.Issue(second, "LAWFUL").name());
  district.clock().Advance(absl::Hours(24));
  district.Issue(second, "LAWFUL");
  const std::string third = district.UnderReview("丙");
  district.Issue(third, "UNLAWFUL");
  district.Revise(third, "第一条 重新起草。");
  district.Confirm(third, v1::REVISION_NATURE_SUBSTANTIVE);
  district.Issue(third, "LAWFUL");
  return {first, second, third};
}

TEST(GetOpinionTest, ShowsItToTheReadersOfThePartAlone) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Assign(matter, "advisor1");
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Answer(opinion.name(), {v1::DISPOSITION_ADOPTED, v1::DISPOSITION_ADOPTED});
  district.Revise(matter, "第一条 删去罚款。");
  const v1::RevisionConfirmation confirmation =
      district.Confirm(matter, v1::REVISION_NATURE_FOLLOW_OPINION);
  v1::ListOpinionsRequest list;
  list.set_parent(matter);
  for (const char* who : {"handler", "head", "reviewer", "section", "chief", "intake", "office",
                          "mayor", "advisor1"}) {
    const auto seen = district.Read<v1::Opinion, v1::GetOpinionRequest>(who, opinion.name());
    EXPECT_EQ(seen.points(0).text(), "第三条删去罚款。") << who;
    EXPECT_EQ(district.Must<v1::ListOpinionsResponse>(who, list).opinions_size(), 1) << who;
    EXPECT_FALSE(district.Hidden<v1::GetAnswerRequest>(who, opinion.name() + "/answers/1")) << who;
    EXPECT_FALSE(district.Hidden<v1::GetConfirmationRequest>(who, confirmation.name())) << who;
  }
  for (const char* who : {"stranger", "advisor2", "admin", ""}) {
    EXPECT_TRUE(district.Hidden<v1::GetOpinionRequest>(who, opinion.name())) << who;
    EXPECT_TRUE(district.Hidden<v1::GetAnswerRequest>(who, opinion.name() + "/answers/1")) << who;
    EXPECT_TRUE(district.Hidden<v1::GetConfirmationRequest>(who, confirmation.name())) << who;
    EXPECT_TRUE(district.Refuses(who, list, v1::RESOURCE_NOT_FOUND)) << who;
  }
}

TEST(GetOpinionTest, ShowsItAsItWas) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Revise(matter, "第一条 删去罚款。");
  district.Confirm(matter, v1::REVISION_NATURE_FOLLOW_OPINION);
  district.Revise(matter, "第一条 另设许可。");
  district.Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
  v1::GetOpinionRequest get;
  get.set_name(opinion.name());
  const auto now = district.Must<v1::Opinion>("chief", get);
  EXPECT_EQ(now.state(), v1::OPINION_STATE_LAPSED);
  EXPECT_EQ(now.version(), 3);
  get.mutable_as_of()->set_version(1);
  const auto then = district.Must<v1::Opinion>("chief", get);
  EXPECT_EQ(then.SerializeAsString(), opinion.SerializeAsString());
  get.mutable_as_of()->set_version(2);
  EXPECT_EQ(district.Must<v1::Opinion>("chief", get).texts_size(), 2);
  get.mutable_as_of()->set_version(4);
  EXPECT_TRUE(district.Refuses("chief", get, v1::AS_OF_OUT_OF_RANGE));
}

TEST(GetOpinionTest, SaysThatDestroyedTextIsGone) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  const auto& row = *district.RowOf<state::v1::OpinionRow>(opinion.name());
  const std::string key = BesideKey(BesideTable::kContent, row.findings().authority().id());
  CommandCall call;
  call.method = district.rooms().FindMethod("/plumbline.v1.DirectoryService/SignIn");
  call.request.reset(call.method->request->New());
  call.internal = [&](const World&, const Context&) -> Decision {
    Outcome outcome;
    outcome.beside.push_back({key, ""});
    return outcome;
  };
  district.engine().Add(std::move(call));
  district.engine().CommitGroup();
  const auto seen = district.Read<v1::Opinion, v1::GetOpinionRequest>("chief", opinion.name());
  EXPECT_EQ(seen.findings().authority(), "内容已依规销毁");
  EXPECT_EQ(seen.findings().substance(), "第三条设定罚款，没有上位法依据。");
}

TEST(ListOpinionsTest, ListsWhatABodyIssuedNewestFirst) {
  OpinionDistrict district;
  PlayOpinions(district);
  v1::ListOpinionsRequest list;
  list.set_parent(district.Org("bureau"));
  const auto all = district.Must<v1::ListOpinionsResponse>("chief", list);
  std::vector<std::string> numbers;
  for (const v1::Opinion& opinion : all.opinions()) numbers.push_back(opinion.number());
  EXPECT_THAT(numbers, ::testing::ElementsAre("测司法补审〔2023〕1号", "测司法审〔2023〕4号",
                                              "测司法审〔2023〕3号", "测司法审〔2023〕2号",
                                              "测司法审〔2023〕1号"));
  EXPECT_EQ(district.Must<v1::ListOpinionsResponse>("stranger", list).opinions_size(), 0);
  list.set_parent("organizations/none");
  EXPECT_TRUE(district.Refuses("chief", list, v1::RESOURCE_NOT_FOUND));
}

TEST(ListConfirmationsTest, ListsTheStatementsOfAMatter) {
  OpinionDistrict district;
  const std::vector<std::string> matters = PlayOpinions(district);
  v1::ListConfirmationsRequest list;
  list.set_parent(matters[0]);
  const auto all = district.Must<v1::ListConfirmationsResponse>("handler", list);
  ASSERT_EQ(all.confirmations_size(), 1);
  EXPECT_EQ(all.confirmations(0).nature(), v1::REVISION_NATURE_FOLLOW_OPINION);
  EXPECT_TRUE(district.Refuses("stranger", list, v1::RESOURCE_NOT_FOUND));
}

TEST(OpinionReplayTest, RebuildsEveryRowFromTheJournal) {
  OpinionDistrict district;
  PlayOpinions(district);
  const SnapshotReader live(district.store().GetSnapshot(), &district.rooms());
  ReplayWorld world;
  for (uint64_t sequence = 0; sequence < district.Size(); ++sequence) {
    const auto entry = live.Entry(sequence);
    ASSERT_TRUE(entry.ok());
    ASSERT_TRUE(district.rooms().ApplyEntry(world, *entry));
  }
  int compared = 0;
  for (const auto& [id, table] : district.rooms().tables()) {
    const std::string prefix = {static_cast<char>(id >> 8), static_cast<char>(id & 0xff)};
    for (const auto& [key, slot] : world.rows()) {
      if (key.substr(0, 2) != prefix || slot.row == nullptr) continue;
      const std::string name = key.substr(2);
      const google::protobuf::Message* row = live.FindRow(id, *table.prototype, name);
      ASSERT_NE(row, nullptr) << name;
      EXPECT_EQ(row->SerializeAsString(), slot.row->SerializeAsString()) << name;
      if (id >= 40 && id < 50) ++compared;
    }
  }
  EXPECT_GT(compared, 15);
}

// What as-of reads rest on: nothing but its own entries changes a resource.
TEST(OpinionReplayTest, GivesEachResourceFromItsOwnEntriesAlone) {
  OpinionDistrict district;
  PlayOpinions(district);
  const SnapshotReader live(district.store().GetSnapshot(), &district.rooms());
  std::set<std::string> subjects;
  for (uint64_t sequence = 0; sequence < district.Size(); ++sequence) {
    subjects.insert(live.Entry(sequence)->subject());
  }
  int compared = 0;
  for (const std::string& subject : subjects) {
    const TableRow* table = district.rooms().FindCollection(CollectionOf(subject));
    ASSERT_NE(table, nullptr) << subject;
    if (table->id < 40 || table->id >= 50) continue;
    const auto past = live.ResourceAt(subject, district.Size());
    ASSERT_TRUE(past.ok()) << subject;
    const google::protobuf::Message* row = live.FindRow(table->id, *table->prototype, subject);
    ASSERT_NE(row, nullptr) << subject;
    EXPECT_EQ(row->SerializeAsString(), past->row->SerializeAsString()) << subject;
    ++compared;
  }
  EXPECT_GT(compared, 12);
}

}  // namespace
}  // namespace plumbline::testing
