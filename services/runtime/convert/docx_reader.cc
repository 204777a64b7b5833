#include "services/runtime/convert/docx_reader.h"

#include <string>
#include <utility>
#include <vector>

#include <pugixml.hpp>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/docx_numbering.h"
#include "services/runtime/convert/docx_parts.h"
#include "services/runtime/convert/xml.h"

namespace plumbline {
namespace {

constexpr int kNoteReferencesMax = 10'000;

bool IsOneOf(absl::string_view name, std::initializer_list<absl::string_view> names) {
  for (absl::string_view candidate : names) {
    if (name == candidate) return true;
  }
  return false;
}

// Fields whose result each program computes anew; REF, DATE and others are text.
bool IsComputedField(absl::string_view instruction) {
  const absl::string_view trimmed = absl::StripLeadingAsciiWhitespace(instruction);
  const std::string word =
      absl::AsciiStrToUpper(trimmed.substr(0, trimmed.find_first_of(" \t\r\n\\")));
  return IsOneOf(word, {"TOC", "TOA", "INDEX", "PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES"});
}

// Elements that only wrap what they contain.
bool IsWrapper(absl::string_view name) {
  return IsOneOf(name, {"smartTag", "customXml", "hyperlink", "sdtContent", "dir", "bdo", "ins",
                        "moveTo", "oMathPara", "ruby", "rubyBase"});
}

// mc:AlternateContent holds one content in several techniques: read the first choice, or else the
// fallback, never both (Word writes each text box twice).
pugi::xml_node ChosenContent(const pugi::xml_node& alternate) {
  const pugi::xml_node choice = Child(alternate, "Choice");
  return choice ? choice : Child(alternate, "Fallback");
}

class Reader {
 public:
  Reader(const pugi::xml_node& numbering, const pugi::xml_node& styles)
      : numbering_(numbering, styles) {}

  // Footnotes or endnotes by id; call before Body.
  void AddNotes(const pugi::xml_node& notes, absl::string_view kind) {
    for (const pugi::xml_node& note : notes.children()) {
      if (Is(note, "footnote") || Is(note, "endnote")) {
        notes_.emplace(absl::StrCat(kind, Attribute(note, "id")), note);
      }
    }
  }

  absl::StatusOr<DocxText> Body(const pugi::xml_node& body) {
    Blocks(body, &text_.part.blocks);
    // A note may hold references itself; each is read once.
    for (size_t i = 0; i < references_.size() && i < kNoteReferencesMax; ++i) {
      const auto note = notes_.find(references_[i]);
      if (note == notes_.end()) continue;
      const pugi::xml_node node = note->second;
      notes_.erase(note);
      std::vector<TextBlock> blocks;
      Blocks(node, &blocks);
      text_.part.notes.push_back(Flattened(blocks, "\n"));
    }
    if (!error_.ok()) return error_;
    return std::move(text_);
  }

 private:
  struct Field {
    std::string instruction;
    bool in_result = false;
    bool computed = false;
  };

  // Paragraphs and tables below `node`, in order.
  void Blocks(const pugi::xml_node& node, std::vector<TextBlock>* out) {
    for (const pugi::xml_node& child : node.children()) {
      const absl::string_view name = LocalName(child.name());
      if (name == "p") {
        Paragraph(child, out);
      } else if (name == "tbl") {
        Table(child, out);
      } else if (name == "sdt") {
        const absl::string_view gallery =
            Attribute(Child(Child(Child(child, "sdtPr"), "docPartObj"), "docPartGallery"), "val");
        if (gallery != "Table of Contents") Blocks(Child(child, "sdtContent"), out);
      } else if (name == "AlternateContent") {
        Blocks(ChosenContent(child), out);
      } else if (name == "del" || name == "moveFrom") {
        ++text_.tracked_changes;
      } else if (name == "altChunk") {
        error_ = absl::InvalidArgumentError(
            "Expected the text in the document itself, but a part of it (altChunk) must first be "
            "converted by Word; open the file, save it again and send that file");
      } else if (IsWrapper(name)) {
        if (name == "ins" || name == "moveTo") ++text_.tracked_changes;
        Blocks(child, out);
      }
    }
  }

  void Paragraph(const pugi::xml_node& node, std::vector<TextBlock>* out) {
    const pugi::xml_node properties = Child(node, "pPr");
    const pugi::xml_node mark = Child(properties, "rPr");
    // In a contents table the whole paragraph is computed, its number too.
    const bool computed = InComputedField();
    std::string text = carried_;
    carried_.clear();
    std::string label = numbering_.Label(properties);
    if (!computed && text.empty()) text = std::move(label);
    std::vector<TextBlock> boxes;
    std::swap(boxes, boxes_);
    Inline(node, &text);
    std::swap(boxes, boxes_);
    if (Child(mark, "ins") || Child(mark, "moveTo")) ++text_.tracked_changes;
    if (Child(mark, "del") || Child(mark, "moveFrom")) {
      ++text_.tracked_changes;  // Its mark is deleted: it and the next paragraph are one.
      carried_ = std::move(text);
      text.clear();
    }
    if (!text.empty()) out->push_back({std::move(text), {}});
    for (TextBlock& box : boxes) out->push_back(std::move(box));
  }

  // Text below a paragraph or a wrapper.
  void Inline(const pugi::xml_node& node, std::string* text) {
    for (const pugi::xml_node& child : node.children()) {
      const absl::string_view name = LocalName(child.name());
      if (name == "r") {
        Run(child, text);
      } else if (name == "oMath") {
        Math(child, text);
      } else if (name == "sdt") {
        Inline(Child(child, "sdtContent"), text);
      } else if (name == "fldSimple") {
        if (!IsComputedField(Attribute(child, "instr"))) Inline(child, text);
      } else if (name == "AlternateContent") {
        Inline(ChosenContent(child), text);
      } else if (name == "del" || name == "moveFrom") {
        ++text_.tracked_changes;
      } else if (IsWrapper(name)) {
        if (name == "ins" || name == "moveTo") ++text_.tracked_changes;
        Inline(child, text);
      }
    }
  }

  void Run(const pugi::xml_node& run, std::string* text) {
    const pugi::xml_node vanish = Child(Child(run, "rPr"), "vanish");
    const absl::string_view value = Attribute(vanish, "val");
    if (vanish && value != "0" && value != "false" && value != "off") {
      std::string hidden;
      RunContent(run, &hidden);  // Fields still open and close here.
      if (!absl::StripAsciiWhitespace(hidden).empty()) ++text_.hidden_runs;
      return;
    }
    RunContent(run, text);
  }

  void RunContent(const pugi::xml_node& run, std::string* text) {
    for (const pugi::xml_node& child : run.children()) {
      const absl::string_view name = LocalName(child.name());
      const bool shown = !InFieldInstruction() && !InComputedField();
      if (name == "t") {
        if (shown) *text += child.text().get();
      } else if (name == "tab" || name == "ptab") {
        if (shown) *text += '\t';
      } else if (name == "br" || name == "cr") {
        if (shown) *text += '\n';
      } else if (name == "noBreakHyphen") {
        if (shown) *text += "\u2011";
      } else if (name == "sym") {
        uint32_t code = 0;
        if (shown && absl::SimpleHexAtoi(Attribute(child, "char"), &code) && code >= 0x20 &&
            (code < 0xd800 || code > 0xdfff) && code <= 0xffff) {
          AppendUtf8(text, code);
        }
      } else if (name == "fldChar") {
        FieldMark(Attribute(child, "fldCharType"));
      } else if (name == "instrText") {
        if (!fields_.empty() && !fields_.back().in_result &&
            fields_.back().instruction.size() < 256) {
          fields_.back().instruction += child.text().get();
        }
      } else if (name == "footnoteReference" || name == "endnoteReference") {
        const absl::string_view kind = name == "endnoteReference" ? "e" : "f";
        if (shown) references_.push_back(absl::StrCat(kind, Attribute(child, "id")));
      } else if (name == "drawing" || name == "pict" || name == "object") {
        if (name == "object") ++text_.embedded_objects;
        Graphic(child);
      } else if (name == "AlternateContent") {
        RunContent(ChosenContent(child), text);
      } else if (name == "ruby") {
        if (shown) Inline(Child(child, "rubyBase"), text);
      }
    }
  }

  void FieldMark(absl::string_view type) {
    if (type == "begin") {
      fields_.emplace_back();
    } else if (fields_.empty()) {
      return;  // Tolerated: some producers leave a mark behind.
    } else if (type == "separate") {
      fields_.back().in_result = true;
      fields_.back().computed = IsComputedField(fields_.back().instruction);
    } else if (type == "end") {
      fields_.pop_back();
    }
  }

  bool InFieldInstruction() const { return !fields_.empty() && !fields_.back().in_result; }

  bool InComputedField() const {
    for (const Field& field : fields_) {
      if (field.computed) return true;
    }
    return false;
  }

  // Text boxes and SmartArt are text; what else is drawn is a picture.
  void Graphic(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) {
      const absl::string_view name = LocalName(child.name());
      if (name == "txbxContent") {
        std::vector<Field> fields;
        std::swap(fields, fields_);  // A box is a story of its own.
        std::string carried;
        std::swap(carried, carried_);
        std::vector<TextBlock> blocks;
        Blocks(child, &blocks);
        std::swap(carried, carried_);
        std::swap(fields, fields_);
        for (TextBlock& block : blocks) boxes_.push_back(std::move(block));
      } else if (name == "AlternateContent") {
        Graphic(ChosenContent(child));
      } else if (IsOneOf(name, {"blip", "imagedata", "relIds", "chart"})) {
        ++text_.pictures;
      } else {
        Graphic(child);
      }
    }
  }

  void Math(const pugi::xml_node& node, std::string* text) {
    for (const pugi::xml_node& child : node.children()) {
      if (Is(child, "t")) {
        *text += child.text().get();
      } else if (!Is(child, "del")) {
        Math(child, text);
      }
    }
  }

  void Table(const pugi::xml_node& node, std::vector<TextBlock>* out) {
    TextBlock table;
    Rows(node, &table.rows);
    if (!table.rows.empty()) out->push_back(std::move(table));
  }

  void Rows(const pugi::xml_node& node, TableRows* rows) {
    for (const pugi::xml_node& child : node.children()) {
      const absl::string_view name = LocalName(child.name());
      if (name == "tr") {
        const pugi::xml_node properties = Child(child, "trPr");
        if (Child(properties, "ins") || Child(properties, "del")) ++text_.tracked_changes;
        if (Child(properties, "del")) continue;
        rows->emplace_back();
        Cells(child, &rows->back());
      } else if (name == "sdt") {
        Rows(Child(child, "sdtContent"), rows);
      } else if (name == "AlternateContent") {
        Rows(ChosenContent(child), rows);
      } else if (IsWrapper(name)) {
        Rows(child, rows);
      }
    }
  }

  void Cells(const pugi::xml_node& node, std::vector<std::string>* cells) {
    for (const pugi::xml_node& child : node.children()) {
      const absl::string_view name = LocalName(child.name());
      if (name == "tc") {
        const pugi::xml_node properties = Child(child, "tcPr");
        if (Child(properties, "cellIns") || Child(properties, "cellDel")) ++text_.tracked_changes;
        std::vector<TextBlock> blocks;
        Blocks(child, &blocks);
        // A cell that continues the one above (vMerge without "restart") shows nothing.
        const pugi::xml_node merge = Child(properties, "vMerge");
        const bool continues = merge && Attribute(merge, "val") != "restart";
        cells->push_back(continues ? std::string() : Flattened(blocks, " "));
      } else if (name == "sdt") {
        Cells(Child(child, "sdtContent"), cells);
      } else if (IsWrapper(name)) {
        Cells(child, cells);
      }
    }
  }

  static std::string Flattened(const std::vector<TextBlock>& blocks, absl::string_view separator) {
    std::vector<std::string> texts;
    for (const TextBlock& block : blocks) {
      if (!block.text.empty()) texts.push_back(block.text);
      for (const std::vector<std::string>& row : block.rows) {
        texts.push_back(absl::StrJoin(row, " "));
      }
    }
    return absl::StrJoin(texts, separator);
  }

  DocxNumbering numbering_;
  absl::flat_hash_map<std::string, pugi::xml_node> notes_;
  std::vector<std::string> references_;  // In the order of their marks.
  std::vector<Field> fields_;            // Open fields, innermost last; they may span paragraphs.
  std::vector<TextBlock> boxes_;         // Text boxes of the paragraph at hand.
  std::string carried_;                  // Text of a paragraph whose mark is deleted.
  absl::Status error_;
  DocxText text_;
};

}  // namespace

absl::StatusOr<DocxText> ReadDocx(absl::string_view bytes) {
  PLUMBLINE_ASSIGN_OR_RETURN(const DocxParts parts, DocxParts::Open(bytes));
  pugi::xml_document document, styles, numbering, footnotes, endnotes;
  PLUMBLINE_RETURN_IF_ERROR(parts.Main(&document));
  PLUMBLINE_RETURN_IF_ERROR(parts.Related("styles", &styles));
  PLUMBLINE_RETURN_IF_ERROR(parts.Related("numbering", &numbering));
  PLUMBLINE_RETURN_IF_ERROR(parts.Related("footnotes", &footnotes));
  PLUMBLINE_RETURN_IF_ERROR(parts.Related("endnotes", &endnotes));
  Reader reader(numbering.document_element(), styles.document_element());
  reader.AddNotes(footnotes.document_element(), "f");
  reader.AddNotes(endnotes.document_element(), "e");
  return reader.Body(BodyOf(document));
}

}  // namespace plumbline
