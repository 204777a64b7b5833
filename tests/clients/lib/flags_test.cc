// Goal: whatever an rpc takes can be said on the command line. Method: for every method of every
// service, set each field by its flag and read it back from the message; the rows come from the
// descriptors, so a new rpc is tested the moment it exists.
#include "clients/lib/flags.h"

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/lib/api.h"
#include "clients/lib/comments.h"
#include "gmock/gmock.h"

namespace plumbline::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using ::testing::HasSubstr;

const Api& TheApi() {
  static const Api* const kApi = Api::Embedded().release();
  return *kApi;
}

const FieldDescriptor* FirstPlainField(const google::protobuf::Descriptor* type) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE && !IsOutputOnly(field)) return field;
  }
  return nullptr;
}

// A value that the field takes and that is not its default.
std::string SampleFor(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field->type() == FieldDescriptor::TYPE_BYTES ? "0a0b" : "某值, with = and comma";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true";
    case FieldDescriptor::CPPTYPE_ENUM:
      return KebabOf(field->enum_type()->value(1));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const std::string& type = field->message_type()->full_name();
      if (type == "google.type.Date") return "2023-03-01";
      if (type == "google.protobuf.Timestamp") return "2023-03-01T17:00:00+08:00";
      if (type == "google.protobuf.Duration") return "90s";
      if (type == "plumbline.v1.AsOf") return "v3";
      const FieldDescriptor* inner = FirstPlainField(field->message_type());
      if (inner == nullptr) return "{}";
      const std::string value = inner->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                                        inner->type() != FieldDescriptor::TYPE_BYTES
                                    ? "text"
                                    : SampleFor(inner);
      return absl::StrCat(inner->name(), "=", value);
    }
    default:
      return "7";
  }
}

void CollectShownFields(const google::protobuf::Descriptor* type, std::set<const google::protobuf::Descriptor*>* seen,
                        std::set<std::string>* unlabelled) {
  if (!absl::StartsWith(type->full_name(), "plumbline.v1.") || !seen->insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    for (int v = 1; field->enum_type() != nullptr && v < field->enum_type()->value_count(); ++v) {
      const Phrase label = LabelOf(field->enum_type()->value(v));
      if (label.zh == label.en) unlabelled->insert(field->enum_type()->value(v)->full_name());
    }
    if (field->message_type() != nullptr) CollectShownFields(field->message_type(), seen, unlabelled);
    if (absl::EndsWith(field->name(), "_en") || field->name() == "receipt") continue;
    const Phrase label = LabelOf(field);
    if (label.zh == label.en) unlabelled->insert(field->full_name());
  }
}

TEST(ApiTest, EveryFieldAndValueOfAnAnswerHasAChineseLabel) {
  std::set<const google::protobuf::Descriptor*> seen;
  std::set<std::string> unlabelled;
  for (const MethodDescriptor* method : TheApi().methods()) {
    CollectShownFields(method->output_type(), &seen, &unlabelled);
  }
  EXPECT_GT(seen.size(), 50u);
  EXPECT_EQ(absl::StrJoin(unlabelled, "\n"), "");
}

// An act on a resource names the version that its caller saw, so whatever is acted on can be read.
TEST(ApiTest, EveryResourceThatIsActedOnCanBeReadOneByOne) {
  int with_etag = 0;
  for (const MethodDescriptor* method : TheApi().methods()) {
    if (method->input_type()->FindFieldByName("etag") == nullptr) continue;
    if (method->input_type()->FindFieldByName("name") == nullptr) continue;
    if (method->name() == "ConfirmRevision") continue;  // Acts on the matter; the confirmation is what it makes.
    ++with_etag;
    const google::protobuf::Descriptor* resource = ResourceOf(method);
    ASSERT_NE(resource, nullptr) << method->full_name();
    EXPECT_NE(TheApi().FindMethod(absl::StrCat("Get", resource->name())), nullptr)
        << method->full_name() << " needs an etag of a " << resource->name() << " that nothing reads";
  }
  EXPECT_GE(with_etag, 20);
}

TEST(FlagsTest, EveryFieldOfEveryMethodIsSetByItsFlag) {
  int checked = 0;
  for (const MethodDescriptor* method : TheApi().methods()) {
    for (const Flag& flag : FlagsOf(method)) {
      SCOPED_TRACE(absl::StrCat(method->name(), " --", flag.name));
      const auto request = TheApi().NewMessage(method->input_type());
      const Complaint complaint = SetFlag(flag, SampleFor(flag.field()), request.get());
      ASSERT_FALSE(complaint.has_value()) << complaint->en;
      EXPECT_TRUE(IsSet(flag, *request));
      // Exactly that field: the others are untouched.
      for (const Flag& other : FlagsOf(method)) {
        if (other.path == flag.path) continue;
        EXPECT_FALSE(IsSet(other, *request)) << other.name;
      }
      ++checked;
    }
  }
  EXPECT_GT(checked, 300);
}

TEST(FlagsTest, NoTwoFieldsOfAMethodShareAName) {
  for (const MethodDescriptor* method : TheApi().methods()) {
    std::set<std::string> names;
    for (const Flag& flag : FlagsOf(method)) {
      EXPECT_TRUE(names.insert(flag.name).second) << method->name() << " --" << flag.name;
      EXPECT_FALSE(!flag.secret && IsProgramFlag(flag.name))
          << method->name() << " --" << flag.name;
      for (const std::string& alias : flag.aliases) {
        EXPECT_TRUE(names.insert(alias).second) << method->name() << " --" << alias;
      }
    }
  }
}

// The independent count: every field of the request that a caller fills has a flag.
int CountLeaves(const google::protobuf::Descriptor* type, int depth) {
  int leaves = 0;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (IsOutputOnly(field)) continue;
    const bool inner = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                       !field->is_repeated() && !IsSingleValue(field->message_type()) && depth < 5;
    leaves += inner ? CountLeaves(field->message_type(), depth + 1) : 1;
  }
  return leaves;
}

TEST(FlagsTest, EveryFieldThatACallerFillsHasAFlag) {
  for (const MethodDescriptor* method : TheApi().methods()) {
    EXPECT_EQ(static_cast<int>(FlagsOf(method).size()), CountLeaves(method->input_type(), 1))
        << method->name();
  }
}

TEST(FlagsTest, EveryEnumValueIsTakenByItsShortFullAndChineseName) {
  for (const MethodDescriptor* method : TheApi().methods()) {
    for (const Flag& flag : FlagsOf(method)) {
      if (flag.field()->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) continue;
      const auto* type = flag.field()->enum_type();
      for (int i = 0; i < type->value_count(); ++i) {
        const auto* value = type->value(i);
        if (value->number() == 0) continue;
        for (const std::string& word : {KebabOf(value), value->name(), LabelOf(value).zh}) {
          int number = 0;
          const Complaint complaint = ParseEnum(word, type, &number);
          ASSERT_FALSE(complaint.has_value()) << complaint->en;
          EXPECT_EQ(number, value->number()) << type->full_name() << " " << word;
        }
      }
    }
  }
}

TEST(FlagsTest, NamesReadAsPeopleWouldTypeThem) {
  const MethodDescriptor* create = TheApi().FindCommand("matter", "create");
  ASSERT_NE(create, nullptr);
  std::set<std::string> names;
  for (const Flag& flag : FlagsOf(create)) names.insert(flag.name);
  for (const char* name :
       {"title", "kind", "issuer", "co-drafter", "on", "performed-by", "gate-reason",
        "validate-only", "request-id", "late-reason", "with-proof", "evidence-paper"}) {
    EXPECT_EQ(names.count(name), 1u) << name;
  }
}

TEST(FlagsTest, APasswordIsNeverAnArgument) {
  int secrets = 0;
  for (const MethodDescriptor* method : TheApi().methods()) {
    for (const Flag& flag : FlagsOf(method)) {
      if (flag.field()->name() != "password") continue;
      EXPECT_TRUE(flag.secret) << method->name();
      ++secrets;
    }
  }
  EXPECT_GE(secrets, 3);
}

TEST(FlagsTest, EveryMethodHasTwoWordsThatNoOtherMethodHas) {
  std::set<std::string> commands;
  for (const MethodDescriptor* method : TheApi().methods()) {
    EXPECT_FALSE(NounOf(method).empty()) << method->full_name();
    EXPECT_FALSE(VerbOf(method).empty()) << method->full_name() << " " << RuleOf(method).cli();
    EXPECT_TRUE(commands.insert(RuleOf(method).cli()).second) << RuleOf(method).cli();
  }
}

TEST(SingularTest, TakesThePluralEndingAway) {
  EXPECT_EQ(SingularOf("kinds"), "kind");
  EXPECT_EQ(SingularOf("bodies"), "body");
  EXPECT_EQ(SingularOf("classes"), "class");
  EXPECT_EQ(SingularOf("address"), "address");
}

TEST(DidYouMeanTest, FindsTheClosestWordAndNothingFarAway) {
  const std::vector<std::string> words = {"submit", "withdraw", "accept"};
  EXPECT_EQ(DidYouMean("submti", words), "submit");
  EXPECT_EQ(DidYouMean("withdrew", words), "withdraw");
  EXPECT_EQ(DidYouMean("publish", words), "");
  EXPECT_EQ(DidYouMean("with", words), "withdraw");
}

}  // namespace
}  // namespace plumbline::client
