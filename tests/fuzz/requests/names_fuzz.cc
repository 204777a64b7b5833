// Names, page tokens and paths of facts, as anybody may send them.
#include <cstddef>
#include <cstdint>

#include "plumbline/v1/audit_service.pb.h"
#include "services/core/base/check.h"
#include "services/correction/fact.h"
#include "services/relation.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

struct Place {
  District district;
  std::string matter = district.NewMatter();
};

void Try(const std::string& text) {
  static auto* const place = new Place();
  // Parts of a name lie inside it.
  PLUMBLINE_CHECK(CollectionOf(text).size() <= text.size() && RootOf(text).size() <= text.size() &&
                      ParentOf(text).size() <= text.size() && MatterOf(text).size() <= text.size(),
                  "a part is no longer than the name");
  const uint64_t before = place->district.engine().head().size;
  v1::GetMatterRequest get;
  get.set_name(text);
  std::unique_ptr<google::protobuf::Message> response;
  const auto refusal = place->district.Call("stranger", get, &response);
  PLUMBLINE_CHECK(refusal.has_value(), "a stranger sees no draft, whatever he calls it");
  v1::ListMattersRequest list;
  list.set_page_token(text);
  place->district.Call("handler", list, &response);
  v1::ListDraftVersionsRequest versions;
  versions.set_parent(text);
  versions.set_page_token(text);
  place->district.Call("handler", versions, &response);
  PLUMBLINE_CHECK(place->district.engine().head().size == before, "reading appends nothing");
  // A path that leads somewhere takes back the text that stands there.
  const CorrectableTable& table = *FindCorrectable("matters/x");
  state::v1::MatterRow row = *place->district.RowOf<state::v1::MatterRow>(place->matter);
  const auto fact = FindFact(table, row, text);
  if (!fact.has_value() || fact->content != nullptr) return;
  const std::string stands = TextOf(*fact);
  if (SetText(*fact, stands)) PLUMBLINE_CHECK(TextOf(*fact) == stands, "the text form is read as it is written");
}

}  // namespace
}  // namespace plumbline::testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 2000) return 0;
  plumbline::testing::Try(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
