#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/dates.h"
#include "services/directory/directory.h"
#include "services/relation.h"
#include "storage/keys.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

Decision DecideCreateOrganization(const World& world, const v1::CreateOrganizationRequest& request,
                                  const Context& context) {
  const v1::Organization& organization = request.organization();
  for (const auto& [name, field] :
       {std::pair<std::string, std::string>{organization.parent(), "organization.parent"},
        {organization.reviewing_body(), "organization.reviewing_body"},
        {organization.office(), "organization.office"}}) {
    if (auto refusal = CheckStands(world, name, field)) return *refusal;
  }
  if (!organization.profile().empty() &&
      (world.rules_book() == nullptr ||
       world.rules_book()->Find(organization.profile()).profile == nullptr)) {
    return RefuseField("organization.profile", "没有载入这个规则配置", "no such profile is loaded");
  }
  journal::v1::OrganizationCreated event;
  event.set_title(organization.title());
  event.set_kind(organization.kind());
  event.set_parent(organization.parent());
  event.set_agency_code(organization.agency_code());
  event.set_opinion_code(organization.opinion_code());
  event.set_profile(organization.profile());
  event.set_reviewing_body(organization.reviewing_body());
  event.set_office(organization.office());
  event.set_eligible_issuer(organization.eligible_issuer());
  Outcome outcome;
  outcome.Add(absl::StrCat("organizations/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideUpdateOrganization(const World& world, const v1::UpdateOrganizationRequest& request,
                                  const Context&) {
  v1::Organization next = world.Find<state::v1::OrganizationRow>(request.name())->resource();
  const v1::Organization& wanted = request.organization();
  for (const std::string& path : request.update_mask()) {
    if (path == "agency_code") {
      next.set_agency_code(wanted.agency_code());
    } else if (path == "opinion_code") {
      next.set_opinion_code(wanted.opinion_code());
    } else if (path == "profile") {
      next.set_profile(wanted.profile());
    } else if (path == "reviewing_body") {
      next.set_reviewing_body(wanted.reviewing_body());
    } else if (path == "office") {
      next.set_office(wanted.office());
    } else if (path == "eligible_issuer") {
      next.set_eligible_issuer(wanted.eligible_issuer());
    } else {
      return RefuseField("update_mask", absl::StrCat("不能修改 ", path), absl::StrCat(path, " can't be changed"));
    }
  }
  if (auto refusal = CheckStands(world, next.reviewing_body(), "organization.reviewing_body")) return *refusal;
  if (auto refusal = CheckStands(world, next.office(), "organization.office")) return *refusal;
  if (!next.profile().empty() && (world.rules_book() == nullptr ||
                                  world.rules_book()->Find(next.profile()).profile == nullptr)) {
    return RefuseField("organization.profile", "没有载入这个规则配置", "no such profile is loaded");
  }
  journal::v1::OrganizationUpdated event;
  event.set_agency_code(next.agency_code());
  event.set_opinion_code(next.opinion_code());
  event.set_profile(next.profile());
  event.set_reviewing_body(next.reviewing_body());
  event.set_office(next.office());
  event.set_eligible_issuer(next.eligible_issuer());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideCreatePerson(const World& world, const v1::CreatePersonRequest& request,
                            const Context& context) {
  if (!IsSignInName(request.sign_in_name())) {
    return RefuseField("sign_in_name", "登录名须为 2 至 40 个小写字母、数字、点或连字符",
                       "2 to 40 of a-z, 0-9, dot and hyphen");
  }
  const std::string key = CredentialKey(request.sign_in_name());
  std::string taken;
  if (world.FindBeside(key, &taken)) {
    return Refuse(absl::StatusCode::kAlreadyExists, v1::ALREADY_TAKEN, "登录名已被使用，请换一个。",
                  "The sign-in name is taken. Choose another one.");
  }
  Outcome outcome;
  const std::string person = absl::StrCat("people/", context.FreshId());
  const std::string code = FreshCode(*context.entropy);
  journal::v1::PersonCreated event;
  *event.mutable_display_name() = PutContent(outcome, context, request.person().display_name());
  *event.mutable_sign_in_name() = PutContent(outcome, context, request.sign_in_name());
  event.set_external(request.person().external());
  state::v1::CredentialRow credential;
  credential.set_person(person);
  credential.set_one_time_code_sha256(std::string(BytesOf(Sha256(code))));
  outcome.beside.push_back({key, credential.SerializeAsString()});
  outcome.also = [code](google::protobuf::Message& response) {
    static_cast<v1::CreatePersonResponse&>(response).set_one_time_code(code);
  };
  outcome.Add(person, std::move(event));
  return outcome;
}

// What the room of handovers says about work that would be nobody's.
std::optional<Refusal> CheckNothingOpen(const World& world, const Context& context, const std::string& person,
                                        const std::string& post, absl::CivilDay until) {
  const auto& rule = context.rooms->open_work_rule();
  return rule ? rule(world, context, person, post, until) : std::nullopt;
}

Decision DecideClosePerson(const World& world, const v1::ClosePersonRequest& request,
                           const Context& context) {
  if (world.Find<state::v1::PersonRow>(request.name())->resource().closed()) {
    return RefuseState("该账户已经注销。", "The account is closed already.");
  }
  if (auto refusal = CheckNothingOpen(world, context, request.name(), {}, context.today)) return *std::move(refusal);
  journal::v1::PersonClosed event;
  event.set_reason(request.reason());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideCreatePost(const World& world, const v1::CreatePostRequest& request,
                          const Context& context) {
  const v1::Post& post = request.post();
  const auto* person = world.Find<state::v1::PersonRow>(post.person());
  if (person == nullptr || person->resource().closed()) {
    return RefuseField("post.person", "没有这个人员，或账户已注销", "no such person, or the account is closed");
  }
  for (const int role : post.roles()) {
    if (role == config::v1::ROLE_SYSTEM || role == config::v1::ROLE_PUBLIC ||
        role == config::v1::ROLE_ADVISOR) {
      return RefuseField("post.roles", "该角色不能通过任职授予（法律顾问请用聘任）",
                         "this role isn't given by a post (advisors are appointed)");
    }
  }
  if (auto refusal = CheckStands(world, request.parent(), "parent")) return *refusal;
  if (auto refusal = CheckRolesApart(world, post.person(), post.roles(), *DayOf(post.from_date()))) return *refusal;
  journal::v1::PostCreated event;
  event.set_title(post.title());
  event.set_person(post.person());
  *event.mutable_roles() = post.roles();
  event.set_from_date(DayNumber(*DayOf(post.from_date())));
  Outcome outcome;
  outcome.Add(absl::StrCat(request.parent(), "/posts/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideEndPost(const World& world, const v1::EndPostRequest& request, const Context& context) {
  const v1::Post& post = world.Find<state::v1::PostRow>(request.name())->resource();
  const absl::CivilDay day = *DayOf(request.until_date());
  if (IsSet(post.until_date())) {
    return RefuseState("该岗位已经结束。", "The post has ended already.");
  }
  if (day < *DayOf(post.from_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "免职日期早于任职日期。",
                  "The post can't end before it began.");
  }
  if (auto refusal = CheckNothingOpen(world, context, post.person(), request.name(), day)) return *std::move(refusal);
  journal::v1::PostEnded event;
  event.set_until_date(DayNumber(day));
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideCreateAppointment(const World& world, const v1::CreateAppointmentRequest& request,
                                 const Context& context) {
  const v1::Appointment& appointment = request.appointment();
  const auto* person = world.Find<state::v1::PersonRow>(appointment.person());
  if (!appointment.person().empty() && (person == nullptr || person->resource().closed())) {
    return RefuseField("appointment.person", "没有这个人员，或账户已注销",
                       "no such person, or the account is closed");
  }
  if (auto refusal = CheckStands(world, appointment.firm(), "appointment.firm")) return *refusal;
  if (auto refusal = CheckStands(world, appointment.body(), "appointment.body")) return *refusal;
  const absl::CivilDay from = *DayOf(appointment.from_date());
  const absl::CivilDay until = *DayOf(appointment.until_date());
  if (until < from) {
    return RefuseField("appointment.until_date", "聘期止早于聘期起", "the term ends before it begins");
  }
  if (person == nullptr) return AppointFirm(world, appointment, context);
  journal::v1::AppointmentCreated event;
  event.set_person(appointment.person());
  event.set_body(appointment.body());
  event.set_kind(appointment.kind());
  event.set_firm(appointment.firm());
  event.set_from_date(DayNumber(from));
  event.set_until_date(DayNumber(until));
  Outcome outcome;
  outcome.Add(absl::StrCat("appointments/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideEndAppointment(const World& world, const v1::EndAppointmentRequest& request,
                              const Context& context) {
  const v1::Appointment& appointment =
      world.Find<state::v1::AppointmentRow>(request.name())->resource();
  const absl::CivilDay day = *DayOf(request.until_date());
  if (day < *DayOf(appointment.from_date()) || day > *DayOf(appointment.until_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                  "解聘日期应在聘期之内。", "The day must lie inside the term.");
  }
  journal::v1::AppointmentEnded event;
  event.set_until_date(DayNumber(day));
  event.set_reason(request.reason());
  Outcome outcome;
  outcome.Add(request.name(), event);
  if (appointment.person().empty()) {
    if (auto refusal = EndNamedLawyers(world, context, request.name(), event, outcome)) return *refusal;
  }
  return outcome;
}

Decision DecideDeclareConflictRelation(const World& world,
                                       const v1::DeclareConflictRelationRequest& request,
                                       const Context& context) {
  if (auto refusal = CheckDeclarer(world, context, request.parent())) return *refusal;
  const v1::ConflictRelation& relation = request.relation();
  if (auto refusal = CheckStands(world, relation.organization(), "relation.organization")) return *refusal;
  const absl::CivilDay from = *DayOf(relation.from_date());
  journal::v1::ConflictRelationDeclared event;
  event.set_organization(relation.organization());
  event.set_kind(relation.kind());
  event.set_from_date(DayNumber(from));
  if (IsSet(relation.until_date())) {
    const absl::CivilDay until = *DayOf(relation.until_date());
    if (until < from) return RefuseField("relation.until_date", "止日早于起日", "ends before it begins");
    event.set_until_date(DayNumber(until));
  }
  Outcome outcome;
  outcome.Add(absl::StrCat(request.parent(), "/relations/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideEndConflictRelation(const World& world,
                                   const v1::EndConflictRelationRequest& request,
                                   const Context& context) {
  if (auto refusal = CheckDeclarer(world, context, ParentOf(request.name()))) return *refusal;
  const v1::ConflictRelation& relation =
      world.Find<state::v1::ConflictRelationRow>(request.name())->resource();
  const absl::CivilDay day = *DayOf(request.until_date());
  if (day < *DayOf(relation.from_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "解除日期早于开始日期。",
                  "A relation can't end before it began.");
  }
  journal::v1::ConflictRelationEnded event;
  event.set_until_date(DayNumber(day));
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

std::optional<Refusal> CheckRolesApart(const World& world, const std::string& person,
                                       const google::protobuf::RepeatedField<int>& roles, absl::CivilDay from) {
  std::set<int> administrators;
  const auto add = [&administrators](int role) {
    if (role == config::v1::ROLE_SYSTEM_ADMIN || role == config::v1::ROLE_SECURITY_ADMIN ||
        role == config::v1::ROLE_AUDIT_ADMIN) {
      administrators.insert(role);
    }
  };
  for (const int role : roles) add(role);
  const auto* holdings = world.Find<state::v1::HoldingsRow>(person);
  for (int i = 0; holdings != nullptr && i < holdings->holdings_size(); ++i) {
    const int32_t until = holdings->holdings(i).until_date();
    if (until != 0 && until < DayNumber(from)) continue;
    for (const int role : holdings->holdings(i).roles()) add(role);
  }
  if (administrators.size() > 1) {
    return RefuseState("系统、安全、审计三类管理员不能由同一人兼任。请另选人员。",
                       "No person may combine two of the system, security and audit administrators. "
                       "Choose somebody else.");
  }
  return std::nullopt;
}

std::string CredentialKey(absl::string_view sign_in_name) {
  return BesideKey(BesideTable::kCredential, absl::AsciiStrToLower(sign_in_name));
}

bool IsSignInName(absl::string_view name) {
  if (name.size() < 2 || name.size() > 40) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

std::string FreshCode(Entropy& entropy) {
  static constexpr char kAlphabet[] = "23456789abcdefghjkmnpqrstuvwxyz";  // Nothing that looks alike.
  std::string code;
  while (code.size() < 19) {
    const auto byte = static_cast<unsigned char>(entropy.Bytes(1)[0]);
    if (byte >= 248) continue;  // 8 × 31: every letter equally likely.
    if (code.size() % 5 == 4) code.push_back('-');
    code.push_back(kAlphabet[byte % 31]);
  }
  return code;
}

Decision DecideFirstAdministrator(const World& world, const Context& context,
                                  const FirstAdministrator& first, std::string* person) {
  // The code is good for a record without people only, whoever was faster.
  std::string taken;
  const std::string claimed = BesideKey(BesideTable::kKey, "first-administrator");
  if (world.FindBeside(claimed, &taken)) {
    return Refuse(absl::StatusCode::kUnauthenticated, v1::CREDENTIALS_WRONG,
                  "系统已有管理员，一次性口令失效。", "The record has people already; the code is used up.");
  }
  Outcome outcome;
  outcome.beside.push_back({claimed, "claimed"});
  const std::string organization = absl::StrCat("organizations/", context.FreshId());
  *person = absl::StrCat("people/", context.FreshId());
  journal::v1::OrganizationCreated created;
  created.set_title(first.organization_title);
  created.set_kind(v1::ORGANIZATION_KIND_OTHER);
  outcome.Add(organization, std::move(created));
  journal::v1::PersonCreated someone;
  *someone.mutable_display_name() = PutContent(outcome, context, first.display_name);
  *someone.mutable_sign_in_name() = PutContent(outcome, context, first.sign_in_name);
  outcome.Add(*person, std::move(someone));
  journal::v1::PostCreated post;
  post.set_title("系统管理员");
  post.set_person(*person);
  post.add_roles(config::v1::ROLE_SYSTEM_ADMIN);
  post.set_from_date(DayNumber(context.today));
  outcome.Add(absl::StrCat(organization, "/posts/", context.FreshId()), std::move(post));
  state::v1::CredentialRow credential;
  credential.set_person(*person);
  credential.set_password_hash(first.password_hash);
  outcome.beside.push_back({CredentialKey(first.sign_in_name), credential.SerializeAsString()});
  state::v1::SessionRow session;
  if (session.ParseFromString(first.session_value)) {
    session.set_person(*person);
    outcome.beside.push_back({first.session_key, session.SerializeAsString()});
  }
  outcome.answer = *person;
  return outcome;
}

void RegisterDirectoryDecisions(Rooms& rooms) {
  rooms.Command(&DecideCreateOrganization);
  rooms.Command(&DecideUpdateOrganization);
  rooms.Command(&DecideCreatePerson);
  rooms.Command(&DecideClosePerson);
  rooms.Command(&DecideCreatePost);
  rooms.Command(&DecideEndPost);
  rooms.Command(&DecideCreateAppointment)
      .Organization([](const World&, const v1::CreateAppointmentRequest& request) {
        return request.appointment().body();
      });
  rooms.Command(&DecideEndAppointment)
      .Organization([](const World& world, const v1::EndAppointmentRequest& request) {
        return world.Get<state::v1::AppointmentRow>(request.name()).resource().body();
      });
  rooms.Command(&DecideDeclareConflictRelation);
  rooms.Command(&DecideEndConflictRelation);
}

}  // namespace plumbline
