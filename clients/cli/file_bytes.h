// clients/cli/file_bytes.h: what upload and download share: digests of files on disk, and a
// progress bar.
#ifndef PLUMBLINE_CLIENTS_CLI_FILE_BYTES_H_
#define PLUMBLINE_CLIENTS_CLI_FILE_BYTES_H_

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "services/core/base/check.h"

namespace plumbline::client {

// SHA-256 of bytes that come in pieces.
class Sha256Stream {
 public:
  Sha256Stream() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    PLUMBLINE_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1,
                    "SHA-256 is there");
  }
  void Add(absl::string_view bytes) {
    PLUMBLINE_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1,
                    "SHA-256 goes on");
  }
  // The 32 bytes; once, at the end.
  std::string Finish() {
    std::string digest(32, '\0');
    PLUMBLINE_CHECK(
        EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()),
                           nullptr) == 1,
        "SHA-256 ends");
    return digest;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// One line on a terminal that is written over; silent elsewhere and with --quiet.
class ProgressBar {
 public:
  ProgressBar(std::string label, uint64_t total, const Options& options, Terminal& terminal)
      : label_(std::move(label)),
        total_(total),
        terminal_(terminal),
        show_(terminal.err_is_terminal && !options.quiet && total > 0) {}
  ~ProgressBar() {
    if (drawn_ >= 0) terminal_.err << "\r\033[K" << std::flush;
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void At(uint64_t done) {
    const int percent = static_cast<int>(done * 100 / (total_ == 0 ? 1 : total_));
    if (!show_ || percent == drawn_) return;
    drawn_ = percent;
    const auto full = static_cast<size_t>(percent / 5);
    terminal_.err << absl::StrFormat("\r\033[K%s [%s%s] %3d%%  %.1f/%.1f MiB", label_,
                                     std::string(full, '#'), std::string(20 - full, ' '), percent,
                                     static_cast<double>(done) / 1048576,
                                     static_cast<double>(total_) / 1048576)
                  << std::flush;
  }

 private:
  const std::string label_;
  const uint64_t total_;
  Terminal& terminal_;
  const bool show_;
  int drawn_ = -1;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_FILE_BYTES_H_
