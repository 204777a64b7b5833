// tests/sim/workload.h: what people try to do, right and wrong, chosen by one seed; and the oracle.
//
// The workload keeps its own small model of each matter, made from answers alone: which slots were
// filed, which remarks are open. From it the oracle foretells which gates refuse. It reads neither the
// profile nor a gate's predicate, so the two can only agree by both being right.
// To extend: write one function that plans a command and add it to Actions() in workload.cc; what other bodies do to a
// draft stands in workload_joint.cc, what an office does around a review in workload_office.cc.
#ifndef PLUMBLINE_TESTS_SIM_WORKLOAD_H_
#define PLUMBLINE_TESTS_SIM_WORKLOAD_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plumbline/v1/correction_service.pb.h"
#include "plumbline/v1/handover_service.pb.h"
#include "plumbline/v1/layout_service.pb.h"
#include "plumbline/v1/review_package.pb.h"
#include "services/destruction/inventory.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {

// SplitMix64: the same numbers everywhere, unlike the distributions of the standard library.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // 0..bound-1. REQUIRES: bound > 0.
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }
  bool Percent(size_t percent) { return Below(100) < percent; }

 private:
  uint64_t state_;
};

struct MatterModel {
  std::string name;
  config::v1::Stage stage = config::v1::STAGE_DRAFT;
  bool business = false;   // CONDITION_BUSINESS_RELATED.
  bool emergency = false;  // CONDITION_EMERGENCY.
  bool has_draft = false;
  std::string text;         // The draft; each has a text of its own.
  bool joint = false;       // Drafted with another department.
  std::string signed_text;  // The draft that its head signed last.
  std::string signature;    // That signature, unless it was taken back.
  std::string inquiry;      // The department asked last.
  bool inquiry_open = false;
  bool inquiry_unhandled = false;
  bool hurried = false;  // Somebody asked for urgent handling and was not declined.
  std::string urgency;   // Not answered yet.
  std::set<std::string> slots;
  std::map<std::string, bool> must_change;  // Thread -> settled.
  std::vector<std::string> threads;         // All of them.
  std::vector<std::string> assignments;
  std::string draw;
  std::string opinion;
  std::string meeting;
  std::string item;
  std::string document;
  std::string correction;  // The last one that waited for a second person.
  std::string destruction;
  std::string package;  // For an adviser without a connection; until it is back.
  v1::ReviewPackageState package_state = v1::REVIEW_PACKAGE_STATE_UNSPECIFIED;
  int points = 0;
};

// One call on its way, with what must come of it.
struct Planned {
  std::string who;  // Sign-in name; empty: nobody signed in; `system`: the server itself.
  std::unique_ptr<google::protobuf::Message> request;
  std::string matter;                                // Whose state it rests on; may be empty.
  std::optional<std::set<std::string>> unmet_gates;  // The oracle's word, where it has one.
  std::optional<v1::ErrorReason> refused_with;       // Exactly this, always.
  bool refused = false;                              // For whatever reason.
  std::function<void(const google::protobuf::Message&)> learn;  // Called with the first success.
};

class Workload {
 public:
  // `district` is borrowed: it gives names, files and the newest etags, never a gate.
  Workload(RegistryDistrict* district, Random* random);

  // The next call: usually as it should be, sometimes spoilt. `busy` holds matters that an earlier call
  // of the same group touches: what happens to them is not foretold.
  Planned Next(const std::set<std::string>& busy);

  const std::vector<std::unique_ptr<MatterModel>>& matters() const { return matters_; }

 private:
  using Action = std::optional<Planned> (Workload::*)(MatterModel&);
  struct Row {
    Action plan;
    int weight;
  };
  static const std::vector<Row>& Actions();

  // Each plans one command on a matter, or nothing where it makes no sense now.
  std::optional<Planned> Create(MatterModel&);
  std::optional<Planned> Draft(MatterModel& matter);
  std::optional<Planned> File(MatterModel& matter);
  std::optional<Planned> Submit(MatterModel& matter);
  std::optional<Planned> Accept(MatterModel& matter);
  std::optional<Planned> Return(MatterModel& matter);
  std::optional<Planned> Withdraw(MatterModel& matter);
  std::optional<Planned> Assign(MatterModel& matter);
  std::optional<Planned> Recuse(MatterModel& matter);
  std::optional<Planned> Announce(MatterModel& matter);
  std::optional<Planned> Reveal(MatterModel& matter);
  std::optional<Planned> Remark(MatterModel& matter);
  std::optional<Planned> Send(MatterModel& matter);
  std::optional<Planned> Reply(MatterModel& matter);
  std::optional<Planned> Settle(MatterModel& matter);
  std::optional<Planned> Advise(MatterModel& matter);
  std::optional<Planned> Issue(MatterModel& matter);
  std::optional<Planned> Void(MatterModel& matter);
  std::optional<Planned> AnswerPoints(MatterModel& matter);
  std::optional<Planned> ReviseText(MatterModel& matter);
  std::optional<Planned> ConfirmText(MatterModel& matter);
  std::optional<Planned> Meet(MatterModel& matter);
  std::optional<Planned> PutOnAgenda(MatterModel& matter);
  std::optional<Planned> Decide(MatterModel& matter);
  std::optional<Planned> SignIt(MatterModel& matter);
  std::optional<Planned> NumberIt(MatterModel& matter);
  std::optional<Planned> VoidNumber(MatterModel& matter);
  std::optional<Planned> PublishIt(MatterModel& matter);
  std::optional<Planned> CorrectTitle(MatterModel& matter);
  std::optional<Planned> CorrectDay(MatterModel& matter);
  std::optional<Planned> DecideCorrection(MatterModel& matter);
  std::optional<Planned> Destroy(MatterModel& matter);
  std::optional<Planned> AddSomebody(MatterModel&);
  std::optional<Planned> Relate(MatterModel&);
  std::optional<Planned> GoAway(MatterModel&);
  std::optional<Planned> KeepLayout(MatterModel&);
  std::optional<Planned> HandOver(MatterModel& matter);
  std::optional<Planned> DraftTogether(MatterModel& matter);
  std::optional<Planned> Cosign(MatterModel& matter);
  std::optional<Planned> AskAgency(MatterModel& matter);
  std::optional<Planned> AnswerAgency(MatterModel& matter);
  std::optional<Planned> RaiseIt(MatterModel& matter);
  std::optional<Planned> Hurry(MatterModel& matter);
  std::optional<Planned> PackageIt(MatterModel& matter);
  std::optional<Planned> RemindOf(MatterModel& matter);
  std::optional<Planned> TakeLedgerOver(MatterModel&);
  std::optional<Planned> GoAround(MatterModel&);
  std::optional<Planned> ReadAndDigest(MatterModel&);
  std::optional<Planned> MakeOutcome(MatterModel& matter);

  void Spoil(Planned& planned);
  std::vector<MatterModel*> Open();

  RegistryDistrict& district_;
  Random& random_;
  std::vector<std::unique_ptr<MatterModel>> matters_;
  int serial_ = 0;
};

// A call by `who` on the matter, if there is one.
template <typename Request>
Planned Plan(const std::string& who, Request request, const MatterModel* matter) {
  Planned planned;
  planned.who = who;
  planned.request = std::make_unique<Request>(std::move(request));
  if (matter != nullptr) planned.matter = matter->name;
  return planned;
}

template <typename Response>
std::function<void(const google::protobuf::Message&)> Learn(std::function<void(const Response&)> f) {
  return [f](const google::protobuf::Message& message) { f(static_cast<const Response&>(message)); };
}

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SIM_WORKLOAD_H_
