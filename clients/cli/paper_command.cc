#include "clients/cli/paper_command.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/lookups.h"
#include "clients/cli/view.h"
#include "google/protobuf/util/json_util.h"
#include "services/core/base/check.h"

namespace plumbline::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;

namespace {

constexpr char kDraft[] = "--paper";
constexpr char kChange[] = "--change-paper";

void SetText(Message* message, const char* field, const std::string& value) {
  message->GetReflection()->SetString(message, message->GetDescriptor()->FindFieldByName(field), value);
}

// `matters/m1` of `matters/m1/opinions/o1`.
std::string MatterIn(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.size() < 2 ? name : absl::StrCat(parts[0], "/", parts[1]);
}

// Moves a field that both have; of a message the whole of it.
void Move(const char* name, Message* from, Message* to) {
  const FieldDescriptor* source = from->GetDescriptor()->FindFieldByName(name);
  const FieldDescriptor* target = to->GetDescriptor()->FindFieldByName(name);
  if (source == nullptr) return;
  const Reflection* reflection = from->GetReflection();
  if (target != nullptr && reflection->HasField(*from, source)) {
    switch (source->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        to->GetReflection()->SetString(to, target, reflection->GetString(*from, source));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        to->GetReflection()->SetBool(to, target, reflection->GetBool(*from, source));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        to->GetReflection()->MutableMessage(to, target)->CopyFrom(reflection->GetMessage(*from, source));
        break;
      default:
        break;
    }
  }
  reflection->ClearField(from, source);
}

// Day and person of an act are those of the paper; reasons for gates belong to what it will do.
void MoveGateReasons(Message* outer, Message* content) {
  const FieldDescriptor* act = outer->GetDescriptor()->FindFieldByName("act");
  const FieldDescriptor* inner = content->GetDescriptor()->FindFieldByName("act");
  if (inner == nullptr || !outer->GetReflection()->HasField(*outer, act)) return;
  Message* from = outer->GetReflection()->MutableMessage(outer, act);
  const FieldDescriptor* reasons = from->GetDescriptor()->FindFieldByName("gate_reasons");
  for (int i = 0; i < from->GetReflection()->FieldSize(*from, reasons); ++i) {
    Message* to = content->GetReflection()->MutableMessage(content, inner);
    to->GetReflection()->AddMessage(to, reasons)->CopyFrom(from->GetReflection()->GetRepeatedMessage(*from, reasons, i));
  }
  from->GetReflection()->ClearField(from, reasons);
}

}  // namespace

std::vector<std::pair<std::string, Phrase>> PaperFlags(const MethodDescriptor* method) {
  if (RuleOf(method).paper() == 0) return {};
  return {{kDraft, {"不直接办理，而是作为拟稿提交本单位签批，最后一步签批时即办理", "drafts a paper: the last approval of the chain does the command"}},
          {kChange, {"以本次内容修改签批中的拟稿", "changes the text of a paper that is on its way"}}};
}

Complaint TakePaperWords(const MethodDescriptor* method, std::vector<std::string>* words, PaperWords* paper) {
  if (RuleOf(method).paper() == 0) return std::nullopt;
  std::vector<std::string> rest;
  for (size_t i = 0; i < words->size(); ++i) {
    absl::string_view word = (*words)[i];
    if (word == kDraft) {
      paper->draft = true;
    } else if (word == kChange) {
      if (i + 1 == words->size()) return Phrase{"--change-paper 后面缺少拟稿名称。", "--change-paper needs the paper's name."};
      paper->changes = (*words)[++i];
    } else if (absl::ConsumePrefix(&word, absl::StrCat(kChange, "="))) {
      paper->changes = std::string(word);
    } else {
      rest.push_back((*words)[i]);
    }
  }
  if (paper->draft && !paper->changes.empty()) {
    return Phrase{"--paper 与 --change-paper 只能用一个。", "--paper and --change-paper exclude each other."};
  }
  *words = std::move(rest);
  return std::nullopt;
}

std::unique_ptr<Message> WrapInPaper(const Api& api, const PaperWords& paper, const MethodDescriptor* method,
                                     const Message& inner, const MethodDescriptor** wrapper) {
  *wrapper = api.FindMethod(paper.draft ? "DraftPaper" : "ChangePaper");
  PLUMBLINE_CHECK(*wrapper != nullptr, "papers have their service");
  std::unique_ptr<Message> outer = api.NewMessage((*wrapper)->input_type());
  std::unique_ptr<Message> content(inner.New());
  content->CopyFrom(inner);
  for (const char* field : {"act", "request_id", "validate_only", "etag"}) Move(field, content.get(), outer.get());
  MoveGateReasons(outer.get(), content.get());
  const char* place = content->GetDescriptor()->FindFieldByName("name") != nullptr ? "name" : "parent";
  const std::string of = TextOf(*content, place);
  if (MatterIn(of) == of) SetText(content.get(), place, "");  // The paper's own place says it.
  std::string json;
  PLUMBLINE_CHECK(google::protobuf::util::MessageToJsonString(*content, &json).ok(), "a request prints as JSON");
  if (paper.draft) {
    SetText(outer.get(), "parent", MatterIn(of));
    const FieldDescriptor* field = outer->GetDescriptor()->FindFieldByName("paper");
    Message* draft = outer->GetReflection()->MutableMessage(outer.get(), field);
    SetText(draft, "command", method->name());
    SetText(draft, "content", json);
  } else {
    SetText(outer.get(), "name", paper.changes);
    SetText(outer.get(), "content", json);
  }
  return outer;
}

std::string ContentText(const Api& api, const std::string& command, const std::string& content, Language language) {
  const MethodDescriptor* method = api.FindMethod(command);
  if (method == nullptr) return content;
  const std::unique_ptr<Message> request = api.NewMessage(method->input_type());
  if (!google::protobuf::util::JsonStringToMessage(content, request.get()).ok()) return content;
  Look look;
  look.language = language;
  std::string text = ViewAnswer(*request, look);
  while (absl::EndsWith(text, "\n")) text.pop_back();
  return text;
}

void PutContents(const Api& api, Language language, Message* message) {
  const Reflection* reflection = message->GetReflection();
  if (message->GetDescriptor()->full_name() == "plumbline.v1.Paper") {
    SetText(message, "content", ContentText(api, TextOf(*message, "command"), TextOf(*message, "content"), language));
    return;
  }
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      PutContents(api, language, reflection->MutableMessage(message, field));
    } else if (field->message_type()->full_name() == "plumbline.v1.Paper") {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        SetText(reflection->MutableRepeatedMessage(message, field, i), "content", "");
      }
    }
  }
}

}  // namespace plumbline::client
