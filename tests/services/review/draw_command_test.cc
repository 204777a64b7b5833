#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/review/draw.h"
#include "storage/journal.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

// A draw as two parties make it: the bureau announces, the office of the government chose the
// nonce.
class DrawDistrict : public ReviewDistrict {
 public:
  const std::string nonce = std::string(kNonceBytes, 'n');

  v1::AnnounceDrawRequest Announcement(const std::string& matter, int count = 2,
                                       const std::string& party = "") {
    v1::AnnounceDrawRequest request;
    request.set_parent(matter);
    request.set_role(config::v1::ROLE_ADVISOR);
    request.set_count(count);
    request.set_nonce_sha256(std::string(BytesOf(Sha256(nonce))));
    request.set_nonce_party(party.empty() ? Org("office") : party);
    return request;
  }
  v1::Draw Announce(const std::string& matter, int count = 2, const std::string& party = "") {
    return Must<v1::AnnounceDrawResponse>("section", Announcement(matter, count, party)).draw();
  }
  v1::RevealDrawRequest Reveal(const std::string& draw) {
    v1::RevealDrawRequest request;
    request.set_name(draw);
    request.set_nonce(nonce);
    return request;
  }
  v1::CancelDrawRequest Cancel(const std::string& draw) {
    v1::CancelDrawRequest request;
    request.set_name(draw);
    request.set_reason("随机数逾期未公开。");
    return request;
  }
  Hash RootAt(uint64_t size) {
    const auto snapshot = store().GetSnapshot();
    return *Journal(snapshot.get()).Root(size);
  }
};

TEST(AnnounceDrawTest, ListsThePoolByNameAndWhoIsLeftOutWithReasons) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  const auto gone = district.Assign(matter, "advisor2");
  district.Must<v1::RecuseResponse>("section", district.Recusal(gone.name()));
  district.Declare("advisor3", "department", v1::CONFLICT_RELATION_KIND_OPPOSING);
  const v1::Draw draw = district.Announce(matter, 1);
  ASSERT_EQ(draw.pool_size(), 1);
  EXPECT_EQ(draw.pool(0).person(), district.Person("advisor4"));
  std::map<std::string, v1::ExclusionReason> reasons;
  for (const v1::Exclusion& one : draw.exclusions()) reasons[one.person()] = one.reason();
  EXPECT_EQ(reasons[district.Person("advisor1")], v1::EXCLUSION_REASON_ASSIGNED);
  EXPECT_EQ(reasons[district.Person("advisor2")], v1::EXCLUSION_REASON_RECUSED);
  EXPECT_EQ(reasons[district.Person("advisor3")], v1::EXCLUSION_REASON_CONFLICT);
  EXPECT_EQ(draw.state(), v1::DRAW_STATE_ANNOUNCED);
  EXPECT_FALSE(draw.single_party());
  EXPECT_EQ(DayOf(draw.reveal_by_date()), absl::CivilDay(2023, 3, 2));
}

TEST(AnnounceDrawTest, OrdersThePoolByTheNameOfThePerson) {
  DrawDistrict district;
  const v1::Draw draw = district.Announce(district.Accepted());
  ASSERT_EQ(draw.pool_size(), 4);
  for (int i = 1; i < draw.pool_size(); ++i) {
    EXPECT_LT(draw.pool(i - 1).person(), draw.pool(i).person());
  }
}

TEST(AnnounceDrawTest, CountsOnlyAppointmentsInForceOnTheDay) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  const std::string appointment =
      district.RowOf<state::v1::HoldingsRow>(district.Person("advisor1"))->holdings(0).name();
  v1::EndAppointmentRequest end;
  end.set_name(appointment);
  SetDate(absl::CivilDay(2023, 2, 28), end.mutable_until_date());
  end.set_reason("辞聘。");
  district.Must<v1::EndAppointmentResponse>("chief", end);
  EXPECT_EQ(district.Announce(matter).pool_size(), 3);
}

TEST(AnnounceDrawTest, DrawsExpertsFromExpertsOnly) {
  DrawDistrict district;
  auto request = district.Announcement(district.Accepted(), 1);
  request.set_role(config::v1::ROLE_EXPERT);
  const auto draw = district.Must<v1::AnnounceDrawResponse>("section", request).draw();
  ASSERT_EQ(draw.pool_size(), 1);
  EXPECT_EQ(draw.pool(0).person(), district.Person("advisor4"));
}

TEST(AnnounceDrawTest, MarksADrawWithoutASecondParty) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  EXPECT_TRUE(district.Announce(matter, 1, district.Person("section")).single_party());
  const std::string second = district.Accepted("乙");
  EXPECT_TRUE(district.Announce(second, 1, district.Org("bureau")).single_party());
  const std::string third = district.Accepted("丙");
  EXPECT_TRUE(district.Announce(third, 1, district.Person("chief")).single_party())
      << "a colleague of the same bureau is no second party";
  const std::string fourth = district.Accepted("丁");
  EXPECT_FALSE(district.Announce(fourth, 1, district.Person("handler")).single_party());
}

TEST(AnnounceDrawTest, RefusesWhatCanNotBeDrawn) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  EXPECT_TRUE(district.Refuses("section", district.Announcement(matter, 5), v1::STATE_MISMATCH));
  EXPECT_TRUE(district.Refuses("section", district.Announcement(matter, 21), v1::FIELD_INVALID));
  EXPECT_TRUE(district.Refuses("section", district.Announcement(matter, 0), v1::FIELD_INVALID));
  auto request = district.Announcement(matter);
  request.set_nonce_sha256("short");
  EXPECT_TRUE(district.Refuses("section", request, v1::FIELD_INVALID));
  request = district.Announcement(matter);
  request.set_role(config::v1::ROLE_REVIEWER);
  EXPECT_TRUE(district.Refuses("section", request, v1::FIELD_INVALID));
  EXPECT_TRUE(district.Refuses("reviewer", district.Announcement(matter), v1::ROLE_MISSING));
}

TEST(AnnounceDrawTest, RefusesANoncePartyThatCanNotBeOne) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  for (const std::string& party : {district.Person("stranger"), district.Org("other"),
                                   std::string("people/nobody"), district.Person("advisor1")}) {
    EXPECT_TRUE(
        district.Refuses("section", district.Announcement(matter, 2, party), v1::FIELD_INVALID))
        << party;
  }
}

TEST(RevealDrawTest, DrawsWhatAnybodyCanRecompute) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  const v1::Draw announced = district.Announce(matter);
  district.NewMatter("其他事项");  // The record goes on; the root is that of the announcement.
  const auto reply =
      district.Must<v1::RevealDrawResponse>("office", district.Reveal(announced.name()));
  const v1::Draw& draw = reply.draw();
  EXPECT_EQ(draw.state(), v1::DRAW_STATE_REVEALED);
  const Hash root = district.RootAt(static_cast<uint64_t>(announced.announcement_sequence()) + 1);
  EXPECT_EQ(draw.root(), BytesOf(root));
  EXPECT_EQ(draw.seed(), BytesOf(Sha256(draw.root() + district.nonce)));
  const auto picks = DrawPicks(DrawSeed(root, district.nonce), 4, 2);
  ASSERT_EQ(draw.picks_size(), 2);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(draw.picks(i).person(),
              announced.pool(static_cast<int>(picks[static_cast<size_t>(i)])).person());
    const auto assignment = district.Read<v1::Assignment, v1::GetAssignmentRequest>(
        "section", draw.picks(i).assignment());
    EXPECT_EQ(assignment.person(), draw.picks(i).person());
    EXPECT_EQ(assignment.way(), v1::ASSIGNMENT_WAY_DRAW);
    EXPECT_EQ(assignment.draw(), draw.name());
    EXPECT_EQ(DayOf(assignment.due_date()), absl::CivilDay(2023, 3, 6));
  }
  // The draw, two assignments, the matter whose review began: one command.
  EXPECT_EQ(reply.receipt().entry_count(), 4);
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
}

TEST(RevealDrawTest, AssignsNobodyWhoWasExcludedSinceTheAnnouncement) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  const v1::Draw announced = district.Announce(matter, 4);
  district.Declare("advisor2", "department", v1::CONFLICT_RELATION_KIND_INTEREST);
  const auto draw =
      district.Must<v1::RevealDrawResponse>("office", district.Reveal(announced.name())).draw();
  int assigned = 0;
  for (const v1::Pick& pick : draw.picks()) {
    if (pick.person() == district.Person("advisor2")) {
      EXPECT_TRUE(pick.assignment().empty());
      EXPECT_EQ(pick.not_assigned_reason(), v1::EXCLUSION_REASON_CONFLICT);
    } else {
      ++assigned;
    }
  }
  EXPECT_EQ(assigned, 3);
}

TEST(RevealDrawTest, RefusesOthersAndOtherNonces) {
  DrawDistrict district;
  const v1::Draw draw = district.Announce(district.Accepted());
  EXPECT_TRUE(district.Refuses("section", district.Reveal(draw.name()), v1::ROLE_MISSING))
      << "who draws does not reveal";
  EXPECT_TRUE(district.Refuses("handler", district.Reveal(draw.name()), v1::RESOURCE_NOT_FOUND));
  auto request = district.Reveal(draw.name());
  request.set_nonce(std::string(kNonceBytes, 'm'));
  EXPECT_TRUE(district.Refuses("office", request, v1::DIGEST_MISMATCH));
  request.set_nonce("short");
  EXPECT_TRUE(district.Refuses("office", request, v1::FIELD_INVALID));
}

TEST(RevealDrawTest, IsDoneOnceAndAnswersItsRetry) {
  DrawDistrict district;
  const v1::Draw draw = district.Announce(district.Accepted());
  auto request = district.Reveal(draw.name());
  request.set_etag(district.EtagOf(draw.name()));
  request.set_request_id(district.RequestId());
  const auto first = district.Must<v1::RevealDrawResponse>("office", request);
  const auto again = district.Must<v1::RevealDrawResponse>("office", request);
  EXPECT_TRUE(again.receipt().repeated());
  EXPECT_EQ(again.draw().picks_size(), first.draw().picks_size());
  EXPECT_TRUE(district.Refuses("office", district.Reveal(draw.name()), v1::STATE_MISMATCH));
}

TEST(RevealDrawTest, ComesTooLateAfterTheLastDay) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  const v1::Draw draw = district.Announce(matter);
  EXPECT_TRUE(district.Refuses("section", district.Announcement(matter), v1::STATE_MISMATCH))
      << "the nonce may still come";
  EXPECT_TRUE(district.Refuses("section", district.Cancel(draw.name()), v1::STATE_MISMATCH))
      << "who could cancel in time could draw until he likes the result";
  district.clock().Advance(absl::Hours(48));
  EXPECT_TRUE(district.Refuses("office", district.Reveal(draw.name()), v1::STATE_MISMATCH));
  auto backdated = district.Reveal(draw.name());
  SetDate(absl::CivilDay(2023, 3, 2), backdated.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("office", backdated, v1::STATE_MISMATCH));
  const auto anew =
      district.Must<v1::AnnounceDrawResponse>("section", district.Announcement(matter));
  EXPECT_EQ(anew.receipt().entry_count(), 2);
  EXPECT_EQ(anew.draw().state(), v1::DRAW_STATE_ANNOUNCED);
  EXPECT_NE(anew.draw().name(), draw.name());
  const auto old = district.Read<v1::Draw, v1::GetDrawRequest>("section", draw.name());
  EXPECT_EQ(old.state(), v1::DRAW_STATE_EXPIRED);
  district.Must<v1::RevealDrawResponse>("office", district.Reveal(anew.draw().name()));
  EXPECT_TRUE(district.Refuses("section", district.Cancel(draw.name()), v1::STATE_MISMATCH));
}

TEST(CancelDrawTest, EndsADrawWhoseNonceNeverCame) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  const v1::Draw draw = district.Announce(matter);
  district.clock().Advance(absl::Hours(48));
  EXPECT_TRUE(district.Refuses("office", district.Cancel(draw.name()), v1::ROLE_MISSING));
  const auto over =
      district.Must<v1::CancelDrawResponse>("section", district.Cancel(draw.name())).draw();
  EXPECT_EQ(over.state(), v1::DRAW_STATE_CANCELLED);
  EXPECT_EQ(over.cancel_reason(), "随机数逾期未公开。");
  EXPECT_TRUE(district.InboxOf("office").empty());
  district.Announce(matter);
}

TEST(GetDrawTest, ShowsTheAnnouncementAsItStood) {
  DrawDistrict district;
  const v1::Draw announced = district.Announce(district.Accepted());
  district.Must<v1::RevealDrawResponse>("office", district.Reveal(announced.name()));
  v1::GetDrawRequest get;
  get.set_name(announced.name());
  get.mutable_as_of()->set_tree_size(announced.announcement_sequence() + 1);
  const auto then = district.Must<v1::Draw>("office", get);
  EXPECT_EQ(then.state(), v1::DRAW_STATE_ANNOUNCED);
  EXPECT_TRUE(then.nonce().empty());
  EXPECT_EQ(then.announcement_sequence(), announced.announcement_sequence());
  v1::ListDrawsRequest list;
  list.set_parent(std::string(RootOf(announced.name())));
  EXPECT_EQ(district.Must<v1::ListDrawsResponse>("office", list).draws_size(), 1);
  EXPECT_EQ(district.Must<v1::ListDrawsResponse>("handler", list).draws_size(), 0);
}

TEST(ChildrenOfTest, SeesAppointmentsOfTheSameGroup) {
  DrawDistrict district;
  const std::string matter = district.Accepted();
  const std::string appointment =
      district.RowOf<state::v1::HoldingsRow>(district.Person("advisor1"))->holdings(0).name();
  // Both commands are decided in one group, before anything of it is durable.
  v1::CreateAppointmentRequest appoint;
  appoint.set_request_id(district.RequestId());
  appoint.mutable_appointment()->set_person(district.Person("stranger"));
  appoint.mutable_appointment()->set_body(district.Org("bureau"));
  appoint.mutable_appointment()->set_kind(v1::ADVISOR_KIND_LAWYER);
  SetDate(absl::CivilDay(2023, 1, 1), appoint.mutable_appointment()->mutable_from_date());
  SetDate(absl::CivilDay(2024, 1, 1), appoint.mutable_appointment()->mutable_until_date());
  auto announce = district.Announcement(matter);
  announce.set_request_id(district.RequestId());
  v1::AnnounceDrawResponse answer;
  for (const google::protobuf::Message* request :
       {static_cast<const google::protobuf::Message*>(&appoint),
        static_cast<const google::protobuf::Message*>(&announce)}) {
    CommandCall call;
    call.method =
        district.rooms().FindCommand(request == &appoint ? "CreateAppointment" : "AnnounceDraw");
    call.request.reset(request->New());
    call.request->CopyFrom(*request);
    call.token = district.Token("chief");
    call.done = [&answer, request, &announce](CommandReply reply) {
      ASSERT_FALSE(reply.refusal.has_value()) << reply.refusal->message_en;
      if (request == &announce) answer.CopyFrom(*reply.response);
    };
    district.engine().Add(std::move(call));
  }
  district.engine().CommitGroup();
  EXPECT_EQ(answer.draw().pool_size(), 5);
}

}  // namespace
}  // namespace plumbline::testing
