// The lists of number series: every number, void ones included, and whether any is missing.
#include "absl/strings/numbers.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "services/index_keys.h"
#include "services/numbering.h"
#include "services/opinion/opinion.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

using state::v1::IssuedNumberRow;
using state::v1::SeriesRow;
using state::v1::SeriesTallyRow;

constexpr size_t kRowsPerRead = 512;

void SeriesIndexRows(absl::string_view name, const SeriesRow&, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "series", "", name));
}

void NumberIndexRows(absl::string_view name, const IssuedNumberRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "numbers",
                    KeyWriter().U64(static_cast<uint64_t>(row.resource().number())).Take(), name));
}

bool SeriesVisible(const World& world, const Caller& caller, absl::string_view name,
                   const SeriesRow&) {
  return SeesSeries(world, caller, ParentOf(name));
}

bool NumberVisible(const World& world, const Caller& caller, absl::string_view name,
                   const IssuedNumberRow&) {
  return SeesSeries(world, caller, ParentOf(ParentOf(name)));
}

void ViewSeries(const ViewContext& context, absl::string_view, const SeriesRow& row,
                v1::NumberSeries& series) {
  if (row.has_reason()) series.set_reason(ShownContent(context.world, row.reason()));
}

void ViewNumber(const ViewContext& context, absl::string_view, const IssuedNumberRow& row,
                v1::IssuedNumber& number) {
  if (row.has_void_reason()) number.set_void_reason(ShownContent(context.world, row.void_reason()));
}

std::optional<Refusal> ListSeries(const QueryContext& context, const v1::ListSeriesRequest& request,
                                  v1::ListSeriesResponse& response) {
  if (context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) {
    return RefuseNotFound();
  }
  return ListResources(
      context,
      {ChildPrefix(request.parent(), "series"), "", request.page_size(), request.page_token()},
      response);
}

// Every number between the start and the next one stands in the record, once: looked up, not
// computed.
absl::StatusOr<bool> WithoutGap(const QueryContext& context, const std::string& series,
                                int after_number, int next_number) {
  int64_t expected = after_number + 1;
  std::string after;
  const std::string prefix = ChildPrefix(series, "numbers");
  while (true) {
    const auto rows = context.reader.List(prefix, after, kRowsPerRead);
    if (!rows.ok()) return rows.status();
    for (const SnapshotReader::Row& row : *rows) {
      int64_t number = 0;
      const size_t slash = row.key.rfind('/');
      if (!absl::SimpleAtoi(absl::string_view(row.key).substr(slash + 1), &number) ||
          number != expected++) {
        return false;
      }
      after = row.key;
    }
    if (rows->size() < kRowsPerRead) return expected == next_number;
  }
}

std::optional<Refusal> ListNumbers(const QueryContext& context,
                                   const v1::ListNumbersRequest& request,
                                   v1::ListNumbersResponse& response) {
  v1::NumberSeries series;
  if (auto refusal = ReadResource(context, request.parent(), nullptr, series)) return refusal;
  const auto& tally = context.world.Get<SeriesTallyRow>(request.parent());
  response.set_after_number(series.after_number());
  response.set_next_number(tally.next_number());
  response.set_given(tally.given());
  response.set_voided(tally.voided());
  const auto complete =
      WithoutGap(context, request.parent(), series.after_number(), tally.next_number());
  if (!complete.ok()) return RefuseRead(complete.status());
  response.set_complete(*complete);
  return ListResources(
      context,
      {ChildPrefix(request.parent(), "numbers"), "", request.page_size(), request.page_token()},
      response);
}

}  // namespace

void RegisterSeriesQueries(Rooms& rooms) {
  rooms.Table<SeriesRow>().Rows(&SeriesIndexRows).Visible(&SeriesVisible).View(&ViewSeries);
  rooms.Table<IssuedNumberRow>().Rows(&NumberIndexRows).Visible(&NumberVisible).View(&ViewNumber);
  rooms.Table<SeriesTallyRow>();
  rooms.Query(&ListSeries);
  rooms.Query(&ListNumbers);
}

}  // namespace plumbline
