// services/refusal.h: the answer "no, and this is what to do", as a value.
//
// A refusal is expected and appends nothing. It names a reason that clients branch on, says in two
// languages what to do next, and carries details: unmet gates, bad fields, both versions of an etag.
// It never holds a person's data.
#ifndef PLUMBLINE_SERVICES_REFUSAL_H_
#define PLUMBLINE_SERVICES_REFUSAL_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "plumbline/v1/common.pb.h"
#include "plumbline/v1/error_reason.pb.h"

namespace plumbline {

// One field that the generic or the room's check refuses.
struct FieldViolation {
  std::string field;  // Path in the request, e.g. `matter.title` or `matter.kinds[1]`.
  std::string message_zh;
  std::string message_en;
};

struct Refusal {
  absl::StatusCode code = absl::StatusCode::kInternal;
  v1::ErrorReason reason = v1::REASON_UNSPECIFIED;
  std::string message_zh;  // Full sentence that says what to do.
  std::string message_en;
  std::vector<FieldViolation> fields;         // FIELD_INVALID.
  std::vector<v1::GateStatus> gates;          // GATE_UNMET: the unmet ones, in table order.
  std::map<std::string, std::string> metadata;  // E.g. sentVersion, currentVersion, roleNeeded.
  absl::Duration retry_after = absl::ZeroDuration();  // RetryInfo when above zero.
};

inline Refusal Refuse(absl::StatusCode code, v1::ErrorReason reason, std::string zh,
                      std::string en) {
  Refusal refusal;
  refusal.code = code;
  refusal.reason = reason;
  refusal.message_zh = std::move(zh);
  refusal.message_en = std::move(en);
  return refusal;
}

// One bad field that only the room can judge.
inline Refusal RefuseField(std::string field, std::string zh, std::string en) {
  Refusal refusal = Refuse(absl::StatusCode::kInvalidArgument, v1::FIELD_INVALID,
                           "请求有误：" + zh, "The request has a mistake: " + en);
  refusal.fields.push_back({std::move(field), std::move(zh), std::move(en)});
  return refusal;
}

// The command does not fit the state of what it touches.
inline Refusal RefuseState(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::STATE_MISMATCH, std::move(zh),
                std::move(en));
}

// No session, or one that is over: one answer for every door.
inline Refusal RefuseSession() {
  return Refuse(absl::StatusCode::kUnauthenticated, v1::SESSION_INVALID,
                "请先登录：会话不存在、已过期或已退出。",
                "Sign in first: the session is unknown, expired or ended.");
}

// Absent and not visible are one answer, so that names can't be probed.
inline Refusal RefuseNotFound() {
  return Refuse(absl::StatusCode::kNotFound, v1::RESOURCE_NOT_FOUND,
                "未找到该对象，或您无权查看。请核对名称，或联系主办单位。",
                "It does not exist, or you may not see it. Check the name or ask the unit in charge.");
}

// Stored bytes that do not agree: operators are alerted, the server keeps reading other things.
inline Refusal RefuseCorrupt(const absl::Status& status) {
  return Refuse(absl::StatusCode::kDataLoss, v1::RECORD_CORRUPT,
                "存储的数据与其校验值不一致，请立即通知管理员：" + std::string(status.message()),
                "Stored bytes disagree with their hash; tell the operator at once: " +
                    std::string(status.message()));
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REFUSAL_H_
