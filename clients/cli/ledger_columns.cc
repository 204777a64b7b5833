#include "clients/cli/ledger_columns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "clients/cli/view.h"
#include "clients/lib/api.h"
#include "clients/lib/comments.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

constexpr char kProvenance[] = "plumbline.v1.Provenance";
constexpr char kDate[] = "google.type.Date";
constexpr char kFigure[] = "plumbline.v1.Figure.figure";
constexpr char kBetweenLabels[] = " · ";

bool IsProvenance(const FieldDescriptor* field) {
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->full_name() == kProvenance;
}

// 送审日期, 送审人: an act by its day and by who did it.
std::string LabelInAct(const FieldDescriptor* act, const FieldDescriptor* part, Language language) {
  const bool zh = language == Language::kChinese;
  const std::string of = LabelOf(act).In(language);
  if (part->name() == "occurred_on") return absl::StrCat(of, zh ? "日期" : " on");
  if (part->name() == "actor") return absl::StrCat(of, zh ? "人" : " by");
  return absl::StrCat(of, zh ? "" : ": ", LabelOf(part).In(language));
}

// `lead_drafter.title` is the drafter; `opinion.number` the number of the opinion.
std::string HeadingOf(const ColumnPath& path, Language language) {
  const bool zh = language == Language::kChinese;
  if (path.kind == ColumnPath::Kind::kNumber) return zh ? "序号" : "No.";
  if (path.kind == ColumnPath::Kind::kBlank) return zh ? "备注" : "Remarks";
  std::string heading;
  for (size_t i = 0; i < path.fields.size(); ++i) {
    const FieldDescriptor* field = path.fields[i];
    const FieldDescriptor* next = i + 1 < path.fields.size() ? path.fields[i + 1] : nullptr;
    if (field == nullptr) {
      heading += zh ? "事项" : "Matter ";
    } else if (IsProvenance(field) && next != nullptr) {
      heading += LabelInAct(field, next, language);
      ++i;
    } else {
      absl::StrAppend(&heading, heading.empty() || zh ? "" : " ", LabelOf(field).In(language));
    }
  }
  return heading;
}

// What stands before a path in a message about it.
Phrase Mistaken(const std::string& path, const ColumnMistake& mistake) {
  return {absl::StrCat("栏目 ", path, "：", mistake.zh, "。"), absl::StrCat("Column ", path, ": ", mistake.en, ".")};
}

bool IsFileName(const FieldDescriptor* field) { return absl::StartsWith(FormatIn(CommentOf(field)), "files/"); }

LedgerCell DayCell(const Message& date) {
  const auto part = [&date](const char* name) {
    return date.GetReflection()->GetInt32(date, date.GetDescriptor()->FindFieldByName(name));
  };
  const absl::CivilDay day(part("year"), part("month"), part("day"));
  if (part("year") == 0) return {};
  // A date that does not exist is shown as it came.
  if (day.month() != part("month") || day.day() != part("day")) return ShowDate(date);
  return day;
}

// `timeliness.due` in the words of the annual report, which has a field for each figure.
std::string FigureText(const FieldDescriptor* field, const std::string& figure, Language language) {
  const Descriptor* type = field->file()->pool()->FindMessageTypeByName("plumbline.v1.AnnualReport");
  std::vector<std::string> labels;
  for (const std::string& part : std::vector<std::string>(absl::StrSplit(figure, '.'))) {
    const FieldDescriptor* known = type == nullptr ? nullptr : type->FindFieldByName(part);
    if (known == nullptr) return figure;
    labels.push_back(LabelOf(known).In(language));
    type = known->message_type();
  }
  return absl::StrJoin(labels, kBetweenLabels);
}

// One value with its type.
LedgerCell ValueCell(const Message& message, const FieldDescriptor* field, int index, Resources& resources,
                     Language language) {
  const Reflection* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      if (index < 0) return static_cast<int64_t>(reflection->GetInt32(message, field));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      if (index < 0) return reflection->GetInt64(message, field);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      if (index < 0) return reflection->GetBool(message, field);
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field->message_type()->full_name() == kDate) {
        return DayCell(index < 0 ? reflection->GetMessage(message, field)
                                 : reflection->GetRepeatedMessage(message, field, index));
      }
      break;
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = ShowField(message, field, index, language);
      if (field->full_name() == kFigure) return FigureText(field, text, language);
      if (!ReferencedTypes(field).empty()) {
        const std::string title = resources.TitleOf(text);
        if (!title.empty()) return title;
      }
      return field->name() == "name" ? text : resources.Shown(text);
    }
    default:
      break;
  }
  return ShowField(message, field, index, language);
}

// `organizations/x/posts/y`: a name that found no title, or the first of several.
bool IsBareName(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text.substr(0, std::min(text.find("、"), text.find(", "))), '/');
  return parts.size() % 2 == 0 && std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
           return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
             return absl::ascii_islower(static_cast<unsigned char>(c)) || absl::ascii_isdigit(static_cast<unsigned char>(c));
           });
         });
}

// Whether a cell tells people anything where nobody asked for its column.
bool TellsSomething(const LedgerCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return !text->empty() && !IsBareName(*text);
  const auto* yes = std::get_if<bool>(&cell);
  return !std::holds_alternative<std::monostate>(cell) && (yes == nullptr || *yes);
}

bool IsEmpty(const LedgerCell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return std::holds_alternative<std::monostate>(cell) || (text != nullptr && text->empty());
}

// All values of a column in a row: one keeps its type, several are a text.
LedgerCell CellOf(const Message& row, const ColumnPath& path, Resources& resources, Language language) {
  std::vector<LedgerCell> values;
  VisitColumn(
      row, path, [&resources](const std::string& name) { return resources.Find(name); },
      [&](const Message& message, const FieldDescriptor* field, int index) {
        LedgerCell value = ValueCell(message, field, index, resources, language);
        if (!IsEmpty(value) && std::find(values.begin(), values.end(), value) == values.end()) {
          values.push_back(std::move(value));
        }
      });
  if (values.empty()) return {};
  if (values.size() == 1) return values[0];
  const bool english = language == Language::kEnglish;
  return absl::StrJoin(values, english ? ", " : "、", [english](std::string* out, const LedgerCell& cell) {
    out->append(CellText(cell, english));
  });
}

void AddNamed(const Descriptor* row, const std::string& path, Language language, std::vector<ColumnChoice>* columns) {
  ColumnChoice choice;
  if (ParseColumnPath(row, path, &choice.path).has_value()) return;
  choice.heading = HeadingOf(choice.path, language);
  columns->push_back(std::move(choice));
}

// No column and no row: nothing that anybody sees, however it is called.
bool SaysNothing(const FieldDescriptor* field) {
  for (const char* name : {"name", "event_json", "post", "subject_version", "text_digest_algorithm"}) {
    if (field->name() == name) return true;
  }
  return false;
}

// Adds the values of `message` to a summary; `before` holds those of the year before, or is nullptr.
void Summarise(const std::string& above, const Message& message, const Message* before, Resources& resources,
               Language language, LedgerTable* table) {
  const Descriptor* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->is_repeated() || !IsForPeople(field, language) || SaysNothing(field) || field->name() == "next_page_token" ||
        field->name() == "last_year") {
      continue;
    }
    const std::string label = absl::StrCat(above, above.empty() ? "" : kBetweenLabels, LabelOf(field).In(language));
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsSingleValue(field->message_type())) {
      if (reflection->HasField(message, field)) {
        Summarise(label, reflection->GetMessage(message, field), before, resources, language, table);
      }
      continue;
    }
    std::vector<LedgerCell> row = {label, ValueCell(message, field, -1, resources, language)};
    if (table->columns.size() > 2) {
      const FieldDescriptor* same = before == nullptr ? nullptr : before->GetDescriptor()->FindFieldByName(field->name());
      const bool counted = same != nullptr && same->cpp_type() == FieldDescriptor::CPPTYPE_INT32 && field->name() != "year" &&
                           field->cpp_type() == FieldDescriptor::CPPTYPE_INT32;
      row.push_back(counted ? ValueCell(*before, same, -1, resources, language) : LedgerCell());
    }
    table->rows.push_back(std::move(row));
  }
}

}  // namespace

Complaint ColumnsNamed(const Descriptor* row, const std::vector<std::string>& paths, Language language,
                       std::vector<ColumnChoice>* columns) {
  for (const std::string& path : paths) {
    ColumnChoice choice;
    if (const auto mistake = ParseColumnPath(row, path, &choice.path)) return Mistaken(path, *mistake);
    choice.heading = HeadingOf(choice.path, language);
    columns->push_back(std::move(choice));
  }
  return std::nullopt;
}

Complaint ColumnsOfLayout(const Descriptor* row, const v1::Layout& layout, std::vector<ColumnChoice>* columns) {
  for (const v1::LayoutColumn& column : layout.columns()) {
    ColumnChoice choice;
    if (const auto mistake = ParseColumnPath(row, column.path(), &choice.path)) return Mistaken(column.path(), *mistake);
    choice.heading = column.heading();
    choice.width = column.width();
    columns->push_back(std::move(choice));
  }
  return std::nullopt;
}

std::vector<ColumnChoice> ColumnsForPeople(const Descriptor* row, Language language) {
  std::vector<ColumnChoice> columns;
  for (int i = 0; i < row->field_count(); ++i) {
    const FieldDescriptor* field = row->field(i);
    if (!IsForPeople(field, language) || SaysNothing(field) || IsFileName(field)) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsSingleValue(field->message_type())) {
      if (field->is_repeated() || !IsProvenance(field)) continue;
      AddNamed(row, absl::StrCat(field->name(), ".occurred_on"), language, &columns);
      AddNamed(row, absl::StrCat(field->name(), ".actor"), language, &columns);
      continue;
    }
    // The name of a resource that people know by nothing else would be noise.
    const std::vector<const Descriptor*> named = ReferencedTypes(field);
    if (!named.empty() && std::none_of(named.begin(), named.end(),
                                       [](const Descriptor* type) { return TitleFieldOf(type) != nullptr; })) {
      continue;
    }
    AddNamed(row, field->name(), language, &columns);
  }
  // A running number in front, unless what is listed has its own.
  std::vector<ColumnChoice> number;
  AddNamed(row, "#", language, &number);
  if (std::none_of(columns.begin(), columns.end(),
                   [&number](const ColumnChoice& one) { return one.heading == number[0].heading; })) {
    columns.insert(columns.begin(), number[0]);
  }
  return columns;
}

LedgerTable MakeLedgerTable(std::string title, const Message& holder, const FieldDescriptor* field,
                            const std::vector<ColumnChoice>& columns, bool drop_empty, Resources& resources,
                            Language language, const std::function<void(int done)>& progress) {
  LedgerTable table;
  table.title = std::move(title);
  const int count = holder.GetReflection()->FieldSize(holder, field);
  std::vector<std::vector<LedgerCell>> rows;
  std::vector<bool> filled(columns.size(), !drop_empty || count == 0);
  for (int i = 0; i < count; ++i) {
    const Message& row = holder.GetReflection()->GetRepeatedMessage(holder, field, i);
    std::vector<LedgerCell>& cells = rows.emplace_back();
    for (size_t c = 0; c < columns.size(); ++c) {
      cells.push_back(columns[c].path.kind == ColumnPath::Kind::kNumber
                          ? LedgerCell(static_cast<int64_t>(i + 1))
                          : CellOf(row, columns[c].path, resources, language));
      if (TellsSomething(cells[c])) filled[c] = true;
    }
    if (progress) progress(i + 1);
  }
  for (size_t c = 0; c < columns.size(); ++c) {
    if (filled[c]) table.columns.push_back({columns[c].heading, columns[c].width});
  }
  for (std::vector<LedgerCell>& cells : rows) {
    std::vector<LedgerCell>& kept = table.rows.emplace_back();
    for (size_t c = 0; c < columns.size(); ++c) {
      if (filled[c]) kept.push_back(std::move(cells[c]));
    }
  }
  return table;
}

LedgerTable MakeSummary(std::string title, const Message& message, Resources& resources, Language language) {
  const bool zh = language == Language::kChinese;
  LedgerTable table;
  table.title = std::move(title);
  table.columns = {{zh ? "项目" : "Item", 0}, {zh ? "内容" : "Value", 0}};
  const FieldDescriptor* last = message.GetDescriptor()->FindFieldByName("last_year");
  const Message* before = nullptr;
  if (last != nullptr && message.GetReflection()->HasField(message, last)) {
    before = &message.GetReflection()->GetMessage(message, last);
    table.columns.push_back({LabelOf(last).In(language), 0});
  }
  Summarise("", message, before, resources, language, &table);
  return table;
}

}  // namespace plumbline::client
