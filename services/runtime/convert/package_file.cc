#include "services/runtime/convert/package_file.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/docx_writer.h"
#include "services/runtime/convert/marked_copy.h"
#include "services/runtime/convert/plain_paper.h"
#include "services/runtime/convert/zip_writer.h"

namespace plumbline {

namespace {

constexpr size_t kTitleCharacters = 40;  // Of a file name inside.

std::string Chinese(absl::CivilDay day) { return absl::StrCat(day.year(), "年", day.month(), "月", day.day(), "日"); }

// A title as a file name: nothing that a file system refuses.
std::string AsFileName(absl::string_view title) {
  std::string name = absl::StrReplaceAll(title, {{"/", "／"}, {"\\", "＼"}, {":", "："}, {"*", "＊"}, {"?", "？"},
                                                 {"\"", "＂"}, {"<", "＜"}, {">", "＞"}, {"|", "｜"}, {"\n", " "}});
  size_t end = 0;
  for (size_t characters = 0; end < name.size() && characters < kTitleCharacters; ++characters) {
    ++end;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) ++end;
  }
  name.resize(end);
  return name;
}

class Maker {
 public:
  Maker(const PackageContent& content, const FontSet& fonts) : content_(content), fonts_(fonts) {
    mark_.person = content.person;
    mark_.line = absl::StrCat(content.rehearsal ? "【演练】" : "", "仅供", content.person, "审查使用，", Chinese(content.expires),
                              "前有效；不得复制、拍照、转发");
    mark_.author = content.body;
    mark_.day = content.made;
  }

  absl::StatusOr<PackageFile> Make() {
    PLUMBLINE_RETURN_IF_ERROR(AddDraft());
    PLUMBLINE_RETURN_IF_ERROR(AddForm());
    for (const PackageMaterial& material : content_.materials) {
      PLUMBLINE_RETURN_IF_ERROR(AddMarked(material.title, material.name, material.bytes));
    }
    PLUMBLINE_RETURN_IF_ERROR(AddCover());
    std::vector<ZipPart> parts;
    PackageFile file;
    parts.push_back(std::move(cover_));
    for (ZipPart& part : inside_) parts.push_back(std::move(part));
    PLUMBLINE_ASSIGN_OR_RETURN(file.bytes, WriteZip(parts));
    file.parts = std::move(parts_);
    return file;
  }

 private:
  // The number of the next file: the cover is 01.
  std::string NextName(absl::string_view title, absl::string_view ending) const {
    return absl::StrFormat("%02d-%s%s", inside_.size() + 2, AsFileName(title), ending);
  }

  void Add(const std::string& title, absl::string_view ending, std::string bytes, int pages) {
    std::string name = NextName(title, ending);
    parts_.push_back({name, title, pages, "", ""});
    inside_.push_back({std::move(name), std::move(bytes)});
  }

  // Into the package, or the reason why it stays outside.
  void Put(const std::string& title, absl::string_view ending, MarkedCopy copy) {
    if (!copy.bytes.empty()) {
      Add(title, ending, std::move(copy.bytes), copy.pages);
    } else {
      parts_.push_back({"", title, 0, std::move(copy.why_not_zh), std::move(copy.why_not_en)});
    }
  }

  absl::Status AddDraft() {
    PLUMBLINE_RETURN_IF_ERROR(AddMarked("文稿", content_.draft_name, content_.draft_bytes));
    PLUMBLINE_ASSIGN_OR_RETURN(MarkedCopy docx,
                               MarkAsDocx(content_.draft_bytes, content_.draft_name, content_.matter_title, mark_));
    Put("文稿（供批注）", ".docx", std::move(docx));
    return absl::OkStatus();
  }

  absl::Status AddForm() {
    using Kind = DocxBlock::Kind;
    DocxPaper paper;
    paper.title = "审查意见表";
    paper.mark = mark_.person;
    paper.mark_line = mark_.line;
    paper.blocks = {
        {Kind::kTitle, "审查意见表", {}, {}},
        {Kind::kTable, "", {{"项目", "内容"}, {"事项", content_.matter_title}, {"编号", content_.package}, {"审查人", content_.person},
                            {"审查意见", "\n\n\n\n\n\n"}, {"结论", "□ 合法　□ 修改后合法　□ 不合法　□ 其他"},
                            {"是否存在须回避的情形", "□ 无　□ 有："}}, {1, 4}},
        {Kind::kRight, "审查人签名：　　　　　　", {}, {}},
        {Kind::kRight, "　　　　年　　月　　日", {}, {}},
    };
    PLUMBLINE_ASSIGN_OR_RETURN(std::string docx, WriteDocx(paper));
    Add("审查意见表", ".docx", std::move(docx), 0);
    return absl::OkStatus();
  }

  absl::Status AddMarked(const std::string& title, const std::string& name, const std::string& bytes) {
    PLUMBLINE_ASSIGN_OR_RETURN(MarkedCopy copy,
                               MarkAsPdf(bytes, name, title == "文稿" ? content_.matter_title : title, mark_, fonts_));
    Put(title, ".pdf", std::move(copy));
    return absl::OkStatus();
  }

  absl::Status AddCover() {
    PlainPaper paper;
    paper.title = "审查包说明";
    paper.subtitle = content_.rehearsal ? "（演练）" : "";
    const auto line = [&paper](absl::string_view label, absl::string_view text) {
      paper.body.push_back({0, absl::StrCat(label, "：", absl::StrReplaceAll(text, {{"\n", " "}}))});
    };
    line("事项", content_.matter_title);
    line("编号", content_.package);
    line("领用人", content_.person);
    line("使用期限", absl::StrCat(Chinese(content_.expires), "（当日有效，到期或者办结即交回、销毁）"));
    line("委托问题", content_.question.empty() ? "对全文进行合法性审查" : content_.question);
    line("交回方式", "在“文稿（供批注）”中加批注后交回该文件；或者填写“审查意见表”，签名后交回原件或者扫描件");
    paper.table = {{"序号", "名称", "页数", "说明"}};
    int number = 0;
    for (const PackageFilePart& part : parts_) {
      paper.table.push_back({absl::StrCat(++number), part.title, part.pages == 0 ? "" : absl::StrCat(part.pages),
                             part.file_name.empty() ? absl::StrCat("未装入：", part.left_out_zh) : part.file_name});
    }
    paper.column_widths = {1, 3, 1, 5};
    paper.closing = {content_.body, Chinese(content_.made)};
    PLUMBLINE_ASSIGN_OR_RETURN(StampedPdf set, SetMarked(std::move(paper), mark_, fonts_));
    cover_ = {"01-说明.pdf", std::move(set.bytes)};
    parts_.insert(parts_.begin(), {cover_.name, "说明", set.pages, "", ""});
    return absl::OkStatus();
  }

  const PackageContent& content_;
  const FontSet& fonts_;
  CopyMark mark_;
  ZipPart cover_;
  std::vector<ZipPart> inside_;
  std::vector<PackageFilePart> parts_;
};

}  // namespace

absl::StatusOr<PackageFile> MakePackageFile(const PackageContent& content, const FontSet& fonts) {
  return Maker(content, fonts).Make();
}

}  // namespace plumbline
