// What bad input gets: a named reason, a message in two languages that says what to do, and a record that is as
// it was. One test per kind of mistake; those that only a process can make are in tests/e2e.
#include "gmock/gmock.h"
#include "plumbline/v1/rehearsal_service.pb.h"
#include "storage/keys.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;

class FakeGuard : public CrashGuard {
 public:
  bool IsQuarantined(absl::string_view) const override { return quarantined; }
  void Enter(absl::string_view) override {}
  void Leave() override {}
  bool quarantined = false;
};

class BadInputTest : public ::testing::Test {
 protected:
  static District::Options WithGuard(CrashGuard* guard) {
    District::Options options;
    options.crash_guard = guard;
    return options;
  }
  BadInputTest() : district_(WithGuard(&guard_)) {}

  v1::CreateMatterRequest Creation() {
    v1::CreateMatterRequest request;
    request.mutable_matter()->set_title("关于规范户外招牌设置的规定");
    request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
    request.mutable_matter()->set_issuer(district_.Org("government"));
    return request;
  }
  v1::AddDraftVersionRequest Draft(const std::string& matter, const std::string& file) {
    v1::AddDraftVersionRequest request;
    request.set_parent(matter);
    request.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
    request.mutable_draft()->set_file(file);
    return request;
  }
  // The reason; the record has to be as it was, and the refusal readable.
  v1::ErrorReason Reason(const std::string& who, const google::protobuf::Message& request) {
    const TreeHead before = district_.engine().head();
    const v1::ErrorReason reason = district_.Unchanged(who, request);
    EXPECT_EQ(district_.engine().head().root, before.root);
    return reason;
  }
  // As Reason, for a call that is made by hand.
  v1::ErrorReason ReasonOf(CommandCall call) {
    const TreeHead before = district_.engine().head();
    v1::ErrorReason reason = v1::REASON_UNSPECIFIED;
    call.done = [&](CommandReply reply) {
      ASSERT_TRUE(reply.refusal.has_value());
      reason = reply.refusal->reason;
      EXPECT_FALSE(reply.refusal->message_zh.empty() || reply.refusal->message_en.empty());
    };
    district_.engine().Add(std::move(call));
    district_.engine().CommitGroup();
    EXPECT_EQ(district_.engine().head().root, before.root);
    return reason;
  }
  CommandCall Call(const std::string& token) {
    CommandCall call;
    call.method = district_.rooms().FindMethod("/plumbline.v1.MatterService/CreateMatter");
    auto request = std::make_unique<v1::CreateMatterRequest>(Creation());
    request->set_request_id(district_.RequestId());
    call.request = std::move(request);
    call.token = token;
    return call;
  }

  FakeGuard guard_;
  RegistryDistrict district_;
};

TEST_F(BadInputTest, UnknownEnumValues) {
  auto request = Creation();
  request.mutable_matter()->add_kinds(static_cast<config::v1::Kind>(99));
  EXPECT_EQ(Reason("handler", request), v1::FIELD_INVALID);
  request = Creation();
  request.mutable_matter()->clear_kinds();
  request.mutable_matter()->add_kinds(config::v1::KIND_UNSPECIFIED);
  EXPECT_EQ(Reason("handler", request), v1::FIELD_INVALID);
}

TEST_F(BadInputTest, OverLongAndUnreadableTexts) {
  auto request = Creation();
  request.mutable_matter()->set_title(std::string(201, 'a'));
  EXPECT_EQ(Reason("handler", request), v1::FIELD_INVALID);
  request.mutable_matter()->set_title(std::string("规定\x01", 7));
  EXPECT_EQ(Reason("handler", request), v1::FIELD_INVALID);
  request = Creation();
  for (int i = 0; i < 11; ++i) request.mutable_matter()->add_co_drafters(district_.Org("other"));
  EXPECT_EQ(Reason("handler", request), v1::FIELD_INVALID);
}

TEST_F(BadInputTest, AnEmptyDraftAndAFileThatIsNotThere) {
  const std::string matter = district_.NewMatter();
  FileFacts blank;
  blank.size = 10;
  blank.type = "docx";
  blank.text_empty = true;
  EXPECT_EQ(Reason("handler", Draft(matter, district_.files().Add("only spaces", blank))), v1::DRAFT_EMPTY);
  EXPECT_EQ(Reason("handler", Draft(matter, "files/" + std::string(64, 'a'))), v1::FILE_UNUSABLE);
  EXPECT_EQ(Reason("handler", Draft(matter, "files/not-a-digest")), v1::FILE_UNUSABLE);
}

TEST_F(BadInputTest, DaysThatDoNotExistLieAheadOrComeTooEarly) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  submit.set_not_secret(true);
  auto& day = *submit.mutable_act()->mutable_occurred_on();
  day.set_year(2023);
  day.set_month(2);
  day.set_day(29);
  EXPECT_EQ(Reason("handler", submit), v1::DATE_IMPOSSIBLE) << "no such day";
  day.set_month(3);
  day.set_day(2);
  EXPECT_EQ(Reason("handler", submit), v1::DATE_IMPOSSIBLE) << "tomorrow";
  day.set_month(2);
  day.set_day(28);
  EXPECT_EQ(Reason("handler", submit), v1::DATE_IMPOSSIBLE) << "before the matter was opened";
}

TEST_F(BadInputTest, ACalendarThatEndsTooEarly) {
  district_.clock().Set(absl::FromCivil(absl::CivilSecond(2027, 1, 4, 9, 0, 0), absl::FixedTimeZone(8 * 3600)));
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  district_.Submit(matter);
  v1::AcceptMatterRequest accept;
  accept.set_name(matter);
  EXPECT_EQ(Reason("intake", accept), v1::CALENDAR_ENDED) << "no notice of that year is loaded";
}

TEST_F(BadInputTest, RulesThatNobodySet) {
  v1::CreateOrganizationRequest create;
  create.mutable_organization()->set_title("某镇人民政府");
  create.mutable_organization()->set_kind(v1::ORGANIZATION_KIND_TOWNSHIP);
  create.mutable_organization()->set_reviewing_body(district_.Org("bureau"));
  create.mutable_organization()->set_eligible_issuer(true);
  auto request = Creation();
  request.mutable_matter()->set_issuer(
      district_.Must<v1::CreateOrganizationResponse>("admin", create).organization().name());
  EXPECT_EQ(Reason("handler", request), v1::RULES_INVALID) << "neither it nor anything above it has a profile";
  // A matter whose issuer lost its rules since: no gate could refuse, so nothing is taken.
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  auto& world = const_cast<LiveWorld&>(district_.engine().world());
  world.Mutable<state::v1::MatterRow>(matter).mutable_resource()->set_issuer(request.matter().issuer());
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  EXPECT_EQ(Reason("handler", submit), v1::RULES_INVALID);
}

TEST_F(BadInputTest, StaleEtagsAndReusedRequestIds) {
  const std::string matter = district_.NewMatter();
  v1::UpdateMatterRequest update;
  update.set_name(matter);
  update.set_etag("v9");
  update.mutable_matter()->set_title("新的标题");
  update.add_update_mask("title");
  EXPECT_EQ(Reason("handler", update), v1::ETAG_STALE);
  EXPECT_EQ(district_.last_refusal().metadata.at("currentVersion"), "v1");
  auto request = Creation();
  request.set_request_id(district_.RequestId());
  district_.Must<v1::CreateMatterResponse>("handler", request);
  request.mutable_matter()->set_title("另一件事");
  EXPECT_EQ(Reason("handler", request), v1::REQUEST_ID_REUSED);
  request.set_request_id("7");
  EXPECT_EQ(Reason("handler", request), v1::FIELD_INVALID);
}

TEST_F(BadInputTest, ForgedExpiredAndMissingSessions) {
  EXPECT_EQ(ReasonOf(Call("forged")), v1::SESSION_INVALID);
  EXPECT_EQ(ReasonOf(Call("")), v1::SESSION_INVALID);
  std::string spoilt = district_.Token("handler");
  spoilt.back() ^= 1;
  EXPECT_EQ(ReasonOf(Call(spoilt)), v1::SESSION_INVALID);
  district_.security_clock().Advance(absl::Hours(24 * 365 * 20));
  EXPECT_EQ(ReasonOf(Call(district_.Token("handler"))), v1::SESSION_INVALID) << "expired";
}

TEST_F(BadInputTest, AMissingRoleAndSomebodyElsesMatter) {
  EXPECT_EQ(Reason("chief", Creation()), v1::ROLE_MISSING);
  const std::string matter = district_.NewMatter();
  EXPECT_EQ(Reason("stranger", Draft(matter, district_.files().AddText("第一条"))), v1::RESOURCE_NOT_FOUND);
  EXPECT_EQ(Reason("handler", Draft("matters/nowhere", district_.files().AddText("第一条"))), v1::RESOURCE_NOT_FOUND)
      << "the same answer: names can't be probed";
}

TEST_F(BadInputTest, ATakenSignInName) {
  v1::CreatePersonRequest request;
  request.mutable_person()->set_display_name("新人");
  request.set_sign_in_name("newcomer");
  district_.Must<v1::CreatePersonResponse>("admin", request);
  EXPECT_EQ(Reason("admin", request), v1::ALREADY_TAKEN);
}

TEST_F(BadInputTest, AnActThatOnlyARehearsalTakes) {
  v1::MoveClockRequest request;
  request.mutable_to_date()->set_year(2023);
  request.mutable_to_date()->set_month(5);
  request.mutable_to_date()->set_day(4);
  EXPECT_EQ(Reason("admin", request), v1::NOT_A_REHEARSAL);
}

TEST_F(BadInputTest, ACallThatComesTooLate) {
  CommandCall call = Call(district_.Token("handler"));
  call.deadline = district_.security_clock().Now();
  EXPECT_EQ(ReasonOf(std::move(call)), v1::DEADLINE_PASSED);
}

TEST_F(BadInputTest, ADiskThatIsNearlyFull) {
  district_.set_storage_low(true);
  EXPECT_EQ(Reason("handler", Creation()), v1::STORAGE_LOW);
  district_.set_storage_low(false);
  district_.Must<v1::CreateMatterResponse>("handler", Creation());
}

TEST_F(BadInputTest, ARequestThatKilledTheServerTwice) {
  guard_.quarantined = true;
  EXPECT_EQ(Reason("handler", Creation()), v1::QUARANTINED);
}

TEST_F(BadInputTest, StoredBytesThatDisagree) {
  const std::string matter = district_.NewMatter();
  Batch batch;
  batch.base_size = district_.store().head().size;
  batch.root_after = district_.store().head().root;
  batch.derived.push_back({Family::kState, StateKey(TableOf<state::v1::MatterRow>(), matter), "not a row", false});
  district_.store().Commit(batch, [](const absl::StatusOr<TreeHead>& head) { ASSERT_TRUE(head.ok()); });
  district_.Restart();  // Nothing of it is in memory any more.
  EXPECT_EQ(Reason("handler", Draft(matter, district_.files().AddText("第一条"))), v1::RECORD_CORRUPT);
  district_.Restart();
  district_.Must<v1::CreateMatterResponse>("handler", Creation());  // Everything else goes on.
}

}  // namespace
}  // namespace plumbline::testing
