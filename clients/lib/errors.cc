#include "clients/lib/errors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace plumbline::client {

namespace {

// Names of the codes as documents and other clients write them.
const char* CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return "OK";
    case grpc::StatusCode::CANCELLED:
      return "CANCELLED";
    case grpc::StatusCode::INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    case grpc::StatusCode::NOT_FOUND:
      return "NOT_FOUND";
    case grpc::StatusCode::ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "PERMISSION_DENIED";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "UNAUTHENTICATED";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case grpc::StatusCode::FAILED_PRECONDITION:
      return "FAILED_PRECONDITION";
    case grpc::StatusCode::ABORTED:
      return "ABORTED";
    case grpc::StatusCode::OUT_OF_RANGE:
      return "OUT_OF_RANGE";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "UNIMPLEMENTED";
    case grpc::StatusCode::INTERNAL:
      return "INTERNAL";
    case grpc::StatusCode::UNAVAILABLE:
      return "UNAVAILABLE";
    case grpc::StatusCode::DATA_LOSS:
      return "DATA_LOSS";
    default:
      return "UNKNOWN";
  }
}

// Texts for calls that no Plumbline server answered.
Phrase WithoutServer(const grpc::Status& status) {
  const std::string& why = status.error_message();
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return {"连接不上服务器：" + why, "The server can't be reached: " + why};
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return {"服务器未在时限内答复。", "The server did not answer in time."};
    case grpc::StatusCode::UNIMPLEMENTED:
      return {"服务器没有这个功能，版本可能较旧。",
              "The server does not have this method; it may be older than this program."};
    case grpc::StatusCode::UNAUTHENTICATED:
      return {"尚未登录。", "You are not signed in."};
    default:
      return {why, why};
  }
}

template <typename Detail>
bool Unpack(const google::protobuf::Any& any, Detail* detail) {
  return any.Is<Detail>() && any.UnpackTo(detail);
}

}  // namespace

bool CallError::outcome_unknown() const {
  if (reason == v1::OUTCOME_UNKNOWN) return true;
  // Dropped before it was decided, or refused by name: known.
  return reason_name.empty() &&
         (code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
          code == grpc::StatusCode::CANCELLED);
}

CallError DecodeError(const grpc::Status& status) {
  CallError error;
  error.code = status.error_code();
  error.message = WithoutServer(status);
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return error;

  bool zh = false;
  bool en = false;
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage text;
    google::rpc::PreconditionFailure unmet;
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (Unpack(any, &info)) {
      error.reason_name = info.reason();
      v1::ErrorReason_Parse(info.reason(), &error.reason);
      error.metadata.insert(info.metadata().begin(), info.metadata().end());
      if (!zh && !en) error.message = {status.error_message(), status.error_message()};
    } else if (Unpack(any, &text)) {
      if (absl::StartsWith(text.locale(), "zh")) {
        error.message.zh = text.message();
        zh = true;
      } else {
        error.message.en = text.message();
        en = true;
      }
    } else if (Unpack(any, &unmet)) {
      for (const auto& violation : unmet.violations()) {
        error.gates.push_back(
            {violation.type(), violation.subject(), violation.description(), {}, {}});
      }
    } else if (Unpack(any, &bad)) {
      for (const auto& violation : bad.field_violations()) {
        Phrase message{violation.description(), violation.description()};
        if (violation.has_localized_message()) {
          (absl::StartsWith(violation.localized_message().locale(), "zh") ? message.zh
                                                                          : message.en) =
              violation.localized_message().message();
        }
        error.fields.push_back({violation.field(), std::move(message)});
      }
    } else if (Unpack(any, &retry)) {
      error.retry_after = absl::Seconds(retry.retry_delay().seconds()) +
                          absl::Nanoseconds(retry.retry_delay().nanos());
    }
  }
  if (zh && !en && error.message.en.empty()) error.message.en = error.message.zh;
  const auto more = error.metadata.find("moreGates");
  if (more != error.metadata.end() && !absl::SimpleAtoi(more->second, &error.more_gates)) {
    error.more_gates = 0;
  }
  return error;
}

int ExitCodeOf(const CallError& error) {
  switch (error.code) {
    case grpc::StatusCode::OK:
      return kExitOk;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
      return kExitUnavailable;
    case grpc::StatusCode::UNAUTHENTICATED:
      return kExitNotSignedIn;
    default:
      return kExitRefused;
  }
}

Phrase NextStep(const CallError& error) {
  switch (error.reason) {
    case v1::SESSION_INVALID:
      return {"请登录：plumbline auth sign-in 登录名", "Sign in: plumbline auth sign-in NAME"};
    case v1::ETAG_STALE:
      return {"不写 --etag 即以最新版本办理。",
              "Without --etag the command acts on the latest version."};
    case v1::COMMAND_QUEUE_FULL:
      return {"服务器繁忙，请稍后再试。", "The server is busy; try again later."};
    case v1::PAGE_TOKEN_EXPIRED:
      return {"请去掉 --page-token 从头列出。", "Start the list anew without --page-token."};
    case v1::RECORD_CORRUPT:
    case v1::QUARANTINED:
    case v1::INTERNAL_DEFECT:
      return {"请将以上内容告知系统管理员。", "Tell the system administrator what stands above."};
    case v1::REQUEST_ID_REUSED:
      return {"请去掉 --request-id，作为新的请求提交。",
              "Leave --request-id out: this is another intention."};
    default:
      break;
  }
  if (!error.reason_name.empty()) return {};
  if (error.code == grpc::StatusCode::UNAVAILABLE) {
    return {"请核对 --server（或环境变量 PLUMBLINE_SERVER），并确认服务器已启动。",
            "Check --server (or PLUMBLINE_SERVER) and that the server runs."};
  }
  if (error.code == grpc::StatusCode::UNAUTHENTICATED) {
    return {"请登录：plumbline auth sign-in 登录名", "Sign in: plumbline auth sign-in NAME"};
  }
  return {};
}

std::string RenderError(const CallError& error, Language language) {
  const bool zh = language == Language::kChinese;
  std::string out = error.message.In(language);
  if (out.empty()) out = CodeName(error.code);
  if (error.reason == v1::GATE_UNMET && !error.gates.empty()) {
    // The server's sentence names the gates one after the other; here each has its line below.
    const size_t count = error.gates.size() + static_cast<size_t>(std::max(error.more_gates, 0));
    out = zh ? absl::StrCat("有 ", count, " 个关口未满足：")
             : absl::StrCat(count, count == 1 ? " gate is not met:" : " gates are not met:");
  }
  out += '\n';
  for (const CallError::Gate& gate : error.gates) {
    absl::StrAppend(&out, "  ✗ ", gate.id, "  ", gate.message);
    if (!gate.source.empty()) absl::StrAppend(&out, zh ? "（" : " (", gate.source, zh ? "）" : ")");
    out += '\n';
    if (!gate.missing.empty()) {
      absl::StrAppend(&out, zh ? "      缺少：" : "      missing: ",
                      absl::StrJoin(gate.missing, zh ? "、" : ", "), "\n");
    }
    if (!gate.todo.empty()) absl::StrAppend(&out, "      → ", gate.todo, "\n");
  }
  if (error.more_gates > 0) {
    absl::StrAppend(&out, zh ? "  另有 " : "  and ", error.more_gates,
                    zh ? " 个关口未满足。\n" : " more unmet gates.\n");
  }
  for (const CallError::Field& field : error.fields) {
    absl::StrAppend(&out, "  ✗ ", field.path, zh ? "：" : ": ", field.message.In(language), "\n");
  }
  const auto role = error.metadata.find("roleNeeded");
  if (role != error.metadata.end()) {
    absl::StrAppend(&out, zh ? "  需要角色：" : "  Role needed: ", role->second, "\n");
  }
  const auto sent = error.metadata.find("sentVersion");
  const auto current = error.metadata.find("currentVersion");
  if (sent != error.metadata.end() && current != error.metadata.end()) {
    absl::StrAppend(&out, zh ? "  您看到的版本 " : "  You saw version ", sent->second,
                    zh ? "，现为版本 " : "; it is now version ", current->second,
                    zh ? "。\n" : ".\n");
  }
  const Phrase next = NextStep(error);
  if (!next.In(language).empty()) absl::StrAppend(&out, "→ ", next.In(language), "\n");
  return out;
}

std::string RenderErrorJson(const CallError& error, Language language) {
  nlohmann::ordered_json json;
  json["code"] = CodeName(error.code);
  json["reason"] = error.reason_name;
  json["message"] = error.message.In(language);
  for (const CallError::Gate& gate : error.gates) {
    json["gates"].push_back({{"gate", gate.id},
                             {"message", gate.message},
                             {"source", gate.source},
                             {"missing", gate.missing},
                             {"todo", gate.todo}});
  }
  if (error.more_gates > 0) json["more_gates"] = error.more_gates;
  for (const CallError::Field& field : error.fields) {
    json["fields"].push_back({{"field", field.path}, {"message", field.message.In(language)}});
  }
  if (!error.metadata.empty()) json["metadata"] = error.metadata;
  const Phrase next = NextStep(error);
  if (!next.In(language).empty()) json["next"] = next.In(language);
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace plumbline::client
