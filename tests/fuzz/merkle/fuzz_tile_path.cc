// Tile paths: whatever is accepted prints as exactly the same text and is within the bounds.
#include <cstdint>

#include "services/core/base/check.h"
#include "storage/merkle/tile.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<plumbline::TilePath> path = plumbline::ParseTilePath(text);
  if (path.ok()) {
    PLUMBLINE_CHECK(plumbline::PrintTilePath(*path) == text, "print is the inverse of parse");
    PLUMBLINE_CHECK(!path->entries || path->level == 0, "entry bundles have level 0");
  }
  return 0;
}
