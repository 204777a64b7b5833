#include "clients/cli/procedure.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "services/core/base/check.h"
#include "services/core/calendar/civil_day.h"

namespace plumbline::client {
namespace {

using config::v1::Stage;
using Json = nlohmann::ordered_json;

// A rule as the profile holds it, field by field, with enum values by name.
Json RuleJson(const google::protobuf::Message& rule) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(rule, &text, options);
  PLUMBLINE_CHECK(status.ok(), "a rule of a loaded profile can be printed");
  return Json::parse(text);
}

template <typename Rule>
Json RulesJson(const std::vector<const Rule*>& rules) {
  Json list = Json::array();
  for (const Rule* rule : rules) list.push_back(RuleJson(*rule));
  return list;
}

// Sources as they are shown, so that scripts need no labels of their own.
template <typename Text>
Json WithSources(const Text& rule, KindSet kinds) {
  Json object = RuleJson(rule);
  object["active"] = rule.status() != config::v1::RULE_STATUS_LATER;
  object["source_zh"] = SourcesText(rule.source(), kinds, Language::kChinese);
  return object;
}

Json CommandJson(const CommandRow& command, const Profile& profile,
                 const ProcedureRequest& request) {
  Json object = {
      {"name", command.name}, {"title_zh", command.title_zh}, {"title_en", command.title_en}};
  object["from"] = Json::array();
  for (const Stage stage : command.from) object["from"].push_back(config::v1::Stage_Name(stage));
  object["to"] = config::v1::Stage_Name(command.to);
  object["roles"] = Json::array();
  for (const config::v1::Role role : command.roles)
    object["roles"].push_back(config::v1::Role_Name(role));
  object["gates"] = Json::array();
  const absl::optional<GatedCommand> gated = FindGatedCommand(command.name);
  if (gated) {
    for (const GateRule* gate : profile.GatesFor(*gated, request.kinds, request.day)) {
      object["gates"].push_back(gate->text->id());
    }
  }
  return object;
}

std::string DotText(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}});
}

}  // namespace

bool CommandStartsIn(const CommandRow& command, Stage stage) {
  if (command.from.empty()) return stage != config::v1::STAGE_ENDED;
  return std::find(command.from.begin(), command.from.end(), stage) != command.from.end();
}

absl::StatusOr<KindSet> ParseKinds(absl::string_view text) {
  KindSet kinds;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::string name =
        absl::StrReplaceAll(absl::AsciiStrToUpper(absl::StripAsciiWhitespace(part)), {{"-", "_"}});
    config::v1::Kind found = config::v1::KIND_UNSPECIFIED;
    std::string known;
    for (int value = 1; value < config::v1::Kind_ARRAYSIZE; ++value) {
      const auto kind = static_cast<config::v1::Kind>(value);
      const std::string full = config::v1::Kind_Name(kind);
      const std::string brief = full.substr(5);  // Without KIND_.
      if (name == full || name == brief || name == Label(kind, Language::kChinese)) found = kind;
      absl::StrAppend(&known, known.empty() ? "" : ", ", brief);
    }
    if (found == config::v1::KIND_UNSPECIFIED) {
      return absl::InvalidArgumentError(absl::StrCat("Unknown kind \"",
                                                     absl::Utf8SafeCHexEscape(part.substr(0, 60)),
                                                     "\". Write one of ", known, "."));
    }
    kinds.Add(found);
  }
  return kinds;
}

absl::StatusOr<ProcedureFormat> ParseProcedureFormat(absl::string_view text) {
  if (text == "text") return ProcedureFormat::kText;
  if (text == "dot") return ProcedureFormat::kDot;
  if (text == "json") return ProcedureFormat::kJson;
  return absl::InvalidArgumentError(absl::StrCat("Unknown format \"",
                                                 absl::Utf8SafeCHexEscape(text.substr(0, 40)),
                                                 "\". Write text, dot or json."));
}

int RunProcedureShow(const Profile& profile, const ProcedureRequest& request, std::ostream& out,
                     std::ostream& err) {
  ProcedureRequest whole = request;
  if (whole.kinds.empty()) whole.kinds = AllKinds();
  if (profile.Stages(whole.kinds, whole.day).empty()) {
    err << "The profile " << profile.id() << " has no rules for this kind on "
        << FormatCivilDay(whole.day) << ". Choose a later day, or another kind.\n";
    return 1;
  }
  switch (whole.format) {
    case ProcedureFormat::kText:
      WriteProcedureText(profile, whole, out);
      break;
    case ProcedureFormat::kDot:
      WriteProcedureDot(profile, whole, out);
      break;
    case ProcedureFormat::kJson:
      WriteProcedureJson(profile, whole, out);
      break;
  }
  return 0;
}

void WriteProcedureDot(const Profile& profile, const ProcedureRequest& request, std::ostream& out) {
  const bool zh = request.language == Language::kChinese;
  out << "digraph procedure {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\"];\n"
      << "  edge [fontname=\"sans-serif\", fontsize=10];\n";
  const std::vector<Stage> stages = profile.Stages(request.kinds, request.day);
  for (const Stage stage : stages) {
    out << "  " << config::v1::Stage_Name(stage) << " [label=\""
        << DotText(Label(stage, request.language)) << "\"];\n";
  }
  for (size_t i = 0; i + 1 < stages.size(); ++i) {
    // The spine itself, so that the order stays even where no command of the table moves a matter.
    out << "  " << config::v1::Stage_Name(stages[i]) << " -> "
        << config::v1::Stage_Name(stages[i + 1]) << " [style=invis, weight=10];\n";
  }
  for (const CommandRow& command : request.commands) {
    std::string label = absl::StrCat(DotText(zh ? command.title_zh : command.title_en), "\\n",
                                     DotText(command.name));
    const absl::optional<GatedCommand> gated = FindGatedCommand(command.name);
    if (gated) {
      for (const GateRule* gate : profile.GatesFor(*gated, request.kinds, request.day)) {
        absl::StrAppend(&label, "\\n", gate->text->id(), " ", Label(gate->force, request.language));
      }
    }
    for (const Stage stage : stages) {
      const bool shown = command.from.empty() ? false : CommandStartsIn(command, stage);
      if (!shown) continue;
      const bool moves = command.to != config::v1::STAGE_UNSPECIFIED &&
                         std::find(stages.begin(), stages.end(), command.to) != stages.end();
      const std::string from = config::v1::Stage_Name(stage);
      out << "  " << from << " -> " << (moves ? config::v1::Stage_Name(command.to) : from)
          << " [label=\"" << label << "\"" << (moves ? "" : ", style=dashed") << "];\n";
    }
  }
  out << "}\n";
}

void WriteProcedureJson(const Profile& profile, const ProcedureRequest& request,
                        std::ostream& out) {
  const KindSet kinds = request.kinds;
  const absl::CivilDay day = request.day;
  Json root;
  root["profile"] = profile.id();
  root["title_zh"] = profile.files().front()->title_zh();
  root["title_en"] = profile.files().front()->title_en();
  root["inherits"] = Json::array();
  for (size_t i = 1; i < profile.files().size(); ++i)
    root["inherits"].push_back(profile.files()[i]->id());
  root["date"] = FormatCivilDay(day);
  root["calendar"] = profile.calendar_id();
  root["kinds"] = Json::array();
  for (int value = 1; value < config::v1::Kind_ARRAYSIZE; ++value) {
    const auto kind = static_cast<config::v1::Kind>(value);
    if (kinds.Contains(kind)) root["kinds"].push_back(config::v1::Kind_Name(kind));
  }
  root["stages"] = Json::array();
  for (const Stage stage : profile.Stages(kinds, day)) {
    Json object = {{"stage", config::v1::Stage_Name(stage)},
                   {"title_zh", std::string(Label(stage, Language::kChinese))},
                   {"title_en", std::string(Label(stage, Language::kEnglish))}};
    object["commands"] = Json::array();
    for (const CommandRow& command : request.commands) {
      if (CommandStartsIn(command, stage)) object["commands"].push_back(command.name);
    }
    root["stages"].push_back(std::move(object));
  }
  root["commands"] = Json::array();
  for (const CommandRow& command : request.commands) {
    root["commands"].push_back(CommandJson(command, profile, request));
  }
  root["gates"] = Json::array();
  for (const GateRule* gate : profile.Gates(kinds, day))
    root["gates"].push_back(WithSources(*gate->text, kinds));
  root["limits"] = Json::array();
  for (const LimitRule* limit : profile.Limits(kinds, day)) {
    Json object = WithSources(*limit->text, kinds);
    object["limit_zh"] = LimitText(*limit->text, Language::kChinese);
    root["limits"].push_back(std::move(object));
  }
  root["tracks"] = RulesJson(profile.Tracks(kinds, day));
  root["steps"] = RulesJson(profile.Steps(kinds, day));
  root["materials"] = RulesJson(profile.Materials(kinds, day));
  root["conclusions"] = RulesJson(profile.Conclusions(kinds, day));
  root["counting"] = RulesJson(profile.Countings(day));
  root["chains"] = RulesJson(profile.Chains(kinds, day));
  root["numbering"] = RulesJson(profile.Numberings(kinds, day));
  root["figures"] = RulesJson(profile.Figures(day));
  root["visibility"] = RulesJson(profile.Visibilities(day));
  root["switches"] = RulesJson(profile.Switches(day));
  root["tolerances"] = RulesJson(profile.Tolerances(day));
  root["conflicts"] = RulesJson(profile.Conflicts(kinds, day));
  root["archive"] = RulesJson(profile.Archive(kinds, day));
  out << root.dump(2) << "\n";
}

}  // namespace plumbline::client
