// The readable layout of `procedure show`.
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/procedure.h"
#include "services/core/calendar/civil_day.h"

namespace plumbline::client {
namespace {

using config::v1::Stage;

// Writes sections of entries; an entry is a headline and indented lines below it.
class Page {
 public:
  Page(const Profile& profile, const ProcedureRequest& request, std::ostream& out)
      : profile_(profile),
        request_(request),
        zh_(request.language == Language::kChinese),
        out_(out) {}

  void Write() {
    Head();
    Stages();
    Gates();
    Limits();
    Materials();
    Conclusions();
    Steps();
    Rest();
  }

 private:
  const std::string& Pick(const std::string& chinese, const std::string& english) const {
    return zh_ ? chinese : english;
  }
  absl::string_view Say(absl::string_view chinese, absl::string_view english) const {
    return zh_ ? chinese : english;
  }
  template <typename Enum>
  std::string Word(Enum value) const {
    return std::string(Label(value, request_.language));
  }
  template <typename Enum, typename Values>
  std::string Words(const Values& values) const {
    return absl::StrJoin(values, zh_ ? "、" : ", ", [&](std::string* text, int value) {
      absl::StrAppend(text, Label(static_cast<Enum>(value), request_.language));
    });
  }
  // 【应当】 and the like.
  std::string Tag(absl::string_view word) const {
    return zh_ ? absl::StrCat("【", word, "】") : absl::StrCat("[", word, "]");
  }
  void Section(absl::string_view chinese, absl::string_view english) {
    out_ << "\n== " << Say(chinese, english) << " ==\n";
  }
  void Line(absl::string_view chinese, absl::string_view english, absl::string_view text) {
    if (text.empty()) return;
    out_ << "    " << Say(chinese, english) << (zh_ ? "：" : ": ") << text << "\n";
  }
  template <typename Rule>
  void Sources(const Rule& rule) {
    Line("依据", "source", SourcesText(rule.source(), request_.kinds, request_.language));
    const std::string& from = rule.valid_from();
    const std::string& to = rule.valid_to();
    if (!from.empty() && !to.empty()) {
      Line("有效", "in force", absl::StrCat(from, Say(" 至 ", " to "), to));
    } else if (!from.empty()) {
      Line("有效", "in force", absl::StrCat(Say("自 ", "from "), from, Say(" 起", "")));
    } else if (!to.empty()) {
      Line("有效", "in force", absl::StrCat(Say("至 ", "until "), to));
    }
  }
  // Id, title and the tags that every rule may have.
  template <typename Rule>
  void Headline(const Rule& rule, absl::string_view tags = "") {
    out_ << "  " << rule.id() << "  " << Pick(rule.title_zh(), rule.title_en()) << " " << tags;
    if (rule.status() == config::v1::RULE_STATUS_LATER) out_ << Tag(Say("待建", "later"));
    if (!rule.tracks().empty() && rule.tracks_size() < 6) {
      out_ << " (" << Words<config::v1::Kind>(rule.tracks()) << ")";
    }
    out_ << "\n";
  }
  template <typename Rule>
  void When(const Rule& rule) {
    Line("适用", "applies when", Word(rule.condition()));
    Line("除外", "unless", Words<config::v1::Condition>(rule.unless()));
  }

  void Head() {
    const config::v1::Profile& own = *profile_.files().front();
    out_ << Say("程序", "Procedure") << " " << Pick(own.title_zh(), own.title_en()) << " ("
         << own.id();
    for (size_t i = 1; i < profile_.files().size(); ++i) {
      out_ << Say("，继承 ", ", inherits ") << profile_.files()[i]->id();
    }
    out_ << ")  " << FormatCivilDay(request_.day) << "\n";
    std::vector<int> kinds;
    for (int kind = 1; kind < config::v1::Kind_ARRAYSIZE; ++kind) {
      if (request_.kinds.Contains(static_cast<config::v1::Kind>(kind))) kinds.push_back(kind);
    }
    out_ << Say("事项：", "Kinds: ") << Words<config::v1::Kind>(kinds) << "\n"
         << Say("历法：", "Calendar: ") << profile_.calendar_id() << "\n"
         << Say("标记：【应当】不满足即拒绝；【一般】写明理由可以通过；【可以】仅提示。【未核实】须"
                "经律师核对；"
                "【本地规定】【内部目标】【系统规则】【评价标准】不是国家规定；【待建】列出但尚不判"
                "定。\n",
                "Marks: [must] refuses; [generally] passes with a reason; [may] only offers. "
                "[unverified] "
                "needs a lawyer's check; [local rule], [internal target], [system rule] and "
                "[evaluation "
                "standard] are not national law; [later] is listed, not evaluated.\n");
  }

  void Stages() {
    Section("环节、命令、角色", "Stages, commands, roles");
    for (const Stage stage : profile_.Stages(request_.kinds, request_.day)) {
      out_ << "  " << static_cast<int>(stage) << ". " << Word(stage) << "\n";
      for (const CommandRow& command : request_.commands) {
        // A command for every stage would repeat under each; it stands once, below.
        if (command.from.empty() || !CommandStartsIn(command, stage)) continue;
        Command(command);
      }
    }
    bool first = true;
    for (const CommandRow& command : request_.commands) {
      if (!command.from.empty()) continue;
      if (first)
        out_ << "  " << Say("各环节均可（办结后除外）", "In every stage but the last") << "\n";
      first = false;
      Command(command);
    }
  }

  void Command(const CommandRow& command) {
    out_ << "    " << Pick(command.title_zh, command.title_en) << " " << command.name;
    if (command.to != config::v1::STAGE_UNSPECIFIED) out_ << " → " << Word(command.to);
    if (!command.roles.empty()) out_ << "  " << Tag(Words<config::v1::Role>(command.roles));
    out_ << "\n";
    const absl::optional<GatedCommand> gated = FindGatedCommand(command.name);
    if (!gated) return;
    for (const GateRule* gate : profile_.GatesFor(*gated, request_.kinds, request_.day)) {
      out_ << "      " << gate->text->id() << " " << Tag(Word(gate->force)) << " "
           << Pick(gate->text->title_zh(), gate->text->title_en()) << "\n";
    }
  }

  void Gates() {
    Section("关口", "Gates");
    for (const GateRule* gate : profile_.Gates(request_.kinds, request_.day)) {
      const config::v1::Gate& text = *gate->text;
      Headline(text, Tag(Word(text.force())));
      Line("要求", "demands", Pick(text.message_zh(), text.message_en()));
      Line("办法", "what to do", Pick(text.action_zh(), text.action_en()));
      Line("拦截", "blocks", absl::StrJoin(text.blocks(), zh_ ? "、" : ", "));
      When(text);
      Line("凭据（任一）", "proved by any of",
           absl::StrJoin(text.material_ids(), zh_ ? "、" : ", "));
      Line("时限", "limits", absl::StrJoin(text.limit_ids(), zh_ ? "、" : ", "));
      Line("判定", "room", Word(text.room()));
      Sources(text);
    }
  }

  void Limits() {
    Section("时限", "Time limits");
    for (const LimitRule* limit : profile_.Limits(request_.kinds, request_.day)) {
      const config::v1::Limit& text = *limit->text;
      Headline(text, Tag(Word(text.force())));
      Line("期限", "length", LimitText(text, request_.language));
      Line("起算", "starts at", Pick(text.starts_at_zh(), text.starts_at_en()));
      const config::v1::Counting* const counting =
          profile_.Counting(text.counting_id(), request_.day);
      if (counting != nullptr)
        Line("计算", "counting", Pick(counting->title_zh(), counting->title_en()));
      if (text.suspendable()) Line("中止", "suspension", Say("可以", "possible"));
      Line("逾期责任", "who is late", Word(text.responsible()));
      Line("说明", "says", Pick(text.message_zh(), text.message_en()));
      When(text);
      Sources(text);
    }
  }

  void Materials() {
    Section("材料", "Materials");
    for (const config::v1::Material* material : profile_.Materials(request_.kinds, request_.day)) {
      Headline(*material, Tag(Word(material->need())));
      Line("说明", "what it is", Pick(material->message_zh(), material->message_en()));
      When(*material);
      Line("由开关决定", "by switch", material->required_by_switch());
      Sources(*material);
    }
  }

  void Conclusions() {
    Section("结论与处理", "Conclusions and handlings");
    for (const config::v1::Conclusion* conclusion :
         profile_.Conclusions(request_.kinds, request_.day)) {
      Headline(*conclusion, Tag(conclusion->handling() ? std::string(Say("处理", "handling"))
                                                       : Word(conclusion->effect())));
      Line("后果", "what follows", Pick(conclusion->message_zh(), conclusion->message_en()));
      Line("适用", "applies when", Word(conclusion->condition()));
      Sources(*conclusion);
    }
  }

  void Steps() {
    Section("法定环节", "Steps of the law");
    for (const config::v1::Step* step : profile_.Steps(request_.kinds, request_.day)) {
      Headline(*step);
      Line("主体", "actor", Pick(step->actor_zh(), step->actor_en()));
      Line("命令", "commands", absl::StrJoin(step->commands(), zh_ ? "、" : ", "));
      Line("时限", "limits", absl::StrJoin(step->limit_ids(), zh_ ? "、" : ", "));
      Sources(*step);
    }
  }

  template <typename Rule>
  void List(absl::string_view chinese, absl::string_view english,
            const std::vector<const Rule*>& rules,
            const std::function<std::string(const Rule&)>& detail) {
    if (rules.empty()) return;
    Section(chinese, english);
    for (const Rule* rule : rules) {
      Headline(*rule);
      Line("内容", "content", detail(*rule));
      Sources(*rule);
    }
  }

  void Rest() {
    const absl::CivilDay day = request_.day;
    const KindSet kinds = request_.kinds;
    List<config::v1::Counting>("计算规则", "Counting of days", profile_.Countings(day),
                               [](const auto&) { return ""; });
    List<config::v1::Chain>(
        "签批", "Approval chains", profile_.Chains(kinds, day), [this](const auto& chain) {
          return absl::StrJoin(chain.step(), " → ",
                               [this](std::string* text, const config::v1::ChainStep& step) {
                                 *text += Pick(step.title_zh(), step.title_en());
                               });
        });
    List<config::v1::Numbering>("编号", "Number series", profile_.Numberings(kinds, day),
                                [](const auto& series) {
                                  return absl::StrCat(series.form(), " ", series.code_suffix_zh());
                                });
    List<config::v1::FigureRule>(
        "口径", "What figures count", profile_.Figures(day),
        [this](const auto& figure) { return Pick(figure.message_zh(), figure.message_en()); });
    List<config::v1::Visibility>(
        "谁能看到", "Who sees what", profile_.Visibilities(day), [this](const auto& row) {
          std::string text;
          for (int reader = 1; reader < config::v1::Reader_ARRAYSIZE; ++reader) {
            const auto who = static_cast<config::v1::Reader>(reader);
            const Access access = profile_.Visible(row.part(), who, request_.day);
            if (access == Access::kNever) continue;
            absl::StrAppend(&text, text.empty() ? "" : zh_ ? "、" : ", ", Word(who));
            if (access != Access::kAlways)
              absl::StrAppend(&text, zh_ ? "（" : " (", Word(access), zh_ ? "）" : ")");
          }
          return text;
        });
    List<config::v1::Switch>("开关", "Switches", profile_.Switches(day), [this](const auto& rule) {
      return std::string(rule.on() ? Say("是", "on") : Say("否", "off"));
    });
    List<config::v1::Tolerance>("容许期限", "Tolerances", profile_.Tolerances(day),
                                [this](const auto& rule) {
                                  return LengthText(rule.length(), rule.unit(), request_.language);
                                });
    List<config::v1::ConflictRule>("利害关系", "Conflicts of interest",
                                   profile_.Conflicts(kinds, day),
                                   [this](const auto& rule) { return Word(rule.effect()); });
    List<config::v1::ArchiveItem>(
        "归档顺序", "Archive order", profile_.Archive(kinds, day),
        [this](const auto& item) { return absl::StrJoin(item.material_ids(), zh_ ? "、" : ", "); });
  }

  const Profile& profile_;
  const ProcedureRequest& request_;
  const bool zh_;
  std::ostream& out_;
};

}  // namespace

void WriteProcedureText(const Profile& profile, const ProcedureRequest& request,
                        std::ostream& out) {
  Page(profile, request, out).Write();
}

}  // namespace plumbline::client
