// tests/bench/offline.h: what is measured on the stopped record, each against its floor.
//
// By nature about files. Threads  one.
#ifndef PLUMBLINE_TESTS_BENCH_OFFLINE_H_
#define PLUMBLINE_TESTS_BENCH_OFFLINE_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace plumbline::bench {

struct OfflineResult {
  uint64_t entries = 0;
  double rows_per_entry = 0;        // Of all families.
  double row_bytes_per_entry = 0;   // Keys and values of all families.
  double disk_bytes_per_entry = 0;  // Files below record/.
  double hashing_s = 0;             // SHA-256 of each entry, leaf and node, nothing else.
  double tree_s = 0;                // Fsck of hashes and tree, one worker.
  double full_s = 0;                // Fsck with headers, then the rebuild of derived state.
};

// Opens `data` read-only. Ends the program when the record is found wrong.
OfflineResult MeasureRecord(const std::string& data);

struct BareResult {
  double writes_per_s = 0;
  double mean_us = 0;
};

// Synced writes of `rows` rows of `bytes` each to a new RocksDB at `path` with the record's own
// options, for `seconds`.
BareResult MeasureBareStore(const std::string& path, size_t rows, size_t bytes, double seconds);

}  // namespace plumbline::bench

#endif  // PLUMBLINE_TESTS_BENCH_OFFLINE_H_
