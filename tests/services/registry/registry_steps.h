// tests/services/registry/registry_steps.h: the usual steps from the meeting to publication, each asserting
// success.
//
//   RegistryDistrict district;
//   const std::string matter = district.Passed();           // deliberated
//   district.Sign(matter);
//   district.Number(matter);
//   const v1::Document document = district.Publish(matter);
#ifndef PLUMBLINE_TESTS_SERVICES_REGISTRY_REGISTRY_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_REGISTRY_REGISTRY_STEPS_H_

#include <string>

#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/v1/decision_service.pb.h"
#include "plumbline/v1/registry_service.pb.h"
#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {

class RegistryDistrict : public OpinionDistrict {
 public:
  using OpinionDistrict::OpinionDistrict;

  v1::CreateMeetingRequest MeetingOn(absl::CivilDay day) {
    v1::CreateMeetingRequest request;
    v1::Meeting& meeting = *request.mutable_meeting();
    meeting.set_organization(Org("government"));
    meeting.set_kind(v1::MEETING_KIND_EXECUTIVE);
    meeting.set_serial(7);
    SetDate(day, meeting.mutable_meeting_date());
    meeting.set_place("第一会议室");
    meeting.set_chair(Person("mayor"));
    meeting.set_members_expected(9);
    meeting.set_members_present(8);
    meeting.set_attendance("出席：张三等八人。");
    return request;
  }
  std::string NewMeeting() { return NewMeeting(today()); }
  std::string NewMeeting(absl::CivilDay day) {
    return Must<v1::CreateMeetingResponse>("office", MeetingOn(day)).meeting().name();
  }
  v1::ScheduleMeetingItemRequest ItemFor(const std::string& meeting, const std::string& matter) {
    v1::ScheduleMeetingItemRequest request;
    request.set_parent(meeting);
    request.set_matter(matter);
    return request;
  }
  std::string Schedule(const std::string& meeting, const std::string& matter) {
    return Must<v1::ScheduleMeetingItemResponse>("office", ItemFor(meeting, matter)).item().name();
  }
  v1::RecordDeliberationRequest ResultOf(const std::string& item, v1::DeliberationResult result) {
    v1::RecordDeliberationRequest request;
    request.set_name(item);
    request.set_result(result);
    request.set_head_spoke_last(true);
    if (result == v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE) request.add_required_changes("第二条补充罚则依据。");
    return request;
  }
  v1::MeetingItem Record(const std::string& item, v1::DeliberationResult result) {
    return Must<v1::RecordDeliberationResponse>("office", ResultOf(item, result)).item();
  }
  v1::CloseMinutesRequest Closing(const std::string& meeting) {
    v1::CloseMinutesRequest request;
    request.set_name(meeting);
    request.set_minutes_paper("常务会议纪要〔2023〕7号");
    return request;
  }

  // With an allowing opinion, before any meeting.
  std::string Allowed(const std::string& title = "关于规范户外招牌设置的规定") {
    const std::string matter = UnderReview(title);
    Issue(matter, "LAWFUL");
    return matter;
  }
  std::string Passed(const std::string& title = "关于规范户外招牌设置的规定",
                     v1::DeliberationResult result = v1::DELIBERATION_RESULT_PASSED) {
    const std::string matter = Allowed(title);
    Record(Schedule(NewMeeting(), matter), result);
    return matter;
  }
  v1::SignForIssueRequest Signing(const std::string& matter) {
    v1::SignForIssueRequest request;
    request.set_name(matter);
    return request;
  }
  v1::Matter Sign(const std::string& matter) {
    return Must<v1::SignForIssueResponse>("mayor", Signing(matter)).matter();
  }
  v1::NumberDocumentRequest Numbering(const std::string& matter, const std::string& outside = "") {
    v1::NumberDocumentRequest request;
    request.set_name(matter);
    request.set_outside_number(outside);
    if (!outside.empty()) request.set_outside_source("公文系统");
    return request;
  }
  v1::Matter Number(const std::string& matter, const std::string& outside = "") {
    return Must<v1::NumberDocumentResponse>("office", Numbering(matter, outside)).matter();
  }
  v1::Matter Signed(const std::string& title) {
    const std::string matter = Passed(title);
    return Sign(matter);
  }
  v1::PublishDocumentRequest Publication(const std::string& matter) {
    v1::PublishDocumentRequest request;
    request.set_name(matter);
    request.add_channels("区人民政府门户网站");
    SetDate(today() + 40, request.mutable_effective_date());
    return request;
  }
  std::string Publish(const std::string& matter) {
    return Must<v1::PublishDocumentResponse>("office", Publication(matter)).document();
  }
  const v1::Document& DocumentNow(const std::string& name) { return RowOf<state::v1::DocumentRow>(name)->resource(); }

  // The reason of a refusal that left the record as it was.
  v1::ErrorReason Unchanged(const std::string& who, const google::protobuf::Message& request) {
    const uint64_t before = engine().head().size;
    const auto refusal = Refused(who, request);
    EXPECT_EQ(engine().head().size, before);
    if (!refusal.has_value()) {
      ADD_FAILURE() << request.GetDescriptor()->name() << " was not refused";
      return v1::REASON_UNSPECIFIED;
    }
    EXPECT_FALSE(refusal->message_zh.empty());
    EXPECT_FALSE(refusal->message_en.empty());
    last_refusal_ = *refusal;
    return refusal->reason;
  }
  const Refusal& last_refusal() const { return last_refusal_; }

 private:
  Refusal last_refusal_;
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_REGISTRY_REGISTRY_STEPS_H_
