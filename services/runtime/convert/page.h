// services/runtime/convert/page.h: pages as what stands where, before any program draws them.
//
// Layout computes these; pdf_writer.h draws them; tests look at them. Millimetres from the top left
// corner of the sheet.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_PAGE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_PAGE_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace plumbline {

// Kinds of typeface, as GB/T 9704 names them.
enum class FontKind { kFangSong, kKai, kHei, kXiaoBiaoSong, kSong };

// kVeil lets through what it lies on.
enum class Ink { kBlack, kRed, kGrey, kPaleRed, kVeil };

// A run of characters in one face that fills `width` exactly: full-width runs give each character
// the same room, others are spaced evenly. So positions never depend on the font.
struct PlacedText {
  double x = 0;      // Left edge.
  double top = 0;    // Top of the characters (of the em square).
  double width = 0;  // 0: as wide as the font makes it.
  std::string text;
  FontKind font = FontKind::kFangSong;
  double size_pt = 16;
  Ink ink = Ink::kBlack;
  bool full_width = true;
  double angle = 0;  // Degrees counter-clockwise; then (x, top) is the middle of the text.
};

struct PlacedRule {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;  // Its middle line.
  double thickness = 0.25;
  Ink ink = Ink::kBlack;
};

struct Page {
  std::vector<PlacedText> texts;
  std::vector<PlacedRule> rules;
};

struct PagedDocument {
  std::string title;    // For the reader's window.
  std::string author;   // The issuing organisation.
  absl::CivilDay date;  // Written as creation date: the same input gives the same bytes.
  double width = 210, height = 297;
  std::vector<Page> pages;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_PAGE_H_
