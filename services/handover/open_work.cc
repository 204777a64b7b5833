#include "services/handover/open_work.h"

#include <algorithm>
#include <map>
#include <optional>

#include "plumbline/state/v1/correction_state.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/paper_state.pb.h"
#include "plumbline/state/v1/review_package_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"
#include "services/index_keys.h"
#include "services/keeper.h"
#include "services/paper/paper.h"
#include "services/rooms.h"

namespace plumbline {

namespace {

using state::v1::Holding;
using state::v1::HoldingsRow;

bool Has(const google::protobuf::RepeatedField<int>& roles, int role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

int32_t NumberOf(const google::type::Date& date) { return IsSet(date) ? DayNumber(*DayOf(date)) : 0; }

// The matter of a child, while its review goes on; nullptr otherwise.
const v1::Matter* InReview(const World& world, absl::string_view child) {
  const auto* row = world.Find<state::v1::MatterRow>(RootOf(child));
  if (row == nullptr || (row->resource().stage() != config::v1::STAGE_ACCEPTED &&
                         row->resource().stage() != config::v1::STAGE_UNDER_REVIEW)) {
    return nullptr;
  }
  return &row->resource();
}

// Whether some post in the organisation gives the role on that day, of those that `counts` lets in.
absl::StatusOr<bool> SomebodyHolds(const World& world, const Children& children, const std::string& organization, int role,
                                   absl::CivilDay day,
                                   const std::function<bool(const std::string& name, const v1::Post& post)>& counts) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> posts, children(organization, "posts"));
  for (const std::string& name : posts) {
    const auto* row = world.Find<state::v1::PostRow>(name);
    if (row == nullptr || ParentOf(name) != organization) continue;
    const v1::Post& post = row->resource();
    const bool in_force = *DayOf(post.from_date()) <= day && (!IsSet(post.until_date()) || day <= *DayOf(post.until_date()));
    if (in_force && Has(post.roles(), role) && counts(name, post)) return true;
  }
  return false;
}

// Papers in approval in the organisation whose turn is a role that `mine` names and `others` do not hold.
absl::StatusOr<std::vector<OpenWork>> LonelyTurns(
    const World& world, const Children& children, const std::string& organization, absl::CivilDay day,
    const std::function<bool(int role)>& mine,
    const std::function<bool(const std::string& name, const v1::Post& post)>& others) {
  std::vector<OpenWork> turns;
  std::map<int, bool> held;  // By role: whether another one holds it.
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> papers, children(OpenParent(organization), "papers"));
  for (const std::string& name : papers) {
    const auto* row = world.Find<state::v1::PaperRow>(name);
    if (row == nullptr || row->resource().state() != v1::PAPER_STATE_IN_APPROVAL ||
        row->resource().organization() != organization) {
      continue;
    }
    const int turn = TurnOf(row->resource());
    if (turn < 0) continue;
    const int role = row->resource().steps(turn).role();
    if (!mine(role)) continue;
    auto found = held.find(role);
    if (found == held.end()) {
      PLUMBLINE_ASSIGN_OR_RETURN(const bool other, SomebodyHolds(world, children, organization, role, day, others));
      found = held.emplace(role, other).first;
    }
    if (!found->second) turns.push_back({v1::WORK_KIND_TURN, name, organization, 0});
  }
  return turns;
}

class Finder {
 public:
  Finder(const World& world, const Children& children, const std::string& person, absl::CivilDay today)
      : world_(world), children_(children), person_(person), today_(today), open_(OpenParent(person)) {}

  absl::StatusOr<std::vector<OpenWork>> Find() {
    PLUMBLINE_RETURN_IF_ERROR(Assignments());
    PLUMBLINE_RETURN_IF_ERROR(Turns());
    PLUMBLINE_RETURN_IF_ERROR(Papers());
    PLUMBLINE_RETURN_IF_ERROR(Remarks());
    PLUMBLINE_RETURN_IF_ERROR(Corrections());
    PLUMBLINE_RETURN_IF_ERROR(Draws());
    PLUMBLINE_RETURN_IF_ERROR(Packages());
    PLUMBLINE_RETURN_IF_ERROR(Deputies());
    Holdings();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const OpenWork& a, const OpenWork& b) { return a.kind < b.kind; });
    return std::move(found_);
  }

 private:
  void Add(v1::WorkKind kind, const std::string& name, const std::string& organization, int32_t due_date = 0) {
    found_.push_back({kind, name, organization, due_date});
  }

  absl::Status Assignments() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "assignments"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::AssignmentRow>(name);
      if (row == nullptr || row->resource().person() != person_ ||
          row->resource().state() != v1::ASSIGNMENT_STATE_ACTIVE) {
        continue;
      }
      const int32_t due = NumberOf(row->resource().due_date());
      if (const v1::Matter* matter = InReview(world_, name)) {
        Add(v1::WORK_KIND_ASSIGNMENT, name, matter->reviewing_body(), due);
      }
    }
    return absl::OkStatus();
  }

  absl::Status Turns() {
    std::map<std::string, std::set<int>> roles;  // By organisation.
    const auto* row = world_.Find<HoldingsRow>(person_);
    for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
      const Holding& one = row->holdings(i);
      if (OwnPost(one) && InForce(one, today_)) roles[one.organization()].insert(one.roles().begin(), one.roles().end());
    }
    for (const auto& [organization, held] : roles) {
      PLUMBLINE_ASSIGN_OR_RETURN(
          const std::vector<OpenWork> turns,
          LonelyTurns(world_, children_, organization, today_, [&held = held](int role) { return held.count(role) == 1; },
                      [this](const std::string&, const v1::Post& post) { return post.person() != person_; }));
      found_.insert(found_.end(), turns.begin(), turns.end());
    }
    return absl::OkStatus();
  }

  absl::Status Papers() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "papers"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::PaperRow>(name);
      if (row != nullptr && row->resource().state() == v1::PAPER_STATE_IN_APPROVAL &&
          KeeperOf(row->resource(), row->resource().drafted().actor()) == person_) {
        Add(v1::WORK_KIND_PAPER, name, row->resource().organization());
      }
    }
    return absl::OkStatus();
  }

  absl::Status Remarks() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "threads"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::ThreadRow>(name);
      if (row == nullptr || row->resource().state() != v1::THREAD_STATE_INNER ||
          KeeperOf(row->resource(), row->resource().added().actor()) != person_) {
        continue;
      }
      if (const v1::Matter* matter = InReview(world_, name)) Add(v1::WORK_KIND_REMARK, name, matter->reviewing_body());
    }
    return absl::OkStatus();
  }

  absl::Status Corrections() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "corrections"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::CorrectionRow>(name);
      if (row != nullptr && row->resource().state() == v1::CORRECTION_STATE_PROPOSED &&
          KeeperOf(row->resource(), row->resource().proposed().actor()) == person_) {
        Add(v1::WORK_KIND_CORRECTION, name, row->resource().organization());
      }
    }
    return absl::OkStatus();
  }

  absl::Status Draws() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "draws"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::DrawRow>(name);
      if (row == nullptr || row->resource().state() != v1::DRAW_STATE_ANNOUNCED ||
          row->resource().nonce_party() != person_) {
        continue;
      }
      // After its day nobody can reveal it any more: the draw is announced anew.
      const int32_t due = NumberOf(row->resource().reveal_by_date());
      if (due >= DayNumber(today_) && InReview(world_, name) != nullptr) Add(v1::WORK_KIND_DRAW, name, {}, due);
    }
    return absl::OkStatus();
  }

  absl::Status Packages() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "packages"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::ReviewPackageRow>(name);
      if (row == nullptr || row->resource().state() == v1::REVIEW_PACKAGE_STATE_RETURNED ||
          row->resource().state() == v1::REVIEW_PACKAGE_STATE_CANCELLED ||
          KeeperOf(row->resource(), row->resource().made().actor()) != person_) {
        continue;
      }
      Add(v1::WORK_KIND_PACKAGE, name, world_.Get<state::v1::MatterRow>(RootOf(name)).resource().reviewing_body(),
          NumberOf(row->resource().expires_date()));
    }
    return absl::OkStatus();
  }

  absl::Status Deputies() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, children_(open_, "posts"));
    for (const std::string& name : names) {
      const auto* row = world_.Find<state::v1::PostRow>(name);
      if (row != nullptr && row->resource().deputy() == person_ && !IsSet(row->resource().until_date())) {
        Add(v1::WORK_KIND_DEPUTY, name, std::string(ParentOf(name)));
      }
    }
    return absl::OkStatus();
  }

  // Posts and appointments beyond today, and those of colleagues in which he stands in.
  void Holdings() {
    std::map<std::string, const Holding*> absences;
    const auto* row = world_.Find<HoldingsRow>(person_);
    for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
      const Holding& one = row->holdings(i);
      const int32_t until = one.until_date();
      const bool called_off = until != 0 && until < one.from_date();
      if (!one.on_behalf_of().empty()) {
        if (!called_off && until >= DayNumber(today_)) absences.emplace(one.absence(), &one);
      } else if (until == 0 || (!called_off && until > DayNumber(today_))) {
        Add(OwnPost(one) ? v1::WORK_KIND_POST : v1::WORK_KIND_APPOINTMENT, one.name(), one.organization(), until);
      }
    }
    for (const auto& [absence, one] : absences) {
      Add(v1::WORK_KIND_STAND_IN, absence, one->organization(), one->until_date());
    }
  }

  static bool OwnPost(const Holding& holding) {
    return CollectionOf(holding.name()) == "posts" && holding.on_behalf_of().empty();
  }

  const World& world_;
  const Children& children_;
  const std::string& person_;
  const absl::CivilDay today_;
  const std::string open_;
  std::vector<OpenWork> found_;
};

}  // namespace

absl::StatusOr<std::vector<OpenWork>> OpenWorkOf(const World& world, const Children& children, const std::string& person,
                                                 absl::CivilDay today) {
  return Finder(world, children, person, today).Find();
}

absl::StatusOr<std::vector<OpenWork>> TurnsLeftBehind(const World& world, const Children& children, const std::string& post,
                                                      absl::CivilDay day) {
  const v1::Post& ends = world.Find<state::v1::PostRow>(post)->resource();
  return LonelyTurns(
      world, children, std::string(ParentOf(post)), day, [&ends](int role) { return Has(ends.roles(), role); },
      [&post](const std::string& name, const v1::Post&) { return name != post; });
}

std::set<std::string> OrganizationsOf(const World& world, const std::string& person) {
  std::set<std::string> organizations;
  const auto* row = world.Find<HoldingsRow>(person);
  for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
    if (row->holdings(i).on_behalf_of().empty()) organizations.insert(row->holdings(i).organization());
  }
  return organizations;
}

}  // namespace plumbline
