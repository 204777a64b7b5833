// storage/mark.h: the high-water mark, a second witness of how long the record is.
//
// RocksDB opens quietly with fewer entries when a byte of its log was damaged. So after each
// group's sync and before its answers, the head row goes to one of two small files outside RocksDB,
// in turn.
// Invariants
//   the mark may lag, it never leads: it is written only after the group is durable
//   one of the two files is whole at any moment: they are written in turn
// The files are written without sync and synced once a second: after a power cut the mark may lag
// by what came in that second, never after a crash of the process.
// By nature about files.
#ifndef PLUMBLINE_STORAGE_MARK_H_
#define PLUMBLINE_STORAGE_MARK_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "storage/posix_file.h"
#include "storage/rows.h"

namespace plumbline {

class HighWaterMark {
 public:
  // The higher of the two marks in `directory`; none when neither file exists.
  // Errors  DATA_LOSS: files exist and none of them is whole. UNAVAILABLE: the disk.
  static absl::StatusOr<absl::optional<HeadRow>> Read(const std::string& directory);

  // Makes both files anew, synced: for a new record and a new epoch.
  static absl::Status Reset(const std::string& directory, const HeadRow& head);

  // Opens both files for writing; the lower or damaged one is written first.
  static absl::StatusOr<std::unique_ptr<HighWaterMark>> Open(const std::string& directory);

  // Records a head that is durable. About a microsecond. Command thread only.
  absl::Status Write(const HeadRow& head);

  // Makes what was written so far survive a power cut; does nothing when nothing was. Called every
  // second and at shutdown. Any thread, beside Write.
  absl::Status Sync();

 private:
  HighWaterMark(FileHandle a, FileHandle b, int next)
      : files_{std::move(a), std::move(b)}, next_(next) {}

  const FileHandle files_[2];
  std::atomic<bool> dirty_{false};
  int next_;  // Command thread only.
};

// DATA_LOSS, saying what to do, when the record holds less than was acknowledged, or something
// else. `root_at_mark` is the root of the record's first `mark.size` entries, needed only if it has
// them.
absl::Status CompareWithMark(const HeadRow& head, const HeadRow& mark,
                             const absl::optional<Hash>& root_at_mark,
                             absl::string_view directory);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MARK_H_
