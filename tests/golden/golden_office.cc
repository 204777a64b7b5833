#include "plumbline/v1/joint.pb.h"
#include "tests/golden/golden_district.h"

namespace plumbline::testing {

namespace {

void AppendPackages(GoldenDistrict& district) {
  journal::v1::ReviewPackageMade made;
  made.set_assignment("matters/golden/assignments/1");
  made.set_person(district.Person("advisor1"));
  made.set_draft("matters/golden/versions/1");
  made.add_slots("DOC-EXPLAIN");
  *made.mutable_question() = GoldenDistrict::Text("package-question-1");
  made.set_expires_date(20230320);
  district.Append("matters/golden/packages/1", made);
  journal::v1::ReviewPackageRecorded recorded;
  recorded.set_file_digest(std::string(32, 'z'));
  journal::v1::PackagePartMade& part = *recorded.add_parts();
  part.set_file_name("02-文稿.pdf");
  part.set_title("文稿");
  part.set_pages(3);
  journal::v1::PackagePartMade& outside = *recorded.add_parts();
  outside.set_title("评估论证材料");
  outside.set_left_out_zh("该格式不能加水印");
  outside.set_left_out_en("This format can't be marked.");
  district.Append("matters/golden/packages/1", recorded);
  journal::v1::ReviewPackageHandedOver out;
  *out.mutable_way() = GoldenDistrict::Text("package-way-1");
  district.Append("matters/golden/packages/1", out);
  journal::v1::WorkHandedOver over;
  over.set_handover(district.Person("reviewer") + "/handovers/golden");
  over.set_from_person(district.Person("reviewer"));
  over.set_to_person(district.Person("section"));
  district.Append("matters/golden/packages/1", over);
  journal::v1::ReviewPackageReturned back;
  back.set_file_digest(std::string(32, 'y'));
  *back.mutable_note() = GoldenDistrict::Text("package-note-1");
  district.Append("matters/golden/packages/1", back);
  district.Append("matters/golden/packages/2", made);
  journal::v1::ReviewPackageCancelled cancelled;
  *cancelled.mutable_reason() = GoldenDistrict::Text("package-reason-1");
  district.Append("matters/golden/packages/2", cancelled);
}

void AppendMovedInquiry(GoldenDistrict& district) {
  journal::v1::InquiryMade made;
  made.set_kind(v1::INQUIRY_KIND_COUNTERSIGN);
  made.set_organization(district.Org("other"));
  made.set_asking_organization(district.Org("department"));
  *made.mutable_question() = GoldenDistrict::Text("moved-question-1");
  district.Append("matters/golden/inquiries/moved", made);
  journal::v1::InquiryMoved moved;
  moved.set_reorganization("reorganizations/golden-1");
  moved.set_organization(district.Org("office"));
  district.Append("matters/golden/inquiries/moved", moved);
}

void AppendOutcomes(GoldenDistrict& district) {
  journal::v1::MatterCreated created;
  created.set_title("某处罚决定");
  created.add_kinds(config::v1::KIND_MAJOR_ENFORCEMENT_DECISION);
  created.set_lead_drafter(district.Org("department"));
  created.set_issuer(district.Org("government"));
  created.set_reviewing_body(district.Org("bureau"));
  district.Append("matters/golden-decision", created);
  journal::v1::MatterOutcomeRecorded decided;
  decided.set_number("演执罚〔2023〕1号");
  *decided.mutable_party() = GoldenDistrict::Text("outcome-party-1");
  decided.set_file_digest(std::string(32, 'o'));
  decided.set_ending(v1::ENDING_DECIDED);
  district.Append("matters/golden-decision", decided);
  created.set_title("未经审核的办法");
  district.Append("matters/golden-around", created);
  journal::v1::DocumentUnreviewed found;
  found.set_title("未经审核的办法");
  found.set_document_number("演府发〔2023〕99号");
  found.set_issuer(district.Org("government"));
  found.set_drafter(district.Org("department"));
  found.set_publish_date(20230302);
  found.set_found_in("政府公报第3期");
  found.set_evidence_digest(std::string(32, 'e'));
  *found.mutable_reason() = GoldenDistrict::Text("unreviewed-reason-1");
  found.set_matter("matters/golden-around");
  district.Append("documents/golden-around", found);
  journal::v1::MatterUnreviewed around;
  around.set_document("documents/golden-around");
  district.Append("matters/golden-around", around);
  found.clear_document_number();
  found.clear_reason();
  found.clear_matter();
  found.set_deliberated_only(true);
  district.Append("documents/golden-deliberated", found);
}

void AppendReminders(GoldenDistrict& district) {
  journal::v1::ReminderSent sent;
  sent.set_about("matters/golden/assignments/1");
  sent.set_to(district.Person("advisor1"));
  sent.set_limit("T-ADVISOR");
  sent.set_due_date(20230306);
  sent.set_days_late(2);
  *sent.mutable_note() = GoldenDistrict::Text("reminder-note-1");
  district.Append("matters/golden/reminders/1", sent);
  sent.clear_limit();
  sent.clear_due_date();
  sent.clear_days_late();
  sent.clear_note();
  district.Append("matters/golden/reminders/2", sent);
}

void AppendPastReviews(GoldenDistrict& district) {
  journal::v1::PastReviewImported past;
  past.set_body(district.Org("bureau"));
  past.set_title("据台账的审核");
  past.set_drafter("甲局、乙局");
  past.set_received_date(20220301);
  past.set_opinion_number("演司法审〔2022〕1号");
  past.set_conclusion("修改后合法");
  past.set_issued_date(20220310);
  past.set_document_number("演府发〔2022〕3号");
  past.set_source_digest(std::string(32, 'p'));
  past.set_source_row(4);
  past.set_source_name("2022年审核台账");
  district.Append("pastReviews/1", past);
  past.clear_opinion_number();
  past.clear_received_date();
  district.Append("pastReviews/2", past);
}

void AppendAccessDigests(GoldenDistrict& district) {
  journal::v1::AccessDigested digested;
  digested.set_date(20230301);
  digested.set_first_number(1);
  digested.set_count(3);
  digested.set_root(std::string(32, 'a'));
  district.Append("accessDigests/2023-03-01", digested);
  digested.set_date(20230303);
  digested.set_first_number(4);
  digested.set_count(1);
  district.Append("accessDigests/2023-03-03", digested);
}

}  // namespace

void AppendOffice(GoldenDistrict& district) {
  AppendPackages(district);
  AppendMovedInquiry(district);
  AppendOutcomes(district);
  AppendReminders(district);
  AppendPastReviews(district);
  AppendAccessDigests(district);
}

}  // namespace plumbline::testing
