// The foreign verifier against a directory that is laid out as our HTTP resources are: it accepts a
// log of 70,000 entries (three tile levels) and names whatever was changed in it.
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tlog_proof.h"
#include "storage/merkle/tree.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

namespace fs = std::filesystem;

constexpr char kOrigin[] = "plumb.example/foreign/1";

void WriteFile(const fs::path& path, absl::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

NoteSigner Signer(char seed) {
  return NoteSigner::FromSeed(kOrigin, std::string(kEd25519SeedBytes, seed)).value();
}

Hash LeafDataOf(uint64_t index) { return Sha256(absl::StrCat("entry ", index)); }

// Writes a log as files: what the tree gives while it grows, then its right edge.
class DirectoryLog : public TileSink {
 public:
  DirectoryLog(const fs::path& directory, uint64_t size) : directory_(directory) {
    for (uint64_t i = 0; i < size; ++i) edge_.Append(LeafDataOf(i), *this);
    for (int level = 0; level < kTileLevelCount; ++level) {
      const absl::string_view hashes = edge_.PartialTile(level);
      const uint64_t index = size >> (level * kTileHeight) >> kTileHeight;
      if (!hashes.empty()) Write(Path(level, index, hashes.size() / kHashBytes, false), hashes);
    }
    const absl::string_view bundle = edge_.PartialBundle();
    if (!bundle.empty()) {
      Write(Path(0, size / kTileWidth, bundle.size() / kHashBytes, true), EncodeBundle(bundle));
    }
    WriteFile(directory_ / "vkey", signer_.verifier().vkey() + "\n");
    WriteFile(directory_ / "checkpoint", SignedCheckpoint());
  }

  std::string SignedCheckpoint() const {
    Checkpoint checkpoint;
    checkpoint.origin = kOrigin;
    checkpoint.size = edge_.size();
    checkpoint.root = edge_.Root();
    return SignCheckpoint(checkpoint, {&signer_}).value();
  }
  const TreeEdge& edge() const { return edge_; }

 private:
  void FullTile(int level, uint64_t index, absl::string_view hashes) override {
    Write(Path(level, index, kTileWidth, false), hashes);
  }
  void FullBundle(uint64_t index, absl::string_view leaf_data) override {
    Write(Path(0, index, kTileWidth, true), EncodeBundle(leaf_data));
  }
  void TileRoot(int, uint64_t, const Hash&) override {}

  static TilePath Path(int level, uint64_t index, size_t width, bool entries) {
    TilePath path;
    path.level = level;
    path.index = index;
    path.width = static_cast<int>(width);
    path.entries = entries;
    return path;
  }
  void Write(const TilePath& path, absl::string_view bytes) {
    WriteFile(directory_ / PrintTilePath(path), bytes);
  }

  const fs::path directory_;
  const NoteSigner signer_ = Signer('s');
  TreeEdge edge_;
};

struct Verdict {
  int exit_code = -1;
  nlohmann::json report;
};

// Runs verify.sh; an empty report means that it could not run, what it said is on standard error.
Verdict RunVerifier(const std::string& arguments) {
  const std::string command =
      absl::StrCat("PLUMBLINE_FOREIGN_OUT='" PLUMBLINE_FOREIGN_OUT "' '" PLUMBLINE_SOURCE_DIR
                   "/tests/e2e/foreign/verify.sh' ",
                   arguments);
  Verdict verdict;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return verdict;
  std::string output;
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof(buffer), pipe)) > 0;) output.append(buffer, n);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) verdict.exit_code = WEXITSTATUS(status);
  verdict.report = nlohmann::json::parse(output, nullptr, /*allow_exceptions=*/false);
  return verdict;
}

class ForeignVerifierTest : public ::testing::Test {
 protected:
  Verdict Verify(const std::string& flags = "") {
    return RunVerifier(absl::StrCat("'", directory_.string(), "' ", flags));
  }

  // Flips one bit of a resource, expects the verifier to name it, and puts the byte back.
  void ExpectNamedWhenChanged(const std::string& path, size_t offset) {
    SCOPED_TRACE(absl::StrCat(path, " at ", offset));
    const std::string bytes = ReadFile(directory_ / path);
    ASSERT_LT(offset, bytes.size());
    std::string changed = bytes;
    changed[offset] = static_cast<char>(changed[offset] ^ 0x01);
    WriteFile(directory_ / path, changed);
    const Verdict verdict = Verify();
    EXPECT_EQ(verdict.exit_code, 1);
    EXPECT_EQ(verdict.report["ok"], false);
    EXPECT_EQ(verdict.report["first_bad"], path);
    WriteFile(directory_ / path, bytes);
  }

  const TempDir temp_dir_;
  const fs::path directory_ = temp_dir_.path();
};

TEST_F(ForeignVerifierTest, AcceptsOurLogOfSeventyThousandEntries) {
  DirectoryLog log(directory_, 70000);
  const Verdict verdict = Verify();
  ASSERT_EQ(verdict.exit_code, 0) << verdict.report;
  EXPECT_EQ(verdict.report["ok"], true);
  EXPECT_EQ(verdict.report["origin"], kOrigin);
  EXPECT_EQ(verdict.report["size"], 70000);
  EXPECT_EQ(verdict.report["root"], HexOf(log.edge().Root()));
  EXPECT_EQ(verdict.report["bundles"], 274);
  EXPECT_EQ(verdict.report["tiles"], 274 + 2 + 1);
  EXPECT_EQ(verdict.report["inclusion_proofs"], 64);
  EXPECT_GT(verdict.report["consistency_proofs"], 5);
}

TEST_F(ForeignVerifierTest, AcceptsTheSizesWhereTilesBeginAndEnd) {
  for (uint64_t size : {0, 1, 2, 255, 256, 257, 65536, 65537}) {
    fs::remove_all(directory_);
    DirectoryLog log(directory_, size);
    const Verdict verdict = Verify();
    EXPECT_EQ(verdict.exit_code, 0) << size << " " << verdict.report;
    EXPECT_EQ(verdict.report["root"], HexOf(log.edge().Root())) << size;
  }
}

TEST_F(ForeignVerifierTest, NamesTheResourceThatWasChanged) {
  DirectoryLog log(directory_, 70000);
  ExpectNamedWhenChanged("tile/0/000", 0);
  ExpectNamedWhenChanged("tile/0/272", kTileBytes - 1);
  ExpectNamedWhenChanged("tile/0/273.p/112", 31);
  ExpectNamedWhenChanged("tile/1/000", 4096);
  ExpectNamedWhenChanged("tile/1/001.p/17", 100);
  ExpectNamedWhenChanged("tile/2/000.p/1", 7);
  ExpectNamedWhenChanged("checkpoint", 3);                                // Origin.
  ExpectNamedWhenChanged("checkpoint", std::string(kOrigin).size() + 1);  // Size.
  ExpectNamedWhenChanged("tile/entries/273.p/112", 0);                    // A length.
}

TEST_F(ForeignVerifierTest, RefusesAChangedEntry) {
  DirectoryLog log(directory_, 1000);
  const fs::path path = directory_ / "tile/entries/001";
  std::string bytes = ReadFile(path);
  bytes[34 * 7 + 2] = static_cast<char>(bytes[34 * 7 + 2] ^ 0x80);
  WriteFile(path, bytes);
  const Verdict verdict = Verify();
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(verdict.report["first_bad"], "tile/0/001");  // The tile no longer fits the entries.
}

TEST_F(ForeignVerifierTest, RefusesAMissingResource) {
  DirectoryLog log(directory_, 1000);
  fs::remove(directory_ / "tile/1/000.p/3");
  const Verdict verdict = Verify();
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(verdict.report["first_bad"], "tile/1/000.p/3");
}

TEST_F(ForeignVerifierTest, RefusesACheckpointOfAnotherKey) {
  DirectoryLog log(directory_, 10);
  const Verdict verdict = Verify(absl::StrCat("-vkey '", Signer('o').verifier().vkey(), "'"));
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(verdict.report["first_bad"], "checkpoint");
  EXPECT_EQ(Verify(absl::StrCat("-vkey '", Signer('s').verifier().vkey(), "'")).exit_code, 0);
}

TEST_F(ForeignVerifierTest, RefusesAnotherOrigin) {
  DirectoryLog log(directory_, 10);
  EXPECT_EQ(Verify("-origin plumb.example/foreign/2").exit_code, 1);
}

TEST_F(ForeignVerifierTest, ChecksAProofFileWithoutTheLog) {
  DirectoryLog log(directory_, 700);
  TileHashReader reader(700, [this](const TilePath& path) -> absl::StatusOr<std::string> {
    return ReadFile(directory_ / PrintTilePath(path));
  });
  TlogProof proof;
  proof.extra = "letter";
  proof.index = 300;
  proof.hashes = InclusionProof(300, 700, reader).value();
  proof.checkpoint = log.SignedCheckpoint();
  const fs::path file = directory_ / "letter.tlog-proof";
  WriteFile(file, PrintTlogProof(proof).value());
  const auto check = [&](uint64_t index) {
    return RunVerifier(absl::StrCat("-proof '", file.string(), "' -leaf ", HexOf(LeafDataOf(index)),
                                    " -vkey '", Signer('s').verifier().vkey(), "'"));
  };
  const Verdict right = check(300);
  EXPECT_EQ(right.exit_code, 0) << right.report;
  EXPECT_EQ(check(301).exit_code, 1);
  proof.hashes[4][0] ^= 1;
  WriteFile(file, PrintTlogProof(proof).value());
  EXPECT_EQ(check(300).exit_code, 1);
}

}  // namespace
}  // namespace plumbline
