// The descriptors of all protos with their comments, as bytes of the program. PLUMBLINE_DESCRIPTORS
// is the path of the file that the build made; the assembler copies it in, so that no step turns
// 300 KB into C++ source.
#include "clients/lib/api.h"

asm(".section .rodata\n"
    ".balign 16\n"
    ".global plumbline_descriptors_begin\n"
    ".global plumbline_descriptors_end\n"
    "plumbline_descriptors_begin:\n"
    ".incbin \"" PLUMBLINE_DESCRIPTORS
    "\"\n"
    "plumbline_descriptors_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char plumbline_descriptors_begin[];
extern const char plumbline_descriptors_end[];
}

namespace plumbline::client {

absl::string_view Api::EmbeddedDescriptors() {
  return {plumbline_descriptors_begin,
          static_cast<size_t>(plumbline_descriptors_end - plumbline_descriptors_begin)};
}

}  // namespace plumbline::client
