// The lists of number series: every number, void ones included, and whether any is missing.
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/index_keys.h"
#include "services/numbering.h"
#include "services/opinion/opinion.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

using state::v1::IssuedNumberRow;
using state::v1::SeriesRow;
using state::v1::SeriesTallyRow;

constexpr size_t kRowsPerRead = 512;
constexpr char kEverybody[] = "all";

void SeriesIndexRows(absl::string_view name, const SeriesRow&, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "series", "", name));
}

void NumberIndexRows(absl::string_view name, const IssuedNumberRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "numbers",
                    KeyWriter().U64(static_cast<uint64_t>(row.resource().number())).Take(), name));
  sink.Put(ListKey(kEverybody, "numbers", row.resource().text(), name));
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

// As numbers are kept, however they were typed.
std::string PlainNumber(absl::string_view typed) {
  static const auto& replacements = *new std::vector<std::pair<absl::string_view, absl::string_view>>{
      {" ", ""},   {"　", ""},  {"[", "〔"}, {"［", "〔"}, {"【", "〔"}, {"(", "〔"},  {"（", "〔"}, {"]", "〕"},
      {"］", "〕"}, {"】", "〕"}, {")", "〕"}, {"）", "〕"}, {"０", "0"}, {"１", "1"}, {"２", "2"}, {"３", "3"},
      {"４", "4"}, {"５", "5"}, {"６", "6"}, {"７", "7"}, {"８", "8"}, {"９", "9"}};
  return absl::StrReplaceAll(typed, replacements);
}

void ShowDocument(const World& world, const v1::Document& document, v1::CheckNumberResponse& response) {
  response.set_title(document.title());
  response.set_issuer_title(world.Get<state::v1::OrganizationRow>(document.issuer()).resource().title());
  *response.mutable_date() = IsSet(document.publish_date()) ? document.publish_date() : document.published().occurred_on();
}

// What is known of the letter, for who holds it.
void ShowLetter(const World& world, absl::string_view name, const v1::Opinion& opinion, const std::string& sha256,
                v1::CheckNumberResponse& response) {
  const std::string file = FileNameOf(sha256);
  if (file != opinion.letter().file() && file != opinion.sealed_copy().file()) return;
  response.set_file_matches(true);
  response.set_title(world.Get<state::v1::MatterRow>(RootOf(name)).resource().title());
  response.set_issuer_title(world.Get<state::v1::OrganizationRow>(opinion.issuer()).resource().title());
  *response.mutable_date() = opinion.issued().occurred_on();
  response.set_conclusion_title(opinion.conclusion_title());
}

std::optional<Refusal> CheckNumber(const QueryContext& context, const v1::CheckNumberRequest& request,
                                   v1::CheckNumberResponse& response) {
  if (!request.file_sha256().empty() && request.file_sha256().size() != kHashBytes) {
    return RefuseField("file_sha256", "须为 32 字节的 SHA-256", "must be a SHA-256 of 32 bytes");
  }
  const std::string number = PlainNumber(request.number());
  response.set_standing(v1::NUMBER_STANDING_NOT_FOUND);
  std::string holder;
  const std::string prefix = ListPrefix(kEverybody, "numbers") + KeyWriter().Text(number).Take();
  const auto rows = context.reader.List(prefix, "", 1);
  if (!rows.ok()) return RefuseRead(rows.status());
  if (!rows->empty()) {
    const auto* row = context.world.Find<IssuedNumberRow>(rows->front().key.substr(prefix.size()));
    if (row == nullptr) return RefuseRead(absl::DataLossError("A number of the list is not in the record."));
    response.set_standing(row->resource().is_void() ? v1::NUMBER_STANDING_VOID : v1::NUMBER_STANDING_EXISTS);
    if (row->resource().is_void()) return std::nullopt;
    holder = row->resource().holder();
  }
  // Of a document: also from an old ledger, or given elsewhere.
  if (const std::string& taken = context.world.Get<state::v1::DocumentNumberRow>(number).holder(); !taken.empty()) {
    response.set_standing(v1::NUMBER_STANDING_EXISTS);
    holder = taken;
  }
  if (const auto* matter = context.world.Find<state::v1::MatterRow>(holder); matter != nullptr) {
    holder = matter->resource().document();  // Empty until it is published.
  }
  const auto* document = context.world.Find<state::v1::DocumentRow>(holder);
  if (document != nullptr && !document->resource().deliberated_only()) {
    ShowDocument(context.world, document->resource(), response);
  } else if (const auto* opinion = context.world.Find<state::v1::OpinionRow>(holder);
             opinion != nullptr && !request.file_sha256().empty()) {
    ShowLetter(context.world, holder, opinion->resource(), request.file_sha256(), response);
  }
  return std::nullopt;
}

}  // namespace

void RegisterSeriesQueries(Rooms& rooms) {
  rooms.Table<SeriesRow>().Rows(&SeriesIndexRows).Visible(&SeriesVisible).View(&ViewSeries);
  rooms.Table<IssuedNumberRow>().Rows(&NumberIndexRows).Visible(&NumberVisible).View(&ViewNumber);
  rooms.Table<SeriesTallyRow>();
  rooms.Query(&ListSeries);
  rooms.Query(&ListNumbers);
  rooms.Query(&CheckNumber);
}

}  // namespace plumbline
