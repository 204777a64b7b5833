#include "storage/backup/manifest.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

constexpr absl::string_view kTitle = "plumbline backup 1";
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%SZ";

std::string HeadText(const HeadRow& head) {
  return absl::StrCat(head.size, " ", head.epoch, " ", head.batches, " ", HexOf(head.root));
}

// Reads line after line; each has a keyword. Remembers the first thing that was not as expected.
class LineReader {
 public:
  explicit LineReader(absl::string_view text) : text_(text) {}

  bool AtKeyword(absl::string_view keyword) const {
    return absl::StartsWith(text_.substr(position_), absl::StrCat(keyword, " "));
  }
  // What follows the keyword.
  absl::string_view Line(absl::string_view keyword) {
    absl::string_view line = Whole();
    if (!absl::ConsumePrefix(&line, keyword) || !absl::ConsumePrefix(&line, " ")) Fail();
    return line;
  }
  absl::string_view Whole() {
    ++line_;
    const size_t end = text_.find('\n', position_);
    if (end == absl::string_view::npos) {
      Fail();
      return {};
    }
    const absl::string_view line = text_.substr(position_, end - position_);
    position_ = end + 1;
    return line;
  }
  template <typename T>
  T Number(absl::string_view text) {
    T value = 0;
    if (!absl::SimpleAtoi(text, &value) || absl::StrCat(value) != text) Fail();
    return value;
  }
  Hash Hex(absl::string_view text) {
    const absl::StatusOr<Hash> hash = HashFromHex(text);
    if (!hash.ok()) Fail();
    return hash.value_or(Hash{});
  }
  HeadRow Head(absl::string_view text) {
    const std::vector<absl::string_view> fields = absl::StrSplit(text, ' ');
    if (fields.size() != 4) {
      Fail();
      return {};
    }
    HeadRow head;
    head.size = Number<uint64_t>(fields[0]);
    head.epoch = Number<uint64_t>(fields[1]);
    head.batches = Number<uint64_t>(fields[2]);
    head.root = Hex(fields[3]);
    return head;
  }
  void Fail() {
    if (failed_line_ == 0) failed_line_ = line_;
  }
  bool failed() const { return failed_line_ != 0; }
  size_t position() const { return position_; }
  bool AtEnd() const { return position_ == text_.size(); }
  absl::Status Status() const {
    return absl::DataLossError(
        absl::StrCat("Line ", failed_line_, " of the manifest is damaged; use another backup"));
  }

 private:
  const absl::string_view text_;
  size_t position_ = 0;
  int line_ = 0;
  int failed_line_ = 0;
};

bool IsInside(absl::string_view path) {
  for (const absl::string_view step : absl::StrSplit(path, '/')) {
    if (step.empty() || step == "." || step == "..") return false;
  }
  return true;
}

}  // namespace

std::string ManifestName(uint32_t id) { return absl::StrFormat("%08d.manifest", id); }

std::string EncodeManifest(const BackupManifest& manifest) {
  std::string text = absl::StrCat(
      kTitle, "\nid ", manifest.id, "\ncreated ",
      absl::FormatTime(kTimeFormat, manifest.created, absl::UTCTimeZone()), "\norigin ",
      manifest.origin, "\nhead ", HeadText(manifest.head), "\nmark ", HeadText(manifest.mark),
      "\nlayout ", manifest.layout, "\nrecord ", manifest.record, "\nfiles ", manifest.files, "\n");
  for (const BackupPart& part : manifest.parts) {
    absl::StrAppend(&text, "part ", HexOf(part.sha256), " ", part.size, " ", part.path, "\n");
  }
  absl::StrAppend(&text, "end ", HexOf(Sha256(text)), "\n");
  return text;
}

absl::StatusOr<BackupManifest> DecodeManifest(absl::string_view text) {
  LineReader reader(text);
  if (reader.Whole() != kTitle) reader.Fail();
  BackupManifest manifest;
  manifest.id = reader.Number<uint32_t>(reader.Line("id"));
  const std::string created(reader.Line("created"));
  std::string why;
  if (!absl::ParseTime(kTimeFormat, created, absl::UTCTimeZone(), &manifest.created, &why) ||
      absl::FormatTime(kTimeFormat, manifest.created, absl::UTCTimeZone()) != created) {
    reader.Fail();
  }
  manifest.origin = std::string(reader.Line("origin"));
  manifest.head = reader.Head(reader.Line("head"));
  manifest.mark = reader.Head(reader.Line("mark"));
  manifest.layout = std::string(reader.Line("layout"));
  manifest.record = reader.Number<uint32_t>(reader.Line("record"));
  manifest.files = reader.Number<uint32_t>(reader.Line("files"));
  while (!reader.failed() && reader.AtKeyword("part")) {
    const std::vector<absl::string_view> fields =
        absl::StrSplit(reader.Line("part"), absl::MaxSplits(' ', 2));
    if (fields.size() != 3 || !IsInside(fields[2])) {
      reader.Fail();
      break;
    }
    manifest.parts.push_back(
        {std::string(fields[2]), reader.Number<uint64_t>(fields[1]), reader.Hex(fields[0])});
  }
  const Hash above = Sha256(text.substr(0, reader.position()));
  if (reader.Hex(reader.Line("end")) != above || !reader.AtEnd()) reader.Fail();
  if (reader.failed()) return reader.Status();
  return manifest;
}

}  // namespace plumbline
