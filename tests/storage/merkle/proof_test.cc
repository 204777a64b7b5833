// Proofs: the published vectors, every pair of small sizes against the recursive definitions, and
// what a changed proof does (it never verifies).
#include "storage/merkle/proof.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

using merkle_test::Leaves;
using merkle_test::NaivePath;
using merkle_test::NaiveRoot;
using merkle_test::NaiveSubproof;
using merkle_test::Part;
using merkle_test::TestLog;

class Rfc6962VectorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(PLUMBLINE_SOURCE_DIR "/tests/storage/merkle/vectors/merkle-rfc6962.json");
    ASSERT_TRUE(file.is_open());
    vectors_ = nlohmann::json::parse(file);
    for (const std::string hex : vectors_["leaves_hex"]) {
      leaves_.push_back(LeafHash(absl::HexStringToBytes(hex)));
    }
    ASSERT_EQ(leaves_.size(), 8u);
  }
  Hash Root(uint64_t size) const {
    return HashFromHex(vectors_["roots_hex"][std::to_string(size)].get<std::string>()).value();
  }
  static std::vector<Hash> Hashes(const nlohmann::json& list) {
    std::vector<Hash> hashes;
    for (const std::string hex : list) hashes.push_back(HashFromHex(hex).value());
    return hashes;
  }
  nlohmann::json vectors_;
  Leaves leaves_;
};

// Nodes straight from the leaves, so that the vectors' own leaves can be used.
class LeafReader : public HashReader {
 public:
  explicit LeafReader(Leaves leaves) : leaves_(std::move(leaves)) {}
  absl::StatusOr<Hash> Node(int height, uint64_t index) override {
    return NaiveRoot(Part(leaves_, index << height, (index + 1) << height));
  }

 private:
  const Leaves leaves_;
};

TEST_F(Rfc6962VectorTest, RootsAgree) {
  LeafReader reader(leaves_);
  for (uint64_t size = 0; size <= 8; ++size) {
    EXPECT_EQ(RootAt(size, reader).value(), Root(size)) << size;
  }
}

TEST_F(Rfc6962VectorTest, InclusionProofsAgree) {
  LeafReader reader(leaves_);
  ASSERT_EQ(vectors_["inclusion"].size(), 36u);
  for (const nlohmann::json& row : vectors_["inclusion"]) {
    const uint64_t index = row["leaf_index"];
    const uint64_t size = row["tree_size"];
    const std::vector<Hash> proof = Hashes(row["proof_hex"]);
    EXPECT_EQ(InclusionProof(index, size, reader).value(), proof) << row;
    EXPECT_THAT(VerifyInclusion(leaves_[index], index, size, proof, Root(size)), IsOk());
  }
}

TEST_F(Rfc6962VectorTest, ConsistencyProofsAgree) {
  LeafReader reader(leaves_);
  ASSERT_EQ(vectors_["consistency"].size(), 36u);
  for (const nlohmann::json& row : vectors_["consistency"]) {
    const uint64_t first = row["first"];
    const uint64_t second = row["second"];
    const std::vector<Hash> proof = Hashes(row["proof_hex"]);
    EXPECT_EQ(ConsistencyProof(first, second, reader).value(), proof) << row;
    EXPECT_THAT(VerifyConsistency(first, Root(first), second, Root(second), proof), IsOk());
  }
}

TEST(InclusionProofTest, EqualsTheRecursiveDefinitionForEveryIndexAndSize) {
  TestLog log(300);
  for (uint64_t size = 1; size <= 300; size += size < 70 ? 1 : 23) {
    const Leaves leaves = Part(log.leaves, 0, size);
    const Hash root = NaiveRoot(leaves);
    TileHashReader reader = log.Reader(size);
    for (uint64_t index = 0; index < size; ++index) {
      const std::vector<Hash> proof = InclusionProof(index, size, reader).value();
      ASSERT_EQ(proof, NaivePath(index, leaves)) << index << " in " << size;
      ASSERT_THAT(VerifyInclusion(leaves[index], index, size, proof, root), IsOk());
    }
  }
}

TEST(ConsistencyProofTest, EqualsTheRecursiveDefinitionForEveryPairOfSizes) {
  TestLog log(300);
  std::vector<Hash> roots;
  for (uint64_t size = 0; size <= 300; ++size)
    roots.push_back(NaiveRoot(Part(log.leaves, 0, size)));
  for (uint64_t second = 1; second <= 300; second += second < 70 ? 1 : 23) {
    const Leaves leaves = Part(log.leaves, 0, second);
    TileHashReader reader = log.Reader(second);
    for (uint64_t first = 1; first <= second; ++first) {
      const std::vector<Hash> proof = ConsistencyProof(first, second, reader).value();
      ASSERT_EQ(proof, NaiveSubproof(first, leaves, true)) << first << " to " << second;
      ASSERT_THAT(VerifyConsistency(first, roots[first], second, roots[second], proof), IsOk());
    }
  }
}

TEST(InclusionProofTest, VerifiesAcrossThreeTileLevels) {
  const uint64_t size = 70000;
  TestLog log(size);
  TileHashReader reader = log.Reader(size);
  ASSERT_EQ(RootAt(size, reader).value(), log.edge.Root());
  for (uint64_t index : {uint64_t{0}, uint64_t{255}, uint64_t{256}, uint64_t{65535},
                         uint64_t{65536}, uint64_t{69887}, uint64_t{69888}, size - 1}) {
    const std::vector<Hash> proof = InclusionProof(index, size, reader).value();
    EXPECT_THAT(VerifyInclusion(log.leaves[index], index, size, proof, log.edge.Root()), IsOk());
  }
}

TEST(ConsistencyProofTest, VerifiesAcrossThreeTileLevels) {
  const uint64_t size = 70000;
  TestLog log(size);
  TileHashReader reader = log.Reader(size);
  for (uint64_t first : {1, 255, 256, 257, 65535, 65536, 65537, 69999}) {
    const std::vector<Hash> proof = ConsistencyProof(first, size, reader).value();
    const Hash first_root = RootAt(first, reader).value();
    EXPECT_EQ(first_root, NaiveRoot(Part(log.leaves, 0, first)));
    EXPECT_THAT(VerifyConsistency(first, first_root, size, log.edge.Root(), proof), IsOk());
  }
}

// Goal: whatever is changed in a proof or in what it is about, it stops verifying.
// Method: all small trees; each field off by one, each hash with one bit flipped, dropped, doubled.
TEST(InclusionProofTest, AnythingChangedNeverVerifies) {
  TestLog log(40);
  for (uint64_t size = 1; size <= 40; ++size) {
    const Hash root = NaiveRoot(Part(log.leaves, 0, size));
    TileHashReader reader = log.Reader(size);
    for (uint64_t index = 0; index < size; ++index) {
      const std::vector<Hash> proof = InclusionProof(index, size, reader).value();
      const Hash leaf = log.leaves[index];
      const auto refused = [&](uint64_t i, uint64_t n, const Hash& l, const std::vector<Hash>& p,
                               const Hash& r) { return !VerifyInclusion(l, i, n, p, r).ok(); };
      for (uint64_t other = 0; other <= 41; ++other) {
        if (other != index) {
          ASSERT_TRUE(refused(other, size, leaf, proof, root)) << index << other;
        }
      }
      for (size_t bit : {0, 100, 255}) {
        Hash changed = root;
        changed[bit / 8] ^= static_cast<unsigned char>(1 << bit % 8);
        ASSERT_TRUE(refused(index, size, leaf, proof, changed));
        changed = leaf;
        changed[bit / 8] ^= static_cast<unsigned char>(1 << bit % 8);
        ASSERT_TRUE(refused(index, size, changed, proof, root));
      }
      for (size_t i = 0; i < proof.size(); ++i) {
        std::vector<Hash> changed = proof;
        changed[i][(index + i) % 32] ^= 0x10;
        ASSERT_TRUE(refused(index, size, leaf, changed, root));
        changed = proof;
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
        ASSERT_THAT(VerifyInclusion(leaf, index, size, changed, root),
                    StatusIs(absl::StatusCode::kInvalidArgument));
        changed = proof;
        changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
        ASSERT_THAT(VerifyInclusion(leaf, index, size, changed, root),
                    StatusIs(absl::StatusCode::kInvalidArgument));
      }
    }
  }
}

TEST(ConsistencyProofTest, AnythingChangedNeverVerifies) {
  TestLog log(40);
  std::vector<Hash> roots;
  for (uint64_t size = 0; size <= 40; ++size) roots.push_back(NaiveRoot(Part(log.leaves, 0, size)));
  for (uint64_t second = 1; second <= 40; ++second) {
    TileHashReader reader = log.Reader(second);
    for (uint64_t first = 1; first <= second; ++first) {
      const std::vector<Hash> proof = ConsistencyProof(first, second, reader).value();
      Hash changed_root = roots[first];
      changed_root[first % 32] ^= 0x01;
      ASSERT_FALSE(VerifyConsistency(first, changed_root, second, roots[second], proof).ok());
      changed_root = roots[second];
      changed_root[first % 32] ^= 0x80;
      ASSERT_FALSE(VerifyConsistency(first, roots[first], second, changed_root, proof).ok());
      for (uint64_t other = 0; other <= second; ++other) {
        if (other == first) continue;
        ASSERT_FALSE(VerifyConsistency(other, roots[first], second, roots[second], proof).ok())
            << first << " " << second << " " << other;
      }
      for (size_t i = 0; i < proof.size(); ++i) {
        std::vector<Hash> changed = proof;
        changed[i][i % 32] ^= 0x04;
        ASSERT_FALSE(VerifyConsistency(first, roots[first], second, roots[second], changed).ok());
        changed = proof;
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
        ASSERT_FALSE(VerifyConsistency(first, roots[first], second, roots[second], changed).ok());
      }
      std::vector<Hash> longer = proof;
      longer.push_back(roots[second]);
      ASSERT_FALSE(VerifyConsistency(first, roots[first], second, roots[second], longer).ok());
    }
  }
}

TEST(InclusionProofTest, RejectsLeafIndexEqualToTreeSize) {
  TestLog log(5);
  TileHashReader reader = log.Reader(5);
  EXPECT_THAT(InclusionProof(5, 5, reader), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(InclusionProof(0, 0, reader), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(VerifyInclusion(log.leaves[0], 5, 5, {}, log.edge.Root()),
              StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(VerifyInclusion(log.leaves[0], 0, 0, {}, EmptyRoot()),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(InclusionProofTest, ChecksTheLargestTreeWithoutOverflow) {
  const std::vector<Hash> proof(63, Sha256("x"));
  EXPECT_THAT(VerifyInclusion(Sha256("y"), 0, kTreeSizeMax, proof, Sha256("z")),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(
      VerifyInclusion(Sha256("y"), 0, kTreeSizeMax, absl::MakeSpan(proof).subspan(1), Sha256("z")),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ConsistencyProofTest, TheEmptyTreeIsContinuedByEveryTree) {
  TestLog log(5);
  TileHashReader reader = log.Reader(5);
  EXPECT_TRUE(ConsistencyProof(0, 5, reader).value().empty());
  EXPECT_THAT(VerifyConsistency(0, EmptyRoot(), 5, log.edge.Root(), {}), IsOk());
  EXPECT_THAT(VerifyConsistency(0, EmptyRoot(), 0, EmptyRoot(), {}), IsOk());
  EXPECT_THAT(VerifyConsistency(0, log.edge.Root(), 5, log.edge.Root(), {}),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(VerifyConsistency(0, EmptyRoot(), 0, log.edge.Root(), {}),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(VerifyConsistency(0, EmptyRoot(), 5, log.edge.Root(), {log.leaves[0]}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ConsistencyProofTest, RejectsSizesInTheWrongOrder) {
  TestLog log(5);
  TileHashReader reader = log.Reader(5);
  EXPECT_THAT(ConsistencyProof(5, 4, reader), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(VerifyConsistency(5, log.edge.Root(), 4, log.edge.Root(), {}),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(ConsistencyProofTest, RejectsSizesBeyondTheTree) {
  TestLog log(5);
  TileHashReader reader = log.Reader(5);
  EXPECT_THAT(ConsistencyProof(3, 6, reader), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(RootAt(kTreeSizeMax + 1, reader), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace plumbline
