#include "services/runtime/rpc/dispatcher.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/relation.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/rpc/status.h"
#include "services/validate.h"
#include "storage/keys.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

// Posts a call and blocks until the command thread has answered it.
CommandReply PostAndWait(CommandQueue& queue, CommandCall call) {
  CommandReply reply;
  absl::Notification answered;
  call.done = [&reply, &answered](CommandReply done) {
    reply = std::move(done);
    answered.Notify();
  };
  if (!queue.Push(call)) {
    reply.refusal = RefuseQueueFull();
    return reply;
  }
  answered.WaitForNotification();
  return reply;
}

Refusal RefuseUnimplemented(const std::string& method) {
  return Refuse(absl::StatusCode::kUnimplemented, v1::INTERNAL_DEFECT,
                "本服务器还没有这个功能：" + method, "This server does not have this method: " + method);
}

}  // namespace

CommandCall MakeCommandCall(const MethodRow& method, const CallFacts& facts,
                            std::unique_ptr<google::protobuf::Message> request) {
  CommandCall call;
  call.method = &method;
  call.request = std::move(request);
  call.token = facts.token;
  call.post = facts.post;
  call.deadline = facts.deadline;
  return call;
}

std::optional<std::string> Dispatcher::PersonOf(const World& world, const std::string& token) const {
  if (token.empty()) return std::nullopt;
  std::string bytes;
  state::v1::SessionRow session;
  if (!world.FindBeside(BesideKey(BesideTable::kSession, BytesOf(Sha256(token))), &bytes) ||
      !session.ParseFromString(bytes) ||
      session.expires_at() <= absl::ToUnixSeconds(options_.security_clock->Now())) {
    return std::nullopt;
  }
  const auto* person = world.Find<state::v1::PersonRow>(session.person());
  if (person == nullptr || person->resource().closed()) return std::nullopt;
  return session.person();
}

std::optional<Refusal> Dispatcher::Run(const MethodRow& method, const CallFacts& facts,
                                       google::protobuf::Message& request,
                                       google::protobuf::Message& response) const {
  if (facts.deadline <= options_.security_clock->Now()) {
    return Refuse(absl::StatusCode::kDeadlineExceeded, v1::DEADLINE_PASSED,
                  "请求到达时已超时，未办理。请重试。",
                  "The call came after its deadline; nothing was done.");
  }
  if (method.is_batch()) return RunBatch(method, facts, request, response);  // Its items are checked one by one.
  std::vector<FieldViolation> violations = ValidateRequest(request);
  if (!violations.empty()) {
    Refusal refusal = RefuseField(violations[0].field, violations[0].message_zh, violations[0].message_en);
    refusal.fields = std::move(violations);
    return refusal;
  }
  if (method.rule.type() == v1::METHOD_TYPE_WORK) {
    const auto work = work_.find(request.GetDescriptor());
    if (work == work_.end()) return RefuseUnimplemented(method.path);
    return work->second(facts, request, response);
  }
  const QueryFunction* query = options_.rooms->FindQuery(request.GetDescriptor());
  if (query == nullptr) return RefuseUnimplemented(method.path);
  PageShelf::Reading reading;
  const std::shared_ptr<const Snapshot> newest = options_.store->GetSnapshot();
  if (auto refusal = options_.pages->Open(request, newest, &reading)) return refusal;
  SnapshotReader reader(std::make_unique<SharedSnapshot>(newest), options_.rooms);
  reader.set_rules_book(options_.rules);
  reader.set_file_index(options_.files);
  const std::optional<std::string> person = PersonOf(reader, facts.token);
  if (!reader.status().ok()) return RefuseCorrupt(reader.status());
  if (!person.has_value() && method.rule.access() != v1::ACCESS_PUBLIC) return RefuseSession();
  const absl::Time now = options_.procedure_clock->Now();
  Caller caller;
  caller.today = CivilDayOf(now);
  if (person.has_value()) {
    caller.person = *person;
    caller.holdings = reader.Find<state::v1::HoldingsRow>(*person);
  }
  if (method.rule.allow_size() > 0) {
    bool holds = false;
    for (const v1::Permission& permission : method.rule.allow()) {
      holds |= HoldsRole(caller, permission.role());
    }
    if (!holds) {
      return RefuseRole(method.rule, "", "");
    }
  }
  // A further page reads what the first one read; who may see it is asked of today.
  std::optional<SnapshotReader> pinned;
  if (!reading.number.empty()) {
    pinned.emplace(std::make_unique<SharedSnapshot>(reading.snapshot), options_.rooms);
    pinned->set_rules_book(options_.rules);
    pinned->set_file_index(options_.files);
  }
  auto refusal = (*query)({reader, pinned.has_value() ? *pinned : reader, caller, *options_.rules, *options_.rooms,
                           now, options_.rehearsal},
                          request, response);
  if (!reader.status().ok()) return RefuseCorrupt(reader.status());
  if (pinned.has_value() && !pinned->status().ok()) return RefuseCorrupt(pinned->status());
  if (!refusal.has_value() && method.rule.access_logged() && response.ByteSizeLong() > 0) {
    AccessNote note;
    note.person = caller.person;
    note.resource = request.GetReflection()->GetString(request, method.shown);
    note.kind = v1::ACCESS_KIND_READ;
    if (auto unlogged = NoteAccess(reader, note)) return unlogged;
  }
  if (!refusal.has_value()) options_.pages->Close(std::move(reading), response);
  return refusal;
}

std::optional<Refusal> Dispatcher::RunBatch(const MethodRow& method, const CallFacts& facts,
                                            google::protobuf::Message& request,
                                            google::protobuf::Message& response) const {
  const MethodRow::Batch& batch = method.batch;
  const google::protobuf::Reflection* in = request.GetReflection();
  const int count = in->FieldSize(request, batch.requests);
  if (count == 0 || count > batch.items_max) {
    return RefuseField(batch.requests->name(),
                       absl::StrCat("一次办理 1 至 ", batch.items_max, " 项，现为 ", count, " 项；请分批提交"),
                       absl::StrCat("takes 1 to ", batch.items_max, " items, has ", count, "; send them in parts"));
  }
  std::vector<CommandReply> replies(static_cast<size_t>(count));
  absl::BlockingCounter unanswered(count);
  for (int i = 0; i < count; ++i) {
    std::unique_ptr<google::protobuf::Message> item(batch.command->request->New());
    item->GetReflection()->Swap(item.get(), in->MutableRepeatedMessage(&request, batch.requests, i));
    CommandReply& reply = replies[static_cast<size_t>(i)];
    CommandCall call = MakeCommandCall(*batch.command, facts, std::move(item));
    call.done = [&reply, &unanswered](CommandReply done) {
      reply = std::move(done);
      unanswered.DecrementCount();
    };
    if (!options_.queue->Push(call)) {
      reply.refusal = RefuseQueueFull();
      unanswered.DecrementCount();
    }
  }
  unanswered.Wait();
  for (CommandReply& reply : replies) {
    google::protobuf::Message* answer = response.GetReflection()->AddMessage(&response, batch.answers);
    const google::protobuf::Reflection* out = answer->GetReflection();
    if (reply.refusal.has_value()) {
      out->MutableMessage(answer, batch.error)->CopyFrom(StatusOfRefusal(*reply.refusal, facts.english));
    } else {
      out->MutableMessage(answer, batch.response)->CopyFrom(*reply.response);
    }
  }
  return std::nullopt;
}

CommandReply Dispatcher::RunInternal(
    const MethodRow& method, std::function<Decision(const World&, const Context&)> decide) const {
  CommandCall call;
  call.method = &method;
  call.request.reset(method.request->New());
  call.internal = std::move(decide);
  return PostAndWait(*options_.queue, std::move(call));
}

std::optional<Refusal> Dispatcher::NoteAccess(const World& world, const AccessNote& note) const {
  if (!IsAccessLogged(world, note.resource)) return std::nullopt;
  static constexpr char kDownload[] = "/plumbline.v1.FileService/DownloadFile";  // Any without a subject.
  return RunInternal(*options_.rooms->FindMethod(kDownload),
                     [&note](const World& now, const Context& context) { return DecideAccessLine(now, note, context); })
      .refusal;
}

CommandReply Dispatcher::RunSystem(const google::protobuf::Message& request) const {
  CommandCall call;
  call.method = options_.rooms->FindTaking(request.GetDescriptor());
  if (call.method == nullptr) {
    CommandReply reply;
    reply.refusal = RefuseUnimplemented(std::string(request.GetDescriptor()->full_name()));
    return reply;
  }
  call.request.reset(request.New());
  call.request->CopyFrom(request);
  call.system = true;
  return PostAndWait(*options_.queue, std::move(call));
}

}  // namespace plumbline
