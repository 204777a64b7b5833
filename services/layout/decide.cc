#include "absl/strings/str_cat.h"
#include "services/column_path.h"
#include "services/core/base/near_word.h"
#include "services/index_keys.h"
#include "services/layout/layout.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;

// The list by its method (`ListMatters`) or by its command (`matter list`); nullptr: none is called so.
const MethodRow* FindList(const Rooms& rooms, const std::string& called) {
  for (const auto& method : rooms.methods()) {
    if (method->rule.type() == v1::METHOD_TYPE_QUERY && ListedField(method->descriptor->output_type()) != nullptr &&
        (method->command == called || method->rule.cli() == called)) {
      return method.get();
    }
  }
  return nullptr;
}

Refusal RefuseList(const Rooms& rooms, const std::string& called) {
  std::vector<std::string> known;
  for (const auto& method : rooms.methods()) {
    if (ListedField(method->descriptor->output_type()) == nullptr) continue;
    known.push_back(method->command);
    known.push_back(method->rule.cli());
  }
  const std::string near = NearWord(called, known);
  return RefuseField("layout.list",
                     absl::StrCat("没有列表“", called, "”",
                                  near.empty() ? "，请写列表命令，例如 matter list" : absl::StrCat("，是不是 ", near)),
                     absl::StrCat("there is no list \"", called, "\"; ",
                                  near.empty() ? "write the command of a list, e.g. matter list" : absl::StrCat("perhaps ", near)));
}

// All columns that the list does not have, at once.
std::optional<Refusal> CheckColumns(const MethodRow& list, const v1::Layout& layout) {
  const auto* row = ListedField(list.descriptor->output_type())->message_type();
  std::vector<FieldViolation> unknown;
  for (int i = 0; i < layout.columns_size(); ++i) {
    ColumnPath path;
    const auto mistake = ParseColumnPath(row, layout.columns(i).path(), &path);
    if (!mistake.has_value()) continue;
    const std::string& text = layout.columns(i).path();
    unknown.push_back({absl::StrCat("layout.columns[", i, "].path"),
                       absl::StrCat("第 ", i + 1, " 栏（", text, "）：", mistake->zh),
                       absl::StrCat("column ", i + 1, " (", text, "): ", mistake->en)});
  }
  if (unknown.empty()) return std::nullopt;
  Refusal refusal = Refuse(absl::StatusCode::kInvalidArgument, v1::LAYOUT_COLUMN_UNKNOWN,
                           absl::StrCat("“", list.rule.title_zh(), "”没有这样的栏目，请改正后再保存。", unknown[0].message_zh, "。"),
                           absl::StrCat("The list has no such column; correct it and save again. ", unknown[0].message_en, "."));
  refusal.fields = std::move(unknown);
  return refusal;
}

Decision DecideSaveLayout(const World& world, const v1::SaveLayoutRequest& request, const Context& context) {
  const v1::Layout& layout = request.layout();
  const MethodRow* list = FindList(*context.rooms, layout.list());
  if (list == nullptr) return RefuseList(*context.rooms, layout.list());
  if (auto refusal = CheckColumns(*list, layout)) return *refusal;

  const auto names = context.children_of(request.parent(), "layouts");
  if (!names.ok()) return RefuseCorrupt(names.status());
  std::string same;
  int in_use = 0;
  for (const std::string& name : *names) {
    const auto* row = world.Find<state::v1::LayoutRow>(name);
    if (row == nullptr || ParentOf(name) != request.parent() || row->resource().has_removed()) continue;
    ++in_use;
    if (row->resource().title() == layout.title()) same = name;
  }
  if (!request.seen_etag().empty() &&
      (same.empty() || VersionOf(request.seen_etag()) != world.HeadOf<state::v1::LayoutRow>(same).version)) {
    Refusal refusal = Refuse(absl::StatusCode::kAborted, v1::ETAG_STALE,
                             "该版式已被他人修改或停用。请重新读取后再保存。",
                             "The layout was changed or removed since it was read. Read it again, then save.");
    refusal.metadata["sentVersion"] = request.seen_etag();
    if (!same.empty()) refusal.metadata["currentVersion"] = EtagOf(world.HeadOf<state::v1::LayoutRow>(same).version);
    return refusal;
  }
  if (same.empty() && in_use >= kLayoutsMax) {
    return RefuseState(absl::StrCat("本单位已有 ", kLayoutsMax, " 个台账版式。请先停用不再使用的。"),
                       absl::StrCat("The organisation has ", kLayoutsMax, " layouts. Remove one that is out of use first."));
  }
  journal::v1::LayoutSaved event;
  event.set_title(layout.title());
  event.set_list(list->command);
  for (const v1::LayoutColumn& column : layout.columns()) {
    journal::v1::LayoutColumnSaved& saved = *event.add_columns();
    saved.set_path(column.path());
    saved.set_heading(column.heading());
    saved.set_width(column.width());
  }
  Outcome outcome;
  outcome.Add(same.empty() ? absl::StrCat(request.parent(), "/layouts/", context.FreshId()) : same, std::move(event));
  return outcome;
}

Decision DecideRemoveLayout(const World& world, const v1::RemoveLayoutRequest& request, const Context&) {
  if (world.Find<state::v1::LayoutRow>(request.name())->resource().has_removed()) {
    return RefuseState("该版式已停用，无须再办。", "The layout is removed already.");
  }
  Outcome outcome;
  outcome.Add(request.name(), journal::v1::LayoutRemoved());
  return outcome;
}

std::string OrganizationOfSave(const World&, const v1::SaveLayoutRequest& request) { return request.parent(); }
std::string OrganizationOfRemove(const World&, const v1::RemoveLayoutRequest& request) {
  return std::string(ParentOf(request.name()));
}

}  // namespace

void RegisterLayoutDecisions(Rooms& rooms) {
  rooms.Command(&DecideSaveLayout).Organization(&OrganizationOfSave);
  rooms.Command(&DecideRemoveLayout).Organization(&OrganizationOfRemove);
}

}  // namespace plumbline
