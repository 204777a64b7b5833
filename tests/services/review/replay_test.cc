#include <gtest/gtest.h>

#include <map>
#include <set>

#include "services/relation.h"
#include "services/runtime/engine/replay_world.h"
#include "storage/merkle/hash.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

// A review with everything that can happen in it: conflicts, a draw that expires, another that is
// revealed, a recusal, remarks of each weight and outcome, answers, late advice.
void PlayReview(ReviewDistrict& district) {
  const std::string matter = district.Accepted();
  district.Declare("advisor3", "department", v1::CONFLICT_RELATION_KIND_COUNSEL);
  district.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  const std::string nonce(32, 'n');
  v1::AnnounceDrawRequest announce;
  announce.set_parent(matter);
  announce.set_role(config::v1::ROLE_ADVISOR);
  announce.set_count(2);
  announce.set_nonce_sha256(std::string(BytesOf(Sha256(nonce))));
  announce.set_nonce_party(district.Org("office"));
  district.Must<v1::AnnounceDrawResponse>("section", announce);
  district.clock().Advance(absl::Hours(72));
  const auto draw = district.Must<v1::AnnounceDrawResponse>("section", announce).draw();
  v1::RevealDrawRequest reveal;
  reveal.set_name(draw.name());
  reveal.set_nonce(nonce);
  const auto drawn = district.Must<v1::RevealDrawResponse>("office", reveal).draw();
  district.Must<v1::RecuseResponse>("section", district.Recusal(drawn.picks(0).assignment()));
  const std::string must =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  const std::string hint =
      district.AddRemark("section", matter, v1::REMARK_WEIGHT_SUGGESTION).name();
  district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE);
  district.Must<v1::ReplyToThreadResponse>("section", district.Answer(must, "内部意见。"));
  district.Send(matter, {must, hint});
  district.Must<v1::ReplyToThreadResponse>("handler", district.Answer(must));
  district.Must<v1::SettleThreadResponse>(
      "reviewer", district.Settlement(must, v1::THREAD_OUTCOME_EXPLAINED_AND_ACCEPTED));
  district.clock().Advance(absl::Hours(24 * 10));
  for (const char* who : {"advisor1", "advisor2", "advisor4"}) {
    if (IsAssigned(district.engine().world(), matter, district.Person(who))) {
      district.Must<v1::SignAdviceResponse>(who, district.AdviceOn(matter));
    }
  }
}

const char* const kTables[] = {"assignments", "draws", "threads", "replies", "advice", "matters"};

TEST(ReviewReplayTest, RebuildsEveryRowFromTheJournal) {
  ReviewDistrict district;
  PlayReview(district);
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
      if (id >= 30 && id < 40) ++compared;
    }
  }
  EXPECT_GT(compared, 12);
}

// What as-of reads rest on: nothing but its own entries changes a resource.
TEST(ReviewReplayTest, GivesEachResourceFromItsOwnEntriesAlone) {
  ReviewDistrict district;
  PlayReview(district);
  const SnapshotReader live(district.store().GetSnapshot(), &district.rooms());
  std::set<std::string> subjects;
  for (uint64_t sequence = 0; sequence < district.Size(); ++sequence) {
    const auto entry = live.Entry(sequence);
    ASSERT_TRUE(entry.ok());
    subjects.insert(entry->subject());
  }
  std::map<std::string, int> compared;
  for (const std::string& name : subjects) {
    Head head;
    const google::protobuf::Message* row = live.FindResource(name, &head);
    const auto alone = live.ResourceAt(name, district.Size());
    ASSERT_NE(row, nullptr) << name;
    ASSERT_TRUE(alone.ok() && alone->row != nullptr) << name;
    EXPECT_EQ(alone->row->SerializeAsString(), row->SerializeAsString()) << name;
    EXPECT_EQ(alone->head.version, head.version) << name;
    ++compared[std::string(CollectionOf(name))];
  }
  for (const char* table : kTables) EXPECT_GT(compared[table], 0) << table;
}

// The same seed and script give the same record, byte for byte.
TEST(ReviewReplayTest, GivesOneRootForOneSeed) {
  ReviewDistrict first;
  ReviewDistrict second;
  PlayReview(first);
  PlayReview(second);
  EXPECT_EQ(HexOf(first.engine().head().root), HexOf(second.engine().head().root));
}

}  // namespace
}  // namespace plumbline::testing
