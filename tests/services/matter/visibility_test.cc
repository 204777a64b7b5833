// Goal: what each reader gets of each part is what the visibility table says, cell by cell, in both shipped profiles. Method: one
// matter with something in every part; one person for each reader; real queries. The table is read from the profile: a change of a
// cell that the queries do not follow, or a query that shows more, fails.
#include <functional>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/access_service.pb.h"
#include "plumbline/v1/joint_service.pb.h"
#include "tests/services/registry/registry_steps.h"
#include "tests/support/chain_profile.h"

namespace plumbline::testing {
namespace {

using config::v1::Part;
using config::v1::Reader;

// Parts that no query of a matter shows by the table, and why.
const std::set<Part>& WithoutQuery() {
  static const auto& kParts = *new std::set<Part>{
      config::v1::PART_DRAFT_CONCLUSION,         // Stands in the bureau's paper until it is issued.
      config::v1::PART_DRAFTER_APPROVAL_SHEET,   // Papers are their organisation's: paper_test.cc.
      config::v1::PART_BUREAU_APPROVAL_SHEET,
      config::v1::PART_COMMENTER_DATA,           // Public consultation is not built.
  };
  return kParts;
}

// Readers whom this matter has not, and where they are tested.
const std::set<Reader>& WithoutPerson() {
  static const auto& kReaders = *new std::set<Reader>{
      config::v1::READER_COUNTERSIGNER,      // While a question is open: joint_test.cc.
      config::v1::READER_GUIDING_BODY,
      config::v1::READER_ASSIGNED_EXPERT,    // As the advisor, by another role: assign_test.cc.
      config::v1::READER_FILING_AUTHORITY,   // Filing upward is not built.
  };
  return kReaders;
}

class VisibilityTest : public ::testing::TestWithParam<const char*> {
 protected:
  VisibilityTest() : options_(WithChains(GetParam(), false)), district_(options_) {
    district_.AddPerson("inspector", district_.Org("government"), "督察", {config::v1::ROLE_INSPECTOR});
    // The other department drafts jointly.
    district_.AddPerson("cohead", district_.Org("other"), "局长", {config::v1::ROLE_UNIT_HEAD});
    matter_ = district_.NewMatter();
    v1::UpdateMatterRequest joint;
    joint.set_name(matter_);
    joint.mutable_matter()->add_co_drafters(district_.Org("other"));
    joint.add_update_mask("co_drafters");
    district_.Must<v1::UpdateMatterResponse>("handler", joint);
    district_.Complete(matter_);
    v1::SignJointDraftRequest sign;
    sign.set_parent(matter_);
    sign.mutable_cosignature()->set_note("同意。");
    district_.Must<v1::SignJointDraftResponse>("cohead", sign);
    district_.Submit(matter_);
    district_.Accept(matter_);
    district_.Assign(matter_, "reviewer", config::v1::ROLE_REVIEWER);
    district_.Assign(matter_, "advisor1");
    district_.Assign(matter_, "advisor2");
    inner_ = district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_NOTE).name();
    sent_ = district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_SUGGESTION).name();
    district_.Send(matter_, {sent_});
    advice_ = district_.Must<v1::SignAdviceResponse>("advisor1", district_.AdviceOn(matter_)).advice().name();
    opinion_ = district_.Issue(matter_, "LAWFUL").name();
    item_ = district_.Schedule(district_.NewMeeting(), matter_);
    v1::RecordDeliberationRequest deferred = district_.ResultOf(item_, v1::DELIBERATION_RESULT_DEFERRED);
    deferred.set_dissent("一名副区长建议先听取企业意见。");
    district_.Must<v1::RecordDeliberationResponse>("office", deferred);
  }

  template <typename Resource, typename Request>
  std::optional<Resource> Reads(const std::string& who, const std::string& name) {
    Request request;
    request.set_name(name);
    auto result = district_.Do<Resource>(who, request);
    if (std::holds_alternative<Refusal>(result)) return std::nullopt;
    return std::get<Resource>(std::move(result));
  }
  template <typename Request>
  std::function<bool(const std::string&)> Opens(const std::string& name) {
    return [this, name](const std::string& who) {
      Request request;
      request.set_name(name);
      return !district_.Refused(who, request).has_value();
    };
  }

  // How one looks at each part.
  std::map<Part, std::function<bool(const std::string& who)>> Looks() {
    const auto matter = [this](const std::string& who) { return Reads<v1::Matter, v1::GetMatterRequest>(who, matter_); };
    return {
        {config::v1::PART_SUMMARY, [matter](const std::string& who) { return matter(who).has_value(); }},
        {config::v1::PART_TEXT,
         [matter](const std::string& who) { return matter(who).has_value() && !matter(who)->current_version().empty(); }},
        {config::v1::PART_MATERIALS,
         [matter](const std::string& who) { return matter(who).has_value() && matter(who)->materials_size() > 0; }},
        {config::v1::PART_INNER_REMARKS, Opens<v1::GetThreadRequest>(inner_)},
        {config::v1::PART_REMARKS_TO_DRAFTER, Opens<v1::GetThreadRequest>(sent_)},
        {config::v1::PART_ADVICE, Opens<v1::GetAdviceRequest>(advice_)},
        {config::v1::PART_OPINION, Opens<v1::GetOpinionRequest>(opinion_)},
        {config::v1::PART_MINUTES, Opens<v1::GetMeetingItemRequest>(item_)},
        {config::v1::PART_ACCESS_LOG,
         [this](const std::string& who) {
           v1::ListAccessLinesRequest request;
           request.set_matter(matter_);
           return !district_.Refused(who, request).has_value();
         }},
        {config::v1::PART_MEMBER_VIEWS,
         [this](const std::string& who) {
           const auto item = Reads<v1::MeetingItem, v1::GetMeetingItemRequest>(who, item_);
           return item.has_value() && !item->dissent().empty();
         }},
    };
  }

  const District::Options options_;
  RegistryDistrict district_;
  std::string matter_, inner_, sent_, advice_, opinion_, item_;
};

TEST_P(VisibilityTest, EachReaderGetsOfEachPartWhatTheTableSays) {
  const std::map<Reader, std::string> people = {
      {config::v1::READER_DRAFTER, "handler"},   {config::v1::READER_CO_DRAFTER, "stranger"},
      {config::v1::READER_REVIEWER, "section"},  {config::v1::READER_INTAKE, "intake"},
      {config::v1::READER_CHIEF, "chief"},       {config::v1::READER_ASSIGNED_ADVISOR, "advisor2"},
      {config::v1::READER_OFFICE, "office"},     {config::v1::READER_GOVERNMENT_HEAD, "mayor"},
      {config::v1::READER_INSPECTOR, "inspector"}, {config::v1::READER_ADMINISTRATOR, "admin"},
      {config::v1::READER_OTHER, "advisor3"},    {config::v1::READER_PUBLIC, ""},
  };
  const Profile& profile = *district_.engine().world().rules_book()->Find(options_.profile).profile;
  const auto looks = Looks();
  int cells = 0;
  for (int part = Part(config::v1::Part_MIN) + 1; part <= config::v1::Part_MAX; ++part) {
    const auto look = looks.find(static_cast<Part>(part));
    EXPECT_NE(look == looks.end(), WithoutQuery().count(static_cast<Part>(part)) == 0)
        << config::v1::Part_Name(static_cast<Part>(part)) << " is looked at, or stands in the list of those that are not";
    if (look == looks.end()) continue;
    for (int reader = config::v1::Reader_MIN + 1; reader <= config::v1::Reader_MAX; ++reader) {
      const auto person = people.find(static_cast<Reader>(reader));
      EXPECT_NE(person == people.end(), WithoutPerson().count(static_cast<Reader>(reader)) == 0)
          << config::v1::Reader_Name(static_cast<Reader>(reader));
      if (person == people.end()) continue;
      // Everything here was sent or issued, nothing is published.
      const Access access = profile.Visible(look->first, person->first, district_.today());
      const bool says = access == Access::kAlways || access == Access::kWhileAssigned || access == Access::kOnceSent;
      EXPECT_EQ(look->second(person->second), says)
          << config::v1::Part_Name(look->first) << " × " << config::v1::Reader_Name(person->first);
      ++cells;
    }
  }
  EXPECT_EQ(cells, static_cast<int>(looks.size() * people.size()));
}

INSTANTIATE_TEST_SUITE_P(Profiles, VisibilityTest, ::testing::Values("national", "sichuan"));

}  // namespace
}  // namespace plumbline::testing
