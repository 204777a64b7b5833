#include "services/handover/handover.h"

namespace plumbline {

namespace {

absl::string_view In(Language language, absl::string_view zh, absl::string_view en) {
  return language == Language::kChinese ? zh : en;
}

}  // namespace

absl::string_view Label(v1::WorkKind kind, Language language) {
  switch (kind) {
    case v1::WORK_KIND_ASSIGNMENT:
      return In(language, "审核任务", "assignment");
    case v1::WORK_KIND_TURN:
      return In(language, "待签批", "turn in an approval chain");
    case v1::WORK_KIND_PAPER:
      return In(language, "拟稿", "paper in approval");
    case v1::WORK_KIND_REMARK:
      return In(language, "未发送意见", "remark not sent");
    case v1::WORK_KIND_CORRECTION:
      return In(language, "待复核更正", "correction that waits");
    case v1::WORK_KIND_DRAW:
      return In(language, "待公开随机数", "draw that waits for the nonce");
    case v1::WORK_KIND_PACKAGE:
      return In(language, "未交回审查包", "review package not returned");
    case v1::WORK_KIND_STAND_IN:
      return In(language, "代理", "stands in for a colleague");
    case v1::WORK_KIND_DEPUTY:
      return In(language, "担任B角", "deputy of a post");
    case v1::WORK_KIND_POST:
      return In(language, "岗位", "post");
    case v1::WORK_KIND_APPOINTMENT:
      return In(language, "聘任", "appointment");
    default:
      return {};
  }
}

absl::string_view Label(v1::HandoverObstacle obstacle, Language language) {
  switch (obstacle) {
    case v1::HANDOVER_OBSTACLE_NO_POST:
      return In(language, "接交人没有相应岗位", "the successor holds no post for it");
    case v1::HANDOVER_OBSTACLE_CONFLICT:
      return In(language, "接交人有利害关系", "the successor has a conflict of interest");
    case v1::HANDOVER_OBSTACLE_ON_MATTER:
      return In(language, "接交人已在该事项中", "the successor is on the matter already");
    case v1::HANDOVER_OBSTACLE_RECUSED:
      return In(language, "接交人已在该事项中回避", "the successor was recused from the matter");
    case v1::HANDOVER_OBSTACLE_OTHER_ORGANIZATION:
      return In(language, "属其他单位", "it belongs to another organisation");
    case v1::HANDOVER_OBSTACLE_ADMINISTRATOR_ONLY:
      return In(language, "须由系统管理员移交", "only the system administrator moves it");
    case v1::HANDOVER_OBSTACLE_ROLES_APART:
      return In(language, "三员须分立", "no person combines two of the three administrators");
    case v1::HANDOVER_OBSTACLE_PARTY_TO_DRAW:
      return In(language, "接交人在候选名单中或属抽取一方", "the successor stands in the pool or belongs to those who draw");
    case v1::HANDOVER_OBSTACLE_APPOINTMENT:
      return In(language, "聘任不能移交", "an appointment is personal");
    case v1::HANDOVER_OBSTACLE_CAN_NOT_STAND_IN:
      return In(language, "接交人不能代理", "the successor can't stand in");
    case v1::HANDOVER_OBSTACLE_OWN_POST:
      return In(language, "接交人就是任职人", "the successor holds that post himself");
    default:
      return {};
  }
}

}  // namespace plumbline
