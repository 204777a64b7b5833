#include "services/correction/fact.h"

#include "gmock/gmock.h"
#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::Not;

state::v1::MatterRow SomeMatter() {
  state::v1::MatterRow row;
  row.mutable_resource()->set_title("规定");
  auto& material = *row.mutable_resource()->add_materials();
  material.set_slot("DOC-DRAFT");
  material.set_file("files/a");
  material.mutable_filed()->set_sequence(7);
  auto& accepted = *row.mutable_resource()->mutable_accepted();
  accepted.set_sequence(9);
  accepted.mutable_occurred_on()->set_year(2023);
  accepted.mutable_occurred_on()->set_month(3);
  accepted.mutable_occurred_on()->set_day(6);
  return row;
}

TEST(FactTest, FindsFactsByPath) {
  state::v1::MatterRow row = SomeMatter();
  const CorrectableTable& table = *FindCorrectable("matters/x");
  EXPECT_EQ(TextOf(*FindFact(table, row, "title")), "规定");
  EXPECT_EQ(TextOf(*FindFact(table, row, "accepted.occurred_on")), "2023-03-06");
  EXPECT_TRUE(FindFact(table, row, "accepted.occurred_on")->is_day_of_act);
  EXPECT_EQ(TextOf(*FindFact(table, row, "materials[DOC-DRAFT].file")), "files/a");
  EXPECT_EQ(TextOf(*FindFact(table, row, "materials[1].file")), "files/a");
  EXPECT_EQ(FindFact(table, row, "materials[1].file")->act->sequence(), 7);
  for (const char* path : {"", ".", "title.", "nothing", "materials", "materials.file", "materials[2].file",
                           "materials[].file", "materials[1", "accepted", "submitted.occurred_on", "title[1]",
                           "corrections[1].was", "kinds", "accepted.occurred_on.year"}) {
    EXPECT_FALSE(FindFact(table, row, path).has_value()) << path;
  }
}

TEST(FactTest, SetsEveryForm) {
  state::v1::MatterRow row = SomeMatter();
  const CorrectableTable& table = *FindCorrectable("matters/x");
  const Fact day = *FindFact(table, row, "accepted.occurred_on");
  EXPECT_TRUE(SetText(day, "2024-02-29"));
  EXPECT_EQ(TextOf(day), "2024-02-29");
  EXPECT_FALSE(SetText(day, "2023-02-29"));
  EXPECT_FALSE(SetText(day, "2023-3"));
  EXPECT_EQ(TextOf(day), "2024-02-29") << "a text that does not fit changes nothing";
  state::v1::MeetingItemRow item;
  const Fact last = *FindFact(*FindCorrectable("meetings/m/items/i"), item, "head_spoke_last");
  EXPECT_TRUE(SetText(last, "true"));
  EXPECT_TRUE(item.resource().head_spoke_last());
  EXPECT_FALSE(SetText(last, "yes"));
  state::v1::OpinionRow opinion;
  opinion.mutable_resource()->add_deliveries()->set_way(v1::DELIVERY_WAY_POST);
  const Fact way = *FindFact(*FindCorrectable("matters/m/opinions/1"), opinion, "deliveries[1].way");
  EXPECT_EQ(TextOf(way), "DELIVERY_WAY_POST");
  EXPECT_FALSE(SetText(way, "DELIVERY_WAY_UNSPECIFIED"));
  EXPECT_TRUE(SetText(way, "DELIVERY_WAY_IN_PERSON"));
  EXPECT_EQ(opinion.resource().deliveries(0).way(), v1::DELIVERY_WAY_IN_PERSON);
}

TEST(FactTest, ListsWhatCanBeCorrectedAndNothingElse) {
  state::v1::MatterRow row = SomeMatter();
  const auto paths = CorrectablePaths(*FindCorrectable("matters/x"), row);
  EXPECT_THAT(paths, Contains("title"));
  EXPECT_THAT(paths, Contains("accepted.occurred_on"));
  EXPECT_THAT(paths, Contains("materials[DOC-DRAFT].file"));
  EXPECT_THAT(paths, Not(Contains("stage")));
  EXPECT_THAT(paths, Not(Contains("submitted.occurred_on"))) << "there was no such act";
  for (const std::string& path : paths) EXPECT_TRUE(FindFact(*FindCorrectable("matters/x"), row, path).has_value()) << path;
}

}  // namespace
}  // namespace plumbline::testing
