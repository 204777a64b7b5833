#include "storage/merkle/hash.h"

#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Sha256Test, AgreesWithTheStandard) {
  EXPECT_EQ(HexOf(Sha256("abc")), kAbc);  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(HexOf(Sha256("")), kEmpty);
  EXPECT_EQ(EmptyRoot(), Sha256(""));
}

TEST(Sha256Test, SeparatesLeavesFromNodes) {
  const Hash a = Sha256("a");
  const Hash b = Sha256("b");
  const std::string both = std::string(BytesOf(a)) + std::string(BytesOf(b));
  EXPECT_EQ(LeafHash(a), Sha256(std::string(1, '\0') + std::string(BytesOf(a))));
  EXPECT_EQ(LeafHash(a), LeafHash(BytesOf(a)));
  EXPECT_EQ(NodeHash(a, b), Sha256("\x01" + both));
  EXPECT_NE(NodeHash(a, b), LeafHash(both));
  EXPECT_NE(NodeHash(a, b), NodeHash(b, a));
}

TEST(Sha256StreamTest, GivesTheDigestOfAllPiecesAndStartsAnew) {
  Sha256Stream stream;
  stream.Update("a");
  stream.Update("");
  stream.Update("bc");
  EXPECT_EQ(HexOf(stream.Finish()), kAbc);
  EXPECT_EQ(HexOf(stream.Finish()), kEmpty);
}

TEST(HashTextTest, ReadsBackWhatItPrints) {
  const Hash hash = Sha256("abc");
  EXPECT_EQ(HashFromHex(HexOf(hash)).value(), hash);
  EXPECT_EQ(HashFromBase64(Base64Of(hash)).value(), hash);
  EXPECT_EQ(HashFromBytes(BytesOf(hash)).value(), hash);
}

TEST(HashTextTest, RefusesEverySecondSpelling) {
  const std::string hex = kAbc;
  const std::string base64 = Base64Of(Sha256("abc"));
  ASSERT_EQ(base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  for (const std::string& text :
       {std::string(), hex.substr(1), hex + "0", "B" + hex.substr(1), "g" + hex.substr(1)}) {
    EXPECT_THAT(HashFromHex(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  for (const std::string& text :
       {std::string(), base64.substr(0, 43), base64 + "=", base64 + "\n", " " + base64,
        base64.substr(0, 42) + "1=",  // Unused bits set: decodes to the same bytes elsewhere.
        base64.substr(0, 10) + "\n" + base64.substr(10),
        base64.substr(0, 10) + "-" + base64.substr(11), base64.substr(0, 40)}) {
    EXPECT_THAT(HashFromBase64(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(HashFromBytes(hex), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace plumbline
