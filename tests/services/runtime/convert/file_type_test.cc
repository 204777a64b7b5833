#include "services/runtime/convert/file_type.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/runtime/convert/docx_builder.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

// An OLE2 file whose directory holds one stream of this name.
std::string Ole2(const std::string& stream) {
  std::string file("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
  file.resize(2048, '\0');
  for (size_t i = 0; i < stream.size(); ++i) file[1024 + 2 * i] = stream[i];
  return file;
}

struct Row {
  std::string bytes;
  std::string name;
  FileType type;
};

std::vector<Row> Files() {
  const std::string xlsx =
      ContentTypes("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml");
  return {
      {Docx(P("文")), "送审稿.DOCX", FileType::kDocx},
      {Ole2("WordDocument"), "a.doc", FileType::kDoc},
      {Ole2("WordDocument"), "a.wps", FileType::kWps},
      {Zip({{"[Content_Types].xml", xlsx}}), "a.xlsx", FileType::kXlsx},
      {"%PDF-1.7\n", "a.pdf", FileType::kPdf},
      {Zip({{"OFD.xml", "<OFD/>"}}), "a.ofd", FileType::kOfd},
      {"第一条", "a.txt", FileType::kText},
      {"标题,文号", "a.csv", FileType::kText},
      {"\x89PNG\r\n\x1a\n....", "a.png", FileType::kPng},
      {"\xff\xd8\xff\xe0....", "a.jpg", FileType::kJpeg},
      {Zip({{"a.txt", "x"}}), "a.zip", FileType::kZip},
  };
}

TEST(FileTypeTest, KnowsEachTypeByItsContent) {
  for (const Row& row : Files()) {
    const absl::StatusOr<FileType> type = CheckFileType(row.bytes, row.name);
    ASSERT_TRUE(type.ok()) << row.name << ": " << type.status();
    EXPECT_EQ(*type, row.type) << row.name;
  }
}

TEST(FileTypeTest, RefusesEveryFileUnderEveryOtherName) {
  const std::vector<Row> files = Files();
  for (const Row& file : files) {
    for (const Row& other : files) {
      const bool one_container = file.bytes == other.bytes;  // .doc and .wps.
      if (file.type == other.type || one_container) continue;
      const absl::Status status = CheckFileType(file.bytes, other.name).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << file.name << other.name;
      EXPECT_THAT(std::string(status.message()),
                  HasSubstr(std::string(FileTypeName(DeclaredFileType(other.name)))));
    }
  }
}

TEST(FileTypeTest, RefusesWhatItDoesNotKnow) {
  for (const char* name : {"a.exe", "a", "", ".docx.scr"}) {
    EXPECT_EQ(CheckFileType("第一条", name).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(CheckFileType(std::string("MZ\0\1", 4), "a.txt").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckFileType("{\\rtf1 x}", "a.doc").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckFileType("", "a.docx").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FileTypeTest, AsksForThePasswordToBeRemoved) {
  EXPECT_EQ(CheckFileType(Ole2("EncryptedPackage"), "a.docx").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(FileTypeTest, TellsMacrosFromDocuments) {
  const std::string docm =
      Zip({{"[Content_Types].xml",
            ContentTypes("application/vnd.ms-word.document.macroEnabled.main+xml")}});
  EXPECT_EQ(*DetectFileType(docm), FileType::kDocxWithMacros);
  EXPECT_EQ(CheckFileType(docm, "a.docx").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace plumbline
