// clients/lib/phrase.h: a sentence in the two languages of the product.
#ifndef PLUMBLINE_CLIENTS_LIB_PHRASE_H_
#define PLUMBLINE_CLIENTS_LIB_PHRASE_H_

#include <string>

namespace plumbline::client {

enum class Language { kChinese, kEnglish };

struct Phrase {
  std::string zh;
  std::string en;
  const std::string& In(Language language) const {
    return language == Language::kChinese ? zh : en;
  }
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_PHRASE_H_
