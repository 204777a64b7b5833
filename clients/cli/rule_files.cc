#include "clients/cli/rule_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/core/base/status_macros.h"

namespace plumbline::client {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFilesMax = 200;

// Files of a folder with this extension, by name. Empty where there is no such folder.
std::vector<fs::path> FilesOf(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == extension && files.size() < kFilesMax)
      files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// At most one byte more than may be read, so that a file that is too large is seen to be.
absl::StatusOr<std::string> Read(const fs::path& path, size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return absl::NotFoundError(absl::StrCat("Cannot read ", path.string(), ". Check its rights."));
  std::string bytes(bytes_max + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

bool HoldsProfiles(const fs::path& folder) {
  return !FilesOf(folder, ".textproto").empty() ||
         !FilesOf(folder / "profiles", ".textproto").empty();
}

std::string NamesOf(const std::vector<fs::path>& files) {
  return absl::StrJoin(
      files, ", ", [](std::string* out, const fs::path& file) { *out += file.stem().string(); });
}

}  // namespace

absl::StatusOr<std::string> FindRuleFolder(const std::string& wanted, const std::string& program,
                                           const std::string& source_folder) {
  if (!wanted.empty()) {
    if (HoldsProfiles(wanted)) return wanted;
    return absl::NotFoundError(absl::StrCat("There are no profiles (*.textproto) in ", wanted,
                                            " or ", wanted,
                                            "/profiles. Give another folder with --profiles."));
  }
  std::error_code error;
  const fs::path real = fs::weakly_canonical(program, error);
  const fs::path shared =
      (error ? fs::path(program) : real).parent_path().parent_path() / "share" / "plumbline";
  for (const fs::path& folder : {shared, fs::path(source_folder)}) {
    if (HoldsProfiles(folder)) return folder.string();
  }
  return absl::NotFoundError(absl::StrCat("There are no profiles in ", shared.string(), " or ",
                                          source_folder, ". Give their folder with --profiles."));
}

absl::StatusOr<LoadedPlace> LoadPlace(const std::string& folder, const std::string& profile_id) {
  fs::path profiles = folder;
  fs::path calendars = profiles / "calendars";
  if (FilesOf(profiles, ".textproto").empty()) {
    profiles /= "profiles";
  } else if (FilesOf(calendars, ".csv").empty()) {
    calendars = fs::absolute(profiles).lexically_normal();
    if (!calendars.has_filename()) calendars = calendars.parent_path();
    calendars = calendars.parent_path() / "calendars";
  }
  std::vector<ProfileFile> files;
  const std::vector<fs::path> paths = FilesOf(profiles, ".textproto");
  for (const fs::path& path : paths) {
    PLUMBLINE_ASSIGN_OR_RETURN(std::string bytes, Read(path, kProfileBytesMax));
    files.push_back({path.filename().string(), std::move(bytes)});
  }
  absl::StatusOr<std::shared_ptr<const Profile>> profile = LoadProfile(profile_id, files);
  if (absl::IsNotFound(profile.status())) {
    return absl::NotFoundError(
        absl::StrCat(profile.status().message(), " There are: ", NamesOf(paths), "."));
  }
  if (!profile.ok()) return profile.status();
  const fs::path csv = calendars / ((*profile)->calendar_id() + ".csv");
  if (!fs::exists(csv)) {
    return absl::NotFoundError(
        absl::StrCat("The profile ", profile_id, " counts with the calendar ",
                     (*profile)->calendar_id(), ", but there is no ", csv.string(),
                     ". Add the file, or name another calendar in the profile."));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string text, Read(csv, WorkCalendar::kBytesMax));
  absl::StatusOr<WorkCalendar> calendar = WorkCalendar::Parse(text, (*profile)->extra_days());
  if (!calendar.ok()) {
    return absl::Status(calendar.status().code(),
                        absl::StrCat(csv.filename().string(), ": ", calendar.status().message()));
  }
  return LoadedPlace{*std::move(profile), *std::move(calendar)};
}

}  // namespace plumbline::client
