#include "services/core/text/canonical.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

bool IsLineBreak(char32_t c) {
  return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// What nobody can see, and what producers add or lose without being asked.
bool IsDropped(char32_t c) {
  return c == 0x00ad ||                     // Soft hyphen.
         c == 0x034f || c == 0x061c ||      // Grapheme joiner, Arabic letter mark.
         (c >= 0x200b && c <= 0x200f) ||    // Zero-width space, joiners, direction marks.
         (c >= 0x202a && c <= 0x202e) ||    // Direction embedding and override.
         (c >= 0x2060 && c <= 0x206f) ||    // Word joiner, invisible operators, isolates.
         (c >= 0xfe00 && c <= 0xfe0f) ||    // Variation selectors.
         c == 0xfeff ||                     // Byte-order mark.
         (c >= 0xfff9 && c <= 0xfffc) ||    // Annotation marks, object placeholder.
         (c >= 0xe0000 && c <= 0xe007f) ||  // Tags.
         (c >= 0xe0100 && c <= 0xe01ef);    // Variation selectors supplement.
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7f && c <= 0x9f); }

// Builds lines from code points; `break_lines` is off inside a cell, where a break is a space.
class LineBuilder {
 public:
  explicit LineBuilder(bool break_lines) : break_lines_(break_lines) {}

  absl::Status Add(absl::string_view text) {
    for (size_t pos = 0; pos < text.size();) {
      char32_t c = 0;
      if (!NextCodePoint(text, &pos, &c)) {
        return absl::InvalidArgumentError(
            absl::StrCat("Expected UTF-8 text, but the byte at offset ", pos,
                         " of a paragraph does not belong to it; save the file again as UTF-8"));
      }
      if (IsLineBreak(c) && break_lines_) {
        Finish();
      } else if (IsTextWhiteSpace(c)) {
        space_ = true;
      } else if (IsControl(c)) {
        return absl::InvalidArgumentError(absl::StrFormat(
            "Expected text without control characters, but found U+%04X; remove it and send the "
            "file again",
            static_cast<unsigned>(c)));
      } else if (!IsDropped(c)) {
        if (space_ && !line_.empty()) line_.push_back(' ');
        space_ = false;
        AppendUtf8(&line_, c);
      }
    }
    return absl::OkStatus();
  }

  void Finish() {
    if (!line_.empty()) lines_.push_back(std::move(line_));
    line_.clear();
    space_ = false;
  }

  std::vector<std::string> TakeLines() {
    Finish();
    return std::move(lines_);
  }

 private:
  const bool break_lines_;
  bool space_ = false;  // White space was seen since the last kept character.
  std::string line_;
  std::vector<std::string> lines_;
};

absl::StatusOr<std::string> CanonicalCell(absl::string_view text) {
  LineBuilder builder(/*break_lines=*/false);
  PLUMBLINE_RETURN_IF_ERROR(builder.Add(text));
  std::vector<std::string> lines = builder.TakeLines();
  return lines.empty() ? std::string() : std::move(lines.front());
}

absl::Status LimitPassed(absl::string_view what, size_t max) {
  return absl::OutOfRangeError(absl::StrCat("Expected at most ", max, " ", what,
                                            ", but the text has more; split it into attachments"));
}

// Writes a document and keeps count of everything that has a limit.
class Writer {
 public:
  Writer() : out_(kCanonicalTextHeader) {}

  absl::Status Part(const TextPart& part, absl::string_view name) {
    visible_ = false;
    for (const TextBlock& block : part.blocks) {
      PLUMBLINE_RETURN_IF_ERROR(block.rows.empty() ? Lines("P\t", block.text) : Table(block.rows));
    }
    for (const std::string& note : part.notes) PLUMBLINE_RETURN_IF_ERROR(Lines("N\t", note));
    if (!visible_) {
      return absl::InvalidArgumentError(
          absl::StrCat("Expected text in ", name,
                       ", but it is empty; send the file that holds "
                       "the text (a picture of text can not be read)"));
    }
    return absl::OkStatus();
  }

  absl::Status Attachment(const TextPart& part, size_t ordinal) {
    if (ordinal > kAttachmentsMax) return LimitPassed("attachments", kAttachmentsMax);
    out_ += "A\n";
    return Part(part, absl::StrCat("attachment ", ordinal));
  }

  std::string Take() { return std::move(out_); }

 private:
  absl::Status Lines(absl::string_view prefix, absl::string_view text) {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> lines, CanonicalLines(text));
    for (const std::string& line : lines) {
      PLUMBLINE_RETURN_IF_ERROR(CountBlock());
      visible_ = true;
      PLUMBLINE_RETURN_IF_ERROR(Append(absl::StrCat(prefix, line, "\n")));
    }
    return absl::OkStatus();
  }

  absl::Status Table(const TableRows& rows) {
    PLUMBLINE_RETURN_IF_ERROR(CountBlock());
    PLUMBLINE_RETURN_IF_ERROR(Append("T\n"));
    for (const std::vector<std::string>& row : rows) {
      if (row.size() > kTableColumnsMax) return LimitPassed("columns in a table", kTableColumnsMax);
      cells_ += row.empty() ? 1 : row.size();
      if (cells_ > kTableCellsMax) return LimitPassed("table cells", kTableCellsMax);
      std::string line = "R";
      for (const std::string& cell : row) {
        PLUMBLINE_ASSIGN_OR_RETURN(const std::string text, CanonicalCell(cell));
        visible_ = visible_ || !text.empty();
        absl::StrAppend(&line, "\t", text);
      }
      line += "\n";
      PLUMBLINE_RETURN_IF_ERROR(Append(line));
    }
    return absl::OkStatus();
  }

  absl::Status CountBlock() {
    return ++blocks_ > kTextBlocksMax ? LimitPassed("paragraphs", kTextBlocksMax)
                                      : absl::OkStatus();
  }

  absl::Status Append(absl::string_view line) {
    if (out_.size() + line.size() > kTextBytesMax)
      return LimitPassed("bytes of text", kTextBytesMax);
    out_.append(line.data(), line.size());
    return absl::OkStatus();
  }

  std::string out_;
  size_t blocks_ = 0;
  size_t cells_ = 0;
  bool visible_ = false;  // Whether the part at hand has a visible character.
};

absl::Status NotCanonical(size_t line, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(
      "Expected canonical text of version ", kCanonicalTextVersion, ", but line ", line, " ", why));
}

}  // namespace

bool IsTextWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

absl::StatusOr<std::vector<std::string>> CanonicalLines(absl::string_view text) {
  LineBuilder builder(/*break_lines=*/true);
  PLUMBLINE_RETURN_IF_ERROR(builder.Add(text));
  return builder.TakeLines();
}

absl::StatusOr<std::string> CanonicalText(const TextDocument& document) {
  Writer writer;
  PLUMBLINE_RETURN_IF_ERROR(writer.Part(document.body, "the draft"));
  size_t ordinal = 0;
  for (const TextPart& part : document.attachments) {
    PLUMBLINE_RETURN_IF_ERROR(writer.Attachment(part, ++ordinal));
  }
  return writer.Take();
}

absl::StatusOr<TextDocument> ParseCanonicalText(absl::string_view bytes) {
  if (bytes.size() > kTextBytesMax) return LimitPassed("bytes of text", kTextBytesMax);
  if (bytes.substr(0, kCanonicalTextHeader.size()) != kCanonicalTextHeader) {
    return NotCanonical(1, "is not its header");
  }
  TextDocument document;
  TextPart* part = &document.body;
  TableRows* table = nullptr;  // The table whose rows come now.
  const auto end_table = [&] {
    const bool without_rows = table != nullptr && table->empty();
    table = nullptr;
    return without_rows;
  };
  size_t number = 1;
  absl::string_view rest = bytes.substr(kCanonicalTextHeader.size());
  while (!rest.empty()) {
    ++number;
    const size_t end = rest.find('\n');
    if (end == absl::string_view::npos) return NotCanonical(number, "has no end");
    const absl::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!line.empty() && line[0] == 'R') {
      if (table == nullptr) return NotCanonical(number, "is a row outside a table");
      table->emplace_back();
      if (line == "R") continue;
      if (line[1] != '\t') return NotCanonical(number, "is of no known kind");
      for (absl::string_view cell : absl::StrSplit(line.substr(2), '\t')) {
        table->back().emplace_back(cell);
      }
      continue;
    }
    if (end_table()) return NotCanonical(number, "follows a table without rows");
    if (line == "T") {
      if (!part->notes.empty()) return NotCanonical(number, "follows a note");
      part->blocks.emplace_back();
      table = &part->blocks.back().rows;
    } else if (line == "A") {
      document.attachments.emplace_back();
      part = &document.attachments.back();
    } else if (absl::string_view kind = line.substr(0, 2); kind == "P\t" || kind == "N\t") {
      if (kind == "N\t") {
        part->notes.emplace_back(line.substr(2));
      } else if (part->notes.empty()) {
        part->blocks.push_back({std::string(line.substr(2)), {}});
      } else {
        return NotCanonical(number, "follows a note");
      }
    } else {
      return NotCanonical(number, "is of no known kind");
    }
  }
  if (end_table()) return NotCanonical(number, "is a table without rows");
  // The rules for what stands inside a line live in one place: writing it again must change
  // nothing.
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string again, CanonicalText(document));
  if (again != bytes) return NotCanonical(number, "or one before it is not in canonical form");
  return document;
}

}  // namespace plumbline
