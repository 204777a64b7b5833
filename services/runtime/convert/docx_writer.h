// services/runtime/convert/docx_writer.h: a paper as a DOCX file that people go on writing in, with Word or WPS.
//
// A4 in the type of official papers: title 宋体 22 pt, headings 黑体 and text 仿宋 16 pt, two characters of indent, tables in
// 仿宋 10.5 pt whose head stands again on each page. Nothing but text: no macro, no field, no link to anywhere.
// The same paper gives the same bytes, whenever and wherever it is written.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_WRITER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_WRITER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

struct DocxBlock {
  enum class Kind {
    kTitle,      // Centred, large.
    kNotice,     // Centred, in a frame of its own words: "示例", "公布稿".
    kHeading,
    kParagraph,
    kHint,       // Grey: what is to be written here.
    kRight,      // At the right margin: signature, day.
    kTable,
  };
  Kind kind = Kind::kParagraph;
  std::string text;                            // Not for a table. '\n' is a line break.
  std::vector<std::vector<std::string>> rows;  // Of a table; the first is its head. Each of one length.
  std::vector<int> widths;                     // Of its columns, in parts of the whole; empty: all alike.
};

struct DocxPaper {
  std::string title;  // In the properties of the file.
  bool landscape = false;
  std::string mark;       // Across every page, pale: whose copy it is. Empty: none.
  std::string mark_line;  // At the top of every page, with a mark.
  std::vector<DocxBlock> blocks;
};

inline constexpr size_t kDocxBytesMax = size_t{16} << 20;  // Of text.
inline constexpr size_t kDocxColumnsMax = 20;

// Texts: what is no UTF-8 becomes `?`, control characters but '\n' a space.
// Errors  INVALID_ARGUMENT: no block; a table without a row, with rows of several lengths or widths for other columns.
//         OUT_OF_RANGE: one of the limits above. INTERNAL: the library can't write, e.g. without memory.
// Cost    O(text). Pure; any thread; not the command thread.
absl::StatusOr<std::string> WriteDocx(const DocxPaper& paper);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_WRITER_H_
