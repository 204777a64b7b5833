#include "storage/merkle/note.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr char kDash[] = "\xe2\x80\x94 ";

NoteSigner Signer(const std::string& name, char seed = 's') {
  return NoteSigner::FromSeed(name, std::string(32, seed)).value();
}

nlohmann::json PublishedExample() {
  std::ifstream file(PLUMBLINE_SOURCE_DIR "/tests/storage/merkle/vectors/signed-note.json");
  return nlohmann::json::parse(file);
}

TEST(SignedNoteVectorTest, ThePublishedExampleVerifies) {
  const nlohmann::json example = PublishedExample();
  const std::string vkey = example["vkey"];
  const std::string note = example["note"];
  const NoteVerifier verifier = NoteVerifier::Parse(vkey).value();
  EXPECT_EQ(verifier.name(), "example.com/foo");
  EXPECT_EQ(verifier.key_id(), 0x530d903au);
  EXPECT_EQ(verifier.vkey(), vkey);
  EXPECT_EQ(OpenNote(note, {verifier}).value().text, "This is an example message.\n");
  EXPECT_EQ(PrintNote(ParseNote(note).value()).value(), note);
}

// A changed byte makes it malformed, unsigned (name or key id) or wrong, never verified.
TEST(SignedNoteVectorTest, NoSingleChangedByteVerifies) {
  const nlohmann::json example = PublishedExample();
  const NoteVerifier verifier = NoteVerifier::Parse(example["vkey"].get<std::string>()).value();
  const std::string note = example["note"];
  for (size_t i = 0; i < note.size(); ++i) {
    for (int change = 1; change < 256; ++change) {
      std::string changed = note;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(OpenNote(changed, {verifier}).ok()) << i << " ^ " << change;
    }
    ASSERT_FALSE(OpenNote(note.substr(0, i), {verifier}).ok()) << i;
  }
}

TEST(NoteSignerTest, AgreesWithRfc8032) {
  // RFC 8032 §7.1, test 2: the message is the byte 0x72.
  const NoteSigner signer =
      NoteSigner::FromSeed("rfc8032",
                           absl::HexStringToBytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f"
                                                  "35aba624da8cf6ed4fb8a6fb"))
          .value();
  EXPECT_EQ(absl::BytesToHexString(signer.Sign("\x72").signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(signer.verifier().Verify("\x72", signer.Sign("\x72").signature));
  EXPECT_FALSE(signer.verifier().Verify("\x73", signer.Sign("\x72").signature));
  EXPECT_FALSE(signer.verifier().Verify("\x72", ""));
  EXPECT_FALSE(signer.verifier().Verify("\x72", signer.Sign("\x72").signature + "x"));
}

TEST(NoteSignerTest, KeysReadBack) {
  const NoteSigner signer = Signer("plumb.example/record/1");
  const NoteSigner read = NoteSigner::Parse(signer.PrivateKey()).value();
  EXPECT_EQ(read.PrivateKey(), signer.PrivateKey());
  EXPECT_EQ(read.verifier().vkey(), signer.verifier().vkey());
  EXPECT_EQ(read.Sign("x\n").signature, signer.Sign("x\n").signature);
  const NoteVerifier verifier = NoteVerifier::Parse(signer.verifier().vkey()).value();
  EXPECT_TRUE(verifier.Verify("x\n", signer.Sign("x\n").signature));
}

TEST(NoteKeyTest, RefusesMalformedKeys) {
  const std::string vkey = Signer("a.example").verifier().vkey();
  const std::string id = vkey.substr(10, 8);
  const std::string key = vkey.substr(19);
  for (const std::string& text :
       {std::string(), std::string("+"), vkey.substr(1), vkey + " ", vkey + "=",
        "b" + vkey.substr(1), "a.example+" + id, "a.example+" + id + "+",
        "a.example+00000000+" + key, "a.example+" + id.substr(1) + "+" + key,
        "a example+" + id + "+" + key, "+" + id + "+" + key,
        std::string(100000, 'a') + "+" + id + "+" + key}) {
    EXPECT_THAT(NoteVerifier::Parse(text), StatusIs(kInvalid)) << text;
    EXPECT_THAT(NoteSigner::Parse("PRIVATE+KEY+" + text), StatusIs(kInvalid)) << text;
  }
  EXPECT_THAT(NoteSigner::Parse(vkey), StatusIs(kInvalid));
  const std::string other_type = absl::Base64Escape("\x04" + std::string(32, 'k'));
  EXPECT_THAT(NoteVerifier::Parse("a.example+00000000+" + other_type),
              StatusIs(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(NoteSigner::FromSeed("a+b", std::string(32, 's')), StatusIs(kInvalid));
  EXPECT_THAT(NoteSigner::FromSeed("a", std::string(31, 's')), StatusIs(kInvalid));
}

TEST(NoteKeyTest, FindsADamagedSeed) {
  std::string key = Signer("a.example").PrivateKey();
  char& c = key[key.size() - 10];
  c = c == 'A' ? 'B' : 'A';
  EXPECT_THAT(NoteSigner::Parse(key), StatusIs(kInvalid));
}

TEST(NoteNameTest, HasNoUnicodeSpacesNorPlus) {
  for (const char* name : {"a", "example.com/foo", "准绳.example", "\xf0\x9f\x98\x80", "a\x7f"}) {
    EXPECT_TRUE(IsNoteName(name)) << name;
  }
  for (const char* name : {"", "a b", "a+b", "a\tb", "a\nb", "a\xc2\xa0", "a\xe3\x80\x80",
                           "\xc2\x85", "a\xe2\x80\x83", "\xff", "\xc0\x80", "\xe0\x80\x80",
                           "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
    EXPECT_FALSE(IsNoteName(name)) << absl::CHexEscape(name);
  }
}

TEST(ParseNoteTest, SplitsAtTheLastBlankLine) {
  const NoteSigner signer = Signer("a.example");
  const std::string text = "one\n\ntwo\n";
  const std::string bytes = SignNote(text, {&signer}).value();
  EXPECT_EQ(ParseNote(bytes).value().text, text);
  EXPECT_EQ(OpenNote(bytes, {signer.verifier()}).value().text, text);
}

TEST(ParseNoteTest, RefusesMalformedNotes) {
  const std::string line = absl::StrCat(kDash, "a ", absl::Base64Escape("1234s"), "\n");
  ASSERT_THAT(ParseNote("t\n\n" + line), IsOk());
  const std::vector<std::string> table = {
      "",
      "t\n",
      "t\n\n",
      "t\n" + line,
      "t\n\n" + line.substr(0, line.size() - 1),
      "t\n\n" + line + "\n",
      "t\n\n" + line + "x\n",
      "t\r\n\n" + line,
      "t\tx\n\n" + line,
      "t\xff\n\n" + line,
      "t\n\n- a MTIzNHM=\n",
      absl::StrCat("t\n\n", kDash, "a\n"),
      absl::StrCat("t\n\n", kDash, "a \n"),
      absl::StrCat("t\n\n", kDash, " MTIzNHM=\n"),
      absl::StrCat("t\n\n", kDash, "a+b MTIzNHM=\n"),
      absl::StrCat("t\n\n", kDash, "a b MTIzNHM=\n"),
      absl::StrCat("t\n\n", kDash, "a MTIzNHM\n"),
      absl::StrCat("t\n\n", kDash, "a MTIzNHN=\n"),
      absl::StrCat("t\n\n", kDash, "a MTIzNHM= \n"),
      absl::StrCat("t\n\n", kDash, "a MTIzNA==\n"),  // A key id without a signature.
      absl::StrCat("t\n\n ", kDash, "a MTIzNHM=\n"),
      std::string(kNoteBytesMax, 't') + "\n\n" + line,
  };
  for (const std::string& bytes : table) {
    EXPECT_THAT(ParseNote(bytes), StatusIs(kInvalid)) << bytes.substr(0, 100);
  }
  EXPECT_THAT(ParseNote(std::string("t\0\n\n", 4) + line), StatusIs(kInvalid));
}

TEST(ParseNoteTest, AcceptsSixteenSignaturesAndStopsAtItsLimit) {
  const std::string line = absl::StrCat(kDash, "a ", absl::Base64Escape("1234s"), "\n");
  std::string bytes = "t\n\n";
  for (size_t i = 0; i < kNoteSignaturesMax; ++i) bytes += line;
  EXPECT_EQ(ParseNote(bytes).value().signatures.size(), kNoteSignaturesMax);
  EXPECT_THAT(ParseNote(bytes + line), StatusIs(kInvalid));
}

TEST(ParseNoteTest, HasRoomForSixteenPostQuantumSignatures) {
  Note note;
  note.text = "t\n";
  for (int i = 0; i < 16; ++i) note.signatures.push_back({"w", 1, std::string(5000, 's')});
  EXPECT_EQ(ParseNote(PrintNote(note).value()).value().signatures.size(), 16u);
}

TEST(PrintNoteTest, RefusesWhatCouldNotBeReadBack) {
  const NoteSigner signer = Signer("a.example");
  EXPECT_THAT(SignNote("no newline", {&signer}), StatusIs(kInvalid));
  EXPECT_THAT(SignNote("", {&signer}), StatusIs(kInvalid));
  EXPECT_THAT(SignNote("t\n", {}), StatusIs(kInvalid));
  EXPECT_THAT(PrintNote({"t\n", {{"a b", 1, "s"}}}), StatusIs(kInvalid));
  EXPECT_THAT(PrintNote({"t\n", {{"a", 1, ""}}}), StatusIs(kInvalid));
}

TEST(OpenNoteTest, IgnoresUnknownKeysEvenUnderAKnownName) {
  const NoteSigner log = Signer("log.example", 'l');
  const NoteSigner witness = Signer("witness.example", 'w');
  const NoteSigner impostor = Signer("log.example", 'i');
  const std::string bytes = SignNote("t\n", {&impostor, &log, &witness}).value();
  EXPECT_THAT(OpenNote(bytes, {witness.verifier(), log.verifier()}).value().verified,
              ElementsAre(0, 1));
  EXPECT_THAT(OpenNote(bytes, {log.verifier()}).value().verified, ElementsAre(0));
  EXPECT_THAT(OpenNote(SignNote("t\n", {&impostor}).value(), {log.verifier()}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(OpenNote(bytes, {}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(OpenNoteTest, IgnoresAKnownKeyIdUnderAnotherName) {
  const NoteSigner log = Signer("log.example");
  Note note = ParseNote(SignNote("t\n", {&log}).value()).value();
  NoteSignature renamed = note.signatures[0];
  renamed.name = "other.example";
  renamed.signature[0] = static_cast<char>(renamed.signature[0] ^ 1);
  note.signatures.push_back(renamed);
  EXPECT_THAT(OpenNote(PrintNote(note).value(), {log.verifier()}).value().verified, ElementsAre(0));
}

TEST(OpenNoteTest, RefusesTheWholeNoteWhenAKnownSignatureFails) {
  const NoteSigner log = Signer("log.example", 'l');
  const NoteSigner witness = Signer("witness.example", 'w');
  Note note = ParseNote(SignNote("t\n", {&log, &witness}).value()).value();
  note.signatures[1].signature[9] = static_cast<char>(note.signatures[1].signature[9] ^ 1);
  const std::string bytes = PrintNote(note).value();
  EXPECT_THAT(OpenNote(bytes, {log.verifier(), witness.verifier()}),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(OpenNote(bytes, {log.verifier()}).value().verified, ElementsAre(0));
}

}  // namespace
}  // namespace plumbline
