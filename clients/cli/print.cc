#include "clients/cli/print.h"

#include "clients/cli/flag_value.h"
#include "clients/cli/keep_bytes.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/titles.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/directory_service.pb.h"

namespace plumbline::client {

int Printing::Begin(const LocalContext& context, const std::string& format, const Phrase& usage,
                    const std::vector<std::string>& flags) {
  context_ = &context;
  name_ = PlainWord(context.words, flags);
  if (!HasFormat(name_, format)) return PrintUsage(usage, context.options, context.terminal);
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection_)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  v1::GetSelfResponse self;
  const grpc::Status status = Read("GetSelf", v1::GetSelfRequest(), &self);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  rehearsal_ = self.rehearsal();
  today_ = absl::CivilDay(self.today().year(), self.today().month(), self.today().day());
  return kExitOk;
}

grpc::Status Printing::Read(const char* method, const google::protobuf::Message& request,
                            google::protobuf::Message* answer) {
  return connection_->caller().Unary(PathOf(context_->api.FindMethod(method)), request, answer, Caller::Repeat::kAlways);
}

std::string Printing::TitleFor(const std::string& name) { return TitleOf(context_->api, connection_->caller(), name); }

int Printing::Keep(const absl::StatusOr<std::string>& pdf, const std::string& file_name) {
  if (!pdf.ok()) {
    context_->terminal.err << pdf.status().message() << '\n';
    return kExitRefused;
  }
  return KeepBytes(*context_, *pdf, file_name);
}

}  // namespace plumbline::client
