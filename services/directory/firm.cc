// Law firms of the panel (律师事务所): engaged as a whole, naming their lawyers, with relations of their own.
//
// Idea    a firm's appointment gives nobody a role; each lawyer that it names gets an appointment of his own within it, and
//         from there on he is a member of the panel like any other. Relations declared for the firm count for all of them.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/directory/directory.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::AppointmentRow;
using state::v1::HoldingsRow;

bool IsLawFirm(const World& world, const std::string& organization) {
  const auto* row = world.Find<state::v1::OrganizationRow>(organization);
  return row != nullptr && row->resource().kind() == v1::ORGANIZATION_KIND_LAW_FIRM;
}

// Whether the firm named this person already for one of these days.
bool NamedThen(const World& world, const std::string& person, const std::string& firm_appointment, absl::CivilDay from,
               absl::CivilDay until) {
  const auto* holdings = world.Find<HoldingsRow>(person);
  for (int i = 0; holdings != nullptr && i < holdings->holdings_size(); ++i) {
    const auto* row = world.Find<AppointmentRow>(holdings->holdings(i).name());
    if (row == nullptr || row->resource().firm_appointment() != firm_appointment) continue;
    if (*DayOf(row->resource().from_date()) <= until && from <= *DayOf(row->resource().until_date())) return true;
  }
  return false;
}

Decision DecideNameLawyer(const World& world, const v1::NameLawyerRequest& request, const Context& context) {
  const v1::Appointment& firm = world.Get<AppointmentRow>(request.parent()).resource();
  if (!firm.person().empty()) {
    return RefuseState("该聘任是聘任个人的，不能再指派律师。请选择律师事务所的聘任。",
                       "The appointment is of a person. Choose that of a law firm.");
  }
  const auto* person = world.Find<state::v1::PersonRow>(request.person());
  if (person == nullptr || person->resource().closed()) {
    return RefuseField("person", "没有这个人员，或账户已注销", "no such person, or the account is closed");
  }
  const absl::CivilDay first = *DayOf(firm.from_date());
  const absl::CivilDay last = *DayOf(firm.until_date());
  const absl::CivilDay from = IsSet(request.from_date()) ? *DayOf(request.from_date()) : std::max(first, context.occurred_on);
  const absl::CivilDay until = IsSet(request.until_date()) ? *DayOf(request.until_date()) : last;
  if (until < from) return RefuseField("until_date", "聘期止早于聘期起，或律师事务所的聘期已满", "the term ends before it begins");
  if (from < first || last < until) {
    return RefuseField(from < first ? "from_date" : "until_date", "超出律师事务所的聘期", "lies outside the firm's term");
  }
  if (NamedThen(world, request.person(), request.parent(), from, until)) {
    return RefuseState("律师事务所已指派该律师，聘期重叠。", "The firm named this lawyer already for some of these days.");
  }
  journal::v1::LawyerNamed event;
  event.set_firm_appointment(request.parent());
  event.set_person(request.person());
  event.set_firm(firm.firm());
  event.set_body(firm.body());
  event.set_from_date(DayNumber(from));
  event.set_until_date(DayNumber(until));
  event.set_letter_paper(request.letter_paper());
  Outcome outcome;
  outcome.Add(absl::StrCat("appointments/", context.FreshId()), std::move(event));
  return outcome;
}

void ApplyFirmAppointed(MutableWorld& world, const AuditEntry& entry, const journal::v1::FirmAppointed& event) {
  v1::Appointment& appointment = *world.Mutable<AppointmentRow>(entry.subject()).mutable_resource();
  appointment.set_body(event.body());
  appointment.set_kind(v1::ADVISOR_KIND_LAWYER);
  appointment.set_firm(event.firm());
  SetDate(event.from_date(), appointment.mutable_from_date());
  SetDate(event.until_date(), appointment.mutable_until_date());
}

void ApplyLawyerNamed(MutableWorld& world, const AuditEntry& entry, const journal::v1::LawyerNamed& event) {
  v1::Appointment& appointment = *world.Mutable<AppointmentRow>(entry.subject()).mutable_resource();
  appointment.set_person(event.person());
  appointment.set_body(event.body());
  appointment.set_kind(v1::ADVISOR_KIND_LAWYER);
  appointment.set_firm(event.firm());
  appointment.set_firm_appointment(event.firm_appointment());
  SetDate(event.from_date(), appointment.mutable_from_date());
  SetDate(event.until_date(), appointment.mutable_until_date());
  state::v1::Holding& holding = *world.Mutable<HoldingsRow>(event.person()).add_holdings();
  holding.set_name(entry.subject());
  holding.set_organization(event.body());
  holding.add_roles(config::v1::ROLE_ADVISOR);
  holding.set_from_date(event.from_date());
  holding.set_until_date(event.until_date());
  holding.set_advisor_kind(v1::ADVISOR_KIND_LAWYER);
}

}  // namespace

Decision AppointFirm(const World& world, const v1::Appointment& appointment, const Context& context) {
  if (appointment.firm().empty()) {
    return RefuseField("appointment.person", "请指明聘任的人员，或者律师事务所", "name the person, or the law firm");
  }
  if (!IsLawFirm(world, appointment.firm())) {
    return RefuseField("appointment.firm", "该单位不是律师事务所", "the organisation is no law firm");
  }
  if (appointment.kind() != v1::ADVISOR_KIND_LAWYER) {
    return RefuseField("appointment.kind", "律师事务所的聘任类别为律师", "a firm is engaged as LAWYER");
  }
  journal::v1::FirmAppointed event;
  event.set_firm(appointment.firm());
  event.set_body(appointment.body());
  event.set_from_date(DayNumber(*DayOf(appointment.from_date())));
  event.set_until_date(DayNumber(*DayOf(appointment.until_date())));
  Outcome outcome;
  outcome.Add(absl::StrCat("appointments/", context.FreshId()), std::move(event));
  return outcome;
}

std::optional<Refusal> EndNamedLawyers(const World& world, const Context& context, const std::string& firm_appointment,
                                       const journal::v1::AppointmentEnded& event, Outcome& outcome) {
  if (!context.children_of) return std::nullopt;  // Only checked.
  const auto names = context.children_of(firm_appointment, "appointments");
  if (!names.ok()) return RefuseCorrupt(names.status());
  for (const std::string& name : *names) {
    const auto* row = world.Find<AppointmentRow>(name);
    if (row == nullptr || row->resource().firm_appointment() != firm_appointment) continue;
    if (*DayOf(row->resource().until_date()) <= DayOf(event.until_date())) continue;
    outcome.Add(name, event);
  }
  return std::nullopt;
}

bool SentByFirm(const World& world, const state::v1::HoldingsRow* holdings, absl::string_view firm, absl::CivilDay day) {
  for (int i = 0; holdings != nullptr && i < holdings->holdings_size(); ++i) {
    const auto* row = world.Find<AppointmentRow>(holdings->holdings(i).name());
    if (row != nullptr && InForce(holdings->holdings(i), day) && row->resource().firm() == firm) return true;
  }
  return false;
}

std::optional<Refusal> CheckDeclarer(const World& world, const Context& context, absl::string_view whose) {
  const std::string& actor = context.actor.person();
  const bool firm = CollectionOf(whose) == "organizations";
  if (firm && !IsLawFirm(world, std::string(whose))) {
    return RefuseField("parent", "只有人员和律师事务所申报利害关系", "only people and law firms declare relations");
  }
  if (actor == whose || context.actor.role() == "ROLE_SECTION_HEAD" || context.actor.role() == "ROLE_CHIEF" ||
      (firm && SentByFirm(world, world.Find<HoldingsRow>(actor), whose, context.occurred_on))) {
    return std::nullopt;
  }
  return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                "只能申报本人和本所的利害关系；他人的由科室负责人或司法局负责人登记。",
                "You may declare your own relations and those of your firm; others are entered by the section head or chief.");
}

void RegisterFirms(Rooms& rooms) {
  rooms.Command(&DecideNameLawyer).Organization([](const World& world, const v1::NameLawyerRequest& request) {
    return world.Get<AppointmentRow>(request.parent()).resource().body();
  });
  rooms.Apply(&ApplyFirmAppointed);
  rooms.Apply(&ApplyLawyerNamed);
}

}  // namespace plumbline
