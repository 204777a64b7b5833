#include "clients/cli/batch_command.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/lookups.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/titles.h"
#include "clients/cli/view.h"
#include "clients/lib/flags.h"

namespace plumbline::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

// One item from its request to its answer.
struct Item {
  std::string name;  // What it acts on.
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> response;  // Done.
  std::optional<CallError> error;     // Not done.
};

// Sends the items of one call and spreads its answers. The status is that of the call as a whole.
grpc::Status Send(const Api& api, const MethodDescriptor* batch, const std::vector<Item*>& items,
                  Connection& connection) {
  const std::unique_ptr<Message> request = api.NewMessage(batch->input_type());
  const std::unique_ptr<Message> reply = api.NewMessage(batch->output_type());
  const FieldDescriptor* requests = request->GetDescriptor()->FindFieldByName("requests");
  for (const Item* item : items) {
    request->GetReflection()->AddMessage(request.get(), requests)->CopyFrom(*item->request);
  }
  const grpc::Status status =
      connection.caller().Unary(PathOf(batch), *request, reply.get(), Caller::Repeat::kAlways);
  if (!status.ok()) return status;
  const FieldDescriptor* answers = reply->GetDescriptor()->FindFieldByName("answers");
  if (reply->GetReflection()->FieldSize(*reply, answers) != static_cast<int>(items.size())) {
    return {grpc::StatusCode::INTERNAL, "The server answered another number of items than were sent."};
  }
  for (size_t i = 0; i < items.size(); ++i) {
    const Message& answer = reply->GetReflection()->GetRepeatedMessage(*reply, answers, static_cast<int>(i));
    const google::protobuf::Reflection* reflection = answer.GetReflection();
    const FieldDescriptor* error = answer.GetDescriptor()->FindFieldByName("error");
    const FieldDescriptor* response = answer.GetDescriptor()->FindFieldByName("response");
    if (reflection->HasField(answer, error)) {
      const Message& why = reflection->GetMessage(answer, error);
      const FieldDescriptor* code = why.GetDescriptor()->FindFieldByName("code");
      items[i]->error = DecodeError(
          {static_cast<grpc::StatusCode>(why.GetReflection()->GetInt32(why, code)), TextOf(why, "message"),
           why.SerializeAsString()});
    } else {
      const Message& done = reflection->GetMessage(answer, response);
      items[i]->response.reset(done.New());
      items[i]->response->CopyFrom(done);
    }
  }
  return status;
}

// What stands behind an item that was done.
std::string DoneNote(const Item& item, Language language) {
  const bool zh = language == Language::kChinese;
  const FieldDescriptor* only = item.request->GetDescriptor()->FindFieldByName("validate_only");
  if (only != nullptr && item.request->GetReflection()->GetBool(*item.request, only)) {
    return zh ? "可以办理；未作任何记录" : "would be taken; nothing was recorded";
  }
  const FieldDescriptor* receipt = item.response->GetDescriptor()->FindFieldByName("receipt");
  if (receipt == nullptr || !item.response->GetReflection()->HasField(*item.response, receipt)) return "";
  return ReceiptText(item.response->GetReflection()->GetMessage(*item.response, receipt), language);
}

void PrintText(const Api& api, const MethodDescriptor* command, std::vector<Item>& items, const Options& options,
               Connection& connection, Terminal& terminal) {
  const bool zh = options.language == Language::kChinese;
  Table table;
  table.headings = zh ? std::vector<std::string>{"对象", "名称", "结果", "说明"}
                      : std::vector<std::string>{"Resource", "Title", "Result", "Note"};
  size_t done = 0;
  for (const Item& item : items) {
    if (!item.error.has_value()) ++done;
    table.rows.push_back(
        {item.name, TitleOf(api, connection.caller(), item.name),
         item.error.has_value() ? (zh ? "未办理" : "refused") : (zh ? "已办理" : "done"),
         item.error.has_value() ? item.error->message.In(options.language) : DoneNote(item, options.language)});
  }
  terminal.out << RenderTable(table, LookOf(options, terminal));
  terminal.out << (zh ? absl::StrCat("共 ", items.size(), " 项：已办理 ", done, " 项，未办理 ", items.size() - done, " 项。\n")
                      : absl::StrCat(items.size(), " items: ", done, " done, ", items.size() - done, " refused.\n"));
  // Why, and what to do, of each that has more to say than its line.
  for (Item& item : items) {
    if (!item.error.has_value()) continue;
    if (item.error->reason == v1::GATE_UNMET) {
      ExplainGates(api, connection.caller(), command, *item.request, &*item.error);
    }
    NameRoles(api, options.language, &*item.error);
    const std::string why = RenderError(*item.error, options.language);
    if (why == item.error->message.In(options.language) + "\n") continue;
    terminal.err << '\n' << item.name << '\n' << Printable(why, true);
  }
}

std::string JsonOf(const Item& item, Language language) {
  const std::string name =
      nlohmann::json(item.name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return item.error.has_value() ? absl::StrCat("{\"name\":", name, ",\"error\":", RenderErrorJson(*item.error, language), "}")
                                : absl::StrCat("{\"name\":", name, ",\"response\":", ToJson(*item.response), "}");
}

void PrintJson(const std::vector<Item>& items, const Options& options, Terminal& terminal) {
  const bool lines = options.format == "jsonl";
  if (!lines) terminal.out << "{\"answers\":[";
  for (size_t i = 0; i < items.size(); ++i) {
    if (!lines && i > 0) terminal.out << ',';
    terminal.out << JsonOf(items[i], options.language);
    if (lines) terminal.out << '\n';
  }
  if (!lines) terminal.out << "]}\n";
}

}  // namespace

Complaint SplitNames(const MethodDescriptor* method, const std::vector<std::string>& words,
                     std::vector<std::vector<std::string>>* lines) {
  const std::vector<Flag> flags = FlagsOf(method);
  std::vector<Given> given;
  std::vector<std::string> more;
  if (Complaint complaint = MatchFlags(words, flags, &given, &more)) return complaint;
  lines->clear();
  if (more.empty()) return std::nullopt;
  std::vector<std::string> common;
  std::vector<std::string> names;
  for (const Given& one : given) {
    if (one.flag->positional) {
      names.push_back(one.text);
      continue;
    }
    if (one.flag->automatic) {
      return Phrase{absl::StrCat("--", one.flag->name, " 只能用于一个对象；一次办理多项时由程序逐项填写。"),
                    absl::StrCat("--", one.flag->name, " belongs to one item; of many the program fills each.")};
    }
    common.push_back(absl::StrCat("--", one.flag->name, "=", one.text));
  }
  names.insert(names.end(), more.begin(), more.end());
  for (const std::string& name : names) {
    lines->push_back({name});
    lines->back().insert(lines->back().end(), common.begin(), common.end());
  }
  return std::nullopt;
}

int RunBatch(const Api& api, const MethodDescriptor* batch, const Options& options, const Message& request,
             Connection& connection, Terminal& terminal) {
  const FieldDescriptor* requests = batch->input_type()->FindFieldByName("requests");
  const size_t most = RuleOf(requests).items_max();
  const int count = request.GetReflection()->FieldSize(request, requests);
  std::vector<Item> items(static_cast<size_t>(count));
  std::vector<Item*> sendable;
  for (int i = 0; i < count; ++i) {
    Item& item = items[static_cast<size_t>(i)];
    const Message& one = request.GetReflection()->GetRepeatedMessage(request, requests, i);
    item.request.reset(one.New());
    item.request->CopyFrom(one);
    item.name = TextOf(one, "name");
    if (item.name.empty()) item.name = TextOf(one, "parent");
    const grpc::Status filled = FillAutomatic(api, connection.caller(), terminal.entropy, item.request.get());
    if (filled.ok()) {
      sendable.push_back(&item);
    } else {
      item.error = DecodeError(filled);
    }
  }
  for (size_t begin = 0; begin < sendable.size(); begin += most) {
    const size_t end = std::min(sendable.size(), begin + most);
    if (sendable.size() > most && !options.quiet) terminal.err << end << " / " << sendable.size() << '\n';
    const std::vector<Item*> part(sendable.begin() + static_cast<ptrdiff_t>(begin),
                                  sendable.begin() + static_cast<ptrdiff_t>(end));
    const grpc::Status status = Send(api, batch, part, connection);
    if (status.ok()) continue;
    // Of these and the later ones nothing is known, or nothing was done: the error says which.
    for (size_t i = begin; i < sendable.size(); ++i) sendable[i]->error = DecodeError(status);
    break;
  }
  int code = kExitOk;
  for (const Item& item : items) {
    if (code == kExitOk && item.error.has_value()) code = ExitCodeOf(*item.error);
  }
  if (options.format == "text") {
    PrintText(api, api.FindMethod(RuleOf(batch).batch_of()), items, options, connection, terminal);
  } else {
    PrintJson(items, options, terminal);
  }
  return code;
}

}  // namespace plumbline::client
