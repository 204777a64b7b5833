#include <gtest/gtest.h>

#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

v1::ImportedRow& AddRow(v1::ImportDocumentsRequest& request, const std::string& title, const std::string& number,
                        std::optional<absl::CivilDay> day) {
  v1::ImportedRow& row = *request.add_rows();
  row.set_row(request.rows_size() + 1);
  row.set_title(title);
  row.set_document_number(number);
  row.set_drafter("区发改局");
  if (day.has_value()) SetDate(*day, row.mutable_publish_date());
  return row;
}

v1::ImportDocumentsRequest Ledger(RegistryDistrict& district) {
  v1::ImportDocumentsRequest request;
  request.set_organization(district.Org("government"));
  request.set_source_file(district.files().AddText("标题,文号,发布日期"));
  request.set_source_name("2022年规范性文件台账");
  return request;
}

TEST(Import, TakesRowsOverAsTheLedgerSaysAndListsTheDoubtfulOnes) {
  RegistryDistrict district;
  auto request = Ledger(district);
  const absl::CivilDay day(2022, 3, 5);
  AddRow(request, "甲办法", "测府发〔2022〕1号", day);
  AddRow(request, "乙办法", "测府发〔2022〕1号", day);            // Used twice.
  AddRow(request, "", "测府发〔2022〕2号", day);                  // No title.
  AddRow(request, "丙办法", "测府发〔2022〕3号", std::nullopt);   // No day.
  AddRow(request, "丁办法", "", district.today() + 1);            // Future.
  AddRow(request, "戊办法", "", day);                             // Without a number is well.
  request.set_dry_run(true);
  const uint64_t before = district.engine().head().size;
  const auto dry = district.Must<v1::ImportDocumentsResponse>("office", request);
  EXPECT_EQ(district.engine().head().size, before);
  EXPECT_EQ(dry.imported(), 2);
  EXPECT_EQ(dry.doubtful_size(), 4);

  request.set_dry_run(false);
  const auto taken = district.Must<v1::ImportDocumentsResponse>("office", request);
  EXPECT_EQ(district.engine().head().size, before + 2);
  EXPECT_EQ(taken.imported(), 2);
  ASSERT_EQ(taken.doubtful_size(), 4);
  EXPECT_EQ(taken.doubtful(0).row(), 3);
  EXPECT_FALSE(taken.doubtful(0).reason_zh().empty());

  v1::ListDocumentsRequest list;
  list.set_parent(district.Org("government"));
  const auto documents = district.Must<v1::ListDocumentsResponse>("", list);
  ASSERT_EQ(documents.documents_size(), 2);
  for (const v1::Document& document : documents.documents()) {
    EXPECT_EQ(document.origin(), v1::DOCUMENT_ORIGIN_IMPORTED);
    EXPECT_EQ(document.drafter(), "区发改局");
    EXPECT_EQ(document.matter(), "");
  }
  // Again: the number is in the record now.
  const auto again = district.Must<v1::ImportDocumentsResponse>("office", request);
  EXPECT_EQ(again.imported(), 1);
}

TEST(Import, RefusesTheWrongPersonFileOrPlace) {
  RegistryDistrict district;
  auto request = Ledger(district);
  EXPECT_EQ(district.Unchanged("office", request), v1::FIELD_INVALID);  // No rows.
  AddRow(request, "甲办法", "测府发〔2022〕1号", absl::CivilDay(2022, 3, 5));
  EXPECT_EQ(district.Unchanged("handler", request), v1::ROLE_MISSING);
  auto no_file = request;
  no_file.set_source_file("files/" + std::string(64, 'a'));
  EXPECT_EQ(district.Unchanged("office", no_file), v1::FILE_UNUSABLE);
  auto doubtful = Ledger(district);
  AddRow(doubtful, "", "", std::nullopt);
  EXPECT_EQ(district.Unchanged("office", doubtful), v1::FIELD_INVALID);
  auto long_list = request;
  while (long_list.rows_size() <= 200) *long_list.add_rows() = request.rows(0);
  EXPECT_EQ(district.Unchanged("office", long_list), v1::FIELD_INVALID);
}

TEST(Import, OfANumberThatIsTakenHereIsDoubtful) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  const std::string number = district.Number(matter).document_number();
  auto request = Ledger(district);
  AddRow(request, "甲规定", number, district.today());
  AddRow(request, "乙规定", "", district.today());
  const auto taken = district.Must<v1::ImportDocumentsResponse>("office", request);
  EXPECT_EQ(taken.imported(), 1);
  EXPECT_EQ(taken.doubtful_size(), 1);
}

}  // namespace
}  // namespace plumbline::testing
