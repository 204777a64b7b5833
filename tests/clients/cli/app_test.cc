// Goal: a command line does what it says. Method: the whole program as a function against a server
// that answers whatever the test says.
#include "clients/cli/app.h"

#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "tests/clients/support/command_line.h"
#include "tests/clients/support/fake_server.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

template <typename T>
T Read(const FakeServer::Call& call) {
  T message;
  EXPECT_TRUE(message.ParseFromString(call.messages.at(0)));
  return message;
}

class AppTest : public ::testing::Test {
 protected:
  AppTest() : server_([this](const FakeServer::Call& call) { return Handle(call); }) {
    line_.environment["PLUMBLINE_SERVER"] = server_.address();
    line_.environment["XDG_STATE_HOME"] = dir_.path();
  }

  FakeServer::Reply Handle(const FakeServer::Call& call) {
    calls_.push_back(call);
    if (call.method() == "SignIn") {
      v1::SignInResponse answer;
      answer.mutable_session()->set_token("the-token");
      answer.mutable_session()->set_person("people/p1");
      return FakeServer::Answer(answer);
    }
    return handler_(call);
  }
  void SignIn() {
    line_.environment["PLUMBLINE_PASSWORD"] = "a long password";
    ASSERT_EQ(line_.Run({"auth", "sign-in", "zhang.san"}), 0) << line_.err;
    calls_.clear();
  }
  std::vector<std::string> Methods() const {
    std::vector<std::string> methods;
    for (const FakeServer::Call& call : calls_) methods.push_back(call.method());
    return methods;
  }

  const TempDir dir_;
  std::function<FakeServer::Reply(const FakeServer::Call&)> handler_ = [](const FakeServer::Call&) {
    return FakeServer::Reply{grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not in this test"), {}};
  };
  std::vector<FakeServer::Call> calls_;
  FakeServer server_;
  CommandLine line_;
};

FakeServer::Reply AMatter(const char* etag) {
  v1::Matter matter;
  matter.set_name("matters/m1");
  matter.set_etag(etag);
  return FakeServer::Answer(matter);
}

FakeServer::Reply Submitted() {
  v1::SubmitMatterResponse answer;
  answer.mutable_matter()->set_name("matters/m1");
  answer.mutable_receipt()->set_sequence(42);
  return FakeServer::Answer(answer);
}

TEST_F(AppTest, KeepsTheSessionInAProtectedFileAndShowsItToNobody) {
  line_.environment["PLUMBLINE_PASSWORD"] = "a long password";
  ASSERT_EQ(line_.Run({"auth", "sign-in", "zhang.san", "--format", "json"}), 0) << line_.err;
  EXPECT_EQ(Read<v1::SignInRequest>(calls_[0]).sign_in_name(), "zhang.san");
  EXPECT_EQ(Read<v1::SignInRequest>(calls_[0]).password(), "a long password");
  EXPECT_THAT(line_.out + line_.err, Not(HasSubstr("the-token")));
  struct stat about = {};
  ASSERT_EQ(stat((dir_.path() + "/plumbline/sessions.json").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(AppTest, SendsTheKeptTokenAndForgetsItAtSignOut) {
  SignIn();
  handler_ = [](const FakeServer::Call&) { return FakeServer::Answer(v1::SignOutResponse()); };
  ASSERT_EQ(line_.Run({"auth", "sign-out"}), 0) << line_.err;
  EXPECT_EQ(calls_[0].metadata["authorization"], "Bearer the-token");
  EXPECT_EQ(line_.Run({"auth", "whoami"}), 4);
}

TEST_F(AppTest, AsksForAPasswordWithoutEcho) {
  line_.typed_secrets = {"typed password"};
  ASSERT_EQ(line_.Run({"auth", "sign-in", "li.si"}), 0) << line_.err;
  EXPECT_EQ(Read<v1::SignInRequest>(calls_[0]).password(), "typed password");
  EXPECT_EQ(line_.Run({"auth", "sign-in", "li.si"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("--password-file"));
}

TEST_F(AppTest, ReadsAPasswordFromStandardInput) {
  line_.input = "from a pipe\nsecond line\n";
  ASSERT_EQ(line_.Run({"auth", "sign-in", "li.si", "--password-file", "-"}), 0) << line_.err;
  EXPECT_EQ(Read<v1::SignInRequest>(calls_[0]).password(), "from a pipe");
}

TEST_F(AppTest, TakesANewPasswordOnlyWhenItWasTypedTheSameTwice) {
  line_.typed_secrets = {"first password", "other password"};
  EXPECT_EQ(line_.Run({"auth", "set-password", "li.si", "--code", "c"}), 2);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(AppTest, DoesNotCallWithoutASession) {
  EXPECT_EQ(line_.Run({"matter", "list"}), 4);
  EXPECT_THAT(line_.err, HasSubstr("plumbline auth sign-in"));
  EXPECT_TRUE(calls_.empty());
}

TEST_F(AppTest, ReadsTheEtagFirstAndSendsIt) {
  SignIn();
  handler_ = [](const FakeServer::Call& call) {
    return call.method() == "GetMatter" ? AMatter("v7") : Submitted();
  };
  ASSERT_EQ(line_.Run({"matter", "submit", "matters/m1", "--not-secret", "--on", "2023-03-01",
                       "--gate-reason", "G-REVIEW-WINDOW=汛期在即"}),
            0)
      << line_.err;
  ASSERT_THAT(Methods(), ElementsAre("GetMatter", "SubmitMatter"));
  const auto request = Read<v1::SubmitMatterRequest>(calls_[1]);
  EXPECT_EQ(request.etag(), "v7");
  EXPECT_EQ(request.request_id().size(), 36u);
  EXPECT_TRUE(request.not_secret());
  EXPECT_EQ(request.act().occurred_on().day(), 1);
  EXPECT_EQ(request.act().gate_reasons(0).gate(), "G-REVIEW-WINDOW");
  EXPECT_EQ(request.act().gate_reasons(0).reason(), "汛期在即");
  EXPECT_THAT(line_.out, HasSubstr("已存证 #42"));
}

TEST_F(AppTest, SendsTheEtagThatWasGivenWithoutReading) {
  SignIn();
  handler_ = [](const FakeServer::Call&) { return Submitted(); };
  ASSERT_EQ(
      line_.Run({"matter", "submit", "matters/m1", "--etag", "v2", "--request-id", "given-id"}), 0)
      << line_.err;
  ASSERT_THAT(Methods(), ElementsAre("SubmitMatter"));
  EXPECT_EQ(Read<v1::SubmitMatterRequest>(calls_[0]).etag(), "v2");
  EXPECT_EQ(Read<v1::SubmitMatterRequest>(calls_[0]).request_id(), "given-id");
}

TEST_F(AppTest, RepeatsABusyCommandUnderTheSameRequestId) {
  SignIn();
  int busy = 2;
  handler_ = [&](const FakeServer::Call& call) {
    if (call.method() == "GetMatter") return AMatter("v1");
    return busy-- > 0
               ? FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "COMMAND_QUEUE_FULL", "繁忙")
               : Submitted();
  };
  ASSERT_EQ(line_.Run({"matter", "submit", "matters/m1"}), 0) << line_.err;
  ASSERT_EQ(calls_.size(), 4u);
  EXPECT_EQ(calls_[1].messages, calls_[2].messages);
  EXPECT_EQ(calls_[2].messages, calls_[3].messages);
  EXPECT_EQ(line_.waits.size(), 2u);
  EXPECT_THAT(line_.err, HasSubstr("繁忙"));
}

TEST_F(AppTest, PrintsTheLineThatRepeatsAnUnknownOutcome) {
  SignIn();
  handler_ = [](const FakeServer::Call& call) {
    return call.method() == "GetMatter"
               ? AMatter("v1")
               : FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "OUTCOME_UNKNOWN", "结果未知");
  };
  EXPECT_EQ(line_.Run({"matter", "withdraw", "matters/m1", "--reason", "重 写"}), 3);
  const auto request = Read<v1::WithdrawMatterRequest>(calls_.back());
  EXPECT_THAT(line_.err, HasSubstr("plumbline matter withdraw matters/m1 --reason '重 写'"));
  EXPECT_THAT(line_.err, HasSubstr("--etag v1 --request-id " + request.request_id()));
}

TEST_F(AppTest, ExplainsUnmetGatesWithArticlesAndNextSteps) {
  SignIn();
  handler_ = [](const FakeServer::Call& call) {
    if (call.method() == "GetMatter") return AMatter("v1");
    if (call.method() == "CheckMatter") {
      v1::CheckMatterResponse answer;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
          "commands { command: 'SubmitMatter' "
          "gates { gate: 'G-MATERIALS' verdict: GATE_VERDICT_UNMET message_zh: '材料齐全' source: "
          "'第九条' todo_zh: '请补交' missing: 'DOC-LEGAL' } "
          "gates { gate: 'G-SECOND' verdict: GATE_VERDICT_UNMET message_zh: '第二关' } "
          "gates { gate: 'G-DRAFT' verdict: GATE_VERDICT_MET message_zh: '有文稿' } }",
          &answer));
      return FakeServer::Answer(answer);
    }
    google::rpc::PreconditionFailure gates;
    gates.add_violations()->set_type("G-MATERIALS");
    return FakeServer::Refuse(grpc::StatusCode::FAILED_PRECONDITION, "GATE_UNMET",
                              "尚有关口未满足。", "", {&gates}, {{"moreGates", "1"}});
  };
  EXPECT_EQ(line_.Run({"matter", "submit", "matters/m1"}), 1);
  EXPECT_THAT(line_.err, HasSubstr("✗ G-MATERIALS  材料齐全（第九条）"));
  EXPECT_THAT(line_.err, HasSubstr("缺少：DOC-LEGAL"));
  EXPECT_THAT(line_.err, HasSubstr("→ 请补交"));
  EXPECT_THAT(line_.err, HasSubstr("✗ G-SECOND  第二关"));
  EXPECT_THAT(line_.err, Not(HasSubstr("G-DRAFT")));
}

TEST_F(AppTest, NamesTheChangedFieldsInTheUpdateMask) {
  SignIn();
  handler_ = [](const FakeServer::Call&) { return FakeServer::Answer(v1::UpdateMatterResponse()); };
  ASSERT_EQ(line_.Run({"matter", "update", "matters/m1", "--etag", "v1", "--title", "", "--kind",
                       "重大行政决策"}),
            0)
      << line_.err;
  const auto request = Read<v1::UpdateMatterRequest>(calls_[0]);
  EXPECT_THAT(request.update_mask(), ElementsAre("title", "kinds"));
  EXPECT_THAT(request.matter().kinds(), ElementsAre(config::v1::KIND_MAJOR_DECISION));
}

TEST_F(AppTest, TakesAWholeRequestAsJsonAndLetsFlagsOverrideIt) {
  SignIn();
  handler_ = [](const FakeServer::Call&) { return FakeServer::Answer(v1::CreateMatterResponse()); };
  line_.input =
      R"({"matter": {"title": "旧题", "kinds": ["KIND_MAJOR_DECISION"], "issuer": "organizations/o1"}})";
  ASSERT_EQ(line_.Run({"matter", "create", "--json", "-", "--title", "新题", "--kind",
                       "normative-document"}),
            0)
      << line_.err;
  const auto request = Read<v1::CreateMatterRequest>(calls_[0]);
  EXPECT_EQ(request.matter().title(), "新题");
  EXPECT_THAT(request.matter().kinds(), ElementsAre(config::v1::KIND_NORMATIVE_DOCUMENT));
  EXPECT_EQ(request.matter().issuer(), "organizations/o1");
  EXPECT_EQ(line_.Run({"matter", "create", "--json", R"({"colour": 1})"}), 2);
}

TEST_F(AppTest, ListsAllMissingFieldsBeforeAnyCall) {
  SignIn();
  EXPECT_EQ(line_.Run({"matter", "create"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("--title（标题）"));
  EXPECT_THAT(line_.err, HasSubstr("--kind"));
  EXPECT_THAT(line_.err, HasSubstr("--issuer"));
  EXPECT_THAT(line_.err, HasSubstr("plumbline matter create --help"));
  EXPECT_TRUE(calls_.empty());
}

TEST_F(AppTest, FetchesAllPagesOrSaysThatThereIsMore) {
  SignIn();
  handler_ = [](const FakeServer::Call& call) {
    v1::ListMattersResponse answer;
    const bool first = Read<v1::ListMattersRequest>(call).page_token().empty();
    answer.add_matters()->set_name(first ? "matters/m1" : "matters/m2");
    if (first) answer.set_next_page_token("next");
    return FakeServer::Answer(answer);
  };
  ASSERT_EQ(line_.Run({"matter", "list"}), 0);
  EXPECT_THAT(line_.err, HasSubstr("--page-token next"));
  ASSERT_EQ(line_.Run({"matter", "list", "--all", "--format", "jsonl"}), 0);
  EXPECT_EQ(std::count(line_.out.begin(), line_.out.end(), '\n'), 2);
  ASSERT_EQ(line_.Run({"matter", "list", "--all", "--format", "json"}), 0);
  const auto json = nlohmann::json::parse(line_.out);
  EXPECT_EQ(json["matters"].size(), 2u);
  EXPECT_EQ(json["next_page_token"], "");
}

TEST_F(AppTest, ShowsPeopleTheNamesOfOfficesAndKeepsIdsForScripts) {
  SignIn();
  handler_ = [](const FakeServer::Call& call) {
    if (call.method() == "GetOrganization") {
      if (Read<v1::GetOrganizationRequest>(call).name() != "organizations/o1") {
        return FakeServer::Reply{grpc::Status(grpc::StatusCode::NOT_FOUND, "hidden"), {}};
      }
      v1::Organization organization;
      organization.set_title("县教育局");
      return FakeServer::Answer(organization);
    }
    v1::Matter matter;
    matter.set_name("matters/m1");
    matter.set_lead_drafter("organizations/o1");
    matter.set_reviewing_body("organizations/o2");
    if (call.method() == "GetMatter") return FakeServer::Answer(matter);
    v1::ListMattersResponse answer;
    for (int i = 0; i < 3; ++i) *answer.add_matters() = matter;
    return FakeServer::Answer(answer);
  };
  ASSERT_EQ(line_.Run({"matter", "list"}), 0);
  EXPECT_THAT(line_.out, HasSubstr("县教育局"));
  EXPECT_THAT(line_.out, Not(HasSubstr("organizations/o1")));
  EXPECT_THAT(line_.out, HasSubstr("organizations/o2"));  // Not told: its name says it.
  EXPECT_THAT(line_.out, HasSubstr("matters/m1"));
  EXPECT_EQ(std::count(line_.out.begin(), line_.out.end(), '\n'), 4);
  EXPECT_THAT(Methods(), ElementsAre("ListMatters", "GetOrganization", "GetOrganization"));  // Once each.
  ASSERT_EQ(line_.Run({"matter", "get", "matters/m1"}), 0);
  EXPECT_THAT(line_.out, HasSubstr("县教育局 organizations/o1"));
  calls_.clear();
  ASSERT_EQ(line_.Run({"matter", "get", "matters/m1", "--format", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(line_.out)["lead_drafter"], "organizations/o1");
  EXPECT_THAT(Methods(), ElementsAre("GetMatter"));
}

TEST_F(AppTest, NamesWhatCanBeDoneByTitleAndWords) {
  SignIn();
  handler_ = [](const FakeServer::Call&) {
    v1::CheckMatterResponse answer;
    v1::CommandCheck& submit = *answer.add_commands();
    submit.set_command("SubmitMatter");
    submit.add_roles("ROLE_HANDLER");
    answer.add_commands()->set_command("OfANewerServer");
    return FakeServer::Answer(answer);
  };
  ASSERT_EQ(line_.Run({"matter", "check", "matters/m1"}), 0) << line_.err;
  EXPECT_THAT(line_.out, HasSubstr("送审（matter submit）"));
  EXPECT_THAT(line_.out, HasSubstr("起草单位经办"));
  EXPECT_THAT(line_.out, HasSubstr("OfANewerServer"));
  ASSERT_EQ(line_.Run({"matter", "check", "matters/m1", "--format", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(line_.out)["commands"][0]["command"], "SubmitMatter");
}

TEST_F(AppTest, ChoosesTheLanguage) {
  SignIn();
  EXPECT_EQ(line_.Run({"matter", "create", "--lang", "en-US"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("Missing"));
  line_.environment["LANG"] = "en_GB.UTF-8";
  EXPECT_EQ(line_.Run({"matter", "create"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("Missing"));
  line_.environment.erase("LANG");
  EXPECT_EQ(line_.Run({"matter", "create"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("缺少"));
  EXPECT_EQ(line_.Run({"matter", "list", "--lang", "fr"}), 2);
}

TEST_F(AppTest, SuggestsTheWordThatWasMeant) {
  EXPECT_EQ(line_.Run({"mater", "list"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("matter"));
  EXPECT_EQ(line_.Run({"matter", "submti"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("matter submit"));
  EXPECT_EQ(line_.Run({"matter", "submit", "matters/m1", "--not-secrt"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("--not-secret"));
  EXPECT_EQ(line_.Run({}), 2);
  EXPECT_EQ(line_.Run({"--help"}), 0);
  EXPECT_EQ(line_.Run({"matter", "submit", "--help"}), 0);
  EXPECT_EQ(line_.Run({"help", "matter", "submit"}), 0);
}

TEST_F(AppTest, TakesNoPasswordOnTheCommandLine) {
  EXPECT_EQ(line_.Run({"auth", "sign-in", "zhang.san", "--password", "a long password", "--lang", "en-US"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("--password-file"));
  EXPECT_TRUE(calls_.empty());
}

TEST_F(AppTest, ReportsRefusalsToScriptsAsJsonWithAnExitCode) {
  SignIn();
  handler_ = [](const FakeServer::Call&) {
    return FakeServer::Refuse(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "未找到",
                              "Not found");
  };
  EXPECT_EQ(line_.Run({"matter", "get", "matters/none", "--format", "json"}), 1);
  EXPECT_EQ(nlohmann::json::parse(line_.err)["reason"], "RESOURCE_NOT_FOUND");
  EXPECT_EQ(line_.out, "");
}

TEST_F(AppTest, SaysThatNoServerIsThere) {
  SignIn();
  // A port that was free a moment ago and that nobody listens on.
  std::string gone;
  {
    const FakeServer closed([](const FakeServer::Call&) { return FakeServer::Reply(); });
    gone = closed.address();
  }
  line_.environment["PLUMBLINE_SERVER"] = gone;
  EXPECT_EQ(line_.Run({"auth", "sign-in", "zhang.san", "--timeout", "5s"}), 3);
  EXPECT_THAT(line_.err, HasSubstr("PLUMBLINE_SERVER"));
}

TEST_F(AppTest, HandsALocalCommandItsWordsWithoutTheProgramFlags) {
  LocalCommand local;
  local.noun = "workdays";
  local.flags = {"profile"};
  std::vector<std::string> words;
  Language language = Language::kChinese;
  local.run = [&](const LocalContext& context) {
    words = context.words;
    language = context.options.language;
    return 0;
  };
  line_.locals = {local};
  ASSERT_EQ(line_.Run({"--lang", "en", "workdays", "2023-03-01", "-3", "--profile", "--help",
                       "--format", "json"}),
            0);
  EXPECT_THAT(words, ElementsAre("2023-03-01", "-3", "--profile", "--help"));
  EXPECT_EQ(language, Language::kEnglish);
}

}  // namespace
}  // namespace plumbline::client
