#include "services/runtime/engine/procedure_checks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/core/procedure/labels.h"
#include "services/gates.h"

namespace plumbline {

namespace {

std::string StagesText(const google::protobuf::RepeatedField<int>& stages) {
  std::string text;
  for (const int stage : stages) {
    absl::StrAppend(&text, text.empty() ? "" : "、",
                    Label(static_cast<config::v1::Stage>(stage), Language::kChinese));
  }
  return text;
}

Refusal RefuseStage(const MethodRow& method, config::v1::Stage stage) {
  std::string english;
  for (const int from : method.rule.from()) {
    absl::StrAppend(&english, english.empty() ? "" : ", ",
                    Label(static_cast<config::v1::Stage>(from), Language::kEnglish));
  }
  Refusal refusal = Refuse(
      absl::StatusCode::kFailedPrecondition, v1::STAGE_MISMATCH,
      absl::StrCat("“", method.rule.title_zh(), "”只能在“", StagesText(method.rule.from()),
                   "”环节办理，该事项现处于“", Label(stage, Language::kChinese), "”。"),
      absl::StrCat("Expected the matter to be in: ", english, "; but it is in: ",
                   Label(stage, Language::kEnglish), "."));
  refusal.metadata["stage"] = config::v1::Stage_Name(stage);
  return refusal;
}

}  // namespace

const v1::Act& ActOf(const MethodRow& method, const google::protobuf::Message& request) {
  if (method.act == nullptr || !request.GetReflection()->HasField(request, method.act)) {
    return v1::Act::default_instance();
  }
  return static_cast<const v1::Act&>(request.GetReflection()->GetMessage(request, method.act));
}

std::optional<Refusal> CheckStageAndGates(const Rooms& rooms, const World& world, const MethodRow& method,
                                          const google::protobuf::Message& request, const RelationTarget& target,
                                          const Context& context, bool internal, bool system) {
  if (target.row == nullptr) return std::nullopt;
  if (method.rule.from_size() > 0) {
    const config::v1::Stage stage = target.row->resource().stage();
    if (std::find(method.rule.from().begin(), method.rule.from().end(), static_cast<int>(stage)) ==
        method.rule.from().end()) {
      return RefuseStage(method, stage);
    }
    // Without rules no gate could refuse: nothing of the procedure is taken then.
    if (context.rules.profile == nullptr && !internal) {
      return Refuse(absl::StatusCode::kFailedPrecondition, v1::RULES_INVALID,
                    "制定机关及其上级都没有可用的规则配置，不能办理。请系统管理员为机关指定 profile。",
                    "Neither the issuer nor any organisation above it has a loaded profile. Ask the system administrator "
                    "to set one.");
    }
  }
  if (internal || system) return std::nullopt;
  const GateReport report = EvaluateGates(rooms, world, method.command, target.matter, *target.row, request,
                                          context);
  if (!report.passes) return RefuseGates(report);
  return std::nullopt;
}

Decision DecideInside(const Rooms& rooms, const World& world, const MethodRow& method,
                      const google::protobuf::Message& request, const RelationTarget& target, const Context& outer) {
  config::v1::Role role = config::v1::ROLE_UNSPECIFIED;
  const std::string& actor = outer.actor.person();
  if (method.rule.allow_size() > 0 &&
      FindHolding(world, method.rule, target, actor, world.Find<state::v1::HoldingsRow>(actor), outer.occurred_on, {},
                  &role) == nullptr) {
    return RefuseRole(method.rule, "（最后一步签批人须有权办理）", ": who approves last must be one");
  }
  Context context = outer;
  context.act = &ActOf(method, request);  // Its reasons for gates; the day and the person are the outer command's.
  context.run = nullptr;
  if (auto refusal = CheckStageAndGates(rooms, world, method, request, target, context, false, false)) return *std::move(refusal);
  return method.decide(world, request, context);
}

}  // namespace plumbline
