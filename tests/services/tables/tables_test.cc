// Goal: a table is filled in over days, copied from an earlier matter and filed into its slot; its texts stand beside the
// journal and can be destroyed row by row. Method: a district's drafts with tables on them.
#include "services/tables/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/destruction/destruction_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class TablesTest : public ::testing::Test {
 protected:
  static v1::CommentLine Comment(const std::string& who, const std::string& opinion, v1::Adoption adoption,
                                 const std::string& reason = "", bool private_person = false) {
    v1::CommentLine line;
    line.set_commenter(who);
    line.set_opinion(opinion);
    line.set_adoption(adoption);
    line.set_reason(reason);
    line.set_private_person(private_person);
    return line;
  }
  static v1::SaveTableRequest Comments(const std::string& matter, const std::vector<v1::CommentLine>& lines,
                                       const std::string& seen = "") {
    v1::SaveTableRequest request;
    request.set_parent(matter);
    request.set_seen_etag(seen);
    request.mutable_table()->set_kind(config::v1::TABLE_KIND_COMMENTS);
    for (const v1::CommentLine& line : lines) *request.mutable_table()->add_comments() = line;
    return request;
  }
  std::vector<v1::CommentLine> Whole() {
    return {Comment("区财政局", "建议明确经费来源", v1::ADOPTION_ADOPTED),
            Comment("区教育局", "", v1::ADOPTION_NO_COMMENT),
            Comment("柳青", "第三条太长", v1::ADOPTION_NOT_ADOPTED, "已经是最短的表述", true)};
  }
  v1::Table Save(const v1::SaveTableRequest& request, const std::string& who = "handler") {
    return district_.Must<v1::SaveTableResponse>(who, request).table();
  }
  v1::Table Get(const std::string& name, const std::string& who = "handler") {
    v1::GetTableRequest request;
    request.set_name(name);
    return district_.Must<v1::Table>(who, request);
  }
  v1::FileTableRequest Filing(const std::string& name) {
    v1::FileTableRequest request;
    request.set_name(name);
    request.set_file(district_.files().AddText(absl::StrCat("表格 ", name, district_.EtagOf(name))));
    return request;
  }
  v1::CopyTableRequest Copying(const std::string& to, const std::string& source) {
    v1::CopyTableRequest request;
    request.set_parent(to);
    request.set_source(source);
    return request;
  }
  v1::ErrorReason ReasonOf(const google::protobuf::Message& request, const std::string& who = "handler") {
    const uint64_t before = district_.engine().head().size;
    const auto refusal = district_.Refused(who, request);
    EXPECT_EQ(district_.engine().head().size, before);
    return refusal.has_value() ? refusal->reason : v1::REASON_UNSPECIFIED;
  }
  std::vector<std::string> TextIds(const std::string& name) {
    std::vector<std::string> ids;
    for (const journal::v1::TableLine& line : district_.RowOf<state::v1::MaterialTableRow>(name)->lines()) {
      ids.push_back(line.cells().id());
    }
    return ids;
  }

  DestructionDistrict district_;
};

TEST_F(TablesTest, IsContinuedLaterAndKeepsTheTextsThatDidNotChange) {
  const std::string matter = district_.NewMatter();
  const v1::Table first = Save(Comments(matter, {Whole()[0], Comment("区教育局", "", v1::ADOPTION_UNSPECIFIED)}));
  EXPECT_EQ(first.name(), absl::StrCat(matter, "/tables/comments"));
  EXPECT_EQ(first.row_count(), 2);
  EXPECT_EQ(first.state(), v1::TABLE_STATE_OPEN);
  const std::vector<std::string> before = TextIds(first.name());
  const v1::Table second = Save(Comments(matter, Whole(), first.etag()));
  EXPECT_EQ(second.version(), 2);
  ASSERT_EQ(second.comments_size(), 3);
  EXPECT_EQ(second.comments(1).adoption(), v1::ADOPTION_NO_COMMENT);
  EXPECT_EQ(second.comments(2).commenter(), "柳青");
  EXPECT_EQ(second.comments(2).reason(), "已经是最短的表述");
  EXPECT_TRUE(second.comments(2).private_person());
  const std::vector<std::string> after = TextIds(first.name());
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);  // The outcome is no text.
}

TEST_F(TablesTest, RefusesToSaveOverWhatWasNotSeen) {
  const std::string matter = district_.NewMatter();
  auto unseen = Comments(matter, Whole(), "v1");
  EXPECT_EQ(ReasonOf(unseen), v1::ETAG_STALE);  // There is none yet.
  const v1::Table first = Save(Comments(matter, Whole()));
  EXPECT_EQ(ReasonOf(Comments(matter, Whole())), v1::ETAG_STALE);
  Save(Comments(matter, {Whole()[0]}, first.etag()));
  EXPECT_EQ(ReasonOf(Comments(matter, Whole(), first.etag())), v1::ETAG_STALE);
}

TEST_F(TablesTest, RefusesRowsOfAnotherKindAndTooMuchText) {
  const std::string matter = district_.NewMatter();
  auto mixed = Comments(matter, Whole());
  mixed.mutable_table()->add_steps()->set_step("听证");
  EXPECT_EQ(ReasonOf(mixed), v1::FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Comments(matter, {Comment(" ", "", v1::ADOPTION_UNSPECIFIED)})), v1::FIELD_INVALID);
  std::string cell;
  for (int i = 0; i < 2000; ++i) cell += "字";
  EXPECT_EQ(ReasonOf(Comments(matter, {Comment("局", absl::StrCat(cell, "字"), v1::ADOPTION_ADOPTED)})), v1::FIELD_INVALID);
  std::vector<v1::CommentLine> lines(99, Comment("局", cell, v1::ADOPTION_ADOPTED));
  EXPECT_EQ(Save(Comments(matter, lines)).row_count(), 99);
  lines.resize(101, lines[0]);
  EXPECT_EQ(ReasonOf(Comments(district_.NewMatter("关于公共停车的规定"), lines)), v1::FIELD_INVALID);
}

TEST_F(TablesTest, HoldsFiveHundredRowsAndNoMore) {
  const std::string matter = district_.NewMatter();
  std::vector<v1::CommentLine> lines;
  for (int i = 0; i < 501; ++i) lines.push_back(Comment(absl::StrCat("单位", i), absl::StrCat("意见", i), v1::ADOPTION_ADOPTED));
  EXPECT_EQ(ReasonOf(Comments(matter, lines)), v1::FIELD_INVALID);
  lines.pop_back();
  const v1::Table table = Save(Comments(matter, lines));
  ASSERT_EQ(table.comments_size(), 500);
  EXPECT_EQ(table.comments(499).opinion(), "意见499");
  EXPECT_LT(district_.RowOf<state::v1::MaterialTableRow>(table.name())->ByteSizeLong(), 64u << 10);
}

TEST_F(TablesTest, IsFiledOnceEveryRowIsCompleteAndFillsItsSlot) {
  const std::string matter = district_.NewMatter();
  auto lines = Whole();
  lines[2].clear_reason();
  lines.push_back(Comment("", "", v1::ADOPTION_UNSPECIFIED, "没有写是谁"));
  const v1::Table open = Save(Comments(matter, lines));
  const auto refusal = district_.Refused("handler", Filing(open.name()));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::FIELD_INVALID);
  EXPECT_THAT(refusal->fields, SizeIs(4));
  EXPECT_EQ(refusal->fields[0].field, "table.comments[2].reason");
  EXPECT_THAT(refusal->message_zh, AllOf(HasSubstr("第 3 行"), HasSubstr("第 4 行")));

  Save(Comments(matter, Whole(), open.etag()));
  auto nowhere = Filing(open.name());
  nowhere.set_file(absl::StrCat("files/", std::string(64, 'a')));
  EXPECT_EQ(ReasonOf(nowhere), v1::FILE_UNUSABLE);
  const auto filing = Filing(open.name());
  const v1::Table filed = district_.Must<v1::FileTableResponse>("handler", filing).table();
  EXPECT_EQ(filed.state(), v1::TABLE_STATE_FILED);
  EXPECT_EQ(filed.slot(), "DOC-OPINIONS");
  EXPECT_EQ(filed.file(), filing.file());
  const v1::Matter& now = district_.RowOf<state::v1::MatterRow>(matter)->resource();
  ASSERT_EQ(now.materials_size(), 1);
  EXPECT_EQ(now.materials(0).slot(), "DOC-OPINIONS");
  EXPECT_EQ(now.materials(0).file(), filing.file());
  EXPECT_EQ(ReasonOf(Filing(open.name())), v1::STATE_MISMATCH);

  const v1::Table again = Save(Comments(matter, {Whole()[0]}, filed.etag()));
  EXPECT_EQ(again.state(), v1::TABLE_STATE_OPEN);
  EXPECT_EQ(district_.RowOf<state::v1::MatterRow>(matter)->resource().materials(0).file(), filing.file());
}

TEST_F(TablesTest, FillsTheSlotThatTheGateAsksFor) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  const v1::Table table = Save(Comments(matter, Whole()));
  const std::string file = district_.Must<v1::FileTableResponse>("handler", Filing(table.name())).table().file();
  district_.Submit(matter);
  EXPECT_EQ(Get(table.name(), "intake").comments_size(), 3);
  EXPECT_EQ(ReasonOf(Comments(matter, Whole(), district_.EtagOf(table.name()))), v1::STAGE_MISMATCH);
  for (const v1::Material& material : district_.RowOf<state::v1::MatterRow>(matter)->resource().materials()) {
    if (material.slot() != "DOC-OPINIONS") continue;
    EXPECT_EQ(material.file(), file);
  }
}

TEST_F(TablesTest, FillsTheSlotOfEachTrack) {
  v1::CreateMatterRequest create;
  create.mutable_matter()->set_title("关于公共停车收费的规定");
  create.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  create.mutable_matter()->add_kinds(config::v1::KIND_MAJOR_DECISION);
  create.mutable_matter()->set_issuer(district_.Org("government"));
  const std::string matter = district_.Must<v1::CreateMatterResponse>("handler", create).matter().name();
  const v1::Table table = Save(Comments(matter, Whole()));
  const v1::Table filed = district_.Must<v1::FileTableResponse>("handler", Filing(table.name())).table();
  std::vector<std::string> slots;
  for (const v1::Material& material : district_.RowOf<state::v1::MatterRow>(matter)->resource().materials()) {
    EXPECT_EQ(material.file(), filed.file());
    slots.push_back(material.slot());
  }
  EXPECT_THAT(slots, UnorderedElementsAre("DOC-OPINIONS", "DEC-OPINIONS"));
}

TEST_F(TablesTest, RefusesATableThatNoSlotOfTheMatterTakes) {
  const std::string matter = district_.NewMatter();  // A document has no 程序履行说明.
  v1::SaveTableRequest request;
  request.set_parent(matter);
  request.mutable_table()->set_kind(config::v1::TABLE_KIND_PROCEDURE);
  v1::ProcedureLine& line = *request.mutable_table()->add_steps();
  line.set_step("听证");
  line.set_outcome(v1::STEP_OUTCOME_NOT_APPLICABLE);
  line.set_detail("不涉及切身利益");
  const v1::Table table = Save(request);
  EXPECT_EQ(table.steps(0).detail(), "不涉及切身利益");
  EXPECT_EQ(ReasonOf(Filing(table.name())), v1::FIELD_INVALID);
}

TEST_F(TablesTest, TakesOverWhatIsOfUseAndNoPrivatePerson) {
  const std::string earlier = district_.NewMatter();
  const std::string source = Save(Comments(earlier, Whole())).name();
  const std::string matter = district_.NewMatter("关于公共停车的规定");
  const v1::Table copy = district_.Must<v1::CopyTableResponse>("handler", Copying(matter, source)).table();
  EXPECT_EQ(copy.copied_from(), source);
  ASSERT_EQ(copy.comments_size(), 2);
  EXPECT_EQ(copy.comments(0).commenter(), "区财政局");
  EXPECT_THAT(copy.comments(0).opinion(), IsEmpty());
  EXPECT_EQ(copy.comments(1).adoption(), v1::ADOPTION_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Copying(matter, source)), v1::STATE_MISMATCH);
  EXPECT_EQ(ReasonOf(Copying(earlier, source)), v1::FIELD_INVALID);  // Of the matter itself.
  const std::string third = district_.NewMatter("关于农村道路的规定");
  EXPECT_EQ(ReasonOf(Copying(third, absl::StrCat(earlier, "/tables/basis"))), v1::FIELD_INVALID);
}

TEST_F(TablesTest, IsTheDraftersOwnUntilItIsSubmitted) {
  const std::string matter = district_.NewMatter();
  const std::string name = Save(Comments(matter, Whole())).name();
  v1::GetTableRequest get;
  get.set_name(name);
  EXPECT_EQ(ReasonOf(get, "intake"), v1::RESOURCE_NOT_FOUND);
  EXPECT_NE(ReasonOf(Comments(matter, Whole(), district_.EtagOf(name)), "reviewer"), v1::REASON_UNSPECIFIED);
  v1::ListTablesRequest list;
  list.set_parent(matter);
  EXPECT_EQ(district_.Must<v1::ListTablesResponse>("handler", list).tables_size(), 1);
}

TEST_F(TablesTest, IsDestroyedWithEveryEarlierWording) {
  const std::string matter = district_.NewMatter();
  const v1::Table first = Save(Comments(matter, {Comment("柳青", "写错的意见", v1::ADOPTION_ADOPTED, "", true)}));
  Save(Comments(matter, Whole(), first.etag()));
  district_.Complete(matter);
  district_.Submit(matter);
  district_.Accept(matter);
  const std::string one = district_.Listed("section", DestructionDistrict::Proposal(first.name(), {"lines[3]"}));
  district_.Approve("chief", one);
  EXPECT_FALSE(district_.Done(one).has_value());
  EXPECT_EQ(Get(first.name()).comments(2).commenter(), "内容已依规销毁");
  EXPECT_EQ(Get(first.name()).comments(0).commenter(), "区财政局");
  const std::string rest = district_.Propose("section", DestructionDistrict::Proposal(first.name()));
  const v1::DestructionList list = district_.List(rest);
  int earlier = 0;
  for (const v1::DestructionItem& item : list.items()) earlier += item.earlier() ? 1 : 0;
  EXPECT_EQ(list.items_size(), 3);  // Two rows, and the wording that was replaced.
  EXPECT_EQ(earlier, 1);
  district_.Approve("chief", rest);
  EXPECT_FALSE(district_.Done(rest).has_value());
  EXPECT_EQ(Get(first.name()).comments(0).commenter(), "内容已依规销毁");
  EXPECT_THAT(Get(first.name()).comments(0).opinion(), IsEmpty());
}

TEST_F(TablesTest, ReadsTheSameAfterARestart) {
  const std::string matter = district_.NewMatter();
  const std::string name = Save(Comments(matter, Whole())).name();
  district_.Must<v1::FileTableResponse>("handler", Filing(name));
  const std::string before = Get(name).SerializeAsString();
  district_.Restart();
  EXPECT_EQ(Get(name).SerializeAsString(), before);
}

TEST(TableLinesTest, KeepsCellsApart) {
  EXPECT_EQ(JoinCells({"甲\t乙", "", "丙\n丁"}), "甲 乙\t\t丙\n丁");
  EXPECT_EQ(SplitCells("甲\t\t丙\n丁", 3), (std::vector<std::string>{"甲", "", "丙\n丁"}));
  EXPECT_EQ(SplitCells("", 2), (std::vector<std::string>{"", ""}));
}

}  // namespace
}  // namespace plumbline::testing
