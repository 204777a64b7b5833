#include "services/runtime/convert/file_type.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/text_reader.h"
#include "services/runtime/convert/zip_package.h"

namespace plumbline {
namespace {

constexpr absl::string_view kOle2Magic("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
constexpr absl::string_view kPngMagic("\x89PNG\r\n\x1a\n", 8);
constexpr absl::string_view kContentTypes = "[content_types].xml";
constexpr size_t kTextProbeBytes = size_t{8} << 20;

// OLE2 directory entries are 128 bytes, aligned to 128 from the start of the file, and begin with
// the stream's name in UTF-16LE and a zero. Looking at every slot spares walking the sector chains.
bool HasOle2Stream(absl::string_view bytes, absl::string_view name) {
  std::string wide;
  for (char c : name) wide += {c, '\0'};
  wide += {'\0', '\0'};
  for (size_t at = 512; at + 128 <= bytes.size(); at += 128) {
    if (bytes.substr(at, wide.size()) == wide) return true;
  }
  return false;
}

absl::StatusOr<FileType> DetectZip(absl::string_view bytes) {
  ZipLimits limits;
  limits.entry_bytes_max = size_t{1} << 20;
  PLUMBLINE_ASSIGN_OR_RETURN(
      const ZipPackage package,
      ZipPackage::Open(
          bytes, [](absl::string_view name) { return name == kContentTypes; }, limits));
  if (package.Contains("ofd.xml")) return FileType::kOfd;
  const std::string* types = package.Find(kContentTypes);
  if (types == nullptr) return FileType::kZip;
  if (absl::StrContains(*types, "document.macroEnabled.main+xml") ||
      absl::StrContains(*types, "vnd.ms-office.vbaProject")) {
    return FileType::kDocxWithMacros;
  }
  if (absl::StrContains(*types, "wordprocessingml.document.main+xml")) return FileType::kDocx;
  if (absl::StrContains(*types, "spreadsheetml.sheet.main+xml")) return FileType::kXlsx;
  return FileType::kZip;
}

}  // namespace

absl::string_view FileTypeName(FileType type) {
  switch (type) {
    case FileType::kUnknown:
      return "an unknown type";
    case FileType::kDocx:
      return "DOCX";
    case FileType::kDocxWithMacros:
      return "DOCX with macros";
    case FileType::kDoc:
      return "DOC (Word 97-2003)";
    case FileType::kWps:
      return "WPS";
    case FileType::kEncryptedOffice:
      return "an encrypted office file";
    case FileType::kXlsx:
      return "XLSX";
    case FileType::kPdf:
      return "PDF";
    case FileType::kOfd:
      return "OFD";
    case FileType::kText:
      return "plain text";
    case FileType::kPng:
      return "PNG";
    case FileType::kJpeg:
      return "JPEG";
    case FileType::kZip:
      return "ZIP";
  }
  return "an unknown type";
}

absl::StatusOr<FileType> DetectFileType(absl::string_view bytes) {
  if (absl::StartsWith(bytes, absl::string_view("PK\x03\x04", 4)) ||
      absl::StartsWith(bytes, absl::string_view("PK\x05\x06", 4))) {
    return DetectZip(bytes);
  }
  if (absl::StartsWith(bytes, kOle2Magic)) {
    if (HasOle2Stream(bytes, "EncryptedPackage")) return FileType::kEncryptedOffice;
    return HasOle2Stream(bytes, "WordDocument") ? FileType::kDoc : FileType::kUnknown;
  }
  if (absl::StartsWith(bytes, "%PDF-")) return FileType::kPdf;
  if (absl::StartsWith(bytes, kPngMagic)) return FileType::kPng;
  if (absl::StartsWith(bytes, "\xff\xd8\xff")) return FileType::kJpeg;
  if (!bytes.empty() && bytes.size() <= kTextProbeBytes && !absl::StartsWith(bytes, "{\\rtf") &&
      DecodePlainText(bytes).ok()) {
    return FileType::kText;
  }
  return FileType::kUnknown;
}

FileType DeclaredFileType(absl::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == absl::string_view::npos) return FileType::kUnknown;
  const std::string ending = absl::AsciiStrToLower(name.substr(dot + 1));
  if (ending == "docx") return FileType::kDocx;
  if (ending == "docm") return FileType::kDocxWithMacros;
  if (ending == "doc") return FileType::kDoc;
  if (ending == "wps") return FileType::kWps;
  if (ending == "xlsx") return FileType::kXlsx;
  if (ending == "pdf") return FileType::kPdf;
  if (ending == "ofd") return FileType::kOfd;
  if (ending == "txt" || ending == "csv") return FileType::kText;
  if (ending == "png") return FileType::kPng;
  if (ending == "jpg" || ending == "jpeg") return FileType::kJpeg;
  if (ending == "zip") return FileType::kZip;
  return FileType::kUnknown;
}

absl::StatusOr<FileType> CheckFileType(absl::string_view bytes, absl::string_view name) {
  if (bytes.empty()) {
    return absl::InvalidArgumentError(
        "Expected a file with content, but it has no bytes; choose the file again");
  }
  const FileType declared = DeclaredFileType(name);
  absl::StatusOr<FileType> detected = DetectFileType(bytes);
  if (!detected.ok()) return detected.status();
  if (*detected == FileType::kEncryptedOffice) {
    return absl::FailedPreconditionError(
        "Expected a file without password, but it is encrypted; remove the password and send the "
        "file again");
  }
  if (declared == FileType::kUnknown || *detected == FileType::kUnknown) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected DOCX, DOC, WPS, PDF, OFD, text, PNG, JPEG, XLSX or ZIP, but the name says ",
        FileTypeName(declared), " and the content is ", FileTypeName(*detected),
        "; send the file in one of these types"));
  }
  if (*detected == FileType::kDoc && declared == FileType::kWps) return FileType::kWps;
  if (*detected != declared) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected ", FileTypeName(declared), " as the name says, but the content is ",
        FileTypeName(*detected), "; give the file its right ending or choose the right file"));
  }
  return *detected;
}

}  // namespace plumbline
