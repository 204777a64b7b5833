#include "storage/rows.h"

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

HeadRow AHead() {
  HeadRow head;
  head.size = 0x0102030405060708;
  head.epoch = 3;
  head.batches = 5;
  head.root = Sha256("root");
  return head;
}

EpochRow AnEpoch() {
  EpochRow epoch;
  epoch.number = 2;
  epoch.origin = "example.gov/log/2";
  epoch.start_size = 17;
  epoch.previous_origin = "example.gov/log/1";
  epoch.restored.size = 17;
  epoch.restored.root = Sha256("restored");
  epoch.mark = AHead();
  epoch.public_key = std::string(32, '\x80');
  return epoch;
}

TEST(HeadRowTest, ReadsBackWhatWasWritten) {
  EXPECT_EQ(EncodeHeadRow(AHead()).size(), kHeadRowBytes);
  EXPECT_THAT(DecodeHeadRow(EncodeHeadRow(AHead())), IsOkAndHolds(AHead()));
}

TEST(HeadRowTest, DetectsEveryFlippedBitAndEveryMissingByte) {
  const std::string bytes = EncodeHeadRow(AHead());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THAT(DecodeHeadRow(flipped), StatusIs(absl::StatusCode::kDataLoss)) << bit;
  }
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeHeadRow(bytes.substr(0, size)), StatusIs(absl::StatusCode::kDataLoss));
  }
  EXPECT_THAT(DecodeHeadRow(bytes + "x"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(HeadRowTest, NeverPassesForAMark) {
  EXPECT_THAT(DecodeMark(EncodeMark(AHead())), IsOkAndHolds(AHead()));
  EXPECT_THAT(DecodeMark(EncodeHeadRow(AHead())), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeHeadRow(EncodeMark(AHead())), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(EpochRowTest, ReadsBackWhatWasWritten) {
  const auto epoch = DecodeEpochRow(EncodeEpochRow(AnEpoch()));
  ASSERT_THAT(epoch, IsOk());
  EXPECT_EQ(epoch->number, 2u);
  EXPECT_EQ(epoch->origin, "example.gov/log/2");
  EXPECT_EQ(epoch->start_size, 17u);
  EXPECT_EQ(epoch->previous_origin, "example.gov/log/1");
  EXPECT_EQ(epoch->restored, AnEpoch().restored);
  EXPECT_EQ(epoch->mark, AHead());
  EXPECT_EQ(epoch->public_key, std::string(32, '\x80'));
}

TEST(EpochRowTest, DetectsEveryFlippedBitAndEveryMissingByte) {
  const std::string bytes = EncodeEpochRow(AnEpoch());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THAT(DecodeEpochRow(flipped), StatusIs(absl::StatusCode::kDataLoss)) << bit;
  }
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeEpochRow(bytes.substr(0, size)), StatusIs(absl::StatusCode::kDataLoss));
  }
}

}  // namespace
}  // namespace plumbline
