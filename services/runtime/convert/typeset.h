// services/runtime/convert/typeset.h: breaks Chinese text into lines on a grid of cells.
//
// A Chinese character takes one cell, a digit or Latin letter half a cell. Rules for line ends (禁则,
// in the sense of GB/T 15834 and common practice):
//   no line begins with closing punctuation: one such mark hangs over the right edge, a second
//   takes the character before it along; no line ends with opening punctuation; a number or Latin
//   word is not cut unless it is longer than half a line.
// A line that comes out up to two cells short is spread over the full width; the last one is not.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_TYPESET_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_TYPESET_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

struct StyledCharacter {
  char32_t c;
  FontKind font;
};
using StyledText = std::vector<StyledCharacter>;

// REQUIRES: valid UTF-8. Line breaks and tabs become spaces.
StyledText Styled(absl::string_view text, FontKind font);

// Half cells that a character takes: 1 or 2.
int HalvesOf(char32_t c);
int HalvesOf(const StyledText& text);

// Characters of one face and one width that stand together.
struct TypesetRun {
  std::string text;
  FontKind font = FontKind::kFangSong;
  bool full_width = true;
  double start = 0;  // Half cells from the left edge, spreading included.
  double width = 0;  // Half cells.
};

struct TypesetLine {
  std::vector<TypesetRun> runs;
  double end = 0;  // Where the last run ends.
};

struct TypesetShape {
  int halves = 56;       // Width of the line.
  int first_indent = 4;  // Half cells; two characters.
  int rest_indent = 0;
};

// Output  at least one line. Spaces at a line's start are dropped.
std::vector<TypesetLine> Typeset(const StyledText& text, const TypesetShape& shape);

// One line, whatever its width, starting at `start` half cells.
TypesetLine SingleLine(const StyledText& text, double start);

// Splits a title into centred lines of at most `columns` characters, as even as possible,
// preferring to break around 《》, before （ and 的, and not inside common words. An explicit line
// break in the title decides instead.
std::vector<std::string> SplitTitle(absl::string_view title, int columns);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_TYPESET_H_
