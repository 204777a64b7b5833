// Files: reading, metadata, one file for equal contents, expiry, destruction.
#include "storage/files/files_store.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "storage/files/disk_space.h"
#include "tests/storage/files/files_fixture.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::Duration kAWeek = absl::Hours(7 * 24);
constexpr char kMarker[] = "ZHANG SAN 510102199001011234";

absl::StatusOr<bool> NothingIsReferenced(const Hash&) { return false; }
absl::StatusOr<bool> AllIsReferenced(const Hash&) { return true; }

class FilesTest : public FilesFixture {};
class ExpireTest : public FilesFixture {};
class DestroyTest : public FilesFixture {
 protected:
  // A file of `size` bytes with the marker at its end.
  static std::string Marked(size_t size, uint32_t seed) {
    std::string content = RandomBytes(size, seed);
    content.replace(content.size() - sizeof(kMarker), sizeof(kMarker), kMarker, sizeof(kMarker));
    return content;
  }
};

TEST_F(FilesTest, AreStillThereAfterAReopen) {
  const std::string small = RandomBytes(3000, 1);
  const std::string large = RandomBytes(5 * kMiB, 2);
  ASSERT_THAT(Upload(small), IsOk());
  ASSERT_THAT(Upload(large), IsOk());
  Reopen();
  EXPECT_THAT(ReadAll(Sha256(small)), IsOkAndHolds(small));
  EXPECT_THAT(ReadAll(Sha256(large)), IsOkAndHolds(large));
}

TEST_F(FilesTest, AreReadFromAnyOffset) {
  const std::string content = RandomBytes(3 * kMiB + 10, 3);
  ASSERT_THAT(Upload(content), IsOk());
  const Hash sha256 = Sha256(content);
  EXPECT_THAT(store_->Read(sha256, kMiB - 5, 10), IsOkAndHolds(content.substr(kMiB - 5, 10)));
  EXPECT_THAT(store_->Read(sha256, 100, 3 * kMiB), IsOkAndHolds(content.substr(100, 3 * kMiB)));
  EXPECT_THAT(store_->Read(sha256, content.size() - 3, 100),
              IsOkAndHolds(content.substr(content.size() - 3)));
  EXPECT_THAT(store_->Read(sha256, content.size(), 100), IsOkAndHolds(std::string()));
  EXPECT_THAT(store_->Read(sha256, 0, 0), IsOkAndHolds(std::string()));
  EXPECT_THAT(store_->Read(sha256, content.size() + 1, 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(store_->Read(sha256, 0, kReadBytesMax + 1),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(store_->Read(Sha256("absent"), 0, 1), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(FilesTest, OfEqualContentAreOneAndKeepTheirMetadata) {
  const std::string content = RandomBytes(2 * kMiB, 4);
  ASSERT_THAT(Upload(content), IsOk());
  const FileMetadata metadata{"application/pdf", Sha256("text"), "extra"};
  ASSERT_THAT(store_->SetMetadata(Sha256(content), metadata), IsOk());
  const absl::Time first = now_;
  now_ += absl::Hours(1);
  ASSERT_THAT(Upload(content), IsOk());
  std::vector<Hash> all;
  ASSERT_THAT(store_->ForEachFile([&all](const FileInfo& info) {
    all.push_back(info.sha256);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(all, ElementsAre(Sha256(content)));
  const auto info = store_->Info(Sha256(content));
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->completed_at, first);
  EXPECT_EQ(info->metadata.type, "application/pdf");
  EXPECT_EQ(info->metadata.text_digest, Sha256("text"));
  EXPECT_EQ(info->metadata.extra, "extra");
  EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
}

TEST_F(FilesTest, TakeNoMetadataOutOfBounds) {
  ASSERT_THAT(Upload("content"), IsOk());
  const Hash sha256 = Sha256("content");
  EXPECT_THAT(store_->SetMetadata(sha256, {std::string(256, 'x'), {}, ""}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(store_->SetMetadata(sha256, {"", {}, std::string(kFileExtraBytesMax + 1, 'x')}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(store_->SetMetadata(sha256, {std::string(255, 'x'), {}, std::string(16384, 'x')}),
              IsOk());
  EXPECT_THAT(store_->SetMetadata(Sha256("absent"), {}), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(FilesTest, AStoppedStoreIsReadWithoutChangingAByte) {
  const std::string content = RandomBytes(3 * kMiB, 5);
  ASSERT_THAT(Upload(content), IsOk());
  ASSERT_THAT(Upload("small"), IsOk());
  store_.reset();
  const auto listing = [this] {
    std::vector<std::pair<std::string, uintmax_t>> names;
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
      names.emplace_back(entry.path().string(), entry.file_size());
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  const auto before = listing();
  {
    const auto store = FilesStore::OpenReadOnly(path());
    ASSERT_THAT(store, IsOk());
    EXPECT_THAT((*store)->Verify(Sha256(content)), IsOk());
    EXPECT_THAT((*store)->Read(Sha256("small"), 0, 10), IsOkAndHolds(std::string("small")));
  }
  EXPECT_EQ(listing(), before);
}

TEST_F(FilesTest, DamagedBytesAreNeverServed) {
  const std::string content = RandomBytes(2 * kMiB, 6);
  ASSERT_THAT(Upload(content), IsOk());
  store_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(path())) {
    if (entry.path().extension() != ".blob") continue;
    std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(500'000);
    const char byte = static_cast<char>(file.get());
    file.seekp(500'000);
    file.put(static_cast<char>(byte ^ 0x10));
  }
  Reopen();
  EXPECT_THAT(store_->Read(Sha256(content), 0, kMiB), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(store_->Verify(Sha256(content)), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ExpireTest, RemovesWhatIsOldAndNotNamed) {
  const std::string old_file = RandomBytes(2 * kMiB, 1);
  const std::string named = RandomBytes(2 * kMiB, 2);
  const std::string young = RandomBytes(2 * kMiB, 3);
  ASSERT_THAT(Upload(old_file), IsOk());
  ASSERT_THAT(Upload(named), IsOk());
  const std::string stale_upload = Start(RandomBytes(100, 4));
  now_ += kAWeek + absl::Seconds(1);
  ASSERT_THAT(Upload(young), IsOk());
  const std::string young_upload = Start(RandomBytes(100, 5));
  const uint64_t bytes_before = store_->usage().blob_bytes;

  const auto expired = store_->ExpireUnreferenced(
      [&](const Hash& sha256) -> absl::StatusOr<bool> { return sha256 == Sha256(named); }, now_,
      kAWeek);

  ASSERT_THAT(expired, IsOk());
  EXPECT_EQ(expired->files, 1u);
  EXPECT_EQ(expired->uploads, 1u);
  EXPECT_THAT(store_->Info(Sha256(old_file)), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadAll(Sha256(named)), IsOkAndHolds(named));
  EXPECT_THAT(ReadAll(Sha256(young)), IsOkAndHolds(young));
  EXPECT_THAT(store_->QueryUpload(stale_upload), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_->QueryUpload(young_upload), IsOk());
  EXPECT_LE(store_->usage().blob_bytes, bytes_before - 2 * kMiB);  // The space is free again.
}

TEST_F(ExpireTest, KeepsWhatWasUploadedAgainLately) {
  ASSERT_THAT(Upload("content"), IsOk());
  now_ += kAWeek + absl::Seconds(1);
  ASSERT_THAT(Upload("content"), IsOk());
  EXPECT_EQ(store_->ExpireUnreferenced(NothingIsReferenced, now_, kAWeek)->files, 0u);
  EXPECT_THAT(ReadAll(Sha256("content")), IsOkAndHolds(std::string("content")));
}

TEST_F(ExpireTest, HidesAFileBeforeAskingAndShowsItAgainWhenItIsNamed) {
  ASSERT_THAT(Upload("content"), IsOk());
  now_ += 2 * kAWeek;
  bool asked = false;
  const auto expired = store_->ExpireUnreferenced(
      [&](const Hash& sha256) -> absl::StatusOr<bool> {
        asked = true;
        EXPECT_THAT(store_->Info(sha256), StatusIs(absl::StatusCode::kNotFound));
        return true;
      },
      now_, kAWeek);
  ASSERT_THAT(expired, IsOk());
  EXPECT_TRUE(asked);
  EXPECT_EQ(expired->files, 0u);
  EXPECT_THAT(store_->Info(Sha256("content")), IsOk());
}

TEST_F(ExpireTest, KeepsAFileThatIsUploadedAgainWhileItIsAskedAbout) {
  ASSERT_THAT(Upload("content"), IsOk());
  now_ += 2 * kAWeek;
  const auto expired = store_->ExpireUnreferenced(
      [&](const Hash&) -> absl::StatusOr<bool> {
        EXPECT_THAT(Upload("content"), IsOk());
        return false;
      },
      now_, kAWeek);
  ASSERT_THAT(expired, IsOk());
  EXPECT_EQ(expired->files, 0u);
  EXPECT_THAT(ReadAll(Sha256("content")), IsOkAndHolds(std::string("content")));
}

TEST_F(ExpireTest, RemovesNothingWhenItCannotTell) {
  ASSERT_THAT(Upload("content"), IsOk());
  now_ += 2 * kAWeek;
  EXPECT_THAT(store_->ExpireUnreferenced(
                  [](const Hash&) -> absl::StatusOr<bool> {
                    return absl::UnavailableError("the record is closed");
                  },
                  now_, kAWeek),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(store_->Info(Sha256("content")), IsOk());
}

TEST_F(ExpireTest, LooksAtEveryPageOfAStoreWithManyFiles) {
  options_.uploads.unfinished_per_uploader_max = 1000;
  Reopen();
  for (int i = 0; i < 600; ++i) ASSERT_THAT(Upload("content " + std::to_string(i)), IsOk());
  for (int i = 0; i < 300; ++i) Start("upload " + std::to_string(i));
  now_ += 2 * kAWeek;
  EXPECT_EQ(store_->ExpireUnreferenced(AllIsReferenced, now_, kAWeek)->uploads, 300u);
  EXPECT_EQ(store_->ExpireUnreferenced(NothingIsReferenced, now_, kAWeek)->files, 600u);
  EXPECT_THAT(store_->ForEachFile([](const FileInfo&) { return absl::InternalError("a file"); }),
              IsOk());
}

TEST_F(DestroyTest, LeavesNoByteOfALargeFile) {
  const std::string content = Marked(5 * kMiB, 1);
  const std::string other = RandomBytes(3 * kMiB, 2);
  ASSERT_THAT(Upload(content), IsOk());
  ASSERT_THAT(Upload(other), IsOk());
  ASSERT_TRUE(IsAnywhereBelow(path(), kMarker));
  ASSERT_THAT(store_->Destroy(Sha256(content)), IsOk());
  EXPECT_FALSE(IsAnywhereBelow(path(), kMarker));
  EXPECT_THAT(store_->Info(Sha256(content)), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_->Read(Sha256(content), 0, 1), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadAll(Sha256(other)), IsOkAndHolds(other));
}

TEST_F(DestroyTest, LeavesNoByteOfASmallFileThatSharesItsBlobFileWithOthers) {
  std::vector<std::string> others;
  for (uint32_t i = 0; i < 20; ++i) {
    others.push_back(RandomBytes(20'000, 50 + i));
    ASSERT_THAT(Upload(others.back()), IsOk());
    if (i == 10) {
      ASSERT_THAT(Upload(Marked(30'000, 3)), IsOk());
    }
  }
  ASSERT_TRUE(IsAnywhereBelow(path(), kMarker));  // In the log.
  ASSERT_THAT(Upload(RandomBytes(2 * kMiB, 4)),
              IsOk());  // Flushes the small ones into one blob file.
  ASSERT_THAT(store_->Destroy(Sha256(Marked(30'000, 3))), IsOk());
  EXPECT_FALSE(IsAnywhereBelow(path(), kMarker));
  for (const std::string& other : others) {
    EXPECT_THAT(ReadAll(Sha256(other)), IsOkAndHolds(other));
  }
  EXPECT_EQ(store_->usage().garbage_bytes, 0u);
}

TEST_F(DestroyTest, LeavesNoByteOfMetadataOrUnfinishedUploads) {
  const std::string content = RandomBytes(100'000, 5);
  ASSERT_THAT(Upload(content), IsOk());
  ASSERT_THAT(store_->SetMetadata(Sha256(content), {"text/plain", {}, kMarker}), IsOk());
  const std::string marked = Marked(4 * kMiB, 6);
  const std::string upload = *Start(5 * kMiB, Sha256(content));  // A lie, found only at its end.
  ASSERT_THAT(Send(upload, marked, 0, marked.size()), IsOk());
  ASSERT_TRUE(IsAnywhereBelow(path(), kMarker));
  ASSERT_THAT(store_->Destroy(Sha256(content)), IsOk());
  EXPECT_FALSE(IsAnywhereBelow(path(), kMarker));
  EXPECT_THAT(store_->QueryUpload(upload), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DestroyTest, TakesSeveralAtOnceAndThoseThatAreGone) {
  std::vector<Hash> files;
  for (uint32_t i = 0; i < 3; ++i) {
    const std::string content = Marked(40'000 + i, 20 + i);
    ASSERT_THAT(Upload(content), IsOk());
    files.push_back(Sha256(content));
  }
  files.push_back(Sha256("never uploaded"));
  ASSERT_THAT(store_->DestroyAll(files), IsOk());
  EXPECT_FALSE(IsAnywhereBelow(path(), kMarker));
  for (const Hash& file : files) EXPECT_THAT(store_->Info(file), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DestroyTest, CanBeRepeatedAndAfterAReopen) {
  const std::string content = Marked(2 * kMiB, 7);
  ASSERT_THAT(Upload(content), IsOk());
  EXPECT_THAT(store_->Destroy(Sha256(content)), IsOk());
  EXPECT_THAT(store_->Destroy(Sha256(content)), IsOk());
  Reopen();
  EXPECT_THAT(store_->Destroy(Sha256(content)), IsOk());
  EXPECT_FALSE(IsAnywhereBelow(path(), kMarker));
  EXPECT_THAT(Upload(content), IsOk());
  EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
}

TEST_F(DestroyTest, WorksWhileOthersUploadAndRead) {
  const std::string kept = RandomBytes(2 * kMiB, 8);
  ASSERT_THAT(Upload(kept), IsOk());
  std::thread others([this, &kept] {
    for (uint32_t i = 0; i < 10; ++i) {
      EXPECT_THAT(Upload(RandomBytes(1'500'000, 200 + i)), IsOk());
      EXPECT_THAT(ReadAll(Sha256(kept)), IsOkAndHolds(kept));
    }
  });
  for (uint32_t i = 0; i < 5; ++i) {
    const std::string content = Marked(1'200'000, 300 + i);
    EXPECT_THAT(Upload(content), IsOk());
    EXPECT_THAT(store_->Destroy(Sha256(content)), IsOk());
  }
  others.join();
  EXPECT_FALSE(IsAnywhereBelow(path(), kMarker));
}

TEST(DiskSpaceTest, IsLowBelowTwoGibibytesOrFivePercent) {
  constexpr uint64_t kGiB = uint64_t{1} << 30;
  EXPECT_FALSE(IsDiskLow({2 * kGiB, 10 * kGiB}));
  EXPECT_TRUE(IsDiskLow({2 * kGiB - 1, 10 * kGiB}));
  EXPECT_TRUE(IsDiskLow({49 * kGiB, 1000 * kGiB}));
  EXPECT_FALSE(IsDiskLow({51 * kGiB, 1000 * kGiB}));
  EXPECT_TRUE(IsDiskLow({3 * kGiB, 10 * kGiB}, kGiB + 1));
  EXPECT_TRUE(IsDiskLow({3 * kGiB, 10 * kGiB}, UINT64_MAX));
}

TEST(DiskSpaceTest, IsAskedOfTheDirectorysDisk) {
  const TempDir dir;
  const auto space = DiskSpaceOf(dir.path());
  ASSERT_THAT(space, IsOk());
  EXPECT_GT(space->total_bytes, 0u);
  EXPECT_LE(space->free_bytes, space->total_bytes);
  EXPECT_THAT(DiskSpaceOf(dir.path() + "/absent"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("absent")));
}

}  // namespace
}  // namespace plumbline
