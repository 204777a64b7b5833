// tests/storage/files/files_fixture.h: a files store in a temporary directory, and short ways to
// fill it.
#ifndef PLUMBLINE_TESTS_STORAGE_FILES_FILES_FIXTURE_H_
#define PLUMBLINE_TESTS_STORAGE_FILES_FILES_FIXTURE_H_

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "services/core/base/mutex.h"
#include "storage/files/crc32c.h"
#include "storage/files/files_store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {

// Ids that differ and can be repeated. Any thread.
class CountingEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override {
    const MutexLock lock(&mutex_);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

 private:
  Mutex mutex_;
  std::mt19937 random_ ABSL_GUARDED_BY(mutex_){1};
};

inline std::string RandomBytes(size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

inline constexpr size_t kMiB = size_t{1} << 20;

class FilesFixture : public ::testing::Test {
 protected:
  FilesFixture() {
    options_.upload_bytes_per_s = 0;
    options_.background_bytes_per_s = 0;
    options_.uploads.persist_bytes = 2 * kMiB;
  }

  void SetUp() override { Reopen(); }

  void Reopen() {
    store_.reset();
    auto store = FilesStore::Open(path(), &entropy_, options_);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  std::string path() const { return dir_.path() + "/files"; }

  std::string Start(absl::string_view content) {
    return Start(content.size(), Sha256(content)).value_or("");
  }
  absl::StatusOr<std::string> Start(uint64_t size, const Hash& sha256) {
    return store_->StartUpload({size, sha256, "people/li"}, now_);
  }

  absl::StatusOr<UploadProgress> Append(absl::string_view upload, uint64_t offset,
                                        absl::string_view bytes) {
    return store_->AppendChunk(upload, offset, bytes, Crc32c(bytes), now_);
  }

  // Sends content[from, to) in chunks.
  absl::Status Send(absl::string_view upload, absl::string_view content, size_t from, size_t to,
                    size_t chunk = kChunkBytesMax) {
    for (size_t offset = from; offset < to; offset += chunk) {
      const absl::Status status =
          Append(upload, offset, content.substr(offset, std::min(chunk, to - offset))).status();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // The whole way.
  absl::StatusOr<FileInfo> Upload(absl::string_view content) {
    const std::string upload = Start(content);
    const absl::Status sent = Send(upload, content, 0, content.size());
    if (!sent.ok()) return sent;
    return store_->FinishUpload(upload, now_);
  }

  absl::StatusOr<std::string> ReadAll(const Hash& sha256) {
    std::string bytes;
    for (;;) {
      auto part = store_->Read(sha256, bytes.size(), kReadBytesMax);
      if (!part.ok()) return part;
      if (part->empty()) return bytes;
      bytes += *part;
    }
  }

  static bool IsAnywhereBelow(const std::string& directory, absl::string_view marker) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(file)),
                              std::istreambuf_iterator<char>());
      if (bytes.find(std::string(marker)) != std::string::npos) return true;
    }
    return false;
  }

  TempDir dir_;
  CountingEntropy entropy_;
  FilesOptions options_;
  absl::Time now_ = absl::FromUnixSeconds(1700000000);
  std::unique_ptr<FilesStore> store_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_STORAGE_FILES_FILES_FIXTURE_H_
