#include "services/runtime/server/letter_worker.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"
#include "services/opinion/letter_model.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/letter.h"
#include "services/runtime/convert/letter_layout.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/server/due_work.h"
#include "storage/journal.h"

namespace plumbline {

namespace {

OpinionLetter LetterOf(const state::v1::LetterContent& content) {
  OpinionLetter letter;
  letter.issuer = content.issuer();
  letter.document_number = content.document_number();
  letter.title = content.title();
  letter.addressee = content.addressee();
  for (const state::v1::LetterSection& section : content.sections()) {
    letter.sections.push_back({section.level(), section.text()});
  }
  if (!content.conclusion_heading().empty()) letter.conclusion_heading = content.conclusion_heading();
  letter.conclusion = content.conclusion();
  for (const state::v1::LetterSection& section : content.further()) {
    letter.further.push_back({section.level(), section.text()});
  }
  if (content.points_size() > 0) {
    LetterAttachment attachment;
    attachment.title = "修改意见对照表";
    attachment.table.push_back({"序号", "修改意见"});
    for (const state::v1::LetterPoint& point : content.points()) {
      attachment.table.push_back({absl::StrCat(point.number()), point.text()});
    }
    attachment.column_widths = {1, 9};
    letter.attachments.push_back(std::move(attachment));
  }
  letter.signature = content.signature();
  letter.date = DayOf(content.date());
  letter.contact_note = content.contact_note();
  return letter;
}

}  // namespace

absl::Status LetterWorker::Render(const std::string& opinion) {
  const Dispatcher::Options& server = options_.dispatcher->options();
  SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  reader.set_rules_book(server.rules);
  const std::optional<state::v1::LetterContent> content = BuildLetter(reader, opinion);
  if (!content.has_value() || content->is_void()) return absl::OkStatus();
  OpinionLetter letter = LetterOf(*content);
  letter.mark = options_.rehearsal ? OpinionLetter::Mark::kRehearsal : OpinionLetter::Mark::kNone;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string entry, reader.EntryBytes(content->issued_sequence()));
  letter.proof = LetterProof{options_.origin, content->issued_sequence(),
                             HexOf(LeafHash(Sha256(entry)))};
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string text, CanonicalLetterText(letter));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string pdf, RenderLetter(letter, InstalledFonts()));
  PLUMBLINE_ASSIGN_OR_RETURN(const Hash digest, options_.files->StoreOwn(pdf, "pdf"));
  v1::RecordLetterRequest request;
  request.set_name(opinion);
  request.set_request_id(WorkRequestId("letter", opinion, content->issued_sequence()));
  request.set_file(FileNameOf(BytesOf(digest)));
  request.set_text_digest(std::string(BytesOf(Sha256(text))));
  request.set_size(static_cast<int64_t>(pdf.size()));
  return Report(*options_.dispatcher, request);
}

absl::StatusOr<int> LetterWorker::RunOnce(int limit) {
  return DoDue(*options_.dispatcher, "letter", static_cast<size_t>(limit),
               [this](const std::string& opinion) { return Render(opinion); });
}

}  // namespace plumbline
