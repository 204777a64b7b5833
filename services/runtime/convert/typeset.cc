#include "services/runtime/convert/typeset.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_split.h"
#include "services/core/base/check.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

constexpr int kSpreadMax = 4;  // Half cells that a line may lack and still be spread.

bool IsIn(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

bool IsClosing(char32_t c) { return IsIn(c, U"，。、；：？！）》〉”’】〕』」…,.;:?!)]}%％"); }
bool IsOpening(char32_t c) { return IsIn(c, U"（《〈“‘【〔『「([{"); }
bool IsWord(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

std::u32string Decoded(absl::string_view text) {
  absl::StatusOr<std::u32string> decoded = DecodeUtf8(text);
  PLUMBLINE_CHECK(decoded.ok(), "layout gets text that was checked");
  return *std::move(decoded);
}

// Whether a line may end before text[i].
bool MayBreakBefore(const StyledText& text, size_t i, int line_halves) {
  if (i == 0 || i >= text.size()) return true;
  const char32_t before = text[i - 1].c, after = text[i].c;
  if (IsClosing(after) || IsOpening(before)) return false;
  if (IsWord(before) && IsWord(after)) {
    size_t begin = i, end = i;
    while (begin > 0 && IsWord(text[begin - 1].c)) --begin;
    while (end < text.size() && IsWord(text[end].c)) ++end;
    return static_cast<int>(end - begin) * 2 > line_halves;  // A digest must be cut somewhere.
  }
  return true;
}

// How bad it is to end a title's line between two characters. Words can not be known without a
// dictionary; those that nearly every title holds can.
double BreakCost(char32_t before, char32_t after) {
  if (before == U'》') return after == U'的' ? 0 : 40;
  if (after == U'《') return 40;
  if (after == U'（' || before == U'）') return 160;
  if (after == U'的' || before == U'的') return 200;
  for (std::u32string_view word :
       {U"办法", U"规定", U"细则", U"条例", U"意见", U"通知", U"方案", U"决定", U"管理", U"合法",
        U"审查", U"法性", U"人民", U"政府", U"行政", U"规范", U"文件", U"实施", U"关于", U"修改"}) {
    if (word[0] == before && word[1] == after) return 2000;
  }
  return 300;
}

TypesetLine RunsOf(const StyledText& text, size_t begin, size_t end, double start, double scale) {
  TypesetLine line;
  double at = start;
  for (size_t i = begin; i < end; ++i) {
    const int halves = HalvesOf(text[i].c);
    const bool full = halves == 2;
    if (line.runs.empty() || line.runs.back().font != text[i].font ||
        line.runs.back().full_width != full) {
      line.runs.push_back({"", text[i].font, full, at, 0});
    }
    AppendUtf8(&line.runs.back().text, text[i].c);
    line.runs.back().width += halves * scale;
    at += halves * scale;
  }
  line.end = at;
  return line;
}

}  // namespace

StyledText Styled(absl::string_view text, FontKind font) {
  StyledText styled;
  for (char32_t c : Decoded(text)) {
    styled.push_back({c == U'\n' || c == U'\t' || c == U'\r' ? U' ' : c, font});
  }
  return styled;
}

int HalvesOf(char32_t c) {
  if (c < 0x2000) return c == 0xb7 || c == 0xd7 ? 2 : 1;  // · and × are full width in Chinese text.
  if (c >= 0xff61 && c <= 0xffdc) return 1;
  return 2;
}

int HalvesOf(const StyledText& text) {
  int halves = 0;
  for (const StyledCharacter& character : text) halves += HalvesOf(character.c);
  return halves;
}

std::vector<TypesetLine> Typeset(const StyledText& text, const TypesetShape& shape) {
  std::vector<TypesetLine> lines;
  size_t begin = 0;
  while (begin < text.size() || lines.empty()) {
    const int indent = lines.empty() ? shape.first_indent : shape.rest_indent;
    while (!lines.empty() && begin < text.size() && text[begin].c == U' ') ++begin;
    size_t end = begin;
    int used = indent;
    while (end < text.size() && used + HalvesOf(text[end].c) <= shape.halves) {
      used += HalvesOf(text[end++].c);
    }
    if (end < text.size()) {
      // One closing mark may hang; the line must be allowed to end behind it.
      if (IsClosing(text[end].c) && MayBreakBefore(text, end + 1, shape.halves)) {
        used += HalvesOf(text[end++].c);
      }
      size_t at = end;
      while (at > begin && !MayBreakBefore(text, at, shape.halves)) --at;
      if (at > begin) {
        for (; end > at; --end) used -= HalvesOf(text[end - 1].c);
      }
      if (end == begin) used += HalvesOf(text[end++].c);  // Narrower than a character: no choice.
    }
    size_t visible_end = end;
    while (visible_end > begin && end < text.size() && text[visible_end - 1].c == U' ') {
      used -= HalvesOf(text[--visible_end].c);
    }
    const int lacking = shape.halves - used;
    const bool spread = end < text.size() && lacking > 0 && lacking <= kSpreadMax &&
                        lacking * 10 <= used - indent;  // In narrow columns it would gape.
    const double scale = spread ? static_cast<double>(shape.halves - indent) / (used - indent) : 1;
    lines.push_back(RunsOf(text, begin, visible_end, indent, scale));
    begin = end;
    if (text.empty()) break;
  }
  return lines;
}

TypesetLine SingleLine(const StyledText& text, double start) {
  return RunsOf(text, 0, text.size(), start, 1);
}

std::vector<std::string> SplitTitle(absl::string_view title, int columns) {
  if (title.find('\n') != absl::string_view::npos) {
    std::vector<std::string> lines;
    for (absl::string_view line : absl::StrSplit(title, '\n', absl::SkipWhitespace())) {
      lines.emplace_back(line);
    }
    return lines;
  }
  const StyledText text = Styled(title, FontKind::kXiaoBiaoSong);
  const size_t n = text.size();
  std::vector<int> width(n + 1, 0);  // Half cells before each character.
  for (size_t i = 0; i < n; ++i) width[i + 1] = width[i] + HalvesOf(text[i].c);
  const int limit = 2 * columns;
  const int line_count = std::max(1, (width[n] + limit - 1) / limit);
  // Fewest lines; then the least sum of squared distances from the even length, where a break in a
  // good place is worth some unevenness. A title that can not be held so takes one line more.
  for (int lines = line_count; lines <= static_cast<int>(n); ++lines) {
    const double even = static_cast<double>(width[n]) / lines;
    constexpr double kNever = std::numeric_limits<double>::max();
    std::vector<std::vector<double>> cost(lines + 1, std::vector<double>(n + 1, kNever));
    std::vector<std::vector<size_t>> from(lines + 1, std::vector<size_t>(n + 1, 0));
    cost[0][0] = 0;
    for (int line = 1; line <= lines; ++line) {
      for (size_t end = 1; end <= n; ++end) {
        if (end < n && !MayBreakBefore(text, end, limit)) continue;
        const double place = end < n ? BreakCost(text[end - 1].c, text[end].c) : 0;
        for (size_t begin = 0; begin < end; ++begin) {
          const int length = width[end] - width[begin];
          if (length > limit || cost[line - 1][begin] == kNever) continue;
          const double off = length - even;
          const double total = cost[line - 1][begin] + off * off + place;
          if (total < cost[line][end]) {
            cost[line][end] = total;
            from[line][end] = begin;
          }
        }
      }
    }
    if (cost[lines][n] == kNever) continue;
    std::vector<std::string> out(static_cast<size_t>(lines));
    size_t end = n;
    for (int line = lines; line > 0; --line) {
      const size_t begin = from[line][end];
      for (size_t i = begin; i < end; ++i)
        AppendUtf8(&out[static_cast<size_t>(line - 1)], text[i].c);
      end = begin;
    }
    return out;
  }
  return {std::string(title)};
}

}  // namespace plumbline
