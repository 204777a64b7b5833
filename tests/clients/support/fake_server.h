// tests/clients/support/fake_server.h: a server on a free port that answers whatever a test says.
//
// It knows no service: each call is its path, its request messages as bytes and its metadata. One
// call at a time. The handler runs on the server's thread; what it touches is read after the call
// ended.
#ifndef PLUMBLINE_TESTS_CLIENTS_SUPPORT_FAKE_SERVER_H_
#define PLUMBLINE_TESTS_CLIENTS_SUPPORT_FAKE_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace plumbline::client {

class FakeServer {
 public:
  struct Call {
    std::string path;                             // `/plumbline.v1.MatterService/SubmitMatter`.
    std::vector<std::string> messages;            // Request bytes.
    std::map<std::string, std::string> metadata;  // Of the client.
    std::string method() const { return path.substr(path.rfind('/') + 1); }
  };
  struct Reply {
    grpc::Status status;
    std::vector<std::string> messages;
  };
  using Handler = std::function<Reply(const Call&)>;

  explicit FakeServer(Handler handler) : handler_(std::move(handler)) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterAsyncGenericService(&service_);
    queue_ = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~FakeServer() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;  // No call may be asked for once the server shuts down.
    }
    server_->Shutdown();
    thread_.join();
    queue_->Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
    }
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  const std::string& address() const { return address_; }

  static Reply Answer(const google::protobuf::Message& message) {
    return {grpc::Status::OK, {message.SerializeAsString()}};
  }
  // A refusal as Plumbline servers send it.
  static Reply Refuse(grpc::StatusCode code, const std::string& reason, const std::string& zh,
                      const std::string& en = {},
                      const std::vector<const google::protobuf::Message*>& details = {},
                      const std::map<std::string, std::string>& metadata = {}) {
    google::rpc::Status status;
    status.set_code(code);
    status.set_message(zh);
    google::rpc::ErrorInfo info;
    info.set_reason(reason);
    info.set_domain("plumbline");
    info.mutable_metadata()->insert(metadata.begin(), metadata.end());
    status.add_details()->PackFrom(info);
    google::rpc::LocalizedMessage other;
    other.set_locale("en-US");
    other.set_message(en);
    status.add_details()->PackFrom(other);
    for (const auto* detail : details) status.add_details()->PackFrom(*detail);
    return {grpc::Status(code, zh, status.SerializeAsString()), {}};
  }

 private:
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_->Next(&tag, &ok) && ok;
  }

  void Serve() {
    for (;;) {
      grpc::GenericServerContext context;
      grpc::GenericServerAsyncReaderWriter stream(&context);
      {
        absl::MutexLock lock(&mutex_);
        if (stopping_) return;
        service_.RequestCall(&context, &stream, queue_.get(), queue_.get(), nullptr);
      }
      if (!Await()) return;
      Call call;
      call.path = context.method();
      for (const auto& [key, value] : context.client_metadata()) {
        call.metadata[std::string(key.data(), key.size())] =
            std::string(value.data(), value.size());
      }
      for (;;) {
        grpc::ByteBuffer buffer;
        stream.Read(&buffer, nullptr);
        if (!Await()) break;
        std::vector<grpc::Slice> slices;
        if (!buffer.Dump(&slices).ok()) break;
        std::string bytes;
        for (const grpc::Slice& slice : slices) {
          bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
        }
        call.messages.push_back(std::move(bytes));
      }
      const Reply reply = handler_(call);
      for (const std::string& bytes : reply.messages) {
        const grpc::Slice slice(bytes);
        stream.Write(grpc::ByteBuffer(&slice, 1), nullptr);
        if (!Await()) break;
      }
      stream.Finish(reply.status, nullptr);
      Await();
    }
  }

  const Handler handler_;
  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  absl::Mutex mutex_;
  bool stopping_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_TESTS_CLIENTS_SUPPORT_FAKE_SERVER_H_
