// Stages × commands × people, every combination, against a table written by hand (acts.txt).
//
// Method  one matter with everything that can hang on it is put into each stage in turn; each command is
//         tried by each person with validate_only, so nothing changes. Three answers are possible:
//           not his act      ROLE_MISSING, or RESOURCE_NOT_FOUND where he may not even see it
//           not its time     STAGE_MISMATCH, or RESOURCE_NOT_FOUND
//           his act, in time anything else: done, or refused for what the matter lacks
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "plumbline/v1/joint_service.pb.h"
#include "plumbline/v1/outcome_service.pb.h"
#include "plumbline/v1/review_package_service.pb.h"
#include "plumbline/v1/table_service.pb.h"
#include "plumbline/v1/urgency_service.pb.h"
#include "services/dates.h"
#include "services/review/draw.h"
#include "storage/merkle/hash.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using google::protobuf::Message;
using Request = std::unique_ptr<Message>;

struct Act {
  std::set<config::v1::Stage> stages;
  std::set<std::string> people;
};

std::map<std::string, Act> ReadActs() {
  std::map<std::string, Act> acts;
  std::ifstream in(PLUMBLINE_SOURCE_DIR "/tests/contract/acts.txt");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> parts = absl::StrSplit(line, '|');
    std::istringstream name(parts.at(0));
    std::istringstream stages(parts.at(1));
    std::istringstream people(parts.at(2));
    std::string word;
    name >> word;
    Act& act = acts[word];
    while (stages >> word) {
      config::v1::Stage stage = config::v1::STAGE_UNSPECIFIED;
      EXPECT_TRUE(config::v1::Stage_Parse("STAGE_" + word, &stage)) << line;
      act.stages.insert(stage);
    }
    while (people >> word) act.people.insert(word);
  }
  return acts;
}

const char* const kPeople[] = {"handler", "head",     "stranger", "intake",    "reviewer", "section",
                               "chief",   "office",   "mayor",    "advisor1",  "advisor4", "inspector",
                               "admin",   "security", "audit",    "citizen",   "cohead"};

template <typename T>
Request Of(T request) {
  return std::make_unique<T>(std::move(request));
}

// A matter with draw, thread, assignments, opinion and an item on an agenda.
class ActsTest : public ::testing::Test {
 protected:
  ActsTest() {
    district_.AddPerson("inspector", district_.Org("government"), "监督", {config::v1::ROLE_INSPECTOR});
    district_.AddPerson("security", district_.Org("office"), "安全", {config::v1::ROLE_SECURITY_ADMIN});
    district_.AddPerson("audit", district_.Org("office"), "审计", {config::v1::ROLE_AUDIT_ADMIN});
    district_.AddPerson("citizen", "", "", {});
    district_.AddPerson("cohead", district_.Org("other"), "局长", {config::v1::ROLE_UNIT_HEAD});
    matter_ = district_.NewMatter();
    district_.Complete(matter_);
    DraftWithOthers();
    district_.Submit(matter_);
    district_.Accept(matter_);
    district_.Assign(matter_, "reviewer", config::v1::ROLE_REVIEWER);
    SaveTables();
    reviewer_assignment_ = AssignmentOf("reviewer");
    advisor_assignment_ = district_.Assign(matter_, "advisor1").name();
    thread_ = district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_SUGGESTION).name();
    advisor_thread_ = district_.AddRemark("advisor1", matter_, v1::REMARK_WEIGHT_SUGGESTION).name();
    inner_thread_ = district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_SUGGESTION).name();
    district_.Send(matter_, {thread_});
    draw_ = district_.Must<v1::AnnounceDrawResponse>("section", Announcement()).draw().name();
    urgency_ = district_.Must<v1::RequestUrgencyResponse>("handler", Urgent()).urgency().name();
    opinion_ = district_.Issue(matter_, "LAWFUL_WITH_AMENDMENTS").name();
    meeting_ = district_.NewMeeting();
    item_ = PutOnAgenda();
  }

  // A joint drafter signs, and a department that was asked makes a comment.
  void DraftWithOthers() {
    v1::UpdateMatterRequest joint;
    joint.set_name(matter_);
    joint.mutable_matter()->add_co_drafters(district_.Org("other"));
    joint.add_update_mask("co_drafters");
    district_.Must<v1::UpdateMatterResponse>("handler", joint);
    cosignature_ = district_.Must<v1::SignJointDraftResponse>("cohead", Signature()).cosignature().name();
    inquiry_ = district_.Must<v1::RequestCountersignResponse>("handler", Question<v1::RequestCountersignRequest>())
                   .inquiry()
                   .name();
    v1::AnswerInquiryRequest answer;
    answer.set_name(inquiry_);
    answer.set_verdict(v1::INQUIRY_VERDICT_COMMENTS);
    answer.set_answer("第三条建议明确时限。");
    district_.Must<v1::AnswerInquiryResponse>("office", answer);
    district_.Must<v1::HandleCountersignResponse>("handler", Handling());
  }
  v1::SignJointDraftRequest Signature() {
    v1::SignJointDraftRequest request;
    request.set_parent(matter_);
    request.mutable_cosignature()->set_note("同意。");
    return request;
  }
  template <typename T>
  T Question() {
    T request;
    request.set_parent(matter_);
    request.mutable_inquiry()->set_organization(district_.Org("office"));
    request.mutable_inquiry()->set_question("第三条是否可行？");
    return request;
  }
  v1::HandleCountersignRequest Handling() {
    v1::HandleCountersignRequest request;
    request.set_name(inquiry_);
    request.set_handling(v1::INQUIRY_HANDLING_ADOPTED);
    return request;
  }

  v1::AnnounceDrawRequest Announcement() {
    v1::AnnounceDrawRequest request;
    request.set_parent(matter_);
    request.set_role(config::v1::ROLE_ADVISOR);
    request.set_count(1);
    request.set_nonce_sha256(std::string(BytesOf(Sha256(std::string(kNonceBytes, 'n')))));
    request.set_nonce_party(district_.Org("office"));
    return request;
  }

  v1::RequestUrgencyRequest Urgent() {
    v1::RequestUrgencyRequest request;
    request.set_parent(matter_);
    SetDate(DayNumber(district_.today() + 3), request.mutable_urgency()->mutable_wanted_date());
    request.mutable_urgency()->set_asked_by("某某");
    request.mutable_urgency()->set_asked_by_post("区长");
    request.mutable_urgency()->set_channel(v1::URGENCY_CHANNEL_TELEPHONE);
    request.mutable_urgency()->set_reason("列入周一会议。");
    return request;
  }

  static v1::SaveTableRequest Table(const std::string& matter, config::v1::TableKind kind) {
    v1::SaveTableRequest request;
    request.set_parent(matter);
    request.mutable_table()->set_kind(kind);
    if (kind == config::v1::TABLE_KIND_BASIS) {
      v1::BasisLine& line = *request.mutable_table()->add_basis();
      line.set_clause("第一条");
      line.set_instrument("某法");
      line.set_provision("第三条");
    } else if (kind == config::v1::TABLE_KIND_COMMENTS) {
      request.mutable_table()->add_comments()->set_commenter("区财政局");
    } else {
      request.mutable_table()->add_steps()->set_step("听证");
    }
    return request;
  }

  // One on the matter, which can be filed, and one on an earlier matter, which can be copied.
  void SaveTables() {
    PutInto(config::v1::STAGE_DRAFT);
    table_ = district_.Must<v1::SaveTableResponse>("handler", Table(matter_, config::v1::TABLE_KIND_BASIS)).table().name();
    const std::string earlier = district_.NewMatter("关于公共停车的规定");
    earlier_table_ =
        district_.Must<v1::SaveTableResponse>("handler", Table(earlier, config::v1::TABLE_KIND_PROCEDURE)).table().name();
    PutInto(config::v1::STAGE_UNDER_REVIEW);
  }

  std::string AssignmentOf(const std::string& who) {
    for (const auto& assigned :
         district_.RowOf<state::v1::ReviewTallyRow>(matter_)->assigned()) {
      if (assigned.person() == district_.Person(who)) return assigned.assignment();
    }
    ADD_FAILURE() << who << " is not assigned";
    return {};
  }

  // An item of this matter: the answer to the points opens the gate, so that it can be put on the agenda.
  std::string PutOnAgenda() {
    district_.OpinionDistrict::Answer(opinion_, {v1::DISPOSITION_NOT_ADOPTED, v1::DISPOSITION_NOT_ADOPTED});
    return district_.Schedule(meeting_, matter_);
  }

  // A request that is right in every field; nullptr: this test does not know the command.
  Request RequestFor(const std::string& command, const std::string& who) {
    const std::string& thread = who == "advisor1" ? advisor_thread_ : thread_;
    if (command == "UpdateMatter") {
      v1::UpdateMatterRequest request;
      request.set_name(matter_);
      request.mutable_matter()->set_title("关于规范门楣招牌设置的规定");
      request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
      request.mutable_matter()->set_issuer(district_.Org("government"));
      request.add_update_mask("title");
      return Of(request);
    }
    if (command == "AddDraftVersion") {
      v1::AddDraftVersionRequest request;
      request.set_parent(matter_);
      request.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_REVISED);
      request.mutable_draft()->set_file(district_.files().AddText("第一条 修改后的文本。"));
      return Of(request);
    }
    if (command == "FileMaterial") {
      v1::FileMaterialRequest request;
      request.set_name(matter_);
      request.mutable_material()->set_slot("DOC-EXPLAIN");
      request.mutable_material()->set_file(district_.files().AddText("起草说明"));
      return Of(request);
    }
    if (command == "SaveTable") return Of(Table(matter_, config::v1::TABLE_KIND_COMMENTS));
    if (command == "CopyTable") {
      v1::CopyTableRequest request;
      request.set_parent(matter_);
      request.set_source(earlier_table_);
      return Of(request);
    }
    if (command == "FileTable") {
      v1::FileTableRequest request;
      request.set_name(table_);
      request.set_file(district_.files().AddText("依据对照表"));
      return Of(request);
    }
    if (command == "SubmitMatter") return Named<v1::SubmitMatterRequest>();
    if (command == "WithdrawMatter") return Reasoned<v1::WithdrawMatterRequest>();
    if (command == "AcceptMatter") return Named<v1::AcceptMatterRequest>();
    if (command == "ReturnMatter") return Reasoned<v1::ReturnMatterRequest>();
    if (command == "RecogniseMatter") return Reasoned<v1::RecogniseMatterRequest>();
    if (command == "RequestUrgency") return Of(Urgent());
    if (command == "TakeBackStep") return Reasoned<v1::TakeBackStepRequest>();
    if (command == "ReopenMatter") {
      v1::ReopenMatterRequest request;
      request.set_name(matter_);
      request.set_to_stage(config::v1::STAGE_UNDER_REVIEW);
      request.set_basis(v1::REOPENING_BASIS_FILING_ORDER);
      request.set_basis_paper("备案纠正意见第1号");
      request.set_reason("备案机关要求修改第三条。");
      return Of(request);
    }
    if (command == "SignJointDraft") return Of(Signature());
    if (command == "WithdrawCosignature") {
      v1::WithdrawCosignatureRequest request;
      request.set_name(cosignature_);
      request.set_reason("本单位另有意见。");
      return Of(request);
    }
    if (command == "RequestCountersign") return Of(Question<v1::RequestCountersignRequest>());
    if (command == "HandleCountersign") return Of(Handling());
    if (command == "RaiseReview") return Of(Question<v1::RaiseReviewRequest>());
    if (command == "AnswerUrgency") {
      v1::AnswerUrgencyRequest request;
      request.set_name(urgency_);
      request.set_state(v1::URGENCY_STATE_ACCEPTED);
      return Of(request);
    }
    if (command == "AssignReviewer") return Of(district_.Assignment(matter_, "advisor2"));
    if (command == "MakeReviewPackage") {
      v1::MakeReviewPackageRequest request;
      request.set_parent(matter_);
      request.mutable_package()->set_assignment(advisor_assignment_);
      SetDate(district_.today() + 10, request.mutable_package()->mutable_expires_date());
      return Of(request);
    }
    if (command == "AnnounceDraw") return Of(Announcement());
    if (command == "CancelDraw") {
      v1::CancelDrawRequest request;
      request.set_name(draw_);
      request.set_reason("改为指定。");
      return Of(request);
    }
    if (command == "RevealDraw") {
      v1::RevealDrawRequest request;
      request.set_name(draw_);
      request.set_nonce(std::string(kNonceBytes, 'n'));
      return Of(request);
    }
    if (command == "Recuse") {
      return Of(district_.Recusal(who == "reviewer" ? reviewer_assignment_ : advisor_assignment_));
    }
    if (command == "AddRemark") return Of(district_.Remark(matter_, v1::REMARK_WEIGHT_SUGGESTION));
    if (command == "SendRemarks") {
      v1::SendRemarksRequest request;
      request.set_parent(matter_);
      request.add_threads(inner_thread_);
      return Of(request);
    }
    if (command == "ReplyToThread") return Of(district_.ReviewDistrict::Answer(thread));
    if (command == "SettleThread") return Of(district_.Settlement(thread, v1::THREAD_OUTCOME_WITHDRAWN));
    if (command == "SignAdvice") return Of(district_.AdviceOn(matter_));
    if (command == "IssueOpinion") return Of(district_.OpinionOn(matter_, "LAWFUL"));
    if (command == "AnswerOpinion") {
      return Of(district_.AnswerTo(opinion_, {v1::DISPOSITION_ADOPTED, v1::DISPOSITION_ADOPTED}));
    }
    if (command == "ConfirmRevision") {
      return Of(district_.Confirmation(matter_, v1::REVISION_NATURE_FORMAT_ONLY));
    }
    if (command == "RecordOutcome") {
      v1::RecordOutcomeRequest request;
      request.set_name(matter_);
      request.mutable_outcome()->set_number("演执罚〔2023〕1号");
      return Of(request);
    }
    if (command == "ScheduleMeetingItem") return Of(district_.ItemFor(meeting_, matter_));
    if (command == "RecordDeliberation") {
      return Of(district_.ResultOf(item_, v1::DELIBERATION_RESULT_PASSED));
    }
    if (command == "SignForIssue") return Of(district_.Signing(matter_));
    if (command == "NumberDocument") return Of(district_.Numbering(matter_));
    if (command == "VoidDocumentNumber") return Reasoned<v1::VoidDocumentNumberRequest>();
    if (command == "PublishDocument") return Of(district_.Publication(matter_));
    return nullptr;
  }

  template <typename T>
  Request Named() {
    T request;
    request.set_name(matter_);
    return Of(request);
  }
  template <typename T>
  Request Reasoned() {
    T request;
    request.set_name(matter_);
    request.set_reason("理由。");
    return Of(request);
  }

  void PutInto(config::v1::Stage stage) {
    auto& world = const_cast<LiveWorld&>(district_.engine().world());
    world.Mutable<state::v1::MatterRow>(matter_).mutable_resource()->set_stage(stage);
  }

  RegistryDistrict district_;
  std::string matter_;
  std::string reviewer_assignment_;
  std::string advisor_assignment_;
  std::string thread_;
  std::string advisor_thread_;
  std::string inner_thread_;
  std::string draw_;
  std::string urgency_;
  std::string cosignature_;
  std::string inquiry_;
  std::string table_;
  std::string earlier_table_;
  std::string opinion_;
  std::string meeting_;
  std::string item_;
};

TEST_F(ActsTest, EveryCommandOfTheProcedureIsInTheTable) {
  const std::map<std::string, Act> acts = ReadActs();
  std::set<std::string> commands;
  for (const auto& method : district_.rooms().methods()) {
    if (!method->is_command() || method->rule.from_size() == 0) continue;
    commands.insert(method->command);
    EXPECT_EQ(acts.count(method->command), 1u) << method->command << " has no row in acts.txt";
  }
  for (const auto& [command, act] : acts) {
    EXPECT_EQ(commands.count(command), 1u) << command << " is no command with a stage";
  }
}

TEST_F(ActsTest, EachPersonDoesHisActsInTheirTimeAndNoOthers) {
  const std::map<std::string, Act> acts = ReadActs();
  const std::set<v1::ErrorReason> not_his = {v1::ROLE_MISSING, v1::RESOURCE_NOT_FOUND};
  const std::set<v1::ErrorReason> not_now = {v1::STAGE_MISMATCH, v1::RESOURCE_NOT_FOUND};
  const std::set<v1::ErrorReason> never = {v1::ROLE_MISSING,    v1::RESOURCE_NOT_FOUND, v1::STAGE_MISMATCH,
                                           v1::SESSION_INVALID, v1::FIELD_INVALID,      v1::ETAG_STALE};
  int tried = 0;
  const uint64_t before = district_.engine().head().size;
  for (int s = config::v1::Stage_MIN + 1; s <= config::v1::Stage_MAX; ++s) {
    if (!config::v1::Stage_IsValid(s)) continue;
    const auto stage = static_cast<config::v1::Stage>(s);
    PutInto(stage);
    for (const auto& [command, act] : acts) {
      for (const std::string who : kPeople) {
        const Request request = RequestFor(command, who);
        ASSERT_NE(request, nullptr) << command << " has no request in this test";
        const auto* only = request->GetDescriptor()->FindFieldByName("validate_only");
        ASSERT_NE(only, nullptr) << command;
        request->GetReflection()->SetBool(request.get(), only, true);
        const auto refusal = district_.Refused(who, *request);
        ++tried;
        const std::string what =
            absl::StrCat(config::v1::Stage_Name(stage), ": ", command, " by ", who, ": ",
                         refusal.has_value() ? v1::ErrorReason_Name(refusal->reason) + " " + refusal->message_en
                                             : "taken");
        if (act.people.count(who) == 0) {
          // Whose nonce a draw waits for stands in the draw, which is looked at after the stage.
          const bool late = command == "RevealDraw" && act.stages.count(stage) == 0;
          EXPECT_TRUE(refusal.has_value() &&
                      (not_his.count(refusal->reason) == 1 || (late && not_now.count(refusal->reason) == 1)))
              << what;
        } else if (act.stages.count(stage) == 0) {
          EXPECT_TRUE(refusal.has_value() && not_now.count(refusal->reason) == 1) << what;
        } else {
          EXPECT_FALSE(refusal.has_value() && never.count(refusal->reason) == 1) << what;
        }
      }
    }
  }
  EXPECT_EQ(tried, 11 * 41 * 17);
  EXPECT_EQ(district_.engine().head().size, before) << "validate_only wrote something";
}

}  // namespace
}  // namespace plumbline::testing
