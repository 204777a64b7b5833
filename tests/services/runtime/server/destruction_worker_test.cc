// Goal: what is due is listed and removed once, reported only when it is certain, and tried again after a failure or a
// crash. Method: a district in memory; the command queue is emptied at each push, so no thread is needed.
#include "services/runtime/server/destruction_worker.h"

#include <gmock/gmock.h>

#include "plumbline/v1/matter_service.pb.h"
#include "tests/services/destruction/destruction_steps.h"
#include "tests/support/status_matchers.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DestructionWorkerTest : public ::testing::Test {
 protected:
  DestructionWorkerTest() {
    queue_.set_wake([this] {
      while (std::optional<CommandCall> call = queue_.Take()) district_.engine().Add(*std::move(call));
      district_.engine().CommitGroup();
    });
    Wire();
    matter_ = district_.UnderReview();
    thread_ = district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_NOTE).name();
  }

  void Wire() {
    Dispatcher::Options options;
    options.rooms = &district_.rooms();
    options.store = &district_.store();
    options.files = &district_.files();
    options.security_clock = &district_.security_clock();
    options.procedure_clock = &district_.clock();
    options.queue = &queue_;
    options.pages = &district_.pages();
    dispatcher_ = std::make_unique<Dispatcher>(options);
    DestructionWorker::Options work;
    work.dispatcher = dispatcher_.get();
    work.destroy_files = [this](const std::vector<Hash>& files) {
      removed_.push_back(files);
      return files_status_;
    };
    work.purge_texts = [this] {
      ++purges_;
      return texts_status_;
    };
    worker_ = std::make_unique<DestructionWorker>(std::move(work));
  }
  // The process died and is started again.
  void Die(bool keep_in_flight) {
    district_.store().Crash(keep_in_flight);
    district_.Restart();
    Wire();
  }

  std::string Approved(const v1::ProposeDestructionRequest& request) {
    std::string name = district_.Propose("section", request);
    EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
    district_.Approve("chief", name);
    return name;
  }
  v1::DestructionState StateOf(const std::string& name) { return district_.Get("section", name).state(); }
  std::string DraftFile() {
    const std::string draft = district_.RowOf<state::v1::MatterRow>(matter_)->resource().current_version();
    return district_.RowOf<state::v1::DraftVersionRow>(draft)->resource().file();
  }

  DestructionDistrict district_;
  CommandQueue queue_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<DestructionWorker> worker_;
  std::vector<std::vector<Hash>> removed_;
  int purges_ = 0;
  absl::Status files_status_;
  absl::Status texts_status_;
  std::string matter_;
  std::string thread_;
};

TEST_F(DestructionWorkerTest, ListsAndRemovesEachOnce) {
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(0));
  const std::string name = Approved(DestructionDistrict::Proposal(matter_));
  EXPECT_EQ(StateOf(name), v1::DESTRUCTION_STATE_APPROVED);
  EXPECT_EQ(purges_, 0) << "nothing goes before a second person said so";
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
  EXPECT_EQ(StateOf(name), v1::DESTRUCTION_STATE_COMPLETED);
  EXPECT_EQ(purges_, 1);
  ASSERT_THAT(removed_, SizeIs(1));
  EXPECT_THAT(removed_[0], SizeIs(static_cast<size_t>(district_.Get("section", name).file_count())));
  EXPECT_THAT(removed_[0], ::testing::Contains(*HashFromBytes(FileDigestOf(DraftFile()))));
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(0));
  EXPECT_EQ(purges_, 1);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(DestructionWorkerTest, TouchesOnlyTheStoreThatHeldIt) {
  Approved(DestructionDistrict::Proposal(thread_, {"text"}));
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(purges_, 1);
  const std::string draft = district_.RowOf<state::v1::MatterRow>(matter_)->resource().current_version();
  Approved(DestructionDistrict::Proposal(draft, {}, {DraftFile()}));
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
  EXPECT_THAT(removed_, SizeIs(1));
  EXPECT_EQ(purges_, 1);
}

TEST_F(DestructionWorkerTest, ReportsNothingUntilItIsCertainAndTriesAgain) {
  const std::string name = Approved(DestructionDistrict::Proposal(matter_));
  const uint64_t before = district_.Size();
  files_status_ = absl::UnavailableError("a backup holds it");
  EXPECT_THAT(worker_->RunOnce(), StatusIs(absl::StatusCode::kUnavailable));
  files_status_ = absl::OkStatus();
  texts_status_ = absl::UnavailableError("a reader holds it");
  EXPECT_THAT(worker_->RunOnce(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(district_.Size(), before);
  EXPECT_EQ(StateOf(name), v1::DESTRUCTION_STATE_APPROVED);
  texts_status_ = absl::OkStatus();
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
  EXPECT_EQ(StateOf(name), v1::DESTRUCTION_STATE_COMPLETED);
}

TEST_F(DestructionWorkerTest, RepeatsTheWorkAfterACrashAndNeverItsEffect) {
  const std::string name = Approved(DestructionDistrict::Proposal(matter_));
  district_.store().LoseAnswer(1);  // The report is durable, and the process dies before it knows.
  EXPECT_FALSE(worker_->RunOnce().ok());
  Die(/*keep_in_flight=*/true);
  const uint64_t after = district_.Size();
  EXPECT_EQ(StateOf(name), v1::DESTRUCTION_STATE_COMPLETED);
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(0));
  EXPECT_EQ(district_.Size(), after);

  district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_NOTE);
  const std::string second = Approved(DestructionDistrict::Proposal(matter_));
  district_.store().RefuseCommit(1);  // The work is done, its report is lost.
  EXPECT_FALSE(worker_->RunOnce().ok());
  Die(/*keep_in_flight=*/false);
  EXPECT_EQ(StateOf(second), v1::DESTRUCTION_STATE_APPROVED);
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
  EXPECT_EQ(StateOf(second), v1::DESTRUCTION_STATE_COMPLETED);
}

TEST_F(DestructionWorkerTest, ForgetsThePagesThatMayStillShowIt) {
  v1::ListThreadsRequest list;
  list.set_parent(matter_);
  list.set_page_size(1);
  district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_NOTE);
  const std::string token = district_.Must<v1::ListThreadsResponse>("reviewer", list).next_page_token();
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(district_.pages().size(), 1u);
  Approved(DestructionDistrict::Proposal(thread_, {"text"}));
  EXPECT_THAT(worker_->RunOnce(), IsOkAndHolds(1));
  EXPECT_EQ(district_.pages().size(), 0u);
  list.set_page_token(token);
  EXPECT_EQ(district_.Refused("reviewer", list)->reason, v1::PAGE_TOKEN_EXPIRED);
}

}  // namespace
}  // namespace plumbline::testing
