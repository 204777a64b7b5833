#include <gtest/gtest.h>

#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

TEST(Sign, MovesADeliberatedTextToSignedAndStartsThePublicationClock) {
  RegistryDistrict district;
  const std::string matter = district.Passed();
  EXPECT_EQ(district.Unchanged("handler", district.Signing(matter)), v1::ROLE_MISSING);
  const v1::Matter signed_now = district.Sign(matter);
  EXPECT_EQ(signed_now.stage(), config::v1::STAGE_SIGNED);
  EXPECT_NE(FindDeadline(signed_now, "T-PUBLISH"), nullptr);
  EXPECT_EQ(district.Unchanged("mayor", district.Signing(matter)), v1::STAGE_MISMATCH);
}

TEST(Sign, CanBeEnteredFromTheSignedSheetByTheOffice) {
  RegistryDistrict district;
  const std::string matter = district.Passed();
  auto request = district.Signing(matter);
  request.mutable_act()->set_performed_by(district.Person("mayor"));
  EXPECT_EQ(district.Unchanged("office", request), v1::LATE_ENTRY_UNPROVEN);
  request.mutable_act()->set_evidence_paper("发文稿纸第12号");
  EXPECT_EQ(district.Must<v1::SignForIssueResponse>("office", request).matter().stage(), config::v1::STAGE_SIGNED);
}

TEST(Sign, AsksForTheRevisionAfterPassingInPrinciple) {
  RegistryDistrict district;
  const std::string matter = district.Passed("甲规定", v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE);
  EXPECT_EQ(district.Unchanged("mayor", district.Signing(matter)), v1::STATE_MISMATCH);
  district.Revise(matter, "第一条 按会议要求修改的文本。");
  EXPECT_EQ(district.Unchanged("mayor", district.Signing(matter)), v1::STATE_MISMATCH);
  district.Confirm(matter, v1::REVISION_NATURE_FOLLOW_MINUTES);
  EXPECT_EQ(district.Sign(matter).stage(), config::v1::STAGE_SIGNED);
}

TEST(Sign, DoesNotTakeATextThatOnlyTheOpinionKnew) {
  RegistryDistrict district;
  const std::string matter = district.Allowed();
  district.Revise(matter, "第一条 会前的修改稿。");
  district.Confirm(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  district.Record(district.Schedule(district.NewMeeting(), matter), v1::DELIBERATION_RESULT_PASSED);
  district.Revise(matter, kReviewedText);  // The opinion covers it; the meeting decided on another text.
  EXPECT_EQ(district.Unchanged("mayor", district.Signing(matter)), v1::STATE_MISMATCH);
}

TEST(Publish, MakesADocumentWithTheProofThatCoverageCounts) {
  RegistryDistrict district;
  const std::string matter = district.Passed();
  EXPECT_NE(district.Unchanged("office", district.Publication(matter)), v1::REASON_UNSPECIFIED);  // Not numbered.
  district.Sign(matter);
  EXPECT_EQ(district.Unchanged("office", district.Publication(matter)), v1::STAGE_MISMATCH);
  district.Number(matter);
  EXPECT_EQ(district.Unchanged("handler", district.Publication(matter)), v1::ROLE_MISSING);
  const std::string name = district.Publish(matter);
  const v1::Document& document = district.DocumentNow(name);
  EXPECT_EQ(document.state(), v1::DOCUMENT_STATE_IN_FORCE);
  EXPECT_EQ(document.origin(), v1::DOCUMENT_ORIGIN_RECORDED);
  EXPECT_EQ(document.document_number(), district.MatterNow(matter).document_number());
  EXPECT_EQ(document.text_digest(), district.MatterNow(matter).text_digest());
  EXPECT_TRUE(IsSet(document.valid_until_date()));  // T-VALID by default.
  const v1::Matter& now = district.MatterNow(matter);
  EXPECT_EQ(now.stage(), config::v1::STAGE_PUBLISHED);
  EXPECT_EQ(now.document(), name);
  ASSERT_NE(FindDeadline(now, "T-PUBLISH"), nullptr);
  EXPECT_TRUE(IsSet(FindDeadline(now, "T-PUBLISH")->met_date()));
  EXPECT_FALSE(FindDeadline(now, "T-PUBLISH")->late());

  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  EXPECT_EQ(document.keeper(), district.Org("department"));
  const auto entry = reader.Entry(district.engine().head().size - 3);  // Then the matter, and who keeps it up.
  ASSERT_TRUE(entry.ok());
  ASSERT_TRUE(entry->event().has_document_published());
  const journal::v1::DocumentPublished& event = entry->event().document_published();
  EXPECT_TRUE(event.covered());
  EXPECT_EQ(event.opinion(), now.opinion());
  EXPECT_EQ(event.issuer(), district.Org("government"));
  EXPECT_LE(event.opinion_date(), event.deliberation_date());
  EXPECT_EQ(event.publish_date(), DayNumber(district.today()));

  // Everybody may read it; who entered it is not the public's affair.
  v1::GetDocumentRequest get;
  get.set_name(name);
  const auto seen = district.Must<v1::Document>("", get);
  EXPECT_EQ(seen.title(), document.title());
  EXPECT_EQ(seen.published().actor(), "");
  EXPECT_EQ(seen.matter(), "");
  v1::ListDocumentsRequest list;
  list.set_parent(district.Org("government"));
  EXPECT_EQ(district.Must<v1::ListDocumentsResponse>("", list).documents_size(), 1);
  list.set_year(2022);
  EXPECT_EQ(district.Must<v1::ListDocumentsResponse>("", list).documents_size(), 0);
}

TEST(Publish, RefusesDaysThatDoNotFit) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  district.Number(matter);
  auto early = district.Publication(matter);
  SetDate(district.today() + 5, early.mutable_effective_date());
  EXPECT_EQ(district.Unchanged("office", early), v1::FIELD_INVALID);  // T-EFFECT without a reason.
  auto before = district.Publication(matter);
  SetDate(district.today() - 1, before.mutable_effective_date());
  EXPECT_EQ(district.Unchanged("office", before), v1::DATE_IMPOSSIBLE);
  auto backwards = district.Publication(matter);
  SetDate(district.today() + 1, backwards.mutable_valid_until_date());
  EXPECT_EQ(district.Unchanged("office", backwards), v1::FIELD_INVALID);
  auto longer = district.Publication(matter);
  SetDate(district.today() + 3650, longer.mutable_valid_until_date());
  EXPECT_EQ(district.Unchanged("office", longer), v1::FIELD_INVALID);
  auto trial = district.Publication(matter);
  trial.set_trial(true);
  SetDate(district.today() + 365 * 4, trial.mutable_valid_until_date());
  EXPECT_EQ(district.Unchanged("office", trial), v1::FIELD_INVALID);  // Two years at most.
  auto nowhere = district.Publication(matter);
  nowhere.clear_channels();
  EXPECT_EQ(district.Unchanged("office", nowhere), v1::FIELD_INVALID);
  early.set_early_reason("不立即施行将有碍施行。");
  SetDate(district.today() + 3650, early.mutable_valid_until_date());
  early.set_validity_reason("长期适用的管理规定，已在起草说明中写明。");
  district.Must<v1::PublishDocumentResponse>("office", early);
}

TEST(Publish, IsLateAfterTheLastDay) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  district.Number(matter);
  district.clock().Advance(absl::Hours(24 * 60));
  district.Publish(matter);
  EXPECT_TRUE(FindDeadline(district.MatterNow(matter), "T-PUBLISH")->late());
}

TEST(Publish, AMajorDecisionHasASeriesOfItsOwnAndItsPartyReport) {
  RegistryDistrict district;
  const std::string matter = district.DecisionUnderReview(false);
  district.Issue(matter, "LAWFUL");
  district.Record(district.Schedule(district.NewMeeting(), matter), v1::DELIBERATION_RESULT_PASSED);
  district.Sign(matter);
  EXPECT_EQ(district.Number(matter).document_number(), "测府发〔2023〕1号");
  auto& world = const_cast<LiveWorld&>(district.engine().world());
  auto& materials = *world.Mutable<state::v1::MatterRow>(matter).mutable_resource()->mutable_materials();
  const auto filed = materials;
  for (int i = materials.size() - 1; i >= 0; --i) {
    if (materials[i].slot() == "DEC-PARTY") materials.DeleteSubrange(i, 1);
  }
  ASSERT_LT(materials.size(), filed.size());
  EXPECT_EQ(district.Unchanged("office", district.Publication(matter)), v1::GATE_UNMET);
  EXPECT_EQ(district.last_refusal().gates[0].gate(), "G-PARTY");
  *world.Mutable<state::v1::MatterRow>(matter).mutable_resource()->mutable_materials() = filed;
  EXPECT_EQ(district.DocumentNow(district.Publish(matter)).kinds(0), config::v1::KIND_MAJOR_DECISION);
}

TEST(Document, ChangesItsStateOnABasisAndKeepsItsPast) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  district.Number(matter);
  const std::string name = district.Publish(matter);
  v1::SetDocumentStateRequest request;
  request.set_name(name);
  request.set_state(v1::DOCUMENT_STATE_SUSPENDED);
  EXPECT_EQ(district.Unchanged("office", request), v1::FIELD_INVALID);  // No basis.
  request.set_basis("区政府决定");
  EXPECT_EQ(district.Unchanged("handler", request), v1::ROLE_MISSING);
  district.Must<v1::SetDocumentStateResponse>("office", request);
  EXPECT_EQ(district.Unchanged("office", request), v1::STATE_MISMATCH);
  request.set_state(v1::DOCUMENT_STATE_IN_FORCE);
  district.Must<v1::SetDocumentStateResponse>("office", request);
  request.set_state(v1::DOCUMENT_STATE_REPEALED);
  const auto repealed = district.Must<v1::SetDocumentStateResponse>("office", request).document();
  EXPECT_EQ(repealed.state_basis(), "区政府决定");
  request.set_state(v1::DOCUMENT_STATE_IN_FORCE);
  EXPECT_EQ(district.Unchanged("office", request), v1::STATE_MISMATCH);
  v1::GetDocumentRequest get;
  get.set_name(name);
  get.mutable_as_of()->set_version(1);
  EXPECT_EQ(district.Must<v1::Document>("", get).state(), v1::DOCUMENT_STATE_IN_FORCE);
}

TEST(Publish, TheReplyOfThePartyIsFiledOnceItIsThereAndNothingElseIs) {
  RegistryDistrict district;
  const std::string matter = district.DecisionUnderReview(false);
  district.Issue(matter, "LAWFUL");
  v1::FileMaterialRequest file;
  file.set_name(matter);
  file.mutable_material()->set_slot("DEC-PARTY");
  file.mutable_material()->set_file(district.files().AddText("请示报告及批复"));
  EXPECT_EQ(district.Unchanged("stranger", file), v1::RESOURCE_NOT_FOUND);
  const v1::Matter filed = district.Must<v1::FileMaterialResponse>("handler", file).matter();
  EXPECT_EQ(filed.stage(), config::v1::STAGE_OPINION_ISSUED);
  EXPECT_EQ(filed.materials(filed.materials_size() - 1).slot(), "DEC-PARTY");
  file.mutable_material()->set_slot("DEC-BASIS");
  EXPECT_EQ(district.Unchanged("handler", file), v1::STAGE_MISMATCH);
  file.mutable_material()->set_slot("DEC-NOTHING");
  EXPECT_EQ(district.Unchanged("handler", file), v1::FIELD_INVALID);
}

}  // namespace
}  // namespace plumbline::testing
