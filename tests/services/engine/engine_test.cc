#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "plumbline/journal/v1/entry.pb.h"
#include "services/dates.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/journal.h"
#include "storage/merkle/proof.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

v1::CreateMatterRequest AMatter(District& district) {
  v1::CreateMatterRequest request;
  request.mutable_matter()->set_title("某某办法");
  request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  request.mutable_matter()->set_issuer(district.Org("government"));
  return request;
}

TEST(EngineTest, EveryReplyCarriesAReceiptThatProvesItsEntry) {
  District district;
  const auto reply = district.Must<v1::CreateMatterResponse>("handler", AMatter(district));
  const auto snapshot = district.store().GetSnapshot();
  const Journal journal(snapshot.get());
  const auto bytes = journal.Entry(static_cast<uint64_t>(reply.receipt().sequence()));
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(reply.receipt().leaf_hash(), BytesOf(LeafHash(Sha256(*bytes))));
  const auto root = journal.Root(static_cast<uint64_t>(reply.receipt().tree_size()));
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(reply.receipt().root(), BytesOf(*root));
  journal::v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(*bytes));
  EXPECT_EQ(entry.subject(), reply.matter().name());
  EXPECT_EQ(entry.actor().person(), district.Person("handler"));
  EXPECT_EQ(entry.actor().role(), "ROLE_HANDLER");
}

TEST(EngineTest, RepeatedRequestGetsTheFirstAnswerAndAppendsNothing) {
  District district;
  auto request = AMatter(district);
  request.set_request_id(district.RequestId());
  const auto first = district.Must<v1::CreateMatterResponse>("handler", request);
  const uint64_t size = district.engine().head().size;
  const auto second = district.Must<v1::CreateMatterResponse>("handler", request);
  EXPECT_EQ(district.engine().head().size, size);
  EXPECT_EQ(first.matter().name(), second.matter().name());
  EXPECT_EQ(first.receipt().sequence(), second.receipt().sequence());
  EXPECT_TRUE(second.receipt().repeated());
  district.Restart();
  const auto third = district.Must<v1::CreateMatterResponse>("handler", request);
  EXPECT_EQ(third.matter().SerializeAsString(), first.matter().SerializeAsString());
}

TEST(EngineTest, RepeatAfterLaterChangesIsAnsweredAsOfTheFirst) {
  District district;
  auto request = AMatter(district);
  request.set_request_id(district.RequestId());
  const auto first = district.Must<v1::CreateMatterResponse>("handler", request);
  district.Complete(first.matter().name());
  const auto again = district.Must<v1::CreateMatterResponse>("handler", request);
  EXPECT_EQ(again.matter().version(), 1);
  EXPECT_EQ(again.matter().materials_size(), 0);
}

TEST(EngineTest, FreshNamesGrowWithTheRecordAndCannotBeGuessed) {
  District district;
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) {
    names.push_back(district.Must<v1::CreateMatterResponse>("handler", AMatter(district)).matter().name());
  }
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  std::set<std::string> random_parts;
  for (const std::string& name : names) {
    ASSERT_EQ(name.size(), std::string("matters/").size() + 16) << name;
    random_parts.insert(name.substr(name.size() - 9));
  }
  EXPECT_EQ(random_parts.size(), names.size());
}

// Every version is in the history, the newest as well, whose row is the state's.
TEST(EngineTest, HistoryHoldsEveryEntryOfAResourceAsOfEachSize) {
  District district;
  const auto first = district.Must<v1::CreateMatterResponse>("handler", AMatter(district));
  const std::string name = first.matter().name();
  const auto history = [&](uint64_t size) {
    return *SnapshotReader(district.store().GetSnapshot(), &district.rooms()).HistoryOf(name, size);
  };
  const auto created = static_cast<uint64_t>(first.receipt().sequence());
  EXPECT_THAT(history(district.engine().head().size), ::testing::ElementsAre(created));
  district.Complete(name);
  const std::vector<uint64_t> all = history(district.engine().head().size);
  EXPECT_EQ(static_cast<int64_t>(all.size()), district.engine().world().HeadOfResource(name).version);
  ASSERT_GE(all.size(), 2u);
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_THAT(history(all[i] + 1), ::testing::ElementsAreArray(all.begin(), all.begin() + static_cast<long>(i) + 1));
    EXPECT_EQ(history(all[i]).size(), i);
  }
}

TEST(EngineTest, RefusesAReusedRequestIdWithAnotherBody) {
  District district;
  auto request = AMatter(district);
  request.set_request_id(district.RequestId());
  district.Must<v1::CreateMatterResponse>("handler", request);
  request.mutable_matter()->set_title("另一件");
  const auto refusal = district.Refused("handler", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::REQUEST_ID_REUSED);
}

TEST(EngineTest, RefusesAStaleEtagAndNamesBothVersions) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  submit.set_etag("v1");
  const auto refusal = district.Refused("handler", submit);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::ETAG_STALE);
  EXPECT_EQ(refusal->metadata.at("sentVersion"), "v1");
  EXPECT_EQ(refusal->metadata.at("currentVersion"), district.EtagOf(matter));
}

TEST(EngineTest, RefusesDaysInTheFutureAndBeforeTheActTheyDependOn) {
  District district;
  auto request = AMatter(district);
  SetDate(district.today() + 1, request.mutable_act()->mutable_occurred_on());
  auto refusal = district.Refused("handler", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::DATE_IMPOSSIBLE);

  const std::string matter = district.NewMatter();
  district.Complete(matter);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  submit.set_not_secret(true);
  SetDate(district.today() - 1, submit.mutable_act()->mutable_occurred_on());
  refusal = district.Refused("handler", submit);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::DATE_IMPOSSIBLE);
}

TEST(EngineTest, EnteringAnotherPersonsActNeedsEvidence) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  v1::AcceptMatterRequest accept;
  accept.set_name(matter);
  accept.mutable_act()->set_performed_by(district.Person("section"));
  auto refusal = district.Refused("intake", accept);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::LATE_ENTRY_UNPROVEN);
  accept.mutable_act()->set_evidence_paper("受理单第3号");
  const auto reply = district.Must<v1::AcceptMatterResponse>("intake", accept);
  EXPECT_EQ(reply.matter().accepted().actor(), district.Person("section"));
  EXPECT_EQ(reply.matter().accepted().recorded_by(), district.Person("intake"));
  EXPECT_TRUE(reply.matter().accepted().late_entry());
}

TEST(EngineTest, ALateEntryBeyondTheToleranceNeedsAReason) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  const absl::CivilDay day = district.today();
  district.clock().Advance(absl::Hours(24 * 14));
  v1::AcceptMatterRequest accept;
  accept.set_name(matter);
  SetDate(day, accept.mutable_act()->mutable_occurred_on());
  auto refusal = district.Refused("intake", accept);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::LATE_ENTRY_UNPROVEN);
  accept.mutable_act()->set_late_reason("系统停机");
  const auto reply = district.Must<v1::AcceptMatterResponse>("intake", accept);
  EXPECT_EQ(DayOf(reply.matter().accepted().occurred_on()), day);
}

TEST(EngineTest, RefusesAnUnknownSession) {
  District district;
  auto request = AMatter(district);
  const auto refusal = district.Refused("", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::SESSION_INVALID);
}

TEST(EngineTest, NamesTheRoleThatIsMissing) {
  District district;
  const auto refusal = district.Refused("intake", AMatter(district));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::ROLE_MISSING);
  EXPECT_EQ(refusal->metadata.at("roleNeeded"), "ROLE_HANDLER");
}

TEST(EngineTest, ListsAllBadFieldsAtOnce) {
  District district;
  v1::CreateMatterRequest request;
  request.mutable_matter()->add_kinds(static_cast<config::v1::Kind>(77));
  const auto refusal = district.Refused("handler", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::FIELD_INVALID);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : refusal->fields) fields.push_back(violation.field);
  EXPECT_THAT(fields, ::testing::ElementsAre("matter.title", "matter.kinds[0]", "matter.issuer"));
}

TEST(EngineTest, AFailedCommitAnswersOutcomeUnknownAndSeals) {
  District district;
  district.store().RefuseCommit(1);
  auto refusal = district.Refused("handler", AMatter(district));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::OUTCOME_UNKNOWN);
  EXPECT_TRUE(district.engine().sealed());
  refusal = district.Refused("handler", AMatter(district));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::OUTCOME_UNKNOWN);
}

TEST(EngineTest, EveryEventHasAnApply) {
  const auto rooms = Rooms::MakeAll();
  EXPECT_THAT(rooms->EventsWithoutApply(), ::testing::IsEmpty());
}

TEST(EngineTest, EveryMethodSaysWhoMayCallIt) {
  const auto rooms = Rooms::MakeAll();
  for (const auto& method : rooms->methods()) {
    EXPECT_NE(method->rule.type(), v1::METHOD_TYPE_UNSPECIFIED) << method->path;
    EXPECT_TRUE(method->rule.allow_size() > 0 || method->rule.access() > v1::ACCESS_ROLE) << method->path;
    EXPECT_FALSE(method->rule.title_zh().empty()) << method->path;
    EXPECT_FALSE(method->rule.cli().empty()) << method->path;
    if (method->is_command()) {
      EXPECT_NE(method->request_id, nullptr) << method->path;
      EXPECT_NE(method->answer_receipt, nullptr) << method->path;
      EXPECT_TRUE(static_cast<bool>(method->decide)) << method->path;
    } else if (method->rule.type() == v1::METHOD_TYPE_QUERY) {
      EXPECT_NE(rooms->FindQuery(method->descriptor->input_type()), nullptr) << method->path;
    }
  }
}

}  // namespace
}  // namespace plumbline::testing
