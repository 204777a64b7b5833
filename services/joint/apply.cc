#include <algorithm>

#include "services/dates.h"
#include "services/files.h"
#include "services/joint/joint.h"
#include "services/provenance.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::CosignatureRow;
using state::v1::InquiryRow;
using state::v1::JointTallyRow;

JointTallyRow& TallyOf(MutableWorld& world, const AuditEntry& entry) {
  return world.Mutable<JointTallyRow>(MatterOf(entry.subject()));
}

template <typename Standing>
void Remove(google::protobuf::RepeatedPtrField<Standing>* standing, const std::string& name) {
  standing->erase(std::remove_if(standing->begin(), standing->end(),
                                 [&name](const Standing& one) { return one.name() == name; }),
                  standing->end());
}

state::v1::StandingInquiry* FindStanding(JointTallyRow& tally, const std::string& name) {
  for (state::v1::StandingInquiry& one : *tally.mutable_inquiries()) {
    if (one.name() == name) return &one;
  }
  return nullptr;
}

void ApplyJointDraftSigned(MutableWorld& world, const AuditEntry& entry, const journal::v1::JointDraftSigned& event) {
  {
    auto& row = world.Mutable<CosignatureRow>(entry.subject());
    v1::Cosignature& signature = *row.mutable_resource();
    signature.set_organization(event.organization());
    signature.set_draft(event.draft());
    signature.set_text_digest(event.text_digest());
    signature.set_file_digest(event.file_digest());
    SetProvenance(entry, signature.mutable_signed_());
    *row.mutable_note() = event.note();
  }
  state::v1::StandingSignature& standing = *TallyOf(world, entry).add_signatures();
  standing.set_name(entry.subject());
  standing.set_organization(event.organization());
  standing.set_text_digest(event.text_digest());
  standing.set_file_digest(event.file_digest());
}

void ApplyCosignatureWithdrawn(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::CosignatureWithdrawn& event) {
  {
    auto& row = world.Mutable<CosignatureRow>(entry.subject());
    SetProvenance(entry, row.mutable_resource()->mutable_withdrawn());
    *row.mutable_withdrawal_reason() = event.reason();
  }
  Remove(TallyOf(world, entry).mutable_signatures(), entry.subject());
}

void ApplyInquiryMade(MutableWorld& world, const AuditEntry& entry, const journal::v1::InquiryMade& event) {
  {
    auto& row = world.Mutable<InquiryRow>(entry.subject());
    v1::Inquiry& inquiry = *row.mutable_resource();
    inquiry.set_kind(static_cast<v1::InquiryKind>(event.kind()));
    inquiry.set_organization(event.organization());
    inquiry.set_asking_organization(event.asking_organization());
    inquiry.set_draft(event.draft());
    inquiry.set_file(FileNameOf(event.file_digest()));
    if (event.due_date() != 0) SetDate(event.due_date(), inquiry.mutable_due_date());
    inquiry.set_state(v1::INQUIRY_STATE_OPEN);
    SetProvenance(entry, inquiry.mutable_asked());
    *row.mutable_question() = event.question();
  }
  state::v1::StandingInquiry& standing = *TallyOf(world, entry).add_inquiries();
  standing.set_name(entry.subject());
  standing.set_organization(event.organization());
  standing.set_kind(event.kind());
  standing.set_open(true);
}

void ApplyInquiryAnswered(MutableWorld& world, const AuditEntry& entry, const journal::v1::InquiryAnswered& event) {
  {
    auto& row = world.Mutable<InquiryRow>(entry.subject());
    v1::Inquiry& inquiry = *row.mutable_resource();
    inquiry.set_state(v1::INQUIRY_STATE_ANSWERED);
    inquiry.set_verdict(static_cast<v1::InquiryVerdict>(event.verdict()));
    inquiry.set_answer_file(FileNameOf(event.answer_digest()));
    inquiry.set_late(event.late());
    SetProvenance(entry, inquiry.mutable_answered());
    if (event.has_answer()) *row.mutable_answer() = event.answer();
  }
  if (state::v1::StandingInquiry* standing = FindStanding(TallyOf(world, entry), entry.subject())) {
    standing->set_open(false);
    standing->set_unhandled(event.verdict() == v1::INQUIRY_VERDICT_COMMENTS);
  }
}

void ApplyInquiryHandled(MutableWorld& world, const AuditEntry& entry, const journal::v1::InquiryHandled& event) {
  {
    auto& row = world.Mutable<InquiryRow>(entry.subject());
    v1::Inquiry& inquiry = *row.mutable_resource();
    inquiry.set_handling(static_cast<v1::InquiryHandling>(event.handling()));
    SetProvenance(entry, inquiry.mutable_handled());
    if (event.has_reason()) *row.mutable_handling_reason() = event.reason();
  }
  if (state::v1::StandingInquiry* standing = FindStanding(TallyOf(world, entry), entry.subject())) {
    standing->set_unhandled(false);
  }
}

void ApplyInquiryWithdrawn(MutableWorld& world, const AuditEntry& entry, const journal::v1::InquiryWithdrawn& event) {
  {
    auto& row = world.Mutable<InquiryRow>(entry.subject());
    row.mutable_resource()->set_state(v1::INQUIRY_STATE_WITHDRAWN);
    *row.mutable_withdrawal_reason() = event.reason();
  }
  Remove(TallyOf(world, entry).mutable_inquiries(), entry.subject());
}

void ApplyInquiryMoved(MutableWorld& world, const AuditEntry& entry, const journal::v1::InquiryMoved& event) {
  world.Mutable<InquiryRow>(entry.subject()).mutable_resource()->set_organization(event.organization());
  if (state::v1::StandingInquiry* standing = FindStanding(TallyOf(world, entry), entry.subject())) {
    standing->set_organization(event.organization());
  }
}

}  // namespace

void RegisterJointEvents(Rooms& rooms) {
  rooms.Apply(&ApplyJointDraftSigned);
  rooms.Apply(&ApplyCosignatureWithdrawn);
  rooms.Apply(&ApplyInquiryMade);
  rooms.Apply(&ApplyInquiryAnswered);
  rooms.Apply(&ApplyInquiryHandled);
  rooms.Apply(&ApplyInquiryWithdrawn);
  rooms.Apply(&ApplyInquiryMoved);
}

}  // namespace plumbline
