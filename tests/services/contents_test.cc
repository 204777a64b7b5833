#include "services/contents.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "plumbline/state/v1/opinion_state.pb.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;

state::v1::OpinionRow Row() {
  state::v1::OpinionRow row;
  row.mutable_resource()->set_number("1号");
  row.mutable_basis()->set_id("basis");
  row.mutable_findings()->mutable_authority()->set_id("authority");
  row.add_points();
  row.add_points()->mutable_text()->set_id("second");
  row.add_received_by()->set_id("clerk");
  return row;
}

TEST(ForEachContentRefTest, SaysWhereEachReferenceStands) {
  std::vector<std::string> found;
  ForEachContentRef(Row(), [&](const FieldPath& path, const journal::v1::ContentRef& ref) {
    found.push_back(absl::StrCat(path.Text(), "=", ref.id()));
  });
  EXPECT_THAT(found, ElementsAre("basis=basis", "findings.authority=authority", "points[2].text=second",
                                 "received_by[1]=clerk"));
}

TEST(ForEachContentRefTest, LeavesOutReferencesToNothing) {
  state::v1::OpinionRow row;
  row.mutable_basis();
  ForEachContentRef(row, [](const FieldPath&, const journal::v1::ContentRef&) { FAIL(); });
}

TEST(ForEachStringTest, SaysWhereEachTextStandsAndLooksIntoNoReference) {
  std::vector<std::string> found;
  ForEachString(Row(), [&](const FieldPath& path, const std::string& value) {
    found.push_back(absl::StrCat(path.Text(), "=", value));
  });
  EXPECT_THAT(found, ElementsAre("resource.number=1号"));
}

}  // namespace
}  // namespace plumbline
