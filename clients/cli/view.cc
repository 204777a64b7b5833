#include "clients/cli/view.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/text_width.h"
#include "clients/lib/api.h"
#include "clients/lib/comments.h"
#include "google/protobuf/util/json_util.h"
#include "services/core/base/check.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

constexpr size_t kMostColumns = 7;
constexpr int kGap = 2;

std::string Spaces(int count) { return std::string(static_cast<size_t>(std::max(count, 0)), ' '); }

std::string Bold(const std::string& text, const Look& look) {
  return look.color ? absl::StrCat("\x1b[1m", text, "\x1b[0m") : text;
}
std::string Tinted(const std::string& text, const char* code, const Look& look) {
  return look.color ? absl::StrCat("\x1b[", code, "m", text, "\x1b[0m") : text;
}

// The other language's half of a pair `message_zh`, `message_en`.
bool IsOtherLanguage(const FieldDescriptor* field, Language language) {
  const bool zh = absl::EndsWith(field->name(), "_zh");
  const bool en = absl::EndsWith(field->name(), "_en");
  return language == Language::kChinese ? en : zh;
}

// `v2` beside version 2 says nothing more.
bool RepeatsVersion(const Message& message, const FieldDescriptor* field) {
  const FieldDescriptor* version = message.GetDescriptor()->FindFieldByName("version");
  return field->name() == "etag" && version != nullptr &&
         ShowField(message, field, -1, Language::kEnglish) ==
             absl::StrCat("v", ShowField(message, version, -1, Language::kEnglish));
}

// All values of a field in one line; empty where there are none.
std::string Values(const Message& message, const FieldDescriptor* field, Language language) {
  if (!field->is_repeated()) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
        !message.GetReflection()->GetBool(message, field)) {
      return "";
    }
    return ShowField(message, field, -1, language);
  }
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    values.push_back(ShowField(message, field, i, language));
  }
  return absl::StrJoin(values, language == Language::kChinese ? "、" : ", ");
}

bool IsScalarLike(const FieldDescriptor* field) {
  return field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         (!field->is_repeated() && IsSingleValue(field->message_type()));
}

bool IsProvenance(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->full_name() == "plumbline.v1.Provenance";
}

// When and who, as short as a cell needs it: `2023-03-01 李四（代张三）`, and whether it was entered later (补录).
std::string ShortProvenance(const Message& row, const FieldDescriptor* field, Language language) {
  if (!row.GetReflection()->HasField(row, field)) return "";
  const Message& act = row.GetReflection()->GetMessage(row, field);
  const auto part = [&](const char* name) { return Values(act, act.GetDescriptor()->FindFieldByName(name), language); };
  const std::string behalf = part("on_behalf_of");
  const bool zh = language == Language::kChinese;
  const bool late = !part("late_entry").empty();
  return absl::StrCat(part("occurred_on"), " ", part("actor"),
                      behalf.empty() ? "" : zh ? absl::StrCat("（代", behalf, "）") : absl::StrCat(" (for ", behalf, ")"),
                      !late ? "" : zh ? "（补录）" : " (entered later)");
}

// Columns that give way to others: what the name says already, and by which post an act was done.
bool TellsLittle(const FieldDescriptor* field) {
  for (const char* name : {"sequence", "subject_version", "post", "role", "event_json"}) {
    if (field->name() == name) return true;
  }
  return false;
}

// The words that stand in the same message beside a code; nullptr: none do.
const FieldDescriptor* TitleBeside(const FieldDescriptor* field) {
  for (const char* ending : {"_title", "_zh"}) {
    const FieldDescriptor* title = field->containing_type()->FindFieldByName(absl::StrCat(field->name(), ending));
    if (title != nullptr && !title->is_repeated() && title->type() == FieldDescriptor::TYPE_STRING) return title;
  }
  return nullptr;
}

std::vector<const FieldDescriptor*> ChosenColumns(const Descriptor* type, Language language, bool with_acts = false) {
  std::vector<const FieldDescriptor*> first;
  std::vector<const FieldDescriptor*> rest;
  std::vector<const FieldDescriptor*> last;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!(IsScalarLike(field) || (with_acts && IsProvenance(field))) || !IsForPeople(field, language)) continue;
    if (field->name() == "name" || IsRequired(field) || absl::StartsWith(field->name(), "title_")) {
      first.push_back(field);
    } else {
      (TellsLittle(field) ? last : rest).push_back(field);
    }
  }
  first.insert(first.end(), rest.begin(), rest.end());
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

// ✓ met, ✗ unmet, ◐ passed with a reason, – does not apply.
std::string ViewGates(const Message& message, const FieldDescriptor* field, const Look& look,
                      int indent) {
  const bool zh = look.language == Language::kChinese;
  std::string out;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    const Message& gate = message.GetReflection()->GetRepeatedMessage(message, field, i);
    const Reflection* reflection = gate.GetReflection();
    const auto text = [&](const char* name) {
      const FieldDescriptor* of = gate.GetDescriptor()->FindFieldByName(name);
      return of == nullptr ? std::string() : Printable(Values(gate, of, look.language));
    };
    const FieldDescriptor* verdict = gate.GetDescriptor()->FindFieldByName("verdict");
    const int found = verdict == nullptr ? 0 : reflection->GetEnumValue(gate, verdict);
    const std::string mark = found == 1   ? Tinted("✓", "32", look)
                             : found == 2 ? Tinted("✗", "31", look)
                             : found == 3 ? Tinted("◐", "33", look)
                                          : "–";
    absl::StrAppend(&out, Spaces(indent), mark, " ", text("gate"), "  ",
                    text(zh ? "message_zh" : "message_en"));
    const std::string source = text("source");
    if (!source.empty()) absl::StrAppend(&out, zh ? "（" : " (", source, zh ? "）" : ")");
    out += '\n';
    if (found != 2) continue;
    const std::string missing = text("missing");
    const std::string todo = text(zh ? "todo_zh" : "todo_en");
    if (!missing.empty()) {
      absl::StrAppend(&out, Spaces(indent + 4), zh ? "缺少：" : "missing: ", missing, "\n");
    }
    if (!todo.empty()) absl::StrAppend(&out, Spaces(indent + 4), "→ ", todo, "\n");
  }
  return out;
}

std::string ViewFields(const Message& message, const Look& look, int indent, int deep);

std::string ViewRepeatedMessages(const Message& message, const FieldDescriptor* field,
                                 const Look& look, int indent, int deep) {
  if (field->message_type()->full_name() == "plumbline.v1.GateStatus") {
    return ViewGates(message, field, look, indent);
  }
  // Messages that hold lists of messages themselves are shown one by one.
  bool nested = false;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    const Message& one = message.GetReflection()->GetRepeatedMessage(message, field, i);
    std::vector<const FieldDescriptor*> set;
    one.GetReflection()->ListFields(one, &set);
    for (const FieldDescriptor* inner : set) {
      nested = nested || (inner->is_repeated() && inner->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                          field->message_type()->FindFieldByName("name") == nullptr);
    }
  }
  std::string out;
  if (nested) {
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      if (i > 0) out += '\n';
      out += ViewFields(message.GetReflection()->GetRepeatedMessage(message, field, i), look,
                        indent, deep + 1);
    }
    return out;
  }
  Look inner = look;
  inner.only_columns.clear();
  Table table;
  const auto columns = ChosenColumns(field->message_type(), look.language, true);
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    const Message& row = message.GetReflection()->GetRepeatedMessage(message, field, i);
    std::vector<std::string> cells;
    for (const FieldDescriptor* column : columns) {
      cells.push_back(IsProvenance(column) ? ShortProvenance(row, column, look.language) : Values(row, column, look.language));
    }
    table.rows.push_back(std::move(cells));
  }
  for (const FieldDescriptor* column : columns) {
    table.headings.push_back(LabelOf(column).In(look.language));
  }
  return RenderTable(table, inner, indent);
}

std::string ViewFields(const Message& message, const Look& look, int indent, int deep) {
  const Descriptor* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  std::vector<std::pair<std::string, std::string>>
      lines;  // Label and value; blocks have '\n' first.
  int widest = 0;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (IsOtherLanguage(field, look.language)) continue;
    const bool present = field->is_repeated() ? reflection->FieldSize(message, field) > 0
                                              : reflection->HasField(message, field);
    if (!present || RepeatsVersion(message, field)) continue;
    if (const FieldDescriptor* title = TitleBeside(field); title != nullptr && reflection->HasField(message, title)) {
      continue;
    }
    const std::string label = LabelOf(field).In(look.language);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && deep < 4) {
      if (field->is_repeated()) {
        lines.emplace_back(label,
                           "\n" + ViewRepeatedMessages(message, field, look, indent + 2, deep));
        continue;
      }
      const Message& part = reflection->GetMessage(message, field);
      const std::string one_line = ShowField(message, field, -1, look.language);
      if (!IsSingleValue(part.GetDescriptor()) && part.GetDescriptor()->FindFieldByName("name")) {
        lines.emplace_back(label, "\n" + ViewFields(part, look, indent + 2, deep + 1));
        continue;
      }
      lines.emplace_back(label, Printable(one_line));
    } else {
      lines.emplace_back(label, Printable(Values(message, field, look.language), true));
    }
    widest = std::max(widest, WidthOf(label));
  }
  std::string out;
  for (const auto& [label, value] : lines) {
    if (absl::StartsWith(value, "\n")) {
      absl::StrAppend(&out, Spaces(indent), Bold(label, look), value);
      continue;
    }
    const std::string continued = absl::StrCat("\n", Spaces(indent + widest + kGap));
    absl::StrAppend(&out, Spaces(indent), PadTo(label, widest + kGap),
                    absl::StrReplaceAll(value, {{"\n", continued}}), "\n");
  }
  return out;
}

}  // namespace

bool IsForPeople(const FieldDescriptor* field, Language language) {
  return field->type() != FieldDescriptor::TYPE_BYTES && field->name() != "etag" && field->name() != "version" &&
         !IsOtherLanguage(field, language) && TitleBeside(field) == nullptr;
}

std::string RenderTable(const Table& table, const Look& look, int indent) {
  // Columns without a value anywhere say nothing.
  std::vector<size_t> shown;
  std::vector<int> widths(table.headings.size());
  for (size_t c = 0; c < table.headings.size(); ++c) {
    int widest = 0;
    for (const auto& row : table.rows) widest = std::max(widest, WidthOf(Printable(row[c])));
    widths[c] = std::max(widest, WidthOf(table.headings[c]));
    const bool wanted = !look.only_columns.empty();
    if (wanted || (widest > 0 && shown.size() < kMostColumns)) shown.push_back(c);
  }
  // Too wide: the widest columns give way, down to twelve columns each.
  int total = indent;
  for (const size_t c : shown) total += widths[c] + kGap;
  while (look.columns > 0 && total - kGap > look.columns) {
    const auto widest = std::max_element(shown.begin(), shown.end(),
                                         [&](size_t a, size_t b) { return widths[a] < widths[b]; });
    if (widest == shown.end() || widths[*widest] <= 12) break;
    --widths[*widest];
    --total;
  }
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells, bool heading) {
    std::string text;
    for (size_t i = 0; i < shown.size(); ++i) {
      const int width = widths[shown[i]];
      const std::string cell = CutTo(Printable(cells[shown[i]]), width);
      text += i + 1 == shown.size() ? cell : PadTo(cell, width + kGap);
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    absl::StrAppend(&out, Spaces(indent), heading ? Bold(text, look) : text, "\n");
  };
  line(table.headings, true);
  for (const auto& row : table.rows) line(row, false);
  return out;
}

Complaint ViewList(const Message& answer, const FieldDescriptor* field, const Look& look,
                   std::string* text) {
  const Descriptor* type = field->message_type();
  std::vector<const FieldDescriptor*> columns;
  for (const std::string& name : look.only_columns) {
    const FieldDescriptor* column = type->FindFieldByName(absl::StrReplaceAll(name, {{"-", "_"}}));
    if (column == nullptr) {
      std::vector<std::string> known;
      for (int i = 0; i < type->field_count(); ++i) known.push_back(type->field(i)->name());
      return Phrase{
          absl::StrCat("没有“", name, "”这一列，可用：", absl::StrJoin(known, "、"), "。"),
          absl::StrCat("There is no column \"", name, "\"; there are ", absl::StrJoin(known, ", "),
                       ".")};
    }
    columns.push_back(column);
  }
  if (columns.empty()) columns = ChosenColumns(type, look.language);
  Table table;
  for (const FieldDescriptor* column : columns) {
    table.headings.push_back(LabelOf(column).In(look.language));
  }
  for (int i = 0; i < answer.GetReflection()->FieldSize(answer, field); ++i) {
    const Message& row = answer.GetReflection()->GetRepeatedMessage(answer, field, i);
    std::vector<std::string> cells;
    for (const FieldDescriptor* column : columns) {
      cells.push_back(Values(row, column, look.language));
    }
    table.rows.push_back(std::move(cells));
  }
  if (table.rows.empty()) {
    *text = look.language == Language::kChinese ? "（没有）\n" : "(none)\n";
  } else {
    *text = RenderTable(table, look);
  }
  return std::nullopt;
}

std::string ViewAnswer(const Message& answer, const Look& look) {
  const Descriptor* type = answer.GetDescriptor();
  const Reflection* reflection = answer.GetReflection();
  const FieldDescriptor* receipt = type->FindFieldByName("receipt");
  if (receipt == nullptr) {
    std::string out = ViewFields(answer, look, 0, 0);
    if (out.empty()) out = look.language == Language::kChinese ? "完成。\n" : "Done.\n";
    return out;
  }
  // {resource, receipt}: the resource's own lines, what else came, then the mark.
  std::string out;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field == receipt) continue;
    if (field->is_repeated()) {
      if (reflection->FieldSize(answer, field) == 0) continue;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        absl::StrAppend(&out, Bold(LabelOf(field).In(look.language), look), "\n",
                        ViewRepeatedMessages(answer, field, look, 2, 0));
        continue;
      }
    } else if (!reflection->HasField(answer, field)) {
      continue;
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               !IsSingleValue(field->message_type())) {
      out += ViewFields(reflection->GetMessage(answer, field), look, 0, 0);
      continue;
    }
    absl::StrAppend(&out, LabelOf(field).In(look.language), Spaces(kGap),
                    Printable(Values(answer, field, look.language)), "\n");
  }
  if (reflection->HasField(answer, receipt)) {
    absl::StrAppend(&out, Tinted(ReceiptText(reflection->GetMessage(answer, receipt), look.language), "32", look), "\n");
  }
  return out;
}

std::string ReceiptText(const Message& receipt, Language language) {
  const Descriptor* type = receipt.GetDescriptor();
  const FieldDescriptor* sequence = type->FindFieldByName("sequence");
  const FieldDescriptor* repeated = type->FindFieldByName("repeated");
  const bool zh = language == Language::kChinese;
  const bool again = repeated != nullptr && receipt.GetReflection()->GetBool(receipt, repeated);
  return absl::StrCat(zh ? "已存证 #" : "On record #", ShowField(receipt, sequence, -1, language),
                      !again ? ""
                      : zh   ? "（此前已办理，未重复记录）"
                             : " (done before; nothing was added)");
}

std::string ToJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  PLUMBLINE_CHECK(status.ok(), "a message of our own descriptors prints as JSON");
  return json;
}

}  // namespace plumbline::client
