#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "services/access/access_log.h"
#include "services/core/base/clock.h"
#include "services/dates.h"
#include "services/relation.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

constexpr size_t kSaltBytes = 16;
// Kinds of rows under BesideTable::kAccessLog.
constexpr uint8_t kEnd = 'e';
constexpr uint8_t kLine = 'l';
constexpr uint8_t kScope = 's';

std::string Key(std::string id) { return BesideKey(BesideTable::kAccessLog, id); }

}  // namespace

std::string AccessLineKey(int64_t number) {
  return Key(KeyWriter().U8(kLine).U64(static_cast<uint64_t>(number)).Take());
}

std::string AccessEndKey() { return Key(KeyWriter().U8(kEnd).Take()); }

std::string AccessScopePrefix(absl::string_view scope) { return Key(KeyWriter().U8(kScope).Text(scope).Take()); }

bool IsAccessLogged(const World& world, absl::string_view resource) {
  const auto* document = world.Find<state::v1::DocumentRow>(resource);
  return document == nullptr || document->resource().deliberated_only();
}

Decision DecideAccessLine(const World& world, const AccessNote& note, const Context& context) {
  state::v1::AccessEndRow end;
  std::string bytes;
  if (world.FindBeside(AccessEndKey(), &bytes) && !end.ParseFromString(bytes)) {
    return RefuseCorrupt(absl::DataLossError("The end of the access log can't be read."));
  }
  end.set_number(end.number() + 1);
  end.set_at_us(std::max(absl::ToUnixMicros(context.now), end.at_us()));

  state::v1::AccessLineRow line;
  line.set_number(end.number());
  line.set_at_us(end.at_us());
  line.set_date(DayNumber(CivilDayOf(absl::FromUnixMicros(end.at_us()))));
  line.set_person(note.person);
  line.set_matter(std::string(MatterOf(note.resource)));
  line.set_resource(note.resource);
  line.set_file_sha256(note.file_sha256);
  line.set_kind(note.kind);
  line.set_size_bytes(note.size_bytes);
  line.set_marked(note.marked);
  line.set_salt(context.entropy->Bytes(kSaltBytes));

  Outcome outcome;
  outcome.beside.push_back({AccessLineKey(line.number()), line.SerializeAsString()});
  outcome.beside.push_back({AccessEndKey(), end.SerializeAsString()});
  const std::string place = KeyWriter().U64Descending(static_cast<uint64_t>(line.number())).Take();
  for (const std::string& scope : {line.person(), line.matter()}) {
    if (!scope.empty()) outcome.beside.push_back({AccessScopePrefix(scope) + place, "1"});
  }
  return outcome;
}

absl::StatusOr<bool> FindAccessLine(const World& world, int64_t number, state::v1::AccessLineRow* line, std::string* bytes) {
  std::string own;
  std::string& stored = bytes == nullptr ? own : *bytes;
  if (!world.FindBeside(AccessLineKey(number), &stored)) {
    if (!world.status().ok()) return world.status();
    return false;
  }
  if (!line->ParseFromString(stored)) {
    return absl::DataLossError(absl::StrCat("Line ", number, " of the access log can't be read."));
  }
  return true;
}

}  // namespace plumbline
