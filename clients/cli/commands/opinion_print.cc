// plumbline opinion print: the letters of many opinions as one PDF, ready for the printer.

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/fetch_file.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/keep_bytes.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "services/runtime/convert/pdf_stamp.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const bool zh = context.options.language == Language::kChinese;
  const std::vector<std::string> names = PlainWords(context.words, {});
  if (names.empty()) {
    return PrintUsage({"用法：plumbline opinion print matters/…|matters/…/opinions/… … [--both-sides] [--output 路径|-]",
                       "Usage: plumbline opinion print matters/…|matters/…/opinions/… … [--both-sides] [--output PATH|-]"},
                      context.options, context.terminal);
  }
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  std::vector<std::string> letters;
  std::vector<std::string> missing;
  for (size_t i = 0; i < names.size(); ++i) {
    std::string name = names[i];
    if (!absl::StrContains(name, "/opinions/")) {
      v1::GetMatterRequest get;
      get.set_name(name);
      v1::Matter matter;
      const grpc::Status status =
          connection->caller().Unary("/plumbline.v1.MatterService/GetMatter", get, &matter, Caller::Repeat::kAlways);
      if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
      name = matter.opinion();
    }
    v1::GetOpinionRequest get;
    get.set_name(name);
    v1::Opinion opinion;
    if (!name.empty()) {
      const grpc::Status status =
          connection->caller().Unary("/plumbline.v1.OpinionService/GetOpinion", get, &opinion, Caller::Repeat::kAlways);
      if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
    }
    if (opinion.letter().file().empty()) {
      missing.push_back(names[i]);
      continue;
    }
    const grpc::Status status = FetchBytes(connection->caller(), opinion.letter().file(), name, v1::MARKED_FORM_PDF,
                                           context.terminal, &letters.emplace_back());
    if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
    if (context.terminal.err_is_terminal && !context.options.quiet) {
      context.terminal.err << "\r" << i + 1 << " / " << names.size() << std::flush;
    }
  }
  for (const std::string& name : missing) {
    context.terminal.err << (zh ? absl::StrCat(name, "：没有意见书，或意见书还在生成") : absl::StrCat(name, ": no letter, or it is being made still")) << '\n';
  }
  if (letters.empty()) return kExitRefused;
  const auto joined = JoinPdfs(letters, HasSwitch(context.words, "--both-sides"));
  if (!joined.ok()) {
    context.terminal.err << joined.status().message() << '\n';
    return kExitRefused;
  }
  const int code = KeepBytes(context, joined->bytes, "意见书.pdf");
  if (code != kExitOk) return code;
  context.terminal.err << (zh ? absl::StrCat(letters.size(), " 份，共 ", joined->pages, " 页") : absl::StrCat(letters.size(), " letters, ", joined->pages, " pages")) << '\n';
  return missing.empty() ? kExitOk : kExitRefused;
}

}  // namespace

LocalCommand OpinionPrintCommand() {
  LocalCommand command;
  command.noun = "opinion";
  command.verb = "print";
  command.title = {"成批打印意见书", "Print many letters"};
  command.help = {
      "用法\n  plumbline opinion print matters/…|matters/…/opinions/… … [--both-sides] [--output 路径|-] [--force]\n\n"
      "把多份意见书合成一个 PDF，按所列顺序。双面打印的写 --both-sides：每份都从新的一张纸开始。\n"
      "没有意见书的列出，其余照常合成。不写 --output 时存为 意见书.pdf。\n\n"
      "示例\n  plumbline opinion print matters/m1 matters/m2 matters/m3 --both-sides\n",
      "Usage\n  plumbline opinion print matters/…|matters/…/opinions/… … [--both-sides] [--output PATH|-] [--force]\n\n"
      "Joins many letters into one PDF in the order named. With --both-sides each begins on a new sheet.\n"
      "What has no letter is listed and the others are joined all the same. Without --output it is kept as 意见书.pdf.\n\n"
      "Example\n  plumbline opinion print matters/m1 matters/m2 matters/m3 --both-sides\n"};
  command.switches = {"both-sides"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
