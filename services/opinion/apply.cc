#include "services/dates.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/matter/matter.h"
#include "services/opinion/opinion.h"
#include "services/provenance.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::MatterRow;
using state::v1::OpinionRow;
using state::v1::OpinionTallyRow;

OpinionTallyRow& TallyOf(MutableWorld& world, const AuditEntry& entry) {
  return world.Mutable<OpinionTallyRow>(MatterOf(entry.subject()));
}

void ApplyOpinionIssued(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::OpinionIssued& event) {
  OpinionRow& row = world.Mutable<OpinionRow>(entry.subject());
  v1::Opinion& opinion = *row.mutable_resource();
  opinion.set_number(event.number());
  opinion.set_number_name(event.number_name());
  opinion.set_state(v1::OPINION_STATE_STANDING);
  opinion.set_conclusion(event.conclusion());
  opinion.set_conclusion_title(event.conclusion_title());
  opinion.set_effect(static_cast<config::v1::Effect>(event.effect()));
  opinion.set_draft(event.draft());
  v1::BoundText& text = *opinion.add_texts();
  text.set_draft(event.draft());
  text.set_text_digest(event.text_digest());
  text.set_text_digest_algorithm(event.text_digest_algorithm());
  text.set_file_digest(event.file_digest());
  opinion.set_issuer(event.issuer());
  opinion.set_addressee(event.addressee());
  opinion.set_supplementary(event.supplementary());
  opinion.set_supplements(event.supplements());
  opinion.set_reissue_of(event.reissue_of());
  opinion.set_days_used(event.days_used());
  opinion.set_days_allowed(event.days_allowed());
  opinion.set_late(event.late());
  opinion.set_advice_count(event.advice_count());
  SetProvenance(entry, opinion.mutable_issued());
  for (const journal::v1::PointRef& point : event.points()) {
    v1::OpinionPoint* shown = opinion.add_points();
    shown->set_number(opinion.points_size());
    shown->set_thread(point.thread());
  }
  *row.mutable_points() = event.points();
  *row.mutable_findings() = event.findings();
  *row.mutable_basis() = event.basis();
  if (event.has_risk()) *row.mutable_risk() = event.risk();
  if (event.has_advice_note()) *row.mutable_advice_note() = event.advice_note();
  if (event.has_further_notes()) *row.mutable_further_notes() = event.further_notes();
  if (event.has_contact_note()) *row.mutable_contact_note() = event.contact_note();

  OpinionTallyRow& tally = TallyOf(world, entry);
  if (tally.first_opinion_date() == 0) {
    tally.set_first_opinion_sequence(entry.sequence());
    tally.set_first_opinion_date(entry.occurred_on());
  }
  tally.set_opinions(tally.opinions() + 1);
  if (event.supplementary()) tally.set_supplementary(tally.supplementary() + 1);
  tally.set_standing(entry.subject());
  tally.clear_voided();
  tally.set_answers(0);
  tally.set_answer_adopts(false);
}

void ApplyOpinionVoided(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::OpinionVoided& event) {
  OpinionRow& row = world.Mutable<OpinionRow>(entry.subject());
  row.mutable_resource()->set_state(v1::OPINION_STATE_VOID);
  SetProvenance(entry, row.mutable_resource()->mutable_ended());
  *row.mutable_void_reason() = event.reason();
  const bool supplementary = row.resource().supplementary();
  OpinionTallyRow& tally = TallyOf(world, entry);
  tally.clear_standing();
  tally.set_voided(entry.subject());
  if (supplementary) tally.set_supplementary(tally.supplementary() - 1);
}

void ApplyOpinionLapsed(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::OpinionLapsed&) {
  v1::Opinion& opinion = *world.Mutable<OpinionRow>(entry.subject()).mutable_resource();
  opinion.set_state(v1::OPINION_STATE_LAPSED);
  SetProvenance(entry, opinion.mutable_ended());
  OpinionTallyRow& tally = TallyOf(world, entry);
  tally.clear_standing();
  tally.set_lapsed(entry.subject());
}

void ApplyOpinionBound(MutableWorld& world, const AuditEntry& entry,
                       const journal::v1::OpinionBound& event) {
  v1::BoundText& text = *world.Mutable<OpinionRow>(entry.subject()).mutable_resource()->add_texts();
  text.set_draft(event.draft());
  text.set_text_digest(event.text_digest());
  text.set_text_digest_algorithm(event.text_digest_algorithm());
  text.set_file_digest(event.file_digest());
  text.set_confirmation(event.confirmation());
}

void ApplyLetterRendered(MutableWorld& world, const AuditEntry& entry,
                         const journal::v1::LetterRendered& event) {
  v1::OpinionLetterFile& letter =
      *world.Mutable<OpinionRow>(entry.subject()).mutable_resource()->mutable_letter();
  letter.set_file(FileNameOf(event.file_digest()));
  letter.set_text_digest(event.text_digest());
  letter.set_size(event.size());
  SetProvenance(entry, letter.mutable_rendered());
}

void ApplyOpinionDelivered(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::OpinionDelivered& event) {
  OpinionRow& row = world.Mutable<OpinionRow>(entry.subject());
  v1::Delivery& delivery = *row.mutable_resource()->add_deliveries();
  delivery.set_way(static_cast<v1::DeliveryWay>(event.way()));
  delivery.set_receipt_file(FileNameOf(event.receipt_file_digest()));
  delivery.set_receipt_paper(event.receipt_paper());
  SetProvenance(entry, delivery.mutable_delivered());
  *row.add_received_by() = event.received_by();
}

void ApplySealedCopyRecorded(MutableWorld& world, const AuditEntry& entry,
                             const journal::v1::SealedCopyRecorded& event) {
  v1::SealedCopy& copy =
      *world.Mutable<OpinionRow>(entry.subject()).mutable_resource()->mutable_sealed_copy();
  copy.set_file(FileNameOf(event.file_digest()));
  copy.set_same_text(event.same_text());
  SetProvenance(entry, copy.mutable_recorded());
}

void ApplyOpinionAnswered(MutableWorld& world, const AuditEntry& entry,
                          const journal::v1::OpinionAnswered& event) {
  auto& row = world.Mutable<state::v1::OpinionAnswerRow>(entry.subject());
  v1::OpinionAnswer& answer = *row.mutable_resource();
  bool adopts = false;
  for (const journal::v1::PointAnswered& point : event.points()) {
    v1::PointAnswer* shown = answer.add_points();
    shown->set_point(point.point());
    shown->set_disposition(static_cast<v1::Disposition>(point.disposition()));
    *row.add_reasons() = point.reason();
    adopts |= point.disposition() != v1::DISPOSITION_NOT_ADOPTED;
  }
  answer.set_file(FileNameOf(event.file_digest()));
  if (event.has_statement()) *row.mutable_statement() = event.statement();
  SetProvenance(entry, answer.mutable_given());
  OpinionTallyRow& tally = TallyOf(world, entry);
  tally.set_answers(tally.answers() + 1);
  tally.set_answer_adopts(adopts);
}

void ApplyRevisionConfirmed(MutableWorld& world, const AuditEntry& entry,
                            const journal::v1::RevisionConfirmed& event) {
  auto& row = world.Mutable<state::v1::RevisionConfirmationRow>(entry.subject());
  v1::RevisionConfirmation& confirmation = *row.mutable_resource();
  confirmation.set_opinion(event.opinion());
  confirmation.set_draft(event.draft());
  confirmation.set_compared_with(event.compared_with());
  confirmation.set_nature(static_cast<v1::RevisionNature>(event.nature()));
  confirmation.set_text_digest(event.text_digest());
  confirmation.set_file_digest(event.file_digest());
  if (event.has_note()) *row.mutable_note() = event.note();
  SetProvenance(entry, confirmation.mutable_stated());
  OpinionTallyRow& tally = TallyOf(world, entry);
  tally.set_confirmations(tally.confirmations() + 1);
}

void ApplyMatterOpinionIssued(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::MatterOpinionIssued& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  row.mutable_resource()->set_opinion(event.opinion());
  ApplyLimits(event.limits(), *row.mutable_resource());
  MoveStage(entry, config::v1::STAGE_OPINION_ISSUED, row);
}

void ApplyMatterOpinionAnswered(MutableWorld& world, const AuditEntry& entry,
                                const journal::v1::MatterOpinionAnswered& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  ApplyLimits(event.limits(), *row.mutable_resource());
  MoveStage(entry, row.resource().stage(), row);
}

// What was deliberated is not this text any more: the matter passes every later step anew.
void ApplyMatterReviewReopened(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::MatterReviewReopened& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  row.mutable_resource()->clear_opinion();
  row.mutable_resource()->clear_meeting_item();
  ApplyLimits(event.limits(), *row.mutable_resource());
  MoveStage(entry, config::v1::STAGE_UNDER_REVIEW, row);
}

}  // namespace

void RegisterOpinionEvents(Rooms& rooms) {
  rooms.Apply(&ApplyOpinionIssued);
  rooms.Apply(&ApplyOpinionVoided);
  rooms.Apply(&ApplyOpinionLapsed);
  rooms.Apply(&ApplyOpinionBound);
  rooms.Apply(&ApplyLetterRendered);
  rooms.Apply(&ApplyOpinionDelivered);
  rooms.Apply(&ApplySealedCopyRecorded);
  rooms.Apply(&ApplyOpinionAnswered);
  rooms.Apply(&ApplyRevisionConfirmed);
  rooms.Apply(&ApplyMatterOpinionIssued);
  rooms.Apply(&ApplyMatterOpinionAnswered);
  rooms.Apply(&ApplyMatterReviewReopened);
}

}  // namespace plumbline
