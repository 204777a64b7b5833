// tests/bench/district.h: a small district set up over the public API, and its full commands.
//
// A bureau with a panel of advisors, departments with handlers, some matters under review. The mix
// of commands: 8 of 16 CreateMatter, 7 AddRemark, 1 SignAdvice. An advisor signs once per matter, so
// assignments are prepared before each measurement; when they run out AddRemark takes the place, and
// `advice()` tells how many were signed.
// Threads  one, but for Upload.
#ifndef PLUMBLINE_TESTS_BENCH_DISTRICT_H_
#define PLUMBLINE_TESTS_BENCH_DISTRICT_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"
#include "plumbline/config/v1/vocabulary.pb.h"
#include "tests/bench/load.h"

namespace plumbline::bench {

class BenchDistrict {
 public:
  // A failing step ends the program with the server's message.
  explicit BenchDistrict(const std::string& address);

  // To the same record behind another address: sessions outlive the server.
  void Connect(const std::string& address);

  // One call; the reply's bytes in `*reply`. Any thread.
  grpc::Status Call(const Shot& shot, std::string* reply) const;
  // A backup of the running server into `directory`, by the administrator; entries in it.
  uint64_t Backup(const std::string& directory) const;

  // Takes matters to review, each with every advisor assigned, until `seats` assignments wait to be
  // used. About 3 commands a seat, by many callers at once.
  void Prepare(size_t seats);

  // The next command of the mix.
  Shot NextCommand();
  // Half CreateMatter, half AddRemark: fills a record and uses up no assignment.
  Shot NextFilling();
  // grpc.health.v1.Health/Check.
  static Shot NullCall();

  const std::vector<std::shared_ptr<grpc::Channel>>& channels() const { return channels_; }
  // Entries of the record, from the receipt of one more command.
  uint64_t Entries();
  // Advice signed so far.
  uint64_t advice() const { return advice_; }

  // Uploads files of `size` bytes, one after the other, until `stop`. From a thread of its own.
  // Returns the bytes taken by the server.
  uint64_t Upload(size_t size, const std::atomic<bool>& stop);

 private:
  struct Seat {
    std::string token;
    std::string matter;
  };

  // Calls with a fresh request_id and, where a command names a matter, its newest etag.
  // Any thread.
  void Must(const std::string& token, const std::string& method, google::protobuf::Message* request,
            google::protobuf::Message* reply) const;
  std::string Organization(const std::string& title, int kind, const std::string& parent);
  // Name and session token.
  std::pair<std::string, std::string> Person(const std::string& sign_in, const std::string& title,
                                             const std::string& organization,
                                             config::v1::Role role);
  std::string UploadBytes(const std::string& bytes, const std::string& name,
                          const std::atomic<bool>* stop, uint64_t* sent);
  std::string Accepted(int number) const;
  Shot Create();
  Shot Remark();

  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::string admin_;
  std::string government_;
  std::string handler_;
  std::string intake_;
  std::string reviewer_;
  std::string section_;
  std::string file_;
  std::vector<std::pair<std::string, std::string>> advisors_;  // Name, session token.
  std::vector<std::string> matters_;
  std::deque<Seat> seats_;
  size_t matters_begun_ = 0;
  uint64_t turn_ = 0;
  uint64_t advice_ = 0;
};

}  // namespace plumbline::bench

#endif  // PLUMBLINE_TESTS_BENCH_DISTRICT_H_
