#include <google/protobuf/util/json_util.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/rehearsal_service.pb.h"
#include "services/core/base/clock.h"
#include "services/dates.h"
#include "services/query.h"
#include "services/record/record.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/journal.h"
#include "storage/merkle/proof.h"

namespace plumbline {

namespace {

bool SeesSubject(const QueryContext& context, const std::string& subject) {
  const TableRow* table = context.rooms.FindCollection(CollectionOf(subject));
  Head head;
  const google::protobuf::Message* row = context.reader.FindResource(subject, &head);
  return table != nullptr && row != nullptr &&
         (!table->visible || table->visible(context.world, context.caller, subject, *row));
}

std::optional<Refusal> FillEntry(const QueryContext& context, uint64_t sequence, v1::Entry& out) {
  const auto bytes = context.reader.EntryBytes(sequence);
  if (!bytes.ok()) return RefuseRead(bytes.status());
  journal::v1::AuditEntry entry;
  if (!entry.ParseFromString(*bytes)) {
    return RefuseRead(absl::DataLossError(absl::StrCat("Entry ", sequence, " does not parse.")));
  }
  if (!ReadsWholeRecord(context.caller) && !SeesSubject(context, entry.subject())) {
    return RefuseNotFound();
  }
  out.set_name(absl::StrCat("entries/", sequence));
  out.set_sequence(static_cast<int64_t>(sequence));
  out.mutable_recorded_time()->set_seconds(entry.recorded_at_us() / 1000000);
  out.mutable_recorded_time()->set_nanos(static_cast<int32_t>(entry.recorded_at_us() % 1000000 * 1000));
  SetDate(entry.occurred_on(), out.mutable_occurred_on());
  out.set_actor(entry.actor().person());
  out.set_post(entry.actor().post());
  out.set_role(entry.actor().role());
  out.set_recorded_by(entry.recorded_by().person());
  out.set_on_behalf_of(entry.actor().on_behalf_of());
  out.set_subject(entry.subject());
  out.set_subject_version(entry.subject_version());
  const auto* event = journal::v1::Event::descriptor()->FindFieldByNumber(entry.event().event_case());
  if (event != nullptr) {
    out.set_event(std::string(event->name()));
    google::protobuf::util::MessageToJsonString(
        entry.event().GetReflection()->GetMessage(entry.event(), event), out.mutable_event_json());
  }
  out.set_leaf_hash(std::string(BytesOf(LeafHash(Sha256(*bytes)))));
  out.set_stored(*bytes);
  return std::nullopt;
}

std::optional<Refusal> GetEntry(const QueryContext& context, const v1::GetEntryRequest& request,
                                v1::Entry& entry) {
  absl::string_view number = request.name();
  uint64_t sequence = 0;
  if (!absl::ConsumePrefix(&number, "entries/") || !absl::SimpleAtoi(number, &sequence)) {
    return RefuseNotFound();
  }
  const auto size = context.reader.TreeSize();
  if (!size.ok()) return RefuseRead(size.status());
  if (sequence >= *size) return RefuseNotFound();
  return FillEntry(context, sequence, entry);
}

std::optional<Refusal> ListEntries(const QueryContext& context,
                                   const v1::ListEntriesRequest& request,
                                   v1::ListEntriesResponse& response) {
  int page = 0;
  if (auto refusal = TakePageSize(request.page_size(), &page)) return refusal;
  const auto wanted = static_cast<size_t>(page);
  uint64_t from = 0;
  if (!request.page_token().empty() && !absl::SimpleAtoi(request.page_token(), &from)) {
    return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED, "翻页标记无效，请从第一页重新读取。",
                  "The page token is unknown. Start from the first page.");
  }
  const auto size = context.reader.TreeSize();
  if (!size.ok()) return RefuseRead(size.status());
  std::vector<uint64_t> sequences;
  if (request.parent().empty()) {
    if (!ReadsWholeRecord(context.caller)) {
      return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                    "查看全部留痕须由审计管理员或监督检查人员办理；请指定某一对象查看其留痕。",
                    "The whole record is read by the audit administrator or an inspector. Name a resource "
                    "to see its history.");
    }
    for (uint64_t i = from; i < *size && sequences.size() < wanted + 1; ++i) sequences.push_back(i);
  } else {
    if (!ReadsWholeRecord(context.caller) && !SeesSubject(context, request.parent())) {
      return RefuseNotFound();
    }
    auto history = context.reader.HistoryOf(request.parent(), *size);
    if (!history.ok()) return RefuseRead(history.status());
    for (const uint64_t sequence : *history) {
      if (sequence >= from && sequences.size() < wanted + 1) sequences.push_back(sequence);
    }
  }
  for (size_t i = 0; i < sequences.size(); ++i) {
    if (i == wanted) {
      response.set_next_page_token(absl::StrCat(sequences[i]));
      break;
    }
    if (auto refusal = FillEntry(context, sequences[i], *response.add_entries())) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> SizeFor(const Journal& journal, int64_t asked, uint64_t* size) {
  const auto head = journal.Head();
  if (!head.ok()) return RefuseRead(head.status());
  *size = asked == 0 ? head->size : static_cast<uint64_t>(asked);
  if (asked < 0 || *size > head->size) {
    return RefuseRead(absl::OutOfRangeError(absl::StrCat("The record holds 0 to ", head->size, " entries.")));
  }
  return std::nullopt;
}

std::optional<Refusal> GetInclusionProof(const QueryContext& context,
                                         const v1::GetInclusionProofRequest& request,
                                         v1::Proof& proof) {
  const Journal journal(&context.reader.snapshot());
  uint64_t size = 0;
  if (auto refusal = SizeFor(journal, request.tree_size(), &size)) return refusal;
  if (request.sequence() < 0 || static_cast<uint64_t>(request.sequence()) >= size) {
    return RefuseRead(absl::OutOfRangeError(absl::StrCat("The tree of size ", size, " has no such leaf.")));
  }
  const auto sequence = static_cast<uint64_t>(request.sequence());
  TileHashReader hashes = journal.Hashes(size);
  const auto nodes = InclusionProof(sequence, size, hashes);
  if (!nodes.ok()) return RefuseRead(nodes.status());
  const auto root = journal.Root(size);
  if (!root.ok()) return RefuseRead(root.status());
  const auto entry = journal.Entry(sequence);
  if (!entry.ok()) return RefuseRead(entry.status());
  proof.set_index(request.sequence());
  proof.set_tree_size(static_cast<int64_t>(size));
  proof.set_root(std::string(BytesOf(*root)));
  for (const Hash& node : *nodes) proof.add_hashes(std::string(BytesOf(node)));
  proof.set_leaf_hash(std::string(BytesOf(LeafHash(Sha256(*entry)))));
  return std::nullopt;
}

std::optional<Refusal> GetConsistencyProof(const QueryContext& context,
                                           const v1::GetConsistencyProofRequest& request,
                                           v1::Proof& proof) {
  const Journal journal(&context.reader.snapshot());
  uint64_t size = 0;
  if (auto refusal = SizeFor(journal, request.second_size(), &size)) return refusal;
  if (request.first_size() < 1 || static_cast<uint64_t>(request.first_size()) > size) {
    return RefuseRead(absl::OutOfRangeError(absl::StrCat("first_size must be 1 to ", size, ".")));
  }
  TileHashReader hashes = journal.Hashes(size);
  const auto nodes = ConsistencyProof(static_cast<uint64_t>(request.first_size()), size, hashes);
  if (!nodes.ok()) return RefuseRead(nodes.status());
  const auto root = journal.Root(size);
  if (!root.ok()) return RefuseRead(root.status());
  proof.set_index(request.first_size());
  proof.set_tree_size(static_cast<int64_t>(size));
  proof.set_root(std::string(BytesOf(*root)));
  for (const Hash& node : *nodes) proof.add_hashes(std::string(BytesOf(node)));
  return std::nullopt;
}

std::optional<Refusal> GetTreeHead(const QueryContext& context, const v1::GetTreeHeadRequest&,
                                   v1::TreeHead& head) {
  const Journal journal(&context.reader.snapshot());
  const auto row = journal.Head();
  if (!row.ok()) return RefuseRead(row.status());
  head.set_tree_size(static_cast<int64_t>(row->size));
  head.set_root(std::string(BytesOf(row->root)));
  return std::nullopt;
}

Decision DecideMoveClock(const World&, const v1::MoveClockRequest& request, const Context& context) {
  if (!context.rehearsal) {
    return Refuse(absl::StatusCode::kFailedPrecondition, v1::NOT_A_REHEARSAL,
                  "只有演练环境可以拨动时钟。", "Only a rehearsal moves its clock.");
  }
  absl::Time to;
  if (request.has_to_time()) {
    to = absl::FromUnixMicros(request.to_time().seconds() * 1000000 + request.to_time().nanos() / 1000);
  } else {
    const auto day = DayOf(request.to_date());
    if (!day.has_value()) return RefuseField("to_date", "请给出时刻或日期", "give to_time or to_date");
    to = StartOfDay(*day);
  }
  if (to < context.now) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "演练时钟只能向前拨。",
                  "The rehearsal clock only moves forward.");
  }
  if (context.rules.calendar != nullptr && CivilDayOf(to) > context.rules.calendar->last_day()) {
    return Refuse(absl::StatusCode::kOutOfRange, v1::CALENDAR_ENDED,
                  "超出已载入的工作日历。请先载入更晚年份的节假日安排。",
                  "That is beyond the loaded calendar. Load later years first.");
  }
  journal::v1::RehearsalClockMoved event;
  event.set_to_us(absl::ToUnixMicros(to));
  Outcome outcome;
  outcome.Add("rehearsal", std::move(event));
  return outcome;
}

}  // namespace

void RegisterRecordQueries(Rooms& rooms) {
  rooms.Command(&DecideMoveClock);
  rooms.Query(&GetEntry);
  rooms.Query(&ListEntries);
  rooms.Query(&GetInclusionProof);
  rooms.Query(&GetConsistencyProof);
  rooms.Query(&GetTreeHead);
}

void RegisterRecordRoom(Rooms& rooms) {
  RegisterRecordEvents(rooms);
  RegisterRecordQueries(rooms);
}

}  // namespace plumbline
