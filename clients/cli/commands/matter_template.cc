// plumbline matter template: the template of a material with the matter's facts in it, or a good example, as DOCX.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/material_papers.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/matter_service.pb.h"
#include "services/core/procedure/labels.h"

namespace plumbline::client {

namespace {

std::string Join(const std::vector<std::string>& words) { return absl::StrJoin(words, "、"); }

// What the matter knows already, so that nobody types it again.
TemplateFacts FactsOf(Printing& printing, const v1::Matter& matter, const v1::CheckMaterialsResponse& materials) {
  TemplateFacts facts;
  facts["title"] = matter.title();
  std::vector<std::string> kinds;
  for (const int kind : matter.kinds()) {
    kinds.emplace_back(plumbline::Label(static_cast<config::v1::Kind>(kind), plumbline::Language::kChinese));
  }
  facts["kind"] = Join(kinds);
  facts["drafter"] = printing.TitleFor(matter.lead_drafter());
  std::vector<std::string> others;
  for (const std::string& other : matter.co_drafters()) others.push_back(printing.TitleFor(other));
  facts["co_drafters"] = others.empty() ? "无" : Join(others);
  facts["issuer"] = printing.TitleFor(matter.issuer());
  facts["reviewing_body"] = printing.TitleFor(matter.reviewing_body());
  const absl::CivilDay today = printing.today();
  facts["today"] = absl::StrCat(today.year(), "年", today.month(), "月", today.day(), "日");
  std::vector<std::string> missing;
  std::vector<std::string> filed;
  for (const v1::MaterialSlot& slot : materials.slots()) {
    if (slot.state() == v1::MATERIAL_SLOT_STATE_MISSING) missing.push_back(slot.title_zh());
    if (slot.state() == v1::MATERIAL_SLOT_STATE_FILED) filed.push_back(slot.title_zh());
  }
  facts["missing"] = missing.empty() ? "无" : Join(missing);
  facts["filed"] = filed.empty() ? "无" : Join(filed);
  return facts;
}

int Run(const LocalContext& context) {
  const std::string wanted = FlagValue(context.words, "--slot");
  const bool example = HasSwitch(context.words, "--example");
  Printing printing;
  const Phrase usage = {"用法：plumbline matter template matters/… --slot 材料项 [--example] [--output 路径]",
                        "Usage: plumbline matter template matters/… --slot SLOT [--example] [--output PATH]"};
  if (wanted.empty()) return PrintUsage(usage, context.options, context.terminal);
  if (const int code = printing.Begin(context, "matters/{matter}", usage, {"--slot"}); code != kExitOk) return code;
  v1::CheckMaterialsRequest request;
  request.set_name(printing.name());
  v1::CheckMaterialsResponse materials;
  v1::GetMatterRequest get;
  get.set_name(printing.name());
  v1::Matter matter;
  grpc::Status status = printing.Read("CheckMaterials", request, &materials);
  if (status.ok()) status = printing.Read("GetMatter", get, &matter);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);

  std::vector<std::string> with;
  for (const v1::MaterialSlot& slot : materials.slots()) {
    const std::string& id = example ? slot.example_id() : slot.template_id();
    const config::v1::MaterialTemplate* source = FindTemplate(id);
    if (source != nullptr) with.push_back(slot.slot());
    if (slot.slot() != wanted || source == nullptr) continue;
    const auto bytes = WriteDocx(FillTemplate(*source, FactsOf(printing, matter, materials)));
    return printing.Keep(bytes, absl::StrCat(slot.title_zh(), example ? "（示例）" : "", ".docx"));
  }
  return PrintUsage({absl::StrCat("本事项的“", wanted, "”没有", example ? "范例" : "模板", "。有的是：", Join(with)),
                     absl::StrCat("This matter has no ", example ? "example" : "template", " for \"", wanted,
                                  "\". There is one for: ", absl::StrJoin(with, ", "))},
                    context.options, context.terminal);
}

}  // namespace

LocalCommand MatterTemplateCommand() {
  LocalCommand command;
  command.noun = "matter";
  command.verb = "template";
  command.title = {"下载材料模板或者范例", "The template or example of a material"};
  command.help = {
      "用法\n  plumbline matter template matters/… --slot 材料项 [--example] [--output 路径|-] [--force]\n\n"
      "生成该材料的 Word 模板（DOCX）：事项名称、起草单位、制定机关、审核机构、日期、已交和尚缺材料已经填好，\n"
      "灰色【】内是写法提示，写完删去。--example 得到一份虚构的范例。哪些材料有模板：plumbline matter materials。\n\n"
      "示例\n  plumbline matter template matters/m1 --slot DOC-EXPLAIN --output 起草说明.docx\n",
      "Usage\n  plumbline matter template matters/… --slot SLOT [--example] [--output PATH|-] [--force]\n\n"
      "A Word file (DOCX) with what the matter knows filled in: title, drafter, maker, reviewing body, day, materials filed and\n"
      "missing. Grey words in 【】 say what to write; delete them. --example gives a good one with invented content. Which\n"
      "materials have one: plumbline matter materials.\n\n"
      "Example\n  plumbline matter template matters/m1 --slot DOC-EXPLAIN --output explanation.docx\n"};
  command.flags = {"slot"};
  command.switches = {"example"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
