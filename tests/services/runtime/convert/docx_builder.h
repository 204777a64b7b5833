// tests/services/runtime/convert/docx_builder.h: small DOCX packages, put together by hand.
#ifndef PLUMBLINE_TESTS_SERVICES_RUNTIME_CONVERT_DOCX_BUILDER_H_
#define PLUMBLINE_TESTS_SERVICES_RUNTIME_CONVERT_DOCX_BUILDER_H_

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <utility>
#include <vector>

#include "services/core/base/check.h"

namespace plumbline {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;

// A ZIP file with these entries in this order.
inline std::string Zip(const ZipEntries& entries, bool deflate = true) {
  std::string out(size_t{1} << 16, '\0');
  for (const auto& [name, content] : entries) out.resize(out.size() + content.size() + 4096);
  size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  if (deflate) {
    archive_write_zip_set_compression_deflate(writer);
  } else {
    archive_write_zip_set_compression_store(writer);
  }
  PLUMBLINE_CHECK(archive_write_open_memory(writer, out.data(), out.size(), &used) == ARCHIVE_OK,
                  "the archive is written to memory");
  for (const auto& [name, content] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    PLUMBLINE_CHECK(archive_write_header(writer, entry) == ARCHIVE_OK, "a header fits");
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

inline std::string ContentTypes(const std::string& main_type =
                                    "application/vnd.openxmlformats-officedocument."
                                    "wordprocessingml.document.main+xml") {
  return "<?xml version=\"1.0\"?><Types><Override PartName=\"/word/document.xml\" ContentType=\"" +
         main_type + "\"/></Types>";
}

inline std::string RootRelationships(const std::string& target = "word/document.xml") {
  return "<?xml version=\"1.0\"?><Relationships><Relationship Id=\"rId1\" Type=\"http://schemas."
         "openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"" +
         target + "\"/></Relationships>";
}

// Relationships of the main part to parts of these kinds ("styles", "numbering", …).
inline std::string PartRelationships(const std::vector<std::string>& kinds) {
  std::string out = "<?xml version=\"1.0\"?><Relationships>";
  for (const std::string& kind : kinds) {
    out += "<Relationship Id=\"r" + kind +
           "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + kind +
           "\" Target=\"" + kind + ".xml\"/>";
  }
  return out + "</Relationships>";
}

inline std::string Document(const std::string& body) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document "
         "xmlns:w=\"http://"
         "schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" +
         body + "<w:sectPr/></w:body></w:document>";
}

// A package with this body and, in `parts`, further parts of word/ by kind.
inline std::string Docx(const std::string& body, const ZipEntries& parts = {}) {
  ZipEntries entries = {{"[Content_Types].xml", ContentTypes()},
                        {"_rels/.rels", RootRelationships()},
                        {"word/document.xml", Document(body)}};
  std::vector<std::string> kinds;
  for (const auto& [kind, content] : parts) {
    kinds.push_back(kind);
    entries.emplace_back("word/" + kind + ".xml", content);
  }
  entries.emplace_back("word/_rels/document.xml.rels", PartRelationships(kinds));
  return Zip(entries);
}

inline std::string P(const std::string& text) {
  return "<w:p><w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>";
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_RUNTIME_CONVERT_DOCX_BUILDER_H_
