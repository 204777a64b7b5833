// Goal: a text that is not public is shown only once its line of the access log is durable. Method: the dispatcher over a district
// in memory; the command queue is emptied at each push.
#include "gmock/gmock.h"
#include "plumbline/state/v1/access_state.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/table_service.pb.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/rpc/dispatcher.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

class AccessLoggedTest : public ::testing::Test {
 protected:
  AccessLoggedTest() {
    queue_.set_wake([this] {
      while (std::optional<CommandCall> call = queue_.Take()) district_.engine().Add(*std::move(call));
      district_.engine().CommitGroup();
    });
    v1::SaveTableRequest save;
    save.set_parent(district_.NewMatter());
    save.mutable_table()->set_kind(config::v1::TABLE_KIND_COMMENTS);
    v1::CommentLine& line = *save.mutable_table()->add_comments();
    line.set_commenter("区财政局");
    line.set_adoption(v1::ADOPTION_NO_COMMENT);
    table_ = district_.Must<v1::SaveTableResponse>("handler", save).table().name();
  }

  template <typename Request, typename Response>
  std::optional<Refusal> Run(const std::string& who, Request request, Response* response) {
    Dispatcher::Options options;
    options.rooms = &district_.rooms();
    options.store = &district_.store();
    options.rules = district_.engine().world().rules_book();
    options.security_clock = &district_.security_clock();
    options.procedure_clock = &district_.clock();
    options.queue = &queue_;
    options.pages = &district_.pages();
    const Dispatcher dispatcher(options);
    CallFacts facts;
    facts.token = district_.Token(who);
    return dispatcher.Run(*district_.rooms().FindTaking(Request::descriptor()), facts, request, *response);
  }
  std::optional<Refusal> ReadTable(const std::string& who, v1::Table* table) {
    v1::GetTableRequest request;
    request.set_name(table_);
    return Run(who, request, table);
  }
  bool Line(int64_t number, state::v1::AccessLineRow* line) {
    return *FindAccessLine(SnapshotReader(district_.store().GetSnapshot(), &district_.rooms()), number, line);
  }

  District district_;
  CommandQueue queue_;
  std::string table_;
};

TEST_F(AccessLoggedTest, ALineIsThereWhenTheTableIsShown) {
  v1::Table table;
  ASSERT_FALSE(ReadTable("head", &table).has_value());
  EXPECT_EQ(table.comments_size(), 1);
  state::v1::AccessLineRow line;
  ASSERT_TRUE(Line(1, &line));
  EXPECT_EQ(line.person(), district_.Person("head"));
  EXPECT_EQ(line.resource(), table_);
  EXPECT_EQ(line.kind(), v1::ACCESS_KIND_READ);
  EXPECT_EQ(line.file_sha256(), "");
  v1::ListTablesRequest list;
  list.set_parent(std::string(table_.substr(0, table_.find("/tables"))));
  v1::ListTablesResponse tables;
  ASSERT_FALSE(Run("handler", list, &tables).has_value());
  ASSERT_TRUE(Line(2, &line)) << "a list shows their rows as well";
  EXPECT_EQ(line.resource(), list.parent());
}

TEST_F(AccessLoggedTest, WhatIsRefusedOrNoTextMakesNoLine) {
  v1::Table table;
  EXPECT_EQ(ReadTable("stranger", &table)->reason, v1::RESOURCE_NOT_FOUND);
  v1::GetMatterRequest matter;
  matter.set_name(table_.substr(0, table_.find("/tables")));
  v1::Matter shown;
  ASSERT_FALSE(Run("handler", matter, &shown).has_value());
  v1::ListTablesRequest none;
  none.set_parent(district_.NewMatter("没有表格的办法"));
  v1::ListTablesResponse empty;
  ASSERT_FALSE(Run("handler", none, &empty).has_value());
  state::v1::AccessLineRow line;
  EXPECT_FALSE(Line(1, &line));
}

TEST_F(AccessLoggedTest, WithoutALineNothingIsShown) {
  queue_.Close();
  v1::Table table;
  EXPECT_EQ(ReadTable("head", &table)->reason, v1::COMMAND_QUEUE_FULL);
}

TEST_F(AccessLoggedTest, AFullDiskStopsNoReading) {
  district_.set_storage_low(true);
  v1::Table table;
  EXPECT_FALSE(ReadTable("head", &table).has_value());
}

}  // namespace
}  // namespace plumbline::testing
