#include "clients/cli/lookups.h"

#include <memory>

#include "absl/strings/match.h"
#include "clients/lib/comments.h"
#include "clients/lib/request_id.h"
#include "clients/lib/values.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

constexpr int kVerdictUnmet = 2;  // plumbline.v1.GATE_VERDICT_UNMET.

void SetText(Message* message, const char* name, const std::string& value) {
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(name);
  if (field != nullptr) message->GetReflection()->SetString(message, field, value);
}

}  // namespace

std::string TextOf(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

grpc::Status CallGet(const Api& api, Caller& caller, const MethodDescriptor* get, const std::string& name,
                     Caller::Repeat repeat, Message* answer) {
  const std::unique_ptr<Message> request = api.NewMessage(get->input_type());
  SetText(request.get(), "name", name);
  return caller.Unary(PathOf(get), *request, answer, repeat);
}

std::string RoleLabel(const Api& api, const std::string& constant, Language language) {
  const auto* roles = api.pool().FindEnumTypeByName("plumbline.config.v1.Role");
  const auto* role = roles == nullptr ? nullptr : roles->FindValueByName(constant);
  return role == nullptr ? constant : LabelOf(role).In(language);
}

grpc::Status ReadEtag(const Api& api, Caller& caller, const std::string& name, std::string* etag) {
  etag->clear();
  const MethodDescriptor* get = api.FindGetFor(name);
  if (get == nullptr) return grpc::Status::OK;
  const std::unique_ptr<Message> answer = api.NewMessage(get->output_type());
  const grpc::Status status = CallGet(api, caller, get, name, Caller::Repeat::kAlways, answer.get());
  if (status.ok()) *etag = TextOf(*answer, "etag");
  return status;
}

grpc::Status FillAutomatic(const Api& api, Caller& caller, Entropy& entropy, Message* request) {
  const Descriptor* type = request->GetDescriptor();
  if (type->FindFieldByName("etag") != nullptr && TextOf(*request, "etag").empty() &&
      type->FindFieldByName("name") != nullptr) {
    std::string etag;
    const grpc::Status status = ReadEtag(api, caller, TextOf(*request, "name"), &etag);
    if (!status.ok()) return status;
    SetText(request, "etag", etag);
  }
  if (TextOf(*request, "request_id").empty()) SetText(request, "request_id", NewRequestId(entropy));
  return grpc::Status::OK;
}

void ExplainGates(const Api& api, Caller& caller, const MethodDescriptor* method,
                  const Message& request, CallError* error) {
  const MethodDescriptor* check = api.FindMethod("CheckMatter");
  std::string name = TextOf(request, "name");
  if (name.empty()) name = TextOf(request, "parent");
  if (check == nullptr || !absl::StartsWith(name, "matters/")) return;
  const size_t second = name.find('/', std::string("matters/").size());

  const std::unique_ptr<Message> question = api.NewMessage(check->input_type());
  SetText(question.get(), "name", name.substr(0, second));
  SetText(question.get(), "command", method->name());
  const FieldDescriptor* act = request.GetDescriptor()->FindFieldByName("act");
  const FieldDescriptor* day = check->input_type()->FindFieldByName("occurred_on");
  if (act != nullptr && day != nullptr && request.GetReflection()->HasField(request, act)) {
    const Message& of = request.GetReflection()->GetMessage(request, act);
    const FieldDescriptor* on = of.GetDescriptor()->FindFieldByName("occurred_on");
    if (on != nullptr && of.GetReflection()->HasField(of, on)) {
      question->GetReflection()
          ->MutableMessage(question.get(), day)
          ->CopyFrom(of.GetReflection()->GetMessage(of, on));
    }
  }
  const std::unique_ptr<Message> answer = api.NewMessage(check->output_type());
  if (!caller.Unary(PathOf(check), *question, answer.get(), Caller::Repeat::kWhenBusy).ok()) return;

  const bool zh = caller.settings().language == Language::kChinese;
  const FieldDescriptor* commands = check->output_type()->FindFieldByName("commands");
  if (commands == nullptr) return;
  for (int i = 0; i < answer->GetReflection()->FieldSize(*answer, commands); ++i) {
    const Message& command = answer->GetReflection()->GetRepeatedMessage(*answer, commands, i);
    const FieldDescriptor* gates = command.GetDescriptor()->FindFieldByName("gates");
    if (gates == nullptr || TextOf(command, "command") != method->name()) continue;
    for (int g = 0; g < command.GetReflection()->FieldSize(command, gates); ++g) {
      const Message& gate = command.GetReflection()->GetRepeatedMessage(command, gates, g);
      const FieldDescriptor* verdict = gate.GetDescriptor()->FindFieldByName("verdict");
      if (verdict == nullptr ||
          gate.GetReflection()->GetEnumValue(gate, verdict) != kVerdictUnmet) {
        continue;
      }
      const std::string id = TextOf(gate, "gate");
      CallError::Gate* entry = nullptr;
      for (CallError::Gate& known : error->gates) {
        if (known.id == id) entry = &known;
      }
      if (entry == nullptr) {
        // What the refusal named but had no room for; the check knows nothing it did not count.
        if (error->more_gates == 0) continue;
        --error->more_gates;
        error->gates.emplace_back();
        entry = &error->gates.back();
        entry->id = id;
      }
      entry->message = TextOf(gate, zh ? "message_zh" : "message_en");
      entry->source = TextOf(gate, "source");
      entry->todo = TextOf(gate, zh ? "todo_zh" : "todo_en");
      const FieldDescriptor* missing = gate.GetDescriptor()->FindFieldByName("missing");
      for (int m = 0; missing != nullptr && m < gate.GetReflection()->FieldSize(gate, missing);
           ++m) {
        entry->missing.push_back(gate.GetReflection()->GetRepeatedString(gate, missing, m));
      }
    }
  }
}

}  // namespace plumbline::client
