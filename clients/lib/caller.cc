#include "clients/lib/caller.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/channel_arguments.h"

namespace plumbline::client {

using google::protobuf::Message;

namespace {

constexpr int kLargestAnswer = 16 << 20;
constexpr absl::Duration kFirstWait = absl::Milliseconds(200);
constexpr absl::Duration kLongestWait = absl::Seconds(5);

grpc::ByteBuffer ToBuffer(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

bool FromBuffer(const grpc::ByteBuffer& buffer, Message* message) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return false;
  std::string bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return message->ParseFromString(bytes);
}

grpc::Status Unreadable() {
  return {grpc::StatusCode::INTERNAL,
          "The answer can't be read; the server may be newer than this program."};
}

// Waits for the operation that was just begun on a queue of its own.
bool Await(grpc::CompletionQueue* queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue->Next(&tag, &ok) && ok;
}

}  // namespace

bool IsLoopback(absl::string_view address) {
  const size_t colon = address.rfind(':');
  const absl::string_view host = address.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  // 127.0.0.0/8 in digits and dots only: `127.example.org` is a name like any other.
  return absl::StartsWith(host, "127.") &&
         host.find_first_not_of("0123456789.") == absl::string_view::npos;
}

Complaint OpenChannel(const Target& target, std::shared_ptr<grpc::Channel>* channel) {
  const size_t colon = target.address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == target.address.size()) {
    return Phrase{
        absl::StrCat("服务器地址“", target.address, "”应写成 主机:端口，如 127.0.0.1:7443。"),
        absl::StrCat("The server \"", target.address,
                     "\" should be HOST:PORT, e.g. 127.0.0.1:7443.")};
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kLargestAnswer);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // A government network's proxy leads outside.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // By its effect this is how long one attempt to connect may take: a busy server or a slow line needs more than the
  // pause between attempts.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10000);
  const bool plain = target.plaintext || (target.ca_pem.empty() && IsLoopback(target.address));
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = target.ca_pem;
  *channel = grpc::CreateCustomChannel(
      target.address, plain ? grpc::InsecureChannelCredentials() : grpc::SslCredentials(tls),
      arguments);
  return std::nullopt;
}

Caller::Caller(std::shared_ptr<grpc::Channel> channel, Settings settings)
    : channel_(std::move(channel)), stub_(channel_), settings_(std::move(settings)) {}

void Caller::Prepare(grpc::ClientContext* context, absl::Time deadline) const {
  context->set_deadline(absl::ToChronoTime(deadline));
  if (!settings_.token.empty()) {
    context->AddMetadata("authorization", absl::StrCat("Bearer ", settings_.token));
  }
  if (!settings_.post.empty()) context->AddMetadata("x-plumbline-post", settings_.post);
  context->AddMetadata("accept-language",
                       settings_.language == Language::kChinese ? "zh-CN" : "en-US");
}

grpc::Status Caller::Unary(const std::string& path, const Message& request, Message* reply,
                           Repeat repeat) {
  // Serialised once: a repeated command must be the same bytes under the same request_id.
  const grpc::ByteBuffer bytes = ToBuffer(request);
  const absl::Time deadline = absl::Now() + settings_.timeout;
  absl::Duration wait = kFirstWait;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    Prepare(&context, deadline);
    grpc::CompletionQueue queue;
    grpc::ByteBuffer answer;
    grpc::Status status;
    const auto call = stub_.PrepareUnaryCall(&context, path, bytes, &queue);
    call->StartCall();
    call->Finish(&answer, &status, &queue);
    Await(&queue);
    if (status.ok()) return FromBuffer(answer, reply) ? status : Unreadable();

    const CallError error = DecodeError(status);
    const bool again = error.code == grpc::StatusCode::UNAVAILABLE &&
                       (error.reason == v1::COMMAND_QUEUE_FULL || repeat == Repeat::kAlways);
    const absl::Duration pause = std::max(wait, error.retry_after);
    if (!again || attempt >= settings_.attempts || absl::Now() + pause >= deadline) return status;
    if (settings_.wait) settings_.wait(error, pause);
    settings_.sleep(pause);
    wait = std::min(wait * 2, kLongestWait);
  }
}

grpc::Status Caller::ServerStream(const std::string& path, const Message& request, Message* reply,
                                  const std::function<bool()>& take) {
  grpc::ClientContext context;
  Prepare(&context, absl::InfiniteFuture());
  grpc::CompletionQueue queue;
  const auto call = stub_.PrepareCall(&context, path, &queue);
  call->StartCall(&queue);
  bool open = Await(&queue);
  if (open) {
    call->WriteLast(ToBuffer(request), grpc::WriteOptions(), &queue);
    open = Await(&queue);
  }
  bool readable = true;
  while (open) {
    grpc::ByteBuffer message;
    call->Read(&message, &queue);
    if (!Await(&queue)) break;
    readable = FromBuffer(message, reply);
    if (!readable || !take()) {
      context.TryCancel();
      open = false;
    }
  }
  grpc::Status status;
  call->Finish(&status, &queue);
  Await(&queue);
  if (!readable) return Unreadable();
  // Cancelled by ourselves: the caller had enough.
  return !open && status.error_code() == grpc::StatusCode::CANCELLED ? grpc::Status::OK : status;
}

grpc::Status Caller::ClientStream(const std::string& path, Message* request,
                                  const std::function<bool()>& next, Message* reply) {
  grpc::ClientContext context;
  Prepare(&context, absl::InfiniteFuture());
  grpc::CompletionQueue queue;
  const auto call = stub_.PrepareCall(&context, path, &queue);
  call->StartCall(&queue);
  bool open = Await(&queue);
  // A server that refuses closes the stream early: then the status says why.
  while (open && next()) {
    call->Write(ToBuffer(*request), &queue);
    open = Await(&queue);
  }
  bool answered = false;
  grpc::ByteBuffer answer;
  if (open) {
    call->WritesDone(&queue);
    if (Await(&queue)) {
      call->Read(&answer, &queue);
      answered = Await(&queue);
    }
  }
  grpc::Status status;
  call->Finish(&status, &queue);
  Await(&queue);
  if (!status.ok()) return status;
  return answered && FromBuffer(answer, reply) ? status : Unreadable();
}

}  // namespace plumbline::client
