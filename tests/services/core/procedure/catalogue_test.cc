#include "services/core/procedure/catalogue.h"

#include "gtest/gtest.h"

namespace plumbline {
namespace {

TEST(CatalogueTest, FindsEveryIdThatItWrites) {
  for (size_t i = 0; i < kGateCount; ++i) {
    EXPECT_EQ(FindGateId(IdOf(static_cast<GateId>(i))), static_cast<GateId>(i));
  }
  for (size_t i = 0; i < kLimitCount; ++i) {
    EXPECT_EQ(FindLimitId(IdOf(static_cast<LimitId>(i))), static_cast<LimitId>(i));
  }
  for (size_t i = 0; i < kGatedCommandCount; ++i) {
    const auto command = static_cast<GatedCommand>(i);
    EXPECT_EQ(FindGatedCommand(NameOf(command)), command);
  }
  EXPECT_EQ(IdOf(GateId::kReviewWindow), "G-REVIEW-WINDOW");
  EXPECT_EQ(IdOf(LimitId::kReviewMin), "T-REVIEW-MIN");
  EXPECT_EQ(NameOf(GatedCommand::kIssueOpinion), "IssueOpinion");
}

TEST(CatalogueTest, KnowsNoOtherNames) {
  for (const char* name :
       {"", "G-", "G-OPINIONS", "g-opinion", " G-OPINION", "T-NONE", "submitMatter"}) {
    EXPECT_FALSE(FindGateId(name).has_value()) << name;
    EXPECT_FALSE(FindLimitId(name).has_value()) << name;
    EXPECT_FALSE(FindGatedCommand(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace plumbline
