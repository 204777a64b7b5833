// Goal: what is acted on can be read, by who may, and a declared relation by nobody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dates.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

using ::testing::SizeIs;

class DirectoryReadTest : public ::testing::Test {
 protected:
  std::string Declare() {
    v1::DeclareConflictRelationRequest request;
    request.set_parent(district_.Person("advisor3"));
    request.mutable_relation()->set_organization(district_.Org("other"));
    request.mutable_relation()->set_kind(v1::CONFLICT_RELATION_KIND_COUNSEL);
    SetDate(absl::CivilDay(2023, 1, 1), request.mutable_relation()->mutable_from_date());
    return district_.Must<v1::DeclareConflictRelationResponse>("advisor3", request).relation().name();
  }
  v1::ListConflictRelationsResponse ListAs(const std::string& who) {
    v1::ListConflictRelationsRequest request;
    request.set_parent(district_.Person("advisor3"));
    return district_.Must<v1::ListConflictRelationsResponse>(who, request);
  }

  District district_;
};

TEST_F(DirectoryReadTest, ARelationIsReadByItsPersonAndByWhoAssigns) {
  const std::string name = Declare();
  v1::GetConflictRelationRequest get;
  get.set_name(name);
  for (const char* who : {"advisor3", "section", "chief"}) {
    EXPECT_THAT(ListAs(who).relations(), SizeIs(1)) << who;
    const auto relation = district_.Must<v1::ConflictRelation>(who, get);
    EXPECT_EQ(relation.organization(), district_.Org("other")) << who;
    EXPECT_EQ(relation.etag(), district_.EtagOf(name)) << who;
  }
  for (const char* who : {"advisor1", "handler", "intake"}) {
    EXPECT_THAT(ListAs(who).relations(), SizeIs(0)) << who;
    const auto refusal = district_.Refused(who, get);
    ASSERT_TRUE(refusal.has_value()) << who;
    EXPECT_EQ(refusal->reason, v1::RESOURCE_NOT_FOUND) << who;
  }
}

TEST_F(DirectoryReadTest, AnEndedRelationStaysInTheList) {
  const std::string name = Declare();
  v1::EndConflictRelationRequest end;
  end.set_name(name);
  end.set_etag(district_.EtagOf(name));
  SetDate(district_.today(), end.mutable_until_date());
  district_.Must<v1::EndConflictRelationResponse>("advisor3", end);
  const auto list = ListAs("section");
  ASSERT_THAT(list.relations(), SizeIs(1));
  EXPECT_EQ(DayOf(list.relations(0).until_date()), district_.today());
}

TEST_F(DirectoryReadTest, APostAndAnAppointmentAreReadAsTheyWere) {
  v1::ListPostsRequest posts;
  posts.set_parent(district_.Org("government"));
  v1::ListAppointmentsRequest appointments;
  const auto post = district_.Must<v1::ListPostsResponse>("handler", posts).posts(0);
  const auto appointment = district_.Must<v1::ListAppointmentsResponse>("handler", appointments).appointments(0);
  v1::GetPostRequest get_post;
  get_post.set_name(post.name());
  EXPECT_EQ(district_.Must<v1::Post>("handler", get_post).SerializeAsString(), post.SerializeAsString());
  v1::EndPostRequest end;
  end.set_name(post.name());
  end.set_etag(post.etag());
  SetDate(district_.today(), end.mutable_until_date());
  district_.Must<v1::EndPostResponse>("admin", end);
  EXPECT_TRUE(district_.Must<v1::Post>("handler", get_post).has_until_date());
  get_post.mutable_as_of()->set_version(1);
  EXPECT_FALSE(district_.Must<v1::Post>("handler", get_post).has_until_date());
  v1::GetAppointmentRequest get_appointment;
  get_appointment.set_name(appointment.name());
  EXPECT_EQ(district_.Must<v1::Appointment>("handler", get_appointment).person(), appointment.person());
}

}  // namespace
}  // namespace plumbline::testing
