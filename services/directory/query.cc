#include <set>

#include "absl/algorithm/container.h"
#include "plumbline/state/v1/engagement_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "services/correction_notes.h"
#include "services/dates.h"
#include "services/directory/directory.h"
#include "services/index_keys.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

constexpr char kEverybody[] = "all";

void OrganizationRows(absl::string_view name, const state::v1::OrganizationRow& row,
                      IndexSink& sink) {
  const v1::Organization& one = row.resource();
  sink.Put(ListKey(kEverybody, "organizations", one.title(), name));
  for (const std::string& tie : std::set<std::string>{one.parent(), one.reviewing_body(), one.office()}) {
    if (!tie.empty()) sink.Put(OpenKey(tie, "organizations", name));
  }
}

void PersonRows(absl::string_view name, const state::v1::PersonRow&, IndexSink& sink) {
  sink.Put(ListKey(kEverybody, "people", "", name));
}

void PostRows(absl::string_view name, const state::v1::PostRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "posts", "", name));
  const v1::Post& post = row.resource();
  if (!post.deputy().empty() && !IsSet(post.until_date())) sink.Put(OpenKey(post.deputy(), "posts", name));
}

void AppointmentRows(absl::string_view name, const state::v1::AppointmentRow& row,
                     IndexSink& sink) {
  sink.Put(ChildKey(row.resource().body(), "appointments", "", name));
  sink.Put(ListKey(kEverybody, "appointments", "", name));
  const std::string& firm_appointment = row.resource().firm_appointment();
  if (!firm_appointment.empty()) sink.Put(ChildKey(firm_appointment, "appointments", "", name));
}

void ConflictRelationRows(absl::string_view name, const state::v1::ConflictRelationRow&,
                          IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "relations", "", name));
}

// One's own and those of one's firm; those of all for who assigns reviewers and who inspects.
bool ConflictRelationVisible(const World& world, const Caller& caller, absl::string_view name,
                             const state::v1::ConflictRelationRow&) {
  return ParentOf(name) == caller.person || SentByFirm(world, caller.holdings, ParentOf(name), caller.today) ||
         HoldsRole(caller, config::v1::ROLE_SECTION_HEAD) ||
         HoldsRole(caller, config::v1::ROLE_CHIEF) || HoldsRole(caller, config::v1::ROLE_INSPECTOR);
}

// The name stands beside the journal; where it was destroyed the screen says so.
void ViewPerson(const ViewContext& context, absl::string_view, const state::v1::PersonRow& row,
                v1::Person& person) {
  person.set_display_name(ShownContent(context.world, row.display_name()));
  ShowNotes(context.world, "display_name", *person.mutable_corrections());
}

std::optional<Refusal> ListOrganizations(const QueryContext& context,
                                         const v1::ListOrganizationsRequest& request,
                                         v1::ListOrganizationsResponse& response) {
  return ListResources(context,
                       {ListPrefix(kEverybody, "organizations"), "", request.page_size(),
                        request.page_token()},
                       response);
}

std::optional<Refusal> ListPeople(const QueryContext& context,
                                  const v1::ListPeopleRequest& request,
                                  v1::ListPeopleResponse& response) {
  return ListResources(
      context, {ListPrefix(kEverybody, "people"), "", request.page_size(), request.page_token()},
      response);
}

std::optional<Refusal> ListPosts(const QueryContext& context, const v1::ListPostsRequest& request,
                                 v1::ListPostsResponse& response) {
  if (context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) {
    return RefuseNotFound();
  }
  return ListResources(
      context, {ChildPrefix(request.parent(), "posts"), "", request.page_size(), request.page_token()},
      response);
}

// How many of what the holder has in hand in one collection `counts`.
template <typename Counts>
std::optional<Refusal> CountOpen(const QueryContext& context, const std::string& holder, absl::string_view collection,
                                 const Counts& counts, int32_t* count) {
  const auto names = ChildrenIn(context)(OpenParent(holder), collection);
  if (!names.ok()) return RefuseRead(names.status());
  *count = static_cast<int32_t>(absl::c_count_if(*names, counts));
  return std::nullopt;
}

// Reviews that wait for the person's advice, and engagements that are not closed (在办件数).
std::optional<Refusal> FillWorkload(const QueryContext& context, v1::Appointment& appointment) {
  const World& world = context.world;
  int32_t reviews = 0;
  int32_t engagements = 0;
  if (!appointment.person().empty()) {
    const auto waits = [&](const std::string& name) {
      const v1::Matter& matter = world.Get<state::v1::MatterRow>(RootOf(name)).resource();
      return matter.reviewing_body() == appointment.body() && (matter.stage() == config::v1::STAGE_ACCEPTED ||
                                                               matter.stage() == config::v1::STAGE_UNDER_REVIEW);
    };
    if (auto refusal = CountOpen(context, appointment.person(), "assignments", waits, &reviews)) return refusal;
  }
  const auto of_body = [&](const std::string& name) {
    return world.Get<state::v1::EngagementRow>(name).resource().body() == appointment.body();
  };
  const std::string& holder = appointment.person().empty() ? appointment.firm() : appointment.person();
  if (auto refusal = CountOpen(context, holder, "engagements", of_body, &engagements)) return refusal;
  appointment.set_open_reviews(reviews);
  appointment.set_open_engagements(engagements);
  return std::nullopt;
}

std::optional<Refusal> ListAppointments(const QueryContext& context,
                                        const v1::ListAppointmentsRequest& request,
                                        v1::ListAppointmentsResponse& response) {
  const std::string prefix = request.parent().empty() ? ListPrefix(kEverybody, "appointments")
                                                      : ChildPrefix(request.parent(), "appointments");
  if (auto refusal = ListResources(context, {prefix, "", request.page_size(), request.page_token()}, response)) {
    return refusal;
  }
  for (v1::Appointment& appointment : *response.mutable_appointments()) {
    if (auto refusal = FillWorkload(context, appointment)) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> GetAppointment(const QueryContext& context, const v1::GetAppointmentRequest& request,
                                      v1::Appointment& appointment) {
  if (auto refusal = ReadResource(context, request.name(), &request.as_of(), appointment)) return refusal;
  return request.has_as_of() ? std::nullopt : FillWorkload(context, appointment);
}

std::optional<Refusal> ListConflictRelations(const QueryContext& context,
                                             const v1::ListConflictRelationsRequest& request,
                                             v1::ListConflictRelationsResponse& response) {
  if (context.world.Find<state::v1::PersonRow>(request.parent()) == nullptr &&
      context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) {
    return RefuseNotFound();
  }
  return ListResources(
      context, {ChildPrefix(request.parent(), "relations"), "", request.page_size(), request.page_token()}, response);
}

std::optional<Refusal> GetSelf(const QueryContext& context, const v1::GetSelfRequest&,
                               v1::GetSelfResponse& response) {
  if (auto refusal = ReadResource(context, context.caller.person, nullptr, *response.mutable_person())) {
    return refusal;
  }
  std::set<std::string> standing_in;
  for (int i = 0; context.caller.holdings != nullptr && i < context.caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = context.caller.holdings->holdings(i);
    if (!InForce(holding, context.caller.today)) continue;
    if (!holding.on_behalf_of().empty()) {
      standing_in.insert(holding.absence());
    } else if (CollectionOf(holding.name()) == "posts") {
      ReadResource(context, holding.name(), nullptr, *response.add_posts());
    } else {
      ReadResource(context, holding.name(), nullptr, *response.add_appointments());
    }
  }
  for (const std::string& absence : standing_in) {
    ReadResource(context, absence, nullptr, *response.add_standing_in());
  }
  SetDate(context.caller.today, response.mutable_today());
  response.set_rehearsal(context.rehearsal);
  return std::nullopt;
}

}  // namespace

void RegisterDirectoryQueries(Rooms& rooms) {
  rooms.Table<state::v1::OrganizationRow>().Rows(&OrganizationRows);
  rooms.Table<state::v1::PersonRow>().Rows(&PersonRows).View(&ViewPerson);
  rooms.Table<state::v1::PostRow>().Rows(&PostRows);
  rooms.Table<state::v1::AppointmentRow>().Rows(&AppointmentRows);
  rooms.Table<state::v1::ConflictRelationRow>().Rows(&ConflictRelationRows).Visible(&ConflictRelationVisible);
  rooms.Table<state::v1::HoldingsRow>();
  rooms.Table<state::v1::RulesRow>();
  rooms.Query(&GetResource<v1::GetOrganizationRequest, v1::Organization>);
  rooms.Query(&ListOrganizations);
  rooms.Query(&GetResource<v1::GetPersonRequest, v1::Person>);
  rooms.Query(&ListPeople);
  rooms.Query(&GetResource<v1::GetPostRequest, v1::Post>);
  rooms.Query(&ListPosts);
  rooms.Query(&GetAppointment);
  rooms.Query(&ListAppointments);
  rooms.Query(&GetResource<v1::GetConflictRelationRequest, v1::ConflictRelation>);
  rooms.Query(&ListConflictRelations);
  rooms.Query(&GetSelf);
}

void RegisterDirectoryRoom(Rooms& rooms) {
  RegisterDirectoryDecisions(rooms);
  RegisterDirectoryEvents(rooms);
  RegisterDirectoryQueries(rooms);
  RegisterAbsences(rooms);
  RegisterFirms(rooms);
}

}  // namespace plumbline
