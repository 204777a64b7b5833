// Journals of released events replay to the recorded state, whatever the program has become since.
//
//   golden_test --record NAME   writes tests/golden/NAME.journal and NAME.state; never overwrites
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "services/core/base/bytes.h"
#include "services/rooms.h"
#include "services/runtime/engine/replay_world.h"
#include "services/runtime/engine/row_codec.h"
#include "storage/merkle/hash.h"
#include "tests/golden/golden_script.h"

namespace plumbline::testing {
namespace {

const char* const kFolder = PLUMBLINE_SOURCE_DIR "/tests/golden/";

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::string Join(const std::vector<std::string>& entries) {
  std::string bytes;
  for (const std::string& entry : entries) {
    const auto size = static_cast<uint32_t>(entry.size());
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(size >> shift));
    bytes += entry;
  }
  return bytes;
}

std::vector<std::string> Split(const std::string& bytes) {
  std::vector<std::string> entries;
  for (size_t at = 0; at + 4 <= bytes.size();) {
    uint32_t size = 0;
    for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(bytes[at + i]);
    entries.push_back(bytes.substr(at + 4, size));
    at += 4 + size;
  }
  return entries;
}

// SHA-256 over every state row and every index row that nothing but entries makes, in key order.
std::string StateHash(const std::vector<std::string>& entries) {
  const std::unique_ptr<Rooms> rooms = Rooms::MakeAll();
  ReplayWorld world;
  for (const std::string& bytes : entries) {
    journal::v1::AuditEntry entry;
    if (!entry.ParseFromString(bytes) || !rooms->ApplyEntry(world, entry)) return "an entry can't be replayed";
    const TableRow* table = rooms->FindCollection(CollectionOf(entry.subject()));
    if (table == nullptr) return "an entry's subject is of no room";
    world.AdvanceHead(table->id, entry.subject(), entry.subject_version(), entry.sequence());
    if (rooms->figures()) rooms->figures()(world, entry);
  }
  std::map<std::string, std::string> rows;
  for (const auto& [key, slot] : world.rows()) {
    if (slot.row != nullptr) rows["s" + key] = EncodeRow(slot.head, *slot.row);
  }
  for (const auto& [key, value] : world.index_rows()) rows["i" + key] = value;
  std::string all;
  for (const auto& [key, value] : rows) all += Join({key, value});
  return absl::BytesToHexString(BytesOf(Sha256(all)));
}

std::vector<std::filesystem::path> Journals() {
  std::vector<std::filesystem::path> journals;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    if (file.path().extension() == ".journal") journals.push_back(file.path());
  }
  return journals;
}

TEST(GoldenTest, JournalsReplayToTheRecordedState) {
  ASSERT_FALSE(Journals().empty());
  for (std::filesystem::path path : Journals()) {
    const std::vector<std::string> entries = Split(ReadFile(path));
    EXPECT_GT(entries.size(), 50u) << path;
    const std::string recorded = ReadFile(path.replace_extension(".state"));
    EXPECT_EQ(StateHash(entries) + "\n", recorded)
        << path << ": an old event means something else now; see tests/golden/README.md";
  }
}

TEST(GoldenTest, EveryEventIsInAJournal) {
  std::set<int> seen;
  for (const std::filesystem::path& path : Journals()) {
    for (const std::string& bytes : Split(ReadFile(path))) {
      journal::v1::AuditEntry entry;
      ASSERT_TRUE(entry.ParseFromString(bytes)) << path;
      seen.insert(entry.event().event_case());
    }
  }
  const auto* events = journal::v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < events->field_count(); ++i) {
    EXPECT_EQ(seen.count(events->field(i)->number()), 1u)
        << events->field(i)->name() << " is in no golden journal; see tests/golden/README.md";
  }
}

int Record(const std::string& name) {
  const std::string path = kFolder + name;
  if (std::filesystem::exists(path + ".journal")) {
    std::cerr << path << ".journal exists and is never made again. Choose another name.\n";
    return 1;
  }
  const std::vector<std::string> entries = GoldenHistory();
  std::ofstream(path + ".journal", std::ios::binary) << Join(entries);
  std::ofstream(path + ".state") << StateHash(entries) << "\n";
  std::cout << entries.size() << " entries\n";
  return 0;
}

}  // namespace
}  // namespace plumbline::testing

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc == 3 && std::strcmp(argv[1], "--record") == 0) return plumbline::testing::Record(argv[2]);
  return RUN_ALL_TESTS();
}
