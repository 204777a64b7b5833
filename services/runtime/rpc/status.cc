#include "services/runtime/rpc/status.h"

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace plumbline {

namespace {

constexpr size_t kMessageBytesMax = 600;
constexpr size_t kGateMessageBytesMax = 240;

// At most `bytes_max` bytes, cut between characters.
std::string Shorten(const std::string& text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  size_t end = bytes_max - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

google::rpc::Status StatusOfRefusal(const Refusal& refusal, bool english) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(refusal.code));
  status.set_message(Shorten(english ? refusal.message_en : refusal.message_zh, kMessageBytesMax));

  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(refusal.reason));
  info.set_domain("plumbline");
  for (const auto& [key, value] : refusal.metadata) {
    (*info.mutable_metadata())[key] = Shorten(value, kGateMessageBytesMax);
  }
  google::rpc::LocalizedMessage other;
  other.set_locale(english ? "zh-CN" : "en-US");
  other.set_message(Shorten(english ? refusal.message_zh : refusal.message_en, kMessageBytesMax));

  size_t used = status.message().size() + info.ByteSizeLong() + other.ByteSizeLong() + 200;
  google::rpc::BadRequest bad;
  for (const FieldViolation& field : refusal.fields) {
    google::rpc::BadRequest::FieldViolation violation;
    violation.set_field(field.field);
    violation.set_description(
        Shorten(english ? field.message_en : field.message_zh, kGateMessageBytesMax));
    used += violation.ByteSizeLong() + 4;
    if (used > kStatusBytesMax) break;
    *bad.add_field_violations() = std::move(violation);
  }
  google::rpc::PreconditionFailure failure;
  size_t shown = 0;
  for (const v1::GateStatus& gate : refusal.gates) {
    google::rpc::PreconditionFailure::Violation violation;
    violation.set_type(gate.gate());
    violation.set_subject(Shorten(gate.source(), 120));
    violation.set_description(
        Shorten(english ? gate.message_en() : gate.message_zh(), kGateMessageBytesMax));
    used += violation.ByteSizeLong() + 4;
    if (used > kStatusBytesMax) break;
    *failure.add_violations() = std::move(violation);
    ++shown;
  }
  if (shown < refusal.gates.size()) {
    (*info.mutable_metadata())["moreGates"] = absl::StrCat(refusal.gates.size() - shown);
  }
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(other);
  if (bad.field_violations_size() > 0) status.add_details()->PackFrom(bad);
  if (failure.violations_size() > 0) status.add_details()->PackFrom(failure);
  if (refusal.retry_after > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(refusal.retry_after));
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(refusal.retry_after % absl::Seconds(1))));
    status.add_details()->PackFrom(retry);
  }
  return status;
}

}  // namespace plumbline
