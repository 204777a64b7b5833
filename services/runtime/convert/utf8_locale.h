// services/runtime/convert/utf8_locale.h: UTF-8 for libraries that look at the locale, for as long as the object lives.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_UTF8_LOCALE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_UTF8_LOCALE_H_

#include <locale.h>

namespace plumbline {

// libarchive turns the names of entries into the character set of the thread's locale: this one is UTF-8. Of this thread alone;
// objects end in the reverse order of their making.
class Utf8Locale {
 public:
  Utf8Locale() : made_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (made_ != nullptr) before_ = uselocale(made_);
  }
  ~Utf8Locale() {
    if (made_ == nullptr) return;
    uselocale(before_);
    freelocale(made_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  const locale_t made_;
  locale_t before_ = nullptr;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_UTF8_LOCALE_H_
