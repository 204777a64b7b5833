#include "services/runtime/convert/docx_numbering.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/core/text/chinese_number.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/xml.h"

namespace plumbline {
namespace {

constexpr int kStyleChainMax = 20;  // basedOn may be written as a circle.

int IntOf(absl::string_view text, int otherwise) {
  int value = 0;
  if (!absl::SimpleAtoi(text, &value)) return otherwise;
  return std::clamp(value, 0, 30'000);
}

absl::string_view ValueOf(const pugi::xml_node& parent, absl::string_view child) {
  return Attribute(Child(parent, child), "val");
}

bool IsOn(const pugi::xml_node& node) {
  if (!node) return false;
  const absl::string_view value = Attribute(node, "val");
  return value != "0" && value != "false" && value != "off";
}

std::string Roman(int value) {
  if (value < 1 || value > 3999) return std::to_string(value);
  std::string out;
  for (const auto& [n, letters] : {std::pair{1000, "M"},
                                   {900, "CM"},
                                   {500, "D"},
                                   {400, "CD"},
                                   {100, "C"},
                                   {90, "XC"},
                                   {50, "L"},
                                   {40, "XL"},
                                   {10, "X"},
                                   {9, "IX"},
                                   {5, "V"},
                                   {4, "IV"},
                                   {1, "I"}}) {
    for (; value >= n; value -= n) out += letters;
  }
  return out;
}

// a, b, …, z, aa, bb, … as Word counts.
std::string Letters(int value, char first) {
  if (value < 1 || value > 26 * 30) return std::to_string(value);
  return std::string(static_cast<size_t>((value - 1) / 26 + 1),
                     static_cast<char>(first + (value - 1) % 26));
}

}  // namespace

std::string FormatNumber(absl::string_view format, int value) {
  if (absl::StartsWith(format, "chinese") || absl::StartsWith(format, "taiwaneseCounting") ||
      format == "japaneseCounting") {
    return value <= kClauseNumberMax ? FormatChineseNumber(value) : std::to_string(value);
  }
  if (absl::StartsWith(format, "ideographDigital") || format == "japaneseDigitalTenThousand" ||
      format == "taiwaneseDigital") {
    std::string out;
    for (char digit : std::to_string(value)) out += FormatChineseNumber(digit - '0');
    return out;
  }
  if (absl::StartsWith(format, "decimalEnclosedCircle") && value >= 1 && value <= 20) {
    std::string out;
    AppendUtf8(&out, U'①' + static_cast<char32_t>(value - 1));
    return out;
  }
  if (absl::StartsWith(format, "decimalFullWidth")) {
    std::string out;
    for (char digit : std::to_string(value)) AppendUtf8(&out, U'０' + (digit - '0'));
    return out;
  }
  if (format == "upperRoman") return Roman(value);
  if (format == "lowerRoman") return absl::AsciiStrToLower(Roman(value));
  if (format == "upperLetter") return Letters(value, 'A');
  if (format == "lowerLetter") return Letters(value, 'a');
  if (format == "decimalZero" && value < 10) return absl::StrCat("0", value);
  if (format == "none" || format == "bullet") return "";
  return std::to_string(value);
}

void DocxNumbering::ReadLevel(const pugi::xml_node& node, Level* level) {
  if (const auto start = Child(node, "start")) level->start = IntOf(Attribute(start, "val"), 1);
  if (const auto format = Child(node, "numFmt"))
    level->format = std::string(Attribute(format, "val"));
  if (const auto text = Child(node, "lvlText")) level->text = std::string(Attribute(text, "val"));
  if (const auto suffix = Child(node, "suff"))
    level->suffix = std::string(Attribute(suffix, "val"));
  if (const auto restart = Child(node, "lvlRestart")) {
    level->restart = IntOf(Attribute(restart, "val"), -1);
  }
  level->legal = IsOn(Child(node, "isLgl"));
  level->style = std::string(ValueOf(node, "pStyle"));
}

DocxNumbering::DocxNumbering(const pugi::xml_node& numbering, const pugi::xml_node& styles) {
  const auto level_of = [](const pugi::xml_node& node) {
    const int level = IntOf(Attribute(node, "ilvl"), -1);
    return level < kNumberingLevels ? level : -1;
  };
  for (const pugi::xml_node& node : numbering.children()) {
    if (Is(node, "abstractNum")) {
      List list;
      list.style_link = std::string(ValueOf(node, "numStyleLink"));
      for (const pugi::xml_node& child : node.children()) {
        const int level = Is(child, "lvl") ? level_of(child) : -1;
        if (level >= 0) ReadLevel(child, &list.levels[level]);
      }
      lists_.emplace(Attribute(node, "abstractNumId"), std::move(list));
    } else if (Is(node, "num")) {
      Instance instance;
      instance.starts.fill(-1);
      instance.list = std::string(ValueOf(node, "abstractNumId"));
      for (const pugi::xml_node& child : node.children()) {
        const int level = Is(child, "lvlOverride") ? level_of(child) : -1;
        if (level < 0) continue;
        if (const auto start = Child(child, "startOverride")) {
          instance.starts[level] = IntOf(Attribute(start, "val"), 1);
        }
        if (const auto own = Child(child, "lvl")) ReadLevel(own, &instance.levels[level]);
      }
      instances_.emplace(Attribute(node, "numId"), std::move(instance));
    }
  }
  for (const pugi::xml_node& node : styles.children()) {
    if (!Is(node, "style")) continue;
    Style style;
    style.based_on = std::string(ValueOf(node, "basedOn"));
    const pugi::xml_node number = Child(Child(node, "pPr"), "numPr");
    style.instance = std::string(ValueOf(number, "numId"));
    if (const auto level = Child(number, "ilvl")) style.level = IntOf(Attribute(level, "val"), 0);
    const std::string id(Attribute(node, "styleId"));
    const absl::string_view is_default = Attribute(node, "default");
    if (Attribute(node, "type") == "paragraph" && (is_default == "1" || is_default == "true")) {
      default_style_ = id;
    }
    styles_.emplace(id, std::move(style));
  }
}

// The instance and the list that it counts; a list may only name a style that names the real one.
DocxNumbering::Instance* DocxNumbering::Resolve(const std::string& id, List** list) {
  const auto instance = instances_.find(id);
  if (instance == instances_.end()) return nullptr;
  auto found = lists_.find(instance->second.list);
  if (found != lists_.end() && !found->second.style_link.empty()) {
    const auto style = styles_.find(found->second.style_link);
    if (style == styles_.end()) return nullptr;
    const auto linked = instances_.find(style->second.instance);
    if (linked == instances_.end()) return nullptr;
    found = lists_.find(linked->second.list);
  }
  if (found == lists_.end()) return nullptr;
  *list = &found->second;
  return &instance->second;
}

std::string DocxNumbering::Label(const pugi::xml_node& properties) {
  const pugi::xml_node own = Child(properties, "numPr");
  std::string id(ValueOf(own, "numId"));
  int level = own && Child(own, "ilvl") ? IntOf(ValueOf(own, "ilvl"), 0) : -1;
  std::string style_id(ValueOf(properties, "pStyle"));
  if (style_id.empty()) style_id = default_style_;
  std::string numbered_style;
  for (int step = 0; step < kStyleChainMax && id.empty() && !style_id.empty(); ++step) {
    const auto style = styles_.find(style_id);
    if (style == styles_.end()) break;
    id = style->second.instance;
    if (level < 0) level = style->second.level;
    numbered_style = style_id;
    style_id = style->second.based_on;
  }
  if (id.empty() || id == "0") return "";
  List* list = nullptr;
  Instance* instance = Resolve(id, &list);
  if (instance == nullptr) return "";
  const auto level_at = [&](int at) -> const Level& {
    const auto overriding = instance->levels.find(at);
    return overriding == instance->levels.end() ? list->levels[at] : overriding->second;
  };
  for (int at = 0; at < kNumberingLevels && level < 0 && !numbered_style.empty(); ++at) {
    if (level_at(at).style == numbered_style) level = at;
  }
  level = std::clamp(level, 0, kNumberingLevels - 1);
  if (!instance->used) {
    instance->used = true;
    for (int at = 0; at < kNumberingLevels; ++at) {
      if (instance->starts[at] < 0) continue;
      list->counters[at] = instance->starts[at] - 1;
      list->counted[at] = true;
    }
  }
  // Levels above that were never shown count as their start; levels below begin again.
  for (int at = 0; at < level; ++at) {
    if (!list->counted[at]) list->counters[at] = level_at(at).start;
    list->counted[at] = true;
  }
  if (!list->counted[level]) list->counters[level] = level_at(level).start - 1;
  list->counted[level] = true;
  ++list->counters[level];
  for (int at = level + 1; at < kNumberingLevels; ++at) {
    const int restart = level_at(at).restart;
    if (restart == 0 || (restart > 0 && level >= restart)) continue;
    list->counted[at] = false;
  }
  const Level& shown = level_at(level);
  if (shown.format == "bullet") return "";
  std::string label;
  for (size_t i = 0; i < shown.text.size(); ++i) {
    const char next = i + 1 < shown.text.size() ? shown.text[i + 1] : '\0';
    if (shown.text[i] == '%' && next >= '1' && next <= '9') {
      const int at = next - '1';
      const std::string format = shown.legal && at < level ? "decimal" : level_at(at).format;
      label += FormatNumber(format, list->counters[at]);
      ++i;
    } else {
      label.push_back(shown.text[i]);
    }
  }
  if (label.empty()) return "";
  return shown.suffix == "nothing" ? label : label + " ";
}

}  // namespace plumbline
