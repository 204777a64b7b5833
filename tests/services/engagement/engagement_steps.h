// tests/services/engagement/engagement_steps.h: a panel with a law firm, and what its members are engaged for.
#ifndef PLUMBLINE_TESTS_SERVICES_ENGAGEMENT_ENGAGEMENT_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_ENGAGEMENT_ENGAGEMENT_STEPS_H_

#include <optional>
#include <string>

#include "plumbline/v1/engagement_service.pb.h"
#include "tests/services/coverage/coverage_steps.h"

namespace plumbline::testing {

class EngagementDistrict : public CoverageDistrict {
 public:
  // An organisation that is a law firm.
  std::string NewFirm(const std::string& title = "四川测试律师事务所") {
    v1::CreateOrganizationRequest request;
    request.mutable_organization()->set_title(title);
    request.mutable_organization()->set_kind(v1::ORGANIZATION_KIND_LAW_FIRM);
    return Must<v1::CreateOrganizationResponse>("admin", request).organization().name();
  }
  v1::CreateAppointmentRequest FirmAppointment(const std::string& firm) {
    v1::CreateAppointmentRequest request;
    v1::Appointment& appointment = *request.mutable_appointment();
    appointment.set_firm(firm);
    appointment.set_body(Org("bureau"));
    appointment.set_kind(v1::ADVISOR_KIND_LAWYER);
    SetDate(absl::CivilDay(2023, 1, 1), appointment.mutable_from_date());
    SetDate(absl::CivilDay(2024, 12, 31), appointment.mutable_until_date());
    return request;
  }
  std::string AppointFirm(const std::string& firm) {
    return Must<v1::CreateAppointmentResponse>("chief", FirmAppointment(firm)).appointment().name();
  }
  v1::NameLawyerRequest Naming(const std::string& firm_appointment, const std::string& who) {
    v1::NameLawyerRequest request;
    request.set_parent(firm_appointment);
    request.set_person(Person(who));
    request.set_letter_paper("指派函第1号");
    return request;
  }
  // A person from outside whom the firm names.
  v1::Appointment NameLawyer(const std::string& firm_appointment, const std::string& who) {
    AddPerson(who, "", "", {});
    return Must<v1::NameLawyerResponse>("section", Naming(firm_appointment, who)).appointment();
  }
  std::string AppointmentOf(const std::string& who) {
    return RowOf<state::v1::HoldingsRow>(Person(who))->holdings(0).name();
  }

  v1::RecordEngagementRequest Engaging(const std::string& appointment, v1::EngagementKind kind, absl::CivilDay from) {
    v1::RecordEngagementRequest request;
    v1::Engagement& engagement = *request.mutable_engagement();
    engagement.set_appointment(appointment);
    engagement.set_kind(kind);
    engagement.set_title("某公司诉区政府行政协议纠纷一审");
    engagement.set_organization(Org("government"));
    engagement.set_case_number("（2023）川1113行初7号");
    SetDate(from, engagement.mutable_from_date());
    return request;
  }
  v1::Engagement Engage(const std::string& appointment, v1::EngagementKind kind,
                        absl::CivilDay from = absl::CivilDay(2023, 2, 1)) {
    return Must<v1::RecordEngagementResponse>("section", Engaging(appointment, kind, from)).engagement();
  }
  v1::CloseEngagementRequest Closing(const std::string& engagement, v1::EngagementResult result, absl::CivilDay until) {
    v1::CloseEngagementRequest request;
    request.set_name(engagement);
    request.set_result(result);
    SetDate(until, request.mutable_until_date());
    request.set_result_note("一审判决驳回原告诉讼请求。");
    return request;
  }
  v1::Engagement Close(const std::string& engagement, v1::EngagementResult result,
                       absl::CivilDay until = absl::CivilDay(2023, 2, 20)) {
    return Must<v1::CloseEngagementResponse>("section", Closing(engagement, result, until)).engagement();
  }
  int Listed(const std::string& who, const std::string& parent,
             v1::EngagementKind kind = v1::ENGAGEMENT_KIND_UNSPECIFIED) {
    v1::ListEngagementsRequest request;
    request.set_parent(parent);
    request.set_kind(kind);
    return Must<v1::ListEngagementsResponse>(who, request).engagements_size();
  }
  v1::Appointment Member(const std::string& appointment) {
    v1::GetAppointmentRequest request;
    request.set_name(appointment);
    return Must<v1::Appointment>("section", request);
  }
  v1::ErrorReason ReasonOf(const std::string& who, const google::protobuf::Message& request) {
    const auto refusal = Refused(who, request);
    return refusal.has_value() ? refusal->reason : v1::REASON_UNSPECIFIED;
  }
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_ENGAGEMENT_ENGAGEMENT_STEPS_H_
