// The options in use obey the list of defects and forbidden options of RocksDB 7.8.
#include "storage/rocks_options.h"

#include <functional>
#include <vector>

#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/table.h"
#include "storage/record.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

TEST(RocksOptionsTest, OpenRecordUsesWhatIsRequired) {
  TempDir parent;
  RecordOptions options;
  options.directory = parent.path() + "/data";
  options.name = "options.test";
  const auto record = Record::Open(options);
  ASSERT_THAT(record, IsOk());
  rocksdb::DB* const db = (*record)->store()->db();
  const rocksdb::Options in_use = db->GetOptions();  // As RocksDB corrected them, not as made.
  EXPECT_THAT(CheckRocksOptions(in_use, in_use), IsOk());
  EXPECT_GT(in_use.max_total_wal_size, 0u);
  EXPECT_EQ(in_use.max_write_buffer_number, 2);
  EXPECT_TRUE(in_use.paranoid_checks);
  const auto* table = in_use.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  ASSERT_NE(table, nullptr);
  EXPECT_TRUE(table->cache_index_and_filter_blocks);
  EXPECT_NE(table->checksum, rocksdb::ChecksumType::kNoChecksum);
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), options.directory + "/record",
                                              &names)
                  .ok());
  EXPECT_EQ(names,
            (std::vector<std::string>{"default", "state", "index", "dedupe", "beside"}));
}

TEST(RocksOptionsTest, EveryFamilyObeysTheRulesAsMade) {
  const RocksTuning tuning;
  const auto cache = rocksdb::NewLRUCache(tuning.cache_bytes);
  for (int i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    const auto options = MakeFamilyOptions(family, tuning, cache);
    EXPECT_THAT(CheckRocksOptions(MakeDbOptions(tuning, nullptr), options), IsOk())
        << FamilyName(family);
    const auto* table = options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->block_cache, cache) << FamilyName(family);
    const bool has_filter = table->filter_policy != nullptr;
    EXPECT_EQ(has_filter, family != Family::kJournal && family != Family::kIndex)
        << FamilyName(family);
  }
}

TEST(RocksOptionsTest, EveryWriteIsSyncedAndProtected) {
  const rocksdb::WriteOptions options = MakeWriteOptions();
  EXPECT_TRUE(options.sync);
  EXPECT_FALSE(options.disableWAL);
  EXPECT_EQ(options.protection_bytes_per_key, 8u);
  EXPECT_TRUE(MakeReadOptions().verify_checksums);
}

TEST(RocksOptionsTest, RefusesEachForbiddenOptionByName) {
  using Db = rocksdb::DBOptions;
  using Family = rocksdb::ColumnFamilyOptions;
  struct Case {
    const char* option;
    std::function<void(Db*, Family*)> spoil;
  };
  const std::vector<Case> cases = {
      {"paranoid_checks", [](Db* db, Family*) { db->paranoid_checks = false; }},
      {"file_checksum_gen_factory",
       [](Db* db, Family*) { db->file_checksum_gen_factory = nullptr; }},
      {"wal_recovery_mode",
       [](Db* db, Family*) {
         db->wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
       }},
      {"wal_recovery_mode",
       [](Db* db, Family*) {
         db->wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
       }},
      {"max_total_wal_size", [](Db* db, Family*) { db->max_total_wal_size = 0; }},
      {"max_bgerror_resume_count", [](Db* db, Family*) { db->max_bgerror_resume_count = 1; }},
      {"track_and_verify_wals_in_manifest",
       [](Db* db, Family*) { db->track_and_verify_wals_in_manifest = true; }},
      {"manual_wal_flush", [](Db* db, Family*) { db->manual_wal_flush = true; }},
      {"wal_compression",
       [](Db* db, Family*) { db->wal_compression = rocksdb::CompressionType::kZSTD; }},
      {"atomic_flush", [](Db* db, Family*) { db->atomic_flush = true; }},
      {"unordered_write", [](Db* db, Family*) { db->unordered_write = true; }},
      {"two_write_queues", [](Db* db, Family*) { db->two_write_queues = true; }},
      {"enable_pipelined_write", [](Db* db, Family*) { db->enable_pipelined_write = true; }},
      {"recycle_log_file_num", [](Db* db, Family*) { db->recycle_log_file_num = 2; }},
      {"WAL_ttl_seconds", [](Db* db, Family*) { db->WAL_ttl_seconds = 60; }},
      {"WAL_ttl_seconds", [](Db* db, Family*) { db->WAL_size_limit_MB = 1; }},
      {"best_efforts_recovery", [](Db* db, Family*) { db->best_efforts_recovery = true; }},
      {"allow_mmap_writes", [](Db* db, Family*) { db->allow_mmap_writes = true; }},
      {"max_open_files", [](Db* db, Family*) { db->max_open_files = -1; }},
      {"db_write_buffer_size", [](Db* db, Family*) { db->db_write_buffer_size = 0; }},
      {"max_write_buffer_number", [](Db*, Family* family) { family->max_write_buffer_number = 3; }},
      {"force_consistency_checks",
       [](Db*, Family* family) { family->force_consistency_checks = false; }},
      {"memtable_protection_bytes_per_key",
       [](Db*, Family* family) { family->memtable_protection_bytes_per_key = 0; }},
      {"inplace_update_support",
       [](Db*, Family* family) { family->inplace_update_support = true; }},
  };
  const RocksTuning tuning;
  for (const Case& spoilt : cases) {
    Db db = MakeDbOptions(tuning, nullptr);
    Family family = MakeFamilyOptions(plumbline::Family::kState, tuning, nullptr);
    spoilt.spoil(&db, &family);
    EXPECT_THAT(CheckRocksOptions(db, family),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(spoilt.option)));
  }
}

TEST(FromRocksTest, CodesSayWhatToDo) {
  EXPECT_THAT(FromRocks(rocksdb::Status::OK(), "Reading"), IsOk());
  EXPECT_THAT(FromRocks(rocksdb::Status::Corruption("x"), "Reading"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("Reading")));
  EXPECT_THAT(FromRocks(rocksdb::Status::NotFound(), "Reading"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(FromRocks(rocksdb::Status::IOError("x"), "Reading"),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(FromRocks(rocksdb::Status::NoSpace("x"), "Reading"),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace plumbline
