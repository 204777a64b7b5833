// services/core/text/document.h: a draft as its readers hand it over, before any structure.
//
// Readers (runtime/convert) fill it; canonical.h turns it into the bytes that the text digest
// covers. Limits hold for every document, whatever file it came from.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_DOCUMENT_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_DOCUMENT_H_

#include <cstddef>
#include <string>
#include <vector>

namespace plumbline {

inline constexpr size_t kTextBytesMax = size_t{4}
                                        << 20;     // Of canonical text, attachments included.
inline constexpr size_t kTextBlocksMax = 50'000;   // Paragraphs, tables and notes together.
inline constexpr size_t kTableCellsMax = 200'000;  // Cells of all tables together.
inline constexpr size_t kTableColumnsMax = 1'000;
inline constexpr size_t kAttachmentsMax = 100;

// Rows of cells, each cell UTF-8. Rows may differ in length: merged cells exist once.
using TableRows = std::vector<std::vector<std::string>>;

// A paragraph or a table.
struct TextBlock {
  std::string text;  // UTF-8; empty for a table. A line break in it starts a new paragraph.
  TableRows rows;    // Not empty: a table.
};

// The text of one file.
struct TextPart {
  std::vector<TextBlock> blocks;
  std::vector<std::string> notes;  // Footnotes and endnotes, in the order of their marks.
};

// A draft: its own text, and attachments (附件) that came as files of their own, in order.
// An attachment inside the main file stays where it stands; clause_tree.h finds its heading.
struct TextDocument {
  TextPart body;
  std::vector<TextPart> attachments;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_DOCUMENT_H_
