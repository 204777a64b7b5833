#include "services/runtime/server/package_worker.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/clause_tree.h"
#include "services/core/text/utf8.h"
#include "services/dates.h"
#include "services/package/package.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/runtime/convert/docx_comments.h"
#include "services/runtime/convert/extract.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/package_file.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/server/due_work.h"
#include "services/runtime/server/reading_work.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

constexpr int kCommentsShown = 300;
constexpr size_t kQuoteCharacters = 500;
constexpr size_t kTextCharacters = 4000;

// A stored file as it was uploaded: what its ending was is known by its content. Gone (destroyed) files have no bytes.
absl::StatusOr<FileServiceImpl::Whole> ReadNamed(const FileServiceImpl& files, const std::string& file) {
  PLUMBLINE_ASSIGN_OR_RETURN(const Hash digest, HashFromBytes(FileDigestOf(file)));
  return files.ReadOwn(digest);
}

std::string AsName(const std::string& type) { return absl::StrCat("file.", type); }

std::string Cut(const std::string& text, size_t characters) {
  size_t pos = 0;
  char32_t c = 0;
  for (size_t i = 0; i < characters && pos < text.size(); ++i) {
    if (!NextCodePoint(text, &pos, &c)) break;
  }
  return text.substr(0, pos);
}

}  // namespace

absl::Status PackageWorker::Make(const std::string& package) {
  const Dispatcher::Options& server = options_.dispatcher->options();
  SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  reader.set_rules_book(server.rules);
  const auto* row = reader.Find<state::v1::ReviewPackageRow>(package);
  const std::string matter_name(MatterOf(package));
  const auto* matter = reader.Find<state::v1::MatterRow>(matter_name);
  if (row == nullptr || matter == nullptr) return reader.status();
  const v1::ReviewPackage& order = row->resource();
  PackageContent content;
  content.person = PersonTitle(reader, order.person());
  content.body = reader.Get<state::v1::OrganizationRow>(matter->resource().reviewing_body()).resource().title();
  content.matter_title = matter->resource().title();
  content.matter = matter_name;
  content.package = package;
  if (row->has_question()) content.question = ShownContent(reader, row->question());
  content.made = *DayOf(order.made().occurred_on());
  content.expires = *DayOf(order.expires_date());
  content.rehearsal = options_.rehearsal;
  const auto* draft = reader.Find<state::v1::DraftVersionRow>(order.draft());
  if (draft == nullptr) return absl::InternalError("the package names a draft that is not there");
  PLUMBLINE_ASSIGN_OR_RETURN(FileServiceImpl::Whole text, ReadNamed(*options_.files, draft->resource().file()));
  content.draft_name = AsName(text.type);
  content.draft_bytes = std::move(text.bytes);
  const Profile* profile = reader.rules_book() == nullptr ? nullptr : RulesOf(reader, matter->resource().issuer()).profile;
  for (const v1::Material& material : matter->resource().materials()) {
    if (std::find(order.slots().begin(), order.slots().end(), material.slot()) == order.slots().end()) continue;
    if (material.file() == draft->resource().file()) continue;  // The draft itself.
    PackageMaterial& one = content.materials.emplace_back();
    one.title = material.slot();
    if (profile != nullptr) {
      for (const config::v1::Material* slot : profile->Materials(KindSet::Of(matter->resource().kinds()), content.made)) {
        if (slot->id() == material.slot()) one.title = slot->title_zh();
      }
    }
    // What can't be read any more stays outside, as the list says.
    if (auto read = ReadNamed(*options_.files, material.file()); read.ok()) {
      one.name = AsName(read->type);
      one.bytes = std::move(read->bytes);
    }
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const PackageFile file, MakePackageFile(content, InstalledFonts()));
  PLUMBLINE_ASSIGN_OR_RETURN(const Hash digest, options_.files->StoreOwn(file.bytes, "zip"));
  v1::RecordReviewPackageRequest request;
  request.set_name(package);
  request.set_request_id(WorkRequestId(kPackageWork, package, static_cast<uint64_t>(row->made_sequence())));
  request.set_file(FileNameOf(BytesOf(digest)));
  for (const PackageFilePart& part : file.parts) {
    v1::PackagePart& told = *request.add_parts();
    told.set_file_name(part.file_name);
    told.set_title(part.title);
    told.set_pages(part.pages);
    told.set_left_out_zh(part.left_out_zh);
    told.set_left_out_en(part.left_out_en);
  }
  return Report(*options_.dispatcher, request);
}

absl::StatusOr<int> PackageWorker::RunOnce(int limit) {
  return DoDue(*options_.dispatcher, kPackageWork, static_cast<size_t>(limit),
               [this](const std::string& package) { return Make(package); });
}

namespace {

Refusal RefuseReturned(absl::string_view zh, absl::string_view en) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::FILE_UNUSABLE, std::string(zh), std::string(en));
}

std::optional<Refusal> FillComments(const QueryContext& context, const FileServiceImpl& files,
                                    const v1::ReadReturnedCommentsRequest& request,
                                    v1::ReadReturnedCommentsResponse& response) {
  v1::ReviewPackage package;
  if (CollectionOf(request.name()) != "packages") return RefuseNotFound();
  if (auto refusal = ReadResource(context, request.name(), nullptr, package)) return refusal;
  const auto returned = ReadNamed(files, request.file());
  if (!returned.ok()) return RefuseReturned("文件尚未上传完成。请先上传。", "The file is not in the store. Upload it first.");
  const auto comments = ReadDocxComments(returned->bytes);
  if (!comments.ok()) {
    return RefuseReturned("读不出批注：请交回 DOCX 文件（其他格式请在 WPS 或 Word 中另存为 DOCX）；签名的纸件请扫描后直接登记。",
                          absl::StrCat("No comments can be read: ", comments.status().message(),
                                       ". Hand in a DOCX file; enter a signed paper as a scan."));
  }
  // Clauses of the draft that went out; without its text the comments stand alone.
  std::optional<ClauseTree> draft;
  const auto* row = context.world.Find<state::v1::DraftVersionRow>(package.draft());
  const auto sent = row == nullptr ? absl::StatusOr<FileServiceImpl::Whole>(absl::NotFoundError(""))
                                   : ReadNamed(files, row->resource().file());
  if (sent.ok()) {
    const Extraction text = ExtractText(sent->bytes, AsName(sent->type));
    if (text.canonical.has_value()) {
      if (auto tree = ClauseTree::Parse(*text.canonical); tree.ok()) draft = *std::move(tree);
      const Extraction now = ExtractText(returned->bytes, AsName(returned->type));
      response.set_text_changed(now.canonical != text.canonical);
    }
  }
  for (const DocxComment& comment : *comments) {
    if (response.comments_size() == kCommentsShown) break;
    v1::ReturnedComment& out = *response.add_comments();
    out.set_author(Cut(comment.author, kQuoteCharacters));
    out.set_text(Cut(comment.text, kTextCharacters));
    out.set_quote(Cut(comment.quote, kQuoteCharacters));
    const ClauseNode* clause = draft.has_value() ? FindCommented(*draft, comment) : nullptr;
    if (clause == nullptr) continue;
    out.set_anchor(clause->anchor);
    out.set_anchor_title(draft->Citation(*clause));
  }
  response.set_left_out(static_cast<int32_t>(comments->size()) - response.comments_size());
  return std::nullopt;
}

}  // namespace

void RegisterReturnedComments(Dispatcher& dispatcher, const FileServiceImpl& files) {
  RegisterReadingWork<v1::ReadReturnedCommentsRequest, v1::ReadReturnedCommentsResponse>(
      dispatcher, [&files](const QueryContext& context, const v1::ReadReturnedCommentsRequest& request,
                           v1::ReadReturnedCommentsResponse& response) {
        return FillComments(context, files, request, response);
      });
}

}  // namespace plumbline
