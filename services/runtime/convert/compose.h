// services/runtime/convert/compose.h: fills pages of the GB/T 9704 grid, line by line.
//
// The reusable layer below letters, approval sheets and ledgers: paragraphs become grid lines, grid
// lines and tables take the next free place, pages begin by themselves, numbers come at the end.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_COMPOSE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_COMPOSE_H_

#include <string>
#include <vector>

#include "services/core/text/document.h"
#include "services/runtime/convert/page.h"
#include "services/runtime/convert/typeset.h"

namespace plumbline {

// Puts a typeset line on a page: its left edge at `x`, its characters' top at `top`.
// `half` is the width of half a cell.
void PlaceLine(const TypesetLine& line, double x, double top, double half, double size_pt, Ink ink,
               Page* page);

// One line of text in the middle of the type area (or wherever `centre` is).
void PlaceCentred(absl::string_view text, double centre, double top, double half, double size_pt,
                  FontKind font, Ink ink, Page* page);

void PlaceRule(double x, double y, double width, double thickness, Ink ink, Page* page);

// Marks every page: a few words across the sheet behind the text, and a line at the top that says what they mean.
void MarkPages(absl::string_view across, absl::string_view line, std::vector<Page>* pages);
// The same as a veil over whatever stands there: for pages that are stamped, and names of any length.
void VeilPages(absl::string_view across, absl::string_view line, std::vector<Page>* pages);

// A paragraph of size 3号 as lines of the grid; indents in half cells.
std::vector<TypesetLine> GridParagraph(const StyledText& text, int first_indent, int rest_indent);

class Composer {
 public:
  // The first page's grid begins free at `first_line` (0 to kLines; what is above holds a head).
  explicit Composer(int first_line);

  Page& page() { return pages_.back(); }
  size_t page_count() const { return pages_.size(); }

  // Grid lines that are still free on this page.
  int LinesLeft() const;

  // Puts the line on the next free grid line, on a new page if need be. An empty line at the top of
  // a page that is not the first takes no room.
  void Add(const TypesetLine& line);
  void AddBlank(int count);

  // Leaves the lines before this one (0-based) of the page empty; does nothing when it has passed.
  void SkipToLine(int line);
  void NewPage();

  // A table over the full width in 小4号; the first row is a head that comes again on each page. A
  // row is kept together unless it is higher than a page.
  // REQUIRES: at least one row, all of the same length of 1 to 12; widths positive, one each.
  void AddTable(const TableRows& rows, const std::vector<double>& widths);

  // Page numbers (7.5). `from`: the first page (0-based) that shows its number.
  void NumberPages(size_t from);

  std::vector<Page> Take() { return std::move(pages_); }

 private:
  std::vector<Page> pages_;
  double y_ = 0;  // Where free room begins, from the sheet's top.
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_COMPOSE_H_
