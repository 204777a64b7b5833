#include <gtest/gtest.h>

#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

TEST(Meeting, IsEnteredByTheOfficeAndReadWithItsAttendance) {
  RegistryDistrict district;
  const std::string name = district.NewMeeting();
  v1::GetMeetingRequest get;
  get.set_name(name);
  const auto meeting = district.Must<v1::Meeting>("office", get);
  EXPECT_EQ(meeting.serial(), 7);
  EXPECT_EQ(meeting.attendance(), "出席：张三等八人。");
  EXPECT_EQ(district.Must<v1::Meeting>("handler", get).attendance(), "");  // Personal data.
  EXPECT_EQ(district.Refused("", get)->reason, v1::RESOURCE_NOT_FOUND);
  v1::ListMeetingsRequest list;
  list.set_parent(district.Org("government"));
  EXPECT_EQ(district.Must<v1::ListMeetingsResponse>("office", list).meetings_size(), 1);
}

TEST(Meeting, RefusesWhatCannotBe) {
  RegistryDistrict district;
  EXPECT_EQ(district.Unchanged("handler", district.MeetingOn(district.today())), v1::ROLE_MISSING);
  EXPECT_EQ(district.Unchanged("office", district.MeetingOn(district.today() + 61)), v1::DATE_IMPOSSIBLE);
  auto crowd = district.MeetingOn(district.today());
  crowd.mutable_meeting()->set_members_present(10);
  EXPECT_EQ(district.Unchanged("office", crowd), v1::FIELD_INVALID);
  auto nobody = district.MeetingOn(district.today());
  nobody.mutable_meeting()->set_chair("people/nobody");
  EXPECT_EQ(district.Unchanged("office", nobody), v1::FIELD_INVALID);
  auto no_such_day = district.MeetingOn(district.today());
  no_such_day.mutable_meeting()->mutable_meeting_date()->set_day(31);
  no_such_day.mutable_meeting()->mutable_meeting_date()->set_month(2);
  EXPECT_NE(district.Unchanged("office", no_such_day), v1::REASON_UNSPECIFIED);
  auto elsewhere = district.MeetingOn(district.today());
  elsewhere.mutable_meeting()->set_organization("organizations/none");
  EXPECT_NE(district.Unchanged("office", elsewhere), v1::REASON_UNSPECIFIED);
}

TEST(Agenda, TakesNothingWithoutAnAllowingOpinionOnThatText) {
  RegistryDistrict district;
  const std::string meeting = district.NewMeeting();
  const std::string under_review = district.UnderReview();
  EXPECT_EQ(district.Unchanged("office", district.ItemFor(meeting, under_review)), v1::STAGE_MISMATCH);

  const std::string forbidden = district.UnderReview("关于收取招牌保证金的规定");
  district.Issue(forbidden, "UNLAWFUL");
  EXPECT_EQ(district.Unchanged("office", district.ItemFor(meeting, forbidden)), v1::GATE_UNMET);

  const std::string matter = district.Allowed();
  district.Revise(matter, "第一条 另一个文本。");
  EXPECT_EQ(district.Unchanged("office", district.ItemFor(meeting, matter)), v1::GATE_UNMET);
  bool same_text = false;
  for (const v1::GateStatus& gate : district.last_refusal().gates) same_text |= gate.gate() == "G-OPINION-SAME-TEXT";
  EXPECT_TRUE(same_text);
  district.Confirm(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  const std::string item = district.Schedule(meeting, matter);
  EXPECT_EQ(district.Unchanged("office", district.ItemFor(meeting, matter)), v1::STATE_MISMATCH);  // Twice.
  EXPECT_EQ(district.Unchanged("handler", district.ItemFor(district.NewMeeting(), matter)), v1::ROLE_MISSING);
  EXPECT_EQ(ParentOf(item), meeting);
}

TEST(Agenda, TakesNoMatterWhoseOpinionCameAfterTheMeeting) {
  RegistryDistrict district;
  const std::string meeting = district.NewMeeting();
  district.clock().Advance(absl::Hours(24));
  const std::string matter = district.Allowed();
  EXPECT_EQ(district.Unchanged("office", district.ItemFor(meeting, matter)), v1::DATE_IMPOSSIBLE);
  district.Schedule(district.NewMeeting(), matter);
}

TEST(Deliberation, MovesTheMatterAsTheMeetingDecided) {
  RegistryDistrict district;
  const std::string meeting = district.NewMeeting();
  const std::string passed = district.Allowed("甲规定");
  const std::string item = district.Schedule(meeting, passed);
  EXPECT_EQ(district.Record(item, v1::DELIBERATION_RESULT_PASSED).text_digest(), district.MatterNow(passed).text_digest());
  EXPECT_EQ(district.MatterNow(passed).stage(), config::v1::STAGE_DELIBERATED);
  EXPECT_EQ(district.MatterNow(passed).meeting_item(), item);

  for (const auto result : {v1::DELIBERATION_RESULT_RETURNED, v1::DELIBERATION_RESULT_DEFERRED}) {
    const std::string matter = district.Allowed("乙规定");
    district.Record(district.Schedule(meeting, matter), result);
    EXPECT_EQ(district.MatterNow(matter).stage(), config::v1::STAGE_OPINION_ISSUED);
    EXPECT_EQ(district.MatterNow(matter).meeting_item(), "");
    district.Record(district.Schedule(district.NewMeeting(), matter), v1::DELIBERATION_RESULT_PASSED);
    EXPECT_EQ(district.MatterNow(matter).stage(), config::v1::STAGE_DELIBERATED);
  }
  const std::string rejected = district.Allowed("丙规定");
  district.Record(district.Schedule(meeting, rejected), v1::DELIBERATION_RESULT_REJECTED);
  EXPECT_EQ(district.MatterNow(rejected).stage(), config::v1::STAGE_ENDED);
  EXPECT_EQ(district.MatterNow(rejected).ending(), v1::ENDING_REJECTED);
}

TEST(Deliberation, RefusesWhatIsIncompleteTwiceOrTooEarly) {
  RegistryDistrict district;
  const std::string matter = district.Allowed();
  const std::string meeting = district.NewMeeting(district.today() + 2);
  const std::string item = district.Schedule(meeting, matter);  // The agenda stands before the meeting.
  const auto passed = district.ResultOf(item, v1::DELIBERATION_RESULT_PASSED);
  EXPECT_EQ(district.Unchanged("office", passed), v1::DATE_IMPOSSIBLE);
  EXPECT_EQ(district.Unchanged("office", district.Closing(meeting)), v1::DATE_IMPOSSIBLE);
  district.clock().Advance(absl::Hours(48));
  auto bare = district.ResultOf(item, v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE);
  bare.clear_required_changes();
  EXPECT_EQ(district.Unchanged("office", bare), v1::FIELD_INVALID);
  auto against = passed;
  against.set_against_majority(true);
  EXPECT_EQ(district.Unchanged("office", against), v1::FIELD_INVALID);
  EXPECT_EQ(district.Unchanged("reviewer", passed), v1::ROLE_MISSING);
  auto unknown = passed;
  unknown.set_result(static_cast<v1::DeliberationResult>(99));
  EXPECT_EQ(district.Unchanged("office", unknown), v1::FIELD_INVALID);
  auto stale = passed;
  stale.set_etag("v9");
  EXPECT_EQ(district.Unchanged("office", stale), v1::ETAG_STALE);
  against.set_majority_reason("事关安全，须即行。");
  against.set_dissent("两名成员认为应当再论证。");
  district.Must<v1::RecordDeliberationResponse>("office", against);
  EXPECT_NE(district.Unchanged("office", passed), v1::REASON_UNSPECIFIED);
  v1::GetMeetingItemRequest get;
  get.set_name(item);
  EXPECT_EQ(district.Must<v1::MeetingItem>("office", get).dissent(), "两名成员认为应当再论证。");
  const auto drafter = district.Do<v1::MeetingItem>("handler", get);
  if (const auto* seen = std::get_if<v1::MeetingItem>(&drafter)) {
    EXPECT_EQ(seen->dissent(), "");
  }
  EXPECT_EQ(district.Refused("stranger", get)->reason, v1::RESOURCE_NOT_FOUND);
  // As of its first version it had no result.
  get.mutable_as_of()->set_version(1);
  EXPECT_FALSE(district.Must<v1::MeetingItem>("office", get).has_deliberated());
}

TEST(Deliberation, GatesBindAgainWhenTheTextChangedSinceItWasScheduled) {
  RegistryDistrict district;
  const std::string matter = district.Allowed();
  const std::string item = district.Schedule(district.NewMeeting(), matter);
  district.Revise(matter, "第一条 会前换掉的文本。");
  EXPECT_EQ(district.Unchanged("office", district.ResultOf(item, v1::DELIBERATION_RESULT_PASSED)), v1::GATE_UNMET);
}

TEST(Minutes, FixTheItemsOnceEveryItemHasItsResult) {
  RegistryDistrict district;
  const std::string meeting = district.NewMeeting();
  const std::string item = district.Schedule(meeting, district.Allowed());
  EXPECT_EQ(district.Unchanged("office", district.Closing(meeting)), v1::STATE_MISMATCH);
  district.Record(item, v1::DELIBERATION_RESULT_PASSED);
  auto nothing = district.Closing(meeting);
  nothing.clear_minutes_paper();
  EXPECT_EQ(district.Unchanged("office", nothing), v1::FIELD_INVALID);
  nothing.set_minutes_file("files/" + std::string(64, 'a'));
  EXPECT_EQ(district.Unchanged("office", nothing), v1::FILE_UNUSABLE);
  const auto closed = district.Must<v1::CloseMinutesResponse>("office", district.Closing(meeting)).meeting();
  EXPECT_TRUE(closed.has_closed());
  EXPECT_EQ(district.Unchanged("office", district.Closing(meeting)), v1::STATE_MISMATCH);
  EXPECT_EQ(district.Unchanged("office", district.ItemFor(meeting, district.Allowed("丁规定"))), v1::STATE_MISMATCH);
}

TEST(Minutes, NameEachMajorDecisionOnWhichTheHeadDidNotSpeakLast) {
  RegistryDistrict district;
  const std::string matter = district.DecisionUnderReview(false);
  district.Issue(matter, "LAWFUL");
  const std::string document = district.Allowed();
  const std::string meeting = district.NewMeeting();
  auto first = district.ResultOf(district.Schedule(meeting, matter), v1::DELIBERATION_RESULT_PASSED);
  auto other = district.ResultOf(district.Schedule(meeting, document), v1::DELIBERATION_RESULT_PASSED);
  first.set_head_spoke_last(false);
  other.set_head_spoke_last(false);  // No gate for a document.
  district.Must<v1::RecordDeliberationResponse>("office", first);
  district.Must<v1::RecordDeliberationResponse>("office", other);
  EXPECT_EQ(district.Unchanged("office", district.Closing(meeting)), v1::GATE_UNMET);
  ASSERT_EQ(district.last_refusal().gates.size(), 1u);
  EXPECT_EQ(district.last_refusal().gates[0].gate(), "G-HEAD-LAST");
  EXPECT_EQ(district.last_refusal().gates[0].missing(0), first.name());
}

class AttendanceTest : public ::testing::Test {
 protected:
  // A meeting on whose agenda nobody knows yet who will come.
  std::string Announced() {
    auto request = district_.MeetingOn(district_.today());
    request.mutable_meeting()->clear_members_present();
    request.mutable_meeting()->clear_attendance();
    return district_.Must<v1::CreateMeetingResponse>("office", request).meeting().name();
  }
  v1::RecordAttendanceRequest Attendance(const std::string& meeting, int present, bool last) {
    v1::RecordAttendanceRequest request;
    request.set_name(meeting);
    request.set_members_present(present);
    request.set_attendance("出席：张三等。");
    request.set_head_spoke_last(last);
    return request;
  }
  // A passed item of the meeting, with nothing said about who spoke last.
  v1::RecordDeliberationRequest Passed(const std::string& meeting, const std::string& matter) {
    auto request = district_.ResultOf(district_.Schedule(meeting, matter), v1::DELIBERATION_RESULT_PASSED);
    request.set_head_spoke_last(false);
    return request;
  }
  std::string Decision() {
    const std::string matter = district_.DecisionUnderReview(false);
    district_.Issue(matter, "LAWFUL");
    return matter;
  }

  RegistryDistrict district_;
};

TEST_F(AttendanceTest, IsEnteredOnceForAllItems) {
  const std::string matter = Decision();
  const std::string meeting = Announced();
  district_.Must<v1::RecordDeliberationResponse>("office", Passed(meeting, matter));
  EXPECT_EQ(district_.Unchanged("office", district_.Closing(meeting)), v1::STATE_MISMATCH);  // Nobody was there.
  const auto held =
      district_.Must<v1::RecordAttendanceResponse>("office", Attendance(meeting, 8, true)).meeting();
  EXPECT_EQ(held.members_present(), 8);
  EXPECT_TRUE(held.head_spoke_last());
  EXPECT_TRUE(held.has_held());
  v1::GetMeetingRequest get;
  get.set_name(meeting);
  EXPECT_EQ(district_.Must<v1::Meeting>("office", get).attendance(), "出席：张三等。");
  EXPECT_EQ(district_.Must<v1::Meeting>("handler", get).attendance(), "");
  EXPECT_TRUE(district_.Must<v1::CloseMinutesResponse>("office", district_.Closing(meeting)).meeting().has_closed());
  EXPECT_EQ(district_.Unchanged("office", Attendance(meeting, 7, true)), v1::STATE_MISMATCH);
}

TEST_F(AttendanceTest, AnItemSaysWhatDiffered) {
  const std::string matter = Decision();
  const std::string meeting = Announced();
  district_.Must<v1::RecordAttendanceResponse>("office", Attendance(meeting, 8, true));
  auto request = Passed(meeting, matter);
  request.set_members_present(10);
  EXPECT_EQ(district_.Unchanged("office", request), v1::FIELD_INVALID);  // Of nine.
  request.set_members_present(7);
  request.set_exceptions("李四回避。");
  request.set_head_not_last(true);
  const auto item = district_.Must<v1::RecordDeliberationResponse>("office", request).item();
  EXPECT_EQ(item.members_present(), 7);
  EXPECT_EQ(item.exceptions(), "李四回避。");
  EXPECT_EQ(district_.Unchanged("office", district_.Closing(meeting)), v1::GATE_UNMET);
  ASSERT_EQ(district_.last_refusal().gates.size(), 1u);
  EXPECT_EQ(district_.last_refusal().gates[0].missing(0), item.name());
}

TEST_F(AttendanceTest, RefusesWhatCannotBe) {
  const std::string meeting = Announced();
  EXPECT_EQ(district_.Unchanged("handler", Attendance(meeting, 8, true)), v1::ROLE_MISSING);
  EXPECT_EQ(district_.Unchanged("office", Attendance(meeting, 10, true)), v1::FIELD_INVALID);
  EXPECT_EQ(district_.Unchanged("office", Attendance(meeting, 0, true)), v1::FIELD_INVALID);
  auto ahead = district_.MeetingOn(district_.today() + 10);
  ahead.mutable_meeting()->clear_members_present();
  const auto next = district_.Must<v1::CreateMeetingResponse>("office", ahead).meeting().name();
  EXPECT_EQ(district_.Unchanged("office", Attendance(next, 8, true)), v1::DATE_IMPOSSIBLE);
  auto both = Passed(meeting, Decision());
  both.set_head_spoke_last(true);
  both.set_head_not_last(true);
  EXPECT_EQ(district_.Unchanged("office", both), v1::FIELD_INVALID);
}

}  // namespace
}  // namespace plumbline::testing
