// services/runtime/convert/package_file.h: the review package (审查包) as a file: one ZIP that an adviser takes home.
//
//   01-说明.pdf                for whom, what is asked, until when, what is inside, how it comes back
//   02-文稿.pdf                the text, set anew
//   03-文稿（供批注）.docx      the same to comment in
//   04-审查意见表.docx         to fill in and sign
//   05-….pdf …                the materials
//
// Every page bears the person's name across and a line at the top (marked_copy.h); what can't be marked stays outside: the list
// says so. The same content gives the same bytes.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_PACKAGE_FILE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_PACKAGE_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/runtime/convert/fonts.h"

namespace plumbline {

struct PackageMaterial {
  std::string title;  // E.g. 起草说明.
  std::string name;   // As uploaded; its ending counts.
  std::string bytes;
};

struct PackageContent {
  std::string person;  // Whose name stands on every page.
  std::string body;    // The reviewing body.
  std::string matter_title;
  std::string matter;  // Resource name: how the package is found again.
  std::string package;
  std::string question;  // May be empty.
  absl::CivilDay made;
  absl::CivilDay expires;
  std::string draft_name;  // As uploaded.
  std::string draft_bytes;
  std::vector<PackageMaterial> materials;
  bool rehearsal = false;  // 演练.
};

struct PackageFilePart {
  std::string file_name;  // Inside; empty: it stayed outside.
  std::string title;
  int pages = 0;
  std::string left_out_zh;
  std::string left_out_en;
};

struct PackageFile {
  std::string bytes;
  std::vector<PackageFilePart> parts;
};

// Errors  as WritePdf (a name with a character that no font has), WriteDocx and WriteZip. A draft or material that can't be
//         read is no error: it stays outside.
// Cost    some milliseconds a page. Any thread; a worker, never the command thread.
absl::StatusOr<PackageFile> MakePackageFile(const PackageContent& content, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_PACKAGE_FILE_H_
