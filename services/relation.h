// services/relation.h: how a caller is related to what a command or query touches.
//
// Source  the `allow` and `Relation` of the rpc options; users.md calls this 谁能办.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_RELATION_H_
#define PLUMBLINE_SERVICES_RELATION_H_

#include <string>

#include "services/rooms.h"

namespace plumbline {

// The matter that a resource belongs to: `matters/x` of `matters/x/threads/y`; empty for others.
absl::string_view MatterOf(absl::string_view name);

// What a person is called; empty: nobody.
std::string PersonTitle(const World& world, const std::string& person);

// Whether the caller works from outside (外部人员): the person is marked so, or is an advisor or expert today and nothing else.
bool WorksFromOutside(const World& world, const Caller& caller);

// The organisation whose staff keeps an organisation's papers: the office that it names, or itself.
std::string OfficeOf(const World& world, const std::string& organization);

// Refuses an organisation that the record does not have, or that has ended (撤并) and takes no new work; empty: nothing to
// refuse.
std::optional<Refusal> CheckStands(const World& world, const std::string& organization, const std::string& field);

// Whether the caller is that person, or holds a post in that organisation.
bool IsParty(const Caller& caller, absl::string_view party);

// Whether `other` is the organisation, or took over from it, however often it was reformed.
bool ContinuedBy(const World& world, const std::string& organization, absl::string_view other);

// The organisation, or who took over from it where exactly one did, however often it was reformed; empty: it ended and nobody
// or several did.
std::string StandsNow(const World& world, const std::string& organization);

// Where a role must be held, found out once per command.
struct RelationTarget {
  std::string matter;        // Name, or empty.
  const state::v1::MatterRow* row = nullptr;
  std::string organization;  // The organisation that the request names, or empty.
};

// Whether this holding of this person stands in `relation` to the target.
bool Related(const World& world, v1::Relation relation, const RelationTarget& target,
             absl::string_view person, const state::v1::Holding& holding);

// The first holding in force on `day` that one of the method's permissions lets in, one's own before one in which the
// person stands in for another; nullptr: none.
// `post`: name of the holding that the caller chose, or empty. `*role` is the role it is used in.
const state::v1::Holding* FindHolding(const World& world, const v1::MethodRule& rule,
                                      const RelationTarget& target, absl::string_view person,
                                      const state::v1::HoldingsRow* holdings, absl::CivilDay day,
                                      absl::string_view post, config::v1::Role* role);

// True when the person is assigned to the matter and not recused.
bool IsAssigned(const World& world, absl::string_view matter, absl::string_view person);

// ROLE_MISSING with every role that the rule allows; `roleNeeded` holds their constants, separated by commas. The tails
// say more of where and when the role must be held.
Refusal RefuseRole(const v1::MethodRule& rule, absl::string_view tail_zh, absl::string_view tail_en);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RELATION_H_
