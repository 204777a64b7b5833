// services/directory/directory.h: the directory room (机构与人员): organisations, people, posts, the
// advisor panel, declared relations, loaded rules.
//
// Names of people are personal data: they stand beside the journal under a salted hash. A sign-in name
// is looked up by its credential row, beside the journal too.
#ifndef PLUMBLINE_SERVICES_DIRECTORY_DIRECTORY_H_
#define PLUMBLINE_SERVICES_DIRECTORY_DIRECTORY_H_

#include <string>

#include "plumbline/v1/directory_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterDirectoryRoom(Rooms& rooms);
void RegisterDirectoryDecisions(Rooms& rooms);
void RegisterDirectoryEvents(Rooms& rooms);
void RegisterDirectoryQueries(Rooms& rooms);
void RegisterAbsences(Rooms& rooms);
void RegisterFirms(Rooms& rooms);

// Engages a law firm as a whole. Errors  FIELD_INVALID: no firm is named, it is none, or it is engaged as expert.
Decision AppointFirm(const World& world, const v1::Appointment& appointment, const Context& context);

// Ends, with a firm's appointment, those of the lawyers whom it named within it and who would outlast it.
std::optional<Refusal> EndNamedLawyers(const World& world, const Context& context, const std::string& firm_appointment,
                                       const journal::v1::AppointmentEnded& event, Outcome& outcome);

// Whether one of these holdings in force on `day` is an appointment from that firm.
bool SentByFirm(const World& world, const state::v1::HoldingsRow* holdings, absl::string_view firm, absl::CivilDay day);

// Refuses who may not speak for the relations of `whose` (a person or a law firm): the person, a lawyer sent by the firm, or
// the section head or chief for anybody.
std::optional<Refusal> CheckDeclarer(const World& world, const Context& context, absl::string_view whose);

// Refuses `roles` from `from` on to a person who would then combine two of the three administrators (系统、安全、审计三员分立).
std::optional<Refusal> CheckRolesApart(const World& world, const std::string& person,
                                       const google::protobuf::RepeatedField<int>& roles, absl::CivilDay from);

// Whether the role leads an organisation's people: who has it enters their absences and handovers.
bool LeadsPeople(int role);

// Puts `successor` in the place of who stands in during `absence`, from the day of the act on (or its first day, if that is
// later): ends that absence the day before and enters another for what is left of it. `*name`: the new one.
// Errors  as RecordAbsence: FIELD_INVALID where the successor does not work there, STATE_MISMATCH otherwise.
std::optional<Refusal> ReplaceStandIn(const World& world, const Context& context, const std::string& absence,
                                      const std::string& successor, Outcome& outcome, std::string* name);

// Applies to absences that `post` of `person` ended on `until` (yyyymmdd): the powers of those who stand in for it end, and
// the person stands in for nobody in an organisation that he left.
void CutStandIns(MutableWorld& world, const std::string& person, const std::string& post, int32_t until);

// Key of the credential row of a sign-in name, and whether a name has the form of one:
// 2 to 40 of a–z, 0–9, dot, hyphen; compared in lower case.
std::string CredentialKey(absl::string_view sign_in_name);
bool IsSignInName(absl::string_view name);

// What the first administrator's claim enters: organisation, person, post, credential. The password
// was hashed by a worker; the code was checked there.
struct FirstAdministrator {
  std::string organization_title;
  std::string display_name;
  std::string sign_in_name;
  std::string password_hash;
  std::string session_key;    // Row beside the journal, ready made.
  std::string session_value;  // `{person}` inside is filled in here.
};
Decision DecideFirstAdministrator(const World& world, const Context& context,
                                  const FirstAdministrator& first, std::string* person);

// What a one-time code looks like: 4 groups of 4 letters and digits.
std::string FreshCode(Entropy& entropy);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DIRECTORY_DIRECTORY_H_
