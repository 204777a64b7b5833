// storage/record.h: a data directory, opened with care.
//
//   <DIR>/LAYOUT   text "plumbline record 1\n": format of everything else
//   <DIR>/LOCK     held by the process that works on the directory
//   <DIR>/record/  RocksDB, five families (rocks_store.h)
//   <DIR>/files/   RocksDB of file chunks (another room's affair)
//   <DIR>/mark.a, mark.b   high-water mark (mark.h)
//
// Opening reads everything read-only first: the last entry, head row, right edge of the tree and
// marks must agree before a single byte is written, because opening RocksDB for writing makes a
// loss permanent. By nature about files.
#ifndef PLUMBLINE_STORAGE_RECORD_H_
#define PLUMBLINE_STORAGE_RECORD_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "storage/local_log.h"
#include "storage/mark.h"
#include "storage/merkle/tree.h"
#include "storage/posix_file.h"
#include "storage/rocks_store.h"
#include "storage/rows.h"

namespace plumbline {

struct RecordOptions {
  std::string directory;   // Its parent exists. Absolute or relative, without a slash at the end.
  bool create = true;      // Make a record where there is none.
  std::string name;        // Of a new record: its origin is `<name>/1`. 1..200 bytes.
  std::string public_key;  // Of a new record: Ed25519, 32 bytes; may be empty.
  size_t cache_bytes = 64u << 20;
  size_t write_buffer_bytes = 64u << 20;
  bool automatic_compaction = true;  // As the next one, for tests.
  rocksdb::Env* env = nullptr;
};

// `<name>/<number>`: the checkpoint origin of an epoch.
std::string OriginOf(absl::string_view name, uint64_t number);

class Record {
 public:
  // Opens for reading and writing, or makes a new record with epoch 1.
  // Errors  NOT_FOUND: nothing there and `create` is off. FAILED_PRECONDITION: another process
  //         works on it, or its layout is of another version. DATA_LOSS: damaged, or shorter than
  //         what was acknowledged; the message says what to do, nothing was written. UNAVAILABLE:
  //         the disk.
  static absl::StatusOr<std::unique_ptr<Record>> Open(const RecordOptions& options);

  // Opens for reading only and changes no byte; compares nothing, so that fsck can say what is
  // wrong.
  // Errors  as Open.
  static absl::StatusOr<std::unique_ptr<Record>> OpenReadOnly(const RecordOptions& options);

  // What Open demands: head row, last entry, right edge, count of batches of every family and mark
  // agree. For `verify`, which goes on to say more. REQUIRES: opened read-only, nothing else
  // running.
  // Errors  DATA_LOSS. UNAVAILABLE.
  absl::Status Compare() const;

  // Begins a new epoch in a restored copy that nobody serves: writes its row and head, then new
  // marks. `lost` is the highest known mark of the record that the copy was made of.
  // Returns the row; its first entry is the engine's to append.
  // Errors  as Open, except that marks are replaced, not compared.
  static absl::StatusOr<EpochRow> StartEpoch(const RecordOptions& options, const HeadRow& lost);

  ~Record();

  RocksStore* store() const { return store_.get(); }
  LocalLog* log() const { return log_.get(); }         // Null when read-only.
  HighWaterMark* mark() const { return mark_.get(); }  // Null when read-only.
  const HeadRow& opened_head() const { return head_; }
  const absl::optional<HeadRow>& opened_mark() const { return opened_mark_; }
  const EpochRow& epoch() const { return epoch_; }
  // The right edge of the tree as it was opened; empty when read-only.
  const TreeEdge& opened_edge() const { return edge_; }
  std::string files_directory() const { return directory_ + "/files"; }

 private:
  Record(std::string directory, FileHandle lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}

  static absl::StatusOr<std::unique_ptr<Record>> Look(const RecordOptions& options,
                                                      FileHandle lock);
  absl::StatusOr<TreeEdge> CheckHead() const;
  absl::Status CheckMark() const;

  const std::string directory_;
  FileHandle lock_;  // Freed last.
  absl::optional<HeadRow> opened_mark_;
  HeadRow head_;
  EpochRow epoch_;
  TreeEdge edge_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<HighWaterMark> mark_;
  std::unique_ptr<LocalLog> log_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_RECORD_H_
