// services/runtime/convert/docx_reader.h: the text of a DOCX file as a lawyer reads it.
//
// Output is the same for the same text, whichever program saved it: runs, styles, fonts, bookmarks,
// comments, headers, footers, page breaks and metadata leave no trace.
//
//   read       paragraphs, tables (also nested: flattened into their cell), text boxes (after their
//              paragraph), footnotes and endnotes, automatic numbers (docx_numbering.h), formulas
//              as text, the base text of phonetic guides, inserted text (w:ins, w:moveTo).
//   not read   deleted text (w:del, w:moveFrom), hidden text (w:vanish on a run), contents tables
//              and page numbers (fields TOC, PAGE, PAGEREF, …: computed by each program anew),
//              pictures.
//
// Tracked changes and hidden text are counted: such a file has two texts, and which one its readers
// see depends on a button. The reader gives the final one; extract.h refuses to bind a digest to it
// and asks for a file in which the changes are accepted or rejected.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_READER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_READER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/core/text/document.h"

namespace plumbline {

struct DocxText {
  TextPart part;
  int tracked_changes = 0;  // Insertions, deletions, moves; changes of format alone do not count.
  int hidden_runs = 0;      // Runs with text that is marked hidden.
  int pictures = 0;
  int embedded_objects = 0;  // Sheets and the like: seen as a picture, their content is not read.
};

// Errors  INVALID_ARGUMENT: no DOCX, broken, or with a part that another program must convert
//         (w:altChunk). OUT_OF_RANGE: limits of zip_package.h, xml.h, document.h.
//         FAILED_PRECONDITION: encrypted.
// Cost    O(unpacked bytes), memory about ten times that. Pure; any thread; not the command thread.
absl::StatusOr<DocxText> ReadDocx(absl::string_view bytes);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_READER_H_
