#include "clients/lib/comments.h"

#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "plumbline/v1/options.pb.h"

namespace plumbline::client {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

namespace {

// Headings of fields whose comments hold no term: those that every resource has.
struct CommonLabel {
  const char* field;
  const char* zh;
};
constexpr CommonLabel kCommonLabels[] = {
    {"name", "编号"},
    {"etag", "版本标记"},
    {"version", "版本"},
    {"parent", "所属"},
    {"stage", "环节"},
    {"reason", "理由"},
    {"page_size", "每页条数"},
    {"page_token", "翻页标记"},
    {"validate_only", "只检查"},
    {"as_of", "截至"},
    {"request_id", "请求编号"},
    {"act", "行为"},
    {"receipt", "存证"},
    {"sequence", "序号"},
    {"occurred_on", "发生日期"},
    {"performed_by", "行为人"},
    {"evidence_file", "纸件扫描"},
    {"evidence_paper", "纸件文号"},
    {"gate", "关口"},
    {"gate_reasons", "关口理由"},
    {"message_zh", "要求"},
    {"message_en", "要求"},
    {"source", "依据"},
    {"force", "效力"},
    {"todo_zh", "怎么办"},
    {"todo_en", "怎么办"},
    {"missing", "缺少"},
    {"verdict", "结论"},
    {"gates", "关口"},
    {"commands", "操作"},
    {"command", "操作"},
    {"allowed", "可办理"},
    {"roles", "角色"},
    {"person", "人员"},
    {"posts", "岗位"},
    {"appointments", "聘任"},
    {"today", "今天"},
    {"rehearsal", "演练"},
    {"closed", "已注销"},
    {"until_date", "截止日期"},
    {"from_date", "起始日期"},
    {"password", "密码"},
    {"sign_in_name", "登录名"},
    {"code", "一次性代码"},
    {"one_time_code", "一次性代码"},
    {"session", "会话"},
    {"update_mask", "修改的字段"},
    {"mine", "只看待我办理"},
    {"requested_date", "要求完成日期"},
    {"materials", "材料"},
    {"deadlines", "时限"},
    {"current_version", "当前文稿"},
    {"slot", "材料项"},
    {"slots", "材料项"},
    {"file", "文件"},
    {"filed", "提交"},
    {"limit", "时限"},
    {"start_date", "起算日"},
    {"due_date", "届满日"},
    {"met_date", "完成日"},
    {"late", "超期"},
    {"provisional", "待定"},
    {"suspensions", "中止"},
    {"text_digest", "文本摘要"},
    {"file_digest", "文件摘要"},
    {"return_count", "退回次数"},
    {"return_reason", "补正要求"},
    {"opinion", "意见书"},
    {"meeting_item", "会议议题"},
    {"document", "文件"},
    {"reviewing_body", "审核机构"},
    {"office", "办公室"},
    {"ending", "办结方式"},
    {"recognition", "认定"},
    {"question", "问题"},
    {"yes", "是"},
    {"number", "序号"},
    {"added", "提交"},
    {"same_text_as_before", "同一文本"},
    {"recorded_at", "记录时间"},
    {"recorded_by", "录入人"},
    {"actor", "行为人"},
    {"late_entry", "补录"},
    {"late_reason", "补录理由"},
    {"with_proof", "附证明"},
    {"not_secret", "不涉密声明"},
    {"expire_time", "到期时间"},
    {"matter", "事项"},
    {"kinds", "种类"},
    {"kind", "种类"},
    {"entry_count", "条目数"},
    {"tree_size", "记录总数"},
    {"root", "根"},
    {"leaf_hash", "叶哈希"},
    {"time", "时间"},
    {"title", "标题"},
    {"organization", "机关"},
    {"post", "岗位"},
    {"appointment", "聘任"},
    {"material", "材料"},
    {"draft", "文稿"},
    {"relation", "利害关系"},
    {"year", "年度"},
    {"display_name", "姓名"},
    {"note", "说明"},
};

bool IsChinese(absl::string_view text, size_t at) {
  // Lead bytes E3 (brackets and marks), E4 to E9 (ideographs), EF (full-width forms).
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead >= 0xE4 && lead <= 0xE9;
}

template <typename D>
std::string LeadingComment(const D* descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor->GetSourceLocation(&location)) return "";
  std::string out;
  bool new_paragraph = false;
  for (absl::string_view line : absl::StrSplit(location.leading_comments, '\n')) {
    absl::string_view text = absl::StripAsciiWhitespace(line);
    if (absl::StartsWith(text, "buf:lint")) continue;
    if (text.empty()) {
      new_paragraph = !out.empty();
      continue;
    }
    // Table rows (Stage, Roles, Errors) keep their line.
    const size_t word = text.find("  ");
    const bool row = word != absl::string_view::npos && word > 0 && word < 8 &&
                     std::isupper(static_cast<unsigned char>(text[0])) != 0;
    if (!out.empty()) out += new_paragraph || row ? '\n' : ' ';
    new_paragraph = false;
    out.append(text.data(), text.size());
  }
  return out;
}

std::string Sentence(std::string words) {
  if (!words.empty()) words[0] = absl::ascii_toupper(static_cast<unsigned char>(words[0]));
  return words;
}

}  // namespace

std::string CommentOf(const FieldDescriptor* field) { return LeadingComment(field); }
std::string CommentOf(const MethodDescriptor* method) { return LeadingComment(method); }
std::string CommentOf(const EnumValueDescriptor* value) { return LeadingComment(value); }
std::string CommentOf(const ServiceDescriptor* service) { return LeadingComment(service); }

std::string FirstSentence(absl::string_view comment) {
  comment = comment.substr(0, comment.find('\n'));
  const size_t end = comment.find(". ");
  return std::string(end == absl::string_view::npos ? comment : comment.substr(0, end + 1));
}

std::string FormatIn(absl::string_view comment) {
  constexpr absl::string_view kMark = "Format: `";
  const size_t at = comment.find(kMark);
  if (at == absl::string_view::npos) return "";
  comment.remove_prefix(at + kMark.size());
  return std::string(comment.substr(0, comment.find('`')));
}

std::string BracketedTerm(absl::string_view comment) {
  for (size_t open = comment.find('('); open != absl::string_view::npos;
       open = comment.find('(', open + 1)) {
    const size_t close = comment.find(')', open);
    if (close == absl::string_view::npos) return "";
    if (close > open + 1 && IsChinese(comment, open + 1)) {
      return std::string(comment.substr(open + 1, close - open - 1));
    }
  }
  return "";
}

std::vector<CommentRow> RowsIn(absl::string_view comment) {
  std::vector<CommentRow> rows;
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    const size_t end = line.find("  ");
    if (end == absl::string_view::npos || end == 0 || end > 7) continue;
    rows.push_back({std::string(line.substr(0, end)),
                    std::string(absl::StripLeadingAsciiWhitespace(line.substr(end)))});
  }
  return rows;
}

Phrase LabelOf(const FieldDescriptor* field) {
  Phrase label;
  label.en = Sentence(absl::StrReplaceAll(field->name(), {{"_", " "}}));
  label.zh = field->options().GetExtension(v1::field).label_zh();
  for (const CommonLabel& common : kCommonLabels) {
    if (!label.zh.empty()) break;
    if (field->name() == common.field) label.zh = common.zh;
  }
  if (label.zh.empty()) label.zh = BracketedTerm(CommentOf(field));
  if (label.zh.empty()) label.zh = label.en;
  return label;
}

Phrase LabelOf(const EnumValueDescriptor* value) {
  Phrase label;
  label.en = Sentence(absl::StrReplaceAll(KebabOf(value), {{"-", " "}}));
  const std::string comment = CommentOf(value);
  if (!comment.empty() && IsChinese(comment, 0)) {
    size_t end = 0;
    while (end < comment.size() && comment[end] != ':' && comment[end] != '.' &&
           comment[end] != ' ' && comment[end] != '(' && comment[end] != ';' &&
           comment[end] != ',') {
      ++end;
    }
    label.zh = comment.substr(0, end);
  } else {
    label.zh = BracketedTerm(comment);
  }
  if (label.zh.empty()) label.zh = label.en;
  return label;
}

std::string KebabOf(const EnumValueDescriptor* value) {
  // The prefix is the enum's name in upper snake case: OrganizationKind -> ORGANIZATION_KIND_.
  std::string prefix;
  for (const char c : value->type()->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  absl::string_view name = value->name();
  absl::ConsumePrefix(&name, absl::StrCat(prefix, "_"));
  return KebabOf(absl::AsciiStrToLower(name));
}

std::string KebabOf(absl::string_view snake) { return absl::StrReplaceAll(snake, {{"_", "-"}}); }

}  // namespace plumbline::client
