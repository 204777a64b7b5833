// services/runtime/convert/extract.h: the one door for files that come in.
//
// Bytes and a name in; out comes the type, and either canonical text (to be hashed, parsed into
// clauses, compared) or a sentence that says why there is none and what to do. Three outcomes,
// never mixed:
//   kText       canonical text is there;
//   kNoText     the file is fine as material, but its text can not be read: the file digest
//               decides;
//   kRefused    the file must not be taken as what it says it is (problem says why).
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_EXTRACT_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_EXTRACT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/core/text/document.h"
#include "services/runtime/convert/file_type.h"

namespace plumbline {

// For a draft's own text kNoText is a refusal too; which slot takes what is the caller's rule.
enum class ExtractProblem {
  kNone,
  // kNoText:
  kTypeWithoutText,  // PDF, OFD, DOC, WPS (their text is read later), pictures, archives.
  kEmptyDraft,       // No visible character; often a scanned page inside a DOCX.
  kTrackedChanges,   // Two texts in one file.
  kHiddenText,       // Text that print and screen do not show.
  // kRefused:
  kTypeMismatch,  // Name and content disagree, or a type that is not accepted.
  kBroken,
  kTooLarge,
  kEncrypted,
  kMacros,
};

struct Sentence {
  std::string zh;
  std::string en;
};

struct Extraction {
  enum class Outcome { kText, kNoText, kRefused };
  Outcome outcome = Outcome::kRefused;
  FileType type = FileType::kUnknown;
  ExtractProblem problem = ExtractProblem::kNone;
  std::optional<std::string> canonical;  // kText only.
  TextPart part;                         // kText only; to join several files into one draft.
  Sentence reason;                       // Empty for kText.
  std::vector<Sentence> notices;         // What the text does not cover: pictures, embedded sheets.
  std::optional<int> pages;              // Of pictures (1); other types have no pages yet.
  std::optional<int> paragraphs;         // kText only: lines of text outside tables.
  std::optional<int> tables;             // kText only.
};

// Input   `bytes`: a whole file, up to the upload limit; `name`: as declared, only its ending
//         counts.
// Cost    O(unpacked bytes); hostile files are stopped by limits, see docx_reader.h. Pure; any
//         thread; not the command thread.
Extraction ExtractText(absl::string_view bytes, absl::string_view name);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_EXTRACT_H_
