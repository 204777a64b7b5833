// services/files.h: what a decision may know about a stored file.
//
// A file is complete and synced before a command may name it; its facts were found out by a worker
// when the upload ended (type by content, text digest), never on the command loop.
#ifndef PLUMBLINE_SERVICES_FILES_H_
#define PLUMBLINE_SERVICES_FILES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "services/refusal.h"
#include "services/world.h"

namespace plumbline {

struct FileFacts {
  int64_t size = 0;                  // Bytes.
  std::string type;                  // `docx`, `txt`, `pdf`, … by content.
  std::string text_digest;           // 32 bytes; empty where no text could be read.
  int text_digest_algorithm = 0;
  bool text_empty = false;           // Text could be read and there is none.
};

class FileIndex {
 public:
  virtual ~FileIndex() = default;
  // True when the file is complete; any thread.
  virtual bool Find(absl::string_view sha256, FileFacts* facts) const = 0;
};

// The 32 bytes of `files/{64 hex digits}`; empty when the name is no such name.
std::string FileDigestOf(absl::string_view name);
// `files/{hex}`; empty for an empty digest.
std::string FileNameOf(absl::string_view digest);
// Whether `name` names a complete file; then its 32 bytes are in `*digest`. `index` may be nullptr: nothing is stored.
bool FindStored(const FileIndex* index, absl::string_view name, std::string* digest);

// Refuses a file that is named and not in the store (FILE_UNUSABLE); puts its digest into `digest` otherwise. No name, no
// refusal: whether it is needed is the caller's question. `what`: 凭证文件, "evidence".
std::optional<Refusal> CheckStored(const World& world, const std::string& file, absl::string_view what_zh,
                                   absl::string_view what_en, std::string* digest);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_FILES_H_
