// clients/cli/material_papers.h: templates and examples of materials (材料模板、范例), filled in from a matter.
//
// They are data, deploy/templates/materials.textproto, which the build puts into the program.
#ifndef PLUMBLINE_CLIENTS_CLI_MATERIAL_PAPERS_H_
#define PLUMBLINE_CLIENTS_CLI_MATERIAL_PAPERS_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "plumbline/config/v1/template.pb.h"
#include "services/runtime/convert/docx_writer.h"

namespace plumbline::client {

// Read once; any thread.
const config::v1::MaterialTemplates& ShippedTemplates();
// nullptr: there is none of this id.
const config::v1::MaterialTemplate* FindTemplate(absl::string_view id);

// What takes the place of placeholders, by their names without braces: those that template.proto lists.
using TemplateFacts = std::map<std::string, std::string>;

// The paper. A placeholder whose fact is absent or empty becomes a blank line to write on; an example says above its title
// that it is one. REQUIRES: the template is well formed (the test of the shipped ones).
DocxPaper FillTemplate(const config::v1::MaterialTemplate& source, const TemplateFacts& facts);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_MATERIAL_PAPERS_H_
