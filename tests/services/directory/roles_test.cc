// Goal: one person may hold several roles; the three administrators (系统、安全、审计) are three people.
#include <gtest/gtest.h>

#include "services/dates.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

using config::v1::Role;

class RolesTest : public ::testing::Test {
 protected:
  RolesTest() { district_.AddPerson("somebody", "", "", {}); }

  v1::CreatePostRequest Post(const std::vector<Role>& roles) { return Post(roles, district_.today()); }
  v1::CreatePostRequest Post(const std::vector<Role>& roles, absl::CivilDay from) {
    v1::CreatePostRequest request;
    request.set_parent(district_.Org("bureau"));
    request.mutable_post()->set_title("兼任");
    request.mutable_post()->set_person(district_.Person("somebody"));
    for (const Role role : roles) request.mutable_post()->add_roles(role);
    SetDate(from, request.mutable_post()->mutable_from_date());
    return request;
  }

  ReviewDistrict district_;
};

TEST_F(RolesTest, OnePersonTakesInAssignsAndReviews) {
  district_.Must<v1::CreatePostResponse>("admin", Post({config::v1::ROLE_INTAKE, config::v1::ROLE_REVIEWER}));
  district_.Must<v1::CreatePostResponse>("admin", Post({config::v1::ROLE_SECTION_HEAD}));
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  district_.Submit(matter);
  v1::AcceptMatterRequest accept;
  accept.set_name(matter);
  district_.Must<v1::AcceptMatterResponse>("somebody", accept);
  district_.Must<v1::AssignReviewerResponse>("somebody",
                                             district_.Assignment(matter, "somebody", config::v1::ROLE_REVIEWER));
  district_.AddRemark("somebody", matter, v1::REMARK_WEIGHT_NOTE);
}

TEST_F(RolesTest, AnAdministratorMayHoldOtherRolesButNoSecondAdministration) {
  const Role administrators[] = {config::v1::ROLE_SYSTEM_ADMIN, config::v1::ROLE_SECURITY_ADMIN,
                                 config::v1::ROLE_AUDIT_ADMIN};
  for (const Role first : administrators) {
    for (const Role second : administrators) {
      const auto refusal = district_.Refused("admin", Post({first, second}));
      EXPECT_EQ(refusal.has_value(), first != second) << Role_Name(first) << " " << Role_Name(second);
      if (refusal.has_value()) {
        EXPECT_EQ(refusal->reason, v1::STATE_MISMATCH);
      }
      if (first != second) continue;
      // Undone, for the next one: a post that ended.
      const auto* holdings = district_.RowOf<state::v1::HoldingsRow>(district_.Person("somebody"));
      v1::EndPostRequest end;
      end.set_name(holdings->holdings(holdings->holdings_size() - 1).name());
      SetDate(district_.today(), end.mutable_until_date());
      district_.Must<v1::EndPostResponse>("admin", end);
      district_.clock().Advance(absl::Hours(24));
    }
  }
  district_.Must<v1::CreatePostResponse>("admin", Post({config::v1::ROLE_AUDIT_ADMIN, config::v1::ROLE_INTAKE}));
  EXPECT_TRUE(district_.Refuses("admin", Post({config::v1::ROLE_SYSTEM_ADMIN}), v1::STATE_MISMATCH));
}

TEST_F(RolesTest, TheOldAdministrationHasToBeOverBeforeTheNextBegins) {
  const auto first = district_.Must<v1::CreatePostResponse>("admin", Post({config::v1::ROLE_AUDIT_ADMIN})).post();
  v1::EndPostRequest end;
  end.set_name(first.name());
  SetDate(absl::CivilDay(2023, 3, 31), end.mutable_until_date());
  district_.Must<v1::EndPostResponse>("admin", end);
  EXPECT_TRUE(district_.Refuses("admin", Post({config::v1::ROLE_SECURITY_ADMIN}, absl::CivilDay(2023, 3, 31)), v1::STATE_MISMATCH));
  district_.Must<v1::CreatePostResponse>("admin", Post({config::v1::ROLE_SECURITY_ADMIN}, absl::CivilDay(2023, 4, 1)));
}

}  // namespace
}  // namespace plumbline::testing
