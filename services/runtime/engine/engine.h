// services/runtime/engine/engine.h: decides commands, makes groups of them durable, answers.
//
// One thread calls it. Add() decides a command against the world with all earlier commands of the
// group applied; CommitGroup() writes the group in one batch and answers every call in it:
//
//   authenticate ► dedupe ► visible ► role ► validate ► etag ► stage ► gates ► decide ► apply
//
// The order is part of the contract: dedupe comes early, or the retry of a success would look stale,
// invisible or invalid. Refusals append nothing; they too are answered after the commit, since they
// may rest on an earlier command of the group.
// The engine knows no gRPC, reads no clock of its own and never waits, except for the commit.
// A failed commit answers OUTCOME_UNKNOWN to every call in it and seals the engine: the process has
// to be restarted, because memory and disk may differ.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_ENGINE_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "services/core/base/clock.h"
#include "services/core/base/entropy.h"
#include "services/rooms.h"
#include "services/rules.h"
#include "services/runtime/engine/live_world.h"
#include "services/runtime/engine/request_mac.h"
#include "storage/commit_log.h"
#include "storage/merkle/tree.h"
#include "storage/store.h"

namespace plumbline {

struct CommandReply {
  std::optional<Refusal> refusal;
  std::unique_ptr<google::protobuf::Message> response;  // Set when there is no refusal.
};

// One command on its way.
struct CommandCall {
  const MethodRow* method = nullptr;
  std::unique_ptr<google::protobuf::Message> request;
  std::string token;  // Session token; empty: anonymous.
  std::string post;   // Holding the caller chose to act by; empty: the first that fits.
  absl::Time deadline = absl::InfiniteFuture();  // Security clock; expired calls are dropped before decide.
  bool system = false;  // The server's own actor.
  // Decides instead of the method's room: for work that a worker prepared (sign-in, first administrator).
  // The call is then trusted: no session, no role, no gates.
  std::function<Decision(const World&, const Context&)> internal;
  absl::AnyInvocable<void(CommandReply)> done;
};

// Remembers which request is being decided, outside the process memory: a request that crashes decide
// is refused after the restart.
class CrashGuard {
 public:
  virtual ~CrashGuard() = default;
  virtual bool IsQuarantined(absl::string_view digest) const = 0;
  virtual void Enter(absl::string_view digest) = 0;
  virtual void Leave() = 0;
};

// A clock that a rehearsal moves.
class SettableClock : public Clock {
 public:
  virtual void Set(absl::Time time) = 0;
};

class Engine {
 public:
  struct Options {
    const Rooms* rooms = nullptr;  // All pointers are borrowed and outlive the engine.
    const Store* store = nullptr;
    CommitLog* log = nullptr;
    const Clock* procedure_clock = nullptr;
    const Clock* security_clock = nullptr;
    Entropy* entropy = nullptr;
    const RulesBook* rules = nullptr;
    const FileIndex* files = nullptr;
    CrashGuard* crash_guard = nullptr;        // Optional.
    SettableClock* rehearsal_clock = nullptr;  // Set in a rehearsal (演练) only.
    TreeEdge edge;                            // At log->head().
    size_t rows_max = 1 << 16;
    // Early refusal while the disk is nearly full; reads go on. Optional.
    std::function<bool()> storage_low;
    // Told while derived rows of another layout are made anew (entries done, of all); false ends it. Optional.
    std::function<bool(uint64_t, uint64_t)> rebuild_progress;
  };
  static constexpr size_t kGroupCommandsMax = 128;
  static constexpr size_t kGroupBytesSoftMax = 1u << 20;

  // Reads the last entry only; where the derived rows have another layout, makes them anew first.
  // Errors  DATA_LOSS: the record's end can't be read.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(Options options);
  ~Engine();

  // Decides one command; `done` is called by CommitGroup. REQUIRES: !GroupFull().
  void Add(CommandCall call);
  bool GroupFull() const;
  bool GroupEmpty() const { return staged_.empty(); }
  size_t staged() const { return staged_.size(); }
  // Writes the group and answers. The remote log may answer later, on this thread.
  void CommitGroup();

  // True after a failed commit: nothing is decided any more.
  bool sealed() const { return sealed_; }
  TreeHead head() const;
  // Why it sealed, or OK.
  absl::Status seal_status() const { return seal_status_; }
  const LiveWorld& world() const { return world_; }

 private:
  struct Staged;
  struct Session {
    std::string person;
    int64_t expires_at = 0;
  };

  explicit Engine(Options options);

  // Everything before apply. Fills `staged`; a refusal ends it.
  std::optional<Refusal> Decide(CommandCall& call, Staged& staged);
  std::optional<Refusal> Authenticate(const CommandCall& call, std::string* person);
  std::optional<Refusal> Repeat(const CommandCall& call, const std::string& person,
                                const std::string& row, Staged& staged);
  // Fills in days, actor and late-entry facts; refuses impossible ones.
  std::optional<Refusal> MakeContext(const CommandCall& call, const std::string& person,
                                     const struct RelationTarget& target, Context& context,
                                     journal::v1::LateEntry& late);
  void ApplyOutcome(Outcome& outcome, const Context& context, const journal::v1::LateEntry& late,
                    Staged& staged);
  // Table of the resource that the method's reply holds; nullptr where `answer` is no such resource.
  const TableRow* AnswerTable(const MethodRow& method, const std::string& answer) const;
  void ShowAnswer(const MethodRow& method, const std::string& person, const Context& context,
                  const std::string& answer, google::protobuf::Message* response);
  // See Context::children_of.
  absl::StatusOr<std::vector<std::string>> ChildrenOf(absl::string_view parent,
                                                      absl::string_view collection) const;
  std::string RequestHmac(const CommandCall& call) const;
  void Answer(absl::StatusOr<TreeHead> committed);

  Options options_;
  LiveWorld world_;
  TreeEdge edge_;
  int64_t last_recorded_us_ = 0;
  std::string hmac_key_;
  std::unique_ptr<RequestMac> mac_;  // Under hmac_key_.
  bool sealed_ = false;
  absl::Status seal_status_;

  // The group.
  Batch batch_;
  size_t batch_bytes_ = 0;
  std::string pending_request_id_;  // Of the command that is being decided.
  std::vector<std::string> fresh_ids_;  // Likewise.
  std::vector<std::unique_ptr<Staged>> staged_;
  absl::flat_hash_map<std::string, std::string> dedupe_;  // Rows of this group.
  std::unordered_map<std::string, Session> sessions_;    // Bounded cache, by token hash.
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_ENGINE_H_
