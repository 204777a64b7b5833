#include "storage/entry_header.h"

#include <random>

#include "gtest/gtest.h"
#include "tests/support/record_script.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

TEST(EntryHeaderTest, ReadsTheOuterFields) {
  EntryText entry;
  entry.sequence = 300;
  entry.recorded_at_us = 1'700'000'000'000'000;
  entry.subject = "matters/x7k";
  entry.subject_version = 5;
  const std::string bytes = entry.Encode();
  const auto header = ReadEntryHeader(bytes);
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->sequence, 300u);
  EXPECT_EQ(header->recorded_at_us, 1'700'000'000'000'000);
  EXPECT_EQ(header->actor, "people/p1");
  EXPECT_EQ(header->recorded_by, "");
  EXPECT_EQ(header->subject, "matters/x7k");
  EXPECT_EQ(header->subject_version, 5);
  EXPECT_EQ(header->request_id, std::string(16, 'r'));
  EXPECT_TRUE(header->has_event);
}

TEST(EntryHeaderTest, PassesOverFieldsThatItDoesNotKnow) {
  // Field 2000, one of each wire type of proto3.
  const std::string unknown("\x80\x7d\x05\x81\x7d" "12345678" "\x82\x7d\x01x\x85\x7d" "1234", 23);
  const std::string bytes = unknown + EntryText().Encode() + unknown;
  const auto header = ReadEntryHeader(bytes);
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->subject, "matters/m1");
}

TEST(EntryHeaderTest, RefusesEveryCutInsideAField) {
  const std::string bytes = EntryText().Encode();
  int cuts_between_fields = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    if (ReadEntryHeader(absl::string_view(bytes).substr(0, size)).ok()) ++cuts_between_fields;
  }
  // Before each of actor, subject, version, request, salt, event.
  EXPECT_EQ(cuts_between_fields, 6);
}

TEST(EntryHeaderTest, RefusesWrongTypesGroupsAndFieldZero) {
  for (const std::string& bytes :
       {std::string("\x0a\x01x", 3),                 // sequence as bytes
        std::string("\x38\x01", 2),                  // subject as a number
        std::string("\x1a\x02\x08\x01", 4),          // actor.person as a number
        std::string("\x0b\x0c", 2),                  // a group
        std::string("\x02\x01x", 3),                 // field 0
        std::string("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11),  // 65 bits
        std::string("\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11)}) {
    EXPECT_THAT(ReadEntryHeader(bytes), StatusIs(absl::StatusCode::kDataLoss));
  }
}

TEST(EntryHeaderTest, SurvivesRandomBytes) {
  std::mt19937_64 random(7);
  const std::string whole = EntryText().Encode();
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = whole;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto header = ReadEntryHeader(bytes);
    if (!header.ok()) {
      ++refused;
    } else {
      EXPECT_LE(header->subject.size(), bytes.size());
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace plumbline
