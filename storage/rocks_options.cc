#include "storage/rocks_options.h"

#include "absl/strings/str_cat.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"

namespace plumbline {
namespace {

constexpr size_t kBlockBytes = 8u << 10;
constexpr size_t kJournalBlockBytes = 32u << 10;  // Read in ranges, most of all by verification.
constexpr size_t kTargetFileBytes = 64u << 20;
constexpr double kBloomBitsPerKey = 10;
constexpr size_t kTablePrefixBytes = 2;

bool ReadsAbsentKeys(Family family) {
  return family == Family::kDedupe || family == Family::kState || family == Family::kBeside;
}

}  // namespace

const char* FamilyName(Family family) {
  switch (family) {
    case Family::kJournal: return "default";
    case Family::kState: return "state";
    case Family::kIndex: return "index";
    case Family::kDedupe: return "dedupe";
    case Family::kBeside: return "beside";
  }
  return "";
}

rocksdb::DBOptions MakeDbOptions(const RocksTuning& tuning, rocksdb::Env* env) {
  rocksdb::DBOptions options;
  if (env != nullptr) options.env = env;
  options.create_if_missing = false;
  options.paranoid_checks = true;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.max_total_wal_size = tuning.wal_bytes_max;
  options.db_write_buffer_size = tuning.write_buffer_bytes;
  options.max_open_files = tuning.open_files_max;
  options.max_background_jobs = 2;
  options.max_bgerror_resume_count = 0;  // Fail-stop: a restart replays the log.
  options.bytes_per_sync = 1u << 20;     // Spreads the writing of tables, spares the log's fsync.
  options.skip_stats_update_on_db_open = true;
  options.max_log_file_size = 4u << 20;
  options.keep_log_file_num = 4;
  options.stats_dump_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions MakeFamilyOptions(Family family, const RocksTuning& tuning,
                                               const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = family == Family::kJournal ? kJournalBlockBytes : kBlockBytes;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.format_version = 5;
  if (ReadsAbsentKeys(family)) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
    table.whole_key_filtering = true;
  }

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = tuning.write_buffer_bytes / 4;
  options.max_write_buffer_number = 2;
  options.memtable_protection_bytes_per_key = kProtectionBytesPerKey;
  // Batches come sorted: within a table of the family an insert starts where the last one ended.
  options.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewCappedPrefixTransform(kTablePrefixBytes));
  options.force_consistency_checks = true;
  options.paranoid_file_checks = false;  // Whole-file checksums say the same at half the reading.
  options.compression = rocksdb::CompressionType::kLZ4Compression;
  options.level_compaction_dynamic_level_bytes = true;
  options.target_file_size_base = kTargetFileBytes;
  if (ReadsAbsentKeys(family)) {
    options.memtable_prefix_bloom_size_ratio = 0.02;
    options.memtable_whole_key_filtering = true;
  }
  return options;
}

rocksdb::ReadOptions MakeReadOptions() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.total_order_seek = true;
  return options;
}

rocksdb::WriteOptions MakeWriteOptions() {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.disableWAL = false;
  options.protection_bytes_per_key = kProtectionBytesPerKey;
  return options;
}

absl::Status CheckRocksOptions(const rocksdb::DBOptions& db,
                               const rocksdb::ColumnFamilyOptions& family) {
  struct Rule {
    bool holds;
    const char* option;
    const char* why;
  };
  const Rule rules[] = {
      {db.paranoid_checks, "paranoid_checks", "damage must stop the opening"},
      {db.file_checksum_gen_factory != nullptr, "file_checksum_gen_factory",
       "every table carries a checksum of the whole file"},
      {db.wal_recovery_mode == rocksdb::WALRecoveryMode::kPointInTimeRecovery,
       "wal_recovery_mode", "a torn tail must open and nothing behind a hole may be replayed"},
      {db.max_total_wal_size > 0, "max_total_wal_size", "a restart replays a bounded log"},
      {db.max_bgerror_resume_count == 0, "max_bgerror_resume_count",
       "errors are final; resuming can repeat or lose log records"},
      {!db.track_and_verify_wals_in_manifest, "track_and_verify_wals_in_manifest",
       "can refuse to open a sound record (repaired in 7.10)"},
      {!db.manual_wal_flush, "manual_wal_flush",
       "families can become inconsistent (repaired in 9.7)"},
      {db.wal_compression == rocksdb::CompressionType::kNoCompression, "wal_compression",
       "recovery mishandles fragments (repaired in 8.0)"},
      {!db.atomic_flush, "atomic_flush", "can hang after a failed flush (repaired in 8.7)"},
      {!db.unordered_write, "unordered_write", "gives up atomic reads and stable snapshots"},
      {!db.two_write_queues, "two_write_queues", "belongs to transactions, which are not used"},
      {!db.enable_pipelined_write, "enable_pipelined_write",
       "has nothing to give to a single writer"},
      {db.recycle_log_file_num == 0, "recycle_log_file_num",
       "old records in a reused log blur where the log ends"},
      {db.WAL_ttl_seconds == 0 && db.WAL_size_limit_MB == 0, "WAL_ttl_seconds",
       "archived logs may vanish when the clock steps back"},
      {!db.best_efforts_recovery, "best_efforts_recovery", "would open an older record quietly"},
      {!db.allow_mmap_writes, "allow_mmap_writes", "write errors would not be reported"},
      {db.max_open_files > 0, "max_open_files", "memory and descriptors are bounded"},
      {db.db_write_buffer_size > 0, "db_write_buffer_size", "memory is bounded"},
      {family.max_write_buffer_number <= 2, "max_write_buffer_number",
       "a retried flush can reorder updates (repaired in 7.9)"},
      {family.force_consistency_checks, "force_consistency_checks",
       "damage must stop the opening"},
      {family.memtable_protection_bytes_per_key == kProtectionBytesPerKey,
       "memtable_protection_bytes_per_key", "what is in memory is checked as well"},
      {!family.inplace_update_support, "inplace_update_support", "snapshots need old values"},
  };
  for (const Rule& rule : rules) {
    if (!rule.holds) {
      return absl::FailedPreconditionError(
          absl::StrCat("RocksDB option ", rule.option, " is not as required: ", rule.why));
    }
  }
  return absl::OkStatus();
}

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsNotFound() || status.IsPathNotFound()) return absl::NotFoundError(text);
  return absl::UnavailableError(text);
}

}  // namespace plumbline
