// Goal: the clerk reads of each slot what it is, whether this matter needs it and why, and what stands there; 不适用 fills a
// slot only where the profile lets it. Method: a district's draft, slot by slot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/matter_service.pb.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class MaterialsTest : public ::testing::Test {
 protected:
  v1::CheckMaterialsResponse Check(const std::string& who, const std::string& matter) {
    v1::CheckMaterialsRequest request;
    request.set_name(matter);
    return district_.Must<v1::CheckMaterialsResponse>(who, request);
  }
  v1::MaterialSlot Slot(const std::string& matter, const std::string& id) {
    const v1::CheckMaterialsResponse answer = Check("handler", matter);
    for (const v1::MaterialSlot& slot : answer.slots()) {
      if (slot.slot() == id) return slot;
    }
    ADD_FAILURE() << "no slot " << id;
    return {};
  }
  v1::FileMaterialRequest Filing(const std::string& matter, const std::string& slot) {
    v1::FileMaterialRequest request;
    request.set_name(matter);
    request.mutable_material()->set_slot(slot);
    return request;
  }
  std::string NewMatter(config::v1::Condition condition) {
    v1::CreateMatterRequest request;
    request.mutable_matter()->set_title("关于公共停车的规定");
    request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
    request.mutable_matter()->set_issuer(district_.Org("government"));
    request.mutable_matter()->add_conditions(condition);
    return district_.Must<v1::CreateMatterResponse>("handler", request).matter().name();
  }

  District district_;
};

TEST_F(MaterialsTest, SaysOfEverySlotWhatItIsAndWhyItIsNeededOrNot) {
  const auto answer = Check("handler", district_.NewMatter());
  EXPECT_GT(answer.slots_size(), 10);
  int missing = 0;
  for (const v1::MaterialSlot& slot : answer.slots()) {
    EXPECT_THAT(slot.sentence_zh(), Not(IsEmpty())) << slot.slot();
    EXPECT_THAT(slot.sentence_en(), Not(IsEmpty())) << slot.slot();
    EXPECT_THAT(slot.need_reason_zh(), Not(IsEmpty())) << slot.slot();
    EXPECT_THAT(slot.need_reason_en(), Not(IsEmpty())) << slot.slot();
    EXPECT_TRUE(slot.open()) << slot.slot();
    EXPECT_EQ(slot.state(), slot.required() ? v1::MATERIAL_SLOT_STATE_MISSING : v1::MATERIAL_SLOT_STATE_NOT_NEEDED);
    missing += slot.required() ? 1 : 0;
  }
  EXPECT_EQ(answer.missing(), missing);
}

TEST_F(MaterialsTest, NamesTheFactThatMakesASlotNeeded) {
  const v1::MaterialSlot without = Slot(district_.NewMatter(), "DOC-FCR");
  EXPECT_FALSE(without.required());
  EXPECT_THAT(without.need_reason_zh(), HasSubstr("未标明“涉企”"));
  const v1::MaterialSlot with = Slot(NewMatter(config::v1::CONDITION_BUSINESS_RELATED), "DOC-FCR");
  EXPECT_TRUE(with.required());
  EXPECT_EQ(with.need_reason_zh(), "必需：本事项属于“涉企”");
}

TEST_F(MaterialsTest, ShowsWhatStandsInASlot) {
  const std::string matter = district_.NewMatter();
  const int missing = Check("handler", matter).missing();
  auto file = Filing(matter, "DOC-EXPLAIN");
  file.mutable_material()->set_file(district_.files().AddText("起草说明"));
  district_.Must<v1::FileMaterialResponse>("handler", file);
  auto reason = Filing(matter, "DOC-EVALUATION");
  reason.mutable_material()->set_not_applicable_reason("只改一个期限。");
  district_.Must<v1::FileMaterialResponse>("handler", reason);
  EXPECT_EQ(Slot(matter, "DOC-EXPLAIN").state(), v1::MATERIAL_SLOT_STATE_FILED);
  EXPECT_EQ(Slot(matter, "DOC-EXPLAIN").file(), file.material().file());
  EXPECT_EQ(Slot(matter, "DOC-EVALUATION").state(), v1::MATERIAL_SLOT_STATE_NOT_APPLICABLE);
  EXPECT_EQ(Slot(matter, "DOC-EVALUATION").not_applicable_reason(), "只改一个期限。");
  EXPECT_EQ(Check("handler", matter).missing(), missing - 2);
}

TEST_F(MaterialsTest, TakesNoReasonWhereOnlyAFileWillDo) {
  const std::string matter = district_.NewMatter();
  EXPECT_FALSE(Slot(matter, "DOC-EXPLAIN").not_applicable_allowed());
  EXPECT_TRUE(Slot(matter, "DOC-EVALUATION").not_applicable_allowed());
  auto reason = Filing(matter, "DOC-EXPLAIN");
  reason.mutable_material()->set_not_applicable_reason("不需要。");
  const auto refusal = district_.Refused("handler", reason);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::FIELD_INVALID);
  EXPECT_EQ(refusal->fields.at(0).field, "material.not_applicable_reason");
}

TEST_F(MaterialsTest, NamesTheTemplateTheExampleAndTheTable) {
  const v1::MaterialSlot slot = Slot(district_.NewMatter(), "DOC-OPINIONS");
  EXPECT_EQ(slot.template_id(), "T-COMMENTS");
  EXPECT_EQ(slot.example_id(), "X-COMMENTS");
  EXPECT_EQ(slot.table(), config::v1::TABLE_KIND_COMMENTS);
}

TEST_F(MaterialsTest, IsClosedAfterSubmissionAndToStrangers) {
  const std::string matter = district_.NewMatter();
  v1::CheckMaterialsRequest request;
  request.set_name(matter);
  EXPECT_EQ(district_.Refused("intake", request)->reason, v1::RESOURCE_NOT_FOUND);  // It is the drafter's own affair yet.
  district_.Complete(matter);
  district_.Submit(matter);
  EXPECT_EQ(Check("intake", matter).missing(), 0);
  EXPECT_FALSE(Slot(matter, "DOC-EXPLAIN").open());
}

}  // namespace
}  // namespace plumbline::testing
