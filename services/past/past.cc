#include "services/past/past.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/index_keys.h"
#include "services/ledger_import.h"
#include "services/provenance.h"
#include "services/query.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::PastOpinionNumberRow;
using state::v1::PastReviewRow;

constexpr char kAll[] = "pastReviews";
constexpr int kImportLinesMax = 200;

// What is doubtful about a line, or nothing. `numbers`: those of the lines before it.
std::optional<RowDoubt> DoubtOf(const World& world, const v1::PastReviewLine& line, const std::string& body, absl::CivilDay today,
                             std::set<std::string>& numbers) {
  const auto received = DayOf(line.received_date());
  const auto issued = DayOf(line.issued_date());
  if (line.title().empty()) return RowDoubt{"没有文件名称", "no title"};
  if (!received.has_value() && !issued.has_value()) {
    return RowDoubt{"没有送审日期和出具日期，或日期不存在", "neither the day it came nor that of the opinion, or they do not exist"};
  }
  if (std::max(received.value_or(absl::CivilDay::min()), issued.value_or(absl::CivilDay::min())) > today) {
    return RowDoubt{"日期晚于今天", "a day in the future"};
  }
  if (received.has_value() && issued.has_value() && *issued < *received) {
    return RowDoubt{"出具日期早于送审日期", "the opinion is dated before the matter came"};
  }
  if (line.opinion_number().empty()) return std::nullopt;
  const std::string key = absl::StrCat(body, "/", line.opinion_number());
  if (world.Find<PastOpinionNumberRow>(key) != nullptr || !numbers.insert(key).second) {
    return RowDoubt{absl::StrCat("意见书文号 ", line.opinion_number(), " 重复"),
                 absl::StrCat("the opinion number ", line.opinion_number(), " is used twice")};
  }
  return std::nullopt;
}

Decision DecideImportPastReviews(const World& world, const v1::ImportPastReviewsRequest& request, const Context& context) {
  if (world.Find<state::v1::OrganizationRow>(request.organization()) == nullptr) {
    return RefuseField("organization", "没有这个机关", "no such organisation");
  }
  std::string digest;
  if (auto refusal = CheckStored(world, request.source_file(), "台账原文件", "ledger as it is", &digest)) return *std::move(refusal);
  if (request.rows_size() > kImportLinesMax) return RefuseField("rows", "每次最多导入 200 行", "at most 200 rows a call");
  Outcome outcome;
  std::set<std::string> numbers;
  v1::ImportPastReviewsResponse extra;
  for (const v1::PastReviewLine& line : request.rows()) {
    if (auto doubt = DoubtOf(world, line, request.organization(), context.today, numbers)) {
      AddDoubt(line.row(), *std::move(doubt), extra);
      continue;
    }
    journal::v1::PastReviewImported event;
    event.set_body(request.organization());
    event.set_title(line.title());
    event.set_drafter(line.drafter());
    event.set_opinion_number(line.opinion_number());
    event.set_conclusion(line.conclusion());
    event.set_document_number(line.document_number());
    if (const auto day = DayOf(line.received_date())) event.set_received_date(DayNumber(*day));
    if (const auto day = DayOf(line.issued_date())) event.set_issued_date(DayNumber(*day));
    event.set_source_digest(digest);
    event.set_source_row(line.row());
    event.set_source_name(request.source_name());
    outcome.Add(absl::StrCat("pastReviews/", context.FreshId()), std::move(event));
  }
  return EndImport(std::move(outcome), std::move(extra), request.dry_run());
}

void ApplyImported(MutableWorld& world, const journal::v1::AuditEntry& entry, const journal::v1::PastReviewImported& event) {
  {
    v1::PastReview& review = *world.Mutable<PastReviewRow>(entry.subject()).mutable_resource();
    review.set_body(event.body());
    review.set_title(event.title());
    review.set_drafter(event.drafter());
    if (event.received_date() != 0) SetDate(event.received_date(), review.mutable_received_date());
    review.set_opinion_number(event.opinion_number());
    review.set_conclusion(event.conclusion());
    if (event.issued_date() != 0) SetDate(event.issued_date(), review.mutable_issued_date());
    review.set_document_number(event.document_number());
    review.mutable_source()->set_file(FileNameOf(event.source_digest()));
    review.mutable_source()->set_title(event.source_name());
    review.mutable_source()->set_row(event.source_row());
    SetProvenance(entry, review.mutable_imported());
  }
  if (event.opinion_number().empty()) return;
  world.Mutable<PastOpinionNumberRow>(absl::StrCat(event.body(), "/", event.opinion_number())).set_past_review(entry.subject());
}

// The latest first, by the day of the opinion or, without one, by that on which the matter came.
void PastReviewRows(absl::string_view name, const PastReviewRow& row, IndexSink& sink) {
  const v1::PastReview& review = row.resource();
  const int32_t day = NumberOf(review.has_issued_date() ? review.issued_date() : review.received_date());
  sink.Put(ListKey(review.body(), kAll, KeyWriter().U64Descending(static_cast<uint64_t>(day)).Take(), name));
}

// The reviewing body's own, and inspectors'.
bool PastReviewVisible(const World&, const Caller& caller, absl::string_view, const PastReviewRow& row) {
  return caller.system() || HoldsRole(caller, config::v1::ROLE_INSPECTOR) || HoldsPost(caller, row.resource().body());
}

std::optional<Refusal> ListPastReviews(const QueryContext& context, const v1::ListPastReviewsRequest& request,
                                       v1::ListPastReviewsResponse& response) {
  return ListResources(context, {ListPrefix(request.parent(), kAll), "", request.page_size(), request.page_token()},
                       response);
}

}  // namespace

void RegisterPastRoom(Rooms& rooms) {
  rooms.Command(&DecideImportPastReviews).Organization([](const World&, const v1::ImportPastReviewsRequest& request) {
    return request.organization();
  });
  rooms.Apply(&ApplyImported);
  rooms.Table<PastReviewRow>().Rows(&PastReviewRows).Visible(&PastReviewVisible);
  rooms.Table<PastOpinionNumberRow>();
  rooms.Query(&GetResource<v1::GetPastReviewRequest, v1::PastReview>);
  rooms.Query(&ListPastReviews);
}

}  // namespace plumbline
