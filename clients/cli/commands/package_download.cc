// plumbline package download: waits until the server has made a review package, and fetches it.
#include <chrono>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/fetch_file.h"
#include "clients/cli/keep_bytes.h"
#include "clients/cli/local_command.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "plumbline/v1/review_package_service.pb.h"

namespace plumbline::client {

namespace {

constexpr int kTriesMax = 120;  // A package of some hundred pages takes seconds.
constexpr auto kTryPause = std::chrono::milliseconds(500);

int Run(const LocalContext& context) {
  Printing printing;
  const int code = printing.Begin(context, "matters/{matter}/packages/{package}",
                                  {"用法：plumbline package download matters/…/packages/… [--output 路径]",
                                   "Usage: plumbline package download matters/…/packages/… [--output PATH]"});
  if (code != kExitOk) return code;
  v1::GetReviewPackageRequest get;
  get.set_name(printing.name());
  v1::ReviewPackage package;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    const grpc::Status status = printing.Read("GetReviewPackage", get, &package);
    if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
    if (package.state() != v1::REVIEW_PACKAGE_STATE_PREPARING) break;
    std::this_thread::sleep_for(kTryPause);
  }
  if (package.file().empty()) {
    context.terminal.err << Phrase{"审查包没有制成：可能已收回，或服务器仍在制作。请用 package get 查看。",
                                   "There is no file: the package was called back, or is being made still. See package get."}
                                .In(context.options.language)
                         << '\n';
    return kExitRefused;
  }
  std::string bytes;
  const grpc::Status status =
      FetchBytes(printing.caller(), package.file(), printing.name(), v1::MARKED_FORM_PDF, context.terminal, &bytes);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  const std::string person = printing.TitleFor(package.person());
  return KeepBytes(context, bytes, absl::StrCat("审查包-", person.empty() ? "package" : person, ".zip"));
}

}  // namespace

LocalCommand PackageDownloadCommand() {
  LocalCommand command;
  command.noun = "package";
  command.verb = "download";
  command.title = {"下载审查包", "Download a review package"};
  command.help = {
      "用法\n  plumbline package download matters/…/packages/… [--output 路径|-] [--force]\n\n"
      "等服务器制成后下载（ZIP）：说明、文稿、供批注的文稿、审查意见表、材料；每页都有领用人的姓名和使用期限。\n"
      "交给本人后登记：plumbline package hand-over 名称 --way 本人领取。不写 --output 时存为 审查包-姓名.zip。\n\n"
      "示例\n  plumbline package download matters/m1/packages/k1\n",
      "Usage\n  plumbline package download matters/…/packages/… [--output PATH|-] [--force]\n\n"
      "Waits until the server has made it and fetches the ZIP file: cover, text, text to comment in, form to sign,\n"
      "materials; the person's name and the last day stand on every page. Once it is handed over, enter that:\n"
      "plumbline package hand-over NAME --way \"in person\". Without --output it is kept as 审查包-NAME.zip.\n\n"
      "Example\n  plumbline package download matters/m1/packages/k1\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
