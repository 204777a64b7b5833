// Every gate that is in force, on every track and command it blocks, both ways: met and unmet; and not asked
// for where its condition does not hold. The rules come from the profiles, the two ways from this file: a gate
// without a row here fails the test.
//
// Method  one matter that went all the way; for each gate its facts are changed in a world laid over the
//         district's, once so that the gate has to be met, once so that it cannot be.
#include <functional>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "plumbline/state/v1/joint_state.pb.h"
#include "services/core/procedure/catalogue.h"
#include "services/overlay.h"
#include "services/gates.h"
#include "tests/services/registry/registry_steps.h"
#include "tests/support/chain_profile.h"

namespace plumbline::testing {
namespace {

using google::protobuf::Message;

constexpr const char* kCommands[] = {"UploadFile",          "SubmitMatter",       "AcceptMatter",  "AssignReviewer",
                                     "SignAdvice",          "IssueOpinion",       "ScheduleMeetingItem",
                                     "RecordDeliberation",  "CloseMinutes",       "SignForIssue",  "NumberDocument",
                                     "PublishDocument",     "RecordOutcome",      "CloseMatter"};

// What a change may touch.
struct Facts {
  Overlay& world;
  state::v1::MatterRow& row;
  std::unique_ptr<Message>& request;
  Context& context;
  const std::string& command;
  std::unique_ptr<Message> scratch = nullptr;  // A request that this command does not take goes nowhere.
};
using Change = std::function<void(RegistryDistrict&, Facts&)>;

struct TwoWays {
  Change met;
  Change unmet;
};

template <typename Request>
Request& RequestOf(Facts& facts) {
  const bool own = Request::descriptor()->name() == facts.command + "Request";
  std::unique_ptr<Message>& request = own ? facts.request : facts.scratch;
  if (dynamic_cast<Request*>(request.get()) == nullptr) request = std::make_unique<Request>();
  return static_cast<Request&>(*request);
}

state::v1::MeetingItemRow& ItemOf(Facts& facts) {
  return facts.world.Mutable<state::v1::MeetingItemRow>(facts.row.resource().meeting_item());
}
state::v1::OpinionRow& OpinionOf(Facts& facts) {
  return facts.world.Mutable<state::v1::OpinionRow>(facts.row.resource().opinion());
}

void FileOnly(state::v1::MatterRow& row, const std::string& slot) {
  row.mutable_resource()->clear_materials();
  if (slot.empty()) return;
  row.mutable_resource()->add_materials()->set_slot(slot);
  row.mutable_resource()->mutable_materials(0)->set_file("files/x");
}

void SignedBy(Facts& facts, const std::string& organization, const std::string& text_digest) {
  auto& signature = *facts.world.Mutable<state::v1::JointTallyRow>("matters/it").add_signatures();
  signature.set_organization(organization);
  signature.set_text_digest(text_digest);
}

state::v1::StandingInquiry& Asked(Facts& facts, const std::string& organization) {
  auto& inquiry = *facts.world.Mutable<state::v1::JointTallyRow>("matters/it").add_inquiries();
  inquiry.set_kind(v1::INQUIRY_KIND_COUNTERSIGN);
  inquiry.set_organization(organization);
  return inquiry;
}

void Nothing(RegistryDistrict&, Facts&) {}

// The room's gates. What is proven by a material alone has no row: its two ways are with it and without it.
const std::map<std::string, TwoWays>& Ways() {
  static const auto* const ways = new std::map<std::string, TwoWays>{
      {"G-NOT-SECRET",
       {[](RegistryDistrict&, Facts& facts) { RequestOf<v1::SubmitMatterRequest>(facts).set_not_secret(true); },
        [](RegistryDistrict&, Facts& facts) { RequestOf<v1::SubmitMatterRequest>(facts).set_not_secret(false); }}},
      {"G-ISSUER",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          facts.world.Mutable<state::v1::OrganizationRow>(facts.row.resource().issuer())
              .mutable_resource()
              ->set_eligible_issuer(false);
        }}},
      {"G-MATERIALS",
       {Nothing, [](RegistryDistrict&, Facts& facts) { FileOnly(facts.row, ""); }}},
      {"G-REVIEW-WINDOW",
       {[](RegistryDistrict&, Facts& facts) {
          SetDate(facts.context.occurred_on + 60, RequestOf<v1::SubmitMatterRequest>(facts).mutable_requested_date());
        },
        [](RegistryDistrict&, Facts& facts) {
          SetDate(facts.context.occurred_on + 1, RequestOf<v1::SubmitMatterRequest>(facts).mutable_requested_date());
        }}},
      {"G-COSIGNED",
       {[](RegistryDistrict& district, Facts& facts) {
          facts.row.mutable_resource()->add_co_drafters(district.Org("other"));
          SignedBy(facts, district.Org("other"), facts.row.resource().text_digest());
        },
        [](RegistryDistrict& district, Facts& facts) {
          facts.row.mutable_resource()->add_co_drafters(district.Org("other"));
          SignedBy(facts, district.Org("other"), "another text");
        }}},
      {"G-AGENCIES",
       {[](RegistryDistrict& district, Facts& facts) { Asked(facts, district.Org("other")); },
        [](RegistryDistrict& district, Facts& facts) { Asked(facts, district.Org("other")).set_open(true); }}},
      {"G-EXPERT-CLEAN",
       {[](RegistryDistrict& district, Facts& facts) {
          auto& sign = RequestOf<v1::SignAdviceRequest>(facts);
          sign.set_no_conflict_declared(true);
          facts.context.actor.set_person(district.Person("advisor2"));
        },
        [](RegistryDistrict& district, Facts& facts) {
          RequestOf<v1::SignAdviceRequest>(facts).set_no_conflict_declared(false);
          facts.context.actor.set_person(district.Person("advisor2"));
        }}},
      {"G-REMARKS-SETTLED",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          facts.world.Mutable<state::v1::ReviewTallyRow>("matters/it").set_open_must_change(1);
        }}},
      {"G-OPINION",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          OpinionOf(facts).mutable_resource()->set_effect(config::v1::EFFECT_NOT_DELIBERABLE);
        }}},
      {"G-OPINION-SAME-TEXT",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          facts.row.mutable_resource()->set_text_digest(std::string(32, 'x'));
          facts.row.mutable_resource()->set_file_digest(std::string(32, 'x'));
        }}},
      {"G-RESPONDED",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          OpinionOf(facts).mutable_resource()->set_effect(config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED);
        }}},
      {"G-DELIBERATED",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          ItemOf(facts).mutable_resource()->set_result(v1::DELIBERATION_RESULT_DEFERRED);
        }}},
      {"G-HEAD-LAST",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) { ItemOf(facts).mutable_resource()->set_head_spoke_last(false); }}},
      {"G-SIGNED",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          facts.row.mutable_resource()->set_stage(config::v1::STAGE_DELIBERATED);
        }}},
      {"G-NUMBERED",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          facts.row.mutable_resource()->clear_document_number();
          facts.row.mutable_resource()->set_stage(config::v1::STAGE_SIGNED);
        }}},
      {"G-PUBLISHED",
       {Nothing,
        [](RegistryDistrict&, Facts& facts) {
          facts.row.mutable_resource()->clear_document();
          facts.row.mutable_resource()->set_stage(config::v1::STAGE_NUMBERED);
        }}},
  };
  return *ways;
}

// Where one way only exists, and why.
bool OneWayOnly(const std::string& gate, const std::string& command) {
  // The bytes of a file are declared with the package, on submission.
  if (gate == "G-NOT-SECRET" && command == "UploadFile") return true;
  // An item goes on the agenda only with an opinion: by then the reviewer had the days he needed.
  if (gate == "G-REVIEW-WINDOW" && command == "ScheduleMeetingItem") return true;
  // Asked of a person there; assign_test.cc has both ways with declared relations.
  if (gate == "G-EXPERT-CLEAN" && command == "AssignReviewer") return true;
  return false;
}

class GatesTest : public ::testing::TestWithParam<const char*> {
 protected:
  GatesTest() : options_(WithChains(GetParam(), false)), district_(options_) {
    matter_ = district_.Passed();
    district_.Sign(matter_);
    district_.Number(matter_);
    district_.Publish(matter_);
  }

  // The verdict of one gate after a change; UNSPECIFIED when it was not asked.
  v1::GateVerdict VerdictAfter(const std::string& command, const GateRule& gate, config::v1::Kind kind,
                               absl::CivilDay day, const Change& change, bool in_question = true) {
    Overlay world(district_.engine().world());
    state::v1::MatterRow row = *district_.RowOf<state::v1::MatterRow>(matter_);
    row.mutable_resource()->clear_kinds();
    row.mutable_resource()->add_kinds(kind);
    row.mutable_resource()->clear_conditions();
    if (in_question && gate.condition != config::v1::CONDITION_UNSPECIFIED) {
      row.mutable_resource()->add_conditions(gate.condition);
    }
    Context context;
    context.occurred_on = day;
    context.today = day;
    context.rules = world.rules_book()->Find(options_.profile);
    const v1::Act act;
    context.act = &act;
    context.rooms = &district_.rooms();
    // Everything that the tracks may want to see filed.
    for (const config::v1::Material* slot : context.rules.profile->Materials(KindSet::Of(row.resource().kinds()), day)) {
      bool filed = false;
      for (const v1::Material& one : row.resource().materials()) filed |= one.slot() == slot->id();
      if (filed) continue;
      v1::Material& material = *row.mutable_resource()->add_materials();
      material.set_slot(slot->id());
      material.set_file("files/x");
    }
    *world.Mutable<state::v1::MatterRow>("matters/it").mutable_resource() = row.resource();
    std::unique_ptr<Message> request = std::make_unique<v1::GetMatterRequest>();
    Facts facts{world, row, request, context, command};
    change(district_, facts);
    for (const v1::GateStatus& status :
         EvaluateGates(district_.rooms(), world, command, "matters/it", row, *request, context).gates) {
      if (status.gate() == gate.text->id()) {
        EXPECT_FALSE(status.message_zh().empty() || status.todo_zh().empty() || status.source().empty())
            << status.gate() << " does not say what to do, or by which article";
        return status.verdict();
      }
    }
    return v1::GATE_VERDICT_UNSPECIFIED;
  }

  const District::Options options_;  // The shipped rules without approval chains: the gates are asked of the command itself.
  RegistryDistrict district_;
  std::string matter_;
};

TEST_P(GatesTest, OpenAndShutAndAreNotAskedWhereTheyDoNotApply) {
  const Profile& profile = *district_.engine().world().rules_book()->Find(options_.profile).profile;
  std::set<std::string> seen;
  int asked = 0;
  for (const absl::CivilDay day : {absl::CivilDay(2023, 3, 1), absl::CivilDay(2024, 9, 2), absl::CivilDay(2025, 6, 3)}) {
    for (const config::v1::Kind kind : {config::v1::KIND_NORMATIVE_DOCUMENT, config::v1::KIND_MAJOR_DECISION,
                                        config::v1::KIND_MAJOR_ENFORCEMENT_DECISION, config::v1::KIND_GOVERNMENT_CONTRACT}) {
      for (const std::string command : kCommands) {
        const absl::optional<GatedCommand> gated = FindGatedCommand(command);
        ASSERT_TRUE(gated.has_value()) << command;
        google::protobuf::RepeatedField<int> kinds;
        kinds.Add(kind);
        for (const GateRule* gate : profile.GatesFor(*gated, KindSet::Of(kinds), day)) {
          const std::string id = gate->text->id();
          const std::string what = absl::StrCat(id, " before ", command, ", ", config::v1::Kind_Name(kind), ", ",
                                                absl::FormatCivilTime(day));
          seen.insert(id);
          TwoWays ways;
          const auto found = Ways().find(id);
          if (found != Ways().end()) {
            ways = found->second;
          } else {
            ASSERT_GT(gate->text->material_ids_size(), 0) << id << " has no row in this test";
            ASSERT_EQ(district_.rooms().FindGate(gate->id), nullptr) << id << " has no row in this test";
            ways.met = Nothing;
            ways.unmet = [](RegistryDistrict&, Facts& facts) { FileOnly(facts.row, ""); };
          }
          EXPECT_EQ(VerdictAfter(command, *gate, kind, day, ways.met), v1::GATE_VERDICT_MET) << what;
          EXPECT_EQ(VerdictAfter(command, *gate, kind, day, ways.unmet),
                    OneWayOnly(id, command) ? v1::GATE_VERDICT_MET : v1::GATE_VERDICT_UNMET)
              << what;
          if (gate->condition != config::v1::CONDITION_UNSPECIFIED) {
            // The record knows who drafts jointly and who was asked: that nobody stated it changes nothing.
            const bool known = id == "G-COSIGNED" || id == "G-AGENCIES";
            EXPECT_EQ(VerdictAfter(command, *gate, kind, day, ways.unmet, false),
                      known ? v1::GATE_VERDICT_UNMET : v1::GATE_VERDICT_NOT_APPLICABLE)
                << what;
          }
          for (const int fact : gate->text->unless()) {
            const Change excepted = [&](RegistryDistrict& district, Facts& facts) {
              ways.unmet(district, facts);
              facts.row.mutable_resource()->add_conditions(static_cast<config::v1::Condition>(fact));
            };
            EXPECT_EQ(VerdictAfter(command, *gate, kind, day, excepted), v1::GATE_VERDICT_NOT_APPLICABLE) << what;
          }
          ++asked;
        }
      }
    }
  }
  EXPECT_GT(asked, 100);
  for (const auto& [id, ways] : Ways()) EXPECT_EQ(seen.count(id), 1u) << id << " is in force nowhere";
}

INSTANTIATE_TEST_SUITE_P(Profiles, GatesTest, ::testing::Values("national", "sichuan"));

}  // namespace
}  // namespace plumbline::testing
