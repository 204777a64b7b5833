// services/core/procedure/profile_check.h: what is wrong with profile files, line by line.
//
// Inside of profile_load.cc. Checks never stop at the first mistake: who writes a profile wants all
// of them at once.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_CHECK_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_CHECK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "plumbline/config/v1/profile.pb.h"

namespace plumbline {

// Mistakes, in the order found.
class ProfileErrors {
 public:
  // `line` counts from 1; 0 for a mistake that has no line.
  void Add(absl::string_view file, int line, absl::string_view what);
  bool empty() const { return count_ == 0; }
  // INVALID_ARGUMENT with the first kProfileErrorsMax mistakes and how many more there are.
  absl::Status ToStatus() const;

 private:
  int count_ = 0;
  std::string text_;
};

// A file as parsed, with the place of each field.
struct ParsedProfile {
  std::string name;
  std::string bytes;
  std::unique_ptr<config::v1::Profile> profile;
  google::protobuf::TextFormat::ParseInfoTree places;
};

// What can be seen in one file alone: ids, days, sources, titles, messages, overlaps.
void CheckFile(const ParsedProfile& file, ProfileErrors* errors);

// What needs the ancestors: references, and rules laxer than the parent's. `line` is the profile
// (first) and its ancestors; each was found correct by CheckFile.
void CheckInheritance(const std::vector<const ParsedProfile*>& line, ProfileErrors* errors);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_CHECK_H_
