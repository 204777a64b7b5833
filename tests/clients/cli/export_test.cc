// Goal: every list and report leaves as a file that holds all of it, in the columns that were asked for. Method: the whole
// program against a server that answers whatever the test says; the files are read back.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/cli/ledger_columns.h"
#include "gmock/gmock.h"
#include "plumbline/v1/coverage_service.pb.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/layout_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "plumbline/v1/registry_service.pb.h"
#include "services/runtime/convert/zip_package.h"
#include "tests/clients/support/command_line.h"
#include "tests/clients/support/fake_server.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMark[] = "\xEF\xBB\xBF";

template <typename T>
T Read(const FakeServer::Call& call) {
  T message;
  EXPECT_TRUE(message.ParseFromString(call.messages.at(0)));
  return message;
}

void Set(google::type::Date* date, int year, int month, int day) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

const FakeServer::Reply kHidden = {grpc::Status(grpc::StatusCode::NOT_FOUND, "hidden"), {}};

// Two matters on two pages; the first has an opinion. One saved layout.
class ExportTest : public ::testing::Test {
 protected:
  ExportTest() : server_([this](const FakeServer::Call& call) { return Handle(call); }) {
    line_.environment["PLUMBLINE_SERVER"] = server_.address();
    line_.environment["XDG_STATE_HOME"] = dir_.path();
    line_.environment["PLUMBLINE_PASSWORD"] = "a long password";
    EXPECT_EQ(line_.Run({"auth", "sign-in", "zhang.san"}), 0) << line_.err;
    methods_.clear();
  }

  FakeServer::Reply Handle(const FakeServer::Call& call) {
    const std::string method = call.method();
    methods_.push_back(method);
    if (method == "SignIn") {
      v1::SignInResponse answer;
      answer.mutable_session()->set_token("the-token");
      answer.mutable_session()->set_person("people/p1");
      return FakeServer::Answer(answer);
    }
    if (method == "GetSelf") {
      v1::GetSelfResponse self;
      self.add_posts()->set_name("organizations/o1/posts/a");
      self.add_posts()->set_name("organizations/o2/posts/b");
      Set(self.mutable_today(), 2023, 3, 2);
      return FakeServer::Answer(self);
    }
    if (method == "GetOrganization") {
      v1::Organization organization;
      const std::string name = Read<v1::GetOrganizationRequest>(call).name();
      organization.set_title(name == "organizations/o1" ? "县司法局" : "县教育局");
      return FakeServer::Answer(organization);
    }
    if (method == "GetPerson") {
      v1::Person person;
      person.set_display_name("魏晓梅");
      return FakeServer::Answer(person);
    }
    if (method == "GetOpinion") {
      v1::Opinion opinion;
      opinion.set_name("matters/m1/opinions/x");
      opinion.set_number("金司法审〔2023〕1号");
      opinion.set_conclusion_title("合法");
      opinion.set_days_used(3);
      Set(opinion.mutable_issued()->mutable_occurred_on(), 2023, 3, 1);
      return FakeServer::Answer(opinion);
    }
    if (method == "ListLayouts") return Layouts(Read<v1::ListLayoutsRequest>(call).parent());
    if (method == "ListMatters") return Matters(Read<v1::ListMattersRequest>(call));
    return handler_(call);
  }

  static FakeServer::Reply Layouts(const std::string& parent) {
    v1::ListLayoutsResponse answer;
    if (parent == "organizations/o1") {
      v1::Layout& layout = *answer.add_layouts();
      layout.set_title("本局台账");
      layout.set_list("ListMatters");
      layout.add_columns()->set_heading("名称");
      layout.mutable_columns(0)->set_path("title");
      layout.add_columns()->set_heading("备注");
      v1::Layout& other = *answer.add_layouts();
      other.set_title("会议台账");
      other.set_list("ListMeetings");
      other.add_columns()->set_heading("地点");
    }
    return FakeServer::Answer(answer);
  }

  static FakeServer::Reply Matters(const v1::ListMattersRequest& request) {
    v1::ListMattersResponse answer;
    v1::Matter& matter = *answer.add_matters();
    if (request.page_token().empty()) {
      matter.set_name("matters/m1");
      matter.set_etag("v9");
      matter.set_version(9);
      matter.set_title("关于规范户外招牌设置的规定");
      matter.add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
      matter.set_lead_drafter("organizations/o2");
      matter.set_opinion("matters/m1/opinions/x");
      matter.add_reviewers("people/p7");
      matter.set_text_digest(std::string(32, 'x'));
      Set(matter.mutable_submitted()->mutable_occurred_on(), 2023, 2, 24);
      matter.mutable_submitted()->set_actor("people/p8");
      Set(matter.mutable_accepted()->mutable_occurred_on(), 2023, 2, 25);
      answer.set_next_page_token("next");
    } else {
      matter.set_name("matters/m2");
      matter.set_title("=农村道路养护办法");
    }
    return FakeServer::Answer(answer);
  }

  std::string Path(const std::string& name) const { return absl::StrCat(dir_.path(), "/", name); }
  std::string Contents(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }
  int Run(std::vector<std::string> words, const std::string& output) {
    words.insert(words.end(), {"--output", Path(output)});
    return line_.Run(words);
  }

  const TempDir dir_;
  std::function<FakeServer::Reply(const FakeServer::Call&)> handler_ = [](const FakeServer::Call&) { return kHidden; };
  std::vector<std::string> methods_;
  FakeServer server_;
  CommandLine line_;
};

TEST_F(ExportTest, AListIsWrittenWholeInTheColumnsOfACustomaryLedger) {
  ASSERT_EQ(Run({"matter", "list", "--format", "csv", "--layout", "合法性审核台账"}, "a.csv"), 0) << line_.err;
  EXPECT_EQ(Contents("a.csv"),
            absl::StrCat(kMark,
                         "序号,文件名称,起草单位,送审日期,受理日期,承办人,意见书文号,出具日期,审核结论,办理工作日,备注\r\n"
                         "1,关于规范户外招牌设置的规定,县教育局,2023-02-24,2023-02-25,魏晓梅,金司法审〔2023〕1号,2023-03-01,合法,3,\r\n"
                         "2,'=农村道路养护办法,,,,,,,,,\r\n"));
  EXPECT_THAT(line_.out, AllOf(HasSubstr("已导出 2 行"), HasSubstr("a.csv")));
  EXPECT_EQ(std::count(methods_.begin(), methods_.end(), "ListMatters"), 2) << "all pages";
  EXPECT_EQ(std::count(methods_.begin(), methods_.end(), "GetOpinion"), 1) << "each resource once";
}

TEST_F(ExportTest, WithoutALayoutTheColumnsThatPeopleWant) {
  ASSERT_EQ(Run({"matter", "list", "--format", "csv"}, "a.csv"), 0) << line_.err;
  const std::string csv = Contents("a.csv");
  const std::string head = csv.substr(0, csv.find("\r\n"));
  EXPECT_EQ(head, absl::StrCat(kMark, "序号,标题,事项种类,牵头起草单位,送审日期,送审人,受理日期,退回次数,意见书,承办人"));
  EXPECT_THAT(csv, HasSubstr("行政规范性文件,县教育局,2023-02-24,魏晓梅,2023-02-25,0,金司法审〔2023〕1号,魏晓梅"));
  EXPECT_THAT(csv, Not(HasSubstr("matters/m1")));
}

TEST_F(ExportTest, ColumnsThatWereAskedForStandThereEvenIfEmpty) {
  ASSERT_EQ(Run({"matter", "list", "--format", "csv", "--columns", "#,document_number,opinion.number,title"}, "a.csv"), 0)
      << line_.err;
  EXPECT_EQ(Contents("a.csv"), absl::StrCat(kMark, "序号,发文字号,意见书发文字号,标题\r\n"
                                                   "1,,金司法审〔2023〕1号,关于规范户外招牌设置的规定\r\n2,,,'=农村道路养护办法\r\n"));
}

TEST_F(ExportTest, EveryListHasColumnsForPeopleWithHeadingsInTheirLanguage) {
  int lists = 0;
  for (const auto* method : line_.api->methods()) {
    const auto* listed = ListedField(method->output_type());
    if (listed == nullptr) continue;
    ++lists;
    const auto columns = ColumnsForPeople(listed->message_type(), Language::kChinese);
    EXPECT_GE(columns.size(), 2u) << method->name();
    for (const ColumnChoice& column : columns) {
      const bool chinese = std::any_of(column.heading.begin(), column.heading.end(), [](char c) { return (c & 0x80) != 0; });
      EXPECT_TRUE(chinese) << method->name() << ": " << column.heading;
      for (const std::string& part : column.path.parts) {
        EXPECT_THAT((std::vector<std::string>{"etag", "version", "name"}), Not(Contains(part))) << method->name();
      }
    }
  }
  EXPECT_GT(lists, 20);
}

TEST_F(ExportTest, SpeaksEnglishToo) {
  ASSERT_EQ(Run({"matter", "list", "--lang", "en", "--format", "csv", "--columns", "title,accepted.occurred_on"}, "a.csv"), 0)
      << line_.err;
  EXPECT_THAT(Contents("a.csv"), HasSubstr("Title,Accepted on\r\n"));
  EXPECT_THAT(line_.out, HasSubstr("2 rows exported"));
}

TEST_F(ExportTest, ASavedLayoutIsFoundByItsTitle) {
  ASSERT_EQ(Run({"matter", "list", "--format", "csv", "--layout", "本局台账"}, "a.csv"), 0) << line_.err;
  EXPECT_EQ(Contents("a.csv"), absl::StrCat(kMark, "名称,备注\r\n关于规范户外招牌设置的规定,\r\n'=农村道路养护办法,\r\n"));
}

TEST_F(ExportTest, AWrongLayoutIsRefusedBeforeAnythingIsFetched) {
  EXPECT_EQ(Run({"matter", "list", "--format", "csv", "--layout", "本局合账"}, "a.csv"), 2);
  EXPECT_THAT(line_.err, AllOf(HasSubstr("没有版式"), HasSubstr("本局台账"), HasSubstr("合法性审核台账")));
  EXPECT_EQ(Run({"matter", "list", "--format", "csv", "--layout", "会议台账"}, "a.csv"), 2);
  EXPECT_THAT(line_.err, HasSubstr("plumbline meeting list"));
  EXPECT_EQ(Run({"matter", "list", "--format", "csv", "--layout", "本局台账", "--columns", "title"}, "a.csv"), 2);
  EXPECT_THAT(methods_, Not(Contains("ListMatters")));
  EXPECT_FALSE(std::filesystem::exists(Path("a.csv")));
}

TEST_F(ExportTest, AnUnknownColumnIsRefusedWithANearOne) {
  EXPECT_EQ(Run({"matter", "list", "--format", "xlsx", "--columns", "title,opinion.nubmer"}, "a.xlsx"), 2);
  EXPECT_THAT(line_.err, AllOf(HasSubstr("opinion.nubmer"), HasSubstr("是不是 number")));
  EXPECT_THAT(methods_, Not(Contains("ListMatters")));
}

TEST_F(ExportTest, AFileThatIsThereIsKeptUnlessForced) {
  std::ofstream(Path("a.csv")) << "mine";
  EXPECT_EQ(Run({"matter", "list", "--format", "csv"}, "a.csv"), 2);
  EXPECT_THAT(line_.err, HasSubstr("--force"));
  EXPECT_EQ(Contents("a.csv"), "mine");
  EXPECT_THAT(methods_, Not(Contains("ListMatters")));
  ASSERT_EQ(Run({"matter", "list", "--format", "csv", "--force"}, "a.csv"), 0) << line_.err;
  EXPECT_THAT(Contents("a.csv"), HasSubstr("关于规范户外招牌设置的规定"));
}

TEST_F(ExportTest, NothingIsLeftWhereItCannotBeWritten) {
  EXPECT_EQ(Run({"matter", "list", "--format", "csv"}, "no/such/folder.csv"), 1);
  EXPECT_THAT(line_.err, HasSubstr("无法写入"));
  ASSERT_EQ(Run({"matter", "list", "--format", "csv"}, "a.csv"), 0);
  for (const auto& file : std::filesystem::directory_iterator(dir_.path())) {
    EXPECT_THAT(file.path().string(), Not(HasSubstr(".part")));
  }
}

TEST_F(ExportTest, WithoutAnOutputTheFileIsCalledByItsTitleAndTheDay) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir_.path());
  const int code = line_.Run({"matter", "list", "--format", "csv", "--layout", "本局台账"});
  std::filesystem::current_path(before);
  ASSERT_EQ(code, 0) << line_.err;
  EXPECT_THAT(line_.out, HasSubstr("本局台账-20230302.csv"));
  EXPECT_THAT(Contents("本局台账-20230302.csv"), HasSubstr("名称,备注"));
}

TEST_F(ExportTest, StandardOutputTakesTheBytesAndNothingElse) {
  ASSERT_EQ(line_.Run({"matter", "list", "--format", "csv", "--layout", "本局台账", "--output", "-"}), 0) << line_.err;
  EXPECT_EQ(line_.out, absl::StrCat(kMark, "名称,备注\r\n关于规范户外招牌设置的规定,\r\n'=农村道路养护办法,\r\n"));
}

TEST_F(ExportTest, AWorkbookNamesTheOrganisationThatHandsItOut) {
  ASSERT_EQ(Run({"matter", "list", "--format", "xlsx"}, "a.xlsx"), 0) << line_.err;
  auto package = ZipPackage::Open(Contents("a.xlsx"), [](absl::string_view) { return true; });
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(*package->Find("docprops/core.xml"), AllOf(HasSubstr("事项列表"), HasSubstr("县司法局"), HasSubstr("2023-03-02")));
  EXPECT_THAT(*package->Find("xl/sharedstrings.xml"), HasSubstr("关于规范户外招牌设置的规定"));
  ASSERT_EQ(Run({"matter", "list", "--format", "xlsx", "--as-post", "organizations/o2/posts/b"}, "b.xlsx"), 0) << line_.err;
  package = ZipPackage::Open(Contents("b.xlsx"), [](absl::string_view) { return true; });
  EXPECT_THAT(*package->Find("docprops/core.xml"), HasSubstr("县教育局"));
}

TEST_F(ExportTest, PaperTakesTheSameColumns) {
  ASSERT_EQ(Run({"matter", "list", "--format", "pdf", "--layout", "合法性审核台账"}, "a.pdf"), 0) << line_.err;
  EXPECT_EQ(Contents("a.pdf").substr(0, 5), "%PDF-");
}

TEST_F(ExportTest, ALayoutShowsOnTheScreenAsWell) {
  ASSERT_EQ(line_.Run({"matter", "list", "--all", "--layout", "合法性审核台账"}), 0) << line_.err;
  EXPECT_THAT(line_.out, AllOf(HasSubstr("承办人"), HasSubstr("金司法审〔2023〕1号"), HasSubstr("备注")));
  ASSERT_EQ(line_.Run({"matter", "list", "--columns", "#,lead_drafter"}), 0) << line_.err;
  EXPECT_THAT(line_.out, HasSubstr("县教育局"));
  EXPECT_THAT(line_.err, HasSubstr("--page-token next")) << "one page, as without paths";
}

TEST_F(ExportTest, APublicListNeedsNoSignIn) {
  std::filesystem::remove_all(dir_.path() + "/plumbline");
  methods_.clear();
  handler_ = [](const FakeServer::Call& call) {
    if (call.method() != "ListDocuments") return kHidden;
    v1::ListDocumentsResponse answer;
    answer.add_documents()->set_title("农村道路养护办法");
    return FakeServer::Answer(answer);
  };
  ASSERT_EQ(Run({"document", "list", "--format", "csv", "--columns", "title"}, "a.csv"), 0) << line_.err;
  EXPECT_EQ(Contents("a.csv"), absl::StrCat(kMark, "标题\r\n农村道路养护办法\r\n"));
  EXPECT_THAT(methods_, ElementsAre("ListDocuments"));
}

TEST_F(ExportTest, AReportLeavesWithAllItsTablesOrOne) {
  handler_ = [](const FakeServer::Call& call) {
    if (call.method() != "GetAnnualReport") return kHidden;
    v1::AnnualReport report;
    report.set_year(2023);
    report.set_organization("organizations/o1");
    report.set_reviewed(37);
    report.mutable_last_year()->set_reviewed(30);
    report.mutable_coverage()->set_published(12);
    v1::UncoveredDocument& uncovered = *report.mutable_coverage()->add_uncovered();
    uncovered.set_name("documents/d1");
    uncovered.set_title("旧文件");
    Set(uncovered.mutable_publish_date(), 2023, 1, 5);
    report.add_advisors()->set_display_name("水小满");
    return FakeServer::Answer(report);
  };
  EXPECT_EQ(Run({"report", "annual", "--year", "2023", "--format", "csv"}, "a.csv"), 2);
  EXPECT_THAT(line_.err, AllOf(HasSubstr("--part"), HasSubstr("uncovered"), HasSubstr("advisors"), HasSubstr("summary")));
  ASSERT_EQ(Run({"report", "annual", "--year", "2023", "--format", "csv", "--part", "uncovered"}, "a.csv"), 0) << line_.err;
  EXPECT_THAT(Contents("a.csv"), AllOf(HasSubstr("标题"), HasSubstr("旧文件,2023-01-05"), Not(HasSubstr("documents/d1"))));
  ASSERT_EQ(Run({"report", "annual", "--year", "2023", "--format", "csv", "--part", "summary"}, "b.csv"), 0) << line_.err;
  EXPECT_THAT(Contents("b.csv"), HasSubstr("审核事项,37,30\r\n"));
  EXPECT_EQ(Run({"report", "annual", "--year", "2023", "--format", "csv", "--part", "nothing"}, "c.csv"), 2);
  ASSERT_EQ(Run({"report", "annual", "--year", "2023", "--format", "xlsx"}, "a.xlsx"), 0) << line_.err;
  auto package = ZipPackage::Open(Contents("a.xlsx"), [](absl::string_view) { return true; });
  ASSERT_TRUE(package.ok());
  EXPECT_THAT(*package->Find("xl/workbook.xml"), AllOf(HasSubstr("概况"), HasSubstr("未审核")));
}

TEST_F(ExportTest, TheFiguresAreOneTable) {
  handler_ = [](const FakeServer::Call& call) {
    if (call.method() != "GetFigures") return kHidden;
    v1::GetFiguresResponse answer;
    answer.set_organization("organizations/o1");
    answer.add_figures()->set_figure("reviewed");
    answer.mutable_figures(0)->set_value(37);
    answer.add_figures()->set_figure("timeliness.due");
    return FakeServer::Answer(answer);
  };
  ASSERT_EQ(Run({"report", "figures", "--year", "2023", "--format", "csv"}, "a.csv"), 0) << line_.err;
  EXPECT_THAT(Contents("a.csv"), HasSubstr("1,审核事项,37\r\n2,按期 · 应按期,0\r\n"));
}

TEST_F(ExportTest, WhatIsNoListIsNoFile) {
  EXPECT_EQ(line_.Run({"matter", "get", "matters/m1", "--format", "xlsx"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("只有列表和报告"));
  EXPECT_EQ(line_.Run({"matter", "submit", "matters/m1", "--format", "csv"}), 2);
  EXPECT_EQ(line_.Run({"matter", "list", "--format", "ods"}), 2);
  EXPECT_THAT(methods_, Not(Contains("SubmitMatter")));
}

TEST_F(ExportTest, HelpNamesFormatsAndLayouts) {
  ASSERT_EQ(line_.Run({"matter", "list", "--help"}), 0);
  EXPECT_THAT(line_.out, AllOf(HasSubstr("xlsx|csv|pdf"), HasSubstr("--layout"), HasSubstr("合法性审核台账")));
  ASSERT_EQ(line_.Run({"report", "annual", "--help"}), 0);
  EXPECT_THAT(line_.out, AllOf(HasSubstr("--part"), Not(HasSubstr("--layout TITLE"))));
  ASSERT_EQ(line_.Run({"matter", "get", "--help"}), 0);
  EXPECT_THAT(line_.out, Not(HasSubstr("xlsx")));
}

TEST_F(ExportTest, TheCustomaryLayoutsAreShownAndCanBeTheBeginningOfOnesOwn) {
  line_.locals = LocalCommands();
  ASSERT_EQ(line_.Run({"layout", "customary"}), 0) << line_.err;
  EXPECT_THAT(line_.out, AllOf(HasSubstr("合法性审核台账"), HasSubstr("plumbline matter list")));
  ASSERT_EQ(line_.Run({"layout", "customary", "合法性审核台账"}), 0) << line_.err;
  const std::string json = line_.out;
  EXPECT_EQ(line_.Run({"layout", "customary", "合法性审查台账"}), 2);
  v1::SaveLayoutRequest request;
  handler_ = [&request](const FakeServer::Call& call) {
    request = Read<v1::SaveLayoutRequest>(call);
    return FakeServer::Answer(v1::SaveLayoutResponse());
  };
  line_.input = json;
  ASSERT_EQ(line_.Run({"layout", "save", "organizations/o1", "--json", "-", "--title", "我局台账"}), 0) << line_.err;
  EXPECT_EQ(request.parent(), "organizations/o1");
  EXPECT_EQ(request.layout().title(), "我局台账");
  EXPECT_EQ(request.layout().columns_size(), 11);
}

TEST_F(ExportTest, ALayoutIsSavedColumnByColumn) {
  v1::SaveLayoutRequest request;
  handler_ = [&request](const FakeServer::Call& call) {
    request = Read<v1::SaveLayoutRequest>(call);
    return FakeServer::Answer(v1::SaveLayoutResponse());
  };
  ASSERT_EQ(line_.Run({"layout", "save", "organizations/o1", "--title", "我局台账", "--list", "matter list", "--column",
                       "path=opinion.number,heading=意见书文号,width=12", "--column", "heading=备注"}),
            0)
      << line_.err;
  EXPECT_EQ(request.layout().list(), "matter list");
  EXPECT_EQ(request.layout().columns(0).path(), "opinion.number");
  EXPECT_EQ(request.layout().columns(0).width(), 12);
  EXPECT_EQ(request.layout().columns(1).heading(), "备注");
}

}  // namespace
}  // namespace plumbline::client
