#include "services/runtime/convert/docx_writer.h"

#include <numeric>
#include <pugixml.hpp>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/zip_writer.h"

namespace plumbline {

namespace {

// Twentieths of a point: the unit of the format. A4 with the margins of official papers (GB/T 9704: 37, 28, 35, 26 mm).
constexpr int kPageWidth = 11906;
constexpr int kPageHeight = 16838;
constexpr int kMarginTop = 2098;
constexpr int kMarginBottom = 1984;
constexpr int kMarginLeft = 1587;
constexpr int kMarginRight = 1474;
constexpr int kLineHeight = 560;

struct Look {
  const char* font;
  int half_points;
  const char* align;
  bool indent;
  const char* color;
};

Look LookOf(DocxBlock::Kind kind) {
  switch (kind) {
    case DocxBlock::Kind::kTitle:
      return {"宋体", 44, "center", false, nullptr};
    case DocxBlock::Kind::kNotice:
      return {"楷体", 28, "center", false, "C00000"};
    case DocxBlock::Kind::kHeading:
      return {"黑体", 32, "both", true, nullptr};
    case DocxBlock::Kind::kParagraph:
      return {"仿宋", 32, "both", true, nullptr};
    case DocxBlock::Kind::kHint:
      return {"楷体", 28, "both", true, "7F7F7F"};
    case DocxBlock::Kind::kRight:
      return {"仿宋", 32, "right", false, nullptr};
    case DocxBlock::Kind::kTable:
      return {"仿宋", 21, "left", false, nullptr};
  }
  return {"仿宋", 32, "both", true, nullptr};
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff; }

std::string Clean(absl::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    char32_t c = 0;
    if (!NextCodePoint(text, &pos, &c)) {
      clean += '?';
      ++pos;
    } else if (c == U'\n' || !IsControl(c)) {
      AppendUtf8(&clean, c);
    } else if (c != U'\r' || pos >= text.size() || text[pos] != '\n') {
      clean += ' ';
    }
  }
  return clean;
}

pugi::xml_node AddValue(pugi::xml_node parent, const char* name, const std::string& value) {
  pugi::xml_node node = parent.append_child(name);
  node.append_attribute("w:val") = value.c_str();
  return node;
}

// Text of one run: '\n' is a break.
void AddText(pugi::xml_node run, const std::string& text) {
  size_t begin = 0;
  while (true) {
    const size_t end = text.find('\n', begin);
    pugi::xml_node node = run.append_child("w:t");
    node.append_attribute("xml:space") = "preserve";
    node.append_child(pugi::node_pcdata).set_value(text.substr(begin, end - begin).c_str());
    if (end == std::string::npos) return;
    run.append_child("w:br");
    begin = end + 1;
  }
}

void AddParagraph(pugi::xml_node parent, const std::string& text, const Look& look, bool bold, bool spaced) {
  pugi::xml_node paragraph = parent.append_child("w:p");
  pugi::xml_node format = paragraph.append_child("w:pPr");
  if (spaced) {
    pugi::xml_node spacing = format.append_child("w:spacing");
    spacing.append_attribute("w:line") = kLineHeight;
    spacing.append_attribute("w:lineRule") = "exact";
  }
  if (look.indent) format.append_child("w:ind").append_attribute("w:firstLineChars") = 200;
  AddValue(format, "w:jc", look.align);
  pugi::xml_node run = paragraph.append_child("w:r");
  pugi::xml_node type = run.append_child("w:rPr");
  pugi::xml_node fonts = type.append_child("w:rFonts");
  for (const char* which : {"w:ascii", "w:eastAsia", "w:hAnsi"}) fonts.append_attribute(which) = look.font;
  if (bold) type.append_child("w:b");
  if (look.color != nullptr) AddValue(type, "w:color", look.color);
  AddValue(type, "w:sz", absl::StrCat(look.half_points));
  AddText(run, Clean(text));
}

absl::Status AddTable(pugi::xml_node body, const DocxBlock& block, int width) {
  const size_t columns = block.rows.empty() ? 0 : block.rows[0].size();
  if (columns == 0) return absl::InvalidArgumentError("a table has no cell");
  if (columns > kDocxColumnsMax) return absl::OutOfRangeError(absl::StrCat("a table has at most ", kDocxColumnsMax, " columns"));
  if (!block.widths.empty() && block.widths.size() != columns) {
    return absl::InvalidArgumentError("a table has widths for other columns");
  }
  const std::vector<int> parts = block.widths.empty() ? std::vector<int>(columns, 1) : block.widths;
  const int whole = std::accumulate(parts.begin(), parts.end(), 0);
  if (whole <= 0) return absl::InvalidArgumentError("a table has no width");
  pugi::xml_node table = body.append_child("w:tbl");
  pugi::xml_node format = table.append_child("w:tblPr");
  pugi::xml_node size = format.append_child("w:tblW");
  size.append_attribute("w:w") = width;
  size.append_attribute("w:type") = "dxa";
  pugi::xml_node borders = format.append_child("w:tblBorders");
  for (const char* side : {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"}) {
    pugi::xml_node border = borders.append_child(side);
    border.append_attribute("w:val") = "single";
    border.append_attribute("w:sz") = 4;
  }
  format.append_child("w:tblLayout").append_attribute("w:type") = "fixed";
  pugi::xml_node grid = table.append_child("w:tblGrid");
  for (const int part : parts) grid.append_child("w:gridCol").append_attribute("w:w") = width * part / whole;
  Look look = LookOf(DocxBlock::Kind::kTable);
  bool head = true;
  for (const auto& cells : block.rows) {
    if (cells.size() != columns) return absl::InvalidArgumentError("the rows of a table differ in length");
    pugi::xml_node row = table.append_child("w:tr");
    if (head) row.append_child("w:trPr").append_child("w:tblHeader");
    look.align = head ? "center" : "left";
    for (size_t i = 0; i < columns; ++i) {
      pugi::xml_node cell = row.append_child("w:tc");
      pugi::xml_node cell_width = cell.append_child("w:tcPr").append_child("w:tcW");
      cell_width.append_attribute("w:w") = width * parts[i] / whole;
      cell_width.append_attribute("w:type") = "dxa";
      AddParagraph(cell, cells[i], look, head, /*spaced=*/false);
    }
    head = false;
  }
  body.append_child("w:p");  // The format wants a paragraph after a table.
  return absl::OkStatus();
}

absl::StatusOr<std::string> DocumentPart(const DocxPaper& paper) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("w:document");
  root.append_attribute("xmlns:w") = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  pugi::xml_node body = root.append_child("w:body");
  const int page_width = paper.landscape ? kPageHeight : kPageWidth;
  const int page_height = paper.landscape ? kPageWidth : kPageHeight;
  size_t bytes = 0;
  for (const DocxBlock& block : paper.blocks) {
    bytes += block.text.size();
    for (const auto& row : block.rows) {
      for (const std::string& cell : row) bytes += cell.size();
    }
    if (bytes > kDocxBytesMax) return absl::OutOfRangeError("the paper is too long");
    if (block.kind == DocxBlock::Kind::kTable) {
      PLUMBLINE_RETURN_IF_ERROR(AddTable(body, block, page_width - kMarginLeft - kMarginRight));
    } else {
      AddParagraph(body, block.text, LookOf(block.kind), block.kind == DocxBlock::Kind::kTitle, /*spaced=*/true);
    }
  }
  pugi::xml_node section = body.append_child("w:sectPr");
  if (!paper.mark.empty()) {
    root.append_attribute("xmlns:r") = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    pugi::xml_node header = section.append_child("w:headerReference");
    header.append_attribute("w:type") = "default";
    header.append_attribute("r:id") = "rIdHeader";
  }
  pugi::xml_node size = section.append_child("w:pgSz");
  size.append_attribute("w:w") = page_width;
  size.append_attribute("w:h") = page_height;
  if (paper.landscape) size.append_attribute("w:orient") = "landscape";
  pugi::xml_node margins = section.append_child("w:pgMar");
  margins.append_attribute("w:top") = kMarginTop;
  margins.append_attribute("w:right") = kMarginRight;
  margins.append_attribute("w:bottom") = kMarginBottom;
  margins.append_attribute("w:left") = kMarginLeft;
  margins.append_attribute("w:header") = 851;
  margins.append_attribute("w:footer") = 992;
  margins.append_attribute("w:gutter") = 0;
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

std::string PropertiesPart(const std::string& title) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("cp:coreProperties");
  root.append_attribute("xmlns:cp") = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
  root.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
  root.append_child("dc:title").append_child(pugi::node_pcdata).set_value(Clean(title).c_str());
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

constexpr char kContentTypes[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "{header}<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    "</Types>";

constexpr char kRelationships[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/></Relationships>";

constexpr char kHeaderType[] =
    "<Override PartName=\"/word/header1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>";

constexpr char kHeaderRelationships[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rIdHeader\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" "
    "Target=\"header1.xml\"/></Relationships>";

// The head of every page: a line, and a word across the sheet as Word and WPS make their watermarks (VML).
std::string HeaderPart(const DocxPaper& paper) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("w:hdr");
  root.append_attribute("xmlns:w") = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  root.append_attribute("xmlns:v") = "urn:schemas-microsoft-com:vml";
  root.append_attribute("xmlns:o") = "urn:schemas-microsoft-com:office:office";
  AddParagraph(root, paper.mark_line, {"黑体", 18, "center", false, "C00000"}, /*bold=*/false, /*spaced=*/false);
  pugi::xml_node picture = root.child("w:p").append_child("w:r").append_child("w:pict");
  pugi::xml_node type = picture.append_child("v:shapetype");
  type.append_attribute("id") = "_x0000_t136";
  type.append_attribute("coordsize") = "21600,21600";
  type.append_attribute("o:spt") = 136;
  type.append_attribute("path") = "m,l21600,m,21600l21600,21600e";
  type.append_child("v:path").append_attribute("textpathok") = "t";
  pugi::xml_node along = type.append_child("v:textpath");
  along.append_attribute("on") = "t";
  along.append_attribute("fitshape") = "t";
  pugi::xml_node shape = picture.append_child("v:shape");
  shape.append_attribute("id") = "PlumblineMark";
  shape.append_attribute("type") = "#_x0000_t136";
  shape.append_attribute("style") =
      "position:absolute;width:420pt;height:140pt;rotation:315;z-index:-251;mso-position-horizontal:center;"
      "mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin";
  shape.append_attribute("fillcolor") = "#f4c7c7";
  shape.append_attribute("stroked") = "f";
  shape.append_child("v:fill").append_attribute("opacity") = ".4";
  pugi::xml_node path = shape.append_child("v:textpath");
  path.append_attribute("on") = "t";
  path.append_attribute("style") = "font-family:黑体;font-size:1pt";
  path.append_attribute("string") = Clean(paper.mark).c_str();
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

}  // namespace

absl::StatusOr<std::string> WriteDocx(const DocxPaper& paper) {
  if (paper.blocks.empty()) return absl::InvalidArgumentError("the paper has no block");
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string document, DocumentPart(paper));
  const bool marked = !paper.mark.empty();
  std::vector<ZipPart> parts = {
      {"[Content_Types].xml", absl::StrReplaceAll(kContentTypes, {{"{header}", marked ? kHeaderType : ""}})},
      {"_rels/.rels", kRelationships},
      {"docProps/core.xml", PropertiesPart(paper.title)},
      {"word/document.xml", document},
  };
  if (marked) {
    parts.push_back({"word/_rels/document.xml.rels", kHeaderRelationships});
    parts.push_back({"word/header1.xml", HeaderPart(paper)});
  }
  return WriteZip(parts);
}

}  // namespace plumbline
