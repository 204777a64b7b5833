// plumbline table file: makes the document of a table and files it into its slot.
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "clients/cli/table_work.h"
#include "clients/cli/upload.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "clients/lib/request_id.h"

namespace plumbline::client {

namespace {

// A file of its own that goes with this object.
class OwnFile {
 public:
  OwnFile(const std::string& id, const std::string& name) : folder_(std::filesystem::temp_directory_path() / id), path_(folder_ / name) {}
  ~OwnFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  OwnFile(const OwnFile&) = delete;
  OwnFile& operator=(const OwnFile&) = delete;

  bool Write(const std::string& bytes) {
    std::error_code error;
    std::filesystem::create_directory(folder_, error);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
    std::ofstream out(path_, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    return !out.fail();
  }
  std::string path() const { return path_.string(); }

 private:
  const std::filesystem::path folder_;
  const std::filesystem::path path_;
};

int Run(const LocalContext& context) {
  TableWork work(context);
  if (const int code = work.BeginWithTable({"用法：plumbline table file matters/…/tables/…", "Usage: plumbline table file matters/…/tables/…"}, {});
      code != kExitOk) {
    return code;
  }
  const auto bytes = work.Document("docx", /*published=*/false);
  if (!bytes.ok()) {
    context.terminal.err << bytes.status().message() << '\n';
    return kExitRefused;
  }
  const std::string id = NewRequestId(context.terminal.entropy);
  OwnFile file(absl::StrCat("plumbline-", id), absl::StrCat(TableKindTitle(work.kind(), Language::kChinese), ".docx"));
  if (!file.Write(*bytes)) {
    return work.Complain({absl::StrCat("不能写临时文件：", file.path()), absl::StrCat("Can't write a temporary file: ", file.path())});
  }
  UploadSource source;
  if (Complaint complaint = ExamineFile(file.path(), context.options, context.terminal, &source)) return work.Complain(*complaint);
  std::string upload;
  v1::File stored;
  grpc::Status status = StoreFile(source, context.options, context.terminal, work.printing().caller(), &upload, &stored);
  if (!status.ok()) return work.Fail(status);
  v1::FileTableRequest request;
  request.set_name(work.table().name());
  request.set_etag(work.table().etag());
  request.set_request_id(id);
  request.set_file(stored.name());
  v1::FileTableResponse response;
  status = work.printing().Read("FileTable", request, &response);
  if (!status.ok()) return work.Fail(status);
  if (context.options.format != "text") {
    context.terminal.out << ToJson(response) << '\n';
    return kExitOk;
  }
  context.terminal.out << Phrase{absl::StrCat("已作为材料 ", response.table().slot(), " 提交：", stored.name()),
                                 absl::StrCat("Filed as ", response.table().slot(), ": ", stored.name())}
                              .In(context.options.language)
                       << '\n'
                       << ReceiptText(response.receipt(), context.options.language) << '\n';
  return kExitOk;
}

}  // namespace

LocalCommand TableFileCommand() {
  LocalCommand command;
  command.noun = "table";
  command.verb = "file";
  command.title = {"提交表格", "File a table"};
  command.help = {
      "用法\n  plumbline table file matters/…/tables/…\n\n"
      "由表格生成 Word 文件，作为对应的材料提交。没有填完的行会逐行指出。提交后再改（table save），要重新提交。\n\n"
      "示例\n  plumbline table file matters/m1/tables/comments\n",
      "Usage\n  plumbline table file matters/…/tables/…\n\n"
      "Makes a Word file of the table and files it into its slot. Rows that are not complete are named one by one. Saved again\n"
      "after that (table save), it has to be filed again.\n\n"
      "Example\n  plumbline table file matters/m1/tables/comments\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
