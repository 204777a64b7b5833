// PLUMBLINE_MATERIAL_TEMPLATES is the path of the file; the assembler copies it in.
#include "clients/cli/material_papers.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "services/core/base/check.h"

asm(".section .rodata\n"
    ".global plumbline_material_templates_begin\n"
    ".global plumbline_material_templates_end\n"
    "plumbline_material_templates_begin:\n"
    ".incbin \"" PLUMBLINE_MATERIAL_TEMPLATES
    "\"\n"
    "plumbline_material_templates_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char plumbline_material_templates_begin[];
extern const char plumbline_material_templates_end[];
}

namespace plumbline::client {

namespace {

constexpr char kBlank[] = "＿＿＿＿";

std::string Filled(const std::string& text, const TemplateFacts& facts) {
  std::string filled;
  for (size_t at = 0;;) {
    const size_t open = text.find("{{", at);
    const size_t close = open == std::string::npos ? open : text.find("}}", open);
    if (close == std::string::npos) return filled + text.substr(at);
    filled += text.substr(at, open - at);
    const auto fact = facts.find(text.substr(open + 2, close - open - 2));
    filled += fact == facts.end() || fact->second.empty() ? kBlank : fact->second;
    at = close + 2;
  }
}

DocxBlock FilledTable(const config::v1::TemplateTable& table, const TemplateFacts& facts) {
  DocxBlock block;
  block.kind = DocxBlock::Kind::kTable;
  block.rows.emplace_back(table.column().begin(), table.column().end());
  for (const config::v1::TemplateRow& row : table.row()) {
    std::vector<std::string>& cells = block.rows.emplace_back();
    for (const std::string& cell : row.cell()) cells.push_back(Filled(cell, facts));
  }
  for (int i = 0; i < table.blank_rows(); ++i) block.rows.emplace_back(block.rows[0].size());
  for (const std::string& heading : block.rows[0]) block.widths.push_back(heading == "序号" ? 1 : 3);
  return block;
}

DocxBlock FilledBlock(const config::v1::TemplateBlock& source, const TemplateFacts& facts) {
  if (source.has_table()) return FilledTable(source.table(), facts);
  if (!source.heading().empty()) return {DocxBlock::Kind::kHeading, Filled(source.heading(), facts), {}, {}};
  if (!source.hint().empty()) {
    return {DocxBlock::Kind::kHint, absl::StrCat("【", Filled(source.hint(), facts), "】"), {}, {}};
  }
  if (!source.signature().empty()) return {DocxBlock::Kind::kRight, Filled(source.signature(), facts), {}, {}};
  return {DocxBlock::Kind::kParagraph, Filled(source.paragraph(), facts), {}, {}};
}

}  // namespace

const config::v1::MaterialTemplates& ShippedTemplates() {
  static const auto* const kTemplates = [] {
    auto* templates = new config::v1::MaterialTemplates;
    const std::string text(plumbline_material_templates_begin, plumbline_material_templates_end);
    PLUMBLINE_CHECK(google::protobuf::TextFormat::ParseFromString(text, templates), "the templates of the build are read");
    return templates;
  }();
  return *kTemplates;
}

const config::v1::MaterialTemplate* FindTemplate(absl::string_view id) {
  for (const config::v1::MaterialTemplate& one : ShippedTemplates().template_()) {
    if (one.id() == id) return &one;
  }
  return nullptr;
}

DocxPaper FillTemplate(const config::v1::MaterialTemplate& source, const TemplateFacts& facts) {
  DocxPaper paper;
  paper.title = Filled(source.title(), facts);
  if (source.example()) {
    paper.blocks.push_back({DocxBlock::Kind::kNotice, "示例：单位、人名和内容均为虚构，仅供参照写法，不得直接提交", {}, {}});
  }
  paper.blocks.push_back({DocxBlock::Kind::kTitle, paper.title, {}, {}});
  for (const config::v1::TemplateBlock& block : source.block()) {
    paper.landscape |= block.has_table() && block.table().column_size() > 5;
    paper.blocks.push_back(FilledBlock(block, facts));
  }
  return paper;
}

}  // namespace plumbline::client
