// Absences and stand-ins (外出与代理, AB角): who is away, who acts in whose powers meanwhile.
//
// Idea    an absence copies the posts that are taken over into the stand-in's holdings, marked with whose they are and
//         bounded by its days: whatever asks for a role, a turn or a reader finds them there, and they end by themselves.
//         The engine records an act by such a holding as 乙(代甲) and asks whether a conflict stands in the way of 乙.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/directory/directory.h"
#include "services/index_keys.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::HeldAbsence;
using state::v1::Holding;
using state::v1::HoldingsRow;

// Copies of posts and absences that ended longer ago are dropped when the next one is entered: an act dated earlier
// than this before the entry is taken with the powers of one's own posts only.
constexpr int kDaysKept = 400;

bool OwnPost(const Holding& holding) {
  return CollectionOf(holding.name()) == "posts" && holding.on_behalf_of().empty();
}

std::vector<const Holding*> OwnPosts(const World& world, const std::string& person, absl::CivilDay day) {
  std::vector<const Holding*> posts;
  const auto* row = world.Find<HoldingsRow>(person);
  for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
    if (OwnPost(row->holdings(i)) && InForce(row->holdings(i), day)) posts.push_back(&row->holdings(i));
  }
  return posts;
}

std::set<std::string> OrganizationsOf(const std::vector<const Holding*>& posts) {
  std::set<std::string> organizations;
  for (const Holding* post : posts) organizations.insert(post->organization());
  return organizations;
}

// The person himself; who leads where he works; the system administrator.
std::optional<Refusal> CheckManages(const World& world, const Context& context, const std::string& person,
                                    const std::set<std::string>& organizations) {
  const std::string& actor = context.actor.person();
  if (actor == person) return std::nullopt;
  const auto* row = world.Find<HoldingsRow>(actor);
  for (int i = 0; row != nullptr && i < row->holdings_size(); ++i) {
    const Holding& holding = row->holdings(i);
    if (!InForce(holding, context.occurred_on)) continue;
    for (const int role : holding.roles()) {
      if (role == config::v1::ROLE_SYSTEM_ADMIN || (LeadsPeople(role) && organizations.count(holding.organization()) == 1)) {
        return std::nullopt;
      }
    }
  }
  return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                "他人外出由其本人、本单位负责人（科室负责人、办公室）或系统管理员登记。",
                "The absence of another is entered by himself, by a head or the office of his organisation, or by the "
                "system administrator.");
}

// An absence of the person on one of these days, other than `except`; nullptr: none.
const HeldAbsence* Overlapping(const World& world, const std::string& person, absl::CivilDay from, absl::CivilDay until,
                               absl::string_view except) {
  const auto* row = world.Find<HoldingsRow>(person);
  for (int i = 0; row != nullptr && i < row->absences_size(); ++i) {
    const HeldAbsence& one = row->absences(i);
    const bool called_off = one.until_date() < one.from_date();
    if (!called_off && one.name() != except && one.from_date() <= DayNumber(until) &&
        DayNumber(from) <= one.until_date()) {
      return &one;
    }
  }
  return nullptr;
}

std::string DaysOf(const HeldAbsence& absence) {
  return absl::StrCat(absl::FormatCivilTime(DayOf(absence.from_date())), "—",
                      absl::FormatCivilTime(DayOf(absence.until_date())));
}

std::optional<Refusal> CheckFree(const World& world, const std::string& person, const std::string& stand_in,
                                 absl::CivilDay from, absl::CivilDay until, absl::string_view except) {
  if (const HeldAbsence* other = Overlapping(world, person, from, until, except)) {
    return RefuseState(absl::StrCat("与已登记的外出（", DaysOf(*other), "）重叠。请先销假，或改日期。"),
                       absl::StrCat("Another absence (", DaysOf(*other),
                                    ") overlaps. End that one first, or change the days."));
  }
  if (stand_in.empty()) return std::nullopt;
  if (const HeldAbsence* other = Overlapping(world, stand_in, from, until, {})) {
    return RefuseState(absl::StrCat("代理人同期也外出（", DaysOf(*other), "）。请另选代理人。"),
                       absl::StrCat("The stand-in is away himself (", DaysOf(*other), "). Choose somebody else."));
  }
  return std::nullopt;
}

// The posts that the stand-in takes over; all of them where there is none.
std::optional<Refusal> CheckStandIn(const World& world, const std::string& person, const std::string& stand_in,
                                    absl::CivilDay from, std::vector<const Holding*>& posts) {
  if (stand_in.empty()) return std::nullopt;
  const auto* row = world.Find<state::v1::PersonRow>(stand_in);
  if (row == nullptr || row->resource().closed() || stand_in == person) {
    return RefuseField("absence.stand_in", "没有这个人员、账户已注销，或就是外出人本人",
                       "no such person, the account is closed, or it is the absent person");
  }
  const std::set<std::string> organizations = OrganizationsOf(OwnPosts(world, stand_in, from));
  posts.erase(std::remove_if(posts.begin(), posts.end(),
                             [&](const Holding* post) { return organizations.count(post->organization()) == 0; }),
              posts.end());
  if (posts.empty()) {
    return RefuseField("absence.stand_in", "代理人当日在外出人任职的单位没有岗位，请选同一单位的人员",
                       "holds no post where the absent person works; choose somebody of the same organisation");
  }
  google::protobuf::RepeatedField<int> roles;
  for (const Holding* post : posts) roles.MergeFrom(post->roles());
  return CheckRolesApart(world, stand_in, roles, from);
}

// Who stands in: as asked; else the deputy of the first post that has one.
std::string StandInOf(const World& world, const v1::RecordAbsenceRequest& request,
                      const std::vector<const Holding*>& posts) {
  if (request.nobody() || !request.absence().stand_in().empty()) return request.absence().stand_in();
  for (const Holding* post : posts) {
    const std::string& deputy = world.Get<state::v1::PostRow>(post->name()).resource().deputy();
    if (!deputy.empty()) return deputy;
  }
  return {};
}

Decision DecideRecordAbsence(const World& world, const v1::RecordAbsenceRequest& request, const Context& context) {
  const v1::Absence& absence = request.absence();
  const std::string& person = request.parent();
  const absl::CivilDay from = *DayOf(absence.from_date());
  const absl::CivilDay until = *DayOf(absence.until_date());
  if (until < from) return RefuseField("absence.until_date", "止日早于起日", "ends before it begins");
  if (request.nobody() && !absence.stand_in().empty()) {
    return RefuseField("nobody", "已写代理人，又写无人代理，请只留其一", "a stand-in is named; leave out one of the two");
  }
  std::vector<const Holding*> posts = OwnPosts(world, person, from);
  if (posts.empty()) {
    return RefuseField("absence.from_date", "该人员当日没有任职，无须登记外出", "the person holds no post on that day");
  }
  if (auto refusal = CheckManages(world, context, person, OrganizationsOf(posts))) return *refusal;
  const std::string stand_in = StandInOf(world, request, posts);
  if (auto refusal = CheckStandIn(world, person, stand_in, from, posts)) return *refusal;
  if (auto refusal = CheckFree(world, person, stand_in, from, until, {})) return *refusal;
  journal::v1::AbsenceRecorded event;
  event.set_from_date(DayNumber(from));
  event.set_until_date(DayNumber(until));
  event.set_reason(absence.reason());
  event.set_stand_in(stand_in);
  for (const Holding* post : posts) event.add_posts(post->name());
  Outcome outcome;
  outcome.Add(absl::StrCat(person, "/absences/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideEndAbsence(const World& world, const v1::EndAbsenceRequest& request, const Context& context) {
  const v1::Absence& absence = world.Find<state::v1::AbsenceRow>(request.name())->resource();
  const std::string person(ParentOf(request.name()));
  std::set<std::string> organizations;
  for (const std::string& post : absence.posts()) organizations.insert(std::string(ParentOf(post)));
  if (auto refusal = CheckManages(world, context, person, organizations)) return *refusal;
  const absl::CivilDay from = *DayOf(absence.from_date());
  const absl::CivilDay day = *DayOf(request.until_date());
  if (day < from - 1) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                  "销假日期早于外出开始；取消外出请填开始日的前一天。",
                  "The day lies before the absence; to call it off give the day before its first.");
  }
  if (day == *DayOf(absence.until_date())) {
    return RefuseState("外出本就止于该日，无须变更。", "The absence ends on that day already.");
  }
  if (auto refusal = CheckFree(world, person, absence.stand_in(), from, day, request.name())) return *refusal;
  journal::v1::AbsenceEnded event;
  event.set_until_date(DayNumber(day));
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideSetDeputy(const World& world, const v1::SetDeputyRequest& request, const Context&) {
  const v1::Post& post = world.Find<state::v1::PostRow>(request.name())->resource();
  if (IsSet(post.until_date())) return RefuseState("该岗位已经结束。", "The post has ended already.");
  if (!request.deputy().empty()) {
    const auto* person = world.Find<state::v1::PersonRow>(request.deputy());
    if (person == nullptr || person->resource().closed() || request.deputy() == post.person()) {
      return RefuseField("deputy", "没有这个人员、账户已注销，或就是任职人员本人",
                         "no such person, the account is closed, or it is the holder");
    }
  }
  journal::v1::PostDeputySet event;
  event.set_deputy(request.deputy());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

void ApplyPostDeputySet(MutableWorld& world, const AuditEntry& entry, const journal::v1::PostDeputySet& event) {
  world.Mutable<state::v1::PostRow>(entry.subject()).mutable_resource()->set_deputy(event.deputy());
}

// Drops what ended too long ago to matter.
void Prune(HoldingsRow& row, absl::CivilDay from) {
  const int32_t oldest = DayNumber(from - kDaysKept);
  auto& holdings = *row.mutable_holdings();
  holdings.erase(std::remove_if(holdings.begin(), holdings.end(),
                                [oldest](const Holding& one) {
                                  return !one.on_behalf_of().empty() && one.until_date() < oldest;
                                }),
                 holdings.end());
  auto& absences = *row.mutable_absences();
  absences.erase(std::remove_if(absences.begin(), absences.end(),
                                [oldest](const HeldAbsence& one) { return one.until_date() < oldest; }),
                 absences.end());
}

void ApplyAbsenceRecorded(MutableWorld& world, const AuditEntry& entry, const journal::v1::AbsenceRecorded& event) {
  v1::Absence& absence = *world.Mutable<state::v1::AbsenceRow>(entry.subject()).mutable_resource();
  SetDate(event.from_date(), absence.mutable_from_date());
  SetDate(event.until_date(), absence.mutable_until_date());
  absence.set_reason(static_cast<v1::AbsenceReason>(event.reason()));
  absence.set_stand_in(event.stand_in());
  *absence.mutable_posts() = event.posts();

  const std::string person(ParentOf(entry.subject()));
  std::vector<Holding> copies;
  {
    HoldingsRow& row = world.Mutable<HoldingsRow>(person);
    Prune(row, DayOf(event.from_date()));
    HeldAbsence& held = *row.add_absences();
    held.set_name(entry.subject());
    held.set_from_date(event.from_date());
    held.set_until_date(event.until_date());
    held.set_stand_in(event.stand_in());
    for (const Holding& holding : row.holdings()) {
      if (OwnPost(holding) &&
          std::find(event.posts().begin(), event.posts().end(), holding.name()) != event.posts().end()) {
        copies.push_back(holding);
      }
    }
  }
  if (event.stand_in().empty()) return;
  HoldingsRow& row = world.Mutable<HoldingsRow>(event.stand_in());
  Prune(row, DayOf(event.from_date()));
  for (Holding& copy : copies) {
    copy.set_from_date(event.from_date());
    copy.set_until_date(copy.until_date() == 0 ? event.until_date() : std::min(copy.until_date(), event.until_date()));
    copy.set_on_behalf_of(person);
    copy.set_absence(entry.subject());
    *row.add_holdings() = std::move(copy);
  }
}

void ApplyAbsenceEnded(MutableWorld& world, const AuditEntry& entry, const journal::v1::AbsenceEnded& event) {
  v1::Absence& absence = *world.Mutable<state::v1::AbsenceRow>(entry.subject()).mutable_resource();
  SetDate(event.until_date(), absence.mutable_until_date());
  const std::string stand_in = absence.stand_in();
  for (HeldAbsence& held : *world.Mutable<HoldingsRow>(ParentOf(entry.subject())).mutable_absences()) {
    if (held.name() == entry.subject()) held.set_until_date(event.until_date());
  }
  if (stand_in.empty()) return;
  for (Holding& holding : *world.Mutable<HoldingsRow>(stand_in).mutable_holdings()) {
    if (holding.absence() == entry.subject()) holding.set_until_date(event.until_date());
  }
}

void AbsenceRows(absl::string_view name, const state::v1::AbsenceRow& row, IndexSink& sink) {
  const std::string sort = absl::StrCat(DayNumber(*DayOf(row.resource().from_date())));
  sink.Put(ChildKey(ParentOf(name), "absences", sort, name));
  std::set<std::string> organizations;
  for (const std::string& post : row.resource().posts()) organizations.insert(std::string(ParentOf(post)));
  for (const std::string& organization : organizations) sink.Put(ChildKey(organization, "absences", sort, name));
}

// Colleagues see it, so that nobody waits for an answer; others do not.
bool AbsenceVisible(const World&, const Caller& caller, absl::string_view name, const state::v1::AbsenceRow& row) {
  if (ParentOf(name) == caller.person || row.resource().stand_in() == caller.person ||
      HoldsRole(caller, config::v1::ROLE_SYSTEM_ADMIN) || HoldsRole(caller, config::v1::ROLE_INSPECTOR)) {
    return true;
  }
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const Holding& holding = caller.holdings->holdings(i);
    if (!OwnPost(holding) || !InForce(holding, caller.today)) continue;
    for (const std::string& post : row.resource().posts()) {
      if (ParentOf(post) == holding.organization()) return true;
    }
  }
  return false;
}

void ViewAbsence(const ViewContext& context, absl::string_view name, const state::v1::AbsenceRow& row,
                 v1::Absence& absence) {
  absence.set_person(std::string(ParentOf(name)));
  for (const std::string& post : row.resource().posts()) {
    absence.add_post_titles(context.world.Get<state::v1::PostRow>(post).resource().title());
  }
}

std::optional<Refusal> ListAbsences(const QueryContext& context, const v1::ListAbsencesRequest& request,
                                    v1::ListAbsencesResponse& response) {
  if (context.world.Find<state::v1::PersonRow>(request.parent()) == nullptr &&
      context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) {
    return RefuseNotFound();
  }
  return ListResources(
      context, {ChildPrefix(request.parent(), "absences"), "", request.page_size(), request.page_token()}, response);
}

}  // namespace

void CutStandIns(MutableWorld& world, const std::string& person, const std::string& post, int32_t until) {
  // Who stands in for the post that ended has no longer powers than its holder.
  std::set<std::string> stand_ins;
  bool stays = false;  // Another post of the person in that organisation.
  const std::string organization(ParentOf(post));
  {
    HoldingsRow& row = world.Mutable<HoldingsRow>(person);
    for (const HeldAbsence& absence : row.absences()) {
      if (!absence.stand_in().empty() && absence.until_date() > until) stand_ins.insert(absence.stand_in());
    }
    for (const Holding& holding : row.holdings()) {
      stays |= OwnPost(holding) && holding.name() != post && holding.organization() == organization &&
               (holding.until_date() == 0 || holding.until_date() > until);
    }
    // Who left the organisation stands in for nobody there.
    for (Holding& holding : *row.mutable_holdings()) {
      if (!stays && !holding.on_behalf_of().empty() && holding.organization() == organization) {
        holding.set_until_date(std::min(holding.until_date(), until));
      }
    }
  }
  for (const std::string& stand_in : stand_ins) {
    for (Holding& holding : *world.Mutable<HoldingsRow>(stand_in).mutable_holdings()) {
      if (holding.on_behalf_of() == person && holding.name() == post) {
        holding.set_until_date(std::min(holding.until_date(), until));
      }
    }
  }
}

bool LeadsPeople(int role) {
  return role == config::v1::ROLE_UNIT_HEAD || role == config::v1::ROLE_SECTION_HEAD ||
         role == config::v1::ROLE_CHIEF || role == config::v1::ROLE_OFFICE;
}

std::optional<Refusal> ReplaceStandIn(const World& world, const Context& context, const std::string& name,
                                      const std::string& successor, Outcome& outcome, std::string* replaced) {
  const v1::Absence& absence = world.Find<state::v1::AbsenceRow>(name)->resource();
  const std::string person(ParentOf(name));
  const absl::CivilDay from = std::max(context.occurred_on, *DayOf(absence.from_date()));
  const absl::CivilDay until = *DayOf(absence.until_date());
  std::vector<const Holding*> posts;  // Those taken over that the absent person still holds.
  for (const Holding* post : OwnPosts(world, person, from)) {
    if (std::find(absence.posts().begin(), absence.posts().end(), post->name()) != absence.posts().end()) {
      posts.push_back(post);
    }
  }
  if (auto refusal = CheckStandIn(world, person, successor, from, posts)) return refusal;
  if (auto refusal = CheckFree(world, person, successor, from, until, name)) return refusal;
  journal::v1::AbsenceRecorded event;
  event.set_from_date(DayNumber(from));
  event.set_until_date(DayNumber(until));
  event.set_reason(absence.reason());
  event.set_stand_in(successor);
  for (const Holding* post : posts) event.add_posts(post->name());
  journal::v1::AbsenceEnded ended;
  ended.set_until_date(DayNumber(from - 1));
  outcome.Add(name, std::move(ended));
  *replaced = absl::StrCat(person, "/absences/", context.FreshId());
  outcome.Add(*replaced, std::move(event));
  return std::nullopt;
}

void RegisterAbsences(Rooms& rooms) {
  rooms.Command(&DecideRecordAbsence);
  rooms.Command(&DecideEndAbsence);
  rooms.Command(&DecideSetDeputy);
  rooms.Apply(&ApplyAbsenceRecorded);
  rooms.Apply(&ApplyAbsenceEnded);
  rooms.Apply(&ApplyPostDeputySet);
  rooms.Table<state::v1::AbsenceRow>().Rows(&AbsenceRows).Visible(&AbsenceVisible).View(&ViewAbsence);
  rooms.Query(&GetResource<v1::GetAbsenceRequest, v1::Absence>);
  rooms.Query(&ListAbsences);
}

}  // namespace plumbline
