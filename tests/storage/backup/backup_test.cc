// Backups: made while the record is written to, verified, restored, and refused when damaged.
#include "storage/backup/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include "gmock/gmock.h"
#include "storage/files/crc32c.h"
#include "storage/record.h"
#include "tests/storage/files/files_fixture.h"
#include "tests/support/record_script.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.directory = dir_.path() + "/data";
    options_.name = "example.gov.cn/bureau";
    auto record = Record::Open(options_);
    ASSERT_THAT(record, IsOk());
    record_ = *std::move(record);
    FilesOptions files_options;
    files_options.upload_bytes_per_s = 0;
    files_options.background_bytes_per_s = 0;
    auto files = FilesStore::Open(record_->files_directory(), &entropy_, files_options);
    ASSERT_THAT(files, IsOk());
    files_ = *std::move(files);
    source_ = {options_.directory, record_->store(), files_.get(), nullptr};
  }

  // Remembers the root at each size, so that any restored head can be judged.
  void Commit() {
    const Batch batch = script_.Next();
    ASSERT_THAT(CommitNow(record_->log(), batch), IsOk());
    roots_[batch.base_size + batch.entries.size()] = batch.root_after;
  }

  Hash AddFile(const std::string& content) {
    const Hash sha256 = Sha256(content);
    const std::string upload =
        files_->StartUpload({content.size(), sha256, "people/li"}, now_).value();
    for (size_t offset = 0; offset < content.size(); offset += kChunkBytesMax) {
      const absl::string_view chunk = absl::string_view(content).substr(offset, kChunkBytesMax);
      EXPECT_THAT(files_->AppendChunk(upload, offset, chunk, Crc32c(chunk), now_), IsOk());
    }
    EXPECT_THAT(files_->FinishUpload(upload, now_), IsOk());
    return sha256;
  }

  absl::StatusOr<BackupManifest> Create() { return CreateBackup(source_, backups(), now_); }

  std::string backups() const { return dir_.path() + "/backups"; }
  std::string target() const { return dir_.path() + "/restored"; }

  TempDir dir_;
  CountingEntropy entropy_;
  RecordOptions options_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  RecordScript script_;
  std::map<uint64_t, Hash> roots_ = {{0, EmptyRoot()}};
  std::unique_ptr<Record> record_;
  std::unique_ptr<FilesStore> files_;
  BackupSource source_;
};

class RestoreTest : public BackupTest {
 protected:
  void Damage(const std::string& path) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(0, std::ios::end);
    const auto middle = file.tellg() / 2;
    file.seekg(middle);
    const char byte = static_cast<char>(file.get());
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 1));
  }
};

TEST_F(BackupTest, SaysWhereTheRecordEnds) {
  for (int i = 0; i < 5; ++i) Commit();
  AddFile(RandomBytes(2 * kMiB, 1));
  const auto backup = Create();
  ASSERT_THAT(backup, IsOk());
  EXPECT_EQ(backup->id, 1u);
  EXPECT_EQ(backup->origin, "example.gov.cn/bureau/1");
  EXPECT_EQ(backup->head.size, script_.edge().size());
  EXPECT_EQ(backup->head.root, script_.edge().Root());
  EXPECT_EQ(backup->head.batches, 5u);
  EXPECT_EQ(backup->mark, backup->head);
  EXPECT_EQ(backup->created, now_);
  EXPECT_GT(backup->bytes(), 2 * kMiB);
  EXPECT_THAT(VerifyBackup(backups(), 1), IsOk());
  EXPECT_THAT(VerifyBackup(backups(), 2), StatusIs(absl::StatusCode::kNotFound));
  const auto mode = std::filesystem::status(backups()).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_all);
}

TEST_F(BackupTest, UnderLoadIsOfOneMomentAndRestores) {
  // One thread commits, one uploads, while three backups are made; each of them has to restore to a
  // head that the record had.
  std::atomic<bool> stop{false};
  Commit();
  const uint64_t size_before = script_.edge().size();
  std::thread committer([&] {
    while (!stop) Commit();
  });
  std::thread uploader([&] {
    for (uint32_t seed = 1; !stop; ++seed) AddFile(RandomBytes(kMiB + 5, seed));
  });
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Create(), IsOk());
  stop = true;
  committer.join();
  uploader.join();

  const auto backups_made = ListBackups(backups());
  ASSERT_THAT(backups_made, IsOk());
  ASSERT_EQ(backups_made->size(), 3u);
  uint64_t size = size_before;
  for (const BackupManifest& manifest : *backups_made) {
    EXPECT_GE(manifest.head.size, size);
    size = manifest.head.size;
    EXPECT_GE(manifest.mark.size, manifest.head.size);
    EXPECT_EQ(manifest.head.root, roots_[manifest.head.size]);
    const std::string target = dir_.path() + "/restored" + std::to_string(manifest.id);
    ASSERT_THAT(RestoreBackup(backups(), manifest.id, target), IsOk());
    const auto files = FilesStore::OpenReadOnly(target + "/files");
    ASSERT_THAT(files, IsOk());
    EXPECT_THAT(
        (*files)->ForEachFile([&](const FileInfo& info) { return (*files)->Verify(info.sha256); }),
        IsOk());
    // Batches are functions of their number, so the copy must be what so many batches make.
    RecordOptions options = options_;
    options.directory = target;
    const auto restored = Record::OpenReadOnly(options);
    ASSERT_THAT(restored, IsOk());
    EXPECT_EQ((*restored)->opened_head(), manifest.head);
    const auto contents = ReadAll(*(*restored)->store()->GetSnapshot());
    ASSERT_THAT(contents, IsOk());
    EXPECT_TRUE(WithoutHead(*contents) == RecordScript::After(manifest.head.batches))
        << "backup " << manifest.id << " holds part of a batch";
  }
}

TEST_F(BackupTest, SharesWhatDidNotChange) {
  AddFile(RandomBytes(4 * kMiB, 1));
  ASSERT_THAT(Create(), IsOk());
  ASSERT_THAT(Create(), IsOk());
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(backups())) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  EXPECT_LT(bytes, 5 * kMiB);
}

TEST_F(BackupTest, NeedsEveryFileThatTheRecordNames) {
  const Hash there = AddFile("there");
  Hash named = there;
  source_.named_files = [&named](const Snapshot&,
                                 absl::FunctionRef<absl::Status(const Hash&)> visit) {
    return visit(named);
  };
  EXPECT_THAT(Create(), IsOk());
  named = Sha256("absent");
  EXPECT_THAT(Create(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(HexOf(named))));
  EXPECT_EQ(ListBackups(backups())->size(), 1u);
}

TEST_F(BackupTest, OfADamagedStoreIsNone) {
  ASSERT_THAT(Create(), IsOk());
  AddFile(RandomBytes(2 * kMiB, 1));
  for (const auto& entry : std::filesystem::directory_iterator(record_->files_directory())) {
    if (entry.path().extension() != ".blob") continue;
    std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(500'000);
    file.put('x');
    file.put('y');
  }
  EXPECT_THAT(Create(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(".blob")));
  EXPECT_EQ(ListBackups(backups())->size(), 1u);
  EXPECT_THAT(VerifyBackup(backups(), 1), IsOk());  // The older one is as good as it was.
}

TEST_F(BackupTest, RemovesWhatACrashLeftOfTheLastOne) {
  Commit();
  ASSERT_THAT(Create(), IsOk());
  ASSERT_THAT(Create(), IsOk());
  std::filesystem::remove(backups() + "/" + ManifestName(2));
  Commit();
  const auto backup = Create();
  ASSERT_THAT(backup, IsOk());
  EXPECT_EQ(backup->id, 2u);
  EXPECT_THAT(ListRocksBackups(backups() + "/record"),
              IsOkAndHolds(::testing::UnorderedElementsAre(1u, backup->record)));
}

TEST_F(BackupTest, CanBeDeletedWithoutHarmToOthers) {
  for (int i = 0; i < 3; ++i) {
    Commit();
    AddFile(RandomBytes(kMiB, static_cast<uint32_t>(i)));
    ASSERT_THAT(Create(), IsOk());
  }
  EXPECT_THAT(DeleteBackup(backups(), 3), IsOk());  // The newest, then the oldest.
  EXPECT_THAT(DeleteBackup(backups(), 1), IsOk());
  EXPECT_THAT(DeleteBackup(backups(), 1), StatusIs(absl::StatusCode::kNotFound));
  const auto left = ListBackups(backups());
  ASSERT_THAT(left, IsOk());
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ(left->front().id, 2u);
  EXPECT_THAT(RestoreBackup(backups(), 2, target()), IsOk());
}

TEST_F(RestoreTest, IsNoRecordUntilANewEpochBegins) {
  for (int i = 0; i < 5; ++i) Commit();
  ASSERT_THAT(Create(), IsOk());
  const HeadRow copied = ListBackups(backups())->front().head;
  while (script_.edge().size() == copied.size) Commit();  // Lost with the first record.
  HeadRow lost;
  lost.size = script_.edge().size();
  lost.batches = copied.batches + 1;
  lost.root = script_.edge().Root();

  const auto restored = RestoreBackup(backups(), 1, target());
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(restored->head, copied);
  EXPECT_EQ(restored->origin, "example.gov.cn/bureau/1");

  RecordOptions options = options_;
  options.directory = target();
  EXPECT_THAT(Record::Open(options), StatusIs(absl::StatusCode::kDataLoss));
  const auto epoch = Record::StartEpoch(options, lost);
  ASSERT_THAT(epoch, IsOk());
  EXPECT_EQ(epoch->origin, "example.gov.cn/bureau/2");
  EXPECT_EQ(epoch->previous_origin, restored->origin);
  EXPECT_EQ(epoch->restored, copied);
  EXPECT_EQ(epoch->mark, lost);
  const auto record = Record::Open(options);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ((*record)->opened_head().size, copied.size);
  EXPECT_EQ((*record)->epoch().number, 2u);
}

TEST_F(RestoreTest, BringsFilesBack) {
  const std::string small = "small";
  const std::string large = RandomBytes(3 * kMiB, 2);
  AddFile(small);
  AddFile(large);
  ASSERT_THAT(Create(), IsOk());
  ASSERT_THAT(RestoreBackup(backups(), 1, target()), IsOk());
  const auto files = FilesStore::OpenReadOnly(target() + "/files");
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT((*files)->Read(Sha256(small), 0, 100), IsOkAndHolds(small));
  EXPECT_THAT((*files)->Read(Sha256(large), 0, kReadBytesMax), IsOkAndHolds(large));
}

TEST_F(RestoreTest, RefusesATargetThatIsNotEmpty) {
  Commit();
  ASSERT_THAT(Create(), IsOk());
  std::filesystem::create_directory(target());
  std::ofstream(target() + "/note") << "mine";
  EXPECT_THAT(RestoreBackup(backups(), 1, target()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("note")));
  EXPECT_THAT(RestoreBackup(backups(), 1, options_.directory),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_TRUE(std::filesystem::exists(target() + "/note"));
}

TEST_F(RestoreTest, RefusesABackupWithAnyFileDamagedAndNamesIt) {
  Commit();
  AddFile(RandomBytes(kMiB + 1, 1));
  const auto manifest = Create();
  ASSERT_THAT(manifest, IsOk());
  ASSERT_GE(manifest->parts.size(), 8u);
  for (const BackupPart& part : manifest->parts) {
    if (part.size == 0) continue;
    const std::string path = backups() + "/" + part.path;
    Damage(path);
    EXPECT_THAT(RestoreBackup(backups(), 1, target()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
    EXPECT_TRUE(std::filesystem::is_empty(target()));
    Damage(path);  // The same bit again: sound.
  }
  for (const BackupPart& part : manifest->parts) {
    const std::string path = backups() + "/" + part.path;
    std::filesystem::rename(path, path + ".away");
    EXPECT_THAT(RestoreBackup(backups(), 1, target()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path + " is missing")));
    std::filesystem::rename(path + ".away", path);
  }
  Damage(backups() + "/" + ManifestName(1));
  EXPECT_THAT(RestoreBackup(backups(), 1, target()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(ManifestName(1))));
  Damage(backups() + "/" + ManifestName(1));
  EXPECT_THAT(RestoreBackup(backups(), 1, target()), IsOk());
}

TEST_F(RestoreTest, RefusesABackupThatIsNotThere) {
  EXPECT_THAT(RestoreBackup(backups(), 1, target()), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace plumbline
