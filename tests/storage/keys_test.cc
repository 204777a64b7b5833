#include "storage/keys.h"

#include <algorithm>
#include <random>

#include "gtest/gtest.h"
#include "storage/store.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

using Kind = JournalKey::Kind;

const uint64_t kNumbers[] = {0, 1, 127, 128, 255, 256, 65535, 1u << 31, UINT64_MAX - 1, UINT64_MAX};

TEST(JournalKeyTest, ReadsBackEveryKindOfKey) {
  for (uint64_t number : kNumbers) {
    for (const auto& [key, kind, level] :
         {std::tuple(EntryKey(number), Kind::kEntry, 0),
          std::tuple(BundleKey(number), Kind::kBundle, 0),
          std::tuple(EpochKey(number), Kind::kEpoch, 0),
          std::tuple(TileKey(0, number), Kind::kTile, 0),
          std::tuple(TileKey(7, number), Kind::kTile, 7),
          std::tuple(TileRootKey(1, number), Kind::kTileRoot, 1),
          std::tuple(TileRootKey(7, number), Kind::kTileRoot, 7)}) {
      const auto parsed = ParseJournalKey(key);
      ASSERT_THAT(parsed, IsOk());
      EXPECT_EQ(parsed->kind, kind);
      EXPECT_EQ(parsed->level, level);
      EXPECT_EQ(parsed->index, number);
    }
  }
  ASSERT_THAT(ParseJournalKey(kHeadKey), IsOk());
  EXPECT_EQ(ParseJournalKey(kHeadKey)->kind, Kind::kHead);
}

TEST(JournalKeyTest, SortsAsItsNumbersDo) {
  for (uint64_t a : kNumbers) {
    for (uint64_t b : kNumbers) {
      EXPECT_EQ(EntryKey(a) < EntryKey(b), a < b);
      EXPECT_EQ(TileKey(3, a) < TileKey(3, b), a < b);
    }
  }
  EXPECT_LT(TileKey(0, UINT64_MAX), TileKey(1, 0));
}

TEST(JournalKeyTest, RefusesEverythingElse) {
  for (const std::string& key :
       {std::string(), std::string("e"), std::string("x00000000"), EntryKey(1) + "x",
        EntryKey(1).substr(0, 8), std::string("t\x08") + std::string(8, '\0'),
        std::string("h\0", 2) + std::string(8, '\0'), std::string("headx"), std::string("hea")}) {
    EXPECT_THAT(ParseJournalKey(key), StatusIs(absl::StatusCode::kDataLoss)) << key;
  }
}

TEST(StateKeyTest, ReadsBackTableAndName) {
  for (const std::string& name : {std::string("m"), std::string("matters/x\0y", 11)}) {
    const std::string key = StateKey(0x0102, name);
    EXPECT_EQ(key.substr(0, 2), "\x01\x02");
    const auto parts = ParseStateKey(key);
    ASSERT_THAT(parts, IsOk());
    EXPECT_EQ(parts->table, 0x0102);
    EXPECT_EQ(parts->name, name);
  }
  EXPECT_THAT(ParseStateKey("\x01"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ParseStateKey("\x01\x02"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(DedupeKeyTest, ReadsBackActorAndRequestWhateverTheRequestHolds) {
  for (const std::string& request_id : {std::string(16, '\0'), std::string("a\0b", 3)}) {
    const std::string key = DedupeKey("people/p1", request_id);
    const auto parts = ParseDedupeKey(key);
    ASSERT_THAT(parts, IsOk());
    EXPECT_EQ(parts->actor, "people/p1");
    EXPECT_EQ(parts->request_id, request_id);
  }
  EXPECT_THAT(ParseDedupeKey("people/p1"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ParseDedupeKey(std::string("people/p1\0", 10)),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ParseDedupeKey(std::string("p\0", 2) + std::string(65, 'r')),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(DedupeKeyDeathTest, StopsOnAnActorWithAZeroByte) {
  EXPECT_DEATH(DedupeKey(std::string("a\0b", 3), "r"), "zero byte");
}

TEST(BesideKeyTest, StartsWithItsTable) {
  EXPECT_EQ(BesideKey(BesideTable::kContent, "id"), "cid");
  EXPECT_EQ(BesideKey(BesideTable::kKey, "hmac"), "khmac");
}

TEST(KeyWriterTest, ReadsBackWhatWasWritten) {
  const std::string text("a\0\xff\x01z\0", 6);
  KeyWriter writer;
  writer.U8(200).U16(7).U64(9).U64Descending(11).I64(-13).Text(text).Text("").Rest("end");
  const std::string key = writer.Take();
  KeyReader reader(key);
  uint8_t u8 = 0;
  uint16_t u16 = 0;
  uint64_t u64 = 0;
  uint64_t descending = 0;
  int64_t i64 = 0;
  std::string first;
  std::string second = "x";
  ASSERT_TRUE(reader.U8(&u8) && reader.U16(&u16) && reader.U64(&u64) &&
              reader.U64Descending(&descending) && reader.I64(&i64) && reader.Text(&first) &&
              reader.Text(&second));
  EXPECT_EQ(u8, 200);
  EXPECT_EQ(u16, 7);
  EXPECT_EQ(u64, 9u);
  EXPECT_EQ(descending, 11u);
  EXPECT_EQ(i64, -13);
  EXPECT_EQ(first, text);
  EXPECT_EQ(second, "");
  EXPECT_EQ(reader.rest(), "end");
  EXPECT_THAT(reader.Finish("an index key"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(KeyWriterTest, TextsSortAsTheyAreAndNoneIsThePrefixOfAnother) {
  // Every text of at most three bytes out of those that the encoding treats apart, and an ordinary
  // one.
  const std::string alphabet("\x00\x01\x61\xff", 4);
  std::vector<std::string> texts = {""};
  for (size_t first = 0; first < texts.size() && texts[first].size() < 3; ++first) {
    for (char c : alphabet) texts.push_back(texts[first] + c);
  }
  ASSERT_EQ(texts.size(), 1u + 4 + 16 + 64);
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      const std::string key_a = KeyWriter().Text(a).Take();
      const std::string key_b = KeyWriter().Text(b).Take();
      EXPECT_EQ(key_a < key_b, a < b);
      EXPECT_EQ(key_b.substr(0, key_a.size()) == key_a, a == b);
    }
  }
}

TEST(KeyWriterTest, NumbersSortInTheirDirection) {
  for (uint64_t a : kNumbers) {
    for (uint64_t b : kNumbers) {
      EXPECT_EQ(KeyWriter().U64Descending(a).key() < KeyWriter().U64Descending(b).key(), a > b);
      const auto x = static_cast<int64_t>(a);
      const auto y = static_cast<int64_t>(b);
      EXPECT_EQ(KeyWriter().I64(x).key() < KeyWriter().I64(y).key(), x < y);
    }
  }
}

TEST(KeyReaderTest, FailsOnEveryShortenedKey) {
  const std::string key = KeyWriter().U16(7).Text("name").U64(9).Take();
  for (size_t size = 0; size < key.size(); ++size) {
    KeyReader reader(absl::string_view(key).substr(0, size));
    uint16_t table;
    std::string text;
    uint64_t number;
    EXPECT_FALSE(reader.U16(&table) && reader.Text(&text) && reader.U64(&number)) << size;
    EXPECT_THAT(reader.Finish("an index key"), StatusIs(absl::StatusCode::kDataLoss));
  }
}

TEST(KeyReaderTest, RefusesATextWithAnUnknownMark) {
  KeyReader reader(absl::string_view("a\0\x02", 3));
  std::string text;
  EXPECT_FALSE(reader.Text(&text));
}

TEST(PrefixEndTest, IsTheFirstKeyBehindEveryExtension) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
  EXPECT_LT(std::string("a\xff\xff\xff"), PrefixEnd("a"));
}

}  // namespace
}  // namespace plumbline
