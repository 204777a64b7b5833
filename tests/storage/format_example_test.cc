// What storage/FORMAT.md shows byte by byte is what the code writes.
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "storage/entry_header.h"
#include "storage/memory_store.h"
#include "tests/support/record_script.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

std::string ReadSource(const std::string& path) {
  std::ifstream file(std::string(PLUMBLINE_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The fenced block of FORMAT.md that begins with ```<name>.
std::string Block(const std::string& name) {
  const std::string text = ReadSource("storage/FORMAT.md");
  const std::string fence = "```" + name + "\n";
  const size_t begin = text.find(fence);
  if (begin == std::string::npos) return "";
  const size_t end = text.find("```", begin + fence.size());
  return text.substr(begin + fence.size(), end - begin - fence.size());
}

// Two acts of one command at 2026-01-05 09:30 Beijing time.
journal::v1::AuditEntry AnEntry(uint64_t sequence) {
  journal::v1::AuditEntry entry;
  entry.set_sequence(sequence);
  entry.set_recorded_at_us(1'767'576'600'000'000);
  entry.mutable_actor()->set_person("people/p1");
  entry.set_occurred_on(20260105);
  entry.set_subject(absl::StrCat("organizations/o", sequence + 1));
  entry.set_subject_version(1);
  entry.set_request_id("0123456789abcdef");
  entry.set_salt(std::string(16, static_cast<char>(0xa0 + sequence)));
  entry.mutable_event()->mutable_organization_created()->set_title(sequence == 0 ? "区司法局"
                                                                                 : "区政府办");
  return entry;
}

// Rows of a family as "key  value" in hexadecimal, values wrapped at 32 bytes.
std::string Dump(const std::map<std::string, std::string>& rows) {
  std::string text;
  for (const auto& [key, value] : rows) {
    const std::string hex = absl::BytesToHexString(value);
    for (size_t i = 0; i < std::max<size_t>(1, hex.size()); i += 64) {
      const std::string name = i == 0 ? absl::BytesToHexString(key) : "";
      absl::StrAppend(&text, name, std::string(name.size() < 22 ? 22 - name.size() : 2, ' '),
                      hex.substr(i, 64), "\n");
    }
  }
  return text;
}

TEST(FormatExampleTest, RecordIsAsFormatMdShowsIt) {
  EpochRow epoch;
  epoch.origin = "example.gov/log/1";
  epoch.public_key = std::string(32, 'k');
  MemoryStore store(epoch);
  Batch batch;
  TreeEdge edge;
  TileRows rows(&batch.tiles);
  std::string hashes;
  for (uint64_t sequence : {0, 1}) {
    batch.entries.push_back(AnEntry(sequence).SerializeAsString());
    const Hash leaf_data = Sha256(batch.entries.back());
    const Hash leaf = edge.Append(leaf_data, rows);
    absl::StrAppend(&hashes, "leaf data ", sequence, "  ", HexOf(leaf_data), "\nleaf hash ",
                    sequence, "  ", HexOf(leaf), "\n");
  }
  absl::StrAppend(&hashes, "root         ", HexOf(edge.Root()), "\n");
  batch.beside = {{Family::kDedupe, DedupeKey("people/p1", "0123456789abcdef"), "row"}};
  batch.derived = {{Family::kState, StateKey(1, "organizations/o1"), "row"}};
  batch.root_after = edge.Root();
  ASSERT_THAT(CommitNow(&store, batch), IsOk());

  const auto contents = ReadAll(*store.GetSnapshot());
  ASSERT_THAT(contents, IsOk());
  EXPECT_EQ(Block("journal"), Dump((*contents)[static_cast<size_t>(Family::kJournal)]));
  std::string entry;  // The first word of each line; the rest says what it is.
  for (absl::string_view line : absl::StrSplit(Block("entry"), '\n')) {
    absl::StrAppend(&entry, line.substr(0, line.find(' ')));
  }
  EXPECT_EQ(entry, absl::BytesToHexString(batch.entries[0]));
  EXPECT_EQ(Block("hashes"), hashes);
  EXPECT_EQ(Block("state"), Dump((*contents)[static_cast<size_t>(Family::kState)]));
  EXPECT_EQ(Block("dedupe"), Dump((*contents)[static_cast<size_t>(Family::kDedupe)]));
  HeadRow head;
  head.size = 2;
  head.batches = 1;
  head.root = edge.Root();
  EXPECT_EQ(Block("mark"), Dump({{"", EncodeMark(head)}}));
}

TEST(FormatExampleTest, IndexKeysAreAsFormatMdShowsThem) {
  std::string text;
  for (const auto& [what, key] :
       std::vector<std::pair<std::string, std::string>>{
           {"U16(7).Text(\"a\").U64(5)", KeyWriter().U16(7).Text("a").U64(5).Take()},
           {"Text(\"a\\0b\")", KeyWriter().Text(absl::string_view("a\0b", 3)).Take()},
           {"U64Descending(5)", KeyWriter().U64Descending(5).Take()},
           {"I64(-1)", KeyWriter().I64(-1).Take()},
           {"I64(0)", KeyWriter().I64(0).Take()}}) {
    absl::StrAppend(&text, what, std::string(26 - what.size(), ' '), absl::BytesToHexString(key),
                    "\n");
  }
  EXPECT_EQ(Block("keys"), text);
}

TEST(FormatExampleTest, DrawIsAsTheIndependentProgramComputesIt) {
  const std::string command =
      "python3 " + std::string(PLUMBLINE_SOURCE_DIR) + "/tests/storage/draw_example.py";
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  ASSERT_NE(pipe, nullptr);
  std::string output;
  char buffer[4096];
  while (const size_t size = fread(buffer, 1, sizeof(buffer), pipe.get())) {
    output.append(buffer, size);
  }
  EXPECT_EQ(Block("draw"), output);
}

TEST(EntryHeaderTest, AgreesWithTheGeneratedCode) {
  journal::v1::AuditEntry entry = AnEntry(1);
  entry.mutable_recorded_by()->set_person("people/p2");
  entry.mutable_recorded_by()->set_role("ROLE_INTAKE");
  entry.mutable_late_entry()->set_reason("the sheet came by post");
  const std::string bytes = entry.SerializeAsString();
  const auto header = ReadEntryHeader(bytes);
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->sequence, entry.sequence());
  EXPECT_EQ(header->recorded_at_us, entry.recorded_at_us());
  EXPECT_EQ(header->actor, "people/p1");
  EXPECT_EQ(header->recorded_by, "people/p2");
  EXPECT_EQ(header->subject, entry.subject());
  EXPECT_EQ(header->subject_version, entry.subject_version());
  EXPECT_EQ(header->request_id, entry.request_id());
  EXPECT_TRUE(header->has_event);
  entry.clear_event();
  entry.set_subject_version(-1);
  const std::string without = entry.SerializeAsString();
  EXPECT_FALSE(ReadEntryHeader(without)->has_event);
  EXPECT_EQ(ReadEntryHeader(without)->subject_version, -1);
}

TEST(EntryTextTest, WritesWhatTheGeneratedCodeReads) {
  EntryText text;
  text.sequence = 3;
  text.event = "";
  journal::v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(text.Encode()));
  EXPECT_EQ(entry.sequence(), 3u);
  EXPECT_EQ(entry.actor().person(), text.person);
  EXPECT_EQ(entry.subject(), text.subject);
  EXPECT_EQ(entry.SerializeAsString(), text.Encode());
}

}  // namespace
}  // namespace plumbline
