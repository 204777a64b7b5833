// plumbline matter materials: at one glance what the package of a matter lacks, and the command that brings it.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/table_service.pb.h"

namespace plumbline::client {

namespace {

const char* StateText(v1::MaterialSlotState state, bool zh) {
  switch (state) {
    case v1::MATERIAL_SLOT_STATE_MISSING:
      return zh ? "缺　　" : "missing ";
    case v1::MATERIAL_SLOT_STATE_FILED:
      return zh ? "已提交" : "filed   ";
    case v1::MATERIAL_SLOT_STATE_NOT_APPLICABLE:
      return zh ? "不适用" : "n/a     ";
    default:
      return zh ? "不需要" : "not needed";
  }
}

const char* KindWord(config::v1::TableKind kind) {
  switch (kind) {
    case config::v1::TABLE_KIND_BASIS:
      return "basis";
    case config::v1::TABLE_KIND_COMMENTS:
      return "comments";
    case config::v1::TABLE_KIND_PROCEDURE:
      return "procedure";
    default:
      return "";
  }
}

class Sheet {
 public:
  // `tables`: those that are begun.
  Sheet(const LocalContext& context, std::string matter, v1::ListTablesResponse tables)
      : out_(context.terminal.out),
        zh_(context.options.language == Language::kChinese),
        matter_(std::move(matter)),
        tables_(std::move(tables)) {}

  void Head(const v1::CheckMaterialsResponse& answer, const std::string& title) {
    int filed = 0;
    int without = 0;
    for (const v1::MaterialSlot& slot : answer.slots()) {
      filed += slot.state() == v1::MATERIAL_SLOT_STATE_FILED ? 1 : 0;
      without += slot.state() == v1::MATERIAL_SLOT_STATE_NOT_APPLICABLE ? 1 : 0;
    }
    out_ << (title.empty() ? "" : absl::StrCat(Printable(title), zh_ ? "：" : ": "))
         << (zh_ ? absl::StrCat("尚缺 ", answer.missing(), " 项，已提交 ", filed, " 项，不适用 ", without, " 项")
                 : absl::StrCat(answer.missing(), " missing, ", filed, " filed, ", without, " not applicable"))
         << '\n';
    std::vector<std::string> missing;
    for (const v1::MaterialSlot& slot : answer.slots()) {
      if (slot.state() == v1::MATERIAL_SLOT_STATE_MISSING) missing.push_back(zh_ ? slot.title_zh() : slot.title_en());
    }
    if (missing.empty()) return;
    Line(0, absl::StrCat(zh_ ? "尚缺：" : "Missing: ", absl::StrJoin(missing, zh_ ? "、" : "; ")));
  }

  void Slot(const v1::MaterialSlot& slot) {
    Line(0, absl::StrCat(StateText(slot.state(), zh_), "  ", slot.slot(), "  ",
                         zh_ ? slot.title_zh() : slot.title_en()));
    if (slot.state() == v1::MATERIAL_SLOT_STATE_NOT_NEEDED) {
      Line(1, zh_ ? slot.need_reason_zh() : slot.need_reason_en());
      return;
    }
    if (slot.state() == v1::MATERIAL_SLOT_STATE_NOT_APPLICABLE) {
      Line(1, absl::StrCat(zh_ ? "理由：" : "reason: ", slot.not_applicable_reason()));
      return;
    }
    if (slot.state() == v1::MATERIAL_SLOT_STATE_FILED) {
      Line(1, absl::StrCat(zh_ ? "文件：" : "file: ", slot.file()));
      return;
    }
    Line(1, zh_ ? slot.sentence_zh() : slot.sentence_en());
    Line(1, absl::StrCat(zh_ ? slot.need_reason_zh() : slot.need_reason_en(),
                         slot.not_applicable_allowed()
                             ? (zh_ ? "；不适用的，写明理由即可" : "; where it does not apply, a reason is enough")
                             : (zh_ ? "；只能提交文件" : "; only a file fills it")));
    if (!slot.open()) {
      Line(1, zh_ ? "送审后不能补交：请审核机构退回补正" : "too late to file: ask the reviewing body to return the matter");
      return;
    }
    Ways(slot);
  }

 private:
  // The commands that fill it, the easiest first.
  void Ways(const v1::MaterialSlot& slot) {
    const std::string kind = KindWord(slot.table());
    for (const v1::Table& table : tables_.tables()) {
      if (table.kind() != slot.table()) continue;
      Way(absl::StrCat("表格已填 ", table.row_count(), " 行，提交").c_str(),
          absl::StrCat("the table has ", table.row_count(), " rows, file it").c_str(), absl::StrCat("table file ", table.name()));
    }
    if (!kind.empty()) {
      Way("填表", "fill in the table", absl::StrCat("table save ", matter_, " --kind ", kind, " --row '…|…'"),
          absl::StrCat("table import ", matter_, " --kind ", kind, zh_ ? " --sheet 文件" : " --sheet FILE"));
    }
    if (!slot.template_id().empty()) {
      Way("模板", "template", absl::StrCat("matter template ", matter_, " --slot ", slot.slot(), " --output ", slot.slot(), ".docx"));
    }
    if (!slot.example_id().empty()) {
      Way("范例", "example", absl::StrCat("matter template ", matter_, " --slot ", slot.slot(), " --example"));
    }
    Way("提交", "file it", absl::StrCat("file upload ", zh_ ? "文件" : "FILE"),
        absl::StrCat("matter file ", matter_, " --slot ", slot.slot(), " --file files/…"), zh_ ? "　　再 " : "   then ");
    if (slot.not_applicable_allowed()) {
      Way("不适用", "not applicable", absl::StrCat("matter file ", matter_, " --slot ", slot.slot(),
                                                    zh_ ? " --not-applicable-reason 理由"
                                                        : " --not-applicable-reason REASON"));
    }
  }

  void Way(const char* zh, const char* en, const std::string& command, const std::string& other = "", const char* link = nullptr) {
    Line(1, absl::StrCat(zh_ ? zh : en, zh_ ? "：" : ": ", "plumbline ", command));
    if (link == nullptr) link = zh_ ? "　　或 " : "   or ";
    if (!other.empty()) Line(1, absl::StrCat(link, "plumbline ", other));
  }

  void Line(int depth, const std::string& text) { out_ << std::string(static_cast<size_t>(depth) * 8, ' ') << Printable(text) << '\n'; }

  std::ostream& out_;
  const bool zh_;
  const std::string matter_;
  const v1::ListTablesResponse tables_;
};

int Run(const LocalContext& context) {
  Printing printing;
  if (const int code = printing.Begin(context, "matters/{matter}",
                                      {"用法：plumbline matter materials matters/… [--missing]",
                                       "Usage: plumbline matter materials matters/… [--missing]"});
      code != kExitOk) {
    return code;
  }
  v1::CheckMaterialsRequest request;
  request.set_name(printing.name());
  v1::CheckMaterialsResponse answer;
  const grpc::Status status = printing.Read("CheckMaterials", request, &answer);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  if (context.options.format != "text") {
    context.terminal.out << ToJson(answer) << '\n';
    return kExitOk;
  }
  v1::ListTablesRequest list;
  list.set_parent(printing.name());
  v1::ListTablesResponse tables;
  const grpc::Status listed = printing.Read("ListTables", list, &tables);
  if (!listed.ok()) return PrintError(DecodeError(listed), context.options, context.terminal);
  Sheet sheet(context, printing.name(), std::move(tables));
  sheet.Head(answer, printing.TitleFor(printing.name()));
  std::vector<v1::MaterialSlotState> order = {v1::MATERIAL_SLOT_STATE_MISSING};
  if (!HasSwitch(context.words, "--missing")) {
    order.insert(order.end(), {v1::MATERIAL_SLOT_STATE_FILED, v1::MATERIAL_SLOT_STATE_NOT_APPLICABLE,
                               v1::MATERIAL_SLOT_STATE_NOT_NEEDED});
  }
  for (const v1::MaterialSlotState state : order) {
    for (const v1::MaterialSlot& slot : answer.slots()) {
      if (slot.state() == state) sheet.Slot(slot);
    }
  }
  return kExitOk;
}

}  // namespace

LocalCommand MatterMaterialsCommand() {
  LocalCommand command;
  command.noun = "matter";
  command.verb = "materials";
  command.title = {"检查材料", "Check the materials"};
  command.help = {
      "用法\n  plumbline matter materials matters/… [--missing]\n\n"
      "列出本事项的全部材料项：先列尚缺的，每项一句话说明是什么、为什么需要、能不能写“不适用”，以及用哪条命令提交；\n"
      "再列已提交的、不适用的（附理由）和本事项不需要的（附原因）。--missing 只列尚缺的。\n\n"
      "示例\n  plumbline matter materials matters/m1 --missing\n",
      "Usage\n  plumbline matter materials matters/… [--missing]\n\n"
      "Every slot of the package: first what is missing, with one sentence that says what it is, why it is needed, whether a\n"
      "reason may stand in its place, and the command that fills it; then what is filed, what does not apply and why, and\n"
      "what this matter does not need. --missing lists the first only.\n\n"
      "Example\n  plumbline matter materials matters/m1 --missing\n"};
  command.switches = {"missing"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
