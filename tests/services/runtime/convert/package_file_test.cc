// Goal: whatever a package holds bears the person's name on every page, and what can't stays outside with a reason.
#include "services/runtime/convert/package_file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/docx_reader.h"
#include "services/runtime/convert/docx_writer.h"
#include "services/runtime/convert/extract.h"
#include "services/runtime/convert/pdf_writer.h"
#include "services/runtime/convert/zip_package.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

PackageContent Content() {
  PackageContent content;
  content.person = "水小满";
  content.body = "某区司法局";
  content.matter_title = "户外招牌设置规定";
  content.matter = "matters/m1";
  content.package = "matters/m1/packages/k1";
  content.question = "第三条的处罚依据是否充分？";
  content.made = absl::CivilDay(2023, 3, 1);
  content.expires = absl::CivilDay(2023, 3, 20);
  content.draft_name = "file.txt";
  content.draft_bytes = "户外招牌设置规定\n第一条 为了规范，制定本规定。\n第二条 自公布之日起施行。\n";
  return content;
}

std::string PagePdf() {
  PagedDocument document;
  document.title = "材料";
  document.date = absl::CivilDay(2023, 3, 1);
  document.pages.resize(2);
  return *WritePdf(document, FontSet::Installed());
}

TEST(PackageFile, MarksEveryFileAndSaysWhatStaysOutside) {
  PackageContent content = Content();
  content.materials = {{"起草说明", "file.txt", "为什么要制定。"},
                       {"会议/纪要", "file.pdf", PagePdf()},
                       {"照片", "file.png", "\x89PNG\r\n\x1a\n"},
                       {"残缺的 PDF", "file.pdf", "%PDF-1.7 cut"},
                       {"已销毁的材料", "", ""}};
  const auto file = MakePackageFile(content, FontSet::Installed());
  ASSERT_TRUE(file.ok()) << file.status();
  std::vector<std::string> inside;
  std::vector<std::string> outside;
  for (const PackageFilePart& part : file->parts) {
    (part.file_name.empty() ? outside : inside).push_back(part.file_name.empty() ? part.title : part.file_name);
    EXPECT_EQ(part.file_name.empty(), !part.left_out_zh.empty()) << part.title;
    EXPECT_EQ(part.left_out_zh.empty(), part.left_out_en.empty()) << part.title;
  }
  EXPECT_THAT(inside, ::testing::ElementsAre("01-说明.pdf", "02-文稿.pdf", "03-文稿（供批注）.docx", "04-审查意见表.docx", "05-起草说明.pdf",
                                             "06-会议／纪要.pdf"));
  EXPECT_THAT(outside, ::testing::ElementsAre("照片", "残缺的 PDF", "已销毁的材料"));
  const auto zip = ZipPackage::Open(file->bytes, [](absl::string_view) { return true; });
  ASSERT_TRUE(zip.ok()) << zip.status();
  for (const std::string& name : inside) ASSERT_NE(zip->Find(name), nullptr) << name;
  EXPECT_THAT(*zip->Find("06-会议／纪要.pdf"), HasSubstr("/Stamp1")) << "a foreign PDF is stamped";
  EXPECT_EQ(MakePackageFile(content, FontSet::Installed())->bytes, file->bytes) << "the same content gives the same bytes";
}

TEST(PackageFile, TheCopyToCommentInHasTheDraftsOwnText) {
  const PackageContent content = Content();
  const auto file = MakePackageFile(content, FontSet::Installed());
  ASSERT_TRUE(file.ok());
  const auto zip = ZipPackage::Open(file->bytes, [](absl::string_view) { return true; });
  const std::string& copy = *zip->Find("03-文稿（供批注）.docx");
  EXPECT_EQ(ExtractText(copy, "file.docx").canonical, ExtractText(content.draft_bytes, "file.txt").canonical);
  EXPECT_THAT(ReadDocx(copy)->part.blocks, SizeIs(3)) << "each line is a paragraph that a comment can hang on";
  const auto parts = ZipPackage::Open(copy, [](absl::string_view) { return true; });
  ASSERT_NE(parts->Find("word/header1.xml"), nullptr);
  EXPECT_THAT(*parts->Find("word/header1.xml"), HasSubstr("string=\"水小满\""));
  EXPECT_THAT(*parts->Find("word/header1.xml"), HasSubstr("仅供水小满审查使用"));
  EXPECT_THAT(*parts->Find("word/document.xml"), HasSubstr("w:headerReference"));
}

TEST(PackageFile, ADraftThatCanNotBeReadIsMarkedAllTheSame) {
  PackageContent content = Content();
  content.draft_name = "file.pdf";
  content.draft_bytes = PagePdf();
  const auto file = MakePackageFile(content, FontSet::Installed());
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_THAT(file->parts, SizeIs(4));
  EXPECT_EQ(file->parts[1].pages, 2);
  EXPECT_EQ(file->parts[2].file_name, "") << "there is no text to comment in";
  EXPECT_EQ(file->parts[3].file_name, "03-审查意见表.docx");
}

}  // namespace
}  // namespace plumbline
