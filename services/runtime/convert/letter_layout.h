// services/runtime/convert/letter_layout.h: an opinion letter on pages, by GB/T 9704 (gb9704.h).
//
// Both formats: letter (信函格式: name, red double lines at top and bottom of page one) and file head
// (文件格式: red head and rule). The signature never stands on a page without text: the last lines of
// the text go along (7.3.5.5), so 此页无正文 is never needed. The seal's place stays empty. The proof
// stands small in the bottom margin of the last page and is no part of the letter's text.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_LETTER_LAYOUT_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_LETTER_LAYOUT_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/letter.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

// Errors  as CheckLetter.
absl::StatusOr<PagedDocument> LayOutLetter(const OpinionLetter& letter);

// The letter as PDF; the same letter and fonts give the same bytes.
// Errors  as CheckLetter and WritePdf. A worker's job, never the command thread's.
absl::StatusOr<std::string> RenderLetter(const OpinionLetter& letter, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_LETTER_LAYOUT_H_
