// plumbline handover print: the handover list (移交清单) as a PDF, into a file.
#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/handover_service.pb.h"

namespace plumbline::client {

namespace {

int Complain(const LocalContext& context, const Phrase& what) {
  context.terminal.err << what.In(context.options.language) << '\n';
  return kExitRefused;
}

int Run(const LocalContext& context) {
  std::string name;
  for (size_t i = 0; i < context.words.size(); ++i) {
    if (context.words[i] == "--output" || context.words[i] == "--successor") {
      ++i;
    } else if (!absl::StartsWith(context.words[i], "--")) {
      name = context.words[i];
    }
  }
  if (!absl::StartsWith(name, "people/")) {
    return PrintUsage({"用法：plumbline handover print people/…/handovers/…|people/… [--successor people/…] [--output 路径|-]",
                       "Usage: plumbline handover print people/…/handovers/…|people/… [--successor people/…] "
                       "[--output PATH|-]"},
                      context.options, context.terminal);
  }
  std::string output = FlagValue(context.words, "--output");
  if (output.empty()) output = absl::StrCat("handover-", name.substr(name.rfind('/') + 1), ".pdf");
  const bool to_stdout = output == "-";
  if (!to_stdout && std::filesystem::exists(output) && !HasSwitch(context.words, "--force")) {
    return Complain(context, {absl::StrCat(output, " 已存在；用 --output 另存，或 --force 覆盖。"),
                              absl::StrCat(output, " exists; choose another --output, or --force.")});
  }
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  v1::PrintHandoverRequest request;
  request.set_name(name);
  request.set_successor(FlagValue(context.words, "--successor"));
  v1::PrintHandoverResponse response;
  const grpc::Status status = connection->caller().Unary("/plumbline.v1.HandoverService/PrintHandover", request,
                                                         &response, Caller::Repeat::kAlways);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  if (to_stdout) {
    context.terminal.out << response.pdf();
    return kExitOk;
  }
  std::ofstream file(output, std::ios::binary | std::ios::trunc);
  file << response.pdf();
  file.close();
  if (!file) {
    return Complain(context, {absl::StrCat("无法写入 ", output, "，请检查磁盘空间和权限。"),
                              absl::StrCat(output, " can't be written; check disk space and rights.")});
  }
  context.terminal.out << output << '\n';
  return kExitOk;
}

}  // namespace

LocalCommand HandoverPrintCommand() {
  LocalCommand command;
  command.noun = "handover";
  command.verb = "print";
  command.title = {"打印移交清单", "Print the handover list"};
  command.help = {
      "用法\n  plumbline handover print people/…/handovers/… [--output 路径|-] [--force]\n"
      "  plumbline handover print people/… [--successor people/…] [--output 路径|-] [--force]\n\n"
      "把移交清单存为 A4 的 PDF，留有移交人、接交人、监交人签字处。写人员的，为移交前核对用的未了事项清单；\n"
      "同时写 --successor 的，逐项说明能否移交给他。不写 --output 时存为 handover-编号.pdf。\n\n"
      "示例\n  plumbline handover print people/x7k2/handovers/q5m1 --output 移交清单.pdf\n",
      "Usage\n  plumbline handover print people/…/handovers/… [--output PATH|-] [--force]\n"
      "  plumbline handover print people/… [--successor people/…] [--output PATH|-] [--force]\n\n"
      "Keeps the handover list as a PDF of A4 pages with places for both sides and the overseer to sign.\n"
      "For a person it lists what is open before the act; with --successor it says of each piece whether\n"
      "that person can take it over. Without --output it is kept as handover-ID.pdf.\n\n"
      "Example\n  plumbline handover print people/x7k2/handovers/q5m1 --output list.pdf\n"};
  command.flags = {"output", "successor"};
  command.switches = {"force"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
