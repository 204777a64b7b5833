// clients/cli/verify_record.h: checks a whole record, stopped or copied, and changes no byte of it.
//
// In order: bytes and tree (storage/fsck: sequence, hashes, tiles, mark, dedupe rows), the kept
// checkpoint's signature by the public key that the record itself names, derived state against a rebuild,
// the texts and files that the record names: what is missing was destroyed by an act of the record; the access log against the
// digest of each day. Each part says what it found; the first bad entry is named.
#ifndef PLUMBLINE_CLIENTS_CLI_VERIFY_RECORD_H_
#define PLUMBLINE_CLIENTS_CLI_VERIFY_RECORD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace plumbline::client {

struct RecordReport {
  uint64_t entries = 0;
  std::string root_hex;
  bool ok = false;
  int64_t first_bad = -1;  // -1: none.
  double entries_per_second = 0;
  uint64_t files = 0;            // Files named by the record and found whole.
  uint64_t texts = 0;            // References to texts beside the record that are there and right.
  uint64_t destroyed_texts = 0;  // Gone, as a destruction of the record says; anything else that is missing is damage.
  uint64_t destroyed_files = 0;
  int64_t access_lines = 0;       // Lines of the access log: compared with the digest of their day, or waiting for it.
  int64_t access_days = 0;        // Days with a digest.
  uint64_t state_rows = 0;
  uint64_t index_rows = 0;
  std::string checkpoint;        // `none`, `ok`, or what is wrong.
  std::vector<std::string> problems;
};

// `directory`: a data directory. `progress(part, done, total)`: optional.
// Errors  NOT_FOUND: no record there. FAILED_PRECONDITION: a server works on it: stop it, or verify a copy.
absl::StatusOr<RecordReport> VerifyRecord(
    const std::string& directory,
    const std::function<void(const char* part, uint64_t done, uint64_t total)>& progress);

// One JSON object: entries, root, ok, first_bad, entries_per_second and the rest.
std::string RecordReportJson(const RecordReport& report);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_VERIFY_RECORD_H_
