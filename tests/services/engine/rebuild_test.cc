#include "services/runtime/engine/rebuild.h"

#include <gmock/gmock.h>

#include "services/index_keys.h"
#include "storage/keys.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;

const std::string& LayoutKey() {
  static const auto* const key = new std::string(BesideKey(BesideTable::kLayout, "derived"));
  return *key;
}

class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() : matter_(district_.Accepted()) {}

  void Commit(Batch batch) {
    batch.base_size = district_.store().head().size;
    batch.root_after = district_.store().head().root;
    absl::Status status = absl::UnknownError("not answered");
    district_.store().Commit(batch, [&](absl::StatusOr<TreeHead> head) { status = head.status(); });
    ASSERT_TRUE(status.ok()) << status;
  }
  // Rows as an older program might have left them, under `layout`; empty: no number at all.
  void MakeOld(const std::string& layout) {
    Batch batch;
    const TableId table = TableOf<state::v1::MatterRow>();
    batch.derived.push_back({Family::kState, StateKey(table, matter_), "not a row", false});
    batch.derived.push_back({Family::kState, StateKey(table, "matters/nobody"), "what no entry makes", false});
    batch.derived.push_back({Family::kIndex, ListKey("all", "old-list", "", "x"), "", false});
    batch.beside.push_back({Family::kBeside, LayoutKey(), layout, layout.empty()});
    Commit(std::move(batch));
  }
  std::string Problem() {
    const auto report = CompareRebuild(*district_.store().GetSnapshot(), district_.rooms(), nullptr);
    if (!report.ok()) return report.status().ToString();
    return report->ok ? "" : report->problems.front();
  }
  absl::Status Ensure() {
    return EnsureDerivedLayout(district_.store(), district_.store(), district_.rooms(), nullptr);
  }

  ReviewDistrict district_;
  std::string matter_;
};

TEST_F(RebuildTest, ANewRecordHasTheLayoutOfItsProgram) {
  EXPECT_EQ(*StoredLayout(*district_.store().GetSnapshot()), kDerivedLayout);
  const auto before = district_.store().head();
  EXPECT_TRUE(Ensure().ok());
  EXPECT_EQ(district_.store().head().size, before.size);
  EXPECT_EQ(Problem(), "");
}

TEST_F(RebuildTest, MakesRowsOfAnotherLayoutAnewAndLeavesTheRecordAlone) {
  for (const std::string layout : {"1", "0", "99", "junk", ""}) {
    MakeOld(layout);
    EXPECT_THAT(Problem(), HasSubstr("Start its server once")) << layout;
    const TreeHead before = district_.store().head();
    district_.Restart();
    EXPECT_EQ(Problem(), "") << layout;
    EXPECT_EQ(district_.store().head().size, before.size);
    EXPECT_EQ(district_.store().head().root, before.root);
    EXPECT_EQ(*StoredLayout(*district_.store().GetSnapshot()), kDerivedLayout);
    EXPECT_EQ(district_.RowOf<state::v1::MatterRow>(matter_)->resource().stage(), config::v1::STAGE_ACCEPTED);
  }
}

TEST_F(RebuildTest, BeginsAgainWhereItWasStopped) {
  for (int commit = 1; commit <= 2; ++commit) {
    MakeOld("1");
    district_.store().RefuseCommit(static_cast<uint64_t>(commit));
    EXPECT_FALSE(Ensure().ok()) << commit;
    district_.store().Crash(false);
    EXPECT_NE(*StoredLayout(*district_.store().GetSnapshot()), kDerivedLayout) << commit;
    district_.Restart();
    EXPECT_EQ(Problem(), "") << commit;
  }
}

// The first row of a family, to damage.
std::pair<std::string, std::string> FirstRow(const Snapshot& snapshot, Family family) {
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(family, "", "");
  EXPECT_TRUE(cursor->Valid());
  return {std::string(cursor->key()), std::string(cursor->value())};
}

TEST_F(RebuildTest, NamesEveryKindOfDifference) {
  ASSERT_EQ(Problem(), "");
  const auto snapshot = district_.store().GetSnapshot();
  const auto [state_key, state_value] = FirstRow(*snapshot, Family::kState);
  const auto [index_key, index_value] = FirstRow(*snapshot, Family::kIndex);
  const std::string no_matter = StateKey(TableOf<state::v1::MatterRow>(), "matters/nobody");
  const std::string no_list = ListKey("all", "no-list", "", "x");
  struct Case {
    Write damage;
    Write repair;
    const char* problem;
  };
  const Case cases[] = {
      {{Family::kState, state_key, state_value + "x", false}, {Family::kState, state_key, state_value, false},
       "differs from its rebuild"},
      {{Family::kState, no_matter, state_value, false}, {Family::kState, no_matter, "", true}, "no entry makes it"},
      {{Family::kState, state_key, "", true}, {Family::kState, state_key, state_value, false}, "The state holds"},
      {{Family::kIndex, index_key, index_value + "x", false}, {Family::kIndex, index_key, index_value, false},
       "differs from its rebuild"},
      {{Family::kIndex, no_list, "", false}, {Family::kIndex, no_list, "", true}, "no entry makes it"},
      {{Family::kIndex, index_key, "", true}, {Family::kIndex, index_key, index_value, false}, "is missing"},
  };
  for (const Case& one : cases) {
    Batch batch;
    batch.derived.push_back(one.damage);
    Commit(std::move(batch));
    EXPECT_THAT(Problem(), HasSubstr(one.problem));
    Batch repair;
    repair.derived.push_back(one.repair);
    Commit(std::move(repair));
    EXPECT_EQ(Problem(), "") << one.problem;
  }
}

TEST_F(RebuildTest, NamesTheEntryThatItCannotReplay) {
  MakeOld("1");
  Rooms none;  // A program that knows no event.
  const absl::Status status = EnsureDerivedLayout(district_.store(), district_.store(), none, nullptr);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("Entry 0"));
}

}  // namespace
}  // namespace plumbline::testing
