#include "tests/sim/world_sim.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"
#include "storage/merkle/hash.h"

namespace plumbline::testing {

namespace {

using google::protobuf::Message;

District::Options DistrictOf(uint64_t seed) {
  District::Options options;
  options.seed = seed;
  options.rows_max = 256;  // Small, so that rows are read back from the store all the time.
  return options;
}

const google::protobuf::FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

const v1::Receipt* ReceiptOf(const Message& response) {
  const auto* field = Field(response, "receipt");
  return field == nullptr ? nullptr
                          : &static_cast<const v1::Receipt&>(
                                response.GetReflection()->GetMessage(response, field));
}

bool Unknown(const std::optional<CommandReply>& reply) {
  return !reply.has_value() ||
         (reply->refusal.has_value() && reply->refusal->reason == v1::OUTCOME_UNKNOWN);
}

}  // namespace

WorldSim::WorldSim(const Options& options)
    : options_(options),
      random_(options.seed),
      district_(DistrictOf(options.seed)),
      workload_(&district_, &random_) {}

void WorldSim::Problem(std::string text) {
  if (report_.problems.size() < 20) report_.problems.push_back(std::move(text));
}

SimReport WorldSim::Run() {
  for (int group = 1; group <= options_.groups && report_.problems.empty(); ++group) {
    Group();
    if (random_.Percent(20)) RepeatOne();
    if (random_.Percent(5)) ReuseOne();
    if (random_.Percent(3)) {
      ++report_.counts["fault restart"];
      district_.Restart();
      CheckAcknowledged();
    }
    if (random_.Percent(30)) district_.clock().Advance(absl::Hours(1 + static_cast<int>(random_.Below(30))));
    old_heads_.push_back(district_.store().head());
    if (group % options_.groups_per_rebuild == 0 || group == options_.groups) {
      CheckRebuild(district_, &report_.problems);
      CheckResources(district_, &report_.problems);
      CheckContents(district_, &report_.problems);
      CheckNumbers(district_, &report_.problems);
      CheckOldRoots(district_, old_heads_, &report_.problems);
    } else {
      CheckOldRoots(district_, {old_heads_[random_.Below(old_heads_.size())]}, &report_.problems);
    }
  }
  CheckAcknowledged();
  report_.head = district_.store().head();
  return report_;
}

void WorldSim::Group() {
  std::vector<Planned> group;
  std::set<std::string> busy;
  const size_t count = 1 + random_.Below(5);
  for (size_t i = 0; i < count; ++i) {
    Planned planned = workload_.Next(busy);
    busy.insert(planned.matter);
    const MethodRow* method = district_.rooms().FindTaking(planned.request->GetDescriptor());
    const auto* reflection = planned.request->GetReflection();
    if (reflection->GetString(*planned.request, method->request_id).empty()) {
      reflection->SetString(planned.request.get(), method->request_id, district_.RequestId());
    }
    if (method->etag != nullptr && reflection->GetString(*planned.request, method->etag).empty()) {
      reflection->SetString(planned.request.get(), method->etag,
                            district_.EtagOf(reflection->GetString(*planned.request, method->subject)));
    }
    group.push_back(std::move(planned));
  }

  enum { kNone, kRefuse, kLose, kCrash };
  const int fault = random_.Percent(12) ? 1 + static_cast<int>(random_.Below(3)) : kNone;
  if (fault == kRefuse) district_.store().RefuseCommit(1);
  if (fault == kLose) district_.store().LoseAnswer(1);
  if (fault == kCrash) district_.store().HoldAnswers(true);
  static const char* const kNames[] = {"none", "commit refused", "answer lost", "crash"};
  ++report_.counts[absl::StrCat("fault ", kNames[fault])];

  std::vector<std::optional<CommandReply>> replies(group.size());
  for (size_t i = 0; i < group.size(); ++i) Send(group[i], &replies[i]);
  district_.engine().CommitGroup();
  // A group that wrote nothing left its fault unused: it must not hit a later one.
  constexpr uint64_t kNever = uint64_t{1} << 60;
  district_.store().RefuseCommit(kNever);
  district_.store().LoseAnswer(kNever);
  district_.store().HoldAnswers(false);
  if (fault != kNone) Recover(random_.Percent(50), group, replies);
  for (size_t i = 0; i < group.size(); ++i) {
    if (Unknown(replies[i])) {
      Problem(absl::StrCat(group[i].request->GetDescriptor()->name(), " was never answered"));
    } else {
      Judge(group[i], *replies[i]);
    }
  }
}

void WorldSim::Send(const Planned& planned, std::optional<CommandReply>* reply) {
  CommandCall call;
  call.method = district_.rooms().FindTaking(planned.request->GetDescriptor());
  call.request.reset(planned.request->New());
  call.request->CopyFrom(*planned.request);
  call.system = planned.who == "system";
  if (!call.system && !planned.who.empty()) call.token = district_.Token(planned.who);
  call.done = [reply](CommandReply answered) { *reply = std::move(answered); };
  district_.engine().Add(std::move(call));
}

void WorldSim::Recover(bool keep_in_flight, std::vector<Planned>& group,
                       std::vector<std::optional<CommandReply>>& replies) {
  district_.store().Crash(keep_in_flight);
  district_.Restart();
  CheckAcknowledged();
  for (size_t i = 0; i < group.size(); ++i) {
    if (!Unknown(replies[i])) continue;
    replies[i].reset();
    // A later call of the group may have been kept: this one then meets another matter.
    for (size_t other = 0; other < group.size(); ++other) {
      if (other != i && group[other].matter == group[i].matter) group[i].unmet_gates.reset();
    }
    Send(group[i], &replies[i]);  // The same bytes, the same request_id.
    district_.engine().CommitGroup();
  }
}

void WorldSim::Judge(Planned& planned, CommandReply& reply) {
  const std::string command(planned.request->GetDescriptor()->name());
  if (reply.refusal.has_value()) {
    const Refusal& refusal = *reply.refusal;
    const std::string reason = v1::ErrorReason_Name(refusal.reason);
    ++report_.counts[absl::StrCat("refused ", reason)];
    if (refusal.message_zh.empty() || refusal.message_en.empty()) {
      Problem(absl::StrCat(command, " was refused without saying what to do"));
    }
    if (planned.refused_with.has_value() && refusal.reason != *planned.refused_with) {
      Problem(absl::StrCat(command, " by ", planned.who, ": refused with ", reason, " instead of ",
                           v1::ErrorReason_Name(*planned.refused_with)));
    }
    if (planned.unmet_gates.has_value()) {
      std::set<std::string> gates;
      for (const v1::GateStatus& gate : refusal.gates) gates.insert(gate.gate());
      const bool gated = refusal.reason == v1::GATE_UNMET;
      if (gates != *planned.unmet_gates || gated != !planned.unmet_gates->empty()) {
        Problem(absl::StrCat(command, " on ", planned.matter, ": ", reason, " by {",
                             absl::StrJoin(gates, " "), "}; the oracle says {",
                             absl::StrJoin(*planned.unmet_gates, " "), "}; ", refusal.message_en));
      } else if (gated) {
        ++report_.counts["oracle agreed on gates"];
      }
    }
    return;
  }
  ++report_.counts[absl::StrCat(command, " ok")];
  if (planned.refused || planned.refused_with.has_value()) {
    Problem(absl::StrCat(command, " by ", planned.who, " was taken and should not have been"));
  }
  if (planned.unmet_gates.has_value() && !planned.unmet_gates->empty()) {
    Problem(absl::StrCat(command, " on ", planned.matter, " passed; the oracle says {",
                         absl::StrJoin(*planned.unmet_gates, " "), "}"));
  }
  if (planned.learn) planned.learn(*reply.response);
  acknowledged_.push_back({planned.who, std::move(planned.request), std::move(reply.response)});
}

void WorldSim::RepeatOne() {
  if (acknowledged_.empty()) return;
  const Acknowledged& first = acknowledged_[random_.Below(acknowledged_.size())];
  Planned planned;
  planned.who = first.who;
  planned.request.reset(first.request->New());
  planned.request->CopyFrom(*first.request);
  std::optional<CommandReply> reply;
  const uint64_t before = district_.engine().head().size;
  Send(planned, &reply);
  district_.engine().CommitGroup();
  const std::string command(first.request->GetDescriptor()->name());
  if (!reply.has_value() || reply->refusal.has_value()) {
    Problem(absl::StrCat("a repeat of ", command, " was refused"));
    return;
  }
  ++report_.counts["repeats"];
  if (district_.engine().head().size != before) {
    Problem(absl::StrCat("a repeat of ", command, " appended again"));
  }
  const v1::Receipt* then = ReceiptOf(*first.response);
  const v1::Receipt* now = ReceiptOf(*reply->response);
  if (then == nullptr || now == nullptr) return;
  if (then->sequence() != now->sequence() || then->entry_count() != now->entry_count() ||
      then->leaf_hash() != now->leaf_hash() ||
      then->recorded_at().seconds() != now->recorded_at().seconds()) {
    Problem(absl::StrCat("a repeat of ", command, " has another receipt:\n", then->ShortDebugString(),
                         "\n", now->ShortDebugString()));
  }
  // The resource as it was then: name and version are the answer's identity.
  for (const char* part : {"name", "etag"}) {
    const auto* field = first.response->GetDescriptor()->field(0);
    if (field->is_repeated() || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE ||
        field->name() == "receipt") {
      break;
    }
    const Message& a = first.response->GetReflection()->GetMessage(*first.response, field);
    const Message& b = reply->response->GetReflection()->GetMessage(*reply->response, field);
    const auto* text = Field(a, part);
    if (text == nullptr) continue;
    if (a.GetReflection()->GetString(a, text) != b.GetReflection()->GetString(b, text)) {
      Problem(absl::StrCat("a repeat of ", command, " answers with another resource or version"));
    }
  }
}

void WorldSim::ReuseOne() {
  if (acknowledged_.empty()) return;
  const Acknowledged& first = acknowledged_[random_.Below(acknowledged_.size())];
  const auto* field = Field(*first.request, "request_id");
  Planned planned;
  planned.who = first.who;
  planned.request = std::make_unique<v1::CreateMatterRequest>();
  auto& other = static_cast<v1::CreateMatterRequest&>(*planned.request);
  other.mutable_matter()->set_title("另一件事");
  other.set_request_id(first.request->GetReflection()->GetString(*first.request, field));
  std::optional<CommandReply> reply;
  Send(planned, &reply);
  district_.engine().CommitGroup();
  ++report_.counts["reused ids"];
  if (!reply->refusal.has_value() || reply->refusal->reason != v1::REQUEST_ID_REUSED) {
    Problem("an id was used again for another request, and nobody noticed");
  }
}

void WorldSim::CheckAcknowledged() {
  const SnapshotReader reader(district_.store().GetSnapshot(), &district_.rooms());
  for (const Acknowledged& one : acknowledged_) {
    const v1::Receipt* receipt = ReceiptOf(*one.response);
    if (receipt == nullptr || receipt->entry_count() == 0) continue;
    const auto bytes = reader.EntryBytes(static_cast<uint64_t>(receipt->sequence()));
    if (!bytes.ok() || std::string(BytesOf(LeafHash(Sha256(*bytes)))) != receipt->leaf_hash()) {
      Problem(absl::StrCat(std::string(one.request->GetDescriptor()->name()), " was acknowledged at ",
                           receipt->sequence(), " and is not there"));
    }
  }
}

}  // namespace plumbline::testing
