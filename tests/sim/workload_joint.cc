// What other bodies do to a draft: sign it jointly, answer one question, hurry it.
#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/v1/joint_service.pb.h"
#include "plumbline/v1/urgency_service.pb.h"
#include "tests/sim/workload.h"

namespace plumbline::testing {

// The joint drafter is the office's own house: the other department stays who sees nothing.
Workload::Workload(RegistryDistrict* district, Random* random) : district_(*district), random_(*random) {
  district_.AddPerson("cohead", district_.Org("office"), "主任", {config::v1::ROLE_UNIT_HEAD});
}

std::optional<Planned> Workload::DraftTogether(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DRAFT || matter.joint) return std::nullopt;
  v1::UpdateMatterRequest request;
  request.set_name(matter.name);
  request.mutable_matter()->add_co_drafters(district_.Org("office"));
  request.add_update_mask("co_drafters");
  Planned planned = Plan("handler", request, &matter);
  planned.learn = [&matter](const google::protobuf::Message&) { matter.joint = true; };
  return planned;
}

std::optional<Planned> Workload::Cosign(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DRAFT || !matter.joint || !matter.has_draft) return std::nullopt;
  if (!matter.signature.empty() && random_.Percent(20)) {
    v1::WithdrawCosignatureRequest request;
    request.set_name(matter.signature);
    request.set_reason("另有意见。");
    Planned planned = Plan("cohead", request, &matter);
    planned.learn = Learn<v1::WithdrawCosignatureResponse>([&matter](const v1::WithdrawCosignatureResponse& made) {
      if (matter.signature != made.cosignature().name()) return;  // A newer one came before.
      matter.signature.clear();
      matter.signed_text.clear();
    });
    return planned;
  }
  v1::SignJointDraftRequest request;  // Signed already: refused, unless another text came in between.
  request.set_parent(matter.name);
  request.mutable_cosignature()->set_note("同意。");
  Planned planned = Plan("cohead", request, &matter);
  planned.learn = Learn<v1::SignJointDraftResponse>([&matter](const v1::SignJointDraftResponse& made) {
    matter.signature = made.cosignature().name();
    matter.signed_text = made.cosignature().draft();
  });
  return planned;
}

std::optional<Planned> Workload::AskAgency(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DRAFT || !matter.has_draft || matter.inquiry_open || matter.inquiry_unhandled ||
      matter.joint) {
    return std::nullopt;
  }
  v1::RequestCountersignRequest request;
  request.set_parent(matter.name);
  request.mutable_inquiry()->set_organization(district_.Org("office"));
  request.mutable_inquiry()->set_question("涉及贵单位职责，请提出意见。");
  Planned planned = Plan("handler", request, &matter);
  planned.learn = Learn<v1::RequestCountersignResponse>([&matter](const v1::RequestCountersignResponse& made) {
    matter.inquiry = made.inquiry().name();
    matter.inquiry_open = true;
  });
  return planned;
}

// The answer, then what becomes of comments; or the question is taken back.
std::optional<Planned> Workload::AnswerAgency(MatterModel& matter) {
  if (matter.inquiry_open) {
    if (random_.Percent(15)) {
      v1::WithdrawInquiryRequest request;
      request.set_name(matter.inquiry);
      request.set_reason("征询对象有误。");
      Planned planned = Plan("handler", request, &matter);
      planned.learn = [&matter](const google::protobuf::Message&) { matter.inquiry_open = false; };
      return planned;
    }
    v1::AnswerInquiryRequest request;
    request.set_name(matter.inquiry);
    const bool comments = random_.Percent(50);
    request.set_verdict(comments ? v1::INQUIRY_VERDICT_COMMENTS : v1::INQUIRY_VERDICT_AGREES);
    if (comments) request.set_answer("建议明确时限。");
    Planned planned = Plan("office", request, &matter);
    planned.learn = [&matter, comments](const google::protobuf::Message&) {
      matter.inquiry_open = false;
      matter.inquiry_unhandled = comments;
    };
    return planned;
  }
  if (!matter.inquiry_unhandled || matter.stage != config::v1::STAGE_DRAFT) return std::nullopt;
  v1::HandleCountersignRequest request;
  request.set_name(matter.inquiry);
  const bool adopted = random_.Percent(70);
  request.set_handling(adopted ? v1::INQUIRY_HANDLING_ADOPTED : v1::INQUIRY_HANDLING_NOT_ADOPTED);
  const bool reasoned = adopted || random_.Percent(70);
  if (!adopted && reasoned) request.set_reason("与上位法不符。");
  Planned planned = Plan("head", request, &matter);
  planned.refused = !reasoned;
  planned.learn = [&matter](const google::protobuf::Message&) { matter.inquiry_unhandled = false; };
  return planned;
}

std::optional<Planned> Workload::RaiseIt(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_UNDER_REVIEW) return std::nullopt;
  v1::RaiseReviewRequest request;
  request.set_parent(matter.name);
  request.mutable_inquiry()->set_organization(district_.Org("government"));
  request.mutable_inquiry()->set_question("请予指导。");
  return Plan("section", request, &matter);  // Asked twice while open: refused.
}

std::optional<Planned> Workload::Hurry(MatterModel& matter) {
  if (!matter.urgency.empty()) {
    if (matter.stage == config::v1::STAGE_DRAFT) return std::nullopt;
    v1::AnswerUrgencyRequest request;
    request.set_name(matter.urgency);
    const bool accepted = random_.Percent(70);
    request.set_state(accepted ? v1::URGENCY_STATE_ACCEPTED : v1::URGENCY_STATE_DECLINED);
    if (!accepted) request.set_note("人手不足。");
    Planned planned = Plan("section", request, &matter);
    planned.learn = [&matter, accepted](const google::protobuf::Message&) {
      matter.urgency.clear();
      matter.hurried = accepted;
    };
    return planned;
  }
  if (matter.stage > config::v1::STAGE_UNDER_REVIEW || matter.hurried) return std::nullopt;
  v1::RequestUrgencyRequest request;
  request.set_parent(matter.name);
  v1::Urgency& urgency = *request.mutable_urgency();
  SetDate(district_.today() + 40, urgency.mutable_wanted_date());
  urgency.set_asked_by("某某");
  urgency.set_asked_by_post("区长");
  urgency.set_channel(v1::URGENCY_CHANNEL_TELEPHONE);
  urgency.set_reason("列入周一会议。");
  Planned planned = Plan("handler", request, &matter);
  planned.learn = Learn<v1::RequestUrgencyResponse>([&matter](const v1::RequestUrgencyResponse& made) {
    matter.urgency = made.urgency().name();
    matter.hurried = true;
  });
  return planned;
}

}  // namespace plumbline::testing
