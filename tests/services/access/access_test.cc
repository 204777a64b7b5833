// Goal: what is read is on the log before it is shown, who may see the log sees all of it, and nobody takes a line away, changes or
// adds one without being found out. Method: lines are written as the server writes them; rows are tampered with beside the record.
#include "services/access/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/relation.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/merkle/tree.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    district_.AddPerson("auditor", district_.Org("bureau"), "审计管理员", {config::v1::ROLE_AUDIT_ADMIN});
    matter_ = district_.Accepted();
    district_.Assign(matter_, "advisor1");
  }

  AccessNote Note(const std::string& who, const std::string& resource) {
    AccessNote note;
    note.person = district_.Person(who);
    note.resource = resource;
    note.kind = v1::ACCESS_KIND_DOWNLOAD;
    note.file_sha256 = std::string(32, 'f');
    note.size_bytes = 1234;
    return note;
  }
  void Write(const std::string& who, const std::string& resource) {
    const AccessNote note = Note(who, resource);
    ASSERT_FALSE(district_
                     .RunInternal([&note](const World& world, const Context& context) {
                       return DecideAccessLine(world, note, context);
                     })
                     .has_value());
  }
  void NextDay() { district_.clock().Advance(absl::Hours(24)); }

  SnapshotReader Reader() { return SnapshotReader(district_.store().GetSnapshot(), &district_.rooms()); }
  std::optional<v1::RecordAccessDigestRequest> Next() { return *NextAccessDigest(Reader(), district_.today()); }
  std::optional<Refusal> Record(const v1::RecordAccessDigestRequest& digest) { return district_.ReportAsSystem(digest); }
  // What the worker does until nothing is left.
  int DigestAll() {
    int days = 0;
    while (const auto digest = Next()) {
      const auto refusal = Record(*digest);
      if (refusal.has_value()) {
        ADD_FAILURE() << refusal->message_en;
        break;
      }
      ++days;
    }
    return days;
  }
  AccessLogReport Check() { return *CheckAccessLog(Reader()); }

  // Numbers that `who` gets, in the order he gets them.
  std::vector<int64_t> Listed(const std::string& who, const v1::ListAccessLinesRequest& request) {
    std::vector<int64_t> numbers;
    const auto reply = district_.Must<v1::ListAccessLinesResponse>(who, request);
    for (const v1::AccessLine& line : reply.lines()) numbers.push_back(line.number());
    return numbers;
  }
  static v1::ListAccessLinesRequest Of(const std::string& matter, const std::string& person = "") {
    v1::ListAccessLinesRequest request;
    request.set_matter(matter);
    request.set_person(person);
    return request;
  }

  RegistryDistrict district_;
  std::string matter_;
};

TEST_F(AccessTest, WritesOneLineForEachReadingAndNoEntry) {
  const uint64_t before = district_.engine().head().size;
  const std::string draft = district_.RowOf<state::v1::MatterRow>(matter_)->resource().current_version();
  Write("advisor1", draft);
  EXPECT_EQ(district_.engine().head().size, before);
  const auto reply = district_.Must<v1::ListAccessLinesResponse>("auditor", Of(""));
  ASSERT_THAT(reply.lines(), SizeIs(1));
  const v1::AccessLine& line = reply.lines(0);
  EXPECT_EQ(line.name(), "accessLines/1");
  EXPECT_EQ(line.person(), district_.Person("advisor1"));
  EXPECT_EQ(line.matter(), matter_);
  EXPECT_EQ(line.resource(), draft);
  EXPECT_EQ(line.file(), absl::StrCat("files/", std::string(64, '6')));
  EXPECT_EQ(line.kind(), v1::ACCESS_KIND_DOWNLOAD);
  EXPECT_EQ(line.size_bytes(), 1234);
  EXPECT_EQ(line.time().seconds(), absl::ToUnixSeconds(district_.clock().Now()));
}

TEST_F(AccessTest, TwoLinesOfOneGroupHaveTwoNumbers) {
  for (int i = 0; i < 2; ++i) {
    CommandCall call;
    call.method = district_.rooms().FindMethod("/plumbline.v1.FileService/DownloadFile");
    call.request.reset(call.method->request->New());
    call.internal = [note = Note("chief", matter_)](const World& world, const Context& context) {
      return DecideAccessLine(world, note, context);
    };
    call.done = [](CommandReply reply) { EXPECT_FALSE(reply.refusal.has_value()); };
    district_.engine().Add(std::move(call));
  }
  district_.engine().CommitGroup();
  EXPECT_THAT(Listed("auditor", Of("")), ElementsAre(2, 1));
}

TEST_F(AccessTest, ListsNewestFirstByMatterPersonAndDay) {
  const std::string other = district_.Accepted();
  Write("advisor1", matter_);                    // 1
  Write("chief", other);                         // 2
  NextDay();
  Write("advisor1", matter_);                    // 3
  Write("chief", matter_);                       // 4
  NextDay();
  Write("section", "meetings/none");             // 5, of no matter.
  EXPECT_THAT(Listed("auditor", Of("")), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(Listed("auditor", Of(matter_)), ElementsAre(4, 3, 1));
  EXPECT_THAT(Listed("auditor", Of("", district_.Person("chief"))), ElementsAre(4, 2));
  EXPECT_THAT(Listed("auditor", Of(matter_, district_.Person("advisor1"))), ElementsAre(3, 1));
  for (const auto& [days_ago, numbers] :
       std::vector<std::pair<int, std::vector<int64_t>>>{{0, {5}}, {1, {4, 3}}, {2, {2, 1}}, {3, {}}}) {
    v1::ListAccessLinesRequest request;
    SetDate(district_.today() - days_ago, request.mutable_date());
    EXPECT_EQ(Listed("auditor", request), numbers) << days_ago;
    request.set_matter(matter_);
    EXPECT_EQ(Listed("auditor", request).size(), days_ago == 0 || days_ago == 3 ? 0u : days_ago == 1 ? 2u : 1u) << days_ago;
  }
  v1::ListAccessLinesRequest no_day;
  no_day.mutable_date()->set_year(2023);
  no_day.mutable_date()->set_month(2);
  no_day.mutable_date()->set_day(30);
  EXPECT_EQ(district_.Refused("auditor", no_day)->reason, v1::FIELD_INVALID);
}

TEST_F(AccessTest, PagesMeetWithoutGapOrRepeat) {
  for (int i = 0; i < 7; ++i) Write(i % 2 == 0 ? "chief" : "section", matter_);
  for (const auto& [request, all] : std::vector<std::pair<v1::ListAccessLinesRequest, std::vector<int64_t>>>{
           {Of(""), {7, 6, 5, 4, 3, 2, 1}}, {Of(matter_, district_.Person("chief")), {7, 5, 3, 1}}}) {
    v1::ListAccessLinesRequest page = request;
    page.set_page_size(2);
    std::vector<int64_t> got;
    do {
      const auto reply = district_.Must<v1::ListAccessLinesResponse>("auditor", page);
      EXPECT_LE(reply.lines_size(), 2);
      for (const auto& line : reply.lines()) got.push_back(line.number());
      page.set_page_token(reply.next_page_token());
    } while (!page.page_token().empty());
    EXPECT_EQ(got, all);
  }
  v1::ListAccessLinesRequest bad;
  bad.set_page_token("x");
  EXPECT_EQ(district_.Refused("auditor", bad)->reason, v1::PAGE_TOKEN_EXPIRED);
  bad.clear_page_token();
  bad.set_page_size(-1);
  EXPECT_EQ(district_.Refused("auditor", bad)->reason, v1::FIELD_INVALID);
}

TEST_F(AccessTest, WhoSeesWhoseLines) {
  Write("advisor1", matter_);
  Write("handler", matter_);
  // Without a question: one's own.
  EXPECT_THAT(Listed("advisor1", Of("")), ElementsAre(1));
  EXPECT_THAT(Listed("handler", Of("")), ElementsAre(2));
  EXPECT_THAT(Listed("section", Of("")), IsEmpty());
  // One's own by name, nobody else's.
  EXPECT_THAT(Listed("advisor1", Of("", district_.Person("advisor1"))), ElementsAre(1));
  EXPECT_EQ(district_.Refused("section", Of("", district_.Person("advisor1")))->reason, v1::RESOURCE_NOT_FOUND);
  // A matter's log: whom the visibility table names (V-ACCESS-LOG).
  EXPECT_THAT(Listed("chief", Of(matter_)), ElementsAre(2, 1));
  EXPECT_THAT(Listed("chief", Of(matter_, district_.Person("handler"))), ElementsAre(2));
  for (const char* who : {"handler", "section", "advisor1", "stranger", "office"}) {
    EXPECT_EQ(district_.Refused(who, Of(matter_))->reason, v1::RESOURCE_NOT_FOUND) << who;
  }
  // Of oneself, everybody may ask within a matter.
  EXPECT_THAT(Listed("handler", Of(matter_, district_.Person("handler"))), ElementsAre(2));
  EXPECT_EQ(district_.Refused("chief", Of("matters/none"))->reason, v1::RESOURCE_NOT_FOUND);
  // Nobody without an account.
  EXPECT_EQ(district_.Refused("", Of(""))->reason, v1::SESSION_INVALID);
}

TEST_F(AccessTest, ADayThatIsOverGetsOneDigestInTheRecord) {
  Write("chief", matter_);
  Write("chief", matter_);
  EXPECT_FALSE(Next().has_value()) << "the day is not over";
  NextDay();
  Write("chief", matter_);
  const auto digest = Next();
  ASSERT_TRUE(digest.has_value());
  EXPECT_EQ(digest->first_number(), 1);
  EXPECT_EQ(digest->count(), 2);
  EXPECT_EQ(DayOf(digest->date()), district_.today() - 1);
  ASSERT_FALSE(Record(*digest).has_value());
  EXPECT_FALSE(Next().has_value());
  NextDay();
  NextDay();
  EXPECT_EQ(DigestAll(), 1) << "a day without lines needs none";

  const auto reply = district_.Must<v1::ListAccessDigestsResponse>("auditor", v1::ListAccessDigestsRequest());
  ASSERT_THAT(reply.digests(), SizeIs(2));
  EXPECT_EQ(reply.digests(1).name(), absl::StrCat("accessDigests/", absl::FormatCivilTime(district_.today() - 3)));
  EXPECT_EQ(reply.digests(0).first_number(), 3);
  v1::GetAccessDigestRequest get;
  get.set_name(reply.digests(1).name());
  EXPECT_EQ(district_.Must<v1::AccessDigest>("auditor", get).root(), digest->root());

  // The root is the tree hash over the stored bytes.
  TreeEdge tree;
  class None : public TileSink {
    void FullTile(int, uint64_t, absl::string_view) override {}
    void FullBundle(uint64_t, absl::string_view) override {}
    void TileRoot(int, uint64_t, const Hash&) override {}
  } none;
  for (int64_t number = 1; number <= 2; ++number) {
    std::string bytes;
    ASSERT_TRUE(Reader().FindBeside(AccessLineKey(number), &bytes));
    tree.Append(Sha256(bytes), none);
  }
  EXPECT_EQ(digest->root(), BytesOf(tree.Root()));
}

TEST_F(AccessTest, ADigestThatDoesNotFollowOnIsRefused) {
  for (int i = 0; i < 3; ++i) Write("chief", matter_);
  v1::RecordAccessDigestRequest early;
  SetDate(district_.today(), early.mutable_date());
  early.set_first_number(1);
  early.set_count(3);
  early.set_root(std::string(32, 'r'));
  EXPECT_EQ(Record(early)->reason, v1::STATE_MISMATCH) << "the day is not over";
  NextDay();
  const v1::RecordAccessDigestRequest good = *Next();
  const auto refused = [&](auto change) {
    v1::RecordAccessDigestRequest bad = good;
    change(bad);
    const auto refusal = Record(bad);
    return refusal.has_value() ? refusal->reason : v1::REASON_UNSPECIFIED;
  };
  EXPECT_EQ(refused([](v1::RecordAccessDigestRequest& d) { d.set_first_number(2); d.set_count(2); }), v1::STATE_MISMATCH);
  EXPECT_EQ(refused([](v1::RecordAccessDigestRequest& d) { d.set_count(2); }), v1::STATE_MISMATCH);
  EXPECT_EQ(refused([](v1::RecordAccessDigestRequest& d) { d.set_count(4); }), v1::STATE_MISMATCH);
  EXPECT_EQ(refused([&](v1::RecordAccessDigestRequest& d) { SetDate(district_.today() - 2, d.mutable_date()); }), v1::STATE_MISMATCH);
  EXPECT_EQ(refused([](v1::RecordAccessDigestRequest& d) { d.set_root("short"); }), v1::FIELD_INVALID);
  ASSERT_FALSE(Record(good).has_value());
  EXPECT_EQ(refused([](v1::RecordAccessDigestRequest&) {}), v1::STATE_MISMATCH) << "entered already";
  // Nobody but the server.
  v1::RecordAccessDigestRequest request = good;
  request.set_request_id(district_.RequestId());
  EXPECT_EQ(district_.Refused("auditor", request)->reason, v1::ROLE_MISSING);
}

// Three days of two lines, two of them digested.
class TamperedAccessTest : public AccessTest {
 protected:
  TamperedAccessTest() {
    for (int day = 0; day < 3; ++day) {
      Write("chief", matter_);
      Write("advisor1", matter_);
      if (day < 2) NextDay();
    }
    EXPECT_EQ(DigestAll(), 2);
    const AccessLogReport sound = Check();
    EXPECT_TRUE(sound.ok());
    EXPECT_EQ(sound.days, 2);
    EXPECT_EQ(sound.digested_lines, 4);
    EXPECT_EQ(sound.open_lines, 2);
  }
  std::string Bytes(int64_t number) {
    std::string bytes;
    EXPECT_TRUE(Reader().FindBeside(AccessLineKey(number), &bytes));
    return bytes;
  }
};

TEST_F(TamperedAccessTest, AChangedLineIsFound) {
  state::v1::AccessLineRow line;
  ASSERT_TRUE(line.ParseFromString(Bytes(3)));
  line.set_person(district_.Person("section"));
  district_.Tamper(AccessLineKey(3), line.SerializeAsString());
  const AccessLogReport report = Check();
  ASSERT_THAT(report.problems, SizeIs(1));
  EXPECT_EQ(report.problems[0].date, DayNumber(district_.today() - 1));
  EXPECT_THAT(report.problems[0].en, HasSubstr("not those that were digested"));
  // The auditor sees it too.
  const auto reply = district_.Must<v1::VerifyAccessLogResponse>("auditor", v1::VerifyAccessLogRequest());
  EXPECT_FALSE(reply.ok());
  EXPECT_EQ(DayOf(reply.problems(0).date()), district_.today() - 1);
}

TEST_F(TamperedAccessTest, ARemovedLineIsFoundWhereverItStood) {
  for (const int64_t number : {1, 2, 3, 4, 5, 6}) {
    const std::string bytes = Bytes(number);
    district_.Tamper(AccessLineKey(number), "");
    const AccessLogReport report = Check();
    ASSERT_FALSE(report.ok()) << number;
    EXPECT_EQ(report.problems[0].date, number > 4 ? 0 : DayNumber(district_.today() - (number > 2 ? 1 : 2))) << number;
    district_.Tamper(AccessLineKey(number), bytes);
    ASSERT_TRUE(Check().ok());
  }
}

TEST_F(TamperedAccessTest, AnAddedLineIsFound) {
  state::v1::AccessLineRow line;
  ASSERT_TRUE(line.ParseFromString(Bytes(6)));
  line.set_number(7);
  district_.Tamper(AccessLineKey(7), line.SerializeAsString());
  ASSERT_THAT(Check().problems, SizeIs(1));
  EXPECT_THAT(Check().problems[0].en, HasSubstr("the last line should be 6"));
}

TEST_F(TamperedAccessTest, ALineThatIsNoLineIsFound) {
  district_.Tamper(AccessLineKey(2), "\xff");
  ASSERT_FALSE(Check().ok());
  EXPECT_THAT(Check().problems[0].en, HasSubstr("can't be read"));
}

TEST_F(AccessTest, AnEmptyLogIsSound) {
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(Check().days, 0);
  EXPECT_FALSE(Next().has_value());
}

TEST_F(AccessTest, GoesOnWhereItStoodAfterARestart) {
  Write("chief", matter_);
  district_.Restart();
  Write("chief", matter_);
  EXPECT_THAT(Listed("auditor", Of("")), ElementsAre(2, 1));
}

TEST_F(AccessTest, SomebodyFromOutsideIsWhoIsMarkedSoOrOnlyAdvises) {
  SnapshotReader reader = Reader();
  const auto outside = [&](const std::string& who) {
    return WorksFromOutside(reader, {district_.Person(who), reader.Find<state::v1::HoldingsRow>(district_.Person(who)),
                                     district_.today()});
  };
  EXPECT_TRUE(outside("advisor1"));
  EXPECT_FALSE(outside("reviewer"));
  EXPECT_FALSE(outside("handler"));
}

}  // namespace
}  // namespace plumbline::testing
