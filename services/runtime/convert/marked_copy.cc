#include "services/runtime/convert/marked_copy.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/docx_writer.h"
#include "services/runtime/convert/extract.h"
#include "services/runtime/convert/pdf_writer.h"
#include "services/runtime/convert/picture_page.h"
#include "services/runtime/convert/sheet_reader.h"

namespace plumbline {

namespace {

MarkedCopy CanNot(std::string zh, std::string en) {
  MarkedCopy copy;
  copy.why_not_zh = std::move(zh);
  copy.why_not_en = std::move(en);
  return copy;
}

MarkedCopy CanNotFormat() {
  return CanNot("该格式不能加水印；请转成 PDF 后重新提交，或在办公室阅看",
                "This format can't be marked; file it as PDF, or read it in the office.");
}

MarkedCopy Made(StampedPdf pdf) {
  MarkedCopy copy;
  copy.bytes = std::move(pdf.bytes);
  copy.pages = pdf.pages;
  return copy;
}

void AddLines(absl::string_view text, PlainPaper& paper) {
  for (absl::string_view one : absl::StrSplit(text, '\n', absl::SkipEmpty())) paper.body.push_back({0, std::string(one)});
}

void AddRow(const std::vector<std::string>& row, PlainPaper& paper) {
  std::string cells;
  for (const std::string& cell : row) {
    absl::StrAppend(&cells, cells.empty() ? "" : "　｜　", absl::StrReplaceAll(cell, {{"\n", " "}}));
  }
  if (!cells.empty()) paper.body.push_back({0, std::move(cells)});
}

PlainPaper SetAnew(const std::string& title) {
  PlainPaper paper;
  paper.title = title;
  paper.subtitle = "（按电子文件排印，内容以原件为准）";
  return paper;
}

PlainPaper PaperOf(const std::string& title, const TextPart& part) {
  PlainPaper paper = SetAnew(title);
  for (const TextBlock& block : part.blocks) {
    if (!block.text.empty()) AddLines(block.text, paper);
    for (const auto& row : block.rows) AddRow(row, paper);
  }
  for (const std::string& note : part.notes) AddLines(absl::StrCat("注：", note), paper);
  return paper;
}

PlainPaper PaperOf(const std::string& title, const std::vector<SheetTable>& sheets) {
  PlainPaper paper = SetAnew(title);
  for (const SheetTable& sheet : sheets) {
    if (sheets.size() > 1) paper.body.push_back({0, absl::StrCat("工作表：", sheet.name)});
    for (const auto& row : sheet.rows) AddRow(row, paper);
  }
  return paper;
}

// Set anew, or why it can't be: too long, or with a character that no font has.
absl::StatusOr<MarkedCopy> SetOrSay(PlainPaper paper, const CopyMark& mark, const FontSet& fonts) {
  if (paper.body.empty()) return CanNotFormat();
  absl::StatusOr<StampedPdf> set = SetMarked(std::move(paper), mark, fonts);
  if (set.ok()) return Made(*std::move(set));
  if (absl::IsOutOfRange(set.status())) {
    return CanNot("内容太长，不能加水印；请转成 PDF 后重新提交，或在办公室阅看",
                  "It is too long to be marked; file it as PDF, or read it in the office.");
  }
  return set.status();
}

// A page with nothing but the mark over what a PDF has.
absl::StatusOr<MarkedCopy> Stamp(absl::string_view pdf, const CopyMark& mark, const FontSet& fonts) {
  PagedDocument document;
  document.title = mark.line;
  document.author = mark.author;
  document.date = mark.day;
  document.pages.resize(1);
  VeilPages(mark.person, mark.line, &document.pages);
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string stamp, WritePdf(document, fonts));
  absl::StatusOr<StampedPdf> stamped = StampPdf(pdf, stamp);
  if (stamped.ok()) return Made(*std::move(stamped));
  return CanNot("PDF 已加密、损坏或者页数过多，不能加水印；请在办公室阅看",
                "The PDF is locked, broken or too long and can't be marked; read it in the office.");
}

}  // namespace

absl::StatusOr<StampedPdf> SetMarked(PlainPaper paper, const CopyMark& mark, const FontSet& fonts) {
  paper.author = mark.author;
  paper.date = mark.day;
  PLUMBLINE_ASSIGN_OR_RETURN(PagedDocument document, LayOutPlainPaper(paper));
  VeilPages(mark.person, mark.line, &document.pages);
  StampedPdf set;
  set.pages = static_cast<int>(document.pages.size());
  PLUMBLINE_ASSIGN_OR_RETURN(set.bytes, WritePdf(document, fonts));
  return set;
}

absl::StatusOr<MarkedCopy> MarkAsPdf(absl::string_view bytes, absl::string_view name, const std::string& title,
                                     const CopyMark& mark, const FontSet& fonts) {
  const Extraction read = ExtractText(bytes, name);
  switch (read.type) {
    case FileType::kPdf:
      return Stamp(bytes, mark, fonts);
    case FileType::kPng:
    case FileType::kJpeg: {
      const absl::StatusOr<std::string> page = PicturePage(bytes, mark.day);
      if (page.ok()) return Stamp(*page, mark, fonts);
      return CanNot("图片已损坏或者太大，不能加水印；请在办公室阅看",
                    "The picture is broken or too large and can't be marked; read it in the office.");
    }
    case FileType::kXlsx: {
      const absl::StatusOr<std::vector<SheetTable>> sheets = ReadXlsx(bytes);
      if (sheets.ok()) return SetOrSay(PaperOf(title, *sheets), mark, fonts);
      return CanNotFormat();
    }
    default:
      if (read.outcome != Extraction::Outcome::kText) return CanNotFormat();
      return SetOrSay(PaperOf(title, read.part), mark, fonts);
  }
}

absl::StatusOr<MarkedCopy> MarkAsDocx(absl::string_view bytes, absl::string_view name, const std::string& title,
                                      const CopyMark& mark) {
  const Extraction text = ExtractText(bytes, name);
  if (text.outcome != Extraction::Outcome::kText) {
    return CanNot("原件读不出文字，请在“审查意见表”中写明意见", "The text can't be read; write remarks into the form.");
  }
  DocxPaper paper;
  paper.title = title;
  paper.mark = mark.person;
  paper.mark_line = mark.line;
  for (const TextBlock& block : text.part.blocks) {
    if (block.rows.empty()) {  // Each line is a paragraph that a comment can hang on.
      for (absl::string_view line : absl::StrSplit(block.text, '\n', absl::SkipEmpty())) {
        paper.blocks.push_back({DocxBlock::Kind::kParagraph, std::string(line), {}, {}});
      }
      continue;
    }
    DocxBlock table;
    table.kind = DocxBlock::Kind::kTable;
    size_t columns = 1;
    for (const auto& row : block.rows) columns = std::max(columns, row.size());
    columns = std::min(columns, kDocxColumnsMax);
    for (auto row : block.rows) {
      row.resize(columns);
      table.rows.push_back(std::move(row));
    }
    paper.blocks.push_back(std::move(table));
  }
  MarkedCopy copy;
  PLUMBLINE_ASSIGN_OR_RETURN(copy.bytes, WriteDocx(paper));
  return copy;
}

}  // namespace plumbline
