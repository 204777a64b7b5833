#include "services/runtime/convert/letter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/canonical.h"
#include "services/core/text/chinese_number.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

absl::Status Invalid(absl::string_view field, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("Expected a complete letter, but ", field, " ", why));
}

absl::Status CheckText(absl::string_view field, absl::string_view text) {
  if (const auto lines = CanonicalLines(text); !lines.ok()) {
    return Invalid(field, absl::StrCat("can not be used: ", lines.status().message()));
  }
  return absl::OkStatus();
}

absl::Status CheckName(absl::string_view field, absl::string_view text, bool required) {
  PLUMBLINE_RETURN_IF_ERROR(CheckText(field, text));
  if (required && absl::StripAsciiWhitespace(text).empty()) return Invalid(field, "is empty");
  if (CodePointCount(text) > kLetterLineMax) {
    return Invalid(field, absl::StrCat("is longer than ", kLetterLineMax, " characters"));
  }
  return absl::OkStatus();
}

absl::Status CheckParagraphs(absl::string_view field, const std::vector<LetterParagraph>& list,
                             size_t* count) {
  for (const LetterParagraph& paragraph : list) {
    if (paragraph.level < 0 || paragraph.level > 4)
      return Invalid(field, "has a level outside 0–4");
    if (++*count > kLetterParagraphsMax) {
      return absl::OutOfRangeError(absl::StrCat("Expected at most ", kLetterParagraphsMax,
                                                " paragraphs in a letter; use attachments"));
    }
    PLUMBLINE_RETURN_IF_ERROR(CheckText(field, paragraph.text));
  }
  return absl::OkStatus();
}

std::string WithoutBreaks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

}  // namespace

absl::Status CheckLetter(const OpinionLetter& letter) {
  const struct {
    absl::string_view name;
    const std::string& text;
    bool required;
  } names[] = {
      {"issuer", letter.issuer, true},
      {"document_number", letter.document_number, false},
      {"copy_number", letter.copy_number, false},
      {"secrecy", letter.secrecy, false},
      {"urgency", letter.urgency, false},
      {"signed_by", letter.signed_by, false},
      {"title", letter.title, true},
      {"addressee", letter.addressee, true},
      {"conclusion_heading", letter.conclusion_heading, true},
      {"signature", letter.signature, true},
      {"printed_by", letter.printed_by, false},
  };
  for (const auto& name : names) {
    PLUMBLINE_RETURN_IF_ERROR(CheckName(name.name, name.text, name.required));
  }
  if (absl::StripAsciiWhitespace(letter.conclusion).empty())
    return Invalid("conclusion", "is empty");
  PLUMBLINE_RETURN_IF_ERROR(CheckText("conclusion", letter.conclusion));
  PLUMBLINE_RETURN_IF_ERROR(CheckText("contact_note", letter.contact_note));
  PLUMBLINE_RETURN_IF_ERROR(CheckText("copies_to", letter.copies_to));
  size_t count = 0;
  PLUMBLINE_RETURN_IF_ERROR(CheckParagraphs("sections", letter.sections, &count));
  PLUMBLINE_RETURN_IF_ERROR(CheckParagraphs("further", letter.further, &count));
  if (letter.attachments.size() > kAttachmentsMax) {
    return absl::OutOfRangeError(
        absl::StrCat("Expected at most ", kAttachmentsMax, " attachments to a letter"));
  }
  for (const LetterAttachment& attachment : letter.attachments) {
    PLUMBLINE_RETURN_IF_ERROR(CheckName("attachments.title", attachment.title, true));
    PLUMBLINE_RETURN_IF_ERROR(
        CheckParagraphs("attachments.paragraphs", attachment.paragraphs, &count));
    size_t columns = attachment.table.empty() ? 0 : attachment.table.front().size();
    if (columns > 12) return Invalid("attachments.table", "has more than 12 columns");
    for (const std::vector<std::string>& row : attachment.table) {
      if (row.size() != columns)
        return Invalid("attachments.table", "has rows of different lengths");
      for (const std::string& cell : row) {
        PLUMBLINE_RETURN_IF_ERROR(CheckText("attachments.table", cell));
      }
    }
    if (!attachment.column_widths.empty() && attachment.column_widths.size() != columns) {
      return Invalid("attachments.column_widths", "does not name each column");
    }
    for (double width : attachment.column_widths) {
      if (!(width > 0 && width < 1e6))
        return Invalid("attachments.column_widths", "is not positive");
    }
  }
  if (letter.proof.has_value()) {
    PLUMBLINE_RETURN_IF_ERROR(CheckName("proof.origin", letter.proof->origin, true));
    const std::string& hash = letter.proof->leaf_hash;
    const bool hex =
        hash.size() == 64 && std::all_of(hash.begin(), hash.end(), absl::ascii_isxdigit);
    if (!hex) return Invalid("proof.leaf_hash", "is not 64 hexadecimal digits");
  }
  return absl::OkStatus();
}

std::string LevelCounter::Next(int level) {
  PLUMBLINE_CHECK(level >= 0 && level <= 4, "letters have four numbered levels");
  if (level == 0) return "";
  const int number = ++counts_[level];
  for (int below = level + 1; below <= 4; ++below) counts_[below] = 0;
  switch (level) {
    case 1:
      return absl::StrCat(FormatChineseNumber(number), "、");
    case 2:
      return absl::StrCat("（", FormatChineseNumber(number), "）");
    case 3:
      return absl::StrCat(number, ".");
    default:
      return absl::StrCat("（", number, "）");
  }
}

std::string LetterDate(absl::CivilDay date) {
  return absl::StrCat(date.year(), "年", date.month(), "月", date.day(), "日");
}

std::vector<LetterParagraph> NumberedBody(const OpinionLetter& letter) {
  std::vector<LetterParagraph> body = letter.sections;
  body.push_back({1, letter.conclusion_heading});
  body.push_back({0, letter.conclusion});
  body.insert(body.end(), letter.further.begin(), letter.further.end());
  LevelCounter counter;
  for (LetterParagraph& paragraph : body) {
    paragraph.text = counter.Next(paragraph.level) + paragraph.text;
  }
  return body;
}

TextDocument LetterDocument(const OpinionLetter& letter) {
  TextDocument document;
  const auto add = [&document](absl::string_view before, absl::string_view text,
                               absl::string_view after = "") {
    if (text.empty()) return;
    document.body.blocks.push_back({absl::StrCat(before, text, after), {}});
  };
  if (letter.mark == OpinionLetter::Mark::kRehearsal) add("【", "演练文书，不具有法律效力", "】");
  if (letter.mark == OpinionLetter::Mark::kDraft) add("【", "文稿，未经签发", "】");
  add("", letter.copy_number);
  add("", letter.secrecy);
  add("", letter.urgency);
  add("", letter.issuer);
  add("", letter.document_number);
  add("签发人：", letter.signed_by);
  add("", WithoutBreaks(letter.title));
  add("", letter.addressee, "：");
  for (const LetterParagraph& paragraph : NumberedBody(letter)) add("", paragraph.text);
  size_t ordinal = 0;
  for (const LetterAttachment& attachment : letter.attachments) {
    ++ordinal;
    const std::string number =
        letter.attachments.size() == 1 ? std::string() : absl::StrCat(ordinal, ".");
    add(ordinal == 1 ? absl::StrCat("附件：", number) : number, attachment.title);
  }
  add("", letter.signature);
  add("", LetterDate(letter.date));
  add("（", letter.contact_note, "）");
  add("抄送：", letter.copies_to, "。");
  if (!letter.printed_by.empty() && letter.printed_on.has_value()) {
    add("", absl::StrCat(letter.printed_by, " ", LetterDate(*letter.printed_on)), "印发");
  }
  for (const LetterAttachment& attachment : letter.attachments) {
    TextPart part;
    part.blocks.push_back({attachment.title, {}});
    LevelCounter counter;
    for (const LetterParagraph& paragraph : attachment.paragraphs) {
      part.blocks.push_back({counter.Next(paragraph.level) + paragraph.text, {}});
    }
    if (!attachment.table.empty()) part.blocks.push_back({"", attachment.table});
    document.attachments.push_back(std::move(part));
  }
  return document;
}

absl::StatusOr<std::string> CanonicalLetterText(const OpinionLetter& letter) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLetter(letter));
  return CanonicalText(LetterDocument(letter));
}

absl::StatusOr<std::string> LetterText(const OpinionLetter& letter) {
  // By way of the canonical text: people read exactly what is bound.
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string canonical, CanonicalLetterText(letter));
  PLUMBLINE_ASSIGN_OR_RETURN(const TextDocument document, ParseCanonicalText(canonical));
  std::string out;
  const auto part_text = [&out](const TextPart& part) {
    for (const TextBlock& block : part.blocks) {
      if (block.rows.empty()) absl::StrAppend(&out, block.text, "\n");
      for (const std::vector<std::string>& row : block.rows) {
        absl::StrAppend(&out, "| ", absl::StrJoin(row, " | "), " |\n");
      }
    }
  };
  part_text(document.body);
  size_t ordinal = 0;
  for (const TextPart& part : document.attachments) {
    ++ordinal;
    absl::StrAppend(&out, "\n附件",
                    document.attachments.size() == 1 ? std::string() : std::to_string(ordinal),
                    "\n");
    part_text(part);
  }
  if (letter.proof.has_value()) {
    absl::StrAppend(&out, "\n存证：", letter.proof->origin, " 第", letter.proof->sequence,
                    "号记录，叶子摘要", letter.proof->leaf_hash, "\n");
  }
  return out;
}

}  // namespace plumbline
