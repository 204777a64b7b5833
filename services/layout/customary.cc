// PLUMBLINE_CUSTOMARY_LAYOUTS is the path of the file; the assembler copies it in.
#include "services/layout/customary.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "services/core/base/check.h"

asm(".section .rodata\n"
    ".global plumbline_customary_layouts_begin\n"
    ".global plumbline_customary_layouts_end\n"
    "plumbline_customary_layouts_begin:\n"
    ".incbin \"" PLUMBLINE_CUSTOMARY_LAYOUTS
    "\"\n"
    "plumbline_customary_layouts_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char plumbline_customary_layouts_begin[];
extern const char plumbline_customary_layouts_end[];
}

namespace plumbline {

const v1::ListLayoutsResponse& CustomaryLayouts() {
  static const auto* const kLayouts = [] {
    auto* layouts = new v1::ListLayoutsResponse;
    const std::string text(plumbline_customary_layouts_begin, plumbline_customary_layouts_end);
    PLUMBLINE_CHECK(google::protobuf::TextFormat::ParseFromString(text, layouts), "the layouts of the build are read");
    return layouts;
  }();
  return *kLayouts;
}

}  // namespace plumbline
