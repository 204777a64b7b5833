// services/runtime/convert/fonts.h: which installed font stands for which kind of typeface.
//
// For each kind a list, best first: the fonts that offices use, then free ones of the same style,
// then Noto CJK, which fonts-noto-cjk always has. The choice is made from the families that
// fontconfig reports, so it is the same for every letter of one machine.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_FONTS_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_FONTS_H_

#include <array>
#include <string>
#include <vector>

#include "services/runtime/convert/page.h"

namespace plumbline {

struct FontChoice {
  std::string family;
  bool bold = false;
  bool in_style = false;  // False: another style stands in (宋 for 仿宋), or nothing was found.
};

// Immutable; any thread.
class FontSet {
 public:
  // Chooses among these family names.
  static FontSet From(const std::vector<std::string>& installed);

  // Chooses among the fonts of this machine. Reads the font directories (by fontconfig).
  static FontSet Installed();

  const FontChoice& For(FontKind kind) const { return choices_[static_cast<size_t>(kind)]; }

  // Kinds for which another style stands in; for the operator's log: "仿宋: Noto Serif CJK SC".
  std::vector<std::string> StandIns() const;

 private:
  std::array<FontChoice, 5> choices_;
};

// The fonts of this machine; their folders are read once. Any thread.
const FontSet& InstalledFonts();

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_FONTS_H_
