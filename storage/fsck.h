// storage/fsck.h: checks every byte of the record that can be checked without knowing the law.
//
// Checked of each entry: it stands at its sequence, parses, names that sequence, recorded_at never
// decreases, the versions of its subject are 1, 2, 3, …, its request_id has a dedupe row. Checked
// of the tree: every tile, bundle and tile root equals what the entries give, none is missing or
// too many, root = head row = mark. That derived state equals a rebuild is the engine's to check.
//
// How     Stripes of 64 tiles (16,384 entries) are read and hashed by `threads` workers, each over
//         its own cursor; the calling thread takes their results in order for what needs order.
// Subject versions need memory: 64-bit hash → last version, at most `subjects_max` of them (about
//         40 bytes each). A record with more subjects is read again, headers only, for each further
//         part of them: memory stays bounded, the check stays complete. Two subjects with one hash
//         (3 in 10^6 at 10 million) would be a false alarm, never a missed fault.
// Cost    Sequential reading plus the prescribed hashes: SHA-256 of each entry, leaf and node.
// Writes nothing. Threads  the calling thread and its workers; callbacks as noted.
#ifndef PLUMBLINE_STORAGE_FSCK_H_
#define PLUMBLINE_STORAGE_FSCK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "storage/entry_header.h"
#include "storage/merkle/hash.h"
#include "storage/rows.h"
#include "storage/store.h"

namespace plumbline {

// The dedupe rows of a record as a set, for FsckOptions::has_dedupe_row: one sequential scan costs
// a tenth of a lookup per command. Holds a 64-bit hash per row (9 to 18 bytes each, 10 million rows
// in 150 MiB); that a missing row goes unnoticed has a chance of rows / 2^64. Immutable; any
// thread.
class DedupeRows {
 public:
  // Errors  of reading.
  static absl::StatusOr<DedupeRows> Read(const Snapshot& snapshot);
  // Whether (caller, request_id) has a row. The caller is who entered the act, if somebody else
  // did.
  bool Has(const EntryHeader& entry) const;

 private:
  absl::flat_hash_set<uint64_t> rows_;
};

struct FsckOptions {
  int threads = 2;                        // 1..16 workers.
  size_t subjects_max = 4'000'000;        // At least 1.
  bool check_headers = true;              // Off: hashes and tree alone.
  absl::optional<HeadRow> mark;           // High-water mark to compare with, where there is one.
  // Whether the entry's request_id has its dedupe row. Called once per run of entries with one
  // request_id, from several workers at once. Empty: not checked.
  std::function<absl::StatusOr<bool>(const EntryHeader& entry)> has_dedupe_row;
  // Whether the whole entry, event included, can be parsed. From several workers. Empty: not
  // checked.
  std::function<bool(absl::string_view entry)> parses;
  // Called after each stripe on the calling thread; false ends the check with CANCELLED.
  std::function<bool(uint64_t done, uint64_t total)> progress;
};

struct FsckProblem {
  absl::optional<uint64_t> sequence;  // The entry concerned; none: the record as a whole.
  std::string what;
};

struct FsckReport {
  uint64_t entries = 0;               // As the head row says.
  Hash root = EmptyRoot();            // As the entries give it; empty root when one is missing.
  bool ok = false;
  absl::optional<uint64_t> first_bad;  // The lowest entry with a problem.
  std::vector<FsckProblem> problems;   // In order, at most kFsckProblemsMax; more are counted.
  uint64_t problem_count = 0;
};
inline constexpr size_t kFsckProblemsMax = 20;

// Errors  CANCELLED by `progress`. UNAVAILABLE: the disk does not answer. Damage is no error: it is
//         what the report is for.
absl::StatusOr<FsckReport> Fsck(const Snapshot& snapshot, const FsckOptions& options);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_FSCK_H_
