#include "clients/cli/help.h"

#include "clients/cli/completion.h"
#include "clients/lib/comments.h"
#include "clients/lib/flags.h"
#include "gmock/gmock.h"
#include "tests/clients/support/command_line.h"

namespace plumbline::client {
namespace {

using google::protobuf::MethodDescriptor;
using ::testing::HasSubstr;

const Api& TheApi() {
  static const Api* const kApi = Api::Embedded().release();
  return *kApi;
}

LocalCommand Workdays() {
  LocalCommand command;
  command.noun = "workdays";
  command.title = {"计算工作日", "Count working days"};
  command.help = {"plumbline workdays 日期 +N\n", "plumbline workdays DATE +N\n"};
  command.flags = {"profile"};
  return command;
}

TEST(HelpTest, EveryCommandTeachesInBothLanguages) {
  for (const MethodDescriptor* method : TheApi().methods()) {
    SCOPED_TRACE(method->name());
    const std::string zh = MethodHelp(method, Language::kChinese);
    const std::string en = MethodHelp(method, Language::kEnglish);
    EXPECT_FALSE(RuleOf(method).title_zh().empty());
    EXPECT_FALSE(RuleOf(method).title_en().empty());
    EXPECT_FALSE(FirstSentence(CommentOf(method)).empty());
    EXPECT_THAT(zh, HasSubstr(RuleOf(method).title_zh()));
    EXPECT_THAT(en, HasSubstr(FirstSentence(CommentOf(method)).substr(0, 20)));
    EXPECT_THAT(zh, HasSubstr("角色"));
    EXPECT_THAT(zh, HasSubstr("示例\n  plumbline " + RuleOf(method).cli()));
    EXPECT_THAT(en, HasSubstr("Example\n  plumbline " + RuleOf(method).cli()));
    for (const Flag& flag : FlagsOf(method)) {
      if (flag.secret) continue;
      EXPECT_THAT(en, HasSubstr(flag.positional ? "<" + flag.name + ">" : "--" + flag.name));
    }
  }
}

TEST(HelpTest, SaysStageRolesAndBounds) {
  const std::string zh = MethodHelp(TheApi().FindCommand("matter", "accept"), Language::kChinese);
  EXPECT_THAT(zh, HasSubstr("已送审 → 已受理"));
  EXPECT_THAT(zh, HasSubstr("收文（审核机构）"));
  const std::string en = MethodHelp(TheApi().FindCommand("matter", "withdraw"), Language::kEnglish);
  EXPECT_THAT(en, HasSubstr("at most 500 characters"));
}

// An example that does not parse teaches the wrong thing.
TEST(HelpTest, EveryExampleIsACommandLineThatIsUnderstood) {
  for (const MethodDescriptor* method : TheApi().methods()) {
    if (method->client_streaming()) continue;
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    for (const char c : ExampleOf(method, Language::kChinese) + " ") {
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        words.push_back(word);
        word.clear();
      } else {
        word += c;
      }
    }
    words.erase(words.begin());  // plumbline
    CommandLine line;
    line.typed_secrets = {"a long password", "a long password"};
    const int code = line.Run(words);
    // Understood: not a usage error, but nobody is signed in and no server runs.
    EXPECT_NE(code, 2) << ExampleOf(method, Language::kChinese) << "\n" << line.err;
  }
}

TEST(HelpTest, ListsAllNounsAndTheirVerbs) {
  const std::vector<LocalCommand> locals = {Workdays()};
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    const std::string text = ProgramHelp(TheApi(), locals, language);
    for (const std::string& noun : NounsOf(TheApi(), locals)) {
      EXPECT_THAT(text, HasSubstr("  " + noun));
      for (const VerbTitle& verb : VerbsOf(TheApi(), locals, noun)) {
        EXPECT_THAT(NounHelp(TheApi(), locals, noun, language), HasSubstr(verb.title.In(language)));
      }
    }
  }
}

TEST(CompletionTest, KnowsEveryNounVerbAndFlagInEveryShell) {
  const std::vector<LocalCommand> locals = {Workdays()};
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = CompletionScript(TheApi(), locals, shell, Language::kChinese);
    for (const std::string& noun : NounsOf(TheApi(), locals)) {
      EXPECT_THAT(script, HasSubstr(noun)) << shell;
      for (const VerbTitle& verb : VerbsOf(TheApi(), locals, noun))
        EXPECT_THAT(script, HasSubstr(verb.verb)) << shell;
    }
    EXPECT_THAT(script, HasSubstr("gate-reason")) << shell;
    EXPECT_THAT(script, HasSubstr("normative-document")) << shell;
  }
  EXPECT_EQ(CompletionScript(TheApi(), locals, "tcsh", Language::kChinese), "");
}

TEST(LocalCommandTest, StandsInForAnRpcOfTheSameName) {
  LocalCommand upload;
  upload.noun = "file";
  upload.verb = "upload";
  upload.title = {"上传", "Upload"};
  int uploads = 0;
  for (const VerbTitle& verb : VerbsOf(TheApi(), {upload}, "file"))
    uploads += verb.verb == "upload" ? 1 : 0;
  EXPECT_EQ(uploads, 1);
}

}  // namespace
}  // namespace plumbline::client
