#include "services/core/procedure/profile_load.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "services/core/base/status_macros.h"
#include "services/core/procedure/profile_check.h"
#include "services/core/procedure/profile_tables.h"

namespace plumbline {
namespace {

using google::protobuf::TextFormat;

constexpr int kNestingMax = 8;

// Hands what protobuf's parser finds to the list of mistakes.
class SyntaxErrors : public google::protobuf::io::ErrorCollector {
 public:
  SyntaxErrors(std::string file, ProfileErrors* errors) : file_(std::move(file)), errors_(errors) {}
  // Lines and columns count from 0; -1 stands for the whole file.
  void AddError(int line, google::protobuf::io::ColumnNumber /*column*/,
                const std::string& message) override {
    errors_->Add(file_, line + 1,
                 absl::StrCat(absl::CHexEscape(message.substr(0, 300)),
                              " Correct the text; the fields are described in profile.proto."));
  }
  void AddWarning(int, google::protobuf::io::ColumnNumber, const std::string&) override {}

 private:
  const std::string file_;
  ProfileErrors* const errors_;
};

// The file named `<id>.textproto`; a profile and its file bear the same name.
const ProfileFile* FileOf(absl::string_view id, absl::Span<const ProfileFile> files) {
  for (const ProfileFile& file : files) {
    if (file.name == absl::StrCat(id, ".textproto")) return &file;
  }
  return nullptr;
}

std::unique_ptr<ParsedProfile> Parse(const ProfileFile& file, ProfileErrors* errors) {
  if (file.bytes.size() > kProfileBytesMax) {
    errors->Add(file.name, 0,
                absl::StrCat("The file has ", file.bytes.size(), " bytes; at most ",
                             kProfileBytesMax, " are read. Split it into a parent and a child."));
    return nullptr;
  }
  auto parsed = std::make_unique<ParsedProfile>();
  parsed->name = file.name;
  parsed->bytes = file.bytes;
  parsed->profile = std::make_unique<config::v1::Profile>();
  SyntaxErrors syntax(file.name, errors);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&syntax);
  parser.WriteLocationsTo(&parsed->places);
  parser.SetRecursionLimit(kNestingMax);
  if (!parser.ParseFromString(file.bytes, parsed->profile.get())) return nullptr;
  return parsed;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Profile>> LoadProfile(absl::string_view id,
                                                           absl::Span<const ProfileFile> files) {
  ProfileErrors errors;
  std::vector<std::unique_ptr<ParsedProfile>> line;  // child first
  const ProfileFile* next = FileOf(id, files);
  if (next == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("There is no profile \"", absl::CHexEscape(id.substr(0, 60)),
                     "\". Give the name of a file in the folder of profiles, "
                     "without .textproto."));
  }
  while (next != nullptr) {
    std::unique_ptr<ParsedProfile> parsed = Parse(*next, &errors);
    if (parsed == nullptr) return errors.ToStatus();
    const std::string parent = parsed->profile->inherits();
    const auto* const field = config::v1::Profile::descriptor()->FindFieldByName("inherits");
    const int at = parsed->places.GetLocation(field, -1).line + 1;
    const std::string name = parsed->name;
    line.push_back(std::move(parsed));
    if (parent.empty()) break;
    next = FileOf(parent, files);
    if (next == nullptr) {
      errors.Add(
          name, at,
          absl::StrCat("There is no parent profile \"", absl::CHexEscape(parent.substr(0, 60)),
                       "\". Add its file or correct inherits."));
    } else if (line.size() >= static_cast<size_t>(kProfileDepthMax)) {
      errors.Add(name, at,
                 absl::StrCat("The profile has more than ", kProfileDepthMax - 1,
                              " ancestors or inherits from itself. Correct inherits."));
      next = nullptr;
    }
  }
  // References can only be judged on a whole line, and laxness only on rules that are right
  // themselves.
  if (!errors.empty()) return errors.ToStatus();
  for (const auto& file : line) CheckFile(*file, &errors);
  if (!errors.empty()) return errors.ToStatus();
  std::vector<const ParsedProfile*> borrowed;
  for (const auto& file : line) borrowed.push_back(file.get());
  CheckInheritance(borrowed, &errors);
  if (!errors.empty()) return errors.ToStatus();

  std::vector<std::unique_ptr<config::v1::Profile>> profiles;
  std::vector<std::pair<std::string, std::string>> sources;
  for (const auto& file : line) {
    profiles.push_back(std::move(file->profile));
    sources.emplace_back(std::move(file->name), std::move(file->bytes));
  }
  return ProfileBuilder::Build(std::move(profiles), std::move(sources));
}

}  // namespace plumbline
