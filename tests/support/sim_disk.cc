#include "tests/support/sim_disk.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "rocksdb/system_clock.h"

namespace plumbline {
namespace {

using Io = rocksdb::IOStatus;

// One spelling per path: no doubled and no final slash.
std::string Clean(const std::string& path) {
  std::string clean;
  for (char c : path) {
    if (c != '/' || clean.empty() || clean.back() != '/') clean.push_back(c);
  }
  if (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

std::string ParentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool IsUnder(const std::string& path, const std::string& directory) {
  return path.size() > directory.size() && path.compare(0, directory.size(), directory) == 0 &&
         path[directory.size()] == '/';
}

Io NoSuchFile(const std::string& path) { return Io::PathNotFound(path); }

template <typename Names>
void MoveAll(Names* names, const std::string& from, const std::string& to) {
  Names moved;
  for (auto it = names->begin(); it != names->end();) {
    if (IsUnder(it->first, from)) {
      moved[to + it->first.substr(from.size())] = it->second;
      it = names->erase(it);
    } else {
      ++it;
    }
  }
  names->insert(moved.begin(), moved.end());
}

class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
  size_t GetLogFileSize() const override { return 0; }
};

// RocksDB sleeps for a second after each error in the background. Here an error is the end.
class SleeplessClock : public rocksdb::SystemClockWrapper {
 public:
  SleeplessClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "SleeplessClock"; }
  void SleepForMicroseconds(int) override {}
};

class SimEnv : public rocksdb::EnvWrapper {
 public:
  // The Env borrows the disk; the empty deleter keeps it from owning it.
  explicit SimEnv(SimDisk* disk)
      : EnvWrapper(rocksdb::NewCompositeEnv(
            std::shared_ptr<rocksdb::FileSystem>(disk, [](rocksdb::FileSystem*) {}))) {
    file_system_ = target()->GetFileSystem();
    system_clock_ = std::make_shared<SleeplessClock>();
  }
  const char* Name() const override { return "SimEnv"; }
  void SleepForMicroseconds(int) override {}
};

class SimLock : public rocksdb::FileLock {};

// Reads a copy-free view of what the file holds at the moment of each call.
template <typename Inode>
Io ReadAt(Inode* inode, uint64_t offset, size_t size, rocksdb::Slice* result, char* scratch) {
  MutexLock lock(&inode->mutex);
  const size_t begin = std::min<size_t>(offset, inode->bytes.size());
  const size_t count = std::min(size, inode->bytes.size() - begin);
  std::memcpy(scratch, inode->bytes.data() + begin, count);
  *result = rocksdb::Slice(scratch, count);
  return Io::OK();
}

template <typename Inode>
class SimSequentialFile : public rocksdb::FSSequentialFile {
 public:
  explicit SimSequentialFile(std::shared_ptr<Inode> inode) : inode_(std::move(inode)) {}
  Io Read(size_t size, const rocksdb::IOOptions&, rocksdb::Slice* result, char* scratch,
          rocksdb::IODebugContext*) override {
    const Io status = ReadAt(inode_.get(), offset_, size, result, scratch);
    offset_ += result->size();
    return status;
  }
  Io Skip(uint64_t size) override {
    offset_ += size;
    return Io::OK();
  }

 private:
  const std::shared_ptr<Inode> inode_;
  uint64_t offset_ = 0;
};

template <typename Inode>
class SimRandomAccessFile : public rocksdb::FSRandomAccessFile {
 public:
  explicit SimRandomAccessFile(std::shared_ptr<Inode> inode) : inode_(std::move(inode)) {}
  Io Read(uint64_t offset, size_t size, const rocksdb::IOOptions&, rocksdb::Slice* result,
          char* scratch, rocksdb::IODebugContext*) const override {
    return ReadAt(inode_.get(), offset, size, result, scratch);
  }

 private:
  const std::shared_ptr<Inode> inode_;
};

}  // namespace

class SimWritableFile : public rocksdb::FSWritableFile {
 public:
  SimWritableFile(SimDisk* disk, std::shared_ptr<SimDisk::Inode> inode)
      : disk_(disk), inode_(std::move(inode)) {}

  using rocksdb::FSWritableFile::Append;
  Io Append(const rocksdb::Slice& data, const rocksdb::IOOptions&,
            rocksdb::IODebugContext*) override {
    bool no_space = false;
    const Io status = disk_->Change(&no_space);
    if (!status.ok() && !no_space) return status;
    MutexLock lock(&inode_->mutex);
    inode_->bytes.append(data.data(), no_space ? data.size() / 2 : data.size());
    return status;
  }
  Io Truncate(uint64_t size, const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    if (const Io status = disk_->Change(); !status.ok()) return status;
    MutexLock lock(&inode_->mutex);
    inode_->bytes.resize(size);
    inode_->synced_size = std::min<size_t>(inode_->synced_size, size);
    return Io::OK();
  }
  Io Close(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override { return Io::OK(); }
  Io Flush(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override { return Io::OK(); }
  Io Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    if (const Io status = disk_->Change(); !status.ok()) return status;
    MutexLock lock(&inode_->mutex);
    inode_->synced_size = inode_->bytes.size();
    return Io::OK();
  }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    MutexLock lock(&inode_->mutex);
    return inode_->bytes.size();
  }

 private:
  SimDisk* const disk_;
  const std::shared_ptr<SimDisk::Inode> inode_;
};

class SimDirectory : public rocksdb::FSDirectory {
 public:
  SimDirectory(SimDisk* disk, std::string path) : disk_(disk), path_(std::move(path)) {}
  Io Fsync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    if (const Io status = disk_->Change(); !status.ok()) return status;
    disk_->SyncDirectory(path_);
    return Io::OK();
  }
  Io Close(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override { return Io::OK(); }

 private:
  SimDisk* const disk_;
  const std::string path_;
};

SimDisk::SimDisk()
    : FileSystemWrapper(rocksdb::FileSystem::Default()), env_(std::make_unique<SimEnv>(this)) {}

SimDisk::~SimDisk() = default;

uint64_t SimDisk::changes() const {
  MutexLock lock(&mutex_);
  return changes_;
}

void SimDisk::FailAt(uint64_t nth_change, Fault fault) {
  MutexLock lock(&mutex_);
  fail_at_ = nth_change;
  fault_ = fault;
}

bool SimDisk::failed() const {
  MutexLock lock(&mutex_);
  return failed_;
}

Io SimDisk::Change(bool* no_space) {
  MutexLock lock(&mutex_);
  ++changes_;
  if (fail_at_ == 0 || changes_ < fail_at_) return Io::OK();
  if (changes_ > fail_at_ && fault_ != Fault::kPowerLoss) return Io::OK();
  failed_ = true;
  if (fault_ != Fault::kNoSpace) return Io::IOError("simulated fault");
  if (no_space != nullptr) *no_space = true;
  return Io::NoSpace("simulated full disk");
}

std::unique_ptr<SimDisk> SimDisk::AfterPowerLoss(Survives survives, uint64_t seed) const {
  auto next = std::make_unique<SimDisk>();
  std::mt19937_64 random(seed);
  MutexLock lock(&mutex_);
  MutexLock next_lock(&next->mutex_);
  next->directories_ = directories_;
  for (const auto& [path, inode] : survives == Survives::kEverything ? names_ : synced_names_) {
    MutexLock inode_lock(&inode->mutex);
    size_t size = inode->bytes.size();
    if (survives == Survives::kSynced) size = inode->synced_size;
    if (survives == Survives::kTornTails) {
      size = inode->synced_size + random() % (size - inode->synced_size + 1);
    }
    auto copy = std::make_shared<Inode>();
    MutexLock copy_lock(&copy->mutex);
    copy->bytes = inode->bytes.substr(0, size);
    copy->synced_size = size;
    next->names_[path] = copy;
    next->directories_.insert(ParentOf(path));
  }
  next->synced_names_ = next->names_;
  return next;
}

std::vector<std::string> SimDisk::Files() const {
  MutexLock lock(&mutex_);
  std::vector<std::string> files;
  for (const auto& [path, inode] : names_) files.push_back(path);
  return files;
}

std::string SimDisk::Contents(const std::string& path) const {
  const std::shared_ptr<Inode> inode = Find(path);
  MutexLock lock(&inode->mutex);
  return inode->bytes;
}

void SimDisk::SetContents(const std::string& path, std::string bytes) {
  const std::shared_ptr<Inode> inode = Find(path);
  MutexLock lock(&inode->mutex);
  inode->bytes = std::move(bytes);
  inode->synced_size = inode->bytes.size();
}

std::shared_ptr<SimDisk::Inode> SimDisk::Find(const std::string& path) const {
  MutexLock lock(&mutex_);
  const auto name = names_.find(Clean(path));
  return name == names_.end() ? nullptr : name->second;
}

void SimDisk::SyncDirectory(const std::string& path) {
  MutexLock lock(&mutex_);
  for (auto it = renames_.begin(); it != renames_.end();) {
    if (ParentOf(it->second) == path) {
      MoveAll(&synced_names_, it->first, it->second);
      it = renames_.erase(it);
    } else {
      ++it;
    }
  }
  for (auto it = synced_names_.begin(); it != synced_names_.end();) {
    it = ParentOf(it->first) == path ? synced_names_.erase(it) : std::next(it);
  }
  for (const auto& [name, inode] : names_) {
    if (ParentOf(name) == path) synced_names_[name] = inode;
  }
}

Io SimDisk::NewSequentialFile(const std::string& path, const FileOptions&,
                              std::unique_ptr<rocksdb::FSSequentialFile>* file, Context*) {
  std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return NoSuchFile(path);
  *file = std::make_unique<SimSequentialFile<Inode>>(std::move(inode));
  return Io::OK();
}

Io SimDisk::NewRandomAccessFile(const std::string& path, const FileOptions&,
                                std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Context*) {
  std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return NoSuchFile(path);
  *file = std::make_unique<SimRandomAccessFile<Inode>>(std::move(inode));
  return Io::OK();
}

Io SimDisk::Open(const std::string& path, bool keep,
                 std::unique_ptr<rocksdb::FSWritableFile>* file) {
  if (const Io status = Change(); !status.ok()) return status;
  MutexLock lock(&mutex_);
  std::shared_ptr<Inode>& inode = names_[Clean(path)];
  if (inode == nullptr || !keep) inode = std::make_shared<Inode>();
  *file = std::make_unique<SimWritableFile>(this, inode);
  return Io::OK();
}

Io SimDisk::NewWritableFile(const std::string& path, const FileOptions&,
                            std::unique_ptr<rocksdb::FSWritableFile>* file, Context*) {
  return Open(path, /*keep=*/false, file);
}

Io SimDisk::ReopenWritableFile(const std::string& path, const FileOptions&,
                               std::unique_ptr<rocksdb::FSWritableFile>* file, Context*) {
  return Open(path, /*keep=*/true, file);
}

Io SimDisk::ReuseWritableFile(const std::string& path, const std::string& old_path,
                              const FileOptions&, std::unique_ptr<rocksdb::FSWritableFile>* file,
                              Context* context) {
  const Io status = RenameFile(old_path, path, IoOptions(), context);
  return status.ok() ? Open(path, /*keep=*/false, file) : status;
}

Io SimDisk::NewRandomRWFile(const std::string&, const FileOptions&,
                            std::unique_ptr<rocksdb::FSRandomRWFile>*, Context*) {
  return Io::NotSupported("the record is only appended to");
}

Io SimDisk::NewDirectory(const std::string& path, const IoOptions&,
                         std::unique_ptr<rocksdb::FSDirectory>* directory, Context*) {
  *directory = std::make_unique<SimDirectory>(this, Clean(path));
  return Io::OK();
}

Io SimDisk::FileExists(const std::string& path, const IoOptions&, Context*) {
  if (Find(path) != nullptr) return Io::OK();
  MutexLock lock(&mutex_);
  return directories_.count(Clean(path)) > 0 ? Io::OK() : Io::NotFound(path);
}

Io SimDisk::GetChildren(const std::string& path, const IoOptions&, std::vector<std::string>* names,
                        Context*) {
  MutexLock lock(&mutex_);
  names->clear();
  const std::string directory = Clean(path);
  for (const auto& [name, inode] : names_) {
    if (ParentOf(name) == directory) names->push_back(name.substr(directory.size() + 1));
  }
  return names->empty() && directories_.count(directory) == 0 ? Io::NotFound(path) : Io::OK();
}

Io SimDisk::GetChildrenFileAttributes(const std::string& path, const IoOptions& options,
                                      std::vector<rocksdb::FileAttributes>* files,
                                      Context* context) {
  return FileSystem::GetChildrenFileAttributes(path, options, files, context);
}

Io SimDisk::DeleteFile(const std::string& path, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  MutexLock lock(&mutex_);
  return names_.erase(Clean(path)) > 0 ? Io::OK() : NoSuchFile(path);
}

Io SimDisk::Truncate(const std::string& path, size_t size, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  const std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return NoSuchFile(path);
  MutexLock lock(&inode->mutex);
  inode->bytes.resize(size);
  inode->synced_size = std::min(inode->synced_size, size);
  return Io::OK();
}

Io SimDisk::CreateDir(const std::string& path, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  MutexLock lock(&mutex_);
  return directories_.insert(Clean(path)).second ? Io::OK() : Io::IOError("exists: " + path);
}

Io SimDisk::CreateDirIfMissing(const std::string& path, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  MutexLock lock(&mutex_);
  directories_.insert(Clean(path));
  return Io::OK();
}

Io SimDisk::DeleteDir(const std::string& path, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  MutexLock lock(&mutex_);
  directories_.erase(Clean(path));
  return Io::OK();
}

Io SimDisk::GetFileSize(const std::string& path, const IoOptions&, uint64_t* size, Context*) {
  const std::shared_ptr<Inode> inode = Find(path);
  if (inode == nullptr) return NoSuchFile(path);
  MutexLock lock(&inode->mutex);
  *size = inode->bytes.size();
  return Io::OK();
}

Io SimDisk::GetFileModificationTime(const std::string&, const IoOptions&, uint64_t* time,
                                    Context*) {
  *time = 0;
  return Io::OK();
}

Io SimDisk::RenameFile(const std::string& from, const std::string& to, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  const std::string source = Clean(from);
  const std::string target = Clean(to);
  MutexLock lock(&mutex_);
  if (const auto name = names_.find(source); name != names_.end()) {
    names_[target] = name->second;
    names_.erase(source);
    return Io::OK();
  }
  if (directories_.erase(source) == 0) return NoSuchFile(from);
  directories_.insert(target);
  MoveAll(&names_, source, target);
  renames_.emplace_back(source, target);
  return Io::OK();
}

Io SimDisk::LinkFile(const std::string& from, const std::string& to, const IoOptions&, Context*) {
  if (const Io status = Change(); !status.ok()) return status;
  const std::shared_ptr<Inode> inode = Find(from);
  if (inode == nullptr) return NoSuchFile(from);
  MutexLock lock(&mutex_);
  names_[Clean(to)] = inode;
  return Io::OK();
}

Io SimDisk::NumFileLinks(const std::string& path, const IoOptions&, uint64_t* count, Context*) {
  const std::shared_ptr<Inode> inode = Find(path);
  MutexLock lock(&mutex_);
  *count = static_cast<uint64_t>(std::count_if(
      names_.begin(), names_.end(), [&](const auto& name) { return name.second == inode; }));
  return inode == nullptr ? NoSuchFile(path) : Io::OK();
}

Io SimDisk::AreFilesSame(const std::string& a, const std::string& b, const IoOptions&, bool* same,
                         Context*) {
  *same = Find(a) != nullptr && Find(a) == Find(b);
  return Io::OK();
}

Io SimDisk::LockFile(const std::string&, const IoOptions&, rocksdb::FileLock** lock, Context*) {
  *lock = new SimLock;
  return Io::OK();
}

Io SimDisk::UnlockFile(rocksdb::FileLock* lock, const IoOptions&, Context*) {
  delete lock;
  return Io::OK();
}

Io SimDisk::GetTestDirectory(const IoOptions&, std::string* path, Context*) {
  *path = "/test";
  return Io::OK();
}

Io SimDisk::NewLogger(const std::string&, const IoOptions&,
                      std::shared_ptr<rocksdb::Logger>* logger, Context*) {
  *logger = std::make_shared<SilentLogger>();
  return Io::OK();
}

Io SimDisk::GetAbsolutePath(const std::string& path, const IoOptions&, std::string* absolute,
                            Context*) {
  *absolute = path;
  return Io::OK();
}

Io SimDisk::IsDirectory(const std::string& path, const IoOptions&, bool* is_directory, Context*) {
  MutexLock lock(&mutex_);
  *is_directory = directories_.count(Clean(path)) > 0;
  return Io::OK();
}

Io SimDisk::GetFreeSpace(const std::string&, const IoOptions&, uint64_t* bytes, Context*) {
  *bytes = uint64_t{1} << 40;
  return Io::OK();
}

}  // namespace plumbline
