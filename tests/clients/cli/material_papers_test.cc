// Goal: every slot of the shipped profiles that promises a template or an example has one, and a template comes out with the
// matter's facts in it. Method: the shipped files, read back as DOCX.
#include "clients/cli/material_papers.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/docx_reader.h"
#include "tests/services/core/procedure/profile_fixture.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TemplateFacts AllFacts() {
  TemplateFacts facts;
  for (const char* name : {"title", "kind", "drafter", "co_drafters", "issuer", "reviewing_body", "today", "missing", "filed"}) {
    facts[name] = absl::StrCat("〈", name, "〉");
  }
  return facts;
}

std::string TextOf(const DocxPaper& paper) {
  const auto bytes = WriteDocx(paper);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  if (!bytes.ok()) return "";
  const auto text = ReadDocx(*bytes);
  EXPECT_TRUE(text.ok()) << text.status();
  std::string all;
  for (const TextBlock& block : text->part.blocks) {
    absl::StrAppend(&all, block.text, "\n");
    for (const auto& row : block.rows) {
      for (const std::string& cell : row) absl::StrAppend(&all, cell, "\t");
    }
  }
  return all;
}

TEST(MaterialPapersTest, HasWhatTheShippedProfilesPromise) {
  int promised = 0;
  for (const char* id : {"national", "sichuan"}) {
    for (const config::v1::Profile* file : plumbline::Shipped(id).files()) {
      for (const config::v1::Material& slot : file->material()) {
        if (!slot.template_id().empty()) {
          const auto* found = FindTemplate(slot.template_id());
          ASSERT_NE(found, nullptr) << slot.id() << " " << slot.template_id();
          EXPECT_FALSE(found->example()) << slot.id();
          ++promised;
        }
        if (!slot.example_id().empty()) {
          const auto* found = FindTemplate(slot.example_id());
          ASSERT_NE(found, nullptr) << slot.id() << " " << slot.example_id();
          EXPECT_TRUE(found->example()) << slot.id();
          ++promised;
        }
      }
    }
  }
  EXPECT_GT(promised, 15);
}

TEST(MaterialPapersTest, IsWellFormedThroughout) {
  std::set<std::string> ids;
  for (const config::v1::MaterialTemplate& one : ShippedTemplates().template_()) {
    EXPECT_TRUE(ids.insert(one.id()).second) << one.id();
    EXPECT_THAT(one.title(), Not(IsEmpty())) << one.id();
    EXPECT_GT(one.block_size(), 0) << one.id();
    for (const config::v1::TemplateBlock& block : one.block()) {
      const int set = (block.heading().empty() ? 0 : 1) + (block.paragraph().empty() ? 0 : 1) + (block.hint().empty() ? 0 : 1) +
                      (block.signature().empty() ? 0 : 1) + (block.has_table() ? 1 : 0);
      EXPECT_EQ(set, 1) << one.id() << " " << block.ShortDebugString();
      for (const config::v1::TemplateRow& row : block.table().row()) {
        EXPECT_EQ(row.cell_size(), block.table().column_size()) << one.id();
      }
    }
    const std::string text = TextOf(FillTemplate(one, AllFacts()));
    EXPECT_FALSE(absl::StrContains(text, "{{")) << one.id() << text;
    EXPECT_EQ(absl::StrContains(text, "示例："), one.example()) << one.id();
    // An example is invented from beginning to end; a template is about this matter.
    EXPECT_EQ(absl::StrContains(text, "〈title〉") || absl::StrContains(text, "〈drafter〉"), !one.example()) << one.id();
    // Every placeholder is one that is known: with all facts there, nothing is blank but the lines that the text has itself.
    EXPECT_EQ(TextOf(FillTemplate(one, {})) == text, one.example()) << one.id();
  }
}

TEST(MaterialPapersTest, KnowsEveryPlaceholderOfTheTemplates) {
  const TemplateFacts facts = AllFacts();
  int found = 0;
  for (const config::v1::MaterialTemplate& one : ShippedTemplates().template_()) {
    const std::string text = one.ShortDebugString();
    for (size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
      const std::string name = text.substr(at + 2, text.find("}}", at) - at - 2);
      EXPECT_EQ(facts.count(name), 1u) << one.id() << " " << name;
      ++found;
    }
  }
  EXPECT_GT(found, 20);
}

TEST(MaterialPapersTest, LeavesALineWhereAFactIsNotKnown) {
  TemplateFacts facts = AllFacts();
  facts["reviewing_body"] = "";
  const std::string text = TextOf(FillTemplate(*FindTemplate("T-REQUEST"), facts));
  EXPECT_THAT(text, HasSubstr("＿＿＿＿："));
  EXPECT_THAT(text, HasSubstr("〈drafter〉关于提请审核《〈title〉》的函"));
}

}  // namespace
}  // namespace plumbline::client
