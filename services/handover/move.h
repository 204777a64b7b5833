// services/handover/move.h: pieces of work change hands one after the other, or stay with a reason.
//
// What moved is applied to a world over the one that is given, so that each piece is judged as if those before it had moved:
// posts come first.
// Pure; one thread.
#ifndef PLUMBLINE_SERVICES_HANDOVER_MOVE_H_
#define PLUMBLINE_SERVICES_HANDOVER_MOVE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plumbline/journal/v1/handover_event.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/decision.h"
#include "services/handover/open_work.h"
#include "services/overlay.h"

namespace plumbline {

// What who hands over may move.
struct HandoverAuthority {
  bool administrator = false;        // Everything, posts and deputies included.
  std::set<std::string> leads;       // What belongs to these organisations.
  bool Any(const std::set<std::string>& organizations) const;  // Whether anything of somebody who works there.
};
HandoverAuthority AuthorityOf(const World& world, const std::string& person, absl::CivilDay day);

class HandoverMover {
 public:
  // `context` and `world` are borrowed. `handover`: name of the act.
  HandoverMover(const World& world, const Context& context, HandoverAuthority authority, std::string handover,
                std::string person, std::string successor);

  // In the order given. Each item's `obstacle` says why it stays; 0: it moved.
  std::vector<journal::v1::HandoverItem> Move(const std::vector<OpenWork>& work);

  // Entries of what moved.
  std::vector<Change>& changes() { return outcome_.changes; }
  // An act dated before a piece of work came to be.
  const std::optional<Refusal>& early() const { return early_; }

 private:
  v1::HandoverObstacle Try(const OpenWork& work, std::string* result);
  v1::HandoverObstacle TryAssignment(const std::string& name);
  v1::HandoverObstacle TryTurn(const std::string& name);
  v1::HandoverObstacle TryPaper(const std::string& name);
  v1::HandoverObstacle TryRemark(const std::string& name);
  v1::HandoverObstacle TryCorrection(const std::string& name);
  v1::HandoverObstacle TryDraw(const std::string& name);
  v1::HandoverObstacle TryPackage(const std::string& name);
  v1::HandoverObstacle TryStandIn(const std::string& name, std::string* result);
  v1::HandoverObstacle TryDeputy(const std::string& name);
  v1::HandoverObstacle TryPost(const std::string& name, std::string* result);

  // What stands between the successor and a matter, when he acts by `holding`.
  v1::HandoverObstacle ExcludedFrom(const std::string& matter, const std::string& holding);
  // The same for who need not be new on it.
  v1::HandoverObstacle KeptFrom(const std::string& matter, const std::string& holding);
  // Takes a step of a paper: holds the role, and no conflict of the reviewing body's people stands in the way.
  v1::HandoverObstacle TakesStep(const std::string& paper, int step);
  // A post of the successor's in the organisation on the day, of all with these roles; nullptr: none. Borrowed.
  const state::v1::Holding* PostIn(const std::string& organization, const google::protobuf::RepeatedField<int>& roles) const;
  void CheckDay(const v1::Provenance& made);
  void HandOver(const std::string& subject, journal::v1::WorkHandedOver event = {});
  template <typename Event>
  void Add(const std::string& subject, Event event) {
    Outcome one;
    one.Add(subject, std::move(event));
    Take(one);
  }
  void Take(Outcome& part);

  Overlay world_;
  const Context& context_;
  const HandoverAuthority authority_;
  const std::string handover_;
  const std::string person_;
  const std::string successor_;
  Outcome outcome_;
  std::optional<Refusal> early_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_HANDOVER_MOVE_H_
