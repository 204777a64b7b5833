// Goal: a firm is engaged as a whole and names its lawyers; its relations exclude all of them; whom the chief keeps, nobody
// else being left, stands in the letter. Method: a panel of people and one firm, with relations declared for either.
#include <gmock/gmock.h>

#include "services/opinion/letter_model.h"
#include "tests/services/engagement/engagement_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class FirmTest : public ::testing::Test {
 protected:
  FirmTest() : firm_(district_.NewFirm()), appointment_(district_.AppointFirm(firm_)) {}

  v1::DeclareConflictRelationRequest Declaration(const std::string& parent, v1::ConflictRelationKind kind) {
    v1::DeclareConflictRelationRequest request;
    request.set_parent(parent);
    request.mutable_relation()->set_organization(district_.Org("department"));
    request.mutable_relation()->set_kind(kind);
    SetDate(absl::CivilDay(2023, 1, 1), request.mutable_relation()->mutable_from_date());
    return request;
  }
  std::string DeclareForFirm(v1::ConflictRelationKind kind, const std::string& who = "chief") {
    return district_.Must<v1::DeclareConflictRelationResponse>(who, Declaration(firm_, kind)).relation().name();
  }
  v1::ErrorReason Assigning(const std::string& matter, const std::string& who) {
    return district_.ReasonOf("section", district_.Assignment(matter, who));
  }
  std::string LetterText(const std::string& opinion) {
    std::string text;
    const auto letter = BuildLetter(district_.engine().world(), opinion);
    for (const auto& section : letter->further()) text += section.text();
    return text;
  }
  // A matter that the lawyer of the firm is kept on by the chief, everybody serving the drafter.
  std::string Kept() {
    district_.NameLawyer(appointment_, "lawyer");
    DeclareForFirm(v1::CONFLICT_RELATION_KIND_COUNSEL);
    for (const char* who : {"advisor1", "advisor2", "advisor3", "advisor4"}) {
      district_.Declare(who, "department", v1::CONFLICT_RELATION_KIND_COUNSEL);
    }
    const std::string matter = district_.UnderReview();
    auto request = district_.Assignment(matter, "lawyer");
    request.set_keep_reason("全部顾问均为起草单位服务。");
    assignment_ = district_.Must<v1::AssignReviewerResponse>("chief", request).assignment().name();
    return matter;
  }

  EngagementDistrict district_;
  std::string firm_;
  std::string appointment_;
  std::string assignment_;
};

TEST_F(FirmTest, IsEngagedAsAWholeAndIsNoMemberOfThePanelItself) {
  EXPECT_EQ(district_.Annual().panel().lawyers(), 3);
  EXPECT_EQ(district_.Member(appointment_).firm(), firm_);
  EXPECT_EQ(district_.Member(appointment_).person(), "");
  auto neither = district_.FirmAppointment("");
  EXPECT_EQ(district_.ReasonOf("chief", neither), v1::FIELD_INVALID);
  EXPECT_EQ(district_.ReasonOf("chief", district_.FirmAppointment(district_.Org("other"))), v1::FIELD_INVALID)
      << "a department is no law firm";
  auto expert = district_.FirmAppointment(firm_);
  expert.mutable_appointment()->set_kind(v1::ADVISOR_KIND_EXPERT);
  EXPECT_EQ(district_.ReasonOf("chief", expert), v1::FIELD_INVALID);
  EXPECT_EQ(district_.ReasonOf("section", district_.FirmAppointment(firm_)), v1::ROLE_MISSING);
}

TEST_F(FirmTest, NamesItsLawyersWithinItsTerm) {
  const v1::Appointment named = district_.NameLawyer(appointment_, "lawyer");
  EXPECT_EQ(named.firm(), firm_);
  EXPECT_EQ(named.firm_appointment(), appointment_);
  EXPECT_EQ(*DayOf(named.from_date()), district_.today());
  EXPECT_EQ(*DayOf(named.until_date()), absl::CivilDay(2024, 12, 31));
  EXPECT_EQ(district_.Annual().panel().lawyers(), 4);
  EXPECT_EQ(Assigning(district_.Accepted(), "lawyer"), v1::REASON_UNSPECIFIED);

  EXPECT_EQ(district_.ReasonOf("section", district_.Naming(appointment_, "lawyer")), v1::STATE_MISMATCH);
  EXPECT_EQ(district_.ReasonOf("section", district_.Naming(district_.AppointmentOf("advisor1"), "advisor2")),
            v1::STATE_MISMATCH);
  EXPECT_EQ(district_.ReasonOf("reviewer", district_.Naming(appointment_, "advisor2")), v1::ROLE_MISSING);
  auto beyond = district_.Naming(appointment_, "advisor2");
  SetDate(absl::CivilDay(2025, 1, 1), beyond.mutable_until_date());
  EXPECT_EQ(district_.ReasonOf("section", beyond), v1::FIELD_INVALID);
  auto early = district_.Naming(appointment_, "advisor2");
  SetDate(absl::CivilDay(2022, 12, 31), early.mutable_from_date());
  EXPECT_EQ(district_.ReasonOf("section", early), v1::FIELD_INVALID);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(FirmTest, ADrawKnowsItsLawyersAndNotTheFirm) {
  district_.NameLawyer(appointment_, "lawyer");
  v1::AnnounceDrawRequest request;
  request.set_parent(district_.Accepted());
  request.set_role(config::v1::ROLE_ADVISOR);
  request.set_count(1);
  request.set_nonce_sha256(std::string(32, 'n'));
  request.set_nonce_party(district_.Org("office"));
  const auto draw = district_.Must<v1::AnnounceDrawResponse>("section", request).draw();
  EXPECT_EQ(draw.pool_size(), 5);
  EXPECT_EQ(draw.exclusions_size(), 0);
}

TEST_F(FirmTest, TakesItsLawyersWithItWhenItsAppointmentEnds) {
  district_.NameLawyer(appointment_, "lawyer");
  const std::string matter = district_.Accepted();
  const std::string next = district_.Accepted("乙规定");
  v1::EndAppointmentRequest end;
  end.set_name(appointment_);
  SetDate(district_.today(), end.mutable_until_date());
  end.set_reason("合同解除");
  district_.Must<v1::EndAppointmentResponse>("chief", end);
  EXPECT_EQ(Assigning(matter, "lawyer"), v1::REASON_UNSPECIFIED) << "the last day is within the term";
  district_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(Assigning(next, "lawyer"), v1::FIELD_INVALID);
  EXPECT_EQ(Assigning(next, "advisor1"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(district_.Annual().panel().lawyers(), 3);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(FirmTest, ItsRelationsExcludeAllOfItsLawyersWhileTheyLast) {
  district_.NameLawyer(appointment_, "lawyer");
  const std::string matter = district_.Accepted();
  const std::string relation = DeclareForFirm(v1::CONFLICT_RELATION_KIND_OPPOSING);
  EXPECT_EQ(Assigning(matter, "lawyer"), v1::GATE_UNMET);
  EXPECT_EQ(Assigning(matter, "advisor1"), v1::REASON_UNSPECIFIED) << "not of the firm";
  v1::EndConflictRelationRequest over;
  over.set_name(relation);
  SetDate(district_.today() - 1, over.mutable_until_date());
  district_.Must<v1::EndConflictRelationResponse>("lawyer", over);
  EXPECT_EQ(Assigning(matter, "lawyer"), v1::REASON_UNSPECIFIED);
}

TEST_F(FirmTest, ItsRelationsAreDeclaredAndReadByItsLawyersAndTheBureau) {
  district_.NameLawyer(appointment_, "lawyer");
  const auto counsel = Declaration(firm_, v1::CONFLICT_RELATION_KIND_COUNSEL);
  EXPECT_EQ(district_.ReasonOf("advisor1", counsel), v1::ROLE_MISSING);
  const std::string relation = DeclareForFirm(v1::CONFLICT_RELATION_KIND_COUNSEL, "lawyer");
  EXPECT_EQ(district_.ReasonOf("chief", Declaration(district_.Org("other"), v1::CONFLICT_RELATION_KIND_COUNSEL)),
            v1::FIELD_INVALID)
      << "a department declares nothing";
  EXPECT_FALSE(district_.Hidden<v1::GetConflictRelationRequest>("lawyer", relation));
  EXPECT_TRUE(district_.Hidden<v1::GetConflictRelationRequest>("advisor1", relation));
  v1::ListConflictRelationsRequest list;
  list.set_parent(firm_);
  EXPECT_EQ(district_.Must<v1::ListConflictRelationsResponse>("section", list).relations_size(), 1);
  EXPECT_EQ(district_.Must<v1::ListConflictRelationsResponse>("advisor1", list).relations_size(), 0);
}

TEST_F(FirmTest, TheLetterDisclosesWhomTheChiefKept) {
  const std::string matter = Kept();
  const std::string text = LetterText(district_.Issue(matter, "LAWFUL").name());
  EXPECT_THAT(text, HasSubstr("其中1名法律顾问担任起草单位的法律顾问（测试区发展和改革局），因没有其他人选"));
  EXPECT_THAT(text, Not(HasSubstr("全部顾问均为起草单位服务"))) << "the reason stays on the sheet";
}

TEST_F(FirmTest, TheLetterDisclosesNothingWhereNobodyWasKeptOrHeWithdrew) {
  const std::string plain = district_.UnderReview("乙规定");
  district_.Assign(plain, "advisor1");
  district_.Must<v1::SignAdviceResponse>("advisor1", district_.AdviceOn(plain));
  EXPECT_THAT(LetterText(district_.Issue(plain, "LAWFUL").name()), Not(HasSubstr("特此披露")));
  const std::string matter = Kept();
  district_.Must<v1::RecuseResponse>("chief", district_.Recusal(assignment_));
  EXPECT_THAT(LetterText(district_.Issue(matter, "LAWFUL").name()), Not(HasSubstr("特此披露")));
}

TEST_F(FirmTest, KeepsNobodyOfAFirmWhileAnotherMemberIsLeft) {
  district_.NameLawyer(appointment_, "lawyer");
  DeclareForFirm(v1::CONFLICT_RELATION_KIND_COUNSEL);
  for (const char* who : {"advisor1", "advisor2", "advisor3"}) {
    district_.Declare(who, "department", v1::CONFLICT_RELATION_KIND_COUNSEL);
  }
  auto request = district_.Assignment(district_.Accepted(), "lawyer");
  request.set_keep_reason("全部顾问均为起草单位服务。");
  EXPECT_EQ(district_.ReasonOf("chief", request), v1::CONFLICT_OF_INTEREST) << "advisor4 is left";
}

}  // namespace
}  // namespace plumbline::testing
