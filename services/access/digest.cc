#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/access/access_log.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"
#include "services/provenance.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/merkle/tree.h"

namespace plumbline {

namespace {

using state::v1::AccessDigestRow;
using state::v1::AccessLineRow;
using state::v1::AccessTallyRow;

constexpr char kDigests[] = "accessDigests";

// The root alone is wanted.
class NoTiles : public TileSink {
 public:
  void FullTile(int, uint64_t, absl::string_view) override {}
  void FullBundle(uint64_t, absl::string_view) override {}
  void TileRoot(int, uint64_t, const Hash&) override {}
};

// The lines of one day, from the first on.
struct DayLines {
  int64_t count = 0;
  TreeEdge tree;
};
absl::StatusOr<DayLines> ReadDay(const World& world, int64_t first, int32_t date) {
  DayLines day;
  NoTiles none;
  AccessLineRow line;
  std::string bytes;
  while (true) {
    PLUMBLINE_ASSIGN_OR_RETURN(const bool found, FindAccessLine(world, first + day.count, &line, &bytes));
    if (!found || line.date() != date) return day;
    day.tree.Append(Sha256(bytes), none);
    ++day.count;
  }
}

Decision DecideRecordAccessDigest(const World& world, const v1::RecordAccessDigestRequest& request, const Context& context) {
  const auto day = DayOf(request.date());
  if (!day.has_value() || request.count() < 1 || request.root().size() != kHashBytes) {
    return RefuseField("root", "须有日期、条数和 32 字节的摘要", "needs a day, a count and a hash of 32 bytes");
  }
  if (*day >= context.today) return RefuseState("这一天还没有结束。", "The day is not over yet.");
  const auto& tally = world.Get<AccessTallyRow>(kAccessTally);
  // The worker hashed the lines; that they are all of this day and follow on is seen from their ends.
  AccessLineRow first, last, next;
  const auto has_first = FindAccessLine(world, request.first_number(), &first);
  const auto has_last = FindAccessLine(world, request.first_number() + request.count() - 1, &last);
  const auto has_next = FindAccessLine(world, request.first_number() + request.count(), &next);
  for (const auto* found : {&has_first, &has_last, &has_next}) {
    if (!found->ok()) return RefuseCorrupt(found->status());
  }
  const int32_t date = DayNumber(*day);
  if (request.first_number() != tally.number() + 1 || date <= tally.date() || !*has_first || first.date() != date ||
      !*has_last || last.date() != date || (*has_next && next.date() == date)) {
    return RefuseState("访问记录与上一份日摘要不衔接。", "The lines do not follow on those of the digest before.");
  }
  journal::v1::AccessDigested event;
  event.set_date(date);
  event.set_first_number(request.first_number());
  event.set_count(request.count());
  event.set_root(request.root());
  Outcome outcome;
  outcome.Add(absl::StrCat(kDigests, "/", absl::FormatCivilTime(*day)), std::move(event));
  return outcome;
}

void ApplyAccessDigested(MutableWorld& world, const journal::v1::AuditEntry& entry, const journal::v1::AccessDigested& event) {
  {
    v1::AccessDigest& digest = *world.Mutable<AccessDigestRow>(entry.subject()).mutable_resource();
    SetDate(event.date(), digest.mutable_date());
    digest.set_first_number(event.first_number());
    digest.set_count(event.count());
    digest.set_root(event.root());
    SetProvenance(entry, digest.mutable_digested());
  }
  auto& tally = world.Mutable<AccessTallyRow>(kAccessTally);
  tally.set_number(event.first_number() + event.count() - 1);
  tally.set_date(event.date());
}

class Check {
 public:
  explicit Check(const SnapshotReader& reader) : reader_(reader) {}

  absl::StatusOr<AccessLogReport> Run() {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, reader_.NamesUnder(kDigests));  // By name: by day.
    int64_t next = 1;
    for (const std::string& name : names) {
      const v1::AccessDigest& digest = reader_.Get<AccessDigestRow>(name).resource();
      const int32_t date = NumberOf(digest.date());
      ++report_.days;
      report_.digested_lines += digest.count();
      if (digest.first_number() != next) {
        Complain(date, absl::StrCat("起始序号应为 ", next, "，实为 ", digest.first_number()),
                 absl::StrCat("the first number should be ", next, " and is ", digest.first_number()));
      }
      next = digest.first_number() + digest.count();
      PLUMBLINE_RETURN_IF_ERROR(CheckDay(digest, date));
    }
    PLUMBLINE_RETURN_IF_ERROR(CheckOpen(next));
    return std::move(report_);
  }

 private:
  absl::Status CheckDay(const v1::AccessDigest& digest, int32_t date) {
    const auto day = ReadDay(reader_, digest.first_number(), date);
    if (!day.ok() && !absl::IsDataLoss(day.status())) return day.status();
    if (!day.ok()) {
      Complain(date, "有一条访问记录无法读取", std::string(day.status().message()));
    } else if (day->count != digest.count()) {
      Complain(date, absl::StrCat("应有 ", digest.count(), " 条，实有连续的 ", day->count, " 条"),
               absl::StrCat("should have ", digest.count(), " lines and has ", day->count, " in a row"));
    } else if (BytesOf(day->tree.Root()) != digest.root()) {
      Complain(date, "访问记录与日摘要不一致", "the lines are not those that were digested");
    }
    return absl::OkStatus();
  }

  // Lines behind the last digest: without gaps up to the end that is written beside them, and none behind it.
  absl::Status CheckOpen(int64_t next) {
    state::v1::AccessEndRow end;
    std::string bytes;
    if (reader_.FindBeside(AccessEndKey(), &bytes) && !end.ParseFromString(bytes)) {
      Complain(0, "访问日志的末尾无法读取", "the end of the log can't be read");
      return absl::OkStatus();
    }
    PLUMBLINE_RETURN_IF_ERROR(reader_.status());
    AccessLineRow line;
    int64_t number = next;
    while (true) {
      const auto found = FindAccessLine(reader_, number, &line);
      if (!found.ok() && !absl::IsDataLoss(found.status())) return found.status();
      if (!found.ok()) Complain(0, absl::StrCat("第 ", number, " 条访问记录无法读取"), std::string(found.status().message()));
      if (found.ok() && !*found) break;
      ++number;
    }
    report_.open_lines = number - next;
    if (number - 1 != end.number()) {
      Complain(0, absl::StrCat("末条序号应为 ", end.number(), "，连续的只到 ", number - 1),
               absl::StrCat("the last line should be ", end.number(), "; those in a row end with ", number - 1));
    }
    return absl::OkStatus();
  }

  void Complain(int32_t date, std::string zh, std::string en) {
    if (report_.problems.size() < kAccessProblemsMax) report_.problems.push_back({date, std::move(zh), std::move(en)});
  }

  const SnapshotReader& reader_;
  AccessLogReport report_;
};

}  // namespace

absl::StatusOr<std::optional<v1::RecordAccessDigestRequest>> NextAccessDigest(const World& world, absl::CivilDay today) {
  const int64_t first = world.Get<AccessTallyRow>(kAccessTally).number() + 1;
  AccessLineRow line;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found, FindAccessLine(world, first, &line));
  if (!found || line.date() >= DayNumber(today)) return std::nullopt;
  PLUMBLINE_ASSIGN_OR_RETURN(const DayLines day, ReadDay(world, first, line.date()));
  v1::RecordAccessDigestRequest digest;
  SetDate(line.date(), digest.mutable_date());
  digest.set_first_number(first);
  digest.set_count(day.count);
  digest.set_root(std::string(BytesOf(day.tree.Root())));
  return digest;
}

absl::StatusOr<AccessLogReport> CheckAccessLog(const SnapshotReader& reader) { return Check(reader).Run(); }

void RegisterAccessRoom(Rooms& rooms) {
  rooms.Command(&DecideRecordAccessDigest);
  rooms.Apply(&ApplyAccessDigested);
  RegisterAccessQueries(rooms);
}

}  // namespace plumbline
