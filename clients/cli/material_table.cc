#include "clients/cli/material_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/core/text/utf8.h"

namespace plumbline::client {

namespace {

using config::v1::TableKind;

constexpr size_t kRowsMax = 500;
constexpr size_t kCharactersMax = 2000;
constexpr size_t kHeadSearchedMax = 15;
constexpr char kPrivate[] = "（个人）";
constexpr char kNoComment[] = "无意见";

// What a column of the customary table means, and what else it is called.
enum class Column { kNumber, kClause, kClauseText, kInstrument, kProvision, kNote, kCommenter, kOpinion, kAdoption, kReason,
                    kPrivatePerson, kStep, kOutcome, kPeriod, kDetail };

struct Heading {
  Column column;
  const char* name;                     // As it is written out.
  std::vector<const char*> other_names;
  bool written = true;                  // Stands in the customary table.
};

const std::vector<Heading>& HeadingsOf(TableKind kind) {
  static const auto* const kBasis = new std::vector<Heading>{
      {Column::kNumber, "序号", {"编号", "No."}},
      {Column::kClause, "送审稿条款", {"条款", "送审稿条文", "文件条款", "条文"}},
      {Column::kClauseText, "条款内容", {"送审稿内容", "条文内容", "文件内容", "内容"}},
      {Column::kInstrument, "依据名称", {"依据文件", "依据", "制定依据", "法律法规名称", "文件名称"}},
      {Column::kProvision, "依据条款及内容", {"依据内容", "依据条款", "依据条文", "依据原文"}},
      {Column::kNote, "备注", {"说明", "对照说明"}}};
  static const auto* const kComments = new std::vector<Heading>{
      {Column::kNumber, "序号", {"编号", "No."}},
      {Column::kCommenter, "单位或个人", {"单位", "反馈单位", "提出单位", "单位（个人）", "单位/个人", "意见提出人", "征求意见单位", "单位或者个人"}},
      {Column::kOpinion, "意见", {"意见内容", "修改意见", "意见建议", "反馈意见", "意见和建议", "意见及建议"}},
      {Column::kAdoption, "是否采纳", {"采纳情况", "处理情况", "采纳与否", "处理结果"}},
      {Column::kReason, "理由", {"说明", "未采纳理由", "不采纳理由", "理由及依据", "原因", "备注"}},
      {Column::kPrivatePerson, "是否个人", {"个人"}, false}};
  static const auto* const kProcedure = new std::vector<Heading>{
      {Column::kNumber, "序号", {"编号", "No."}},
      {Column::kStep, "程序", {"程序环节", "环节", "法定程序", "步骤", "程序名称"}},
      {Column::kOutcome, "是否履行", {"履行与否", "是否适用", "是否已履行"}},
      {Column::kPeriod, "时间", {"履行时间", "日期", "起止时间"}},
      {Column::kDetail, "履行情况或者不适用的理由", {"履行情况", "情况", "说明", "备注", "履行情况或不适用的理由"}}};
  if (kind == config::v1::TABLE_KIND_BASIS) return *kBasis;
  return kind == config::v1::TABLE_KIND_COMMENTS ? *kComments : *kProcedure;
}

std::string Trimmed(absl::string_view text) {
  std::string trimmed = absl::StrReplaceAll(text, {{"\t", " "}, {"\r\n", "\n"}, {"\r", "\n"}, {"\xc2\xa0", " "}});
  absl::string_view view = absl::StripAsciiWhitespace(trimmed);
  while (absl::ConsumePrefix(&view, "　") || absl::ConsumeSuffix(&view, "　")) view = absl::StripAsciiWhitespace(view);
  return std::string(view);
}

// As headings are compared: without any space or line break.
std::string Bare(absl::string_view text) {
  return absl::StrReplaceAll(Trimmed(text), {{" ", ""}, {"\n", ""}, {"　", ""}, {"(", "（"}, {")", "）"}});
}

const Heading* FindHeading(TableKind kind, absl::string_view cell) {
  const std::string bare = Bare(cell);
  for (const Heading& heading : HeadingsOf(kind)) {
    if (bare == heading.name) return &heading;
  }
  for (const Heading& heading : HeadingsOf(kind)) {
    for (const char* other : heading.other_names) {
      if (bare == other) return &heading;
    }
  }
  return nullptr;
}

// Which column of the table each cell of a row is; nullptr: none of them. Each meaning is taken once.
std::vector<const Heading*> MatchHead(TableKind kind, const std::vector<std::string>& row) {
  std::vector<const Heading*> found;
  for (const std::string& cell : row) {
    const Heading* heading = FindHeading(kind, cell);
    const bool again = heading != nullptr && std::find(found.begin(), found.end(), heading) != found.end();
    found.push_back(again ? nullptr : heading);
  }
  return found;
}

bool IsNumber(absl::string_view cell) {
  const std::string trimmed = Trimmed(cell);
  return !trimmed.empty() && std::all_of(trimmed.begin(), trimmed.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The customary order; with its 序号 where each row begins with a number.
std::vector<const Heading*> CustomaryOrder(TableKind kind, const SheetRows& rows) {
  const bool numbered = std::all_of(rows.begin(), rows.end(), [](const auto& row) {
    return row.empty() || IsNumber(row[0]) || std::all_of(row.begin(), row.end(), [](const auto& c) { return Trimmed(c).empty(); });
  });
  std::vector<const Heading*> order;
  for (const Heading& heading : HeadingsOf(kind)) {
    if (heading.written && (numbered || heading.column != Column::kNumber)) order.push_back(&heading);
  }
  return order;
}

bool IsOneOf(const std::string& word, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* one) { return word == one; });
}

v1::Adoption AdoptionOf(const std::string& bare, bool* known) {
  *known = true;
  if (bare.empty()) return v1::ADOPTION_UNSPECIFIED;
  if (IsOneOf(bare, {"采纳", "已采纳", "全部采纳", "予以采纳", "是", "√", "同意"})) return v1::ADOPTION_ADOPTED;
  if (IsOneOf(bare, {"部分采纳", "部份采纳", "部分"})) return v1::ADOPTION_IN_PART;
  if (IsOneOf(bare, {"未采纳", "不采纳", "不予采纳", "没有采纳", "否", "×"})) return v1::ADOPTION_NOT_ADOPTED;
  if (IsOneOf(bare, {kNoComment, "无", "/", "—", "——", "-"})) return v1::ADOPTION_NO_COMMENT;
  *known = false;
  return v1::ADOPTION_UNSPECIFIED;
}

v1::StepOutcome OutcomeOf(const std::string& bare, bool* known) {
  *known = true;
  if (bare.empty()) return v1::STEP_OUTCOME_UNSPECIFIED;
  if (IsOneOf(bare, {"已履行", "履行", "是", "√", "已完成", "完成"})) return v1::STEP_OUTCOME_DONE;
  if (IsOneOf(bare, {"不适用", "不涉及", "无需", "/", "—"})) return v1::STEP_OUTCOME_NOT_APPLICABLE;
  *known = false;
  return v1::STEP_OUTCOME_UNSPECIFIED;
}

bool SaysNoComment(absl::string_view opinion) {
  return IsOneOf(Bare(opinion), {kNoComment, "无意见。", "没有意见", "无修改意见", "无修改意见。", "无", "/"});
}

class RowReader {
 public:
  RowReader(TableKind kind, TableReading* reading) : kind_(kind), reading_(reading) {}

  // `number`: as the sheet counts, from 1.
  absl::Status Read(const std::vector<const Heading*>& head, const std::vector<std::string>& row, size_t number) {
    number_ = number;
    v1::BasisLine basis;
    v1::CommentLine comment;
    v1::ProcedureLine step;
    for (size_t i = 0; i < head.size() && i < row.size(); ++i) {
      if (head[i] == nullptr) continue;
      const std::string cell = Trimmed(row[i]);
      if (CharactersOf(cell) > kCharactersMax) {
        return absl::InvalidArgumentError(absl::StrCat("第 ", number, " 行“", head[i]->name, "”超过 ", kCharactersMax,
                                                       " 字 (row ", number, ": a cell is too long)"));
      }
      Put(head[i]->column, cell, &basis, &comment, &step);
    }
    v1::Table& table = reading_->table;
    if (kind_ == config::v1::TABLE_KIND_BASIS) {
      if (!absl::StrCat(basis.clause(), basis.clause_text(), basis.instrument(), basis.provision()).empty()) *table.add_basis() = basis;
    } else if (kind_ == config::v1::TABLE_KIND_COMMENTS) {
      Settle(&comment);
      if (!absl::StrCat(comment.commenter(), comment.opinion(), comment.reason()).empty()) *table.add_comments() = comment;
    } else if (!step.step().empty() || !step.detail().empty()) {
      *table.add_steps() = step;
    }
    return absl::OkStatus();
  }

 private:
  static size_t CharactersOf(absl::string_view text) {
    size_t characters = 0;
    char32_t c = 0;
    for (size_t pos = 0; NextCodePoint(text, &pos, &c);) ++characters;
    return characters;
  }

  void Put(Column column, const std::string& cell, v1::BasisLine* basis, v1::CommentLine* comment, v1::ProcedureLine* step) {
    bool known = true;
    switch (column) {
      case Column::kNumber:
        return;
      case Column::kClause:
        return basis->set_clause(cell);
      case Column::kClauseText:
        return basis->set_clause_text(cell);
      case Column::kInstrument:
        return basis->set_instrument(cell);
      case Column::kProvision:
        return basis->set_provision(cell);
      case Column::kNote:
        return basis->set_note(cell);
      case Column::kCommenter:
        return comment->set_commenter(cell);
      case Column::kOpinion:
        return comment->set_opinion(cell);
      case Column::kReason:
        return comment->set_reason(cell);
      case Column::kPrivatePerson:
        if (IsOneOf(Bare(cell), {"是", "√", "个人"})) comment->set_private_person(true);
        return;
      case Column::kAdoption:
        comment->set_adoption(AdoptionOf(Bare(cell), &known));
        break;
      case Column::kStep:
        return step->set_step(cell);
      case Column::kPeriod:
        return step->set_period(cell);
      case Column::kDetail:
        return step->set_detail(cell);
      case Column::kOutcome:
        step->set_outcome(OutcomeOf(Bare(cell), &known));
        break;
    }
    if (!known) Doubt(cell);
  }

  void Doubt(const std::string& cell) {
    reading_->doubts.push_back({absl::StrCat("第 ", number_, " 行：不明白“", cell, "”，该栏留空"),
                                absl::StrCat("row ", number_, ": \"", cell, "\" is not understood and left open")});
  }

  // 无意见 in either column, and （个人） behind the name.
  static void Settle(v1::CommentLine* comment) {
    if (SaysNoComment(comment->opinion()) &&
        (comment->adoption() == v1::ADOPTION_UNSPECIFIED || comment->adoption() == v1::ADOPTION_NO_COMMENT)) {
      comment->set_adoption(v1::ADOPTION_NO_COMMENT);
      comment->clear_opinion();
    }
    std::string name = absl::StrReplaceAll(comment->commenter(), {{"(个人)", kPrivate}});
    if (absl::EndsWith(name, kPrivate)) {
      comment->set_private_person(true);
      comment->set_commenter(Trimmed(name.substr(0, name.size() - sizeof(kPrivate) + 1)));
    }
  }

  const TableKind kind_;
  TableReading* const reading_;
  size_t number_ = 0;
};

const char* AdoptionText(v1::Adoption adoption) {
  switch (adoption) {
    case v1::ADOPTION_ADOPTED:
      return "采纳";
    case v1::ADOPTION_IN_PART:
      return "部分采纳";
    case v1::ADOPTION_NOT_ADOPTED:
      return "未采纳";
    case v1::ADOPTION_NO_COMMENT:
      return "—";
    default:
      return "";
  }
}

const char* OutcomeText(v1::StepOutcome outcome) {
  if (outcome == v1::STEP_OUTCOME_DONE) return "已履行";
  return outcome == v1::STEP_OUTCOME_NOT_APPLICABLE ? "不适用" : "";
}

std::string CommenterText(const v1::CommentLine& line, bool published) {
  if (!line.private_person()) return line.commenter();
  return absl::StrCat(published ? MaskedName(line.commenter()) : line.commenter(), kPrivate);
}

}  // namespace

TableKind TableKindOf(absl::string_view word) {
  for (const TableKind kind : {config::v1::TABLE_KIND_BASIS, config::v1::TABLE_KIND_COMMENTS, config::v1::TABLE_KIND_PROCEDURE}) {
    if (word == TableKindTitle(kind, Language::kChinese)) return kind;
  }
  if (word == "basis") return config::v1::TABLE_KIND_BASIS;
  if (word == "comments") return config::v1::TABLE_KIND_COMMENTS;
  return word == "procedure" ? config::v1::TABLE_KIND_PROCEDURE : config::v1::TABLE_KIND_UNSPECIFIED;
}

std::string TableKindTitle(TableKind kind, Language language) {
  const bool zh = language == Language::kChinese;
  if (kind == config::v1::TABLE_KIND_BASIS) return zh ? "依据对照表" : "Table of legal bases";
  if (kind == config::v1::TABLE_KIND_COMMENTS) return zh ? "征求意见采纳情况表" : "Table of opinions";
  return zh ? "程序履行说明" : "Table of procedure";
}

std::vector<std::string> TableHeadings(TableKind kind) {
  std::vector<std::string> headings;
  for (const Heading& heading : HeadingsOf(kind)) {
    if (heading.written) headings.emplace_back(heading.name);
  }
  return headings;
}

absl::StatusOr<TableReading> ReadTable(TableKind kind, const SheetRows& rows, bool head_needed) {
  size_t first = 0;
  std::vector<const Heading*> head;
  for (size_t i = 0; i < rows.size() && i < kHeadSearchedMax && first == 0; ++i) {
    head = MatchHead(kind, rows[i]);
    const auto known = std::count_if(head.begin(), head.end(), [](const Heading* one) { return one != nullptr; });
    if (known >= 2) first = i + 1;
  }
  if (first == 0) {
    if (head_needed) {
      std::string wanted;
      for (const std::string& heading : TableHeadings(kind)) absl::StrAppend(&wanted, wanted.empty() ? "" : "、", heading);
      return absl::InvalidArgumentError(
          absl::StrCat("没有找到表头。表头应当有：", wanted, " (no head was found; it has these columns)"));
    }
    head = CustomaryOrder(kind, rows);
  }
  TableReading reading;
  reading.table.set_kind(kind);
  RowReader reader(kind, &reading);
  for (size_t i = first; i < rows.size(); ++i) {
    if (const absl::Status status = reader.Read(head, rows[i], i + 1); !status.ok()) return status;
  }
  const v1::Table& table = reading.table;
  const int count = table.basis_size() + table.comments_size() + table.steps_size();
  if (count == 0) return absl::InvalidArgumentError("表头以下没有内容 (there is nothing below the head)");
  if (static_cast<size_t>(count) > kRowsMax) {
    return absl::OutOfRangeError(absl::StrCat("共 ", count, " 行，最多 ", kRowsMax, " 行 (too many rows)"));
  }
  return reading;
}

SheetRows ReadClipboard(absl::string_view text) {
  SheetRows rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  const auto end_row = [&] {
    row.push_back(std::move(cell));
    cell.clear();
    rows.push_back(std::move(row));
    row.clear();
  };
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == '\t') {
      row.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (!cell.empty() || !row.empty()) end_row();
  return rows;
}

std::string MaskedName(absl::string_view name) {
  size_t pos = 0;
  char32_t first = 0;
  if (!NextCodePoint(name, &pos, &first)) return "某";
  return absl::StrCat(name.substr(0, pos), "某");
}

SheetRows TableRowsOf(const v1::Table& table, bool published) {
  SheetRows rows;
  const auto number = [&] { return absl::StrCat(rows.size() + 1); };
  for (const v1::BasisLine& line : table.basis()) {
    rows.push_back({number(), line.clause(), line.clause_text(), line.instrument(), line.provision(), line.note()});
  }
  for (const v1::CommentLine& line : table.comments()) {
    const bool none = line.adoption() == v1::ADOPTION_NO_COMMENT && line.opinion().empty();
    rows.push_back({number(), CommenterText(line, published), none ? kNoComment : line.opinion(), AdoptionText(line.adoption()),
                    line.reason()});
  }
  for (const v1::ProcedureLine& line : table.steps()) {
    rows.push_back({number(), line.step(), OutcomeText(line.outcome()), line.period(), line.detail()});
  }
  return rows;
}

}  // namespace plumbline::client
