#include "storage/merkle/tlog_proof.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

using merkle_test::LeafDataOf;
using merkle_test::TestLog;

constexpr char kOrigin[] = "plumb.example/record/1";
constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

class TlogProofTest : public ::testing::Test {
 protected:
  TlogProofTest() {
    Checkpoint checkpoint;
    checkpoint.origin = kOrigin;
    checkpoint.size = log_.edge.size();
    checkpoint.root = log_.edge.Root();
    TileHashReader reader = log_.Reader(checkpoint.size);
    proof_.index = 300;
    proof_.hashes = InclusionProof(proof_.index, checkpoint.size, reader).value();
    proof_.checkpoint = SignCheckpoint(checkpoint, {&signer_}).value();
  }
  absl::StatusOr<Checkpoint> Verify(const std::string& text) const {
    absl::StatusOr<TlogProof> proof = ParseTlogProof(text);
    if (!proof.ok()) return proof.status();
    return VerifyTlogProof(*proof, LeafDataOf(300), kOrigin, {signer_.verifier()});
  }

  const NoteSigner signer_ = NoteSigner::FromSeed(kOrigin, std::string(32, 's')).value();
  TestLog log_{700};
  TlogProof proof_;
};

TEST_F(TlogProofTest, HasTheLinesOfTheFormat) {
  proof_.extra = "advice";
  const std::string text = PrintTlogProof(proof_).value();
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_EQ(lines[0], "c2sp.org/tlog-proof@v1");
  EXPECT_EQ(lines[1], "extra YWR2aWNl");
  EXPECT_EQ(lines[2], "index 300");
  EXPECT_EQ(lines[3], Base64Of(log_.leaves[301]));
  const size_t blank = 3 + proof_.hashes.size();
  EXPECT_EQ(lines[blank], "");
  EXPECT_EQ(lines[blank + 1], kOrigin);
  EXPECT_EQ(lines[blank + 2], "700");
}

TEST_F(TlogProofTest, ReadsBackWhatItPrints) {
  for (const std::string& extra : {std::string(), std::string("x"), std::string(1000, '\0')}) {
    proof_.extra = extra;
    const std::string text = PrintTlogProof(proof_).value();
    const TlogProof read = ParseTlogProof(text).value();
    EXPECT_EQ(read.extra, extra);
    EXPECT_EQ(read.index, 300u);
    EXPECT_EQ(read.hashes, proof_.hashes);
    EXPECT_EQ(read.checkpoint, proof_.checkpoint);
    EXPECT_EQ(PrintTlogProof(read).value(), text);
  }
}

TEST_F(TlogProofTest, VerifiesWithNothingButTheKey) {
  EXPECT_EQ(Verify(PrintTlogProof(proof_).value()).value().size, 700u);
}

TEST_F(TlogProofTest, ATreeOfOneLeafNeedsNoHashes) {
  TestLog log(1);
  Checkpoint checkpoint;
  checkpoint.origin = kOrigin;
  checkpoint.size = 1;
  checkpoint.root = log.edge.Root();
  const TlogProof proof{"", 0, {}, SignCheckpoint(checkpoint, {&signer_}).value()};
  const TlogProof read = ParseTlogProof(PrintTlogProof(proof).value()).value();
  EXPECT_THAT(VerifyTlogProof(read, LeafDataOf(0), kOrigin, {signer_.verifier()}), IsOk());
}

TEST_F(TlogProofTest, NoSingleChangedByteVerifies) {
  const std::string text = PrintTlogProof(proof_).value();
  for (size_t i = 0; i < text.size(); ++i) {
    for (int change : {1, 2, 4, 8, 16, 32, 64, 128, 0x2a}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(Verify(changed).ok()) << i << " ^ " << change;
    }
    ASSERT_FALSE(Verify(text.substr(0, i)).ok()) << i;
    ASSERT_FALSE(Verify(text.substr(0, i) + text.substr(i + 1)).ok()) << i;
  }
}

TEST_F(TlogProofTest, SaysWhatDoesNotFit) {
  const NoteVerifier key = signer_.verifier();
  const NoteSigner other = NoteSigner::FromSeed(kOrigin, std::string(32, 'o')).value();
  EXPECT_THAT(VerifyTlogProof(proof_, LeafDataOf(301), kOrigin, {key}),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(VerifyTlogProof(proof_, LeafDataOf(300), "plumb.example/record/2", {key}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(VerifyTlogProof(proof_, LeafDataOf(300), kOrigin, {other.verifier()}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  proof_.index = 700;
  EXPECT_THAT(VerifyTlogProof(proof_, LeafDataOf(300), kOrigin, {key}),
              StatusIs(absl::StatusCode::kOutOfRange));
  proof_.index = 300;
  proof_.hashes.pop_back();
  EXPECT_THAT(VerifyTlogProof(proof_, LeafDataOf(300), kOrigin, {key}), StatusIs(kInvalid));
}

TEST_F(TlogProofTest, RefusesMalformedText) {
  const std::string text = PrintTlogProof(proof_).value();
  const std::string hash = Base64Of(proof_.hashes[0]) + "\n";
  const auto with = [&](absl::string_view from, absl::string_view to) {
    return absl::StrReplaceAll(text, {{from, to}});
  };
  std::string many_hashes;
  for (int i = 0; i < 64; ++i) many_hashes += hash;
  for (const std::string& bad :
       {std::string(), "\n" + text, with("@v1", "@v2"), with("@v1\n", "@v1\r\n"),
        with("index 300\n", ""), with("index 300", "index 0300"), with("index 300", "index  300"),
        with("index 300", "index"), with("index 300", "index 9223372036854775808"),
        with("index 300", "extra \nindex 300"), with("index 300", "extra\nindex 300"),
        with("index 300", "extra YQ\nindex 300"),
        with("index 300", "extra YQ==\nextra YQ==\nindex 300"),
        with("index 300", "index 300\nextra YQ=="), with("index 300\n", "index 300\n\n"),
        with(hash, hash.substr(4)), with(hash, many_hashes), text.substr(0, text.find("\n\n") + 2),
        text + "x"}) {
    EXPECT_THAT(ParseTlogProof(bad), StatusIs(kInvalid)) << bad;
  }
  EXPECT_THAT(ParseTlogProof(text + std::string(kTlogProofBytesMax, 'x')), StatusIs(kInvalid));
}

TEST_F(TlogProofTest, DoesNotPrintWhatItCouldNotReadBack) {
  proof_.checkpoint += "x";
  EXPECT_THAT(PrintTlogProof(proof_), StatusIs(kInvalid));
  proof_.checkpoint.clear();
  EXPECT_THAT(PrintTlogProof(proof_), StatusIs(kInvalid));
}

}  // namespace
}  // namespace plumbline
