// Uploads: order, limits, damage, going on after a restart.
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/storage/files/files_fixture.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

class UploadTest : public FilesFixture {};

TEST_F(UploadTest, MakesAFileOfBytesInAnyChunks) {
  for (const size_t size : {size_t{1}, size_t{100}, kMiB - 1, kMiB, kMiB + 1, 5 * kMiB + 12345}) {
    const std::string content = RandomBytes(size, static_cast<uint32_t>(size));
    const std::string upload = Start(content);
    ASSERT_THAT(Send(upload, content, 0, size, 100'000), IsOk());
    const auto info = store_->FinishUpload(upload, now_);
    ASSERT_THAT(info, IsOk()) << size;
    EXPECT_EQ(info->size, size);
    EXPECT_EQ(info->completed_at, now_);
    EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
    EXPECT_THAT(store_->Verify(Sha256(content)), IsOk());
    EXPECT_THAT(store_->QueryUpload(upload), StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST_F(UploadTest, GoesOnFromThePersistedSizeAfterAReopen) {
  const std::string content = RandomBytes(7 * kMiB + 500, 7);
  const std::string upload = Start(content);
  ASSERT_THAT(Send(upload, content, 0, 75 * 70'000, 70'000), IsOk());
  const auto before = store_->QueryUpload(upload);
  ASSERT_THAT(before, IsOk());
  EXPECT_GE(before->received, 5 * kMiB);
  EXPECT_EQ(before->persisted, 4 * kMiB);  // Claimed every 2 MiB here.

  Reopen();

  const auto after = store_->QueryUpload(upload);
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->received, before->persisted);
  EXPECT_EQ(after->persisted, before->persisted);
  EXPECT_EQ(after->spec.uploader, "people/li");
  EXPECT_EQ(after->spec.sha256, Sha256(content));
  ASSERT_THAT(Send(upload, content, after->received, content.size()), IsOk());
  ASSERT_THAT(store_->FinishUpload(upload, now_), IsOk());
  EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
}

TEST_F(UploadTest, PersistsASlowUploadOnceTimeHasPassed) {
  options_.uploads.persist_bytes = 64 * kMiB;
  Reopen();
  const std::string content = RandomBytes(3 * kMiB, 8);
  const std::string upload = Start(content);
  ASSERT_THAT(Append(upload, 0, absl::string_view(content).substr(0, kMiB)), IsOk());
  EXPECT_EQ(store_->QueryUpload(upload)->persisted, 0u);
  now_ += options_.uploads.persist_after;
  ASSERT_THAT(Append(upload, kMiB, absl::string_view(content).substr(kMiB, kMiB)), IsOk());
  EXPECT_EQ(store_->QueryUpload(upload)->persisted, 2 * kMiB);
}

TEST_F(UploadTest, SkipsBytesThatCameBefore) {
  const std::string content = RandomBytes(3 * kMiB, 9);
  const std::string upload = Start(content);
  ASSERT_THAT(Send(upload, content, 0, 2 * kMiB, 300'000), IsOk());
  EXPECT_EQ(Append(upload, 0, absl::string_view(content).substr(0, 500'000))->received, 2 * kMiB);
  // Half of this one is new.
  EXPECT_EQ(Append(upload, kMiB + 524'288, absl::string_view(content).substr(kMiB + 524'288, kMiB))
                ->received,
            2 * kMiB + 524'288);
  ASSERT_THAT(Send(upload, content, 2 * kMiB, 3 * kMiB), IsOk());
  ASSERT_THAT(store_->FinishUpload(upload, now_), IsOk());
  EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
}

TEST_F(UploadTest, RefusesAGapAndSaysWhereToGoOn) {
  const std::string content = RandomBytes(2 * kMiB, 10);
  const std::string upload = Start(content);
  ASSERT_THAT(Send(upload, content, 0, 100'000, 100'000), IsOk());
  EXPECT_THAT(Append(upload, 200'000, absl::string_view(content).substr(200'000, 100'000)),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("offset 100000")));
  EXPECT_EQ(store_->QueryUpload(upload)->received, 100'000u);
}

TEST_F(UploadTest, RefusesAChunkThatWasDamagedOnTheWay) {
  const std::string content = RandomBytes(200'000, 11);
  const std::string upload = Start(content);
  EXPECT_THAT(store_->AppendChunk(upload, 0, content, Crc32c(content) ^ 1, now_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("send it again")));
  EXPECT_EQ(store_->QueryUpload(upload)->received, 0u);
}

TEST_F(UploadTest, RefusesChunksOfTheWrongLength) {
  const std::string content = RandomBytes(3 * kMiB, 12);
  const std::string upload = Start(content);
  EXPECT_THAT(Append(upload, 0, ""), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Append(upload, 0, absl::string_view(content).substr(0, kChunkBytesMax + 1)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Append(upload, 0, absl::string_view(content).substr(0, kChunkBytesMin - 1)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("unless it ends the file")));
}

TEST_F(UploadTest, RefusesMoreThanWasDeclared) {
  const std::string content = RandomBytes(200'000, 13);
  const std::string upload = *Start(150'000, Sha256(content));
  EXPECT_THAT(Append(upload, 0, content),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("150000")));
  EXPECT_THAT(Append(upload, UINT64_MAX, content), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(UploadTest, RefusesADeclaredSizeOutOfBounds) {
  const Hash any = Sha256("any");
  EXPECT_THAT(Start(0, any), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Start((uint64_t{256} << 20) + 1, any), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Start(uint64_t{256} << 20, any), IsOk());
}

TEST_F(UploadTest, RefusesToFinishBeforeTheEnd) {
  const std::string content = RandomBytes(200'000, 14);
  const std::string upload = Start(content);
  ASSERT_THAT(Send(upload, content, 0, 100'000, 100'000), IsOk());
  EXPECT_THAT(store_->FinishUpload(upload, now_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("from offset 100000")));
  ASSERT_THAT(Send(upload, content, 100'000, 200'000, 100'000), IsOk());
  EXPECT_THAT(store_->FinishUpload(upload, now_), IsOk());
}

TEST_F(UploadTest, IsGoneWhenTheDigestIsNotTheDeclaredOne) {
  for (const size_t size : {size_t{200'000}, 3 * kMiB}) {
    const std::string content = RandomBytes(size, 15);
    const Hash declared = Sha256("something else");
    const std::string upload = *Start(size, declared);
    ASSERT_THAT(Send(upload, content, 0, size), IsOk());
    EXPECT_THAT(store_->FinishUpload(upload, now_), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(store_->QueryUpload(upload), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(store_->Info(declared), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(store_->Info(Sha256(content)), StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST_F(UploadTest, KnowsNoOtherNames) {
  const std::vector<std::string> names = {"", "x", std::string(32, 'g'), std::string(32, 'A'),
                                          std::string(32, '0')};
  for (const std::string& name : names) {
    EXPECT_THAT(store_->QueryUpload(name), StatusIs(absl::StatusCode::kNotFound)) << name;
    EXPECT_THAT(Append(name, 0, "a"), StatusIs(absl::StatusCode::kNotFound)) << name;
    EXPECT_THAT(store_->FinishUpload(name, now_), StatusIs(absl::StatusCode::kNotFound)) << name;
    EXPECT_THAT(store_->AbandonUpload(name), StatusIs(absl::StatusCode::kNotFound)) << name;
  }
}

TEST_F(UploadTest, IsGoneOnceAbandoned) {
  const std::string content = RandomBytes(3 * kMiB, 16);
  const std::string upload = Start(content);
  ASSERT_THAT(Send(upload, content, 0, 2 * kMiB), IsOk());
  EXPECT_THAT(store_->AbandonUpload(upload), IsOk());
  EXPECT_THAT(store_->QueryUpload(upload), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_->AbandonUpload(upload), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(UploadTest, RefusesMoreUnfinishedOnesThanOneUploaderMayHave) {
  options_.uploads.unfinished_per_uploader_max = 3;
  Reopen();
  const std::string content = RandomBytes(100, 17);
  const std::string first = Start(content);
  ASSERT_THAT(Start(1, Sha256("b")), IsOk());
  Reopen();  // Those that are in the store count as well.
  ASSERT_THAT(Start(1, Sha256("c")), IsOk());
  EXPECT_THAT(Start(1, Sha256("d")),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("finish or abandon")));
  EXPECT_THAT(store_->StartUpload({1, Sha256("d"), "people/wang"}, now_), IsOk());
  ASSERT_THAT(Append(first, 0, content), IsOk());
  ASSERT_THAT(store_->FinishUpload(first, now_), IsOk());
  EXPECT_THAT(Start(1, Sha256("d")), IsOk());
}

TEST_F(UploadTest, RefusesMoreUnfinishedOnesThanTheStoreMayHave) {
  options_.uploads.unfinished_max = 2;
  Reopen();
  ASSERT_THAT(Start(1, Sha256("a")), IsOk());
  ASSERT_THAT(Start(1, Sha256("b")), IsOk());
  EXPECT_THAT(Start(1, Sha256("c")), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(UploadTest, RefusesAFileThatTheDiskHasNoRoomFor) {
  DiskSpace space{uint64_t{3} << 30, uint64_t{4} << 30};
  options_.uploads.disk_space = [&space]() -> absl::StatusOr<DiskSpace> { return space; };
  Reopen();
  EXPECT_THAT(Start(kMiB, Sha256("a")), IsOk());
  space.free_bytes = kDiskReserveBytes + 2 * kMiB;  // One of them is spoken for.
  EXPECT_THAT(Start(kMiB, Sha256("b")), IsOk());
  EXPECT_THAT(Start(1, Sha256("c")),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("no room")));
}

TEST_F(UploadTest, LeavesMemoryForANewcomerAndGoesOnFromDisk) {
  options_.uploads.active_max = 2;
  Reopen();
  const std::string content = RandomBytes(4 * kMiB, 18);
  const std::string upload = Start(content);
  ASSERT_THAT(Send(upload, content, 0, 3 * kMiB), IsOk());
  for (const char* other : {"a", "b"}) ASSERT_THAT(store_->QueryUpload(Start(other)), IsOk());
  EXPECT_THAT(Append(upload, 3 * kMiB, absl::string_view(content).substr(3 * kMiB)),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("offset 2097152")));
  ASSERT_THAT(Send(upload, content, 2 * kMiB, 4 * kMiB), IsOk());
  ASSERT_THAT(store_->FinishUpload(upload, now_), IsOk());
  EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
}

TEST_F(UploadTest, ManyAtOnceEndAsTheFilesTheyDeclared) {
  // Eight threads, three uploads each; contents repeat, so that some finish as the same file at the
  // same moment, while another thread reads what is there.
  options_.uploads.active_max = 8;
  Reopen();
  std::vector<std::string> contents;
  for (uint32_t i = 0; i < 6; ++i) contents.push_back(RandomBytes(kMiB * i / 2 + 1000, 100 + i));
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 8; ++t) {
    threads.emplace_back([this, t, &contents] {
      for (size_t i = 0; i < 3; ++i) {
        const std::string& content = contents[(t / 2 + i) % contents.size()];
        EXPECT_THAT(Upload(content), IsOk());
        EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  size_t count = 0;
  EXPECT_THAT(store_->ForEachFile([&count](const FileInfo&) {
    ++count;
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(count, contents.size());
  for (const std::string& content : contents) EXPECT_THAT(store_->Verify(Sha256(content)), IsOk());
}

TEST_F(UploadTest, OneUploadFedByTwoThreadsIsStillInOrder) {
  const std::string content = RandomBytes(6 * kMiB, 19);
  const std::string upload = Start(content);
  const auto feed = [&] {
    for (size_t offset = 0; offset < content.size(); offset += 200'000) {
      EXPECT_THAT(Append(upload, offset, absl::string_view(content).substr(offset, 200'000)),
                  IsOk());
    }
  };
  std::thread other(feed);
  feed();
  other.join();
  ASSERT_THAT(store_->FinishUpload(upload, now_), IsOk());
  EXPECT_THAT(ReadAll(Sha256(content)), IsOkAndHolds(content));
}

}  // namespace
}  // namespace plumbline
