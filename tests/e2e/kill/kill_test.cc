// The real server under many callers, killed with SIGKILL at any moment; and backed up while it works.
//
// Method  callers send commands without a pause and write down what was acknowledged and what was not
//         answered. The server dies when a drawn number of answers has come. Afterwards every
//         acknowledged command is repeated with its request_id and must give the same place in the log;
//         what was not answered is sent again, twice, and must be done once.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "clients/cli/restore_record.h"
#include "clients/cli/verify_record.h"
#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "storage/merkle/proof.h"
#include "tests/bench/district.h"
#include "tests/bench/server_process.h"
#include "tests/support/temp_dir.h"

namespace plumbline::bench {
namespace {

constexpr int kCallers = 24;

struct Sent {
  Shot shot;
  v1::Receipt receipt;  // Of the acknowledged ones.
};

template <typename Response>
v1::Receipt ReceiptIn(const std::string& bytes) {
  Response response;
  EXPECT_TRUE(response.ParseFromString(bytes));
  return response.receipt();
}

v1::Receipt ReceiptOf(const Shot& shot, const std::string& bytes) {
  if (shot.path == "/plumbline.v1.MatterService/CreateMatter") {
    return ReceiptIn<v1::CreateMatterResponse>(bytes);
  }
  if (shot.path == "/plumbline.v1.ReviewService/AddRemark") {
    return ReceiptIn<v1::AddRemarkResponse>(bytes);
  }
  return ReceiptIn<v1::SignAdviceResponse>(bytes);
}

class KillTest : public ::testing::Test {
 protected:
  // Callers that go on until the server dies or `stop`.
  void StartLoad() {
    stop_ = false;
    at_work_ = kCallers;
    for (int i = 0; i < kCallers; ++i) {
      callers_.emplace_back([this] {
        while (!stop_) {
          Sent sent;
          {
            const std::lock_guard<std::mutex> lock(mutex_);
            sent.shot = district_->NextCommand();
          }
          std::string reply;
          const grpc::Status status = district_->Call(sent.shot, &reply);
          const std::lock_guard<std::mutex> lock(mutex_);
          if (!status.ok()) {
            EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
            unanswered_.push_back(std::move(sent));
            break;
          }
          sent.receipt = ReceiptOf(sent.shot, reply);
          acknowledged_.push_back(std::move(sent));
          ++answers_;
        }
        --at_work_;
      });
    }
  }
  void JoinLoad() {
    for (std::thread& caller : callers_) caller.join();
    callers_.clear();
  }
  // Fails when the server ends before.
  void AwaitAnswers(int count) {
    while (answers_ < count && at_work_ > 0) std::this_thread::yield();
    ASSERT_GE(answers_, count) << "the server ended by itself";
  }
  // The same bytes again give the same place in the log.
  void CheckRepeats(size_t first, size_t last) {
    for (size_t i = first; i < last; ++i) {
      const Sent& sent = acknowledged_[i];
      std::string reply;
      const grpc::Status status = district_->Call(sent.shot, &reply);
      ASSERT_TRUE(status.ok()) << sent.shot.path << ": " << status.error_message();
      const v1::Receipt again = ReceiptOf(sent.shot, reply);
      ASSERT_EQ(again.sequence(), sent.receipt.sequence()) << sent.shot.path;
      ASSERT_EQ(again.leaf_hash(), sent.receipt.leaf_hash()) << sent.shot.path;
      ASSERT_TRUE(again.repeated()) << sent.shot.path << " was done twice";
    }
  }
  template <typename Request>
  v1::Proof Proof(const std::string& method, const Request& request) {
    const Shot shot{"/plumbline.v1.AuditService/" + method, "", request.SerializeAsString()};
    std::string reply;
    const grpc::Status status = district_->Call(shot, &reply);
    EXPECT_TRUE(status.ok()) << method << ": " << status.error_message();
    v1::Proof proof;
    EXPECT_TRUE(proof.ParseFromString(reply));
    return proof;
  }
  static std::vector<Hash> HashesOf(const v1::Proof& proof) {
    std::vector<Hash> hashes;
    for (const std::string& bytes : proof.hashes()) hashes.push_back(HashFromBytes(bytes).value_or(Hash{}));
    return hashes;
  }
  // What a receipt promised before the kill: the entry stands at its place, and the tree that it named is the
  // beginning of the tree of now.
  void CheckProofs(size_t first, size_t last) {
    for (size_t i = first; i < last; i += 5) {
      const v1::Receipt& receipt = acknowledged_[i].receipt;
      v1::GetInclusionProofRequest inclusion_request;
      inclusion_request.set_sequence(receipt.sequence());
      const v1::Proof inclusion = Proof("GetInclusionProof", inclusion_request);
      ASSERT_EQ(inclusion.leaf_hash(), receipt.leaf_hash());
      const Hash root = HashFromBytes(inclusion.root()).value_or(Hash{});
      ASSERT_TRUE(VerifyInclusion(HashFromBytes(receipt.leaf_hash()).value_or(Hash{}),
                                  static_cast<uint64_t>(receipt.sequence()),
                                  static_cast<uint64_t>(inclusion.tree_size()), HashesOf(inclusion), root)
                      .ok());
      v1::GetConsistencyProofRequest consistency_request;
      consistency_request.set_first_size(receipt.tree_size());
      consistency_request.set_second_size(inclusion.tree_size());
      const v1::Proof consistency = Proof("GetConsistencyProof", consistency_request);
      ASSERT_TRUE(VerifyConsistency(static_cast<uint64_t>(receipt.tree_size()),
                                    HashFromBytes(receipt.root()).value_or(Hash{}),
                                    static_cast<uint64_t>(inclusion.tree_size()), root, HashesOf(consistency))
                      .ok())
          << "the tree of an answer is not the beginning of the record";
    }
  }
  void Verify(const std::string& directory) {
    const auto report = client::VerifyRecord(directory, nullptr);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok) << (report->problems.empty() ? "" : report->problems.front());
  }

  TempDir dir_;
  const std::string data_ = dir_.path() + "/data";
  std::unique_ptr<ServerProcess> server_ = std::make_unique<ServerProcess>(PLUMBLINE_SERVER, data_);
  std::unique_ptr<BenchDistrict> district_ = std::make_unique<BenchDistrict>(server_->address());
  std::mutex mutex_;
  std::vector<Sent> acknowledged_;
  std::vector<Sent> unanswered_;
  std::vector<std::thread> callers_;
  std::atomic<bool> stop_{false};
  std::atomic<int> answers_{0};
  std::atomic<int> at_work_{0};  // Callers that go on.
};

TEST_F(KillTest, EveryAcknowledgedCommandIsThereAndNothingIsDoneTwice) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed << " (the moment of each kill)");
  std::mt19937 random(seed);
  size_t checked = 0;
  for (int round = 0; round < 4; ++round) {
    district_->Prepare(60);
    answers_ = 0;
    StartLoad();
    ASSERT_NO_FATAL_FAILURE(AwaitAnswers(50 + static_cast<int>(random() % 400)));
    server_->Kill();
    JoinLoad();
    ASSERT_FALSE(unanswered_.empty()) << "the kill came when nothing was under way";
    server_ = std::make_unique<ServerProcess>(PLUMBLINE_SERVER, data_);
    district_->Connect(server_->address());
    ASSERT_NO_FATAL_FAILURE(CheckRepeats(checked, acknowledged_.size()));
    ASSERT_NO_FATAL_FAILURE(CheckProofs(checked, acknowledged_.size()));
    checked = acknowledged_.size();
    for (Sent& sent : unanswered_) {
      std::string reply;
      const grpc::Status status = district_->Call(sent.shot, &reply);
      ASSERT_TRUE(status.ok()) << sent.shot.path << ": " << status.error_message();
      sent.receipt = ReceiptOf(sent.shot, reply);
      acknowledged_.push_back(sent);
    }
    unanswered_.clear();
  }
  ASSERT_NO_FATAL_FAILURE(CheckRepeats(0, acknowledged_.size()));
  std::set<int64_t> places;
  for (const Sent& sent : acknowledged_) {
    EXPECT_TRUE(places.insert(sent.receipt.sequence()).second) << "two commands at one place";
  }
  server_->Stop();
  Verify(data_);
}

TEST_F(KillTest, ABackupUnderLoadHoldsWhatWasAcknowledgedAndGoesOnInANewEpoch) {
  district_->Prepare(60);
  StartLoad();
  ASSERT_NO_FATAL_FAILURE(AwaitAnswers(200));
  size_t before = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    before = acknowledged_.size();
  }
  const uint64_t entries = district_->Backup(dir_.path() + "/backups");
  ASSERT_NO_FATAL_FAILURE(AwaitAnswers(400));
  stop_ = true;
  JoinLoad();
  server_->Stop();

  client::RestoreRequest request;
  request.backups = dir_.path() + "/backups";
  request.target = dir_.path() + "/restored";
  request.lost = data_;
  request.decided_by = "王局长";
  request.reason = "演练：硬盘损坏";
  const auto report = client::RestoreRecord(request);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->restored.size, entries);
  EXPECT_EQ(report->entries, entries + 1);
  EXPECT_GT(report->lost.size, entries);
  EXPECT_EQ(report->origin, "rehearsal/plumbline.local/2");
  Verify(request.target);
  // Never onto a record, never with the old key.
  EXPECT_FALSE(client::RestoreRecord(request).ok());

  server_ = std::make_unique<ServerProcess>(PLUMBLINE_SERVER, request.target);
  district_->Connect(server_->address());
  ASSERT_NO_FATAL_FAILURE(CheckRepeats(0, before));
  EXPECT_GT(district_->Entries(), entries + 1);
  server_->Stop();
  Verify(request.target);
}

}  // namespace
}  // namespace plumbline::bench
