// tests/storage/files/files_bench.cc: how much one running upload delays commits of the record.
//
// One thread commits small synced batches to a record, back to back with a short pause; phases
// without and with an upload of 64 MB files alternate on the same disk, so that each has its own
// floor.
// Usage   files_bench DIRECTORY [seconds a phase] [MiB/s for uploads, 0: no limit] [rounds]
//         [MiB/s for flush and compaction] [MiB between syncs]
// Prints  one line a phase and the median ratio of the 99th percentiles; the aim is at most 1.5.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "services/core/base/check.h"
#include "storage/files/crc32c.h"
#include "storage/files/files_store.h"
#include "storage/rocks_store.h"
#include "tests/storage/files/files_fixture.h"

namespace plumbline {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr size_t kFileBytes = 64'000'000;

double MicrosSince(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::micro>(SteadyClock::now() - start).count();
}

struct Phase {
  std::vector<double> micros;  // Ascending.
  double upload_mib_per_s = 0;

  double Percentile(double share) const {
    return micros[static_cast<size_t>(share * static_cast<double>(micros.size() - 1))];
  }
};

void UploadUntil(const std::atomic<bool>& stop, FilesStore* files, uint64_t* sent) {
  static uint32_t seed = 0;
  std::string content = RandomBytes(kFileBytes, ++seed);
  while (!stop) {
    for (size_t i = 0; i < content.size(); i += kMiB) content[i] = static_cast<char>(++seed);
    const Hash sha256 = Sha256(content);
    const auto upload = files->StartUpload({content.size(), sha256, "bench"}, absl::UnixEpoch());
    PLUMBLINE_CHECK(upload.ok(), "uploads start");
    for (size_t offset = 0; offset < content.size() && !stop; offset += 256 * 1024) {
      const auto chunk = absl::string_view(content).substr(offset, 256 * 1024);
      const auto progress =
          files->AppendChunk(*upload, offset, chunk, Crc32c(chunk), absl::UnixEpoch());
      PLUMBLINE_CHECK(progress.ok(), "chunks are taken");
      *sent += chunk.size();
    }
    const absl::Status end = stop ? files->AbandonUpload(*upload)
                                  : files->FinishUpload(*upload, absl::UnixEpoch()).status();
    PLUMBLINE_CHECK(end.ok(), "uploads end");
  }
}

Phase Run(RocksStore* record, FilesStore* files, double seconds, bool with_upload) {
  Phase phase;
  std::atomic<bool> stop{false};
  uint64_t sent = 0;
  std::thread uploader;
  if (with_upload) uploader = std::thread([&] { UploadUntil(stop, files, &sent); });
  static uint64_t key = 0;
  const std::string value(500, 'v');
  const auto start = SteadyClock::now();
  while (MicrosSince(start) < seconds * 1e6) {
    Batch batch;  // Four rows over four families, as a small command makes.
    for (const Family family :
         {Family::kJournal, Family::kState, Family::kIndex, Family::kDedupe}) {
      batch.derived.push_back({family, "bench" + std::to_string(++key), value});
    }
    HeadRow head;
    head.batches = key;
    const auto before = SteadyClock::now();
    PLUMBLINE_CHECK(record->Write(batch, head).ok(), "commits succeed");
    phase.micros.push_back(MicrosSince(before));
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  phase.upload_mib_per_s = static_cast<double>(sent) / kMiB / (MicrosSince(start) / 1e6);
  stop = true;
  if (uploader.joinable()) uploader.join();
  std::sort(phase.micros.begin(), phase.micros.end());
  std::printf(
      "upload=%d commits=%zu p50_us=%.0f p90_us=%.0f p99_us=%.0f p999_us=%.0f max_us=%.0f "
      "MiB/s=%.1f\n",
      with_upload, phase.micros.size(), phase.Percentile(0.5), phase.Percentile(0.9),
      phase.Percentile(0.99), phase.Percentile(0.999), phase.micros.back(), phase.upload_mib_per_s);
  std::fflush(stdout);
  return phase;
}

int Main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: files_bench DIRECTORY [seconds] [MiB/s] [rounds]\n");
    return 2;
  }
  const double seconds = argc > 2 ? std::atof(argv[2]) : 5;
  FilesOptions options;
  options.uploads.unfinished_per_uploader_max = 1000;
  if (argc > 3) options.upload_bytes_per_s = static_cast<uint64_t>(std::atol(argv[3])) * kMiB;
  if (argc > 3 && options.upload_bytes_per_s == 0) options.background_bytes_per_s = 0;
  if (argc > 5) options.background_bytes_per_s = static_cast<uint64_t>(std::atol(argv[5])) * kMiB;
  if (argc > 6) options.uploads.persist_bytes = static_cast<uint64_t>(std::atol(argv[6])) * kMiB;
  const int rounds = argc > 4 ? std::max(1, std::atoi(argv[4])) : 9;

  const TempDir dir(argv[1]);
  RocksConfig config;
  config.path = dir.path() + "/record";
  auto record = RocksStore::Open(config, RocksStore::Mode::kCreate);
  CountingEntropy entropy;
  auto files = FilesStore::Open(dir.path() + "/files", &entropy, options);
  PLUMBLINE_CHECK(record.ok() && files.ok(), "both stores open");
  std::vector<double> ratios;
  Run(record->get(), files->get(), 1, false);
  for (int round = 0; round < rounds; ++round) {
    const double without = Run(record->get(), files->get(), seconds, false).Percentile(0.99);
    const double with = Run(record->get(), files->get(), seconds, true).Percentile(0.99);
    ratios.push_back(with / without);
  }
  // The median: other work on the machine disturbs single rounds much more than an upload does.
  std::sort(ratios.begin(), ratios.end());
  std::printf("upload_p99_ratio=%.2f (least %.2f, most %.2f)\n", ratios[ratios.size() / 2],
              ratios.front(), ratios.back());
  return 0;
}

}  // namespace
}  // namespace plumbline

int main(int argc, char** argv) { return plumbline::Main(argc, argv); }
