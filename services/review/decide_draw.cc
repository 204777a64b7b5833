#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/core/calendar/period.h"
#include "services/dates.h"
#include "services/matter/access.h"
#include "services/relation.h"
#include "services/review/draw.h"
#include "services/review/review.h"

namespace plumbline {

namespace {

constexpr int kRevealDaysDefault = 3;  // Working days, where the profile names no tolerance.

bool InTime(const Context& context, const v1::Draw& draw) {
  // The day it is recorded counts: a nonce that is entered later could have been chosen later.
  return context.today <= *DayOf(draw.reveal_by_date());
}

// The last day on which the nonce is taken.
absl::StatusOr<absl::CivilDay> RevealBy(const Context& context) {
  const config::v1::Tolerance* tolerance =
      context.rules.profile == nullptr
          ? nullptr
          : context.rules.profile->Tolerance("A-DRAW-REVEAL", context.today);
  const int length = tolerance == nullptr ? kRevealDaysDefault : tolerance->length();
  if (tolerance != nullptr && tolerance->unit() == config::v1::LIMIT_UNIT_CALENDAR_DAY) {
    return context.today + length;
  }
  if (length == 0) return context.today;
  if (context.rules.calendar == nullptr) return absl::OutOfRangeError("no calendar is loaded");
  return AddWorkingDays(context.today, length, *context.rules.calendar);
}

// Who chose the nonce must exist, see the matter, and not stand in the pool himself.
std::optional<Refusal> CheckNonceParty(const World& world, const v1::AnnounceDrawRequest& request,
                                       const Context& context, const state::v1::MatterRow& row,
                                       const Panel& panel) {
  const std::string& party = request.nonce_party();
  const v1::Matter& matter = row.resource();
  if (absl::StartsWith(party, "organizations/")) {
    if (party == matter.lead_drafter() || party == matter.office() || party == matter.issuer() ||
        party == matter.reviewing_body()) {
      return std::nullopt;
    }
    return RefuseField("nonce_party",
                       "随机数提供单位须为本事项的起草单位、政府办、制定机关或者审核机构",
                       "must be the lead drafter, the office, the issuer or the reviewing body");
  }
  const auto* person = world.Find<state::v1::PersonRow>(party);
  const Caller chooser{party, world.Find<state::v1::HoldingsRow>(party), context.today};
  if (person == nullptr || person->resource().closed() || chooser.holdings == nullptr ||
      !MatterVisible(world, chooser, request.parent(), row)) {
    return RefuseField("nonce_party", "随机数提供人不存在、无任职，或者无权查看本事项",
                       "no such person, without a post, or may not see the matter");
  }
  for (const journal::v1::DrawCandidate& candidate : panel.pool) {
    if (candidate.person() == party) {
      return RefuseField("nonce_party", "随机数提供人不能在候选名单中",
                         "stands in the pool himself");
    }
  }
  return std::nullopt;
}

// 可重算、不防操纵: who chose the nonce belongs to those who draw.
bool IsSingleParty(const World& world, const Context& context, const v1::Matter& matter,
                   const std::string& party) {
  if (party == context.actor.person() || party == context.recorded_by.person()) return true;
  const Caller chooser{party, world.Find<state::v1::HoldingsRow>(party), context.today};
  return party == matter.reviewing_body() || IsParty(chooser, matter.reviewing_body());
}

Decision DecideAnnounceDraw(const World& world, const v1::AnnounceDrawRequest& request,
                            const Context& context) {
  const auto& row = *world.Find<state::v1::MatterRow>(request.parent());
  const v1::Matter& matter = row.resource();
  if (request.role() != config::v1::ROLE_ADVISOR && request.role() != config::v1::ROLE_EXPERT) {
    return RefuseField("role", "只能抽取法律顾问或者专家", "must be ROLE_ADVISOR or ROLE_EXPERT");
  }
  if (request.nonce_sha256().size() != kHashBytes) {
    return RefuseField("nonce_sha256", "随机数摘要须为 32 字节的 SHA-256",
                       "must be 32 bytes of SHA-256");
  }
  int kind = request.advisor_kind();
  if (request.role() == config::v1::ROLE_EXPERT) {
    if (kind == v1::ADVISOR_KIND_LAWYER) {
      return RefuseField("advisor_kind", "抽取专家时不能限定为律师",
                         "an expert is no lawyer's place");
    }
    kind = v1::ADVISOR_KIND_EXPERT;
  }
  Outcome outcome;
  const std::string& open = world.Get<state::v1::ReviewTallyRow>(request.parent()).open_draw();
  if (!open.empty()) {
    const v1::Draw& before = world.Find<state::v1::DrawRow>(open)->resource();
    if (InTime(context, before)) {
      const std::string day = absl::FormatCivilTime(*DayOf(before.reveal_by_date()));
      return RefuseState(
          absl::StrCat("上一次抽取正等待公开随机数（至 ", day, "）。逾期后方可重新公告。"),
          absl::StrCat("A draw awaits its nonce until ", day, ". Announce anew after that day."));
    }
    journal::v1::DrawExpired expired;
    expired.set_reveal_by_date(DayNumber(*DayOf(before.reveal_by_date())));
    outcome.Add(open, std::move(expired));
  }
  const absl::StatusOr<Panel> panel = PanelFor(world, context, request.parent(), matter, kind);
  if (!panel.ok()) return RefuseCorrupt(panel.status());
  if (static_cast<size_t>(request.count()) > panel->pool.size() ||
      panel->pool.size() + panel->exclusions.size() > kDrawPoolMax) {
    return RefuseState(
        absl::StrCat("可抽取的有 ", panel->pool.size(), " 人（回避等原因排除 ",
                     panel->exclusions.size(), " 人），拟抽取 ", request.count(), " 人，名单以 ",
                     kDrawPoolMax, " 人为限。请减少人数，或直接指派。"),
        absl::StrCat(panel->pool.size(), " may be drawn, ", panel->exclusions.size(),
                     " are excluded, ", request.count(), " are wanted, at most ", kDrawPoolMax,
                     " are listed. Draw fewer, or assign by hand."));
  }
  if (auto refusal = CheckNonceParty(world, request, context, row, *panel)) return *refusal;
  const absl::StatusOr<absl::CivilDay> reveal_by = RevealBy(context);
  if (!reveal_by.ok()) {
    return Refuse(
        absl::StatusCode::kOutOfRange, v1::CALENDAR_ENDED,
        "工作日历不足以计算公开随机数的期限。请先载入次年的节假日安排。",
        "The calendar ends before the day to reveal the nonce. Load the next year's notice first.");
  }
  journal::v1::DrawAnnounced event;
  event.set_role(request.role());
  event.set_advisor_kind(kind);
  event.set_count(request.count());
  for (const journal::v1::DrawCandidate& one : panel->pool) *event.add_pool() = one;
  for (const journal::v1::DrawExclusion& one : panel->exclusions) *event.add_exclusions() = one;
  event.set_nonce_sha256(request.nonce_sha256());
  event.set_nonce_party(request.nonce_party());
  event.set_single_party(IsSingleParty(world, context, matter, request.nonce_party()));
  event.set_reveal_by_date(DayNumber(*reveal_by));
  outcome.answer = absl::StrCat(request.parent(), "/draws/", context.FreshId());
  outcome.Add(outcome.answer, std::move(event));
  return outcome;
}

std::optional<Refusal> CheckNonce(const World& world, const v1::RevealDrawRequest& request,
                                  const Context& context, const v1::Draw& draw) {
  if (draw.state() != v1::DRAW_STATE_ANNOUNCED) {
    return RefuseState("这次抽取已经结束。", "This draw is over.");
  }
  const Caller actor{context.actor.person(),
                     world.Find<state::v1::HoldingsRow>(context.actor.person()), context.today};
  if (!IsParty(actor, draw.nonce_party())) {
    return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                  "随机数只能由公告中的提供方公开。",
                  "Only the party that chose the nonce may reveal it.");
  }
  if (!InTime(context, draw)) {
    return RefuseState("公开随机数的期限已过，这次抽取作废。请重新公告。",
                       "The day to reveal the nonce has passed. Announce a new draw.");
  }
  if (request.nonce().size() != kNonceBytes) {
    return RefuseField("nonce", "随机数须为 32 字节", "must be 32 bytes");
  }
  if (BytesOf(Sha256(request.nonce())) != draw.nonce_sha256()) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DIGEST_MISMATCH,
                  "随机数与公告的摘要不符。请核对是否为公告前选定的随机数。",
                  "The nonce does not have the digest that was announced. Check that it is the one "
                  "you chose.");
  }
  return RefuseBefore(context, draw.announced());
}

Decision DecideRevealDraw(const World& world, const v1::RevealDrawRequest& request,
                          const Context& context) {
  const v1::Draw& draw = world.Find<state::v1::DrawRow>(request.name())->resource();
  const std::string matter_name(RootOf(request.name()));
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(matter_name)->resource();
  if (auto refusal = CheckNonce(world, request, context, draw)) return *refusal;
  const absl::StatusOr<Hash> root =
      context.root_at(static_cast<uint64_t>(draw.announcement_sequence()) + 1);
  if (absl::IsOutOfRange(root.status())) {
    return RefuseState("公告尚未存证，请稍后再公开。",
                       "The announcement is not durable yet. Reveal in a moment.");
  }
  if (!root.ok()) return RefuseCorrupt(root.status());
  const Hash seed = DrawSeed(*root, request.nonce());
  journal::v1::DrawRevealed event;
  event.set_nonce(request.nonce());
  event.set_root(std::string(BytesOf(*root)));
  event.set_seed(std::string(BytesOf(seed)));
  Outcome assigned;
  for (const size_t index :
       DrawPicks(seed, static_cast<size_t>(draw.pool_size()), static_cast<size_t>(draw.count()))) {
    const v1::Candidate& candidate = draw.pool(static_cast<int>(index));
    journal::v1::DrawPick& pick = *event.add_picks();
    pick.set_person(candidate.person());
    pick.set_appointment(candidate.appointment());
    // The announcement fixed the pool; what came up since then can still stand in the way.
    std::string rule;
    const v1::ExclusionReason reason = WhyExcluded(
        world, context, matter_name, matter, candidate.person(), candidate.appointment(), &rule);
    if (reason != v1::EXCLUSION_REASON_UNSPECIFIED) {
      pick.set_not_assigned_reason(reason);
      continue;
    }
    pick.set_assignment(absl::StrCat(matter_name, "/assignments/", context.FreshId()));
    journal::v1::ReviewerAssigned assignment = MakeAssignment(
        context, matter, candidate.person(), draw.role(), candidate.appointment(),
        FindConflicts(world, context, matter, candidate.person(), candidate.appointment()), {});
    assignment.set_draw(request.name());
    assigned.Add(pick.assignment(), std::move(assignment));
  }
  if (world.Get<state::v1::ReviewTallyRow>(matter_name).assigned_size() + draw.count() >
      kAssignmentsMax) {
    return RefuseState(absl::StrCat("一个事项最多指派 ", kAssignmentsMax, " 人次。"),
                       absl::StrCat("A matter takes at most ", kAssignmentsMax, " assignments."));
  }
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  for (Change& change : assigned.changes) outcome.changes.push_back(std::move(change));
  if (outcome.changes.size() > 1) {
    StartReview(matter_name, matter, outcome.changes[1].subject, outcome);
  }
  return outcome;
}

Decision DecideCancelDraw(const World& world, const v1::CancelDrawRequest& request,
                          const Context& context) {
  const v1::Draw& draw = world.Find<state::v1::DrawRow>(request.name())->resource();
  if (draw.state() != v1::DRAW_STATE_ANNOUNCED) {
    return RefuseState("这次抽取已经结束。", "This draw is over.");
  }
  if (InTime(context, draw)) {
    // Who could cancel in time could draw until he likes the result.
    const std::string day = absl::FormatCivilTime(*DayOf(draw.reveal_by_date()));
    return RefuseState(
        absl::StrCat("公开随机数的期限（至 ", day, "）未过，不能取消。"),
        absl::StrCat("The nonce may come until ", day, "; a draw is not cancelled before."));
  }
  Outcome outcome;
  journal::v1::DrawCancelled event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterDrawDecisions(Rooms& rooms) {
  rooms.Command(&DecideAnnounceDraw);
  rooms.Command(&DecideRevealDraw);
  rooms.Command(&DecideCancelDraw);
}

}  // namespace plumbline
