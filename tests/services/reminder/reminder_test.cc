// Goal: a reminder goes to who has the work, once a day, says how late it is, and shows in the inbox. Method: a district's usual
// steps with work that waits and work that does not.
#include "plumbline/v1/reminder_service.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dates.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReminderTest : public ::testing::Test {
 protected:
  v1::SendReminderRequest Reminding(const std::string& matter, const std::string& about) {
    v1::SendReminderRequest request;
    request.set_parent(matter);
    request.mutable_reminder()->set_about(about);
    request.mutable_reminder()->set_note("请按期提交。");
    return request;
  }
  v1::Reminder Remind(const std::string& matter, const std::string& about) {
    return district_.Must<v1::SendReminderResponse>("section", Reminding(matter, about)).reminder();
  }
  std::vector<v1::Reminder> Listed(const std::string& who, const std::string& parent) {
    v1::ListRemindersRequest request;
    request.set_parent(parent);
    const auto list = district_.Must<v1::ListRemindersResponse>(who, request);
    return {list.reminders().begin(), list.reminders().end()};
  }

  RegistryDistrict district_;
};

TEST_F(ReminderTest, GoesToWhoReviewsAndShowsInHisInbox) {
  const std::string matter = district_.Accepted();
  const v1::Assignment assignment = district_.Assign(matter, "advisor1");
  ASSERT_THAT(district_.InboxOf("advisor1"), SizeIs(1));
  EXPECT_EQ(district_.InboxOf("advisor1")[0].reminder_count(), 0);
  const v1::Reminder first = Remind(matter, assignment.name());
  EXPECT_EQ(first.to(), district_.Person("advisor1"));
  EXPECT_EQ(first.limit(), "T-ADVISOR");
  EXPECT_EQ(first.days_late(), 0);
  EXPECT_EQ(district_.Unchanged("section", Reminding(matter, assignment.name())), v1::STATE_MISMATCH) << "once a day";

  district_.clock().Set(district_.clock().Now() + absl::Hours(24) * (*DayOf(assignment.due_date()) + 2 - district_.today()));
  EXPECT_EQ(Remind(matter, assignment.name()).days_late(), 2);
  const v1::InboxItem item = district_.InboxOf("advisor1")[0];
  EXPECT_EQ(item.reminder_count(), 2);
  EXPECT_EQ(DayNumber(*DayOf(item.last_reminded_date())), DayNumber(district_.today()));
  EXPECT_THAT(Listed("advisor1", district_.Person("advisor1")), SizeIs(2));
  EXPECT_EQ(Listed("advisor1", district_.Person("advisor1"))[0].note(), "请按期提交。");
  EXPECT_THAT(Listed("advisor2", district_.Person("advisor1")), IsEmpty()) << "nobody else's business";
  EXPECT_THAT(Listed("section", matter), SizeIs(2));

  district_.Must<v1::SignAdviceResponse>("advisor1", district_.AdviceOn(matter));
  district_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(district_.Unchanged("section", Reminding(matter, assignment.name())), v1::STATE_MISMATCH) << "nothing waits";
}

TEST_F(ReminderTest, GoesToTheDrafterWhoOwesASupplementAnAnswerOrAReply) {
  const std::string matter = district_.Accepted();
  EXPECT_EQ(district_.Unchanged("section", Reminding(matter, matter)), v1::STATE_MISMATCH) << "the drafter owes nothing";
  district_.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  const v1::Thread thread = district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE);
  EXPECT_EQ(district_.Unchanged("section", Reminding(matter, thread.name())), v1::STATE_MISMATCH) << "inner";
  district_.Send(matter, {thread.name()});
  EXPECT_EQ(Remind(matter, thread.name()).to(), district_.Org("department"));
  EXPECT_EQ(district_.InboxOf("handler")[0].reminder_count(), 1);
  district_.Must<v1::ReplyToThreadResponse>("handler", district_.ReviewDistrict::Answer(thread.name()));
  district_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(district_.Unchanged("section", Reminding(matter, thread.name())), v1::STATE_MISMATCH) << "answered";

  const std::string other = district_.NewMatter();
  district_.Complete(other);
  district_.Submit(other);
  v1::ReturnMatterRequest back;
  back.set_name(other);
  back.set_reason("缺少起草说明。");
  district_.Must<v1::ReturnMatterResponse>("intake", back);
  const std::vector<v1::InboxItem> inbox = district_.InboxOf("handler");
  ASSERT_THAT(inbox, SizeIs(1)) << "a returned matter waits for its supplement";
  EXPECT_EQ(inbox[0].kind(), v1::INBOX_KIND_SUPPLEMENT);
  EXPECT_EQ(inbox[0].name(), other);
  const v1::Reminder reminder = Remind(other, other);
  EXPECT_EQ(reminder.limit(), "T-SUPPLEMENT");
  EXPECT_EQ(reminder.to(), district_.Org("department"));
  EXPECT_EQ(district_.InboxOf("handler")[0].reminder_count(), 1);
  district_.Submit(other);
  EXPECT_THAT(district_.InboxOf("handler"), IsEmpty());
}

TEST_F(ReminderTest, IsSentByTheBodyAndOfThisMatterOnly) {
  const std::string matter = district_.Accepted();
  const std::string assignment = district_.Assign(matter, "advisor1").name();
  const std::string other = district_.Accepted("另一份文件");
  EXPECT_EQ(district_.Unchanged("section", Reminding(other, assignment)), v1::FIELD_INVALID);
  EXPECT_EQ(district_.Unchanged("handler", Reminding(matter, assignment)), v1::ROLE_MISSING);
  EXPECT_EQ(district_.Unchanged("advisor1", Reminding(matter, assignment)), v1::ROLE_MISSING);
  district_.Must<v1::SendReminderResponse>("office", Reminding(matter, assignment));
}

}  // namespace
}  // namespace plumbline::testing
