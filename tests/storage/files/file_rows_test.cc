// Rows of the files store and the check of chunks.
#include "storage/files/file_rows.h"

#include "gtest/gtest.h"
#include "storage/files/crc32c.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

FileRow AFileRow() {
  return {12345,
          absl::FromUnixMicros(1'700'000'000'123'456),
          absl::FromUnixMicros(-5),
          std::string(16, 'b'),
          {"application/pdf", Sha256("text"), std::string("ex\0tra", 6)}};
}

TEST(FileRowTest, ReadsWhatItWrote) {
  for (const bool with_digest : {true, false}) {
    FileRow row = AFileRow();
    if (!with_digest) row.metadata.text_digest.reset();
    const auto read = DecodeFileRow(EncodeFileRow(row));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->size, row.size);
    EXPECT_EQ(read->completed_at, row.completed_at);
    EXPECT_EQ(read->offered_at, row.offered_at);
    EXPECT_EQ(read->body, row.body);
    EXPECT_EQ(read->metadata.type, row.metadata.type);
    EXPECT_EQ(read->metadata.text_digest, row.metadata.text_digest);
    EXPECT_EQ(read->metadata.extra, row.metadata.extra);
  }
}

TEST(FileRowTest, RefusesEveryShorterAndLongerForm) {
  const std::string bytes = EncodeFileRow(AFileRow());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeFileRow(bytes.substr(0, size)), StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
  EXPECT_THAT(DecodeFileRow(bytes + "x"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeFileRow("\2" + bytes.substr(1)), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(UploadRowTest, ReadsWhatItWroteAndRefusesEveryOtherLength) {
  const UploadRow row{100,         50,         absl::FromUnixSeconds(1), absl::FromUnixSeconds(2),
                      Sha256("x"), "people/li"};
  const std::string bytes = EncodeUploadRow(row);
  const auto read = DecodeUploadRow(bytes);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->size, 100u);
  EXPECT_EQ(read->persisted, 50u);
  EXPECT_EQ(read->started_at, row.started_at);
  EXPECT_EQ(read->updated_at, row.updated_at);
  EXPECT_EQ(read->sha256, row.sha256);
  EXPECT_EQ(read->uploader, row.uploader);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeUploadRow(bytes.substr(0, size)), StatusIs(absl::StatusCode::kDataLoss));
  }
  EXPECT_THAT(DecodeUploadRow(bytes + "x"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(UploadRowTest, RefusesMoreClaimedThanDeclared) {
  EXPECT_THAT(DecodeUploadRow(EncodeUploadRow({100, 101, {}, {}, {}, "x"})),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(PieceCountTest, CountsTheLastPieceToo) {
  EXPECT_EQ(PieceCount(0), 0u);
  EXPECT_EQ(PieceCount(1), 1u);
  EXPECT_EQ(PieceCount(kPieceBytes), 1u);
  EXPECT_EQ(PieceCount(kPieceBytes + 1), 2u);
}

// RFC 3720 appendix B.4 and the usual check string.
TEST(Crc32cTest, AgreesWithPublishedValues) {
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62A8AB43u);
  std::string ascending;
  for (int i = 0; i < 32; ++i) ascending.push_back(static_cast<char>(i));
  EXPECT_EQ(Crc32c(ascending), 0x46DD794Eu);
}

}  // namespace
}  // namespace plumbline
