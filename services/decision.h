// services/decision.h: what deciding is given and what it gives back.
//
//   Decision DecideWithdrawMatter(const World& world, const v1::WithdrawMatterRequest& request,
//                                 const Context& context);
//
// A decision is a pure function of (world, request, context): the same inputs give the same events,
// whoever replays them. Clocks, random bytes and rules come in through the context.
#ifndef PLUMBLINE_SERVICES_DECISION_H_
#define PLUMBLINE_SERVICES_DECISION_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "plumbline/journal/v1/content.pb.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "plumbline/v1/common.pb.h"
#include "services/core/base/entropy.h"
#include "services/refusal.h"
#include "services/rules.h"
#include "services/world.h"
#include "storage/merkle/hash.h"

namespace plumbline {

struct MethodRow;
struct Outcome;
using Decision = std::variant<Refusal, Outcome>;

// Everything a decision may know besides the world and the request.
struct Context {
  absl::Time now;              // Procedure clock; becomes recorded_at.
  absl::CivilDay today;        // Its civil day in Asia/Shanghai.
  absl::CivilDay occurred_on;  // The day of the act: rules, limits and figures use this one.
  journal::v1::Actor actor;    // Whose act it is, at which post, in which role.
  journal::v1::Actor recorded_by;  // Who enters it, where that is another (补录); else empty.
  const v1::Act* act = nullptr;  // As sent; never null (an empty Act when absent).
  RuleSet rules;               // Profile and calendar that bind the matter on `occurred_on`.
  bool rehearsal = false;      // 演练.
  Entropy* entropy = nullptr;  // Never null. One stream; tests seed it.
  uint64_t record_size = 0;    // Entries before this command: the sequence of its first one.
  std::vector<std::string>* fresh_ids = nullptr;  // Where FreshId notes what it made; optional.
  // Root of the record's tree of `size` entries. Set while a command is decided, empty in checks.
  // Errors  OUT_OF_RANGE: not durable yet. DATA_LOSS.
  std::function<absl::StatusOr<Hash>(uint64_t size)> root_at;
  // Names of a resource's children in one collection, earlier commands of this group included. What is
  // not durable yet may belong to another parent: look at the rows. For short lists only; set as root_at.
  Children children_of;
  // For acts that look back (corrections); set as root_at. An entry that is durable; sequences of a
  // resource's durable entries, ascending. Errors  OUT_OF_RANGE: not durable yet. DATA_LOSS.
  std::function<absl::StatusOr<journal::v1::AuditEntry>(uint64_t sequence)> entry_at;
  std::function<absl::StatusOr<std::vector<uint64_t>>(absl::string_view name)> history_of;
  // Decides another command of the same matter in this one's name and on its day, with its own roles, stage and gates: what
  // the last approval of a paper does. Set while a command is decided; not inside what it runs.
  std::function<Decision(const MethodRow& method, const google::protobuf::Message& request)> run;
  // For acts that look at the gates of other acts (corrections). Never null while a command is decided.
  const class Rooms* rooms = nullptr;

  // A fresh id: 16 lower-case letters and digits, never reused. The first 7 grow with the record, so that
  // what is made together is stored together; the other 9 are random: nobody can guess a name.
  std::string FreshId() const;
};

// One change: the event and the resource whose version it advances.
struct Change {
  std::string subject;
  journal::v1::Event event;
};

// Text that is put beside the journal with a fresh salt.
struct NewContent {
  journal::v1::ContentRef ref;
  std::string salt;
  std::string text;
};

// A row beside the journal (credentials, sessions); an empty value removes it.
struct BesideWrite {
  std::string key;
  std::string value;
};

struct Outcome {
  std::vector<Change> changes;        // Appended in this order, consecutive, under one request_id.
  std::vector<NewContent> contents;
  std::vector<BesideWrite> beside;
  std::string answer;                 // Resource that the reply holds; empty: subject of the first change.
  // Called with the response before the resource and the receipt are set: for what is shown once.
  std::function<void(google::protobuf::Message& response)> also;

  template <typename Event>
  Outcome& Add(std::string subject, Event event);
};

// Makes a reference to `text` for an event and puts the text into the outcome.
// `text` is 1 byte to 48 KiB: the stored row must stay below 64 KiB.
journal::v1::ContentRef PutContent(Outcome& outcome, const Context& context, std::string text);

// UUID text for a command by which the server reports due work, made of the entry that caused it: repeated after a crash
// it is the same command. `work`: as DueKey's.
std::string WorkRequestId(absl::string_view work, absl::string_view name, uint64_t sequence);

// The oneof field of journal.v1.Event that holds messages of this type; our bug when there is none.
const google::protobuf::FieldDescriptor* EventFieldOf(const google::protobuf::Descriptor* type);

template <typename Event>
Outcome& Outcome::Add(std::string subject, Event event) {
  Change change;
  change.subject = std::move(subject);
  google::protobuf::Message* slot = change.event.GetReflection()->MutableMessage(
      &change.event, EventFieldOf(Event::descriptor()));
  *static_cast<Event*>(slot) = std::move(event);
  changes.push_back(std::move(change));
  return *this;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DECISION_H_
