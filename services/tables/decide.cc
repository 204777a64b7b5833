#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/files.h"
#include "services/relation.h"
#include "services/tables/tables.h"

namespace plumbline {

namespace {

using config::v1::TableKind;
using state::v1::MaterialTableRow;

constexpr size_t kViolationsMax = 20;

std::string NameOf(const std::string& matter, TableKind kind) { return absl::StrCat(matter, "/tables/", TableIdOf(kind)); }

bool IsBlank(const PlainLine& line) {
  for (const std::string& cell : line.cells) {
    if (!absl::StripAsciiWhitespace(cell).empty()) return false;
  }
  return true;
}

// Code points, as the bounds of fields count them.
int CharactersOf(absl::string_view text) {
  int characters = 0;
  for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return characters;
}

// Texts of the rows that stand there, so that what did not change is not stored twice.
std::map<std::string, journal::v1::ContentRef> KeptTexts(const World& world, const MaterialTableRow& row) {
  std::map<std::string, journal::v1::ContentRef> kept;
  for (const journal::v1::TableLine& line : row.lines()) {
    std::string text;
    if (line.has_cells() && world.FindContent(line.cells(), &text)) kept.emplace(std::move(text), line.cells());
  }
  return kept;
}

journal::v1::TableSaved Saved(TableKind kind, const std::vector<PlainLine>& lines,
                              const std::map<std::string, journal::v1::ContentRef>& kept, const Context& context,
                              Outcome& outcome) {
  journal::v1::TableSaved event;
  event.set_kind(kind);
  for (const PlainLine& line : lines) {
    journal::v1::TableLine& saved = *event.add_lines();
    std::string text = JoinCells(line.cells);
    const auto same = kept.find(text);
    *saved.mutable_cells() = same != kept.end() ? same->second : PutContent(outcome, context, std::move(text));
    saved.set_outcome(line.outcome);
    saved.set_private_person(line.private_person);
  }
  return event;
}

Decision DecideSaveTable(const World& world, const v1::SaveTableRequest& request, const Context& context) {
  const v1::Table& table = request.table();
  std::vector<PlainLine> lines = LinesOf(table);
  if (static_cast<int>(lines.size()) != table.basis_size() + table.comments_size() + table.steps_size()) {
    return RefuseField("table.kind", "各行与表格种类不符，请核对 kind", "the rows are those of another kind of table");
  }
  lines.erase(std::remove_if(lines.begin(), lines.end(), IsBlank), lines.end());
  if (lines.empty()) return RefuseField("table", "表格没有一行内容", "the table has no row that holds anything");
  int characters = 0;
  for (const PlainLine& line : lines) {
    for (const std::string& cell : line.cells) characters += CharactersOf(cell);
  }
  if (characters > kTableCharactersMax) {
    return RefuseField("table", absl::StrCat("表格共 ", characters, " 字，最多 ", kTableCharactersMax, " 字。请缩写，或者作为文件提交"),
                       absl::StrCat("the table has ", characters, " characters, at most ", kTableCharactersMax,
                                    ". Shorten it, or file it as a document"));
  }
  const std::string name = NameOf(request.parent(), table.kind());
  const Head head = world.HeadOf<MaterialTableRow>(name);
  if (VersionOf(request.seen_etag()) != head.version || (head.version == 0 && !request.seen_etag().empty())) {
    Refusal refusal = Refuse(absl::StatusCode::kAborted, v1::ETAG_STALE,
                             "该表格已有更新的内容。请重新读取（table get），在其基础上修改后再保存。",
                             "The table holds something newer. Read it again (table get), change that, then save.");
    refusal.metadata["sentVersion"] = request.seen_etag();
    refusal.metadata["currentVersion"] = EtagOf(head.version);
    return refusal;
  }
  Outcome outcome;
  const auto kept = KeptTexts(world, world.Get<MaterialTableRow>(name));
  journal::v1::TableSaved event = Saved(table.kind(), lines, kept, context, outcome);
  outcome.Add(name, std::move(event));
  return outcome;
}

// What of an earlier table is of use to another matter.
std::vector<PlainLine> Copied(const World& world, const MaterialTableRow& source) {
  const TableKind kind = source.resource().kind();
  std::vector<PlainLine> lines;
  for (const journal::v1::TableLine& line : source.lines()) {
    std::string text;
    if (line.private_person() || !line.has_cells() || !world.FindContent(line.cells(), &text)) continue;
    PlainLine copied;
    copied.cells = SplitCells(text, TableCells(kind));
    if (kind != config::v1::TABLE_KIND_BASIS) copied.cells = {copied.cells[0], "", ""};
    if (!IsBlank(copied)) lines.push_back(std::move(copied));
  }
  return lines;
}

Decision DecideCopyTable(const World& world, const v1::CopyTableRequest& request, const Context& context) {
  const auto& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const auto* source = world.Find<MaterialTableRow>(request.source());
  const auto* earlier =
      source == nullptr ? nullptr : world.Find<state::v1::MatterRow>(MatterOf(request.source()));
  if (earlier == nullptr || MatterOf(request.source()) == request.parent() ||
      earlier->resource().lead_drafter() != matter.lead_drafter()) {
    return RefuseField("source", "请写明本单位以前事项的表格", "name a table of an earlier matter of this drafter");
  }
  const TableKind kind = source->resource().kind();
  const std::string name = NameOf(request.parent(), kind);
  if (world.Find<MaterialTableRow>(name) != nullptr) {
    return RefuseState("本事项已有该表格。请在其基础上修改（table save）。",
                       "The matter has a table of this kind. Change that one (table save).");
  }
  const std::vector<PlainLine> lines = Copied(world, *source);
  if (lines.empty()) {
    return RefuseField("source", "该表格没有可以复制的内容", "the table holds nothing that can be taken over");
  }
  Outcome outcome;
  journal::v1::TableSaved event = Saved(kind, lines, {}, context, outcome);
  event.set_copied_from(request.source());
  outcome.Add(name, std::move(event));
  return outcome;
}

struct Lack {
  const char* field;
  const char* zh;
  const char* en;
};

// What a row lacks before it may be filed.
void AddLacks(TableKind kind, const PlainLine& line, std::vector<Lack>* lacks) {
  const auto& cells = line.cells;
  if (kind == config::v1::TABLE_KIND_BASIS) {
    if (cells[0].empty()) lacks->push_back({"clause", "缺送审稿条款", "no clause"});
    if (cells[2].empty()) lacks->push_back({"instrument", "缺依据名称", "no instrument"});
    if (cells[3].empty()) lacks->push_back({"provision", "缺依据条款及内容", "no provision"});
  } else if (kind == config::v1::TABLE_KIND_COMMENTS) {
    const bool none = line.outcome == v1::ADOPTION_NO_COMMENT;
    const bool explained = line.outcome == v1::ADOPTION_IN_PART || line.outcome == v1::ADOPTION_NOT_ADOPTED;
    if (cells[0].empty()) lacks->push_back({"commenter", "缺单位或个人", "nobody is named"});
    if (cells[1].empty() && !none) lacks->push_back({"opinion", "缺意见；没有意见的，选“无意见”", "no opinion; where there is none, say NO_COMMENT"});
    if (line.outcome == 0) lacks->push_back({"adoption", "未写是否采纳", "not said whether it was adopted"});
    if (cells[2].empty() && explained) lacks->push_back({"reason", "未采纳或者部分采纳，缺理由", "not adopted as a whole, and no reason"});
  } else {
    const bool done = line.outcome == v1::STEP_OUTCOME_DONE;
    if (cells[0].empty()) lacks->push_back({"step", "缺程序名称", "no step"});
    if (line.outcome == 0) lacks->push_back({"outcome", "未写是否履行", "not said whether it was done"});
    if (done && cells[1].empty()) lacks->push_back({"period", "已履行，缺时间", "done, and no time"});
    if (!done && line.outcome != 0 && cells[2].empty()) lacks->push_back({"detail", "不适用，缺理由", "does not apply, and no reason"});
  }
}

const char* RowsField(TableKind kind) {
  if (kind == config::v1::TABLE_KIND_BASIS) return "basis";
  return kind == config::v1::TABLE_KIND_COMMENTS ? "comments" : "steps";
}

// All rows that are not complete, by their numbers.
std::optional<Refusal> CheckComplete(const World& world, const MaterialTableRow& row) {
  const TableKind kind = row.resource().kind();
  std::vector<FieldViolation> violations;
  std::string zh;
  std::string en;
  for (int i = 0; i < row.lines_size(); ++i) {
    PlainLine line;
    line.cells = SplitCells(ShownContent(world, row.lines(i).cells()), TableCells(kind));
    line.outcome = row.lines(i).outcome();
    std::vector<Lack> lacks;
    AddLacks(kind, line, &lacks);
    for (const Lack& lack : lacks) {
      if (violations.size() >= kViolationsMax) break;
      violations.push_back({absl::StrCat("table.", RowsField(kind), "[", i, "].", lack.field),
                            absl::StrCat("第 ", i + 1, " 行：", lack.zh), absl::StrCat("row ", i + 1, ": ", lack.en)});
      absl::StrAppend(&zh, zh.empty() ? "" : "；", violations.back().message_zh);
      absl::StrAppend(&en, en.empty() ? "" : "; ", violations.back().message_en);
    }
  }
  if (violations.empty()) return std::nullopt;
  Refusal refusal = Refuse(absl::StatusCode::kInvalidArgument, v1::FIELD_INVALID,
                           absl::StrCat("表格还没有填完，不能提交：", zh, "。请补全后再提交。"),
                           absl::StrCat("The table is not complete: ", en, ". Fill it in, then file it."));
  refusal.fields = std::move(violations);
  return refusal;
}

Decision DecideFileTable(const World& world, const v1::FileTableRequest& request, const Context& context) {
  const auto& row = *world.Find<MaterialTableRow>(request.name());
  const std::string matter_name(MatterOf(request.name()));
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(matter_name)->resource();
  if (row.resource().state() == v1::TABLE_STATE_FILED) {
    return RefuseState("该表格已提交，其后没有改动。", "The table is filed and has not changed since.");
  }
  if (context.rules.profile == nullptr) {
    return RefuseState("没有可用的规则配置，不知道该表格对应哪项材料。", "No profile says which slot takes the table.");
  }
  std::vector<std::string> slots;  // One for each track that takes it.
  for (const config::v1::Material* one :
       context.rules.profile->Materials(KindSet::Of(matter.kinds()), context.occurred_on)) {
    const bool known = std::find(slots.begin(), slots.end(), one->id()) != slots.end();
    if (!known && one->table() == row.resource().kind()) slots.push_back(one->id());
  }
  if (slots.empty()) {
    return RefuseField("name", "本事项没有以该表格提交的材料项", "no slot of this matter takes this table");
  }
  if (auto refusal = CheckComplete(world, row)) return *refusal;
  journal::v1::TableFiled filed;
  if (auto refusal = CheckStored(world, request.file(), "表格文件", "document", filed.mutable_file_digest())) {
    return *std::move(refusal);
  }
  filed.set_slot(slots.front());
  Outcome outcome;
  outcome.Add(request.name(), filed);
  for (const std::string& slot : slots) {
    journal::v1::MaterialFiled material;
    material.set_slot(slot);
    material.set_file_digest(filed.file_digest());
    outcome.Add(matter_name, std::move(material));
  }
  return outcome;
}

}  // namespace

void RegisterTableDecisions(Rooms& rooms) {
  rooms.Command(&DecideSaveTable);
  rooms.Command(&DecideCopyTable);
  rooms.Command(&DecideFileTable);
}

void RegisterTablesRoom(Rooms& rooms) {
  RegisterTableDecisions(rooms);
  RegisterTableEvents(rooms);
  RegisterTableQueries(rooms);
}

}  // namespace plumbline
