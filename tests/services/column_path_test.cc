#include "services/column_path.h"

#include <map>

#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"
#include "plumbline/v1/coverage_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "plumbline/v1/registry.pb.h"

namespace plumbline {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ColumnPath Parsed(const google::protobuf::Descriptor* row, const std::string& text) {
  ColumnPath path;
  const auto mistake = ParseColumnPath(row, text, &path);
  EXPECT_FALSE(mistake.has_value()) << text << ": " << mistake->en;
  return path;
}

std::string MistakeIn(const google::protobuf::Descriptor* row, const std::string& text) {
  ColumnPath path;
  const auto mistake = ParseColumnPath(row, text, &path);
  EXPECT_TRUE(mistake.has_value()) << text;
  if (!mistake.has_value()) return "";
  EXPECT_FALSE(mistake->zh.empty());
  return mistake->en;
}

TEST(ColumnPathTest, TakesFieldsPartsAndWhatTheyRefer) {
  const auto* matter = v1::Matter::descriptor();
  for (const char* path : {"title", "accepted.occurred_on", "accepted.occurred-on", "lead_drafter", "lead_drafter.title",
                           "opinion.number", "opinion.issued.occurred_on", "opinion.issued.actor.display_name", "kinds",
                           "reviewers", "deadlines.title_zh", "document.matter.opinion.number"}) {
    EXPECT_EQ(Parsed(matter, path).kind, ColumnPath::Kind::kField);
  }
  EXPECT_EQ(Parsed(matter, "").kind, ColumnPath::Kind::kBlank);
  EXPECT_EQ(Parsed(matter, "#").kind, ColumnPath::Kind::kNumber);
  EXPECT_EQ(Parsed(v1::Opinion::descriptor(), "matter.title").fields[0], nullptr) << "no field: the matter above it";
  EXPECT_NE(Parsed(v1::Document::descriptor(), "matter.title").fields[0], nullptr);
  Parsed(v1::FigureMember::descriptor(), "name.conclusion_title");
  Parsed(v1::FigureMember::descriptor(), "name.matter.title");
}

TEST(ColumnPathTest, NamesNearPartsWhereOneIsUnknown) {
  const auto* matter = v1::Matter::descriptor();
  EXPECT_THAT(MistakeIn(matter, "titel"), HasSubstr("perhaps title"));
  EXPECT_THAT(MistakeIn(matter, "opinion.nubmer"), HasSubstr("perhaps number"));
  EXPECT_THAT(MistakeIn(matter, "accepted.occured_on"), HasSubstr("perhaps occurred_on"));
  EXPECT_THAT(MistakeIn(matter, "submitted.zzzzzz"), HasSubstr("there are actor, late_entry"));
  EXPECT_THAT(MistakeIn(matter, "title."), HasSubstr("nothing stands behind"));
  EXPECT_THAT(MistakeIn(matter, "."), HasSubstr("there is no"));
}

TEST(ColumnPathTest, RefusesWhatIsNoValueOrLeadsNowhere) {
  const auto* matter = v1::Matter::descriptor();
  EXPECT_THAT(MistakeIn(matter, "accepted"), HasSubstr("e.g. accepted.occurred_on"));
  EXPECT_THAT(MistakeIn(matter, "deadlines"), HasSubstr("name one of them"));
  EXPECT_THAT(MistakeIn(matter, "title.number"), HasSubstr("let the path end there"));
  EXPECT_THAT(MistakeIn(matter, "document.matter.document.matter.document.matter.title"), HasSubstr("at most 6"));
  EXPECT_THAT(MistakeIn(v1::FigureMember::descriptor(), "matter.title"), HasSubstr("there is no"))
      << "what stands under no matter has none";
}

// Resources by name, and the values that a path finds in a row, as text.
class World {
 public:
  void Add(const std::string& name, const Message& resource) {
    std::unique_ptr<Message> copy(resource.New());
    copy->CopyFrom(resource);
    resources_[name] = std::move(copy);
  }
  std::vector<std::string> Values(const Message& row, const std::string& path) const {
    std::vector<std::string> values;
    VisitColumn(
        row, Parsed(row.GetDescriptor(), path),
        [this](const std::string& name) {
          const auto found = resources_.find(name);
          return found == resources_.end() ? nullptr : found->second.get();
        },
        [&values](const Message& message, const FieldDescriptor* field, int index) {
          if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
            values.push_back(index < 0 ? message.GetReflection()->GetString(message, field)
                                       : message.GetReflection()->GetRepeatedString(message, field, index));
          } else {
            values.push_back(field->name());
          }
        });
    return values;
  }

 private:
  std::map<std::string, std::unique_ptr<Message>> resources_;
};

TEST(ColumnPathTest, VisitsEveryValueThatIsThere) {
  World world;
  v1::Matter matter;
  matter.set_name("matters/m1");
  matter.set_title("规定");
  matter.set_opinion("matters/m1/opinions/o1");
  matter.add_co_drafters("organizations/a");
  matter.add_co_drafters("organizations/b");
  matter.add_deadlines()->set_title_zh("审核");
  matter.add_deadlines()->set_title_zh("补正");
  v1::Opinion opinion;
  opinion.set_name("matters/m1/opinions/o1");
  opinion.set_number("金司法审〔2023〕1号");
  opinion.mutable_issued()->set_actor("people/p1");
  world.Add("matters/m1/opinions/o1", opinion);
  world.Add("matters/m1", matter);
  EXPECT_THAT(world.Values(matter, "title"), ElementsAre("规定"));
  EXPECT_THAT(world.Values(matter, "opinion.number"), ElementsAre("金司法审〔2023〕1号"));
  EXPECT_THAT(world.Values(matter, "opinion.issued.actor"), ElementsAre("people/p1"));
  EXPECT_THAT(world.Values(matter, "opinion.issued.actor.display_name"), IsEmpty()) << "not to be seen";
  EXPECT_THAT(world.Values(matter, "co_drafters"), ElementsAre("organizations/a", "organizations/b"));
  EXPECT_THAT(world.Values(matter, "deadlines.title_zh"), ElementsAre("审核", "补正"));
  EXPECT_THAT(world.Values(matter, "accepted.occurred_on"), IsEmpty()) << "not accepted yet";
  EXPECT_THAT(world.Values(matter, "document.title"), IsEmpty());
  EXPECT_THAT(world.Values(opinion, "matter.title"), ElementsAre("规定"));
  EXPECT_THAT(world.Values(opinion, "matter"), ElementsAre("规定")) << "at the end it stands for its title";
}

TEST(ColumnPathTest, ATypeThatLacksTheFieldLeavesItEmpty) {
  World world;
  v1::FigureMember member;
  member.set_name("documents/d1");
  v1::Document document;
  document.set_title("办法");
  world.Add("documents/d1", document);
  EXPECT_THAT(world.Values(member, "name.title"), ElementsAre("办法"));
  EXPECT_THAT(world.Values(member, "name.conclusion_title"), IsEmpty());
}

TEST(ColumnPathTest, EveryReferenceNamesAResourceOfTheWire) {
  int references = 0;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* file : {"absence", "audit", "common", "correction", "coverage", "decision", "directory", "layout", "matter",
                           "matter_service", "opinion", "paper", "registry", "review", "table", "table_service"}) {
    const auto* descriptor = pool->FindFileByName(std::string("plumbline/v1/") + file + ".proto");
    ASSERT_NE(descriptor, nullptr) << file;
    for (int m = 0; m < descriptor->message_type_count(); ++m) {
      for (int f = 0; f < descriptor->message_type(m)->field_count(); ++f) {
        const FieldDescriptor* field = descriptor->message_type(m)->field(f);
        if (!field->options().HasExtension(google::api::resource_reference)) continue;
        ++references;
        EXPECT_THAT(ReferencedTypes(field), testing::Not(IsEmpty())) << field->full_name();
      }
    }
  }
  EXPECT_GT(references, 50);
}

TEST(ListedFieldTest, IsThatOfAListOnly) {
  EXPECT_EQ(ListedField(v1::ListMattersResponse::descriptor())->name(), "matters");
  EXPECT_EQ(ListedField(v1::GetFiguresResponse::descriptor()), nullptr);
}

}  // namespace
}  // namespace plumbline
