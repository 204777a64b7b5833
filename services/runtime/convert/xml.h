// services/runtime/convert/xml.h: XML from outside, parsed within limits.
//
// pugixml resolves no external entity and expands none of its own; a document type declaration is
// refused all the same, since OOXML forbids it and only an attack would have one. Names are looked
// at without their prefix: producers choose prefixes freely.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_XML_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_XML_H_

#include <algorithm>
#include <string>

#include <pugixml.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace plumbline {

inline constexpr int kXmlDepthMax = 200;               // Recursive readers rely on it.
inline constexpr ptrdiff_t kXmlMarkupMax = 3'000'000;  // Tags and attributes: bounds the memory.

inline absl::string_view LocalName(absl::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == absl::string_view::npos ? name : name.substr(colon + 1);
}

inline bool Is(const pugi::xml_node& node, absl::string_view local_name) {
  return node.type() == pugi::node_element && LocalName(node.name()) == local_name;
}

// The first child element of that local name; a null node when there is none.
inline pugi::xml_node Child(const pugi::xml_node& node, absl::string_view local_name) {
  return node.find_child([&](const pugi::xml_node& child) { return Is(child, local_name); });
}

// The value of an attribute, "" when it is absent.
inline absl::string_view Attribute(const pugi::xml_node& node, absl::string_view local_name) {
  return node
      .find_attribute([&](const pugi::xml_attribute& attribute) {
        return LocalName(attribute.name()) == local_name;
      })
      .value();
}

// Errors  INVALID_ARGUMENT: not well-formed, or with a document type. OUT_OF_RANGE: a limit.
inline absl::Status ParseXml(const std::string& bytes, absl::string_view part,
                             pugi::xml_document* document) {
  const ptrdiff_t markup =
      std::count(bytes.begin(), bytes.end(), '<') + std::count(bytes.begin(), bytes.end(), '=');
  if (markup > kXmlMarkupMax) {
    return absl::OutOfRangeError(
        absl::StrCat("Expected a document of usual size, but ", part, " has too much markup"));
  }
  const pugi::xml_parse_result result =
      document->load_buffer(bytes.data(), bytes.size(),
                            pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_doctype | pugi::parse_ws_pcdata);
  if (!result) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected well-formed XML in ", part, ", but: ", result.description(),
                     "; open the file in WPS or Word, save it again and send that file"));
  }
  int depth = 0;
  for (pugi::xml_node node = *document; node;) {
    if (node.type() == pugi::node_doctype) {
      return absl::InvalidArgumentError(
          absl::StrCat("Expected ", part, " without a document type declaration"));
    }
    if (node.first_child()) {
      if (++depth > kXmlDepthMax) {
        return absl::OutOfRangeError(absl::StrCat("Expected at most ", kXmlDepthMax,
                                                  " levels of XML, but ", part, " has more"));
      }
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) node = node.parent(), --depth;
    node = node.next_sibling();
  }
  return absl::OkStatus();
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_XML_H_
