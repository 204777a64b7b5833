// plumbline workdays: counts working days, without a server.
#include "clients/cli/workdays.h"

#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/rule_files.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  std::vector<std::string> plain;
  for (size_t i = 0; i < context.words.size(); ++i) {
    if (context.words[i] == "--profile" || context.words[i] == "--profiles") {
      ++i;
    } else if (context.words[i].rfind("--", 0) != 0) {
      plain.push_back(context.words[i]);
    }
  }
  if (plain.size() != 2) {
    return PrintUsage({"用法：plumbline workdays 2023-03-01 +5 [--profile national]",
                       "usage: plumbline workdays 2023-03-01 +5 [--profile national]"},
                      context.options, context.terminal);
  }
  const std::string profile = FlagValue(context.words, "--profile");
  const auto folder = FindRuleFolder(FlagValue(context.words, "--profiles"), "/proc/self/exe",
                                     PLUMBLINE_SOURCE_DIR "/deploy");
  const auto place = folder.ok() ? LoadPlace(*folder, profile.empty() ? "national" : profile)
                                 : absl::StatusOr<LoadedPlace>(folder.status());
  if (!place.ok()) {
    context.terminal.err << place.status().message() << "\n";
    return kExitRefused;
  }
  WorkdaysRequest request;
  request.date = plain[0];
  request.offset = plain[1];
  request.json = context.options.format == "json";
  return RunWorkdays(request, place->calendar, context.terminal.out, context.terminal.err);
}

}  // namespace

LocalCommand WorkdaysCommand() {
  LocalCommand command;
  command.noun = "workdays";
  command.title = {"计算工作日", "Count working days"};
  command.help = {
      "plumbline workdays 日期 +N|-N [--profile 配置] [--profiles 目录]\n\n"
      "自次日起算，印出第 N 个工作日。超出已公布年份时报错，不猜测。\n"
      "例：plumbline workdays 2023-09-22 +5\n",
      "plumbline workdays DATE +N|-N [--profile P] [--profiles DIR]\n\n"
      "Counts from the next day and prints the N-th working day. Beyond the loaded years it is an error.\n"
      "Example: plumbline workdays 2023-09-22 +5\n"};
  command.flags = {"profile", "profiles"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
