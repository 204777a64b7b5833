#include "services/runtime/convert/docx_parts.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/xml.h"

namespace plumbline {

namespace {

// The target of the first relationship whose type ends so, as a part name; "" when there is none.
std::string Target(const pugi::xml_document& relationships, absl::string_view type_ending,
                   absl::string_view folder) {
  for (const pugi::xml_node& node : relationships.document_element().children()) {
    if (!Is(node, "Relationship") || !absl::EndsWith(Attribute(node, "Type"), type_ending))
      continue;
    if (Attribute(node, "TargetMode") == "External") continue;  // Nothing is ever fetched.
    const std::string target(Attribute(node, "Target"));
    std::vector<std::string> path;
    const std::string full =
        absl::StartsWith(target, "/") ? target.substr(1) : absl::StrCat(folder, target);
    for (absl::string_view step : absl::StrSplit(full, '/', absl::SkipEmpty())) {
      if (step == "..") {
        if (!path.empty()) path.pop_back();
      } else if (step != ".") {
        path.emplace_back(step);
      }
    }
    return absl::StrJoin(path, "/");
  }
  return "";
}

}  // namespace

pugi::xml_node BodyOf(const pugi::xml_document& document) { return Child(document.document_element(), "body"); }

absl::Status DocxParts::Parse(const std::string& name, pugi::xml_document* document) const {
  const std::string* bytes = name.empty() ? nullptr : package_.Find(name);
  return bytes == nullptr ? absl::OkStatus() : ParseXml(*bytes, name, document);
}

absl::StatusOr<DocxParts> DocxParts::Open(absl::string_view bytes) {
  PLUMBLINE_ASSIGN_OR_RETURN(ZipPackage package, ZipPackage::Open(bytes, [](absl::string_view name) {
                               return absl::EndsWith(name, ".xml") || absl::EndsWith(name, ".rels");
                             }));
  DocxParts parts(std::move(package));
  pugi::xml_document root_relationships;
  PLUMBLINE_RETURN_IF_ERROR(parts.Parse("_rels/.rels", &root_relationships));
  parts.main_ = Target(root_relationships, "/officeDocument", "");
  if (parts.main_.empty()) parts.main_ = "word/document.xml";
  if (parts.package_.Find(parts.main_) == nullptr) {
    return absl::InvalidArgumentError(
        "Expected a DOCX file, but it holds no main document; open it in WPS or Word, save it as "
        "DOCX and send that file");
  }
  const size_t slash = parts.main_.rfind('/');
  parts.folder_ = slash == std::string::npos ? "" : parts.main_.substr(0, slash + 1);
  PLUMBLINE_RETURN_IF_ERROR(parts.Parse(
      absl::StrCat(parts.folder_, "_rels/", parts.main_.substr(parts.folder_.size()), ".rels"), &parts.relationships_));
  return parts;
}

absl::Status DocxParts::Main(pugi::xml_document* document) const {
  PLUMBLINE_RETURN_IF_ERROR(Parse(main_, document));
  if (BodyOf(*document)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "Expected a DOCX file, but its main part is no document; save it as DOCX and send it "
      "again");
}

absl::Status DocxParts::Related(absl::string_view kind, pugi::xml_document* document) const {
  return Parse(Target(relationships_, absl::StrCat("/", kind), folder_), document);
}

}  // namespace plumbline
