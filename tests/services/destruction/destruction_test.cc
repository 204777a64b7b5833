// Goal: two people destroy exactly what was listed, readers are told so, and nothing else of the record changes.
#include "tests/services/destruction/destruction_steps.h"

#include <gmock/gmock.h>

#include "plumbline/state/v1/record_state.pb.h"
#include "plumbline/v1/correction_service.pb.h"
#include "plumbline/v1/review_package_service.pb.h"
#include "services/directory/directory.h"
#include "services/runtime/engine/named_files.h"
#include "storage/keys.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kGone[] = "内容已依规销毁";

class DestructionTest : public ::testing::Test {
 protected:
  std::string Thread(const std::string& matter, const std::string& text = "第三条设定了处罚，没有上位法依据。") {
    return district_.Must<v1::AddRemarkResponse>("reviewer", district_.Remark(matter, v1::REMARK_WEIGHT_NOTE, text))
        .thread()
        .name();
  }
  v1::Thread ReadThread(const std::string& name) {
    return district_.Read<v1::Thread, v1::GetThreadRequest>("reviewer", name);
  }
  bool Refuses(const std::string& who, const google::protobuf::Message& request, v1::ErrorReason reason) {
    const auto result = district_.Refuses(who, request, reason);
    if (!result) ADD_FAILURE() << request.GetDescriptor()->name() << " by " << who << ": " << result.message();
    return static_cast<bool>(result);
  }

  DestructionDistrict district_;
};

// --- What is listed ---

TEST_F(DestructionTest, ListsEverythingUnderAMatterAndWhatStays) {
  const std::string matter = district_.UnderReview();
  const std::string thread = Thread(matter);
  const std::string other = district_.NewMatter("关于公共停车的规定");
  const std::string draft = district_.RowOf<state::v1::MatterRow>(matter)->resource().current_version();
  const std::string file = district_.RowOf<state::v1::DraftVersionRow>(draft)->resource().file();
  v1::FileMaterialRequest material;
  material.set_name(other);
  material.mutable_material()->set_slot("DOC-EXPLAIN");
  material.mutable_material()->set_file(file);
  district_.Must<v1::FileMaterialResponse>("handler", material);

  const std::string name = district_.Propose("section", DestructionDistrict::Proposal(matter));
  EXPECT_EQ(district_.Get("section", name).state(), v1::DESTRUCTION_STATE_LISTING);
  const v1::DestructionList list = district_.List(name);
  EXPECT_THAT(DestructionDistrict::Lines(list), Contains(thread + " text"));
  EXPECT_THAT(DestructionDistrict::Lines(list), Contains(thread + " quote"));
  EXPECT_THAT(DestructionDistrict::Lines(list), Contains(draft + " " + file));
  for (const v1::DestructionItem& item : list.items()) {
    EXPECT_THAT(item.resource(), HasSubstr(matter));
    if (item.file() == file) {
      EXPECT_THAT(item.also_named_by(), ElementsAre(other));
    }
    EXPECT_EQ(item.text_id().size(), item.file().empty() ? 16u : 0u);
  }
  std::vector<std::string> kept;
  for (const v1::KeptItem& item : list.kept()) {
    kept.push_back(absl::StrCat(item.resource(), " ", item.path(), " ", v1::KeptCause_Name(item.cause())));
  }
  EXPECT_THAT(kept, Contains(matter + " title KEPT_CAUSE_IN_RECORD"));
  EXPECT_EQ(list.left_out(), 0);

  const v1::Destruction listed = district_.Get("section", name);
  EXPECT_EQ(listed.state(), v1::DESTRUCTION_STATE_PROPOSED);
  EXPECT_EQ(listed.text_count() + listed.file_count(), list.items_size());
  EXPECT_EQ(listed.kept_count(), list.kept_size());
  EXPECT_EQ(DestructionDistrict::Lines(district_.ListOf("chief", name)), DestructionDistrict::Lines(list));
}

TEST_F(DestructionTest, PreviewsTheSameListAndNoContents) {
  const std::string matter = district_.UnderReview();
  Thread(matter);
  v1::PreviewDestructionRequest preview;
  preview.set_resource(matter);
  const uint64_t before = district_.Size();
  const auto shown = district_.Must<v1::DestructionList>("section", preview);
  EXPECT_EQ(district_.Size(), before);
  const v1::DestructionList list = district_.List(district_.Propose("section", DestructionDistrict::Proposal(matter)));
  EXPECT_EQ(DestructionDistrict::Lines(shown), DestructionDistrict::Lines(list));
  EXPECT_EQ(shown.DebugString().find("上位法"), std::string::npos);
  for (const v1::DestructionItem& item : shown.items()) EXPECT_THAT(item.text_id(), IsEmpty());
  EXPECT_EQ(DestructionDistrict::Lines(district_.Must<v1::DestructionList>("security", preview)),
            DestructionDistrict::Lines(list))
      << "the security administrator reads no draft and sees the names";
  EXPECT_EQ(district_.Refused("stranger", preview)->reason, v1::RESOURCE_NOT_FOUND);
  EXPECT_EQ(district_.Refused("handler", preview)->reason, v1::ROLE_MISSING) << "it was handed in";
}

TEST_F(DestructionTest, CoversWhatIsThereWhenItIsListedAndNothingLater) {
  const std::string matter = district_.UnderReview();
  const std::string first = Thread(matter);
  const std::string name = district_.Listed("section", DestructionDistrict::Proposal(matter));
  const std::string later = Thread(matter);
  district_.Approve("chief", name);
  EXPECT_EQ(ReadThread(first).text(), kGone);
  EXPECT_THAT(ReadThread(later).text(), HasSubstr("上位法"));
}

TEST_F(DestructionTest, SaysWhatTheResourceDoesNotHold) {
  const std::string thread = Thread(district_.UnderReview());
  const std::string file = "files/" + std::string(64, 'a');
  const v1::DestructionList list =
      district_.List(district_.Propose("section", DestructionDistrict::Proposal(thread, {"text", "answer"}, {file})));
  EXPECT_THAT(DestructionDistrict::Lines(list), ElementsAre(thread + " text"));
  ASSERT_EQ(list.kept_size(), 2);
  EXPECT_EQ(list.kept(0).path(), "answer");
  EXPECT_EQ(list.kept(1).path(), file);
  EXPECT_EQ(list.kept(1).cause(), v1::KEPT_CAUSE_NOT_THERE);
}

TEST_F(DestructionTest, ListsAsMuchAsOneEntryHoldsAndTheRestNextTime) {
  const std::string matter = district_.UnderReview();
  for (int i = 0; i < 230; ++i) Thread(matter);  // Two texts each.
  const v1::ProposeDestructionRequest proposal = DestructionDistrict::Proposal(matter);
  const std::string first = district_.Listed("section", proposal);
  const v1::DestructionList list = district_.ListOf("section", first);
  EXPECT_LE(list.items_size(), kDestructionItemsMax);
  EXPECT_LE(list.ByteSizeLong(), kDestructionListBytesMax + 1024);
  EXPECT_GT(list.left_out(), 0);
  EXPECT_EQ(district_.Get("section", first).left_out(), list.left_out());
  district_.Approve("chief", first);
  int left = list.left_out();
  for (int round = 0; left > 0 && round < 5; ++round) {
    const std::string next = district_.Listed("section", proposal);
    const v1::DestructionList rest = district_.ListOf("section", next);
    EXPECT_EQ(rest.items_size() + rest.left_out(), left) << "nothing is listed twice";
    left = rest.left_out();
    district_.Approve("chief", next);
  }
  EXPECT_EQ(left, 0);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(DestructionTest, LeavesTheFilesOfTheRulesAlone) {
  const std::string file = district_.files().AddText("规则文件");
  CommandCall call;
  call.method = district_.rooms().FindMethod("/plumbline.v1.DirectoryService/SignOut");
  call.request.reset(call.method->request->New());
  call.internal = [&](const World&, const Context&) -> Decision {
    journal::v1::RulesLoaded event;
    event.set_kind(journal::v1::RulesLoaded::KIND_PROFILE);
    event.set_id("national");
    event.set_sha256(FileDigestOf(file));
    Outcome outcome;
    outcome.Add("rules/national", std::move(event));
    return outcome;
  };
  district_.engine().Add(std::move(call));
  district_.engine().CommitGroup();
  const v1::DestructionList list =
      district_.List(district_.Propose("security", DestructionDistrict::Proposal("", {}, {file})));
  EXPECT_THAT(list.items(), IsEmpty());
  ASSERT_EQ(list.kept_size(), 1);
  EXPECT_EQ(list.kept(0).cause(), v1::KEPT_CAUSE_RULES);
}

// --- What goes ---

TEST_F(DestructionTest, ApprovedTextsAreGoneWithTheCommitAndNothingElseChanges) {
  const std::string matter = district_.UnderReview();
  const std::string thread = Thread(matter);
  const std::string id = district_.RowOf<state::v1::ThreadRow>(thread)->text().id();
  const std::string name = district_.Listed("section", DestructionDistrict::Proposal(thread, {"text"}));
  const TextReport before = district_.Texts();
  EXPECT_TRUE(before.ok);
  std::string bytes;
  ASSERT_TRUE(*district_.store().Get(Family::kBeside, BesideKey(BesideTable::kContent, id), &bytes));

  const v1::Destruction approved = district_.Approve("chief", name);
  EXPECT_EQ(approved.state(), v1::DESTRUCTION_STATE_APPROVED);
  EXPECT_EQ(approved.decided().actor(), district_.Person("chief"));
  EXPECT_FALSE(*district_.store().Get(Family::kBeside, BesideKey(BesideTable::kContent, id), &bytes));
  EXPECT_EQ(ReadThread(thread).text(), kGone);
  EXPECT_EQ(ReadThread(thread).quote(), "违者处五百元罚款。") << "it was not chosen";
  v1::GetThreadRequest then;
  then.set_name(thread);
  then.mutable_as_of()->set_version(1);
  EXPECT_EQ(district_.Must<v1::Thread>("reviewer", then).text(), kGone) << "as of any moment";
  EXPECT_EQ(district_.Events("reviewer", matter).back(), "contents_destroyed");
  EXPECT_EQ(district_.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);

  ASSERT_FALSE(district_.Done(name).has_value());
  const v1::Destruction completed = district_.Get("section", name);
  EXPECT_EQ(completed.state(), v1::DESTRUCTION_STATE_COMPLETED);
  EXPECT_EQ(completed.copies_until(), completed.completed().sequence());
  EXPECT_EQ(completed.reason(), "起草单位误传。");
  const TextReport after = district_.Texts();
  EXPECT_TRUE(after.ok) << (after.ok ? "" : after.problems.front());
  EXPECT_EQ(after.destroyed, 1u);
  EXPECT_EQ(district_.RebuildProblem(), "");
  district_.Restart();
  EXPECT_EQ(ReadThread(thread).text(), kGone);
}

TEST_F(DestructionTest, DestroysEarlierWordingsAndWhatACorrectionRepeats) {
  const std::string meeting = district_.NewMeeting();
  v1::ProposeCorrectionRequest correct;
  v1::Correction& correction = *correct.mutable_correction();
  correction.set_target(meeting);
  correction.set_field("attendance");
  correction.set_was("出席：张三等八人。");
  correction.set_is("出席：张珊等八人。");
  correction.set_reason("姓名录错。");
  correction.set_proof_paper("签到簿");
  const std::string corrected =
      district_.Must<v1::ProposeCorrectionResponse>("office", correct).correction().name();
  const std::string name = district_.Listed("office", DestructionDistrict::Proposal(meeting, {"attendance"}));
  const v1::DestructionList list = district_.ListOf("office", name);
  ASSERT_EQ(list.items_size(), 2);
  EXPECT_FALSE(list.items(0).earlier());
  EXPECT_TRUE(list.items(1).earlier());
  district_.Approve("security", name);
  v1::GetCorrectionRequest get;
  get.set_name(corrected);
  const v1::Correction seen = district_.Must<v1::Correction>("office", get);
  EXPECT_EQ(seen.was(), kGone);
  EXPECT_EQ(seen.is(), kGone);
  EXPECT_EQ(district_.Events("office", meeting).back(), "contents_destroyed");

  const v1::DestructionList all = district_.List(district_.Propose("office", DestructionDistrict::Proposal(meeting)));
  EXPECT_THAT(DestructionDistrict::Lines(all), ElementsAre(corrected + " reason")) << "with all goes what corrects it";
}

TEST_F(DestructionTest, DestroysAFileForAllWhoNameIt) {
  const std::string matter = district_.UnderReview();
  const std::string draft = district_.RowOf<state::v1::MatterRow>(matter)->resource().current_version();
  const std::string file = district_.RowOf<state::v1::DraftVersionRow>(draft)->resource().file();
  const std::string other = district_.NewMatter("关于公共停车的规定");
  v1::FileMaterialRequest material;
  material.set_name(other);
  material.mutable_material()->set_slot("DOC-EXPLAIN");
  material.mutable_material()->set_file(file);
  district_.Must<v1::FileMaterialResponse>("handler", material);
  const auto named = [&] { return *NamedFilesOf(*district_.store().GetSnapshot(), district_.rooms()); };
  EXPECT_THAT(named(), Contains(file));

  const std::string name = district_.Listed("section", DestructionDistrict::Proposal(draft, {}, {file}));
  EXPECT_FALSE(RefuseDestroyedFile(district_.engine().world(), file, false).has_value()) << "not yet";
  EXPECT_THAT(named(), Contains(file));
  district_.Approve("chief", name);
  EXPECT_EQ(district_.Events("section", matter).back(), "contents_destroyed");
  EXPECT_EQ(district_.Events("handler", other).back(), "contents_destroyed");
  const auto reading = RefuseDestroyedFile(district_.engine().world(), file, false);
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->reason, v1::CONTENT_DESTROYED);
  EXPECT_THAT(reading->message_zh, HasSubstr("涉密误传"));
  EXPECT_THAT(RefuseDestroyedFile(district_.engine().world(), file, true)->message_zh, HasSubstr("不再接收"));
  EXPECT_THAT(named(), Not(Contains(file))) << "nobody misses it";
  const auto destroyed = DestroyedFilesOf(*district_.store().GetSnapshot(), district_.rooms());
  EXPECT_THAT(destroyed->all, ElementsAre(file));
  EXPECT_THAT(destroyed->gone, IsEmpty());
  ASSERT_FALSE(district_.Done(name).has_value());
  EXPECT_THAT(DestroyedFilesOf(*district_.store().GetSnapshot(), district_.rooms())->gone, ElementsAre(file));
  EXPECT_EQ(district_.RebuildProblem(), "");
  const v1::DestructionList again = district_.List(district_.Propose("section", DestructionDistrict::Proposal(draft)));
  EXPECT_THAT(DestructionDistrict::Lines(again), Not(Contains(draft + " " + file)));
}

TEST_F(DestructionTest, TakesTheCopiesInPackagesAlong) {
  const std::string matter = district_.UnderReview();
  const std::string thread = Thread(matter);
  const std::string draft = district_.RowOf<state::v1::MatterRow>(matter)->resource().current_version();
  const std::string file = district_.RowOf<state::v1::DraftVersionRow>(draft)->resource().file();
  v1::MakeReviewPackageRequest make;
  make.set_parent(matter);
  make.mutable_package()->set_assignment(district_.Assign(matter, "advisor1").name());
  SetDate(district_.today() + 10, make.mutable_package()->mutable_expires_date());
  const std::string package = district_.Must<v1::MakeReviewPackageResponse>("section", make).package().name();
  v1::RecordReviewPackageRequest made;
  made.set_name(package);
  made.set_file(district_.files().AddText("审查包"));
  made.add_parts()->set_file_name("02-文稿.pdf");
  ASSERT_FALSE(district_.ReportAsSystem(made).has_value());
  v1::HandOverReviewPackageRequest out;
  out.set_name(package);
  out.set_way("本人领取");
  district_.Must<v1::HandOverReviewPackageResponse>("section", out);
  v1::ReturnReviewPackageRequest back;
  back.set_name(package);
  back.set_file(district_.files().AddText("批注稿"));
  district_.Must<v1::ReturnReviewPackageResponse>("section", back);

  v1::ProposeDestructionRequest of_draft = DestructionDistrict::Proposal(draft);
  of_draft.mutable_destruction()->add_files(file);
  EXPECT_THAT(DestructionDistrict::Lines(district_.List(district_.Propose("section", of_draft))),
              UnorderedElementsAre(draft + " " + file, package + " " + made.file(), package + " " + back.file()));
  // A remark is in no package.
  EXPECT_THAT(DestructionDistrict::Lines(district_.List(district_.Propose("section", DestructionDistrict::Proposal(thread)))),
              Each(HasSubstr(thread)));
}

TEST_F(DestructionTest, ARejectedDestructionKeepsNoFileAlive) {
  const std::string file = "files/" + std::string(64, 'b');
  const std::string name = district_.Listed("security", DestructionDistrict::Proposal("", {}, {file}));
  district_.Must<v1::RejectDestructionResponse>("security", district_.Rejection(name));
  EXPECT_THAT(*NamedFilesOf(*district_.store().GetSnapshot(), district_.rooms()), Not(Contains(file)));
}

TEST_F(DestructionTest, DestroysThePersonalDataOfAClosedAccount) {
  district_.AddPerson("leaver", "", "", {});
  const std::string person = district_.Person("leaver");
  const std::string credential = CredentialKey("leaver");
  district_.Tamper(credential, "row");
  v1::ProposeDestructionRequest proposal = DestructionDistrict::Proposal(person);
  proposal.mutable_destruction()->set_ground(v1::DESTRUCTION_GROUND_PERSONAL_DATA);
  Refuses("admin", proposal, v1::STATE_MISMATCH);
  v1::ClosePersonRequest close;
  close.set_name(person);
  close.set_reason("调离。");
  district_.Must<v1::ClosePersonResponse>("admin", close);
  Refuses("section", proposal, v1::ROLE_MISSING);
  const std::string name = district_.Listed("admin", proposal);
  EXPECT_THAT(DestructionDistrict::Lines(district_.ListOf("admin", name)),
              UnorderedElementsAre(person + " display_name", person + " sign_in_name"));
  district_.Approve("security", name);
  v1::GetPersonRequest get;
  get.set_name(person);
  EXPECT_EQ(district_.Must<v1::Person>("admin", get).display_name(), kGone);
  std::string bytes;
  EXPECT_FALSE(*district_.store().Get(Family::kBeside, credential, &bytes)) << "its key is the name itself";
  EXPECT_TRUE(district_.Texts().ok);
}

// --- Who ---

TEST_F(DestructionTest, NeedsASecondPersonWhoMayApprove) {
  const std::string thread = Thread(district_.UnderReview());
  const std::string by_chief = district_.Listed("chief", DestructionDistrict::Proposal(thread, {"text"}));
  Refuses("chief", district_.Approval(by_chief), v1::SECOND_PERSON_NEEDED);
  const std::string name = district_.Listed("section", DestructionDistrict::Proposal(thread, {"text"}));
  Refuses("section", district_.Approval(name), v1::ROLE_MISSING);
  Refuses("reviewer", district_.Approval(name), v1::ROLE_MISSING);
  Refuses("handler", district_.Approval(name), v1::RESOURCE_NOT_FOUND);
  district_.AddPerson("chief2", district_.Org("other"), "局长", {config::v1::ROLE_CHIEF});
  Refuses("chief2", district_.Approval(name), v1::RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReadThread(thread).text(), "第三条设定了处罚，没有上位法依据。");
  EXPECT_EQ(district_.Approve("security", name).state(), v1::DESTRUCTION_STATE_APPROVED);
  Refuses("chief", district_.Approval(name), v1::STATE_MISMATCH);
  Refuses("chief", district_.Rejection(name), v1::STATE_MISMATCH);
}

TEST_F(DestructionTest, IsProposedByWhoseItIs) {
  const std::string draft = district_.NewMatter();
  Refuses("section", DestructionDistrict::Proposal(draft), v1::RESOURCE_NOT_FOUND);
  EXPECT_NE(district_.Propose("handler", DestructionDistrict::Proposal(draft)), "") << "not handed in yet";
  const std::string matter = district_.UnderReview();
  Refuses("handler", DestructionDistrict::Proposal(matter), v1::ROLE_MISSING);
  Refuses("stranger", DestructionDistrict::Proposal(matter), v1::RESOURCE_NOT_FOUND);
  Refuses("reviewer", DestructionDistrict::Proposal(matter), v1::ROLE_MISSING);
  Refuses("advisor1", DestructionDistrict::Proposal(matter), v1::ROLE_MISSING);
  Refuses("admin", DestructionDistrict::Proposal(matter), v1::RESOURCE_NOT_FOUND);
  Refuses("section", DestructionDistrict::Proposal("matters/none"), v1::RESOURCE_NOT_FOUND);
  Refuses("", DestructionDistrict::Proposal(matter), v1::SESSION_INVALID);
  for (const char* who : {"intake", "section", "chief", "office", "mayor", "security"}) {
    EXPECT_NE(district_.Propose(who, DestructionDistrict::Proposal(matter)), "") << who;
  }
  Refuses("section", DestructionDistrict::Proposal(district_.NewMeeting()), v1::ROLE_MISSING);
}

TEST_F(DestructionTest, NeedsAScopeAndTheNumberOfACourtsOrder) {
  const std::string file = "files/" + std::string(64, 'c');
  Refuses("section", DestructionDistrict::Proposal(""), v1::FIELD_INVALID);
  Refuses("section", DestructionDistrict::Proposal("", {}, {file}), v1::FIELD_INVALID);
  Refuses("security", DestructionDistrict::Proposal("", {"text"}, {file}), v1::FIELD_INVALID);
  Refuses("security", DestructionDistrict::Proposal("", {}, {"files/short"}), v1::FIELD_INVALID);
  EXPECT_NE(district_.Propose("security", DestructionDistrict::Proposal("", {}, {file})), "");
  v1::ProposeDestructionRequest order = DestructionDistrict::Proposal(district_.UnderReview());
  order.mutable_destruction()->set_ground(v1::DESTRUCTION_GROUND_COURT_ORDER);
  Refuses("section", order, v1::FIELD_INVALID);
  order.mutable_destruction()->set_basis_paper("（2023）川11行初1号");
  EXPECT_NE(district_.Propose("section", order), "");
}

TEST_F(DestructionTest, IsApprovedOnceItIsListedAndHoldsSomething) {
  const std::string thread = Thread(district_.UnderReview());
  const std::string waiting = district_.Propose("section", DestructionDistrict::Proposal(thread));
  Refuses("chief", district_.Approval(waiting), v1::STATE_MISMATCH);
  v1::GetDestructionListRequest list;
  list.set_name(waiting);
  EXPECT_EQ(district_.Refused("section", list)->reason, v1::STATE_MISMATCH);
  const std::string empty = district_.Listed("section", DestructionDistrict::Proposal(thread, {"answer"}));
  Refuses("chief", district_.Approval(empty), v1::STATE_MISMATCH);
  const auto rejected =
      district_.Must<v1::RejectDestructionResponse>("section", district_.Rejection(waiting)).destruction();
  EXPECT_EQ(rejected.state(), v1::DESTRUCTION_STATE_REJECTED);
  EXPECT_EQ(rejected.decision_reason(), "经核实不涉密。");
  EXPECT_THAT(ReadThread(thread).text(), HasSubstr("上位法"));
  v1::RecordDestructionListRequest late;
  late.set_name(waiting);
  EXPECT_EQ(district_.ReportAsSystem(late)->reason, v1::STATE_MISMATCH) << "the worker came too late";
  EXPECT_EQ(district_.Done(waiting)->reason, v1::STATE_MISMATCH);
}

TEST_F(DestructionTest, LetsNobodyButTheServerReport) {
  const std::string name =
      district_.Propose("section", DestructionDistrict::Proposal(Thread(district_.UnderReview())));
  v1::RecordDestructionListRequest list;
  list.set_name(name);
  Refuses("security", list, v1::ROLE_MISSING);
  v1::RecordDestructionDoneRequest done;
  done.set_name(name);
  Refuses("chief", done, v1::ROLE_MISSING);
}

TEST_F(DestructionTest, ShowsWhatWaitsToTheOrganisationAndToInspectors) {
  const std::string name = district_.Listed(
      "section", DestructionDistrict::Proposal(Thread(district_.UnderReview()), {"text"}));
  district_.AddPerson("audit", district_.Org("office"), "审计", {config::v1::ROLE_AUDIT_ADMIN});
  const auto seen = [&](const std::string& who, bool waiting, const std::string& parent) {
    v1::ListDestructionsRequest request;
    request.set_waiting(waiting);
    request.set_parent(parent);
    return district_.Must<v1::ListDestructionsResponse>(who, request).destructions_size();
  };
  EXPECT_EQ(seen("chief", true, district_.Org("bureau")), 1);
  EXPECT_EQ(seen("chief", true, ""), 1);
  EXPECT_EQ(seen("security", true, ""), 1);
  EXPECT_EQ(seen("audit", false, ""), 1);
  EXPECT_EQ(seen("handler", false, ""), 0);
  EXPECT_EQ(seen("handler", false, district_.Org("bureau")), 0);
  EXPECT_TRUE(district_.Hidden<v1::GetDestructionRequest>("handler", name));
  EXPECT_TRUE(district_.Hidden<v1::GetDestructionListRequest>("handler", name));
  district_.Approve("chief", name);
  EXPECT_EQ(seen("chief", true, ""), 0);
  EXPECT_EQ(seen("chief", false, ""), 1);
}

// --- What verification makes of it ---

TEST_F(DestructionTest, AMissingTextThatNoDestructionNamesIsDamage) {
  const std::string thread = Thread(district_.UnderReview());
  const std::string key =
      BesideKey(BesideTable::kContent, district_.RowOf<state::v1::ThreadRow>(thread)->text().id());
  // Listed and not approved: it has to be there.
  district_.Listed("section", DestructionDistrict::Proposal(thread, {"text"}));
  std::string bytes;
  ASSERT_TRUE(*district_.store().Get(Family::kBeside, key, &bytes));
  EXPECT_TRUE(district_.Texts().ok);
  district_.Tamper(key, "");
  const TextReport missing = district_.Texts();
  EXPECT_FALSE(missing.ok);
  ASSERT_THAT(missing.problems, SizeIs(1));
  EXPECT_THAT(missing.problems[0], HasSubstr("text is missing"));
  EXPECT_EQ(missing.first_bad, district_.RowOf<state::v1::ThreadRow>(thread)->resource().added().sequence());
  state::v1::ContentRow other;
  ASSERT_TRUE(other.ParseFromString(bytes));
  other.set_text("另一段文字");
  district_.Tamper(key, other.SerializeAsString());
  EXPECT_THAT(district_.Texts().problems, ElementsAre(HasSubstr("is not the one that it names")));
  district_.Tamper(key, bytes);
  EXPECT_TRUE(district_.Texts().ok);
}

TEST_F(DestructionTest, ADestroyedTextThatIsStillThereIsDamage) {
  const std::string thread = Thread(district_.UnderReview());
  const std::string key =
      BesideKey(BesideTable::kContent, district_.RowOf<state::v1::ThreadRow>(thread)->text().id());
  std::string bytes;
  ASSERT_TRUE(*district_.store().Get(Family::kBeside, key, &bytes));
  district_.Destroyed(DestructionDistrict::Proposal(thread, {"text"}));
  EXPECT_TRUE(district_.Texts().ok);
  district_.Tamper(key, bytes);
  EXPECT_THAT(district_.Texts().problems, ElementsAre(HasSubstr("is still there")));
}

}  // namespace
}  // namespace plumbline::testing
