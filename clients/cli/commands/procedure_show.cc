// plumbline procedure show: the law of a place as the program applies it, without a server.
#include "clients/cli/procedure.h"

#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/rule_files.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/options.pb.h"
#include "services/core/calendar/civil_day.h"
#include "services/rooms.h"

namespace plumbline::client {

namespace {

std::vector<CommandRow> CommandTable() {
  std::vector<CommandRow> rows;
  const std::unique_ptr<Rooms> rooms = Rooms::MakeAll();
  for (const auto& method : rooms->methods()) {
    if (!method->is_command()) continue;
    CommandRow row;
    row.name = method->command;
    for (const int stage : method->rule.from()) row.from.push_back(static_cast<config::v1::Stage>(stage));
    row.to = method->rule.to();
    for (const v1::Permission& permission : method->rule.allow()) row.roles.push_back(permission.role());
    row.title_zh = method->rule.title_zh();
    row.title_en = method->rule.title_en();
    rows.push_back(std::move(row));
  }
  return rows;
}

int Complain(const LocalContext& context, const absl::Status& status) {
  context.terminal.err << status.message() << "\n";
  return kExitRefused;
}

int Run(const LocalContext& context) {
  const std::string profile = FlagValue(context.words, "--profile");
  const auto folder = FindRuleFolder(FlagValue(context.words, "--profiles"), "/proc/self/exe",
                                     PLUMBLINE_SOURCE_DIR "/deploy");
  if (!folder.ok()) return Complain(context, folder.status());
  const auto place = LoadPlace(*folder, profile.empty() ? "national" : profile);
  if (!place.ok()) return Complain(context, place.status());
  ProcedureRequest request;
  request.language = context.options.language == Language::kChinese ? plumbline::Language::kChinese
                                                                    : plumbline::Language::kEnglish;
  const std::string kind = FlagValue(context.words, "--kind");
  if (!kind.empty()) {
    const auto kinds = ParseKinds(kind);
    if (!kinds.ok()) return Complain(context, kinds.status());
    request.kinds = *kinds;
  }
  request.day = place->calendar.first_day();
  const std::string date = FlagValue(context.words, "--date");
  if (date.empty()) {
    const std::time_t now = std::time(nullptr);
    request.day = absl::ToCivilDay(absl::FromTimeT(now), absl::FixedTimeZone(8 * 3600));
  } else {
    const auto day = ParseCivilDay(date);
    if (!day.ok()) return Complain(context, day.status());
    request.day = *day;
  }
  const std::string wanted = FlagValue(context.typed, "--format");
  const auto format = ParseProcedureFormat(wanted.empty() ? "text" : wanted);
  if (!format.ok()) return Complain(context, format.status());
  request.format = *format;
  request.commands = CommandTable();
  return RunProcedureShow(*place->profile, request, context.terminal.out, context.terminal.err);
}

}  // namespace

LocalCommand ProcedureShowCommand() {
  LocalCommand command;
  command.noun = "procedure";
  command.verb = "show";
  command.title = {"查看程序规则", "Show the procedure"};
  command.help = {
      "plumbline procedure show [--profile 配置] [--kind 种类] [--date 日期] [--format text|dot|json]\n\n"
      "印出环节、命令、角色、关口、时限、约束力和依据，供律师对照法律核对；不需要服务器。\n"
      "例：plumbline procedure show --profile sichuan --kind normative-document\n",
      "plumbline procedure show [--profile P] [--kind K] [--date D] [--format text|dot|json]\n\n"
      "Prints stages, commands, roles, gates, limits, forces and sources, so that a lawyer checks the\n"
      "program against the law. Needs no server.\n"
      "Example: plumbline procedure show --profile sichuan --kind normative-document\n"};
  command.flags = {"profile", "profiles", "kind", "date"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
