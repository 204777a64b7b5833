#include "services/runtime/convert/fonts.h"

#include <pango/pangocairo.h>

#include <set>

#include "absl/strings/str_cat.h"

namespace plumbline {
namespace {

struct Candidate {
  const char* family;
  bool bold = false;
  bool in_style = true;
};

const std::vector<Candidate>& CandidatesFor(FontKind kind) {
  static const auto& fang_song = *new std::vector<Candidate>{{"FZFangSong-Z02"},
                                                             {"FangSong_GB2312"},
                                                             {"仿宋_GB2312"},
                                                             {"FangSong"},
                                                             {"仿宋"},
                                                             {"STFangsong"},
                                                             {"FandolFang"},
                                                             {"FandolFang R"},
                                                             {"Noto Serif CJK SC", false, false}};
  static const auto& kai = *new std::vector<Candidate>{
      {"FZKai-Z03"},     {"KaiTi_GB2312"}, {"楷体_GB2312"},
      {"KaiTi"},         {"楷体"},         {"STKaiti"},
      {"FandolKai"},     {"FandolKai R"},  {"AR PL KaitiM GB"},
      {"AR PL UKai CN"}, {"LXGW WenKai"},  {"Noto Serif CJK SC", false, false}};
  static const auto& hei = *new std::vector<Candidate>{
      {"FZHei-B01"}, {"SimHei"},     {"黑体"}, {"STHeiti"}, {"Noto Sans CJK SC", true},
      {"FandolHei"}, {"FandolHei R"}};
  static const auto& xiao_biao_song =
      *new std::vector<Candidate>{{"FZXiaoBiaoSong-B05S"},
                                  {"方正小标宋简体"},
                                  {"FZXiaoBiaoSong-B05"},
                                  {"方正小标宋_GBK"},
                                  {"STZhongsong"},
                                  {"华文中宋"},
                                  {"Noto Serif CJK SC", true, false}};
  static const auto& song = *new std::vector<Candidate>{
      {"FZShuSong-Z01"}, {"SimSun"}, {"宋体"}, {"STSong"}, {"Noto Serif CJK SC"}, {"FandolSong"}};
  switch (kind) {
    case FontKind::kFangSong:
      return fang_song;
    case FontKind::kKai:
      return kai;
    case FontKind::kHei:
      return hei;
    case FontKind::kXiaoBiaoSong:
      return xiao_biao_song;
    case FontKind::kSong:
      return song;
  }
  return song;
}

constexpr FontKind kKinds[] = {FontKind::kFangSong, FontKind::kKai, FontKind::kHei,
                               FontKind::kXiaoBiaoSong, FontKind::kSong};
constexpr const char* kKindNames[] = {"仿宋", "楷体", "黑体", "小标宋", "宋体"};

}  // namespace

FontSet FontSet::From(const std::vector<std::string>& installed) {
  const std::set<std::string> families(installed.begin(), installed.end());
  FontSet set;
  for (FontKind kind : kKinds) {
    FontChoice& choice = set.choices_[static_cast<size_t>(kind)];
    choice.family = "serif";  // Whatever there is; the writer refuses when it lacks characters.
    for (const Candidate& candidate : CandidatesFor(kind)) {
      if (families.count(candidate.family) == 0) continue;
      choice = {candidate.family, candidate.bold, candidate.in_style};
      break;
    }
  }
  return set;
}

FontSet FontSet::Installed() {
  PangoFontMap* map = pango_cairo_font_map_new();
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_font_map_list_families(map, &families, &count);
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.emplace_back(pango_font_family_get_name(families[i]));
  g_free(families);
  g_object_unref(map);
  return From(names);
}

const FontSet& InstalledFonts() {
  static const FontSet& fonts = *new FontSet(FontSet::Installed());
  return fonts;
}

std::vector<std::string> FontSet::StandIns() const {
  std::vector<std::string> lines;
  for (FontKind kind : kKinds) {
    const FontChoice& choice = For(kind);
    if (choice.in_style) continue;
    lines.push_back(absl::StrCat(kKindNames[static_cast<size_t>(kind)], ": ", choice.family));
  }
  return lines;
}

}  // namespace plumbline
