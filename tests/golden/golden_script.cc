#include "tests/golden/golden_script.h"

#include "plumbline/v1/correction_service.pb.h"
#include "plumbline/v1/destruction.pb.h"
#include "plumbline/v1/engagement.pb.h"
#include "plumbline/v1/handover.pb.h"
#include "plumbline/v1/joint.pb.h"
#include "plumbline/v1/reorganization.pb.h"
#include "plumbline/v1/table_service.pb.h"
#include "plumbline/v1/urgency_service.pb.h"
#include "services/review/draw.h"
#include "storage/merkle/hash.h"
#include "tests/golden/golden_district.h"

namespace plumbline::testing {

namespace {

class GoldenScript : public GoldenDistrict {
 public:
  v1::AnnounceDrawRequest Announcement(const std::string& matter) {
    v1::AnnounceDrawRequest request;
    request.set_parent(matter);
    request.set_role(config::v1::ROLE_ADVISOR);
    request.set_count(1);
    request.set_nonce_sha256(std::string(BytesOf(Sha256(std::string(kNonceBytes, 'n')))));
    request.set_nonce_party(Org("office"));
    return request;
  }
  std::string Announce(const std::string& matter) {
    return Must<v1::AnnounceDrawResponse>("section", Announcement(matter)).draw().name();
  }

  // Who stands in until the day after tomorrow; the name of the absence.
  std::string Away(const std::string& who, const std::string& stand_in) {
    v1::RecordAbsenceRequest away;
    away.set_parent(Person(who));
    away.mutable_absence()->set_stand_in(Person(stand_in));
    away.mutable_absence()->set_reason(v1::ABSENCE_REASON_TRAINING);
    SetDate(today(), away.mutable_absence()->mutable_from_date());
    SetDate(today() + 2, away.mutable_absence()->mutable_until_date());
    return Must<v1::RecordAbsenceResponse>(who, away).absence().name();
  }

  void People() {
    v1::UpdateOrganizationRequest update;
    update.set_name(Org("other"));
    update.mutable_organization()->set_reviewing_body(Org("bureau"));
    update.add_update_mask("reviewing_body");
    Must<v1::UpdateOrganizationResponse>("admin", update);
    AddPerson("leaver", Org("other"), "经办", {config::v1::ROLE_HANDLER});
    v1::SetDeputyRequest deputy;
    deputy.set_name(engine().world().Find<state::v1::HoldingsRow>(Person("reviewer"))->holdings(0).name());
    deputy.set_deputy(Person("intake"));
    Must<v1::SetDeputyResponse>("admin", deputy);
    Away("leaver", "stranger");  // Who leaves takes the powers of his stand-in with him.
    v1::EndPostRequest end;
    end.set_name(engine().world().Find<state::v1::HoldingsRow>(Person("leaver"))->holdings(0).name());
    SetDate(today(), end.mutable_until_date());
    Must<v1::EndPostResponse>("admin", end);
    clock().Advance(absl::Hours(24));  // The last day in office is over.
    v1::ClosePersonRequest close;
    close.set_name(Person("leaver"));
    close.set_reason("调离");
    Must<v1::ClosePersonResponse>("admin", close);
    v1::EndConflictRelationRequest over;
    over.set_name(Declare("advisor3", "other", v1::CONFLICT_RELATION_KIND_OPPOSING).name());
    SetDate(today(), over.mutable_until_date());
    Must<v1::EndConflictRelationResponse>("chief", over);
    v1::EndAppointmentRequest leave;
    leave.set_name(
        engine().world().Find<state::v1::HoldingsRow>(Person("advisor4"))->holdings(0).name());
    SetDate(today(), leave.mutable_until_date());
    leave.set_reason("辞去");
    v1::EndAbsenceRequest back;
    back.set_name(Away("chief", "intake"));
    SetDate(today() + 1, back.mutable_until_date());
    Must<v1::EndAppointmentResponse>("intake", leave);  // For the chief.
    Must<v1::EndAbsenceResponse>("chief", back);
  }

  // A firm with one lawyer, and what the two were engaged for.
  void Panel() {
    journal::v1::FirmAppointed firm;
    firm.set_firm(Org("other"));
    firm.set_body(Org("bureau"));
    firm.set_from_date(20230101);
    firm.set_until_date(20251231);
    Append("appointments/golden-firm", firm);
    journal::v1::LawyerNamed named;
    named.set_firm_appointment("appointments/golden-firm");
    named.set_person(Person("stranger"));
    named.set_firm(Org("other"));
    named.set_body(Org("bureau"));
    named.set_from_date(20230301);
    named.set_until_date(20251231);
    named.set_letter_paper("指派函第1号");
    Append("appointments/golden-lawyer", named);
    journal::v1::EngagementRecorded recorded;
    recorded.set_appointment("appointments/golden-firm");
    recorded.set_kind(v1::ENGAGEMENT_KIND_LITIGATION);
    *recorded.mutable_title() = Text("engagement-title-1");
    recorded.set_organization(Org("government"));
    recorded.set_case_number("（2023）演1111行初1号");
    recorded.set_from_date(20230302);
    recorded.set_person(Person("stranger"));
    recorded.set_body(Org("bureau"));
    recorded.set_firm(Org("other"));
    Append("engagements/1", recorded);
    recorded.set_kind(v1::ENGAGEMENT_KIND_PROJECT);
    recorded.clear_person();
    Append("engagements/2", recorded);
    journal::v1::EngagementClosed closed;
    closed.set_result(v1::ENGAGEMENT_RESULT_SETTLED);
    closed.set_until_date(20230310);
    *closed.mutable_result_note() = Text("engagement-note-1");
    Append("engagements/1", closed);
  }

  void Early() {
    v1::CreateMatterRequest create;
    create.mutable_matter()->set_title("不知是什么的文件");
    create.mutable_matter()->add_kinds(config::v1::KIND_UNDETERMINED);
    create.mutable_matter()->set_issuer(Org("government"));
    for (const char* question : {"Q1", "Q2"}) {
      auto* answer = create.add_recognition();
      answer->set_question(question);
      answer->set_yes(true);
    }
    const std::string unknown = Must<v1::CreateMatterResponse>("handler", create).matter().name();
    v1::AddDraftVersionRequest draft;
    draft.set_parent(unknown);
    draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
    draft.mutable_draft()->set_file(files().AddText("第一条 内容。"));
    Must<v1::AddDraftVersionResponse>("handler", draft);
    Submit(unknown);
    v1::RecogniseMatterRequest recognise;
    recognise.set_name(unknown);
    recognise.set_reason("内部管理制度。");
    Must<v1::RecogniseMatterResponse>("intake", recognise);

    const std::string left = NewMatter("将被撤回的规定");
    v1::UpdateMatterRequest update;
    update.set_name(left);
    update.mutable_matter()->set_title("将要撤回的规定");
    update.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
    update.mutable_matter()->set_issuer(Org("government"));
    update.add_update_mask("title");
    Must<v1::UpdateMatterResponse>("handler", update);
    Complete(left);
    Submit(left);
    Accept(left);
    v1::ReturnMatterRequest back;
    back.set_name(left);
    back.set_reason("请补充起草说明。");
    Must<v1::ReturnMatterResponse>("reviewer", back);
    v1::WithdrawMatterRequest withdraw;
    withdraw.set_name(left);
    withdraw.set_reason("不再制定。");
    Must<v1::WithdrawMatterResponse>("head", withdraw);
  }

  void Review() {
    const std::string matter = UnderReview();
    const std::string recused = Assign(matter, "advisor1").name();
    Must<v1::RecuseResponse>("chief", Recusal(recused));
    Assign(matter, "advisor2");
    Announce(matter);  // Expires: another one comes when it is overdue.
    clock().Advance(absl::Hours(24 * 5));
    const std::string cancelled = Announce(matter);
    clock().Advance(absl::Hours(24 * 5));  // Not before the nonce is overdue.
    v1::CancelDrawRequest cancel;
    cancel.set_name(cancelled);
    cancel.set_reason("改为指定。");
    Must<v1::CancelDrawResponse>("section", cancel);
    v1::RevealDrawRequest reveal;
    reveal.set_name(Announce(matter));
    reveal.set_nonce(std::string(kNonceBytes, 'n'));
    Must<v1::RevealDrawResponse>("office", reveal);
    const std::string thread = AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
    Send(matter, {thread});
    Must<v1::ReplyToThreadResponse>("handler", ReviewDistrict::Answer(thread));
    Must<v1::SettleThreadResponse>("section",
                                   Settlement(thread, v1::THREAD_OUTCOME_EXPLAINED_AND_ACCEPTED));
    Must<v1::SignAdviceResponse>("advisor2", AdviceOn(matter));

    const v1::Opinion first = Issue(matter, "LAWFUL_WITH_AMENDMENTS");
    Void(first.name());
    const v1::Opinion opinion = Issue(matter, "LAWFUL_WITH_AMENDMENTS");
    v1::RecordLetterRequest letter;
    letter.set_name(opinion.name());
    letter.set_request_id(RequestId());
    FileFacts facts;
    facts.type = "pdf";
    facts.text_digest = std::string(32, 't');
    letter.set_file(files().Add("the letter", facts));
    letter.set_text_digest(std::string(32, 't'));
    EXPECT_FALSE(ReportLetter(letter).has_value());
    v1::RecordDeliveryRequest delivery;
    delivery.set_name(opinion.name());
    delivery.set_way(v1::DELIVERY_WAY_IN_PERSON);
    delivery.set_received_by("经办人甲");
    delivery.set_receipt_paper("送达回证第3号");
    Must<v1::RecordDeliveryResponse>("intake", delivery);
    v1::RecordSealedCopyRequest sealed;
    sealed.set_name(opinion.name());
    sealed.set_file(files().Add("the sealed letter", facts));
    Must<v1::RecordSealedCopyResponse>("intake", sealed);
    OpinionDistrict::Answer(opinion.name(), {v1::DISPOSITION_ADOPTED, v1::DISPOSITION_NOT_ADOPTED});
    Revise(matter, "第一条 按意见修改的文本。");
    Confirm(matter, v1::REVISION_NATURE_FOLLOW_OPINION);
    Revise(matter, "第一条 另起炉灶的文本。");
    Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
    Must<v1::StartSeriesResponse>("chief", SeriesStart("S-OPINION", 2024, 12));
  }

  void Publication() {
    const std::string meeting = NewMeeting();
    const std::string matter = Allowed("将要公布的规定");
    Record(Schedule(meeting, matter), v1::DELIBERATION_RESULT_PASSED);
    Must<v1::CloseMinutesResponse>("office", Closing(meeting));
    Sign(matter);
    Number(matter);
    v1::VoidDocumentNumberRequest wrong;
    wrong.set_name(matter);
    wrong.set_reason("误编。");
    Must<v1::VoidDocumentNumberResponse>("office", wrong);
    Number(matter);
    const std::string document = Publish(matter);
    v1::SetDocumentStateRequest repeal;
    repeal.set_name(document);
    repeal.set_state(v1::DOCUMENT_STATE_REPEALED);
    repeal.set_basis("测府发〔2023〕9号");
    Must<v1::SetDocumentStateResponse>("office", repeal);
    v1::ImportDocumentsRequest import;
    import.set_organization(Org("government"));
    import.set_source_file(files().AddText("标题,文号,发布日期"));
    import.set_source_name("2022年规范性文件台账");
    auto* row = import.add_rows();
    row->set_row(2);
    row->set_title("甲办法");
    row->set_document_number("测府发〔2022〕1号");
    SetDate(absl::CivilDay(2022, 3, 5), row->mutable_publish_date());
    Must<v1::ImportDocumentsResponse>("office", import);
  }

  void Corrections() {
    const auto propose = [&](const std::string& target, const std::string& field, const std::string& was,
                             const std::string& is, const std::string& who) {
      v1::ProposeCorrectionRequest request;
      v1::Correction& correction = *request.mutable_correction();
      correction.set_target(target);
      correction.set_field(field);
      correction.set_was(was);
      correction.set_is(is);
      correction.set_reason("录入有误。");
      correction.set_proof_file(files().AddText("更正凭证"));
      return Must<v1::ProposeCorrectionResponse>(who, request).correction().name();
    };
    const auto approve = [&](const std::string& name, const std::string& who) {
      v1::ApproveCorrectionRequest request;
      request.set_name(name);
      Must<v1::ApproveCorrectionResponse>(who, request);
    };
    const std::string matter = UnderReview("更正示例");
    clock().Advance(absl::Hours(24 * 6));
    const v1::Opinion opinion = Issue(matter, "LAWFUL");
    const std::string meeting = NewMeeting();
    Record(Schedule(meeting, matter), v1::DELIBERATION_RESULT_PASSED);
    Sign(matter);
    Number(matter);
    Publish(matter);
    propose(meeting, "serial", "7", "8", "office");
    propose(meeting, "attendance", "出席：张三等八人。", "出席：张珊等八人。", "office");
    const std::string issued = absl::FormatCivilTime(today());
    const std::string before = absl::FormatCivilTime(today() - 1);
    approve(propose(opinion.name(), "issued.occurred_on", issued, before, "chief"), "section");
    v1::RejectCorrectionRequest reject;
    reject.set_name(propose(opinion.name(), "issued.occurred_on", before, issued, "chief"));
    reject.set_reason("原记录无误。");
    Must<v1::RejectCorrectionResponse>("section", reject);
  }

  // A paper on its way, and one that was taken back; no chain is in force in this district, so they are appended as they are.
  void Joint() {
    journal::v1::JointDraftSigned sign;
    sign.set_organization(Org("other"));
    sign.set_draft("matters/golden/versions/1");
    sign.set_text_digest(std::string(32, 't'));
    sign.set_file_digest(std::string(32, 'f'));
    *sign.mutable_note() = Text("joint-note-1");
    Append("matters/golden/cosignatures/1", sign);
    Append("matters/golden/cosignatures/2", sign);
    journal::v1::CosignatureWithdrawn taken_back;
    *taken_back.mutable_reason() = Text("joint-reason-1");
    Append("matters/golden/cosignatures/2", taken_back);
    journal::v1::InquiryMade made;
    made.set_kind(v1::INQUIRY_KIND_COUNTERSIGN);
    made.set_organization(Org("other"));
    made.set_asking_organization(Org("department"));
    *made.mutable_question() = Text("question-1");
    made.set_draft("matters/golden/versions/1");
    made.set_file_digest(std::string(32, 'f'));
    made.set_due_date(20230310);
    Append("matters/golden/inquiries/1", made);
    Append("matters/golden/inquiries/2", made);
    journal::v1::InquiryAnswered answered;
    answered.set_verdict(v1::INQUIRY_VERDICT_COMMENTS);
    *answered.mutable_answer() = Text("answer-1");
    answered.set_late(true);
    Append("matters/golden/inquiries/1", answered);
    journal::v1::InquiryHandled handled;
    handled.set_handling(v1::INQUIRY_HANDLING_NOT_ADOPTED);
    *handled.mutable_reason() = Text("handling-1");
    Append("matters/golden/inquiries/1", handled);
    journal::v1::InquiryWithdrawn withdrawn;
    *withdrawn.mutable_reason() = Text("inquiry-reason-1");
    Append("matters/golden/inquiries/2", withdrawn);
  }

  void Reforms() {
    journal::v1::ReorganizationProposed proposed;
    proposed.set_kind(v1::REORGANIZATION_KIND_MERGED);
    proposed.set_effective_date(20230301);
    proposed.set_basis_paper("机构改革方案");
    proposed.add_predecessors("organizations/golden-old");
    proposed.add_successors(Org("other"));
    Append("reorganizations/golden-1", proposed);
    proposed.set_kind(v1::REORGANIZATION_KIND_RENAMED);
    proposed.clear_successors();
    proposed.set_new_title("金口河区文化和旅游局");
    proposed.set_new_agency_code("金文旅");
    Append("reorganizations/golden-2", proposed);
    journal::v1::ReorganizationConfirmed confirmed;
    journal::v1::MoveMade& move = *confirmed.add_moves();
    move.set_resource("matters/golden");
    move.set_kind(v1::REORGANIZATION_MOVE_KIND_MATTER);
    move.set_from_organization("organizations/golden-old");
    move.set_to_organization(Org("other"));
    Append("reorganizations/golden-1", confirmed);
    journal::v1::ReorganizationRejected rejected;
    *rejected.mutable_reason() = Text("reform-reason-1");
    Append("reorganizations/golden-2", rejected);
    journal::v1::OrganizationCreated created;
    created.set_title("金口河区文化局");
    created.set_kind(v1::ORGANIZATION_KIND_DEPARTMENT);
    Append("organizations/golden-old", created);
    journal::v1::OrganizationReformed reformed;
    reformed.set_reorganization("reorganizations/golden-1");
    reformed.set_date(20230301);
    reformed.set_title("金口河区文化和旅游局");
    reformed.set_closed(true);
    reformed.add_successors(Org("other"));
    Append("organizations/golden-old", reformed);
    journal::v1::MatterBodiesMoved bodies;
    bodies.set_reorganization("reorganizations/golden-1");
    bodies.set_lead_drafter(Org("other"));
    bodies.set_issuer(Org("government"));
    bodies.set_reviewing_body(Org("bureau"));
    bodies.set_office(Org("office"));
    Append("matters/golden", bodies);
    journal::v1::DocumentKeeperMoved keeper;
    keeper.set_reorganization("reorganizations/golden-1");
    keeper.set_keeper(Org("other"));
    Append("documents/golden", keeper);
    journal::v1::AppointmentCreated appointed;
    appointed.set_person(Person("advisor1"));
    appointed.set_body(Org("bureau"));
    appointed.set_kind(v1::ADVISOR_KIND_LAWYER);
    appointed.set_from_date(20230301);
    appointed.set_until_date(20231231);
    Append("appointments/golden", appointed);
    journal::v1::AppointmentMoved appointment;
    appointment.set_reorganization("reorganizations/golden-1");
    appointment.set_body(Org("other"));
    Append("appointments/golden", appointment);
    journal::v1::OrganizationTiesMoved ties;
    ties.set_reorganization("reorganizations/golden-1");
    ties.set_parent(Org("government"));
    Append("organizations/golden-old", ties);
    journal::v1::SeriesEnded ended;
    ended.set_reorganization("reorganizations/golden-1");
    ended.set_date(20230301);
    Append("organizations/golden-old/series/s-opinion-2023", ended);
  }

  void Steps() {
    journal::v1::MatterCreated created;
    created.set_title("撤回与重新启动");
    created.set_lead_drafter(Org("department"));
    Append("matters/golden-steps", created);
    Append("matters/golden-steps", journal::v1::MatterSubmitted());
    journal::v1::MatterStepTakenBack back;
    back.set_sequence(store().head().size - 1);
    back.set_to_stage(config::v1::STAGE_DRAFT);
    *back.mutable_reason() = Text("back-reason-1");
    back.add_limits_removed("T-ACCEPT");
    back.add_limits_resumed("T-SUPPLEMENT");
    Append("matters/golden-steps", back);
    journal::v1::MatterReopened reopened;
    reopened.set_to_stage(config::v1::STAGE_OPINION_ISSUED);
    reopened.set_basis(v1::REOPENING_BASIS_FILING_ORDER);
    reopened.set_basis_paper("备案纠正意见第1号");
    *reopened.mutable_reason() = Text("reopen-reason-1");
    Append("matters/golden-steps", reopened);
  }

  void Tables() {
    journal::v1::TableSaved saved;
    saved.set_kind(config::v1::TABLE_KIND_COMMENTS);
    journal::v1::TableLine& line = *saved.add_lines();
    *line.mutable_cells() = Text("table-line-1");
    line.set_outcome(v1::ADOPTION_IN_PART);
    line.set_private_person(true);
    saved.add_lines()->set_outcome(v1::ADOPTION_NO_COMMENT);
    saved.set_copied_from("matters/earlier/tables/comments");
    Append("matters/golden/tables/comments", saved);
    journal::v1::TableFiled filed;
    filed.set_file_digest(std::string(32, 't'));
    filed.set_slot("DOC-OPINIONS");
    Append("matters/golden/tables/comments", filed);
  }

  void Urgencies() {
    journal::v1::UrgencyRequested requested;
    requested.set_wanted_date(20230310);
    *requested.mutable_asked_by() = Text("asked-by-1");
    requested.set_asked_by_post("区长");
    requested.set_channel(v1::URGENCY_CHANNEL_TELEPHONE);
    *requested.mutable_reason() = Text("urgent-reason-1");
    requested.set_evidence_due_date(20230308);
    requested.set_organization(Org("department"));
    requested.set_reviewing_body(Org("bureau"));
    Append("matters/golden/urgencies/1", requested);
    Append("matters/golden/urgencies/2", requested);
    journal::v1::UrgencyAnswered answered;
    answered.set_accepted(true);
    answered.set_agreed_date(20230310);
    answered.set_working_days_given(5);
    answered.set_rest_days(2);
    Append("matters/golden/urgencies/1", answered);
    journal::v1::UrgencyAnswered declined;
    *declined.mutable_note() = Text("urgent-note-1");
    Append("matters/golden/urgencies/2", declined);
    journal::v1::UrgencyEvidenceFiled filed;
    filed.set_evidence_paper("督办通知第1号");
    Append("matters/golden/urgencies/1", filed);
    Panel();
    journal::v1::MeetingHeld held;
    held.set_members_present(8);
    *held.mutable_attendance() = Text("attendance-1");
    held.set_head_spoke_last(true);
    Append("meetings/golden", held);
    journal::v1::ItemDeliberated deliberated;
    deliberated.set_result(v1::DELIBERATION_RESULT_PASSED);
    deliberated.set_members_present(7);
    *deliberated.mutable_exceptions() = Text("exceptions-1");
    deliberated.set_head_not_last(true);
    Append("meetings/golden/items/1", deliberated);
  }

  void Handovers() {
    journal::v1::HandoverRecorded recorded;
    recorded.set_successor(Person("section"));
    *recorded.mutable_overseer() = Text("overseer-1");
    *recorded.mutable_reason() = Text("handover-reason-1");
    journal::v1::HandoverItem& moved = *recorded.add_items();
    moved.set_kind(v1::WORK_KIND_PAPER);
    moved.set_name("matters/golden/papers/1");
    moved.set_organization(Org("bureau"));
    moved.set_due_date(20230310);
    journal::v1::HandoverItem& stayed = *recorded.add_items();
    stayed.set_kind(v1::WORK_KIND_ASSIGNMENT);
    stayed.set_name("matters/golden/assignments/1");
    stayed.set_obstacle(1);
    recorded.add_organizations(Org("bureau"));
    recorded.set_remaining(1);
    const std::string handover = Person("reviewer") + "/handovers/golden";
    Append(handover, recorded);
    journal::v1::WorkHandedOver over;
    over.set_handover(handover);
    over.set_from_person(Person("reviewer"));
    over.set_to_person(Person("section"));
    Append("matters/golden/papers/1", over);
    Append("matters/golden/threads/1", over);
  }

  void Layouts() {
    journal::v1::LayoutSaved saved;
    saved.set_title("月报台账");
    saved.set_list("ListMatters");
    journal::v1::LayoutColumnSaved& column = *saved.add_columns();
    column.set_path("opinion.number");
    column.set_heading("意见书文号");
    column.set_width(20);
    Append(Org("bureau") + "/layouts/golden", saved);
    Append(Org("bureau") + "/layouts/golden", journal::v1::LayoutRemoved());
  }

  void Destructions() {
    journal::v1::DestructionProposed proposed;
    proposed.set_ground(v1::DESTRUCTION_GROUND_CLASSIFIED);
    *proposed.mutable_reason() = Text("destruction-reason-1");
    proposed.set_resource("matters/golden");
    proposed.add_fields("reason");
    proposed.add_file_digests(std::string(32, 'f'));
    proposed.set_organization(Org("bureau"));
    journal::v1::DestructionListed listed;
    journal::v1::DestructionItem& item = *listed.add_items();
    item.set_resource("matters/golden");
    item.set_path("materials[1].file");
    item.set_file_digest(std::string(32, 'f'));
    item.set_size(1000);
    journal::v1::DestructionItem& words = *listed.add_items();
    words.set_resource("matters/golden");
    words.set_path("reason");
    words.set_text_id(std::string(16, 't'));
    journal::v1::DestructionKept& kept = *listed.add_kept();
    kept.set_resource("matters/golden");
    kept.set_path("title");
    kept.set_cause(1);
    journal::v1::DestructionApproved approved;
    approved.set_texts(1);
    approved.set_files(1);
    journal::v1::DestructionRejected rejected;
    *rejected.mutable_reason() = Text("rejected-reason-1");
    for (const char* name : {"destructions/golden1", "destructions/golden2"}) {
      Append(name, proposed);
      Append(name, listed);
    }
    Append("destructions/golden1", approved);
    Append("destructions/golden2", rejected);
    journal::v1::ContentsDestroyed destroyed;
    destroyed.set_destruction("destructions/golden1");
    destroyed.set_ground(v1::DESTRUCTION_GROUND_CLASSIFIED);
    destroyed.set_texts(1);
    destroyed.set_files(1);
    Append("matters/golden/papers/1", destroyed);
    Append("destructions/golden1", journal::v1::DestructionCompleted());
  }

  void Papers() {
    journal::v1::PaperDrafted drafted;
    drafted.set_kind(config::v1::PAPER_OPINION);
    drafted.set_command("IssueOpinion");
    *drafted.mutable_content() = Text("content-1");
    drafted.set_organization(Org("bureau"));
    for (const auto& [title, role] : {std::pair<const char*, config::v1::Role>{"承办人", config::v1::ROLE_REVIEWER},
                                      {"科室负责人", config::v1::ROLE_SECTION_HEAD},
                                      {"主要负责人", config::v1::ROLE_CHIEF}}) {
      drafted.add_steps()->set_title(title);
      drafted.mutable_steps()->rbegin()->set_role(role);
    }
    drafted.set_taken(1);
    drafted.set_draft("matters/golden/versions/1");
    Append("matters/golden/papers/1", drafted);
    Append("matters/golden/papers/2", drafted);
    journal::v1::PaperChanged changed;
    changed.set_step(2);
    *changed.mutable_content() = Text("content-2");
    changed.set_draft("matters/golden/versions/2");
    Append("matters/golden/papers/1", changed);
    journal::v1::PaperApproved approved;
    approved.set_step(1);
    approved.set_through_step(1);
    *approved.mutable_note() = Text("note-1");
    Append("matters/golden/papers/1", approved);
    journal::v1::PaperReturned returned;
    returned.set_to_step(2);
    *returned.mutable_reason() = Text("reason-1");
    Append("matters/golden/papers/1", returned);
    approved.set_step(2);
    approved.set_through_step(3);
    approved.set_result("matters/golden/opinions/1");
    Append("matters/golden/papers/1", approved);
    journal::v1::PaperWithdrawn withdrawn;
    *withdrawn.mutable_reason() = Text("reason-2");
    Append("matters/golden/papers/2", withdrawn);
  }

  void Record2() {
    journal::v1::RulesLoaded rules;
    rules.set_kind(journal::v1::RulesLoaded::KIND_PROFILE);
    rules.set_id("golden");
    rules.set_sha256(std::string(32, 'r'));
    rules.set_size(10);
    Append("rules/golden", rules);
    journal::v1::EpochStarted epoch;
    epoch.set_previous_origin("golden/1");
    epoch.set_restored_size(static_cast<int64_t>(store().head().size));
    epoch.set_decided_by("王局长");
    epoch.set_reason("演练");
    Append("epochs/2", epoch);
    journal::v1::RehearsalClockMoved clock_moved;
    clock_moved.set_to_us(1700000000000000);
    Append("rehearsal", clock_moved);
  }
};

}  // namespace

std::vector<std::string> GoldenHistory() {
  GoldenScript district;
  district.Early();
  district.Review();
  district.Publication();
  district.Corrections();
  district.People();
  district.Papers();
  district.Urgencies();
  AppendOffice(district);
  district.Joint();
  district.Reforms();
  district.Steps();
  district.Tables();
  district.Handovers();
  district.Layouts();
  district.Destructions();
  district.Record2();
  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  std::vector<std::string> entries;
  for (uint64_t at = 0; at < district.store().head().size; ++at) entries.push_back(*reader.EntryBytes(at));
  return entries;
}

}  // namespace plumbline::testing
