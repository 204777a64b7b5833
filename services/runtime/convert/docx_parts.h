// services/runtime/convert/docx_parts.h: the parts of a DOCX file, found as the format says (OPC relationships).
//
// Nothing outside the file is ever fetched; limits of zip_package.h and xml.h.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_PARTS_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_PARTS_H_

#include <string>

#include <pugixml.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/runtime/convert/zip_package.h"

namespace plumbline {

class DocxParts {
 public:
  // Errors  INVALID_ARGUMENT: no DOCX, or without a main document. OUT_OF_RANGE, FAILED_PRECONDITION: see zip_package.h.
  static absl::StatusOr<DocxParts> Open(absl::string_view bytes);

  // Parses the main document.
  // Errors  INVALID_ARGUMENT, OUT_OF_RANGE: as ParseXml; INVALID_ARGUMENT: it has no body.
  absl::Status Main(pugi::xml_document* document) const;
  // Parses the part of that kind (`styles`, `comments`, …) of the main document; leaves `document` empty when there is none.
  absl::Status Related(absl::string_view kind, pugi::xml_document* document) const;

 private:
  explicit DocxParts(ZipPackage package) : package_(std::move(package)) {}
  absl::Status Parse(const std::string& name, pugi::xml_document* document) const;

  ZipPackage package_;
  std::string main_;
  std::string folder_;
  pugi::xml_document relationships_;
};

// The body of a parsed main document.
pugi::xml_node BodyOf(const pugi::xml_document& document);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_PARTS_H_
