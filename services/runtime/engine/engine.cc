#include "services/runtime/engine/engine.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"
#include "services/core/procedure/labels.h"
#include "services/gates.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/relation.h"
#include "services/runtime/engine/procedure_checks.h"
#include "services/runtime/engine/rebuild.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/validate.h"
#include "storage/journal.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

constexpr size_t kSessionCacheMax = 4096;
constexpr absl::string_view kHmacKeyName = "dedupe-hmac";

std::string FieldString(const google::protobuf::Message& message,
                        const google::protobuf::FieldDescriptor* field) {
  return field == nullptr ? std::string() : message.GetReflection()->GetString(message, field);
}

// The 16 bytes of a UUID in its usual text form; empty when it is none.
std::string UuidBytes(absl::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
    return {};
  }
  std::string hex;
  for (const char c : text) {
    if (c == '-') continue;
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return {};
    hex.push_back(c);
  }
  return hex.size() == 32 ? absl::HexStringToBytes(hex) : std::string();
}

Refusal RefuseOutcomeUnknown() {
  return Refuse(absl::StatusCode::kUnavailable, v1::OUTCOME_UNKNOWN,
                "结果未知：请稍后用同一个 request_id 重试。",
                "The outcome is unknown. Repeat later with the same request_id.");
}

Refusal RefuseDate(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, std::move(zh), std::move(en));
}

}  // namespace

// Everything about one command between its decision and its answer.
struct Engine::Staged {
  absl::AnyInvocable<void(CommandReply)> done;
  CommandReply reply;
  // Where its entries stand; entry_count 0: none.
  uint64_t sequence = 0;
  uint32_t entry_count = 0;
  Hash leaf_hash{};
  int64_t recorded_at_us = 0;
  bool repeated = false;
  v1::Receipt* receipt = nullptr;  // Inside reply.response.
};

Engine::Engine(Options options)
    : options_(std::move(options)),
      world_(options_.store, options_.rooms, options_.rows_max),
      edge_(std::move(options_.edge)) {
  world_.set_rules_book(options_.rules);
  world_.set_file_index(options_.files);
  batch_.base_size = edge_.size();
}

Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(Options options) {
  std::unique_ptr<Engine> engine(new Engine(std::move(options)));
  PLUMBLINE_RETURN_IF_ERROR(EnsureDerivedLayout(*engine->options_.store, *engine->options_.log,
                                                *engine->options_.rooms, engine->options_.rebuild_progress));
  const TreeHead head = engine->options_.log->head();
  PLUMBLINE_CHECK(head.size == engine->edge_.size(), "the edge was restored at the log's head");
  const SnapshotReader reader(engine->options_.store->GetSnapshot(), engine->options_.rooms);
  if (head.size > 0) {
    PLUMBLINE_ASSIGN_OR_RETURN(const journal::v1::AuditEntry last, reader.Entry(head.size - 1));
    engine->last_recorded_us_ = last.recorded_at_us();
  }
  if (engine->options_.rehearsal_clock != nullptr) {
    const auto& row = reader.Get<state::v1::RehearsalRow>("rehearsal");
    if (row.now_us() > 0) {
      engine->options_.rehearsal_clock->Set(absl::FromUnixMicros(row.now_us()));
    }
  }
  // The key of the request HMACs stands beside the journal; an empty record makes its own.
  const std::string key = BesideKey(BesideTable::kKey, kHmacKeyName);
  if (!engine->world_.FindBeside(key, &engine->hmac_key_)) {
    PLUMBLINE_RETURN_IF_ERROR(engine->world_.status());
    engine->hmac_key_ = engine->options_.entropy->Bytes(32);
    engine->batch_.beside.push_back({Family::kBeside, key, engine->hmac_key_, false});
    engine->CommitGroup();
    if (engine->sealed_) return engine->seal_status_;
  }
  engine->mac_ = std::make_unique<RequestMac>(engine->hmac_key_);
  return engine;
}

TreeHead Engine::head() const { return {edge_.size(), edge_.Root()}; }

bool Engine::GroupFull() const {
  return staged_.size() >= kGroupCommandsMax || batch_bytes_ >= kGroupBytesSoftMax;
}

std::string Engine::RequestHmac(const CommandCall& call) const {
  std::string bytes = call.method->path;
  bytes.push_back('\0');
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    call.request->SerializeToCodedStream(&coded);
  }
  return mac_->Of(bytes).substr(0, 16);
}

std::optional<Refusal> Engine::Authenticate(const CommandCall& call, std::string* person) {
  if (call.system || call.internal) {
    *person = "system";
    return std::nullopt;
  }
  if (call.token.empty()) {
    if (call.method->rule.access() == v1::ACCESS_PUBLIC) return std::nullopt;
    return RefuseSession();
  }
  const Hash digest = Sha256(call.token);
  const std::string id(BytesOf(digest));
  auto found = sessions_.find(id);
  if (found == sessions_.end()) {
    std::string bytes;
    state::v1::SessionRow row;
    if (!world_.FindBeside(BesideKey(BesideTable::kSession, id), &bytes) ||
        !row.ParseFromString(bytes)) {
      return RefuseSession();
    }
    if (sessions_.size() >= kSessionCacheMax) sessions_.clear();
    found = sessions_.emplace(id, Session{row.person(), row.expires_at()}).first;
  }
  if (found->second.expires_at <= absl::ToUnixSeconds(options_.security_clock->Now())) {
    sessions_.erase(found);
    return RefuseSession();
  }
  const auto* row = world_.Find<state::v1::PersonRow>(found->second.person);
  if (row == nullptr || row->resource().closed()) return RefuseSession();
  *person = found->second.person;
  return std::nullopt;
}

std::optional<Refusal> Engine::Repeat(const CommandCall& call, const std::string& person,
                                      const std::string& bytes, Staged& staged) {
  state::v1::DedupeRow row;
  if (!row.ParseFromString(bytes)) {
    return RefuseCorrupt(absl::DataLossError("A dedupe row does not parse."));
  }
  if (row.request_hmac() != RequestHmac(call)) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::REQUEST_ID_REUSED,
                  "该 request_id 已用于另一个请求。请为新的操作生成新的 request_id。",
                  "This request_id was used for another request. Make a new one for a new intention.");
  }
  // Answered from the resource as of those entries.
  const SnapshotReader reader(options_.store->GetSnapshot(), options_.rooms);
  staged.reply.response.reset(call.method->response->New());
  if (const TableRow* table = AnswerTable(*call.method, row.answer()); table != nullptr) {
    const auto past = reader.ResourceAt(row.answer(), row.sequence() + row.entry_count());
    if (!past.ok()) return RefuseCorrupt(past.status());
    if (past->row != nullptr) {
      const Caller caller{person, world_.Find<state::v1::HoldingsRow>(person),
                          CivilDayOf(options_.procedure_clock->Now())};
      ShowResource(*table, {world_, caller}, row.answer(), *past->row, past->head,
                   *staged.reply.response->GetReflection()->MutableMessage(
                       staged.reply.response.get(), call.method->answer_resource));
    }
  }
  staged.repeated = true;
  staged.sequence = row.sequence();
  staged.entry_count = row.entry_count();
  if (row.entry_count() > 0) {
    const auto entry_bytes = reader.EntryBytes(row.sequence());
    if (!entry_bytes.ok()) return RefuseCorrupt(entry_bytes.status());
    staged.leaf_hash = LeafHash(Sha256(*entry_bytes));
    journal::v1::AuditEntry entry;
    if (entry.ParseFromString(*entry_bytes)) staged.recorded_at_us = entry.recorded_at_us();
  }
  return std::nullopt;
}

std::optional<Refusal> Engine::MakeContext(const CommandCall& call, const std::string& person,
                                           const RelationTarget& target, Context& context,
                                           journal::v1::LateEntry& late) {
  const v1::Act& act = *context.act;
  if (IsSet(act.occurred_on())) {
    const auto day = DayOf(act.occurred_on());
    if (!day.has_value()) {
      return RefuseDate("发生日期不存在，请按年月日核对。", "occurred_on is no existing day.");
    }
    if (*day > context.today) {
      return RefuseDate("发生日期不能晚于今天。", "occurred_on lies in the future.");
    }
    context.occurred_on = *day;
  } else {
    context.occurred_on = context.today;
  }
  if (target.row != nullptr && target.row->last_act_date() > 0 &&
      context.occurred_on < DayOf(target.row->last_act_date())) {
    const std::string before = absl::StrCat(absl::FormatCivilTime(DayOf(target.row->last_act_date())));
    return RefuseDate(
        absl::StrCat("发生日期不能早于它所依据的上一步（", before, "）。请核对，或先更正上一步的日期。"),
        absl::StrCat("occurred_on lies before the act it depends on (", before, ")."));
  }

  if (!call.system && !call.internal) {
    // The person whose act it is must hold the role on the day of the act.
    const bool for_other = !act.performed_by().empty() && act.performed_by() != person;
    const std::string& actor = for_other ? act.performed_by() : person;
    const auto* holdings = world_.Find<state::v1::HoldingsRow>(actor);
    config::v1::Role role = config::v1::ROLE_UNSPECIFIED;
    const state::v1::Holding* holding =
        FindHolding(world_, call.method->rule, target, actor, holdings, context.occurred_on,
                    for_other ? absl::string_view() : absl::string_view(call.post), &role);
    if (holding == nullptr && call.method->rule.allow_size() > 0) {
      return RefuseRole(call.method->rule, "（本事项的主管单位内、行为当日在任）",
                        ", held in the right organisation on the day of the act");
    }
    context.actor.set_person(actor);
    if (holding != nullptr) {
      context.actor.set_post(holding->name());
      context.actor.set_organization(holding->organization());
      context.actor.set_role(config::v1::Role_Name(role));
      if (!holding->on_behalf_of().empty()) {
        context.actor.set_on_behalf_of(holding->on_behalf_of());
        if (target.row != nullptr && options_.rooms->stand_in_rule()) {
          if (auto refusal = options_.rooms->stand_in_rule()(world_, context, *target.row, actor, *holding)) {
            return refusal;
          }
        }
      }
    }
    if (for_other) {
      // Entered from paper by a colleague, or by who keeps the file: the reviewing body, the office, and until it is
      // handed in the lead drafter, who collects signatures and replies.
      const auto* own = world_.Find<state::v1::HoldingsRow>(person);
      const state::v1::Holding* desk = nullptr;
      for (int i = 0; own != nullptr && i < own->holdings_size(); ++i) {
        const state::v1::Holding& candidate = own->holdings(i);
        const bool keeps_file =
            target.row != nullptr &&
            (candidate.organization() == target.row->resource().reviewing_body() ||
             candidate.organization() == target.row->resource().office() ||
             (target.row->resource().stage() == config::v1::STAGE_DRAFT &&
              candidate.organization() == target.row->resource().lead_drafter()));
        if (InForce(candidate, context.today) &&
            (candidate.organization() == context.actor.organization() || keeps_file)) {
          desk = &candidate;
          break;
        }
      }
      if (desk == nullptr) {
        return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                      "补录他人行为，须由同一单位、审核机构或办公室的人员办理；送审之前，也可由牵头起草单位办理。",
                      "Entering another person's act needs a post in the same organisation, the "
                      "reviewing body or the office; before the submission, one in the lead drafter will do.");
      }
      context.recorded_by.set_person(person);
      context.recorded_by.set_post(desk->name());
      context.recorded_by.set_organization(desk->organization());
      if (act.evidence_file().empty() && act.evidence_paper().empty()) {
        return Refuse(absl::StatusCode::kInvalidArgument, v1::LATE_ENTRY_UNPROVEN,
                      "补录他人行为须附凭证：上传扫描件（evidence_file）或填写纸质文件编号（evidence_paper）。",
                      "Entering another person's act needs evidence: evidence_file (a scan) or "
                      "evidence_paper (its number).");
      }
    }
    if (context.occurred_on < context.today && context.rules.calendar != nullptr) {
      const WorkCalendar& calendar = *context.rules.calendar;
      // Where the calendar has no rows, every day counts: the stricter reading.
      const int gap = calendar.Covers(context.occurred_on) && calendar.Covers(context.today)
                          ? calendar.CountWorkingDays(context.occurred_on + 1, context.today)
                          : static_cast<int>(context.today - context.occurred_on);
      late.set_working_days(gap);
      const config::v1::Tolerance* tolerance =
          context.rules.profile == nullptr
              ? nullptr
              : context.rules.profile->Tolerance("A-LATE-ENTRY", context.today);
      if (tolerance != nullptr && gap > tolerance->length() && act.late_reason().empty()) {
        return Refuse(
            absl::StatusCode::kInvalidArgument, v1::LATE_ENTRY_UNPROVEN,
            absl::StrCat("补录距发生日 ", gap, " 个工作日，超过 ", tolerance->length(),
                         " 个工作日的，须写明原因（late_reason）。"),
            absl::StrCat("The entry comes ", gap, " working days after the act; beyond ",
                         tolerance->length(), " it needs a late_reason."));
      }
      late.set_reason(act.late_reason());
    }
    late.set_evidence_file(act.evidence_file());
    late.set_evidence_paper(act.evidence_paper());
  } else {
    context.actor.set_person("system");
    context.actor.set_role(config::v1::Role_Name(config::v1::ROLE_SYSTEM));
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<std::string>> Engine::ChildrenOf(absl::string_view parent,
                                                            absl::string_view collection) const {
  std::set<std::string> names;
  const std::string prefix = PrefixOfChildren(parent, collection);
  const std::unique_ptr<Snapshot> snapshot = options_.store->GetSnapshot();
  const std::unique_ptr<Cursor> cursor = snapshot->Scan(Family::kIndex, prefix, PrefixEnd(prefix));
  for (; cursor->Valid(); cursor->Next()) {
    uint16_t space = 0;
    std::string part;
    KeyReader key(cursor->key());
    if (key.U16(&space) && key.Text(&part) && key.Text(&part) && key.Text(&part)) {
      names.emplace(key.rest());
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  // What this group made is in no index yet.
  journal::v1::AuditEntry entry;
  for (const std::string& bytes : batch_.entries) {
    if (entry.ParseFromString(bytes) && CollectionOf(entry.subject()) == collection) {
      names.insert(entry.subject());
    }
  }
  return std::vector<std::string>(names.begin(), names.end());
}

std::optional<Refusal> Engine::Decide(CommandCall& call, Staged& staged) {
  if (sealed_) return RefuseOutcomeUnknown();
  // Signing in and reading go on, with the few bytes that they write.
  if (!call.internal && options_.storage_low && options_.storage_low()) {
    return Refuse(absl::StatusCode::kResourceExhausted, v1::STORAGE_LOW,
                  "服务器磁盘空间不足，暂停办理；查询不受影响。请通知系统管理员清理磁盘。",
                  "The server's disk is nearly full: commands are refused, reads go on. Tell the "
                  "system administrator.");
  }
  if (call.deadline <= options_.security_clock->Now()) {
    return Refuse(absl::StatusCode::kDeadlineExceeded, v1::DEADLINE_PASSED,
                  "请求到达时已超时，未办理。请重试。", "The call came after its deadline; nothing was done.");
  }
  const MethodRow& method = *call.method;
  std::string person;
  if (auto refusal = Authenticate(call, &person)) return refusal;
  if (method.rule.access() == v1::ACCESS_SYSTEM && !call.system && !call.internal) {
    Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                             "该操作由系统自行办理，不接受人工办理。",
                             "The server does this itself; nobody else may.");
    refusal.metadata["roleNeeded"] = config::v1::Role_Name(config::v1::ROLE_SYSTEM);
    return refusal;
  }

  // Dedupe: scope is the actor.
  const std::string request_id_text = FieldString(*call.request, method.request_id);
  const bool validate_only =
      method.validate_only != nullptr &&
      call.request->GetReflection()->GetBool(*call.request, method.validate_only);
  std::string request_id = UuidBytes(request_id_text);
  if (call.internal && request_id.empty()) request_id = options_.entropy->Bytes(16);
  if (request_id.empty()) {
    return RefuseField("request_id", "request_id 须为 UUID，每个操作生成一次",
                       "request_id must be a UUID, made once per intention");
  }
  const std::string dedupe_key = DedupeKey(person.empty() ? "anonymous" : person, request_id);
  std::string hmac;
  if (!validate_only) {
    if (dedupe_.count(dedupe_key) == 1) CommitGroup();  // Its first answer must be durable first.
    if (sealed_) return RefuseOutcomeUnknown();
    std::string bytes;
    const absl::StatusOr<bool> found = options_.store->Get(Family::kDedupe, dedupe_key, &bytes);
    if (!found.ok()) return RefuseCorrupt(found.status());
    if (*found) return Repeat(call, person, bytes, staged);
    hmac = RequestHmac(call);
    if (options_.crash_guard != nullptr) {
      if (options_.crash_guard->IsQuarantined(hmac)) {
        return Refuse(absl::StatusCode::kInternal, v1::QUARANTINED,
                      "该请求曾使服务器异常退出，已隔离。请联系管理员。",
                      "This request crashed the server before and is set aside. Tell the operator.");
      }
      options_.crash_guard->Enter(hmac);
    }
  }

  const absl::Time now = std::max(options_.procedure_clock->Now(),
                                  absl::FromUnixMicros(last_recorded_us_));
  Context context;
  context.now = now;
  context.today = CivilDayOf(now);
  context.entropy = options_.entropy;
  context.record_size = edge_.size();
  fresh_ids_.clear();
  context.fresh_ids = &fresh_ids_;
  context.rehearsal = options_.rehearsal_clock != nullptr;
  context.act = &ActOf(method, *call.request);
  context.root_at = [this](uint64_t size) -> absl::StatusOr<Hash> {
    const std::unique_ptr<Snapshot> snapshot = options_.store->GetSnapshot();
    return Journal(snapshot.get()).Root(size);
  };
  context.children_of = [this](absl::string_view of, absl::string_view collection) {
    return ChildrenOf(of, collection);
  };
  context.entry_at = [this](uint64_t sequence) {
    return SnapshotReader(options_.store->GetSnapshot(), options_.rooms).Entry(sequence);
  };
  context.history_of = [this](absl::string_view name) {
    return SnapshotReader(options_.store->GetSnapshot(), options_.rooms).HistoryOf(name, edge_.size());
  };
  context.rooms = options_.rooms;

  // Visible: the subject, or the parent under which something is created.
  const std::string subject = FieldString(*call.request, method.subject);
  const std::string parent = FieldString(*call.request, method.parent);
  const std::string& touched = !subject.empty() ? subject : parent;
  const Caller caller{person, world_.Find<state::v1::HoldingsRow>(person), context.today};
  bool seen = false;  // What belongs to a matter says itself who sees it: a question that closed is still one's own.
  if (method.subject != nullptr || method.parent != nullptr) {
    if (touched.empty()) {
      return RefuseField(method.subject != nullptr ? "name" : "parent", "请给出对象名称",
                         "the resource name is missing");
    }
    const TableRow* table = options_.rooms->FindCollection(CollectionOf(touched));
    const google::protobuf::Message* row =
        table == nullptr ? nullptr : world_.FindRow(table->id, *table->prototype, touched);
    if (row == nullptr || (table->visible && !caller.system() &&
                           !table->visible(world_, caller, touched, *row))) {
      if (!world_.status().ok()) return RefuseCorrupt(world_.status());
      return RefuseNotFound();
    }
    // A parent says it of itself alone: of the matter, where it is the matter.
    seen = table->visible != nullptr && (!subject.empty() || MatterOf(touched) == touched);
  }
  RelationTarget target;
  target.matter = std::string(MatterOf(touched));
  seen = seen && !target.matter.empty();
  if (method.matter && target.matter.empty()) target.matter = method.matter(world_, *call.request);
  if (!target.matter.empty()) {
    target.row = world_.Find<state::v1::MatterRow>(target.matter);
    if (target.row == nullptr || (!seen && !MatterVisible(world_, caller, target.matter, *target.row))) {
      return RefuseNotFound();
    }
  }
  if (method.organization) target.organization = method.organization(world_, *call.request);

  // Rules of the place; then roles and days.
  const std::string organization =
      target.row != nullptr ? target.row->resource().issuer()
      : !target.organization.empty() ? target.organization
      : caller.holdings != nullptr && caller.holdings->holdings_size() > 0
          ? caller.holdings->holdings(0).organization()
          : std::string();
  context.rules = RulesOf(world_, organization);
  journal::v1::LateEntry late;
  if (auto refusal = MakeContext(call, person, target, context, late)) return refusal;

  std::vector<FieldViolation> violations;
  if (!call.internal) violations = ValidateRequest(*call.request);  // Internal: prepared by a worker.
  if (!violations.empty()) {
    Refusal refusal = Refuse(absl::StatusCode::kInvalidArgument, v1::FIELD_INVALID,
                             absl::StrCat("请求有误：", violations[0].message_zh, violations.size() > 1 ? " 等" : ""),
                             absl::StrCat("The request has mistakes: ", violations[0].field, ": ",
                                          violations[0].message_en, violations.size() > 1 ? ", …" : ""));
    refusal.fields = std::move(violations);
    return refusal;
  }
  if (method.etag != nullptr) {
    const std::string etag = FieldString(*call.request, method.etag);
    const int64_t current = world_.HeadOfResource(subject).version;
    if (VersionOf(etag) != current) {
      Refusal refusal = Refuse(absl::StatusCode::kAborted, v1::ETAG_STALE,
                               "对象已被他人修改。请重新读取后再办理。",
                               "The resource changed since it was read. Read it again, then repeat.");
      refusal.metadata["sentVersion"] = etag;
      refusal.metadata["currentVersion"] = EtagOf(current);
      return refusal;
    }
  }
  if (auto refusal = CheckStageAndGates(*options_.rooms, world_, method, *call.request, target, context,
                                        static_cast<bool>(call.internal), call.system)) {
    return refusal;
  }
  if (target.row != nullptr && method.rule.paper() != config::v1::PAPER_UNSPECIFIED && !call.internal && !call.system &&
      options_.rooms->paper_rule()) {
    if (auto refusal = options_.rooms->paper_rule()(world_, context, method, *target.row)) return refusal;
  }
  context.run = [&](const MethodRow& other, const google::protobuf::Message& request) {
    return DecideInside(*options_.rooms, world_, other, request, target, context);
  };
  Decision decision = call.internal ? call.internal(world_, context)
                                    : method.decide(world_, *call.request, context);
  if (!world_.status().ok()) return RefuseCorrupt(world_.status());
  if (auto* refusal = std::get_if<Refusal>(&decision)) return std::move(*refusal);
  Outcome& outcome = std::get<Outcome>(decision);

  staged.reply.response.reset(method.response->New());
  if (validate_only) return std::nullopt;
  staged.recorded_at_us = std::max(absl::ToUnixMicros(now), last_recorded_us_);
  staged.sequence = edge_.size();
  staged.entry_count = static_cast<uint32_t>(outcome.changes.size());

  // The entry's request_id and rules are the command's.
  const std::string answer = outcome.answer.empty() && !outcome.changes.empty()
                                 ? outcome.changes.front().subject
                                 : outcome.answer;
  state::v1::DedupeRow row;
  row.set_sequence(staged.sequence);
  row.set_entry_count(staged.entry_count);
  row.set_request_hmac(hmac);
  row.set_answer(answer);
  std::string row_bytes = row.SerializeAsString();
  if (!outcome.changes.empty()) {
    dedupe_.emplace(dedupe_key, row_bytes);
    batch_.beside.push_back({Family::kDedupe, dedupe_key, std::move(row_bytes), false});
  }
  pending_request_id_ = std::move(request_id);
  for (std::string& id : fresh_ids_) world_.NoteFresh(std::move(id));
  ApplyOutcome(outcome, context, late, staged);
  ShowAnswer(method, person, context, answer, staged.reply.response.get());
  if (outcome.also) outcome.also(*staged.reply.response);
  return std::nullopt;
}

void Engine::ApplyOutcome(Outcome& outcome, const Context& context,
                          const journal::v1::LateEntry& late, Staged& staged) {
  for (NewContent& content : outcome.contents) {
    state::v1::ContentRow row;
    row.set_salt(content.salt);
    row.set_text(std::move(content.text));
    world_.PutBeside(BesideKey(BesideTable::kContent, content.ref.id()), row.SerializeAsString());
  }
  for (BesideWrite& write : outcome.beside) {
    if (!write.key.empty() && write.key[0] == static_cast<char>(BesideTable::kSession)) {
      sessions_.clear();
    }
    world_.PutBeside(std::move(write.key), std::move(write.value));
  }
  TileRows tiles(&batch_.tiles);
  for (size_t i = 0; i < outcome.changes.size(); ++i) {
    Change& change = outcome.changes[i];
    const Head before = world_.HeadOfResource(change.subject);
    journal::v1::AuditEntry entry;
    entry.set_sequence(edge_.size());
    entry.set_recorded_at_us(staged.recorded_at_us);
    *entry.mutable_actor() = context.actor;
    if (!context.recorded_by.person().empty()) *entry.mutable_recorded_by() = context.recorded_by;
    entry.set_occurred_on(DayNumber(context.occurred_on));
    if (late.ByteSizeLong() > 0) *entry.mutable_late_entry() = late;
    entry.set_subject(change.subject);
    entry.set_subject_version(before.version + 1);
    entry.set_request_id(pending_request_id_);
    if (!MatterOf(change.subject).empty()) entry.set_rules_digest(std::string(context.rules.digest));
    entry.set_salt(options_.entropy->Bytes(16));
    *entry.mutable_event() = std::move(change.event);

    std::string bytes = entry.SerializeAsString();
    PLUMBLINE_CHECK(bytes.size() <= kEntryBytesMax, "field rules bound every entry");
    PLUMBLINE_CHECK(options_.rooms->ApplyEntry(world_, entry), "every event has an apply");
    world_.AdvanceHead(entry.subject(), entry.subject_version(), entry.sequence());
    if (options_.rooms->figures()) options_.rooms->figures()(world_, entry);
    const Hash leaf = edge_.Append(Sha256(bytes), tiles);
    if (i == 0) staged.leaf_hash = leaf;
    batch_bytes_ += bytes.size() + 512;
    batch_.entries.push_back(std::move(bytes));
    if (entry.event().has_rehearsal_clock_moved() && options_.rehearsal_clock != nullptr) {
      options_.rehearsal_clock->Set(
          absl::FromUnixMicros(entry.event().rehearsal_clock_moved().to_us()));
    }
  }
  last_recorded_us_ = staged.recorded_at_us;
}

const TableRow* Engine::AnswerTable(const MethodRow& method, const std::string& answer) const {
  if (method.answer_resource == nullptr || answer.empty()) return nullptr;
  const TableRow* table = options_.rooms->FindCollection(CollectionOf(answer));
  return table != nullptr && table->resource != nullptr &&
                 table->resource->message_type() == method.answer_resource->message_type()
             ? table
             : nullptr;
}

void Engine::ShowAnswer(const MethodRow& method, const std::string& person, const Context& context,
                        const std::string& answer, google::protobuf::Message* response) {
  const TableRow* table = AnswerTable(method, answer);
  if (table == nullptr) return;
  const google::protobuf::Message* row = world_.FindRow(table->id, *table->prototype, answer);
  if (row == nullptr) return;
  const Caller caller{person, world_.Find<state::v1::HoldingsRow>(person), context.today};
  ShowResource(*table, {world_, caller}, answer, *row,
               world_.FindHead(table->id, *table->prototype, answer),
               *response->GetReflection()->MutableMessage(response, method.answer_resource));
}

void Engine::Add(CommandCall call) {
  PLUMBLINE_CHECK(call.method != nullptr && call.request != nullptr, "the ingress knows the method");
  auto staged = std::make_unique<Staged>();
  staged->done = std::move(call.done);
  staged->reply.refusal = Decide(call, *staged);
  if (options_.crash_guard != nullptr) options_.crash_guard->Leave();
  if (staged->reply.refusal.has_value()) {
    staged->reply.response.reset();
  } else if (call.method->answer_receipt != nullptr && staged->entry_count > 0) {
    staged->receipt = static_cast<v1::Receipt*>(staged->reply.response->GetReflection()->MutableMessage(
        staged->reply.response.get(), call.method->answer_receipt));
  }
  staged_.push_back(std::move(staged));
}

void Engine::CommitGroup() {
  if (batch_.entries.empty() && batch_.beside.empty() && !world_.HasBeside()) {
    Answer(options_.log->head());
    return;
  }
  world_.CollectWrites(&batch_.derived, &batch_.beside);
  batch_.root_after = edge_.Root();
  options_.log->Commit(batch_, [this](absl::StatusOr<TreeHead> committed) {
    if (committed.ok()) {
      world_.EndGroup();
    } else {
      sealed_ = true;
      seal_status_ = committed.status();
    }
    batch_ = Batch();
    batch_.base_size = edge_.size();
    batch_bytes_ = 0;
    dedupe_.clear();
    Answer(std::move(committed));
  });
}

void Engine::Answer(absl::StatusOr<TreeHead> committed) {
  std::vector<std::unique_ptr<Staged>> staged = std::move(staged_);
  staged_.clear();
  for (std::unique_ptr<Staged>& one : staged) {
    if (!committed.ok()) {
      one->reply.response.reset();
      one->reply.refusal = RefuseOutcomeUnknown();
    } else if (one->receipt != nullptr) {
      one->receipt->set_sequence(static_cast<int64_t>(one->sequence));
      one->receipt->set_entry_count(static_cast<int32_t>(one->entry_count));
      one->receipt->set_leaf_hash(std::string(BytesOf(one->leaf_hash)));
      one->receipt->set_tree_size(static_cast<int64_t>(committed->size));
      one->receipt->set_root(std::string(BytesOf(committed->root)));
      one->receipt->mutable_recorded_at()->set_seconds(one->recorded_at_us / 1000000);
      one->receipt->mutable_recorded_at()->set_nanos(
          static_cast<int32_t>(one->recorded_at_us % 1000000 * 1000));
      one->receipt->set_repeated(one->repeated);
    }
    if (one->done) one->done(std::move(one->reply));
  }
}

}  // namespace plumbline
