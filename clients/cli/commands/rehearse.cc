// plumbline rehearse: plays a scenario against a rehearsing server.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/rehearsal_player.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/rule_files.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

int Complain(const LocalContext& context, const std::string& what) {
  context.terminal.err << what << "\n";
  return kExitRefused;
}

int Run(const LocalContext& context) {
  std::string name;
  for (size_t i = 0; i < context.words.size(); ++i) {
    if (context.words[i] == "--profile" || context.words[i] == "--profiles") {
      ++i;
    } else if (context.words[i].rfind("--", 0) != 0) {
      name = context.words[i];
    }
  }
  if (name.empty()) {
    return PrintUsage({"用法：plumbline rehearse district-2023 --server 地址",
                       "usage: plumbline rehearse district-2023 --server ADDR"},
                      context.options, context.terminal);
  }
  const std::string profile = FlagValue(context.words, "--profile");
  const auto folder = FindRuleFolder(FlagValue(context.words, "--profiles"), "/proc/self/exe",
                                     PLUMBLINE_SOURCE_DIR "/deploy");
  if (!folder.ok()) return Complain(context, std::string(folder.status().message()));
  const auto place = LoadPlace(*folder, profile.empty() ? "sichuan" : profile);
  if (!place.ok()) return Complain(context, std::string(place.status().message()));
  std::string path = name;
  if (!std::filesystem::exists(path)) path = absl::StrCat(*folder, "/rehearsals/", name, ".json");
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return Complain(context, absl::StrCat("There is no scenario ", name, ". Looked for ", path,
                                          "; a path to a JSON file does as well."));
  }
  std::stringstream bytes;
  bytes << in.rdbuf();

  Target target;
  target.address = context.options.server;
  target.plaintext = true;
  std::string last;
  const bool show = context.terminal.err_is_terminal && !context.options.quiet;
  const auto result = PlayScenario(context.api, target, bytes.str(), place->calendar, context.terminal.entropy,
                                   [&](int done, int total, const std::string& what) {
                                     if (show) {
                                       context.terminal.err << "\r\033[K" << done << "/" << total << " " << what
                                                            << std::flush;
                                     } else if (!context.options.quiet && done % 500 == 0) {
                                       context.terminal.err << done << "/" << total << " " << what << "\n";
                                     }
                                   });
  if (show) context.terminal.err << "\r\033[K";
  if (!result.ok()) return Complain(context, std::string(result.status().message()));
  const bool chinese = context.options.language == Language::kChinese;
  if (context.options.format == "json") {
    context.terminal.out << "{\"steps\":" << result->steps << ",\"matters\":" << result->matters << "}\n";
  } else {
    context.terminal.out << (chinese ? absl::StrCat("演练完成：", result->steps, " 步。\n")
                                     : absl::StrCat("The rehearsal is over: ", result->steps, " steps.\n"));
  }
  return kExitOk;
}

}  // namespace

LocalCommand RehearseCommand() {
  LocalCommand command;
  command.noun = "rehearse";
  command.title = {"演练一年", "Play a rehearsal"};
  command.help = {
      "plumbline rehearse 场景 --server 地址 [--profile 配置]\n\n"
      "在以 --rehearsal 启动的空服务器上，只用公开接口、以各人身份逐步重演一年的办理。\n"
      "场景是数据（deploy/rehearsals/场景.json，也可给文件路径）：改了场景，数字随之改变。\n"
      "所有人员的密码都是 rehearsal-password。\n"
      "例：plumbline rehearse district-2023 --server 127.0.0.1:7443\n",
      "plumbline rehearse SCENARIO --server ADDR [--profile P]\n\n"
      "Plays a year on an empty server started with --rehearsal, through the public API only, each step\n"
      "signed in as the right person. Scenarios are data (deploy/rehearsals/SCENARIO.json, or a path).\n"
      "Every person's password is rehearsal-password.\n"
      "Example: plumbline rehearse district-2023 --server 127.0.0.1:7443\n"};
  command.flags = {"profile", "profiles"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
