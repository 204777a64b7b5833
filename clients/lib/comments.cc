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
    {"error", "未办理原因"},
    {"response", "办理结果"},
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
    {"next_page_token", "下页标记"},
    {"id", "编号"},
    {"reply_counts", "回复数"},
    {"hashes", "哈希"},
    {"index", "序号"},
    {"persisted_bytes", "已存字节"},
    {"upload", "上传编号"},
    {"inclusion_proof", "存证证明"},
    {"token", "令牌"},
    {"counting_rules", "计数规则"},
    {"directory", "目录"},
    {"reason_zh", "原因"},
    {"reason_en", "原因"},
    {"no_text_reason_zh", "未取得文本的原因"},
    {"crc32c", "校验码"},
    {"data", "数据"},
    {"offset", "偏移"},
    {"nonce", "公开随机数"},
    {"nonce_sha256", "随机数摘要"},
    {"seed", "种子"},
    {"event_json", "事件内容"},
    {"stored", "存储字节"},
    {"since_sequence", "起始序号"},
    {"complete_time", "完成时间"},
    {"relations", "利害关系"},
    {"title_zh", "名称"},
    {"title_en", "名称"},
    {"organization", "机关"},
    {"post", "岗位"},
    {"appointment", "聘任"},
    {"material", "材料"},
    {"draft", "文稿"},
    {"relation", "利害关系"},
    {"absence", "外出"},
    {"absences", "外出"},
    {"paper", "拟稿"},
    {"papers", "拟稿"},
    {"approved", "签批"},
    {"layout", "台账版式"},
    {"layouts", "台账版式"},
    {"handover", "交接"},
    {"handovers", "交接"},
    {"year", "年度"},
    {"display_name", "姓名"},
    {"note", "说明"},
    {"advice", "意见"},
    {"advice_count", "顾问意见数"},
    {"advice_given", "顾问意见"},
    {"advice_note", "顾问意见及采纳情况"},
    {"advisor_kind", "顾问类别"},
    {"advisors", "顾问"},
    {"affected", "随之变动"},
    {"after_number", "起始号之前"},
    {"against_majority", "与多数意见不一致"},
    {"announced", "公告"},
    {"announcement_sequence", "公告序号"},
    {"answer", "答复"},
    {"answers", "答复"},
    {"assigned", "指派"},
    {"assignment", "指派"},
    {"assignments", "指派"},
    {"basis", "审查依据"},
    {"by_drafter", "起草单位所写"},
    {"cancel_reason", "取消理由"},
    {"channels", "公布载体"},
    {"clock", "时钟"},
    {"compared_with", "对照文稿"},
    {"complete", "连续无缺"},
    {"conclusion_title", "结论"},
    {"confirmation", "修改确认"},
    {"confirmations", "修改确认"},
    {"contact_note", "附注"},
    {"corrected_date", "更正日期"},
    {"correction", "更正"},
    {"corrections", "更正"},
    {"count", "人数"},
    {"coverage", "覆盖"},
    {"covered", "已审核"},
    {"days_allowed", "期限（工作日）"},
    {"days_used", "用时（工作日）"},
    {"deadline", "时限"},
    {"decided", "复核"},
    {"decision_reason", "不予更正理由"},
    {"deliberated", "审议"},
    {"delivered", "送达"},
    {"documents", "文件"},
    {"doubtful", "存疑"},
    {"draw", "抽取"},
    {"draws", "抽取"},
    {"due", "应按期"},
    {"effect", "效力"},
    {"ended", "失效"},
    {"entries", "记录"},
    {"entry", "记录序号"},
    {"event", "事件"},
    {"exclusions", "不得抽取"},
    {"experts", "专家"},
    {"field", "项目"},
    {"figure", "指标"},
    {"figures", "指标"},
    {"findings", "审查意见"},
    {"further_notes", "其他提示"},
    {"given", "给出"},
    {"holder", "使用者"},
    {"holding", "任职"},
    {"imported", "据台账"},
    {"is", "更正为"},
    {"issued", "出具"},
    {"issuer", "制定机关"},
    {"item", "议题"},
    {"items", "条目"},
    {"keep_reason", "保留理由"},
    {"last_year", "上年"},
    {"destruction", "销毁"},
    {"destructions", "销毁"},
    {"urgent", "加急"},
    {"urgency", "加急"},
    {"urgencies", "加急"},
    {"cosignature", "联合签署"},
    {"cosignatures", "联合签署"},
    {"inquiry", "征询"},
    {"inquiries", "征询"},
    {"reorganization", "机构改革"},
    {"reorganizations", "机构改革"},
    {"moves", "承接清单"},
    {"table", "表格"},
    {"tables", "表格"},
    {"engagement", "委托"},
    {"engagements", "委托"},
    {"access_digests", "日摘要"},
    {"access_lines", "访问记录"},
    {"package", "审查包"},
    {"packages", "审查包"},
    {"reminder", "催办"},
    {"reminders", "催办"},
    {"past_reviews", "据台账的审核"},
    {"late_entries", "补录"},
    {"lawyers", "律师"},
    {"letter", "意见书"},
    {"majority_reason", "多数意见理由"},
    {"matter_title", "事项"},
    {"matters", "事项"},
    {"meeting", "会议"},
    {"meetings", "会议"},
    {"members", "成员"},
    {"minutes_file", "纪要文件"},
    {"nature", "修改性质"},
    {"needs_approval", "须复核"},
    {"next_number", "下一号"},
    {"nonce_party", "随机数提供方"},
    {"not_assigned_reason", "未指派原因"},
    {"now_time", "现在"},
    {"number_name", "编号"},
    {"number_source", "文号来源"},
    {"numbers", "编号"},
    {"on_time", "按期"},
    {"opened", "设立"},
    {"opinions", "意见书"},
    {"opinions_issued", "意见书"},
    {"organizations", "机关"},
    {"outcome", "处理结果"},
    {"outcome_reason", "处理理由"},
    {"panel", "法律顾问团"},
    {"people", "人员"},
    {"picks", "抽中"},
    {"points", "修改要点"},
    {"pool", "可抽取"},
    {"proposed", "提出"},
    {"publish_date", "公布日期"},
    {"published", "公布"},
    {"received_by", "签收人"},
    {"recorded", "登记"},
    {"recorded_time", "记录时间"},
    {"recusal_reason", "回避理由"},
    {"rendered", "生成"},
    {"repeated", "重复请求"},
    {"replies", "答复"},
    {"reply", "答复"},
    {"required_changes", "修改要求"},
    {"result", "审议结果"},
    {"returned", "退回"},
    {"reveal_by_date", "揭示期限"},
    {"reviewed", "审核事项"},
    {"role", "角色"},
    {"row", "行号"},
    {"rule", "规则"},
    {"same_text", "文本一致"},
    {"sent", "发出"},
    {"sentence_zh", "文字"},
    {"series", "编号序列"},
    {"settled", "了结"},
    {"short_notice", "时间不足"},
    {"signed", "签署"},
    {"single_party", "单方抽取"},
    {"size", "字节数"},
    {"size_bytes", "字节数"},
    {"source_file", "来源文件"},
    {"source_row", "来源行号"},
    {"state", "状态"},
    {"state_changed", "状态变更"},
    {"stated", "确认"},
    {"subject", "对象"},
    {"subject_version", "对象版本"},
    {"supplementary_opinions", "补充意见书"},
    {"supplements", "所补充的意见书"},
    {"text", "内容"},
    {"text_digest_algorithm", "摘要算法"},
    {"texts", "文本"},
    {"thread", "审查意见"},
    {"threads", "审查意见"},
    {"timeliness", "按期"},
    {"type", "类型"},
    {"uncovered", "未审核"},
    {"uncovered_not_listed", "未列出"},
    {"value", "数值"},
    {"versions", "文稿"},
    {"void_reason", "作废理由"},
    {"voided", "作废"},
    {"waiting", "只看待复核"},
    {"was", "原记录"},
    {"way", "方式"},
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
