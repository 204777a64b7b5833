// tests/sim/world_sim.h: a district's life in memory: people, mistakes, restarts and a store that fails.
//
// One seed makes everything: clock steps, entropy, who does what, and what goes wrong. No thread, no
// socket, no wall clock; so one seed is one history, and a failure can be run again.
#ifndef PLUMBLINE_TESTS_SIM_WORLD_SIM_H_
#define PLUMBLINE_TESTS_SIM_WORLD_SIM_H_

#include <map>
#include <string>
#include <vector>

#include "tests/sim/checkers.h"
#include "tests/sim/workload.h"

namespace plumbline::testing {

struct SimReport {
  TreeHead head;
  Problems problems;  // At most 20.
  std::map<std::string, int> counts;  // E.g. `SubmitMatter ok`, `refused GATE_UNMET`, `fault crash`.
};

class WorldSim {
 public:
  struct Options {
    uint64_t seed = 1;
    int groups = 500;
    int groups_per_rebuild = 100;
  };
  explicit WorldSim(const Options& options);
  SimReport Run();

 private:
  // A success that was acknowledged: it must never go away, and a repeat gets it again.
  struct Acknowledged {
    std::string who;
    std::unique_ptr<google::protobuf::Message> request;
    std::unique_ptr<google::protobuf::Message> response;
  };

  void Group();
  void Send(const Planned& planned, std::optional<CommandReply>* reply);
  // What came back for a call; REQUIRES: it is a definite answer.
  void Judge(Planned& planned, CommandReply& reply);
  // The process died: opens the store again and asks for every answer that did not come.
  void Recover(bool keep_in_flight, std::vector<Planned>& group,
               std::vector<std::optional<CommandReply>>& replies);
  void RepeatOne();
  void ReuseOne();
  void CheckAcknowledged();
  void Problem(std::string text);

  const Options options_;
  Random random_;
  RegistryDistrict district_;
  Workload workload_;
  std::vector<Acknowledged> acknowledged_;
  std::vector<TreeHead> old_heads_;
  SimReport report_;
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SIM_WORLD_SIM_H_
