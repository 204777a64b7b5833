// tests/support/temp_dir.h: a fresh directory that goes away with the object.
#ifndef PLUMBLINE_TESTS_SUPPORT_TEMP_DIR_H_
#define PLUMBLINE_TESTS_SUPPORT_TEMP_DIR_H_

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "services/core/base/check.h"

namespace plumbline {

class TempDir {
 public:
  // In memory where the system has such a place: what a test syncs need not reach a disk.
  TempDir() : TempDir(std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp") {}
  explicit TempDir(const std::string& parent) : path_(parent + "/plumbline-test-XXXXXX") {
    PLUMBLINE_CHECK(mkdtemp(path_.data()) != nullptr, "a temporary directory can be made");
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SUPPORT_TEMP_DIR_H_
