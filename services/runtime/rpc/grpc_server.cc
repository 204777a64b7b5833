#include "services/runtime/rpc/grpc_server.h"

#include <grpcpp/alarm.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <algorithm>
#include <deque>
#include <set>

#include "absl/strings/str_cat.h"
#include "google/protobuf/wrappers.pb.h"
#include "services/core/base/check.h"
#include "services/runtime/rpc/call_facts.h"
#include "services/runtime/rpc/call_pool.h"

namespace plumbline {

namespace {

constexpr int kRequestBytesMax = 4 << 20;
constexpr int kStreamsPerConnectionMax = 1024;
constexpr char kHealthPath[] = "/grpc.health.v1.Health/Check";

class Tag {
 public:
  virtual ~Tag() = default;
  virtual void Proceed(bool ok) = 0;
};

// All unary methods of one service, as raw bytes.
class RawService : public grpc::Service {
 public:
  // Paths are borrowed.
  explicit RawService(const std::vector<const char*>& paths) {
    for (const char* path : paths) {
      AddMethod(new grpc::internal::RpcServiceMethod(
          path, grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    }
  }
  void Request(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
               grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* writer,
               grpc::ServerCompletionQueue* queue, void* tag) {
    RequestAsyncUnary(index, context, request, writer, queue, queue, tag);
  }
};

grpc::ByteBuffer BufferOf(const google::protobuf::Message& message) {
  grpc::ByteBuffer buffer;
  bool own = false;
  const grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, &buffer, &own);
  PLUMBLINE_CHECK(status.ok(), "an answer is far below the 2 GiB that a message may have");
  return buffer;
}

bool Parse(grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  grpc::ProtoBufferReader reader(&buffer);
  return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

Refusal RefuseUnparsable() {
  return RefuseField("", "请求不是合法的 protobuf 消息", "the request is no valid protobuf message of this method");
}

Refusal RefuseStopping() {
  Refusal refusal = Refuse(absl::StatusCode::kUnavailable, v1::COMMAND_QUEUE_FULL,
                           "服务器正在停止，请稍后重试。", "The server is stopping. Try again shortly.");
  refusal.retry_after = absl::Seconds(1);
  return refusal;
}

}  // namespace

class GrpcServer::Impl {
 public:
  explicit Impl(Options options) : options_(std::move(options)) {}

  absl::Status Start();
  void Shutdown();

  const std::string& address() const { return address_; }

 private:
  // One call from its posting to its answer.
  class Call : public Tag {
   public:
    Call(Impl* impl, RawService* service, int index, const MethodRow* method)
        : impl_(impl), service_(service), index_(index), method_(method), writer_(&context_) {
      service_->Request(index_, &context_, &buffer_, &writer_, impl_->command_queue_.get(), this);
    }
    void Proceed(bool ok) override {
      if (finishing_ || !ok) {
        delete this;
        return;
      }
      if (!impl_->stopping_) new Call(impl_, service_, index_, method_);
      finishing_ = true;
      if (method_->is_command()) {
        impl_->TakeCommand(this);
      } else if (!impl_->pool_->Push([this] { RunQuery(); })) {
        Answer(RefuseQueueFull(), FactsOf(context_).english);
      }
    }
    std::unique_ptr<google::protobuf::Message> TakeRequest() {
      std::unique_ptr<google::protobuf::Message> request(method_->request->New());
      if (!Parse(buffer_, *request)) return nullptr;
      return request;
    }
    void Answer(const google::protobuf::Message& response) {
      writer_.Finish(BufferOf(response), grpc::Status::OK, this);
    }
    void Answer(const Refusal& refusal, bool english) {
      writer_.FinishWithError(StatusFrom(refusal, english), this);
    }
    const MethodRow& method() const { return *method_; }
    const grpc::ServerContext& context() const { return context_; }

   private:
    void RunQuery() {
      CallFacts facts = FactsOf(context_);
      facts.loopback = FromLoopback(context_);
      const std::unique_ptr<google::protobuf::Message> request = TakeRequest();
      std::unique_ptr<google::protobuf::Message> response(method_->response->New());
      const std::optional<Refusal> refusal =
          request == nullptr
              ? std::optional<Refusal>(RefuseUnparsable())
              : impl_->options_.dispatcher->Run(*method_, facts, *request, *response);
      if (refusal.has_value()) {
        Answer(*refusal, facts.english);
      } else {
        Answer(*response);
      }
    }

    Impl* const impl_;
    RawService* const service_;
    const int index_;
    const MethodRow* const method_;
    grpc::ServerContext context_;
    grpc::ByteBuffer buffer_;
    grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
    bool finishing_ = false;
  };

  // One health check (grpc.health.v1): answered by the command loop, so that it says the loop lives.
  // Its two messages have one field each and travel like the wrappers of the same type.
  class HealthCall : public Tag {
   public:
    HealthCall(Impl* impl, RawService* service) : impl_(impl), service_(service), writer_(&context_) {
      service_->Request(0, &context_, &buffer_, &writer_, impl_->command_queue_.get(), this);
    }
    void Proceed(bool ok) override {
      if (finishing_ || !ok) {
        delete this;
        return;
      }
      if (!impl_->stopping_) new HealthCall(impl_, service_);
      finishing_ = true;
      google::protobuf::StringValue request;  // HealthCheckRequest {string service = 1}.
      if (!Parse(buffer_, request) ||
          (!request.value().empty() && impl_->service_names_.count(request.value()) == 0)) {
        writer_.FinishWithError(
            grpc::Status(grpc::StatusCode::NOT_FOUND, "This server has no such service."), this);
        return;
      }
      google::protobuf::Int32Value response;  // HealthCheckResponse {ServingStatus status = 1}.
      response.set_value(impl_->options_.engine->sealed() ? 2 : 1);  // NOT_SERVING, SERVING.
      writer_.Finish(BufferOf(response), grpc::Status::OK, this);
    }

   private:
    Impl* const impl_;
    RawService* const service_;
    grpc::ServerContext context_;
    grpc::ByteBuffer buffer_;
    grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
    bool finishing_ = false;
  };

  // Wakes the loop for the queue. The alarm's tag is not a call: it only ends the wait.
  class WakeTag : public Tag {
   public:
    void Proceed(bool) override { armed_.store(false); }
    std::atomic<bool> armed_{false};
  };

  void TakeCommand(Call* call);
  void AddToGroup(CommandCall call);
  void CommandLoop();
  void Wake();
  void CommitGroup();

  Options options_;
  std::string address_;
  std::vector<std::unique_ptr<RawService>> services_;
  std::unique_ptr<RawService> health_;
  std::set<std::string> service_names_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::ServerCompletionQueue> command_queue_;
  std::unique_ptr<CallPool> pool_;
  std::thread command_thread_;
  std::atomic<bool> stopping_{false};

  WakeTag wake_tag_;
  Mutex wake_mutex_;
  std::unique_ptr<grpc::Alarm> alarm_ ABSL_GUARDED_BY(wake_mutex_);
  bool queue_open_ ABSL_GUARDED_BY(wake_mutex_) = true;

  // Command thread only.
  std::deque<Call*> ready_;
  bool sealed_reported_ = false;
};

absl::Status GrpcServer::Impl::Start() {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options_.listen,
                           options_.credentials != nullptr ? options_.credentials
                                                           : grpc::InsecureServerCredentials(),
                           &port);
  builder.SetMaxReceiveMessageSize(kRequestBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 * 1024);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, 2);

  struct Posting {
    RawService* service;
    int index;
    const MethodRow* method;
  };
  std::vector<Posting> postings;
  std::map<std::string, std::vector<const MethodRow*>> by_service;
  for (const auto& method : options_.rooms->methods()) {
    const std::string service(method->descriptor->service()->full_name());
    if (std::find(options_.streaming_services.begin(), options_.streaming_services.end(), service) !=
        options_.streaming_services.end()) {
      continue;
    }
    if (method->rule.access() == v1::ACCESS_SYSTEM) continue;  // The server's own.
    by_service[service].push_back(method.get());
  }
  for (const auto& [name, methods] : by_service) {
    std::vector<const char*> paths;
    for (const MethodRow* method : methods) paths.push_back(method->path.c_str());
    services_.push_back(std::make_unique<RawService>(paths));
    service_names_.insert(name);
    for (size_t i = 0; i < methods.size(); ++i) {
      postings.push_back({services_.back().get(), static_cast<int>(i), methods[i]});
    }
    builder.RegisterService(services_.back().get());
  }
  health_ = std::make_unique<RawService>(std::vector<const char*>{kHealthPath});
  builder.RegisterService(health_.get());
  for (grpc::Service* service : options_.more_services) builder.RegisterService(service);
  service_names_.insert(options_.streaming_services.begin(), options_.streaming_services.end());
  // The command thread alone waits for the network: a command is read, decided, committed and answered
  // without a switch of threads. A second polling queue, or one method of gRPC's callback kind (the
  // default health service is one), would read some connections on other threads and wake this one.
  command_queue_ = builder.AddCompletionQueue();
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat(
        "Can't listen on ", options_.listen,
        ". Choose another --listen address, or port 0 for a free one; `ss -ltnp` shows who has the port."));
  }
  const size_t colon = options_.listen.rfind(':');
  address_ = absl::StrCat(options_.listen.substr(0, colon), ":", port);

  pool_ = std::make_unique<CallPool>(options_.query_threads);
  options_.queue->set_wake([this] { Wake(); });
  for (const Posting& posting : postings) {
    for (int i = 0; i < kPostedPerMethod; ++i) {
      new Call(this, posting.service, posting.index, posting.method);
    }
  }
  for (int i = 0; i < kPostedPerMethod; ++i) new HealthCall(this, health_.get());
  command_thread_ = std::thread([this] { CommandLoop(); });
  return absl::OkStatus();
}

void GrpcServer::Impl::Wake() {
  if (wake_tag_.armed_.exchange(true)) return;
  const MutexLock lock(&wake_mutex_);
  if (!queue_open_) return;
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(command_queue_.get(), gpr_now(GPR_CLOCK_MONOTONIC), &wake_tag_);
}

void GrpcServer::Impl::TakeCommand(Call* call) {
  if (ready_.size() >= kBacklogMax) {
    const CallFacts facts = FactsOf(call->context());
    call->Answer(RefuseQueueFull(), facts.english);
    return;
  }
  ready_.push_back(call);
}

void GrpcServer::Impl::AddToGroup(CommandCall call) {
  if (options_.engine->GroupFull()) CommitGroup();
  options_.engine->Add(std::move(call));
}

void GrpcServer::Impl::CommitGroup() {
  const absl::Time before = options_.security_clock->Now();
  const size_t commands = options_.engine->staged();
  options_.engine->CommitGroup();
  if (options_.observer.group) {
    options_.observer.group(commands, options_.security_clock->Now() - before);
  }
  if (options_.engine->sealed() && !sealed_reported_) {
    sealed_reported_ = true;
    if (options_.observer.sealed) options_.observer.sealed(options_.engine->seal_status());
  }
}

void GrpcServer::Impl::CommandLoop() {
  void* tag = nullptr;
  bool ok = false;
  while (command_queue_->Next(&tag, &ok)) {
    static_cast<Tag*>(tag)->Proceed(ok);
    // Everything else that is ready, without waiting.
    bool drained = false;
    while (!drained) {
      while (ready_.size() < kBacklogMax + Engine::kGroupCommandsMax) {
        const auto next = command_queue_->AsyncNext(&tag, &ok, gpr_time_0(GPR_CLOCK_MONOTONIC));
        if (next != grpc::CompletionQueue::GOT_EVENT) break;
        static_cast<Tag*>(tag)->Proceed(ok);
      }
      while (std::optional<CommandCall> call = options_.queue->Take()) AddToGroup(*std::move(call));
      size_t taken = 0;
      while (!ready_.empty() && taken < Engine::kGroupCommandsMax && !options_.engine->GroupFull()) {
        Call* const call = ready_.front();
        ready_.pop_front();
        ++taken;
        const CallFacts facts = FactsOf(call->context());
        std::unique_ptr<google::protobuf::Message> request = call->TakeRequest();
        if (request == nullptr) {
          call->Answer(RefuseUnparsable(), facts.english);
          continue;
        }
        CommandCall command = MakeCommandCall(call->method(), facts, std::move(request));
        command.done = [this, call, english = facts.english](CommandReply reply) {
          if (options_.observer.answered) options_.observer.answered(call->method(), reply.refusal);
          if (reply.refusal.has_value()) {
            call->Answer(*reply.refusal, english);
          } else {
            call->Answer(*reply.response);
          }
        };
        options_.engine->Add(std::move(command));
      }
      if (!options_.engine->GroupEmpty()) CommitGroup();
      drained = ready_.empty() && options_.queue->size() == 0;
    }
  }
}

void GrpcServer::Impl::Shutdown() {
  if (stopping_.exchange(true)) return;
  options_.queue->Close();
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
  {
    const MutexLock lock(&wake_mutex_);
    queue_open_ = false;
    alarm_.reset();
  }
  pool_->Close();  // Their answers go out on the command queue.
  command_queue_->Shutdown();
  command_thread_.join();
  // Whatever came in through the queue too late is answered, not forgotten.
  while (std::optional<CommandCall> call = options_.queue->Take()) {
    CommandReply reply;
    reply.refusal = RefuseStopping();
    if (call->done) call->done(std::move(reply));
  }
}

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcServer::~GrpcServer() { impl_->Shutdown(); }

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  const absl::Status started = impl->Start();
  if (!started.ok()) return started;
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

const std::string& GrpcServer::address() const { return impl_->address(); }
void GrpcServer::Shutdown() { impl_->Shutdown(); }

}  // namespace plumbline
