#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/numbering.h"
#include "services/opinion/opinion.h"
#include "services/relation.h"

namespace plumbline {

namespace {

const v1::Matter& MatterOfOpinion(const World& world, const std::string& opinion) {
  return world.Find<state::v1::MatterRow>(MatterOf(opinion))->resource();
}

Refusal RefuseFile(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::FILE_UNUSABLE, std::move(zh),
                std::move(en));
}

// Facts of a file that a command names; false when it is not complete in the store.
bool FindFile(const World& world, const std::string& name, std::string* digest, FileFacts* facts) {
  *digest = FileDigestOf(name);
  return !digest->empty() && world.file_index() != nullptr &&
         world.file_index()->Find(*digest, facts);
}

// A limit that an act had met runs on as if the act had not been: start, suspensions and last day
// as they were.
void Reopen(const v1::Matter& matter, LimitId id, journal::v1::MatterReviewReopened& event) {
  const v1::Deadline* deadline = FindDeadline(matter, IdOf(id));
  if (deadline == nullptr || !IsSet(deadline->met_date())) return;
  const int32_t due = IsSet(deadline->due_date()) ? DayNumber(*DayOf(deadline->due_date())) : 0;
  const auto add = [&]() -> journal::v1::LimitSet& {
    journal::v1::LimitSet* set = event.add_limits();
    set->set_limit(deadline->limit());
    set->set_due_date(due);
    set->set_provisional(deadline->provisional());
    return *set;
  };
  add().set_start_date(DayNumber(*DayOf(deadline->start_date())));
  for (const v1::Suspension& one : deadline->suspensions()) {
    // Each begins and ends in a set of its own, as it did when it happened.
    for (const bool ends : {false, true}) {
      if (ends && !IsSet(one.until_date())) continue;
      journal::v1::SuspensionSet& suspension = *add().mutable_suspension();
      suspension.set_from_date(DayNumber(*DayOf(one.from_date())));
      if (ends) suspension.set_until_date(DayNumber(*DayOf(one.until_date())));
      suspension.set_reason(one.reason());
    }
  }
}

Decision DecideVoidOpinion(const World& world, const v1::VoidOpinionRequest& request,
                           const Context& context) {
  const v1::Opinion& opinion = world.Find<state::v1::OpinionRow>(request.name())->resource();
  const v1::Matter& matter = MatterOfOpinion(world, request.name());
  if (opinion.state() == v1::OPINION_STATE_VOID) {
    return RefuseState("该意见书已经作废。", "The opinion is void already.");
  }
  if (opinion.state() == v1::OPINION_STATE_LAPSED) {
    return RefuseState(
        "该意见书已因文本实质修改而失效，无须作废；请出具补充审查意见。",
        "The opinion lapsed because the text changed in substance. Issue a supplementary one.");
  }
  if (matter.stage() != config::v1::STAGE_OPINION_ISSUED) {
    return RefuseState(
        "该事项已经审议，意见书不能再作废。文本确需改动的，请由审核人员确认为实质修改，重新审查后出"
        "具补充意见。",
        "The matter was deliberated, so its opinion can't become void. If the text has to change, "
        "have a "
        "reviewer confirm the revision as SUBSTANTIVE and issue a supplementary opinion.");
  }
  Outcome outcome;
  outcome.answer = request.name();
  journal::v1::OpinionVoided event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  AddVoidNumber(outcome, opinion.number_name(), event.reason());
  outcome.Add(request.name(), std::move(event));
  journal::v1::MatterReviewReopened reopened;
  reopened.set_opinion(request.name());
  for (const LimitId id : {LimitId::kReviewMax, LimitId::kReviewMin, LimitId::kReviewDecision}) {
    Reopen(matter, id, reopened);
  }
  AddLimit(reopened, MeetLimit(context, LimitId::kRespond, matter, context.occurred_on));
  outcome.Add(std::string(MatterOf(request.name())), std::move(reopened));
  return outcome;
}

// Each point of the opinion is answered once, and what is not adopted wholly says why.
std::optional<Refusal> CheckPointAnswers(const v1::Opinion& opinion,
                                         const v1::OpinionAnswer& answer) {
  std::set<int> answered;
  for (int i = 0; i < answer.points_size(); ++i) {
    const v1::PointAnswer& point = answer.points(i);
    const std::string here = absl::StrCat("answer.points[", i, "]");
    if (point.point() < 1 || point.point() > opinion.points_size()) {
      return RefuseField(here + ".point", absl::StrCat("意见书没有第 ", point.point(), " 条"),
                         absl::StrCat("the opinion has no point ", point.point()));
    }
    if (!answered.insert(point.point()).second) {
      return RefuseField(here + ".point", absl::StrCat("第 ", point.point(), " 条答复了两次"),
                         absl::StrCat("point ", point.point(), " is answered twice"));
    }
    if (point.disposition() != v1::DISPOSITION_ADOPTED && point.reason().empty()) {
      return RefuseField(
          here + ".reason", absl::StrCat("第 ", point.point(), " 条未完全采纳，请写明理由和依据"),
          absl::StrCat("point ", point.point(), " is not adopted wholly: give reason and basis"));
    }
  }
  for (int number = 1; number <= opinion.points_size(); ++number) {
    if (answered.count(number) == 0) {
      return RefuseField("answer.points", absl::StrCat("第 ", number, " 条尚未答复，请逐条答复"),
                         absl::StrCat("point ", number, " is not answered; answer each of them"));
    }
  }
  if (opinion.points_size() == 0 && answer.statement().empty()) {
    return RefuseField("answer.statement", "意见书没有列出要点，请填写说明",
                       "the opinion lists no points; give a statement");
  }
  return std::nullopt;
}

Decision DecideAnswerOpinion(const World& world, const v1::AnswerOpinionRequest& request,
                             const Context& context) {
  const auto* row = world.Find<state::v1::OpinionRow>(request.parent());
  if (row == nullptr) return RefuseNotFound();
  const v1::Opinion& opinion = row->resource();
  if (opinion.state() != v1::OPINION_STATE_STANDING) {
    return RefuseState("该意见书已失效或者作废，请答复现行有效的意见书。",
                       "The opinion does not stand any more. Answer the one that does.");
  }
  const v1::OpinionAnswer& answer = request.answer();
  if (auto refusal = CheckPointAnswers(opinion, answer)) return *refusal;
  const std::string matter_name(MatterOf(request.parent()));
  const auto& tally = world.Get<state::v1::OpinionTallyRow>(matter_name);
  const std::string name = absl::StrCat(request.parent(), "/answers/", tally.answers() + 1);

  Outcome outcome;
  journal::v1::OpinionAnswered event;
  if (!answer.file().empty()) {
    FileFacts facts;
    std::string digest;
    if (!FindFile(world, answer.file(), &digest, &facts)) {
      return RefuseFile("答复函尚未上传完成。请先上传，再提交答复。",
                        "The file is not in the store. Upload it first, then answer.");
    }
    event.set_file_digest(digest);
  }
  std::vector<const v1::PointAnswer*> points;
  for (const v1::PointAnswer& point : answer.points()) points.push_back(&point);
  std::sort(points.begin(), points.end(), [](const v1::PointAnswer* a, const v1::PointAnswer* b) {
    return a->point() < b->point();
  });
  for (const v1::PointAnswer* point : points) {
    journal::v1::PointAnswered* answered = event.add_points();
    answered->set_point(point->point());
    answered->set_disposition(point->disposition());
    if (!point->reason().empty()) {
      *answered->mutable_reason() = PutContent(outcome, context, point->reason());
    }
  }
  if (!answer.statement().empty()) {
    *event.mutable_statement() = PutContent(outcome, context, answer.statement());
  }
  outcome.Add(name, std::move(event));
  // The matter changes only where the answer ends a limit of its own.
  journal::v1::MatterOpinionAnswered moved;
  moved.set_answer(name);
  AddLimit(moved, MeetLimit(context, LimitId::kRespond, MatterOfOpinion(world, request.parent()),
                            context.occurred_on));
  if (moved.limits_size() > 0) outcome.Add(matter_name, std::move(moved));
  return outcome;
}

// Which statement fits where: a meeting must have asked before minutes can be followed, and an
// opinion that forbids deliberation is not cured by following it.
std::optional<Refusal> CheckNature(const v1::Matter& matter, const v1::Opinion& opinion,
                                   v1::RevisionNature nature) {
  const bool deliberated = matter.stage() == config::v1::STAGE_DELIBERATED;
  if (nature == v1::REVISION_NATURE_FOLLOW_OPINION && deliberated) {
    return RefuseField("nature", "审议之后的修改，请选“按会议要求修改”“仅格式、文字”或者“实质修改”",
                       "after deliberation: FOLLOW_MINUTES, FORMAT_ONLY or SUBSTANTIVE");
  }
  if (nature == v1::REVISION_NATURE_FOLLOW_MINUTES && !deliberated) {
    return RefuseField(
        "nature", "尚未审议，没有会议要求可依；请选“按意见修改”“仅格式、文字”或者“实质修改”",
        "no meeting has deliberated yet: FOLLOW_OPINION, FORMAT_ONLY or SUBSTANTIVE");
  }
  if (nature == v1::REVISION_NATURE_FOLLOW_OPINION &&
      opinion.effect() == config::v1::EFFECT_NOT_DELIBERABLE) {
    return RefuseField(
        "nature", "结论为不得提交审议的，修改后须重新审查，请选“实质修改”",
        "the opinion forbids deliberation: a revised text needs a new review, SUBSTANTIVE");
  }
  if (nature == v1::REVISION_NATURE_FOLLOW_OPINION && opinion.points_size() == 0) {
    return RefuseField("nature",
                       "意见书没有列出要点，没有意见可依；请选“仅格式、文字”或者“实质修改”",
                       "the opinion lists no points to follow: FORMAT_ONLY or SUBSTANTIVE");
  }
  return std::nullopt;
}

Decision DecideConfirmRevision(const World& world, const v1::ConfirmRevisionRequest& request,
                               const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.name())->resource();
  if (request.draft() != matter.current_version()) {
    return RefuseField("draft", absl::StrCat("只能确认当前文稿（", matter.current_version(), "）"),
                       absl::StrCat("must be the current draft, ", matter.current_version()));
  }
  if (!request.redline_reviewed()) {
    return RefuseField("redline_reviewed", "请先核对花脸稿，再作确认",
                       "review the redline first, then confirm");
  }
  const auto* opinion_row = world.Find<state::v1::OpinionRow>(matter.opinion());
  const auto* draft_row = world.Find<state::v1::DraftVersionRow>(request.draft());
  if (opinion_row == nullptr || draft_row == nullptr) {
    return RefuseState("该事项没有现行有效的意见书。请先出具意见。",
                       "No opinion stands for the matter. Issue one first.");
  }
  const v1::Opinion& opinion = opinion_row->resource();
  const v1::DraftVersion& draft = draft_row->resource();
  if (Covers(opinion, draft.text_digest(), draft.file_digest(), nullptr)) {
    return RefuseState(
        "当前文本与意见所针对的文本相同（同一文本、不同文件），无须确认。",
        "The opinion covers this text already; a file that differs only in bytes needs no "
        "statement.");
  }
  if (auto refusal = CheckNature(matter, opinion, request.nature())) return *refusal;
  const auto added = DayOf(draft.added().occurred_on());
  if (added.has_value() && context.occurred_on < *added) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                  "确认日期不能早于该文稿提交之日。请核对日期。",
                  "occurred_on lies before the day on which the draft was handed in.");
  }
  const auto& tally = world.Get<state::v1::OpinionTallyRow>(request.name());
  const std::string name =
      absl::StrCat(request.name(), "/confirmations/", tally.confirmations() + 1);
  Outcome outcome;
  journal::v1::RevisionConfirmed event;
  event.set_opinion(matter.opinion());
  event.set_draft(request.draft());
  event.set_compared_with(opinion.texts(opinion.texts_size() - 1).draft());
  event.set_nature(request.nature());
  event.set_text_digest(draft.text_digest());
  event.set_file_digest(draft.file_digest());
  if (!request.note().empty()) *event.mutable_note() = PutContent(outcome, context, request.note());
  outcome.Add(name, std::move(event));
  if (request.nature() != v1::REVISION_NATURE_SUBSTANTIVE) {
    journal::v1::OpinionBound bound;
    bound.set_confirmation(name);
    bound.set_draft(request.draft());
    bound.set_text_digest(draft.text_digest());
    bound.set_text_digest_algorithm(draft.text_digest_algorithm());
    bound.set_file_digest(draft.file_digest());
    outcome.Add(matter.opinion(), std::move(bound));
    return outcome;
  }
  journal::v1::OpinionLapsed lapsed;
  lapsed.set_confirmation(name);
  outcome.Add(matter.opinion(), std::move(lapsed));
  journal::v1::MatterReviewReopened reopened;
  reopened.set_opinion(matter.opinion());
  reopened.set_text_changed(true);
  AddLimit(reopened, MeetLimit(context, LimitId::kRespond, matter, context.occurred_on));
  for (const LimitId id : {LimitId::kReviewMax, LimitId::kReviewMin, LimitId::kReviewDecision}) {
    AddLimit(reopened, StartLimit(context, id, matter, context.occurred_on));
  }
  outcome.Add(request.name(), std::move(reopened));
  return outcome;
}

std::optional<Refusal> CheckNotVoid(const v1::Opinion& opinion) {
  if (opinion.state() != v1::OPINION_STATE_VOID) return std::nullopt;
  return RefuseState("该意见书已经作废。请对现行有效的意见书办理。",
                     "The opinion is void. Act on the one that stands.");
}

Decision DecideRecordDelivery(const World& world, const v1::RecordDeliveryRequest& request,
                              const Context& context) {
  const v1::Opinion& opinion = world.Find<state::v1::OpinionRow>(request.name())->resource();
  if (auto refusal = CheckNotVoid(opinion)) return *refusal;
  if (request.way() != v1::DELIVERY_WAY_IN_SYSTEM && request.receipt_file().empty() &&
      request.receipt_paper().empty()) {
    return RefuseField("receipt_paper", "请上传回执扫描件，或填写纸质回执的编号",
                       "give the scanned receipt, or its number on paper");
  }
  Outcome outcome;
  journal::v1::OpinionDelivered event;
  if (!request.receipt_file().empty()) {
    FileFacts facts;
    std::string digest;
    if (!FindFile(world, request.receipt_file(), &digest, &facts)) {
      return RefuseFile("回执扫描件尚未上传完成。请先上传，再登记送达。",
                        "The file is not in the store. Upload it first, then record the delivery.");
    }
    event.set_receipt_file_digest(digest);
  }
  if (opinion.deliveries_size() >= 20) {
    return RefuseState("送达记录已满 20 条。", "The opinion has 20 deliveries already.");
  }
  event.set_way(request.way());
  event.set_receipt_paper(request.receipt_paper());
  *event.mutable_received_by() = PutContent(outcome, context, request.received_by());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideRecordSealedCopy(const World& world, const v1::RecordSealedCopyRequest& request,
                                const Context&) {
  const v1::Opinion& opinion = world.Find<state::v1::OpinionRow>(request.name())->resource();
  if (auto refusal = CheckNotVoid(opinion)) return *refusal;
  FileFacts facts;
  std::string digest;
  if (!FindFile(world, request.file(), &digest, &facts)) {
    return RefuseFile("盖章件尚未上传完成。请先上传，再登记。",
                      "The file is not in the store. Upload it first, then record it.");
  }
  if (facts.type != "pdf" && facts.type != "ofd" && facts.type != "jpeg" && facts.type != "jpg" &&
      facts.type != "png") {
    return RefuseFile(absl::StrCat("盖章件不能是 ", facts.type, " 文件。请提交 PDF、OFD 或图片。"),
                      absl::StrCat("A sealed copy can't be a ", facts.type,
                                   " file. Hand in PDF, OFD or a picture."));
  }
  // Compared where both texts could be read; a scan has none.
  const bool comparable = !facts.text_digest.empty() && !opinion.letter().text_digest().empty();
  if (comparable && facts.text_digest != opinion.letter().text_digest()) {
    return Refuse(absl::StatusCode::kFailedPrecondition, v1::DIGEST_MISMATCH,
                  "盖章件的文字与本意见书不一致。请核对是否选错了文件。",
                  "The text of the sealed copy is another than the letter's. Check whether it is "
                  "the right file.");
  }
  journal::v1::SealedCopyRecorded event;
  event.set_file_digest(digest);
  event.set_same_text(comparable);
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideRecordLetter(const World& world, const v1::RecordLetterRequest& request,
                            const Context&) {
  const v1::Opinion& opinion = world.Find<state::v1::OpinionRow>(request.name())->resource();
  if (auto refusal = CheckNotVoid(opinion)) return *refusal;
  if (!opinion.letter().file().empty()) {
    return RefuseState("意见书文件已经登记。", "The letter is recorded already.");
  }
  FileFacts facts;
  std::string digest;
  if (!FindFile(world, request.file(), &digest, &facts)) {
    return RefuseFile("意见书文件不在文件库中。", "The letter is not in the files store.");
  }
  if (request.size() != 0 && request.size() != facts.size) {
    return Refuse(absl::StatusCode::kFailedPrecondition, v1::DIGEST_MISMATCH,
                  "意见书文件的大小与所报不一致。",
                  "The stored letter has another size than was reported.");
  }
  if (request.text_digest().size() != 32) {
    return RefuseField("text_digest", "文本摘要应为 32 字节", "must be 32 bytes");
  }
  journal::v1::LetterRendered event;
  event.set_file_digest(digest);
  event.set_text_digest(request.text_digest());
  event.set_size(facts.size);
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterOpinionDecisions(Rooms& rooms) {
  rooms.Command(&DecideVoidOpinion);
  rooms.Command(&DecideAnswerOpinion);
  rooms.Command(&DecideConfirmRevision);
  rooms.Command(&DecideRecordDelivery);
  rooms.Command(&DecideRecordSealedCopy);
  rooms.Command(&DecideRecordLetter);
}

}  // namespace plumbline
