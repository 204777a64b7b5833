// services/runtime/convert/file_type.h: what a file is, by its content; its name only has to agree.
//
// Example          report.docx that begins with %PDF- is a PDF with a wrong name: refused, because
//                  the next reader of the file would be misled the same way.
// Limits           .doc and .wps share one container (OLE2 with a WordDocument stream); there alone
//                  the name decides which of the two it is called.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_FILE_TYPE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_FILE_TYPE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

enum class FileType {
  kUnknown,
  kDocx,
  kDocxWithMacros,   // .docm: never taken as a draft.
  kDoc,              // Word 97-2003.
  kWps,              // Kingsoft Writer; same container as kDoc.
  kEncryptedOffice,  // OLE2 container around an encrypted OOXML package.
  kXlsx,
  kPdf,
  kOfd,  // GB/T 33190 fixed layout.
  kText,
  kPng,
  kJpeg,
  kZip,  // Any other ZIP archive.
};

// A short name for messages: "DOCX", "PDF", …
absl::string_view FileTypeName(FileType type);

// By content alone; OLE2 word processor files are kDoc. kUnknown is an answer, not an error.
// Errors  as ZipPackage::Open, for a file that begins as ZIP and can not be read as one.
// Cost    O(bytes) for text and OLE2, else small.
absl::StatusOr<FileType> DetectFileType(absl::string_view bytes);

// The type that a name claims by its ending; kUnknown for others.
FileType DeclaredFileType(absl::string_view name);

// DetectFileType, checked against the name.
// Errors  INVALID_ARGUMENT when content and name disagree or the type is none that is accepted; the
//         message names both. FAILED_PRECONDITION for a file with a password.
absl::StatusOr<FileType> CheckFileType(absl::string_view bytes, absl::string_view name);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_FILE_TYPE_H_
