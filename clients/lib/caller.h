// clients/lib/caller.h: one call over the wire: deadline, bounded retries, the same bytes each
// time.
//
// Calls by path with generic stubs, so that no generated service code is needed. A Caller belongs
// to one thread; calls block. Answers above 16 MiB are refused by the channel (RESOURCE_EXHAUSTED).
#ifndef PLUMBLINE_CLIENTS_LIB_CALLER_H_
#define PLUMBLINE_CLIENTS_LIB_CALLER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/lib/errors.h"
#include "clients/lib/phrase.h"
#include "clients/lib/values.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/generic/generic_stub.h"

namespace plumbline::client {

// Where the server is and how it is trusted.
struct Target {
  std::string address;     // HOST:PORT.
  std::string ca_pem;      // Certificates that may sign the server's; empty: those of the system.
  bool plaintext = false;  // Asked for aloud. On loopback it is the default without `ca_pem`.
};

// Whether the host of HOST:PORT is this machine: `localhost`, 127.0.0.0/8 or [::1].
bool IsLoopback(absl::string_view address);
// Refuses an address without a port.
Complaint OpenChannel(const Target& target, std::shared_ptr<grpc::Channel>* channel);

class Caller {
 public:
  struct Settings {
    std::string token;  // Of the session; empty: none is sent.
    std::string
        post;  // The post to act by, where the person holds several; empty: the server finds it.
    Language language = Language::kChinese;
    absl::Duration timeout = absl::Seconds(30);  // For all attempts together.
    int attempts = 5;
    std::function<void(absl::Duration)> sleep;  // Between attempts.
    std::function<void(const CallError&, absl::Duration)>
        wait;  // Told before each wait; may be empty.
  };
  enum class Repeat {
    kWhenBusy,  // Only where the server said that it did not begin (COMMAND_QUEUE_FULL).
    kAlways,    // Any UNAVAILABLE: queries, and commands with their request_id.
  };

  Caller(std::shared_ptr<grpc::Channel> channel, Settings settings);

  // Sends `request` until it is answered. The status is that of the last attempt.
  grpc::Status Unary(const std::string& path, const google::protobuf::Message& request,
                     google::protobuf::Message* reply, Repeat repeat);

  // A server stream: `take` gets each message and says whether to go on. Not repeated.
  grpc::Status ServerStream(const std::string& path, const google::protobuf::Message& request,
                            google::protobuf::Message* reply, const std::function<bool()>& take);

  // A client stream: `next` fills `request` until it returns false; one reply. Not repeated.
  grpc::Status ClientStream(const std::string& path, google::protobuf::Message* request,
                            const std::function<bool()>& next, google::protobuf::Message* reply);

  Settings& settings() { return settings_; }

 private:
  void Prepare(grpc::ClientContext* context, absl::Time deadline) const;

  std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  Settings settings_;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_CALLER_H_
