#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/access/access_log.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

using state::v1::AccessDigestRow;
using state::v1::AccessLineRow;

constexpr char kAll[] = "accessDigests";
constexpr size_t kRowsPerRead = 256;

void DigestRows(absl::string_view name, const AccessDigestRow& row, IndexSink& sink) {
  const auto newest = static_cast<uint64_t>(NumberOf(row.resource().date()));
  sink.Put(ListKey("all", kAll, KeyWriter().U64Descending(newest).Take(), name));
}

bool DigestVisible(const World&, const Caller& caller, absl::string_view, const AccessDigestRow&) {
  return ReadsWholeRecord(caller) || HoldsRole(caller, config::v1::ROLE_CHIEF);
}

void ShowLine(const AccessLineRow& row, v1::AccessLine& line) {
  line.set_name(absl::StrCat("accessLines/", row.number()));
  line.set_number(row.number());
  line.mutable_time()->set_seconds(row.at_us() / 1000000);
  line.mutable_time()->set_nanos(static_cast<int32_t>(row.at_us() % 1000000 * 1000));
  line.set_person(row.person());
  line.set_matter(row.matter());
  line.set_resource(row.resource());
  if (!row.file_sha256().empty()) line.set_file(FileNameOf(row.file_sha256()));
  line.set_kind(row.kind());
  line.set_size_bytes(row.size_bytes());
  line.set_marked(row.marked());
}

// Whose lines the caller gets; a refusal where he may see none of what he asks for.
std::optional<Refusal> CheckScope(const QueryContext& context, const v1::ListAccessLinesRequest& request, std::string* person) {
  if (context.caller.anonymous()) return RefuseSession();
  *person = request.person();
  if (ReadsWholeRecord(context.caller) || request.person() == context.caller.person) return std::nullopt;
  if (request.matter().empty()) {
    if (!person->empty()) return RefuseNotFound();
    *person = context.caller.person;  // One's own.
    return std::nullopt;
  }
  const auto* matter = context.world.Find<state::v1::MatterRow>(request.matter());
  if (matter == nullptr || !MatterVisible(context.world, context.caller, request.matter(), *matter) ||
      !SeesPart(context.world, context.caller, request.matter(), *matter, config::v1::PART_ACCESS_LOG)) {
    return RefuseNotFound();
  }
  return std::nullopt;
}

// Numbers of lines, newest first, below a number.
class Numbers {
 public:
  // `scope`: a matter or person; empty: all lines up to `last`.
  Numbers(const SnapshotReader& reader, const std::string& scope, int64_t below, int64_t last)
      : reader_(reader), next_(std::min(below - 1, last)) {
    if (scope.empty()) return;
    prefix_ = AccessScopePrefix(scope);
    after_ = prefix_ + KeyWriter().U64Descending(static_cast<uint64_t>(below)).Take();
  }

  // 0: no more.
  absl::StatusOr<int64_t> Next() {
    if (prefix_.empty()) return next_ > 0 ? next_-- : 0;
    if (at_ == rows_.size()) {
      auto rows = reader_.ListBeside(prefix_, after_, kRowsPerRead);
      if (!rows.ok()) return rows.status();
      rows_ = *std::move(rows);
      at_ = 0;
      if (rows_.empty()) return 0;
      after_ = rows_.back().key;
    }
    uint64_t number = 0;
    KeyReader key(absl::string_view(rows_[at_++].key).substr(prefix_.size()));
    if (!key.U64Descending(&number)) return absl::DataLossError("A row of the access log has no number.");
    return static_cast<int64_t>(number);
  }

 private:
  const SnapshotReader& reader_;
  std::string prefix_, after_;
  int64_t next_;
  std::vector<SnapshotReader::Row> rows_;
  size_t at_ = 0;
};

// The last line of a day or before; lines are in order of time. 0: none.
absl::StatusOr<int64_t> LastUntil(const World& world, int32_t date, int64_t last) {
  int64_t low = 0;
  int64_t high = last;
  AccessLineRow line;
  while (low < high) {
    const int64_t middle = low + (high - low + 1) / 2;
    const auto found = FindAccessLine(world, middle, &line);
    if (!found.ok()) return found.status();
    if (*found && line.date() <= date) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

std::optional<Refusal> ListAccessLines(const QueryContext& context, const v1::ListAccessLinesRequest& request,
                                       v1::ListAccessLinesResponse& response) {
  int wanted = 0;
  if (auto refusal = TakePageSize(request.page_size(), &wanted)) return refusal;
  const auto day = DayOf(request.date());
  if (IsSet(request.date()) && !day.has_value()) return RefuseField("date", "没有这一天", "there is no such day");
  int64_t below = INT64_MAX;
  if (!request.page_token().empty() && (!absl::SimpleAtoi(request.page_token(), &below) || below < 1)) {
    return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED, "翻页标记无效，请从第一页重新读取。",
                  "The page token is unknown. Start from the first page.");
  }
  std::string person;
  if (auto refusal = CheckScope(context, request, &person)) return refusal;

  state::v1::AccessEndRow end;
  std::string bytes;
  if (context.reader.FindBeside(AccessEndKey(), &bytes) && !end.ParseFromString(bytes)) {
    return RefuseRead(absl::DataLossError("The end of the access log can't be read."));
  }
  int64_t last = end.number();
  const int32_t date = day.has_value() ? DayNumber(*day) : 0;
  if (date != 0) {
    const auto until = LastUntil(context.reader, date, last);
    if (!until.ok()) return RefuseRead(until.status());
    last = *until;
    below = std::min(below, last + 1);
  }
  Numbers numbers(context.reader, request.matter().empty() ? person : request.matter(), below, last);
  while (true) {
    const auto number = numbers.Next();
    if (!number.ok()) return RefuseRead(number.status());
    if (*number == 0) return std::nullopt;
    AccessLineRow line;
    const auto found = FindAccessLine(context.reader, *number, &line);
    if (!found.ok()) return RefuseRead(found.status());
    if (!*found) continue;  // A gap: VerifyAccessLog names it.
    if (date != 0 && line.date() < date) return std::nullopt;
    if (!person.empty() && line.person() != person) continue;
    if (response.lines_size() == wanted) {
      response.set_next_page_token(absl::StrCat(*number + 1));
      return std::nullopt;
    }
    ShowLine(line, *response.add_lines());
  }
}

std::optional<Refusal> ListAccessDigests(const QueryContext& context, const v1::ListAccessDigestsRequest& request,
                                         v1::ListAccessDigestsResponse& response) {
  return ListResources(context, {ListPrefix("all", kAll), "", request.page_size(), request.page_token()}, response);
}

std::optional<Refusal> VerifyAccessLog(const QueryContext& context, const v1::VerifyAccessLogRequest&,
                                       v1::VerifyAccessLogResponse& response) {
  const auto report = CheckAccessLog(context.reader);
  if (!report.ok()) return RefuseRead(report.status());
  response.set_ok(report->ok());
  response.set_days(report->days);
  response.set_digested_lines(report->digested_lines);
  response.set_open_lines(report->open_lines);
  for (const AccessLogReport::Problem& problem : report->problems) {
    v1::AccessProblem& out = *response.add_problems();
    SetDate(problem.date, out.mutable_date());
    out.set_text_zh(problem.zh);
    out.set_text_en(problem.en);
  }
  return std::nullopt;
}

}  // namespace

void RegisterAccessQueries(Rooms& rooms) {
  rooms.Table<AccessDigestRow>().Rows(&DigestRows).Visible(&DigestVisible);
  rooms.Table<state::v1::AccessTallyRow>();
  rooms.Query(&ListAccessLines);
  rooms.Query(&GetResource<v1::GetAccessDigestRequest, v1::AccessDigest>);
  rooms.Query(&ListAccessDigests);
  rooms.Query(&VerifyAccessLog);
}

}  // namespace plumbline
