// tests/services/runtime/convert/letter_sample.h: one opinion letter for the tests of letters.
#ifndef PLUMBLINE_TESTS_SERVICES_RUNTIME_CONVERT_LETTER_SAMPLE_H_
#define PLUMBLINE_TESTS_SERVICES_RUNTIME_CONVERT_LETTER_SAMPLE_H_

#include "services/runtime/convert/letter.h"

namespace plumbline {

inline OpinionLetter ALetter() {
  OpinionLetter letter;
  letter.issuer = "某县司法局";
  letter.document_number = "某司法审〔2025〕12号";
  letter.title = "关于《某县供水办法（送审稿）》的合法性审查意见";
  letter.addressee = "某县水务局";
  letter.sections = {{0, "你局送来的《某县供水办法（送审稿）》收悉。"},
                     {1, "审查依据"},
                     {0, "《城市供水条例》。"},
                     {1, "审查意见"},
                     {2, "主体与权限。合法。"},
                     {2, "内容"},
                     {3, "第三条缺乏依据。"},
                     {4, "建议删去。"}};
  letter.conclusion = "应当予以修改，修改后合法。";
  letter.further = {{1, "其他提示"}, {0, "本意见仅针对送审文本。"}};
  letter.signature = "某县司法局";
  letter.date = absl::CivilDay(2025, 3, 1);
  letter.contact_note = "联系人：李某，联系电话：1234567";
  return letter;
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_RUNTIME_CONVERT_LETTER_SAMPLE_H_
