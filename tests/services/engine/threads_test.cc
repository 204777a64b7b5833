// The engine among threads: many push commands, one decides, others read, as the server has it. The thread
// sanitizer runs this; without it the test still finds what was lost or read torn.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "services/core/base/mutex.h"
#include "services/runtime/engine/command_queue.h"
#include "services/runtime/rpc/call_pool.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

constexpr int kPushers = 4;
constexpr int kCommands = 60;

// The command thread's loop over a queue: takes what waits, decides a group, commits, answers.
class Loop {
 public:
  explicit Loop(Engine* engine) : engine_(*engine) {
    queue_.set_wake([this] {
      const MutexLock lock(&mutex_);
      woken_ = true;
    });
    thread_ = std::thread([this] { Run(); });
  }
  ~Loop() {
    {
      const MutexLock lock(&mutex_);
      ends_ = true;
    }
    thread_.join();
  }
  CommandQueue& queue() { return queue_; }

 private:
  bool Stirs() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return woken_ || ends_; }
  void Run() {
    for (;;) {
      bool ends = false;
      {
        const MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(this, &Loop::Stirs));
        woken_ = false;
        ends = ends_;
      }
      while (std::optional<CommandCall> call = queue_.Take()) {
        engine_.Add(*std::move(call));
        if (engine_.GroupFull()) engine_.CommitGroup();
      }
      engine_.CommitGroup();
      if (ends) return;
    }
  }

  Engine& engine_;
  CommandQueue queue_;
  Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

CommandCall Creation(District& district, const std::string& request_id, const std::string& title) {
  CommandCall call;
  call.method = district.rooms().FindMethod("/plumbline.v1.MatterService/CreateMatter");
  auto request = std::make_unique<v1::CreateMatterRequest>();
  request->set_request_id(request_id);
  request->mutable_matter()->set_title(title);
  request->mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  request->mutable_matter()->set_issuer(district.Org("government"));
  call.request = std::move(request);
  call.token = district.Token("handler");
  return call;
}

TEST(EngineThreadsTest, EveryAcknowledgedCommandIsReadByWhoeverComesAfter) {
  District district;
  std::vector<std::string> ids;
  for (int i = 0; i < kPushers * kCommands; ++i) ids.push_back(district.RequestId());
  Mutex mutex;
  std::vector<std::string> made;
  std::atomic<int> unseen{0};
  std::atomic<bool> done{false};
  std::atomic<uint64_t> read{0};
  {
    Loop loop(&district.engine());
    std::vector<std::thread> readers;
    for (int r = 0; r < 2; ++r) {
      readers.emplace_back([&] {
        uint64_t last = 0;
        while (!done.load()) {
          std::string newest;
          {
            const MutexLock lock(&mutex);
            if (!made.empty()) newest = made.back();
          }
          const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
          const auto size = reader.TreeSize();
          if (!size.ok() || *size < last) ++unseen;
          last = size.ok() ? *size : last;
          if (!newest.empty() && reader.Find<state::v1::MatterRow>(newest) == nullptr) ++unseen;
          if (!reader.status().ok() || (last > 0 && !reader.Entry(last - 1).ok())) ++unseen;
          ++read;
        }
      });
    }
    std::vector<std::thread> pushers;
    for (int p = 0; p < kPushers; ++p) {
      pushers.emplace_back([&, p] {
        for (int i = 0; i < kCommands; ++i) {
          CommandCall call = Creation(district, ids[static_cast<size_t>(p * kCommands + i)], "规定");
          call.done = [&](CommandReply reply) {
            if (reply.refusal.has_value()) return;
            const MutexLock lock(&mutex);
            made.push_back(static_cast<const v1::CreateMatterResponse&>(*reply.response).matter().name());
          };
          while (!loop.queue().Push(call)) std::this_thread::yield();
        }
      });
    }
    for (std::thread& thread : pushers) thread.join();
    while (read.load() < 10) std::this_thread::yield();
    done = true;
    for (std::thread& thread : readers) thread.join();
  }
  EXPECT_EQ(unseen.load(), 0) << "what was answered was not there, or a read went back";
  EXPECT_EQ(made.size(), static_cast<size_t>(kPushers * kCommands));
  EXPECT_EQ(std::set<std::string>(made.begin(), made.end()).size(), made.size());
}

TEST(CommandQueueTest, RefusesBeyondItsBoundAndOnceClosed) {
  District district;
  CommandQueue queue;
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kPushers; ++t) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < kCommandQueueMax; ++i) {
        CommandCall call;
        if (queue.Push(call)) ++taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken.load(), static_cast<int>(kCommandQueueMax));
  EXPECT_EQ(queue.size(), kCommandQueueMax);
  EXPECT_TRUE(queue.Take().has_value());
  queue.Close();
  CommandCall late;
  EXPECT_FALSE(queue.Push(late));
  for (size_t i = 1; i < kCommandQueueMax; ++i) EXPECT_TRUE(queue.Take().has_value()) << "what was taken in is done";
  EXPECT_FALSE(queue.Take().has_value());
}

TEST(CallPoolTest, RunsWhatItTookInAndNothingAfterItClosed) {
  std::atomic<int> ran{0};
  int taken = 0;
  CallPool pool(4);
  for (int i = 0; i < 500; ++i) taken += pool.Push([&ran] { ++ran; }) ? 1 : 0;
  pool.Close();
  EXPECT_EQ(ran.load(), taken);
  EXPECT_GT(taken, 0);
  EXPECT_FALSE(pool.Push([&ran] { ++ran; }));
  pool.Close();
  EXPECT_EQ(ran.load(), taken);
}

TEST(MutexTest, WakesWhoWaitsForACondition) {
  Mutex mutex;
  int value = 0;
  std::vector<std::thread> waiters;
  std::atomic<int> woken{0};
  for (int i = 1; i <= 3; ++i) {
    waiters.emplace_back([&, i] {
      const auto reached = [&value, i] { return value >= i; };
      const MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&reached));
      ++woken;
    });
  }
  for (int i = 1; i <= 3; ++i) {
    const MutexLock lock(&mutex);
    value = i;
  }
  for (std::thread& waiter : waiters) waiter.join();
  EXPECT_EQ(woken.load(), 3);
  const auto never = [] { return false; };
  const MutexLock lock(&mutex);
  EXPECT_FALSE(mutex.AwaitWithTimeout(absl::Condition(&never), absl::Milliseconds(1)));
}

}  // namespace
}  // namespace plumbline::testing
