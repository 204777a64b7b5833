#include "tests/services/correction/correction_steps.h"

#include "plumbline/v1/decision_service.pb.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Day(const google::type::Date& date) {
  const auto day = DayOf(date);
  return day.has_value() ? absl::FormatCivilTime(*day) : "";
}

// --- At once ---

TEST(CorrectionTest, CorrectsWhatNoClockFollowsAtOnceAndShowsIt) {
  CorrectionDistrict district;
  const std::string meeting = district.NewMeeting();
  const int64_t before = district.Size();
  const v1::Correction correction = district.Correct("office", meeting, "serial", "7", "8");
  EXPECT_EQ(correction.state(), v1::CORRECTION_STATE_APPLIED);
  EXPECT_FALSE(correction.needs_approval());
  EXPECT_EQ(correction.entry(), before - 1) << "the entry that made the meeting";
  EXPECT_EQ(correction.organization(), district.Org("office"));
  EXPECT_EQ(correction.proposed().actor(), district.Person("office"));
  EXPECT_THAT(correction.affected(), IsEmpty());

  v1::GetMeetingRequest get;
  get.set_name(meeting);
  const v1::Meeting now = district.Must<v1::Meeting>("handler", get);
  EXPECT_EQ(now.serial(), 8);
  ASSERT_EQ(now.corrections_size(), 1);
  EXPECT_EQ(now.corrections(0).field(), "serial");
  EXPECT_EQ(now.corrections(0).was(), "7");
  EXPECT_EQ(now.corrections(0).is(), "8");
  EXPECT_EQ(now.corrections(0).correction(), correction.name());
  EXPECT_EQ(Day(now.corrections(0).corrected_date()), "2023-03-01");

  get.mutable_as_of()->set_tree_size(before);
  const v1::Meeting then = district.Must<v1::Meeting>("handler", get);
  EXPECT_EQ(then.serial(), 7) << "as of a moment before, what was known then";
  EXPECT_EQ(then.corrections_size(), 0);
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, ReplacesAWronglyFiledAttachment) {
  CorrectionDistrict district;
  const std::string matter = district.Accepted();
  const v1::Material& material = district.MatterNow(matter).materials(0);
  const std::string slot = material.slot();
  const std::string wrong = material.file();
  const std::string right = district.files().AddText("正确的说明");
  const std::string field = absl::StrCat("materials[", slot, "].file");
  EXPECT_EQ(district.Unchanged("handler", district.Proposal(matter, field, wrong, "files/" + std::string(64, 'a'))),
            v1::FILE_UNUSABLE);
  EXPECT_EQ(district.Unchanged("handler", district.Proposal(matter, field, wrong, "")), v1::FIELD_INVALID)
      << "neither a file nor a reason would be left";
  const v1::Correction correction = district.Correct("handler", matter, field, wrong, right);
  EXPECT_EQ(correction.state(), v1::CORRECTION_STATE_APPLIED);
  EXPECT_EQ(district.MatterNow(matter).materials(0).file(), right);
  EXPECT_EQ(district.MatterNow(matter).stage(), config::v1::STAGE_ACCEPTED) << "nothing else moves";
}

TEST(CorrectionTest, KeepsPersonalDataOutOfTheJournalAndFromWhoMayNotSeeIt) {
  CorrectionDistrict district;
  const std::string meeting = district.NewMeeting();
  const int64_t before = district.Size();
  const v1::Correction correction =
      district.Correct("office", meeting, "attendance", "出席：张三等八人。", "出席：张珊等八人。");
  EXPECT_EQ(correction.state(), v1::CORRECTION_STATE_APPLIED);
  EXPECT_EQ(correction.is(), "出席：张珊等八人。") << "who entered it sees it";
  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  for (int64_t i = before; i < district.Size(); ++i) {
    const auto bytes = reader.EntryBytes(static_cast<uint64_t>(i));
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(bytes->find("张珊"), std::string::npos);
    EXPECT_EQ(bytes->find("张三"), std::string::npos);
  }
  v1::GetMeetingRequest get;
  get.set_name(meeting);
  const v1::Meeting seen = district.Must<v1::Meeting>("office", get);
  EXPECT_EQ(seen.attendance(), "出席：张珊等八人。");
  ASSERT_EQ(seen.corrections_size(), 1);
  EXPECT_EQ(seen.corrections(0).was(), "出席：张三等八人。");
  const v1::Meeting masked = district.Must<v1::Meeting>("handler", get);
  EXPECT_EQ(masked.attendance(), "");
  ASSERT_EQ(masked.corrections_size(), 1);
  EXPECT_EQ(masked.corrections(0).was(), "");
  v1::GetCorrectionRequest read;
  read.set_name(correction.name());
  EXPECT_EQ(district.Must<v1::Correction>("handler", read).is(), "");
  EXPECT_EQ(district.RebuildProblem(), "");
}

// --- By two ---

TEST(CorrectionTest, WaitsForASecondPersonWhereAClockFollows) {
  CorrectionDistrict district;
  const std::string matter = district.AcceptedOn(absl::CivilDay(2023, 3, 2));
  const std::string due = Day(district.Clock(matter, "T-REVIEW-MAX")->due_date());
  const int64_t before = district.Size();
  const v1::Correction proposed =
      district.Correct("intake", matter, "accepted.occurred_on", "2023-03-02", "2023-03-06");
  EXPECT_EQ(proposed.state(), v1::CORRECTION_STATE_PROPOSED);
  EXPECT_TRUE(proposed.needs_approval());
  EXPECT_EQ(Day(district.MatterNow(matter).accepted().occurred_on()), "2023-03-02") << "nothing moved yet";

  v1::ListCorrectionsRequest list;
  list.set_parent(district.Org("bureau"));
  list.set_waiting(true);
  EXPECT_EQ(district.Must<v1::ListCorrectionsResponse>("section", list).corrections_size(), 1);

  EXPECT_EQ(district.Unchanged("intake", district.Approval(proposed.name())), v1::SECOND_PERSON_NEEDED);
  EXPECT_EQ(district.Unchanged("handler", district.Approval(proposed.name())), v1::ROLE_MISSING);
  const v1::Correction approved = district.Approve("section", proposed.name());
  EXPECT_EQ(approved.state(), v1::CORRECTION_STATE_APPLIED);
  EXPECT_EQ(approved.decided().actor(), district.Person("section"));
  EXPECT_EQ(district.Must<v1::ListCorrectionsResponse>("section", list).corrections_size(), 0);

  const v1::Matter& now = district.MatterNow(matter);
  EXPECT_EQ(Day(now.accepted().occurred_on()), "2023-03-06");
  const v1::Deadline* clock = district.Clock(matter, "T-REVIEW-MAX");
  EXPECT_EQ(Day(clock->start_date()), "2023-03-06");
  EXPECT_EQ(due, "2023-03-23") << "15 working days from Thursday the 2nd";
  EXPECT_EQ(Day(clock->due_date()), "2023-03-27") << "from Monday the 6th";
  EXPECT_EQ(district.RowOf<state::v1::MatterRow>(matter)->last_act_date(), 20230306);

  v1::GetMatterRequest get;
  get.set_name(matter);
  get.mutable_as_of()->set_tree_size(before);
  EXPECT_EQ(Day(district.Must<v1::Matter>("intake", get).accepted().occurred_on()), "2023-03-02");
  EXPECT_EQ(district.Unchanged("section", district.Approval(proposed.name())), v1::STATE_MISMATCH);
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, LetsTimeAndTimelinessOfTheOpinionFollow) {
  CorrectionDistrict district;
  const std::string matter = district.StartReview(district.AcceptedOn(absl::CivilDay(2023, 3, 2)));
  district.clock().Advance(absl::Hours(24 * 19));  // 2023-03-25, a Saturday: two days late.
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  ASSERT_TRUE(opinion.late());
  const int used = opinion.days_used();
  EXPECT_EQ(district.Figure("timeliness.on_time"), 0);
  const int64_t before = district.Size();
  const v1::Correction proposed =
      district.Correct("intake", matter, "accepted.occurred_on", "2023-03-02", "2023-03-06");
  const v1::Correction approved = district.Approve("chief", proposed.name());
  EXPECT_THAT(approved.affected(), ElementsAre(opinion.name()));
  const v1::Opinion& now = district.RowOf<state::v1::OpinionRow>(opinion.name())->resource();
  EXPECT_FALSE(now.late());
  EXPECT_EQ(now.days_used(), used - 2);
  EXPECT_FALSE(district.Clock(matter, "T-REVIEW-MAX")->late());
  EXPECT_EQ(district.Figure("timeliness.on_time"), 1);
  EXPECT_EQ(district.Figure("timeliness.due"), 1);
  EXPECT_EQ(district.Figure("timeliness.on_time", 2023, before), 0) << "as it was counted then";
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, ShowsWhatGatesWouldNowRefuseAndUndoesNothing) {
  CorrectionDistrict district;
  district.clock().Advance(absl::Hours(24 * 7));  // 2023-03-08.
  const std::string matter = district.UnderReview();
  district.clock().Advance(absl::Hours(24 * 2));  // 2023-03-10.
  v1::IssueOpinionRequest issue = district.OpinionOn(matter, "LAWFUL");
  SetDate(absl::CivilDay(2023, 3, 9), issue.mutable_act()->mutable_occurred_on());
  const v1::Opinion opinion = district.Must<v1::IssueOpinionResponse>("chief", issue).opinion();
  district.Record(district.Schedule(district.NewMeeting(absl::CivilDay(2023, 3, 9)), matter),
                  v1::DELIBERATION_RESULT_PASSED);
  district.Sign(matter);
  district.Number(matter);
  const std::string document = district.Publish(matter);
  ASSERT_EQ(district.Figure("coverage.covered"), 1);
  const int64_t before = district.Size();
  const v1::Correction proposed =
      district.Correct("chief", opinion.name(), "issued.occurred_on", "2023-03-09", "2023-03-10");
  const v1::Correction approved = district.Approve("section", proposed.name());
  ASSERT_EQ(approved.gates_size(), 1) << approved.ShortDebugString();
  EXPECT_EQ(approved.gates(0).matter(), matter);
  EXPECT_EQ(approved.gates(0).command(), "RecordDeliberation");
  EXPECT_EQ(approved.gates(0).gate(), "G-OPINION");
  EXPECT_THAT(approved.affected(), ElementsAre(matter, document));
  EXPECT_EQ(district.MatterNow(matter).stage(), config::v1::STAGE_PUBLISHED) << "not undone";
  EXPECT_EQ(district.Figure("coverage.covered"), 0);
  EXPECT_EQ(district.Figure("coverage.uncovered"), 1);
  EXPECT_EQ(district.Figure("coverage.published"), 1);
  EXPECT_EQ(district.Figure("coverage.covered", 2023, before), 1);
  EXPECT_EQ(Day(district.Clock(matter, "T-REVIEW-MAX")->met_date()), "2023-03-10");
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, MovesAnActToTheYearInWhichItWas) {
  CorrectionDistrict district;
  district.clock().Set(absl::FromCivil(absl::CivilSecond(2023, 12, 28, 9, 0, 0), absl::FixedTimeZone(8 * 3600)));
  const std::string matter = district.UnderReview();
  district.Assign(matter, "advisor1");
  district.clock().Advance(absl::Hours(24 * 6));  // 2024-01-03.
  const v1::Advice advice =
      district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter)).advice();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(district.Figure("advice_given", 2024), 1);
  EXPECT_EQ(district.Figure("reviewed", 2024), 1);
  const auto move = [&](const std::string& who, const std::string& other, const std::string& target,
                        const std::string& field) {
    district.Approve(other, district.Correct(who, target, field, "2024-01-03", "2023-12-29").name());
  };
  move("advisor1", "chief", advice.name(), "signed.occurred_on");
  move("chief", "section", opinion.name(), "issued.occurred_on");
  for (const char* figure : {"advice_given", "reviewed", "opinions_issued", "timeliness.due", "timeliness.on_time"}) {
    EXPECT_EQ(district.Figure(figure, 2024), 0) << figure;
    EXPECT_EQ(district.Figure(figure, 2023), 1) << figure;
  }
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, CorrectsTheDayOfAReturnByItsEntry) {
  CorrectionDistrict district;
  const std::string matter = district.StartReview(district.Accepted());
  district.clock().Advance(absl::Hours(24 * 6));  // 2023-03-07.
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("请补充依据。");
  district.Must<v1::ReturnMatterResponse>("reviewer", back);
  const int64_t entry = district.Size() - 1;
  v1::ProposeCorrectionRequest request = district.Proposal(matter, "occurred_on", "2023-03-07", "2023-03-06");
  EXPECT_EQ(district.Unchanged("reviewer", request), v1::FIELD_INVALID) << "the entry is missing";
  request.mutable_correction()->set_entry(entry);
  const v1::Correction proposed =
      district.Must<v1::ProposeCorrectionResponse>("reviewer", request).correction();
  ASSERT_EQ(Day(district.Clock(matter, "T-REVIEW-MAX")->suspensions(0).from_date()), "2023-03-07");
  district.Approve("section", proposed.name());
  EXPECT_EQ(Day(district.Clock(matter, "T-REVIEW-MAX")->suspensions(0).from_date()), "2023-03-06");
  EXPECT_EQ(district.MatterNow(matter).corrections(0).field(), "occurred_on");
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, MovesTheDayOfPublicationInBothPlaces) {
  CorrectionDistrict district;
  const std::string matter = district.Passed();
  district.Sign(matter);
  district.Number(matter);
  district.clock().Advance(absl::Hours(24 * 6));
  const std::string document = district.Publish(matter);  // 2023-03-07.
  const v1::Correction proposed =
      district.Correct("office", document, "publish_date", "2023-03-07", "2023-03-06");
  district.Approve("clerk", proposed.name());
  EXPECT_EQ(Day(district.DocumentNow(document).publish_date()), "2023-03-06");
  EXPECT_EQ(Day(district.DocumentNow(document).published().occurred_on()), "2023-03-06");
  EXPECT_EQ(district.Unchanged("office", district.Proposal(document, "effective_date",
                                                           Day(district.DocumentNow(document).effective_date()),
                                                           "2023-03-01")),
            v1::DATE_IMPOSSIBLE);
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(CorrectionTest, LeavesARejectedFactAsItIs) {
  CorrectionDistrict district;
  const std::string matter = district.AcceptedOn(absl::CivilDay(2023, 3, 2));
  const v1::Correction proposed =
      district.Correct("intake", matter, "accepted.occurred_on", "2023-03-02", "2023-03-06");
  EXPECT_EQ(district.Unchanged("handler", district.Rejection(proposed.name())), v1::ROLE_MISSING);
  const v1::Correction rejected =
      district.Must<v1::RejectCorrectionResponse>("intake", district.Rejection(proposed.name())).correction();
  EXPECT_EQ(rejected.state(), v1::CORRECTION_STATE_REJECTED);
  EXPECT_EQ(rejected.decision_reason(), "原记录无误。");
  EXPECT_EQ(Day(district.MatterNow(matter).accepted().occurred_on()), "2023-03-02");
  EXPECT_EQ(district.MatterNow(matter).corrections_size(), 0);
  EXPECT_EQ(district.Unchanged("section", district.Approval(proposed.name())), v1::STATE_MISMATCH);
  EXPECT_EQ(district.Unchanged("section", district.Rejection(proposed.name())), v1::STATE_MISMATCH);
}

TEST(CorrectionTest, DoesNotApproveWhatChangedMeanwhile) {
  CorrectionDistrict district;
  const std::string matter = district.AcceptedOn(absl::CivilDay(2023, 3, 2));
  const v1::Correction first =
      district.Correct("intake", matter, "accepted.occurred_on", "2023-03-02", "2023-03-06");
  const v1::Correction second =
      district.Correct("section", matter, "accepted.occurred_on", "2023-03-02", "2023-03-03");
  district.Approve("chief", first.name());
  EXPECT_EQ(district.Unchanged("chief", district.Approval(second.name())), v1::STATE_MISMATCH);
  EXPECT_THAT(district.last_refusal().message_zh, HasSubstr("2023-03-06"));
}

// --- What is refused ---

TEST(CorrectionTest, RefusesWhatIsSupersededVoidedOrReissued) {
  CorrectionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  for (const char* field : {"number", "conclusion", "texts[1].text_digest", "days_used", "nothing", "corrections[1].was"}) {
    EXPECT_EQ(district.Unchanged("chief", district.Proposal(opinion.name(), field, "", "x")), v1::NOT_CORRECTABLE)
        << field;
  }
  EXPECT_THAT(district.last_refusal().message_zh, HasSubstr("issued.occurred_on")) << "it says what can be";
  EXPECT_EQ(district.Unchanged("chief", district.Proposal(matter, "stage", "STAGE_OPINION_ISSUED", "STAGE_DRAFT")),
            v1::NOT_CORRECTABLE);
  EXPECT_EQ(district.Unchanged("chief", district.Proposal(district.Org("bureau"), "title", "", "x")),
            v1::NOT_CORRECTABLE);
  EXPECT_EQ(district.Unchanged("chief", district.Proposal("matters/nowhere", "title", "", "x")), v1::RESOURCE_NOT_FOUND);
}

TEST(CorrectionTest, RefusesDaysThatCannotBe) {
  CorrectionDistrict district;
  const std::string matter = district.StartReview(district.AcceptedOn(absl::CivilDay(2023, 3, 2)));
  const auto refused = [&](const std::string& is) {
    return district.Unchanged("intake", district.Proposal(matter, "accepted.occurred_on", "2023-03-02", is));
  };
  EXPECT_EQ(refused("2023-03-07"), v1::DATE_IMPOSSIBLE) << "after the day of its entry";
  EXPECT_EQ(refused("2023-03-01"), v1::DATE_IMPOSSIBLE) << "before the submission";
  EXPECT_EQ(refused("2023-02-29"), v1::FIELD_INVALID);
  EXPECT_EQ(refused("6 March"), v1::FIELD_INVALID);
  EXPECT_EQ(refused(""), v1::FIELD_INVALID);
  EXPECT_EQ(refused("2023-03-02"), v1::FIELD_INVALID) << "changes nothing";
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  district.clock().Advance(absl::Hours(24));
  EXPECT_EQ(district.Unchanged("chief", district.Proposal(opinion.name(), "issued.occurred_on", "2023-03-06", "2023-03-01")),
            v1::DATE_IMPOSSIBLE)
      << "before the review began";
}

TEST(CorrectionTest, RefusesWhatDoesNotFitTheField) {
  CorrectionDistrict district;
  const std::string meeting = district.NewMeeting();
  const auto refused = [&](const std::string& field, const std::string& was, const std::string& is) {
    return district.Unchanged("office", district.Proposal(meeting, field, was, is));
  };
  EXPECT_EQ(refused("serial", "7", "0"), v1::FIELD_INVALID);
  EXPECT_EQ(refused("serial", "7", "seven"), v1::FIELD_INVALID);
  EXPECT_EQ(refused("serial", "7", "10000"), v1::FIELD_INVALID);
  EXPECT_EQ(refused("serial", "6", "8"), v1::STATE_MISMATCH) << "`was` is not what stands there";
  EXPECT_THAT(district.last_refusal().message_en, HasSubstr("\"7\""));
  EXPECT_EQ(refused("members_present", "8", "10"), v1::FIELD_INVALID) << "of nine";
  EXPECT_EQ(refused("place", "第一会议室", std::string(303, 'a')), v1::FIELD_INVALID);
  EXPECT_EQ(refused("chair", district.Person("mayor"), "people/nobody"), v1::FIELD_INVALID);
  v1::ProposeCorrectionRequest request = district.Proposal(meeting, "serial", "7", "8");
  request.mutable_correction()->clear_proof_paper();
  EXPECT_EQ(district.Unchanged("office", request), v1::FIELD_INVALID) << "no evidence";
  request.mutable_correction()->set_proof_file("files/" + std::string(64, 'a'));
  EXPECT_EQ(district.Unchanged("office", request), v1::FILE_UNUSABLE);
  request = district.Proposal(meeting, "serial", "7", "8");
  request.mutable_correction()->clear_reason();
  EXPECT_EQ(district.Unchanged("office", request), v1::FIELD_INVALID);
  request = district.Proposal(meeting, "serial", "7", "8");
  request.mutable_correction()->set_entry(1);
  EXPECT_EQ(district.Unchanged("office", request), v1::FIELD_INVALID) << "another resource's entry";
}

TEST(CorrectionTest, IsForTheOrganisationThatEnteredTheFact) {
  CorrectionDistrict district;
  const std::string meeting = district.NewMeeting();
  EXPECT_EQ(district.Unchanged("chief", district.Proposal(meeting, "serial", "7", "8")), v1::ROLE_MISSING);
  EXPECT_THAT(district.last_refusal().message_zh, HasSubstr(district.Org("office")));
  const std::string matter = district.Accepted();
  EXPECT_EQ(district.Unchanged("stranger", district.Proposal(matter, "title", district.MatterNow(matter).title(), "别的")),
            v1::RESOURCE_NOT_FOUND)
      << "who may not see the matter learns nothing";
  EXPECT_EQ(district.Unchanged("intake", district.Proposal(matter, "title", district.MatterNow(matter).title(), "别的")),
            v1::ROLE_MISSING)
      << "the drafter typed the title";
  district.Correct("head", matter, "title", district.MatterNow(matter).title(), "关于规范户外招牌设置管理的规定");
  EXPECT_EQ(district.MatterNow(matter).title(), "关于规范户外招牌设置管理的规定");
}

TEST(CorrectionTest, IsListedUnderWhatItCorrects) {
  CorrectionDistrict district;
  const std::string meeting = district.NewMeeting();
  district.Correct("office", meeting, "serial", "7", "8");
  district.Correct("office", meeting, "place", "第一会议室", "第二会议室");
  v1::ListCorrectionsRequest list;
  list.set_parent(meeting);
  const auto reply = district.Must<v1::ListCorrectionsResponse>("handler", list);
  ASSERT_EQ(reply.corrections_size(), 2);
  EXPECT_EQ(reply.corrections(0).field(), "place") << "the newest first";
  EXPECT_EQ(reply.corrections(0).reason(), "录入时看错一行。");
  list.set_waiting(true);
  EXPECT_TRUE(district.Refused("handler", list).has_value());
}

}  // namespace
}  // namespace plumbline::testing
