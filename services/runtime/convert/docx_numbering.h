// services/runtime/convert/docx_numbering.h: the numbers that Word shows but does not write.
//
// Many drafts number 第一条 or （一） automatically; the paragraph's text then lacks what the reader
// sees, and clauses would have no articles. This computes the labels from word/numbering.xml and
// the styles (ECMA-376 part 1, 17.9): formats, level texts, starts, restarts. Bullets give no
// label: their glyphs come from symbol fonts and differ between producers.
// Best effort: a format that is not known counts in decimal.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_NUMBERING_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_NUMBERING_H_

#include <array>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace plumbline {

inline constexpr int kNumberingLevels = 9;

// A counter's value as Word shows it: chineseCounting 12 -> 十二, upperRoman 4 -> IV.
std::string FormatNumber(absl::string_view format, int value);

class DocxNumbering {
 public:
  // Either root may be null: documents without lists have no numbering part.
  DocxNumbering(const pugi::xml_node& numbering, const pugi::xml_node& styles);

  // Counts the paragraph with these properties and returns its label with the space that follows
  // it, or "" for a paragraph without number. Call it once per paragraph, in document order.
  std::string Label(const pugi::xml_node& paragraph_properties);

 private:
  struct Level {
    int start = 1;
    int restart = -1;  // Restarts after this level (1-based) or a higher one; -1: after any higher.
    bool legal = false;  // All counters in decimal (isLgl).
    std::string format = "decimal";
    std::string text;
    std::string suffix = "tab";
    std::string style;
  };
  using Levels = std::array<Level, kNumberingLevels>;
  struct List {
    Levels levels;
    std::string style_link;  // Stands for the list that this style names.
    std::array<int, kNumberingLevels> counters{};
    std::array<bool, kNumberingLevels> counted{};
  };
  struct Instance {  // w:num: a use of a list, perhaps with its own starts.
    std::string list;
    std::array<int, kNumberingLevels> starts;  // -1: as the list says.
    absl::flat_hash_map<int, Level> levels;
    bool used = false;
  };
  struct Style {
    std::string based_on;
    std::string instance;  // numId; empty when the style numbers nothing itself.
    int level = -1;
  };

  static void ReadLevel(const pugi::xml_node& node, Level* level);
  Instance* Resolve(const std::string& instance, List** list);

  absl::flat_hash_map<std::string, List> lists_;
  absl::flat_hash_map<std::string, Instance> instances_;
  absl::flat_hash_map<std::string, Style> styles_;
  std::string default_style_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_NUMBERING_H_
