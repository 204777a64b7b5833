#include "services/handover/move.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/correction_state.pb.h"
#include "plumbline/state/v1/paper_state.pb.h"
#include "plumbline/state/v1/review_package_state.pb.h"
#include "services/core/base/check.h"
#include "services/dates.h"
#include "services/directory/directory.h"
#include "services/matter/access.h"
#include "services/paper/paper.h"
#include "services/relation.h"
#include "services/review/review.h"

namespace plumbline {

namespace {

using state::v1::Holding;
using state::v1::HoldingsRow;

constexpr v1::HandoverObstacle kNothing = v1::HANDOVER_OBSTACLE_UNSPECIFIED;

}  // namespace

bool HandoverAuthority::Any(const std::set<std::string>& organizations) const {
  return administrator || std::any_of(organizations.begin(), organizations.end(),
                                      [this](const std::string& one) { return leads.count(one) == 1; });
}

HandoverAuthority AuthorityOf(const World& world, const std::string& person, absl::CivilDay day) {
  HandoverAuthority authority;
  const auto* row = world.Find<HoldingsRow>(person);
  for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
    const Holding& one = row->holdings(i);
    if (!InForce(one, day)) continue;
    for (const int role : one.roles()) {
      authority.administrator |= role == config::v1::ROLE_SYSTEM_ADMIN;
      if (LeadsPeople(role)) authority.leads.insert(one.organization());
    }
  }
  return authority;
}

HandoverMover::HandoverMover(const World& world, const Context& context, HandoverAuthority authority, std::string handover,
                             std::string person, std::string successor)
    : world_(world),
      context_(context),
      authority_(std::move(authority)),
      handover_(std::move(handover)),
      person_(std::move(person)),
      successor_(std::move(successor)) {}

std::vector<journal::v1::HandoverItem> HandoverMover::Move(const std::vector<OpenWork>& work) {
  std::vector<journal::v1::HandoverItem> items(work.size());
  for (const bool posts : {true, false}) {
    for (size_t i = 0; i < work.size(); ++i) {
      if ((work[i].kind == v1::WORK_KIND_POST) != posts) continue;
      journal::v1::HandoverItem& item = items[i];
      item.set_kind(work[i].kind);
      item.set_name(work[i].name);
      item.set_organization(work[i].organization);
      item.set_due_date(work[i].due_date);
      std::string result;
      item.set_obstacle(Try(work[i], &result));
      item.set_result(result);
    }
  }
  return items;
}

v1::HandoverObstacle HandoverMover::Try(const OpenWork& work, std::string* result) {
  if (!authority_.administrator && !work.organization.empty() && authority_.leads.count(work.organization) == 0) {
    return v1::HANDOVER_OBSTACLE_OTHER_ORGANIZATION;
  }
  switch (work.kind) {
    case v1::WORK_KIND_ASSIGNMENT:
      return TryAssignment(work.name);
    case v1::WORK_KIND_TURN:
      return TryTurn(work.name);
    case v1::WORK_KIND_PAPER:
      return TryPaper(work.name);
    case v1::WORK_KIND_REMARK:
      return TryRemark(work.name);
    case v1::WORK_KIND_CORRECTION:
      return TryCorrection(work.name);
    case v1::WORK_KIND_DRAW:
      return TryDraw(work.name);
    case v1::WORK_KIND_PACKAGE:
      return TryPackage(work.name);
    case v1::WORK_KIND_STAND_IN:
      return TryStandIn(work.name, result);
    case v1::WORK_KIND_DEPUTY:
      return TryDeputy(work.name);
    case v1::WORK_KIND_POST:
      return TryPost(work.name, result);
    default:
      return v1::HANDOVER_OBSTACLE_APPOINTMENT;
  }
}

// --- What may be given to the successor ---

v1::HandoverObstacle HandoverMover::ExcludedFrom(const std::string& matter_name, const std::string& holding) {
  const v1::Matter& matter = world_.Find<state::v1::MatterRow>(matter_name)->resource();
  Context judged = context_;  // By the rules of the matter's own issuer.
  judged.rules = RulesOf(world_, matter.issuer());
  std::string rule;
  switch (WhyExcluded(world_, judged, matter_name, matter, successor_, holding, &rule)) {
    case v1::EXCLUSION_REASON_CONFLICT:
    case v1::EXCLUSION_REASON_DRAFTER_STAFF:
      return v1::HANDOVER_OBSTACLE_CONFLICT;
    case v1::EXCLUSION_REASON_ASSIGNED:
      return v1::HANDOVER_OBSTACLE_ON_MATTER;
    case v1::EXCLUSION_REASON_RECUSED:
      return v1::HANDOVER_OBSTACLE_RECUSED;
    case v1::EXCLUSION_REASON_CLOSED:
      return v1::HANDOVER_OBSTACLE_NO_POST;
    default:
      return kNothing;
  }
}

v1::HandoverObstacle HandoverMover::KeptFrom(const std::string& matter, const std::string& holding) {
  const v1::HandoverObstacle obstacle = ExcludedFrom(matter, holding);
  return obstacle == v1::HANDOVER_OBSTACLE_ON_MATTER ? kNothing : obstacle;
}

const Holding* HandoverMover::PostIn(const std::string& organization,
                                     const google::protobuf::RepeatedField<int>& roles) const {
  const auto* row = world_.Find<HoldingsRow>(successor_);
  for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
    const Holding& one = row->holdings(i);
    if (one.organization() != organization || CollectionOf(one.name()) != "posts" || !one.on_behalf_of().empty() ||
        !InForce(one, context_.occurred_on)) {
      continue;
    }
    const bool all = std::all_of(roles.begin(), roles.end(), [&one](int role) {
      return std::find(one.roles().begin(), one.roles().end(), role) != one.roles().end();
    });
    if (all) return &one;
  }
  return nullptr;
}

void HandoverMover::CheckDay(const v1::Provenance& made) {
  if (!early_.has_value()) early_ = RefuseBefore(context_, made);
}

// --- What moving means ---

void HandoverMover::Take(Outcome& part) {
  for (Change& change : part.changes) {
    journal::v1::AuditEntry entry;
    entry.set_sequence(context_.record_size + 1 + outcome_.changes.size());
    *entry.mutable_actor() = context_.actor;
    entry.set_occurred_on(DayNumber(context_.occurred_on));
    entry.set_subject(change.subject);
    *entry.mutable_event() = change.event;
    PLUMBLINE_CHECK(context_.rooms->ApplyEntry(world_, entry), "every event has an apply");
    outcome_.changes.push_back(std::move(change));
  }
}

void HandoverMover::HandOver(const std::string& subject, journal::v1::WorkHandedOver event) {
  event.set_handover(handover_);
  event.set_from_person(person_);
  event.set_to_person(successor_);
  Add(subject, std::move(event));
}

v1::HandoverObstacle HandoverMover::TryAssignment(const std::string& name) {
  const v1::Assignment& assignment = world_.Find<state::v1::AssignmentRow>(name)->resource();
  const std::string matter_name(RootOf(name));
  const v1::Matter& matter = world_.Find<state::v1::MatterRow>(matter_name)->resource();
  Context judged = context_;
  judged.rules = RulesOf(world_, matter.issuer());
  const Holding* holding = HoldingFor(world_, judged, matter, successor_, assignment.role());
  // Who is on the matter or was recused from it hears that, whatever he holds.
  const std::string by = holding == nullptr ? std::string() : holding->name();
  if (const auto obstacle = ExcludedFrom(matter_name, by); obstacle != kNothing) return obstacle;
  if (holding == nullptr) return v1::HANDOVER_OBSTACLE_NO_POST;
  CheckDay(assignment.assigned());
  journal::v1::WorkHandedOver event;
  event.set_holding(by);
  for (const journal::v1::RelationFound& one : FindConflicts(world_, judged, matter, successor_, by).relations) {
    *event.add_relations() = one;
  }
  HandOver(name, std::move(event));
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TakesStep(const std::string& name, int step) {
  const v1::Paper& paper = world_.Find<state::v1::PaperRow>(name)->resource();
  google::protobuf::RepeatedField<int> role;
  role.Add(paper.steps(step).role());
  const Holding* post = PostIn(paper.organization(), role);
  if (post == nullptr) return v1::HANDOVER_OBSTACLE_NO_POST;
  const std::string matter(MatterOf(name));
  const bool reviews = world_.Get<state::v1::MatterRow>(matter).resource().reviewing_body() == paper.organization();
  return reviews ? KeptFrom(matter, std::string(post->name())) : kNothing;
}

v1::HandoverObstacle HandoverMover::TryTurn(const std::string& name) {
  return TakesStep(name, TurnOf(world_.Find<state::v1::PaperRow>(name)->resource()));
}

v1::HandoverObstacle HandoverMover::TryPaper(const std::string& name) {
  if (const auto obstacle = TakesStep(name, 0); obstacle != kNothing) return obstacle;
  CheckDay(world_.Find<state::v1::PaperRow>(name)->resource().drafted());
  HandOver(name);
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryRemark(const std::string& name) {
  const std::string matter_name(RootOf(name));
  std::string by;
  if (const state::v1::AssignedPerson* assigned = FindActive(world_, matter_name, successor_)) {
    by = world_.Get<state::v1::AssignmentRow>(assigned->assignment()).resource().holding();
  } else {
    const v1::Matter& matter = world_.Find<state::v1::MatterRow>(matter_name)->resource();
    const Holding* holding = HoldingFor(world_, context_, matter, successor_, config::v1::ROLE_REVIEWER);
    if (holding == nullptr) return v1::HANDOVER_OBSTACLE_NO_POST;
    by = holding->name();
  }
  if (const auto obstacle = KeptFrom(matter_name, by); obstacle != kNothing) return obstacle;
  CheckDay(world_.Find<state::v1::ThreadRow>(name)->resource().added());
  HandOver(name);
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryCorrection(const std::string& name) {
  const v1::Correction& correction = world_.Find<state::v1::CorrectionRow>(name)->resource();
  if (PostIn(correction.organization(), {}) == nullptr) return v1::HANDOVER_OBSTACLE_NO_POST;
  CheckDay(correction.proposed());
  HandOver(name);
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryDraw(const std::string& name) {
  const v1::Draw& draw = world_.Find<state::v1::DrawRow>(name)->resource();
  const std::string matter(RootOf(name));
  const auto& row = *world_.Find<state::v1::MatterRow>(matter);
  const Caller chooser{successor_, world_.Find<HoldingsRow>(successor_), context_.occurred_on};
  if (chooser.holdings == nullptr || !MatterVisible(world_, chooser, matter, row)) return v1::HANDOVER_OBSTACLE_NO_POST;
  const bool in_pool = std::any_of(draw.pool().begin(), draw.pool().end(),
                                   [this](const v1::Candidate& one) { return one.person() == successor_; });
  const bool draws = successor_ == draw.announced().actor() || successor_ == draw.announced().recorded_by() ||
                     IsParty(chooser, row.resource().reviewing_body());
  if (in_pool || (draws && !draw.single_party())) return v1::HANDOVER_OBSTACLE_PARTY_TO_DRAW;
  CheckDay(draw.announced());
  HandOver(name);
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryPackage(const std::string& name) {
  const std::string matter(RootOf(name));
  const Holding* post = PostIn(world_.Get<state::v1::MatterRow>(matter).resource().reviewing_body(), {});
  if (post == nullptr) return v1::HANDOVER_OBSTACLE_NO_POST;
  if (const auto obstacle = KeptFrom(matter, std::string(post->name())); obstacle != kNothing) return obstacle;
  CheckDay(world_.Find<state::v1::ReviewPackageRow>(name)->resource().made());
  HandOver(name);
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryStandIn(const std::string& name, std::string* result) {
  Outcome part;
  if (const auto refusal = ReplaceStandIn(world_, context_, name, successor_, part, result)) {
    return ParentOf(name) != successor_ && refusal->reason == v1::FIELD_INVALID ? v1::HANDOVER_OBSTACLE_NO_POST
                                                                                 : v1::HANDOVER_OBSTACLE_CAN_NOT_STAND_IN;
  }
  Take(part);
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryDeputy(const std::string& name) {
  if (!authority_.administrator) return v1::HANDOVER_OBSTACLE_ADMINISTRATOR_ONLY;
  if (world_.Find<state::v1::PostRow>(name)->resource().person() == successor_) return v1::HANDOVER_OBSTACLE_OWN_POST;
  journal::v1::PostDeputySet event;
  event.set_deputy(successor_);
  Add(name, std::move(event));
  return kNothing;
}

v1::HandoverObstacle HandoverMover::TryPost(const std::string& name, std::string* result) {
  if (!authority_.administrator) return v1::HANDOVER_OBSTACLE_ADMINISTRATOR_ONLY;
  const v1::Post post = world_.Find<state::v1::PostRow>(name)->resource();
  const std::string organization(ParentOf(name));
  const absl::CivilDay day = std::max(context_.occurred_on, *DayOf(post.from_date()));
  // A post with all of these roles, and without an end, serves as it is.
  const Holding* own = PostIn(organization, post.roles());
  const bool serves = own != nullptr && own->until_date() == 0;
  if (serves) *result = own->name();
  if (!serves && CheckRolesApart(world_, successor_, post.roles(), day).has_value()) {
    return v1::HANDOVER_OBSTACLE_ROLES_APART;
  }
  journal::v1::PostEnded ended;
  ended.set_until_date(DayNumber(day));
  Add(name, std::move(ended));
  if (serves) return kNothing;
  *result = absl::StrCat(organization, "/posts/", context_.FreshId());
  journal::v1::PostCreated created;
  created.set_title(post.title());
  created.set_person(successor_);
  *created.mutable_roles() = post.roles();
  created.set_from_date(DayNumber(day));
  Add(*result, std::move(created));
  if (!post.deputy().empty() && post.deputy() != successor_) {
    journal::v1::PostDeputySet deputy;
    deputy.set_deputy(post.deputy());
    Add(*result, std::move(deputy));
  }
  return kNothing;
}

}  // namespace plumbline
