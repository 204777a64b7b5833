// plumbline handover print: the handover list (移交清单) as a PDF, into a file.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/keep_bytes.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/handover_service.pb.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const std::string name = PlainWord(context.words, {"--successor"});
  if (!absl::StartsWith(name, "people/")) {
    return PrintUsage({"用法：plumbline handover print people/…/handovers/…|people/… [--successor people/…] [--output 路径|-]",
                       "Usage: plumbline handover print people/…/handovers/…|people/… [--successor people/…] "
                       "[--output PATH|-]"},
                      context.options, context.terminal);
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
  return KeepBytes(context, response.pdf(), absl::StrCat("handover-", name.substr(name.rfind('/') + 1), ".pdf"));
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
  command.flags = {"successor"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
