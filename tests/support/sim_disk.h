// tests/support/sim_disk.h: a disk in memory that forgets what was not synced.
//
// Real RocksDB runs on it. Bytes appended to a file survive a power loss only up to the file's last
// sync; new files, renames and deletions only after a sync of their directory. Every call that
// changes something is counted, so that a test can cut the power, or fail one call, at each of them
// in turn. Threads: any.
#ifndef PLUMBLINE_TESTS_SUPPORT_SIM_DISK_H_
#define PLUMBLINE_TESTS_SUPPORT_SIM_DISK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "services/core/base/mutex.h"

namespace plumbline {

class SimDisk : public rocksdb::FileSystemWrapper {
 public:
  enum class Fault {
    kPowerLoss,  // That call and every later one fails.
    kError,      // That call fails, once, and does nothing.
    kNoSpace,    // As kError; an append writes half of its bytes first.
  };
  enum class Survives {
    kSynced,      // Exactly what was promised.
    kTornTails,   // As kSynced, and of each file a part of what was appended since (by `seed`).
    kEverything,  // All of it, as when the process dies and the machine does not.
  };

  SimDisk();
  ~SimDisk() override;
  const char* Name() const override { return "SimDisk"; }

  // An Env over this disk; lives as long as the disk.
  rocksdb::Env* env() const { return env_.get(); }

  uint64_t changes() const;  // Calls that changed something so far.
  void FailAt(uint64_t nth_change, Fault fault);
  bool failed() const;  // Whether the fault has happened.

  // The disk that the next start finds.
  std::unique_ptr<SimDisk> AfterPowerLoss(Survives survives, uint64_t seed = 0) const;

  // For flipping bits.
  std::vector<std::string> Files() const;
  std::string Contents(const std::string& path) const;
  void SetContents(const std::string& path, std::string bytes);

  // --- FileSystem ---
  using Io = rocksdb::IOStatus;
  using IoOptions = rocksdb::IOOptions;
  using FileOptions = rocksdb::FileOptions;
  using Context = rocksdb::IODebugContext;
  Io NewSequentialFile(const std::string& path, const FileOptions&,
                       std::unique_ptr<rocksdb::FSSequentialFile>* file, Context*) override;
  Io NewRandomAccessFile(const std::string& path, const FileOptions&,
                         std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Context*) override;
  Io NewWritableFile(const std::string& path, const FileOptions&,
                     std::unique_ptr<rocksdb::FSWritableFile>* file, Context*) override;
  Io ReopenWritableFile(const std::string& path, const FileOptions&,
                        std::unique_ptr<rocksdb::FSWritableFile>* file, Context*) override;
  Io ReuseWritableFile(const std::string& path, const std::string& old_path, const FileOptions&,
                       std::unique_ptr<rocksdb::FSWritableFile>* file, Context*) override;
  Io NewRandomRWFile(const std::string&, const FileOptions&,
                     std::unique_ptr<rocksdb::FSRandomRWFile>*, Context*) override;
  Io NewDirectory(const std::string& path, const IoOptions&,
                  std::unique_ptr<rocksdb::FSDirectory>* directory, Context*) override;
  Io FileExists(const std::string& path, const IoOptions&, Context*) override;
  Io GetChildren(const std::string& path, const IoOptions&, std::vector<std::string>* names,
                 Context*) override;
  Io GetChildrenFileAttributes(const std::string& path, const IoOptions& options,
                               std::vector<rocksdb::FileAttributes>* files,
                               Context* context) override;
  Io DeleteFile(const std::string& path, const IoOptions&, Context*) override;
  Io Truncate(const std::string& path, size_t size, const IoOptions&, Context*) override;
  Io CreateDir(const std::string& path, const IoOptions&, Context*) override;
  Io CreateDirIfMissing(const std::string& path, const IoOptions&, Context*) override;
  Io DeleteDir(const std::string& path, const IoOptions&, Context*) override;
  Io GetFileSize(const std::string& path, const IoOptions&, uint64_t* size, Context*) override;
  Io GetFileModificationTime(const std::string&, const IoOptions&, uint64_t* time,
                             Context*) override;
  Io RenameFile(const std::string& from, const std::string& to, const IoOptions&,
                Context*) override;
  Io LinkFile(const std::string& from, const std::string& to, const IoOptions&, Context*) override;
  Io NumFileLinks(const std::string& path, const IoOptions&, uint64_t* count, Context*) override;
  Io AreFilesSame(const std::string& a, const std::string& b, const IoOptions&, bool* same,
                  Context*) override;
  Io LockFile(const std::string& path, const IoOptions&, rocksdb::FileLock** lock,
              Context*) override;
  Io UnlockFile(rocksdb::FileLock* lock, const IoOptions&, Context*) override;
  Io GetTestDirectory(const IoOptions&, std::string* path, Context*) override;
  Io NewLogger(const std::string& path, const IoOptions&, std::shared_ptr<rocksdb::Logger>* logger,
               Context*) override;
  Io GetAbsolutePath(const std::string& path, const IoOptions&, std::string* absolute,
                     Context*) override;
  Io IsDirectory(const std::string& path, const IoOptions&, bool* is_directory, Context*) override;
  Io GetFreeSpace(const std::string&, const IoOptions&, uint64_t* bytes, Context*) override;

 private:
  friend class SimWritableFile;
  friend class SimDirectory;

  // A file apart from its names.
  struct Inode {
    Mutex mutex;
    std::string bytes ABSL_GUARDED_BY(mutex);
    size_t synced_size ABSL_GUARDED_BY(mutex) = 0;
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;

  // Counts a change and says whether it may happen. `no_space` is set when half of it may.
  Io Change(bool* no_space = nullptr);
  std::shared_ptr<Inode> Find(const std::string& path) const;
  Io Open(const std::string& path, bool keep, std::unique_ptr<rocksdb::FSWritableFile>* file);
  void SyncDirectory(const std::string& path);

  std::unique_ptr<rocksdb::Env> env_;
  mutable Mutex mutex_;
  Names names_ ABSL_GUARDED_BY(mutex_);          // As the process sees it.
  Names synced_names_ ABSL_GUARDED_BY(mutex_);   // As it is after a power loss.
  std::set<std::string> directories_ ABSL_GUARDED_BY(mutex_);
  // Renamed directories whose parent was not synced since.
  std::vector<std::pair<std::string, std::string>> renames_ ABSL_GUARDED_BY(mutex_);
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t fail_at_ ABSL_GUARDED_BY(mutex_) = 0;
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kPowerLoss;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SUPPORT_SIM_DISK_H_
