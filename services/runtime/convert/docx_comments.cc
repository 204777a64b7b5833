#include "services/runtime/convert/docx_comments.h"

#include <map>
#include <set>

#include <pugixml.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/docx_parts.h"
#include "services/runtime/convert/xml.h"

namespace plumbline {

namespace {

// Text below a node; paragraphs are joined by line breaks, deleted words are gone.
void AppendText(const pugi::xml_node& node, std::string* text) {
  for (const pugi::xml_node& child : node.children()) {
    const absl::string_view name = LocalName(child.name());
    if (name == "t") {
      *text += child.text().get();
    } else if (name == "br" || name == "cr") {
      *text += '\n';
    } else if (name == "p") {
      if (!text->empty()) *text += '\n';
      AppendText(child, text);
    } else if (name != "del" && name != "moveFrom") {
      AppendText(child, text);
    }
  }
}

// Walks the body and collects, for each range, its words and the paragraph in which it begins.
class Walker {
 public:
  struct Place {
    std::string quote;
    std::string paragraph;
  };

  void Walk(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) {
      const absl::string_view name = LocalName(child.name());
      if (name == "p") {
        std::string whole;
        AppendText(child, &whole);
        std::swap(paragraph_, whole);
        Walk(child);
        std::swap(paragraph_, whole);
      } else if (name == "commentRangeStart") {
        const std::string id(Attribute(child, "id"));
        Begin(id);
        open_.insert(id);
      } else if (name == "commentRangeEnd") {
        open_.erase(std::string(Attribute(child, "id")));
      } else if (name == "commentReference") {
        Begin(std::string(Attribute(child, "id")));
      } else if (name == "t") {
        for (const std::string& id : open_) places[id].quote += child.text().get();
      } else if (name != "del" && name != "moveFrom") {
        Walk(child);
      }
    }
  }

  std::map<std::string, Place> places;
  std::vector<std::string> order;

 private:
  void Begin(const std::string& id) {
    if (!places.try_emplace(id, Place{"", paragraph_}).second) return;
    order.push_back(id);
  }

  std::string paragraph_;
  std::set<std::string> open_;
};

std::string Bare(absl::string_view text) {
  return absl::StrReplaceAll(text, {{" ", ""}, {"\t", ""}, {"\n", ""}, {"\r", ""}, {"　", ""}, {"\u00a0", ""}});
}

}  // namespace

absl::StatusOr<std::vector<DocxComment>> ReadDocxComments(absl::string_view bytes) {
  PLUMBLINE_ASSIGN_OR_RETURN(const DocxParts parts, DocxParts::Open(bytes));
  pugi::xml_document document, comments;
  PLUMBLINE_RETURN_IF_ERROR(parts.Main(&document));
  PLUMBLINE_RETURN_IF_ERROR(parts.Related("comments", &comments));
  std::map<std::string, DocxComment> by_id;
  std::vector<std::string> written;
  for (const pugi::xml_node& node : comments.document_element().children()) {
    if (!Is(node, "comment")) continue;
    if (written.size() == kDocxCommentsMax) {
      return absl::OutOfRangeError(absl::StrCat("Expected at most ", kDocxCommentsMax, " comments; send the file in parts"));
    }
    const std::string id(Attribute(node, "id"));
    DocxComment& comment = by_id[id];
    comment.author = std::string(Attribute(node, "author"));
    AppendText(node, &comment.text);
    written.push_back(id);
  }
  Walker walker;
  walker.Walk(BodyOf(document));
  std::vector<DocxComment> out;
  const auto take = [&](const std::string& id) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) return;
    const auto place = walker.places.find(id);
    if (place != walker.places.end()) {
      found->second.quote = place->second.quote;
      found->second.paragraph = place->second.paragraph;
    }
    out.push_back(std::move(found->second));
    by_id.erase(found);
  };
  for (const std::string& id : walker.order) take(id);
  for (const std::string& id : written) take(id);
  return out;
}

const ClauseNode* FindCommented(const ClauseTree& draft, const DocxComment& comment) {
  const ClauseNode* found = nullptr;
  for (const std::string& wanted : {Bare(comment.paragraph), Bare(comment.quote)}) {
    if (wanted.empty()) continue;
    for (const ClauseNode& node : draft.nodes()) {
      // A paragraph whose number its program makes stands there without it.
      if (absl::EndsWith(Bare(draft.Line(node)), wanted)) found = &node;
    }
    for (const ClauseNode& node : draft.nodes()) {
      if (found == nullptr && absl::StrContains(Bare(draft.Line(node)), wanted)) found = &node;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace plumbline
