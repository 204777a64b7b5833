#include "storage/merkle/checkpoint.h"

#include "absl/strings/str_cat.h"
#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr char kRoot[] = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

TEST(CheckpointTest, ReadsThePublishedExample) {
  const std::string text = absl::StrCat("example.com/behind-the-sofa\n20852163\n", kRoot, "\n");
  const Checkpoint checkpoint = ParseCheckpoint(text).value();
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.size, 20852163u);
  EXPECT_EQ(Base64Of(checkpoint.root), kRoot);
  EXPECT_TRUE(checkpoint.extensions.empty());
  EXPECT_EQ(PrintCheckpoint(checkpoint).value(), text);
}

TEST(CheckpointTest, KeepsExtensionLines) {
  const std::string text = absl::StrCat("o\n1\n", kRoot, "\none\ntwo\n");
  const Checkpoint checkpoint = ParseCheckpoint(text).value();
  EXPECT_THAT(checkpoint.extensions, ::testing::ElementsAre("one", "two"));
  EXPECT_EQ(PrintCheckpoint(checkpoint).value(), text);
}

TEST(CheckpointTest, RefusesEverySecondSpelling) {
  const std::string root = kRoot;
  for (const std::string& text : {
           std::string(),
           std::string("\n"),
           std::string("o\n1\n"),
           absl::StrCat("o\n1\n", root),
           absl::StrCat("\n1\n", root, "\n"),
           absl::StrCat("o\n\n", root, "\n"),
           absl::StrCat("o\n01\n", root, "\n"),
           absl::StrCat("o\n+1\n", root, "\n"),
           absl::StrCat("o\n-1\n", root, "\n"),
           absl::StrCat("o\n1 \n", root, "\n"),
           absl::StrCat("o\n0x1\n", root, "\n"),
           absl::StrCat("o\n9223372036854775808\n", root, "\n"),
           absl::StrCat("o\n18446744073709551617\n", root, "\n"),
           absl::StrCat("o\n1\n", root.substr(4), "\n"),
           absl::StrCat("o\n1\n", root, "=\n"),
           absl::StrCat("o\n1\n", root, "\n\n"),
           absl::StrCat("o\n1\n", root, "\n\nx\n"),
           absl::StrCat("o\r\n1\n", root, "\n"),
           absl::StrCat("o\n0\n", root, "\n"),  // Not the empty root.
       }) {
    EXPECT_THAT(ParseCheckpoint(text), StatusIs(kInvalid)) << text;
  }
  EXPECT_THAT(ParseCheckpoint(absl::StrCat("o\n9223372036854775807\n", root, "\n")), IsOk());
  EXPECT_THAT(ParseCheckpoint(absl::StrCat("o\n0\n", Base64Of(EmptyRoot()), "\n")), IsOk());
}

TEST(CheckpointTest, DoesNotPrintWhatItCouldNotReadBack) {
  Checkpoint checkpoint;
  checkpoint.size = 1;
  EXPECT_THAT(PrintCheckpoint(checkpoint), StatusIs(kInvalid));
  checkpoint.origin = "o\n5";
  EXPECT_THAT(PrintCheckpoint(checkpoint), StatusIs(kInvalid));
  checkpoint.origin = "o";
  checkpoint.extensions = {"a\nb"};
  EXPECT_THAT(PrintCheckpoint(checkpoint), StatusIs(kInvalid));
  checkpoint.extensions = {""};
  EXPECT_THAT(PrintCheckpoint(checkpoint), StatusIs(kInvalid));
  checkpoint.extensions.clear();
  checkpoint.size = 0;  // With a root that is not the empty one.
  EXPECT_THAT(PrintCheckpoint(checkpoint), StatusIs(kInvalid));
}

TEST(OpenCheckpointTest, GivesTheHeadOfTheLogThatSignedIt) {
  const NoteSigner signer = NoteSigner::FromSeed("log.example/1", std::string(32, 's')).value();
  Checkpoint checkpoint;
  checkpoint.origin = "log.example/1";
  checkpoint.size = 7;
  checkpoint.root = Sha256("root");
  const std::string note = SignCheckpoint(checkpoint, {&signer}).value();
  const Checkpoint opened = OpenCheckpoint(note, "log.example/1", {signer.verifier()}).value();
  EXPECT_EQ(opened.size, 7u);
  EXPECT_EQ(opened.root, checkpoint.root);
  EXPECT_THAT(OpenCheckpoint(note, "log.example/2", {signer.verifier()}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  std::string changed = note;
  changed[changed.find("\n7\n") + 1] = '8';
  EXPECT_THAT(OpenCheckpoint(changed, "log.example/1", {signer.verifier()}),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(OpenCheckpointTest, RefusesASignedTextThatIsNoCheckpoint) {
  const NoteSigner signer = NoteSigner::FromSeed("log.example/1", std::string(32, 's')).value();
  EXPECT_THAT(
      OpenCheckpoint(SignNote("hello\n", {&signer}).value(), "log.example/1", {signer.verifier()}),
      StatusIs(kInvalid));
}

}  // namespace
}  // namespace plumbline
