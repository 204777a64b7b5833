// clients/cli/ledger_import.h: takes an old ledger (台账) over from an XLSX or CSV file as it is; what imports of documents and
// of past reviews share.
//
// The file itself is stored first: each resource names it and its row. Rows go in calls of 200; the request_id of each call
// follows from the file, so that the same file brought twice is answered as the first time.
#ifndef PLUMBLINE_CLIENTS_CLI_LEDGER_IMPORT_H_
#define PLUMBLINE_CLIENTS_CLI_LEDGER_IMPORT_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/upload.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "services/registry/ledger_table.h"

namespace plumbline::client {

// What one kind of ledger is called and which columns it has.
struct LedgerKind {
  const LedgerFields& fields;
  Phrase usage;
  Phrase taken;     // 已导入 {n} 件…: what stands behind the number.
  const char* rpc;  // The import, one call of at most 200 rows.
};

// A ledger that was read from the command line, ready to go to the server.
struct LedgerSource {
  std::vector<LedgerRecord> records;
  LedgerMapping mapping;
  UploadSource file;
  std::string path;
  std::string name;  // What the ledger is called.
  std::string organization;
  bool dry_run = false;
};

// Reads flags, file and mapping; says what is wrong and returns the exit code where something is.
std::optional<int> ReadLedgerSource(const LocalContext& context, const LedgerKind& kind, LedgerSource* source);
// Why a file is no such ledger.
int ComplainOfLedger(const LocalContext& context, const std::string& path, const absl::Status& status);
// request_id of the n-th call of a file.
std::string LedgerCallId(const std::string& sha256, const std::string& organization, int call);
// What was taken, what is doubtful, which numbers are missing.
void PrintLedgerResult(const LocalContext& context, const LedgerKind& kind, bool dry_run, int taken, bool repeated,
                       const google::protobuf::RepeatedPtrField<v1::DoubtfulRow>& doubtful,
                       const std::vector<std::string>& numbers);

// Sends the rows and prints what became of them. `numbers`: of the ledger, for the list of gaps.
template <typename Request, typename Response, typename Row>
int ImportLedger(const LocalContext& context, const LedgerKind& kind, const LedgerSource& source, const std::vector<Row>& rows,
                 const std::vector<std::string>& numbers) {
  constexpr int kRowsPerCall = 200;
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  if (!connection->signed_in()) {
    return PrintError(DecodeError({grpc::StatusCode::UNAUTHENTICATED, ""}), context.options, context.terminal);
  }
  v1::File stored;
  std::string upload;
  grpc::Status status = StoreFile(source.file, context.options, context.terminal, connection->caller(), &upload, &stored);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  Response all;
  bool repeated = false;
  const int calls = (static_cast<int>(rows.size()) + kRowsPerCall - 1) / kRowsPerCall;
  for (int call = 0; call < calls; ++call) {
    Request request;
    request.set_request_id(LedgerCallId(source.file.sha256, source.organization, call));
    request.set_organization(source.organization);
    request.set_source_file(stored.name());
    request.set_source_name(source.name);
    request.set_dry_run(source.dry_run);
    const size_t begin = static_cast<size_t>(call) * kRowsPerCall;
    for (size_t i = begin; i < rows.size() && i < begin + kRowsPerCall; ++i) *request.add_rows() = rows[i];
    Response response;
    status = connection->caller().Unary(kind.rpc, request, &response, Caller::Repeat::kAlways);
    // A call of nothing but doubtful rows is refused as a whole: asked again without taking, it names them all.
    if (!status.ok() && DecodeError(status).reason == v1::FIELD_INVALID && !source.dry_run) {
      request.set_dry_run(true);
      request.set_request_id(LedgerCallId(source.file.sha256, source.organization + "?", call));
      status = connection->caller().Unary(kind.rpc, request, &response, Caller::Repeat::kAlways);
      response.set_imported(0);
    }
    if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
    repeated |= response.receipt().repeated();
    all.set_imported(all.imported() + response.imported());
    all.mutable_doubtful()->MergeFrom(response.doubtful());
    if (context.terminal.err_is_terminal && !context.options.quiet) {
      context.terminal.err << "\r" << (call + 1) * 100 / calls << "%   " << std::flush;
    }
  }
  if (context.options.format != "text") {
    context.terminal.out << ToJson(all) << '\n';
    return kExitOk;
  }
  PrintLedgerResult(context, kind, source.dry_run, all.imported(), repeated, all.doubtful(), numbers);
  return kExitOk;
}

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_LEDGER_IMPORT_H_
