// services/runtime/gateway/key_file.h: the log's private key in a file of its own.
//
// The file holds one line, the text of NoteSigner::PrivateKey(). It lies beside the data directory,
// never in it and never in a backup: who has it can sign for this log.
// By nature about files. Any thread; two servers that start at once get one key.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_KEY_FILE_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/core/base/entropy.h"
#include "storage/merkle/note.h"

namespace plumbline {

// Reads the key, or makes a new one (mode 0600, synced) where no file is.
// Input   `path`: the operator's configuration; `origin`: of the log, which is the key's name.
// Errors  FAILED_PRECONDITION: others may read the file, it is no regular file, or belongs to
//         another user or another log. INVALID_ARGUMENT: it holds no key, or the origin is no key name.
//         NOT_FOUND: its directory is missing. UNAVAILABLE: the disk. Messages name the file and
//         say what to do; they never quote the key.
absl::StatusOr<NoteSigner> LoadOrCreateKey(const std::string& path, absl::string_view origin,
                                           Entropy& entropy);

// As LoadOrCreateKey, but NOT_FOUND where no file is.
absl::StatusOr<NoteSigner> LoadKey(const std::string& path, absl::string_view origin);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_KEY_FILE_H_
