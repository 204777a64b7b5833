// services/runtime/convert/letter.h: the opinion letter (意见书) as facts, and as approved text.
//
// A letter has three facts: the approved text with its number (here), the sealed copy (another
// file), and the delivery. The text digest that is approved and bound covers CanonicalLetterText:
// everything that a reader is told, but neither the layout nor the proof, which exists only
// afterwards.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_LETTER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_LETTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/core/text/document.h"

namespace plumbline {

// A paragraph of the body. Levels 1 to 4 are numbered here, in order: 一、（一） 1. （1）; text
// comes without its number. Level 0 is plain text.
struct LetterParagraph {
  int level = 0;
  std::string text;
};

struct LetterAttachment {
  std::string title;
  std::vector<LetterParagraph> paragraphs;
  TableRows table;                    // First row: column heads. May be empty.
  std::vector<double> column_widths;  // Shares; empty: even. Else one for each column.
};

struct LetterProof {
  std::string origin;     // Of the log, e.g. "example.gov.cn/plumbline/1".
  uint64_t sequence = 0;  // Of the entry by which the letter was issued.
  std::string leaf_hash;  // 64 hex digits.
};

struct OpinionLetter {
  enum class Form { kLetter, kFileHead };         // 信函格式, 文件格式.
  enum class Mark { kNone, kRehearsal, kDraft };  // 演练, 文稿: shown on every page.
  Form form = Form::kLetter;
  Mark mark = Mark::kNone;
  std::string issuer;           // 发文机关, e.g. 某县司法局.
  std::string document_number;  // 发文字号, e.g. 某司法审〔2025〕1号; empty until approved.
  std::string copy_number;      // 份号, 密级, 紧急程度: each may be empty.
  std::string secrecy;
  std::string urgency;
  std::string signed_by;  // 签发人: only on papers that go upward; kFileHead only.
  std::string title;      // May hold line breaks, which then decide how it is split.
  std::string addressee;  // 主送机关, without colon.
  std::vector<LetterParagraph> sections;    // Up to the conclusion.
  std::string conclusion_heading = "结论";  // Its level-1 heading.
  std::string conclusion;                   // One sentence.
  std::vector<LetterParagraph> further;     // After the conclusion; numbering goes on.
  std::vector<LetterAttachment> attachments;
  std::string signature;     // 发文机关署名.
  bool sealed = true;        // Leaves the place of the seal; false: a letter without seal.
  absl::CivilDay date;       // 成文日期.
  std::string contact_note;  // 附注, without brackets; may be empty.
  std::string copies_to;     // 抄送; may be empty.
  std::string printed_by;    // 印发机关 and day of the 版记; kFileHead only.
  std::optional<absl::CivilDay> printed_on;
  std::optional<LetterProof> proof;
};

inline constexpr size_t kLetterParagraphsMax = 5000;
inline constexpr size_t kLetterLineMax = 120;  // Characters of number, title, names.

// Errors  INVALID_ARGUMENT, naming the field: missing issuer, title, addressee, conclusion or
//         signature; a name longer than kLetterLineMax; a level that does not exist; text that is
//         not UTF-8 or has control characters; tables whose widths do not fit. OUT_OF_RANGE: too
//         long.
absl::Status CheckLetter(const OpinionLetter& letter);

// "一、", "（二）", "3.", "（4）" as levels demand. Call Next in order; a higher level restarts lower
// ones.
class LevelCounter {
 public:
  std::string Next(int level);

 private:
  int counts_[5] = {0, 0, 0, 0, 0};
};

// "2023年3月1日" (7.3.5.4: Arabic digits, no leading zeros).
std::string LetterDate(absl::CivilDay date);

// All paragraphs of the body with their numbers, the conclusion in its place.
std::vector<LetterParagraph> NumberedBody(const OpinionLetter& letter);

// The letter as paragraphs and tables; attachments as parts of their own. REQUIRES: CheckLetter is
// OK.
TextDocument LetterDocument(const OpinionLetter& letter);

// The approved text: canonical bytes (core/text/canonical.h) whose SHA-256 is bound.
// Errors  as CheckLetter.
absl::StatusOr<std::string> CanonicalLetterText(const OpinionLetter& letter);

// The same for people: UTF-8 lines, tables with | between cells, and the proof at the end.
// Errors  as CheckLetter.
absl::StatusOr<std::string> LetterText(const OpinionLetter& letter);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_LETTER_H_
