#include "services/core/text/clause_marker.h"

#include <optional>

#include "services/core/base/check.h"
#include "services/core/text/chinese_number.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

using Kind = ClauseMarker::Kind;

constexpr size_t kHeadingLengthMax = 40;  // A chapter's title; longer lines are sentences.

bool IsOneOf(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

bool IsArabic(char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'０' && c <= U'９'); }

// A cursor over one line; every Read… either consumes what it names or leaves the cursor alone.
struct Cursor {
  std::u32string_view line;
  size_t at = 0;

  bool AtEnd() const { return at == line.size(); }
  char32_t Peek() const { return AtEnd() ? U'\0' : line[at]; }
  bool Read(char32_t c) {
    if (Peek() != c) return false;
    ++at;
    return true;
  }
  bool ReadWord(std::u32string_view word) {
    if (line.substr(at, word.size()) != word) return false;
    at += word.size();
    return true;
  }
  std::optional<int> ReadNumber() {
    size_t end = at;
    while (end < line.size() && IsNumberCharacter(line[end])) ++end;
    const std::optional<int> number = ParseClauseNumber(line.substr(at, end - at));
    if (number.has_value()) at = end;
    return number;
  }
};

bool IsTitle(std::u32string_view text) {
  return text.size() <= kHeadingLengthMax &&
         text.find_first_of(U"。；") == std::u32string_view::npos;
}

// 第…编, 章, 节, 条.
std::optional<ClauseMarker> ReadDivision(Cursor* cursor) {
  if (!cursor->Read(U'第')) return std::nullopt;
  cursor->Read(U' ');  // "第 一 章" is how titles are spread out.
  const std::optional<int> number = cursor->ReadNumber();
  if (!number.has_value()) return std::nullopt;
  cursor->Read(U' ');
  ClauseMarker marker;
  marker.number = *number;
  if (cursor->Read(U'条')) {
    marker.kind = Kind::kArticle;
    if (cursor->Peek() == U'之') {
      Cursor inserted = *cursor;
      ++inserted.at;
      if (const std::optional<int> n = inserted.ReadNumber(); n.has_value()) {
        marker.inserted = *n;
        *cursor = inserted;
      }
    }
    marker.certain = cursor->AtEnd() || IsOneOf(cursor->Peek(), U" 【[（(〔");
    // A sentence that cites: "第三条第二款所称", "第四条规定的", "第五条、第六条".
    if (!marker.certain && IsOneOf(cursor->Peek(), U"第至、，,。和或与及的规所中之款项关明列")) {
      return std::nullopt;
    }
    return marker;
  }
  if (cursor->ReadWord(U"分编")) {
    marker.kind = Kind::kSubpart;
  } else if (cursor->Read(U'编')) {
    marker.kind = Kind::kPart;
  } else if (cursor->Read(U'章')) {
    marker.kind = Kind::kChapter;
  } else if (cursor->Read(U'节')) {
    marker.kind = Kind::kSection;
  } else {
    return std::nullopt;
  }
  const std::u32string_view rest = cursor->line.substr(cursor->at);
  if (!IsTitle(rest)) return std::nullopt;
  if (!rest.empty() && IsOneOf(rest[0], U"第至、，,和或与及的规所中")) return std::nullopt;
  return marker;
}

// （一） is an item, （1） a point.
std::optional<ClauseMarker> ReadBracketed(Cursor* cursor) {
  if (!cursor->Read(U'（') && !cursor->Read(U'(')) return std::nullopt;
  const bool arabic = IsArabic(cursor->Peek());
  const std::optional<int> number = cursor->ReadNumber();
  if (!number.has_value()) return std::nullopt;
  if (!cursor->Read(U'）') && !cursor->Read(U')')) return std::nullopt;
  ClauseMarker marker;
  marker.kind = arabic ? Kind::kPoint : Kind::kItem;
  marker.number = *number;
  return marker;
}

// 一、 is a heading; 1. and 1、 are sub-items; ① is a point.
std::optional<ClauseMarker> ReadNumbered(Cursor* cursor) {
  ClauseMarker marker;
  if (cursor->Peek() >= U'①' && cursor->Peek() <= U'⑳') {
    marker.kind = Kind::kPoint;
    marker.number = static_cast<int>(cursor->Peek() - U'①') + 1;
    ++cursor->at;
    return marker;
  }
  const bool arabic = IsArabic(cursor->Peek());
  const std::optional<int> number = cursor->ReadNumber();
  if (!number.has_value()) return std::nullopt;
  marker.number = *number;
  if (!arabic) {
    marker.kind = Kind::kHeading;
    if (!cursor->Read(U'、')) return std::nullopt;
    return marker;
  }
  marker.kind = Kind::kSubitem;
  if (*number > 999 || !IsOneOf(cursor->Peek(), U".．、")) return std::nullopt;
  ++cursor->at;
  if (IsArabic(cursor->Peek())) return std::nullopt;  // "1.5倍".
  return marker;
}

// 附件 and its number, and nothing else on the line; 目录 likewise.
std::optional<ClauseMarker> ReadWholeLine(Cursor* cursor) {
  ClauseMarker marker;
  if (cursor->ReadWord(U"目录") || cursor->ReadWord(U"目 录") || cursor->ReadWord(U"目次")) {
    marker.kind = Kind::kContents;
  } else if (cursor->ReadWord(U"附件") || cursor->ReadWord(U"附 件") || cursor->ReadWord(U"附表") ||
             cursor->ReadWord(U"附录")) {
    marker.kind = Kind::kAttachment;
    cursor->Read(U' ');
    if (const std::optional<int> number = cursor->ReadNumber(); number.has_value()) {
      marker.number = *number;
    }
    if (!cursor->Read(U'：')) cursor->Read(U':');
  }
  if (marker.kind == Kind::kNone || !cursor->AtEnd()) return std::nullopt;
  return marker;
}

}  // namespace

ClauseMarker ReadClauseMarker(absl::string_view line) {
  absl::StatusOr<std::u32string> decoded = DecodeUtf8(line);
  PLUMBLINE_CHECK(decoded.ok(), "canonical text is UTF-8");
  for (const auto& read : {ReadDivision, ReadBracketed, ReadNumbered, ReadWholeLine}) {
    Cursor cursor{*decoded};
    std::optional<ClauseMarker> marker = read(&cursor);
    if (!marker.has_value()) continue;
    marker->label = EncodeUtf8(cursor.line.substr(0, cursor.at));
    marker->gap = cursor.Read(U' ');
    marker->text = EncodeUtf8(cursor.line.substr(cursor.at));
    return *std::move(marker);
  }
  ClauseMarker none;
  none.text = std::string(line);
  return none;
}

}  // namespace plumbline
