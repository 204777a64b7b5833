#include "services/runtime/rpc/file_service.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "services/access/access_log.h"
#include "services/destruction/destruction.h"
#include "services/relation.h"
#include "services/runtime/convert/extract.h"
#include "services/runtime/convert/marked_copy.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/rpc/call_facts.h"
#include "storage/files/crc32c.h"

namespace plumbline {

namespace {

constexpr uint64_t kExtractBytesMax = uint64_t{64} << 20;  // Larger files are material, not text.
constexpr size_t kDownloadPiece = 256 * 1024;
constexpr absl::string_view kEmptyTextMark = "empty";

// The type as commands compare it (services/files.h).
std::string TypeWord(FileType type) {
  switch (type) {
    case FileType::kDocx:
      return "docx";
    case FileType::kDocxWithMacros:
      return "docm";
    case FileType::kDoc:
      return "doc";
    case FileType::kWps:
      return "wps";
    case FileType::kXlsx:
      return "xlsx";
    case FileType::kPdf:
      return "pdf";
    case FileType::kOfd:
      return "ofd";
    case FileType::kText:
      return "txt";
    case FileType::kPng:
      return "png";
    case FileType::kJpeg:
      return "jpeg";
    case FileType::kZip:
      return "zip";
    case FileType::kEncryptedOffice:
    case FileType::kUnknown:
      return "bin";
  }
  return "bin";
}

Refusal RefuseFileNotFound() {
  return Refuse(absl::StatusCode::kNotFound, v1::RESOURCE_NOT_FOUND,
                "未找到该文件，或您无权查看。", "No such file, or you may not see it.");
}

// What the files store says, as a refusal with a next step.
Refusal RefuseStore(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOutOfRange:
      return Refuse(status.code(), v1::UPLOAD_GAP,
                    absl::StrCat("数据不连续，请先查询上传进度再续传：", status.message()),
                    std::string(status.message()));
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
      return Refuse(absl::StatusCode::kInvalidArgument, v1::DIGEST_MISMATCH,
                    absl::StrCat("收到的内容与声明不一致，请重新上传：", status.message()),
                    std::string(status.message()));
    case absl::StatusCode::kNotFound:
      return RefuseFileNotFound();
    case absl::StatusCode::kResourceExhausted: {
      Refusal refusal = Refuse(status.code(), v1::STORAGE_LOW,
                               absl::StrCat("暂时不能接收上传：", status.message()),
                               std::string(status.message()));
      refusal.retry_after = absl::Seconds(5);
      return refusal;
    }
    case absl::StatusCode::kDataLoss:
      return RefuseCorrupt(status);
    default:
      return Refuse(absl::StatusCode::kUnavailable, v1::OUTCOME_UNKNOWN,
                    "上传结果未知，请查询上传进度后续传。", "The outcome is unknown; query the upload, then go on.");
  }
}

void FillFile(const FileInfo& info, v1::File* file) {
  file->set_name(FileNameOf(BytesOf(info.sha256)));
  file->set_size_bytes(static_cast<int64_t>(info.size));
  file->set_type(info.metadata.type);
  if (info.metadata.text_digest.has_value()) {
    file->set_text_digest(std::string(BytesOf(*info.metadata.text_digest)));
    file->set_text_digest_algorithm(1);
  } else {
    // `extra` holds "empty" or the sentence in both languages, separated by a line feed.
    const size_t line = info.metadata.extra.find('\n');
    if (line != std::string::npos) {
      file->set_no_text_reason_zh(info.metadata.extra.substr(0, line));
      file->set_no_text_reason_en(info.metadata.extra.substr(line + 1));
    }
  }
  const int64_t micros = absl::ToUnixMicros(info.completed_at);
  file->mutable_complete_time()->set_seconds(micros / 1000000);
  file->mutable_complete_time()->set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
}

// Whether some string or bytes field of the message, at any depth, is the file's name or digest.
bool Names(const google::protobuf::Message& message, const std::string& name,
           const std::string& digest) {
  const auto* reflection = message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
        std::string scratch;
        const std::string& value =
            field->is_repeated() ? reflection->GetRepeatedStringReference(message, field, i, &scratch)
                                 : reflection->GetStringReference(message, field, &scratch);
        if (value == name || value == digest) return true;
      } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
        if (Names(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                       : reflection->GetMessage(message, field),
                  name, digest)) {
          return true;
        }
      }
    }
  }
  return false;
}

// Whether what the caller is shown of the resource `through` names the file.
bool MayRead(const SnapshotReader& reader, const Rooms& rooms, const Caller& caller, const std::string& file,
             const std::string& through) {
  const TableRow* table = rooms.FindCollection(CollectionOf(through));
  if (table == nullptr || table->resource == nullptr) return false;
  Head head;
  const google::protobuf::Message* row = reader.FindResource(through, &head);
  if (row == nullptr || (table->visible && !table->visible(reader, caller, through, *row))) {
    return false;
  }
  std::unique_ptr<google::protobuf::Message> resource(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(table->resource->message_type())
          ->New());
  ShowResource(*table, {reader, caller}, through, *row, head, *resource);
  return Names(*resource, file, FileDigestOf(file));
}

}  // namespace

bool StoredFiles::Find(absl::string_view sha256, FileFacts* facts) const {
  const absl::StatusOr<Hash> hash = HashFromBytes(sha256);
  if (!hash.ok()) return false;
  const absl::StatusOr<FileInfo> info = store_->Info(*hash);
  // A file of a kind that is not taken has no type: its bytes are there until they expire, and nothing names it.
  if (!info.ok() || info->metadata.type.empty()) return false;
  facts->size = static_cast<int64_t>(info->size);
  facts->type = info->metadata.type;
  facts->text_empty = info->metadata.extra == kEmptyTextMark;
  if (info->metadata.text_digest.has_value()) {
    facts->text_digest = std::string(BytesOf(*info->metadata.text_digest));
    facts->text_digest_algorithm = 1;
  }
  return true;
}

std::optional<Refusal> FileServiceImpl::Authenticate(const grpc::ServerContext& context,
                                                     std::string* person) const {
  const Dispatcher::Options& server = dispatcher_->options();
  const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  const std::optional<std::string> found =
      dispatcher_->PersonOf(reader, FactsOf(context).token);
  if (!found.has_value()) return RefuseSession();
  *person = *found;
  return std::nullopt;
}

absl::Status FileServiceImpl::Examine(const FileInfo& info, const std::string& file_name) {
  FileMetadata metadata;
  metadata.type = "bin";
  if (info.size <= kExtractBytesMax) {
    const absl::StatusOr<Whole> whole = ReadOwn(info.sha256);
    if (!whole.ok()) return whole.status();
    const Extraction extraction = ExtractText(whole->bytes, file_name);
    metadata.type = TypeWord(extraction.type);
    if (extraction.outcome == Extraction::Outcome::kRefused) {
      return absl::InvalidArgumentError(absl::StrCat(extraction.reason.zh, "\n", extraction.reason.en));
    }
    if (extraction.canonical.has_value()) {
      metadata.text_digest = Sha256(*extraction.canonical);
    } else if (extraction.problem == ExtractProblem::kEmptyDraft) {
      metadata.extra = std::string(kEmptyTextMark);
    } else {
      metadata.extra = absl::StrCat(extraction.reason.zh, "\n", extraction.reason.en);
    }
  }
  return store_->SetMetadata(info.sha256, metadata);
}

absl::StatusOr<FileServiceImpl::Whole> FileServiceImpl::ReadOwn(const Hash& sha256) const {
  const absl::StatusOr<FileInfo> info = store_->Info(sha256);
  if (!info.ok()) return info.status();
  if (info->size > kExtractBytesMax) return absl::OutOfRangeError("The file is too large to be read as text.");
  Whole whole;
  whole.type = info->metadata.type;
  while (whole.bytes.size() < info->size) {
    const auto piece = store_->Read(sha256, whole.bytes.size(), kReadBytesMax);
    if (!piece.ok()) return piece.status();
    whole.bytes.append(*piece);
  }
  return whole;
}

grpc::Status FileServiceImpl::UploadFile(grpc::ServerContext* context,
                                         grpc::ServerReader<v1::UploadFileRequest>* reader,
                                         v1::UploadFileResponse* response) {
  const bool english = FactsOf(*context).english;
  std::string person;
  if (auto refusal = Authenticate(*context, &person)) return StatusFrom(*refusal, english);
  std::string upload;
  std::string file_name;
  v1::UploadFileRequest message;
  while (reader->Read(&message)) {
    switch (message.part_case()) {
      case v1::UploadFileRequest::kSpec: {
        const absl::StatusOr<Hash> hash = HashFromBytes(message.spec().sha256());
        if (!hash.ok() || message.spec().size_bytes() <= 0 || !upload.empty()) {
          return StatusFrom(RefuseField("spec", "须给出文件大小和 32 字节的 SHA-256，且只给一次",
                                        "needs a size and 32 bytes of SHA-256, once"),
                            english);
        }
        if (auto refusal = RefuseDestroyed(*hash, /*uploading=*/true)) return StatusFrom(*refusal, english);
        UploadSpec spec;
        spec.size = static_cast<uint64_t>(message.spec().size_bytes());
        spec.sha256 = *hash;
        spec.uploader = person;
        file_name = message.spec().file_name();
        const auto started = store_->StartUpload(spec, clock_->Now());
        if (!started.ok()) {
          if (started.status().code() == absl::StatusCode::kInvalidArgument) {
            return StatusFrom(RefuseField("spec.size_bytes", absl::StrCat("文件大小不合要求：", started.status().message()),
                                          std::string(started.status().message())),
                              english);
          }
          return StatusFrom(RefuseStore(started.status()), english);
        }
        upload = *started;
        break;
      }
      case v1::UploadFileRequest::kUpload: {
        const auto progress = store_->QueryUpload(message.upload());
        if (!progress.ok() || progress->spec.uploader != person) {
          return StatusFrom(RefuseFileNotFound(), english);
        }
        upload = message.upload();
        break;
      }
      case v1::UploadFileRequest::kChunk: {
        const auto progress =
            store_->AppendChunk(upload, static_cast<uint64_t>(message.chunk().offset()),
                                message.chunk().data(), message.chunk().crc32c(), clock_->Now());
        if (!progress.ok()) return StatusFrom(RefuseStore(progress.status()), english);
        response->set_persisted_bytes(static_cast<int64_t>(progress->received));
        break;
      }
      case v1::UploadFileRequest::kFinish: {
        // It may have been destroyed since the upload began.
        if (const auto progress = store_->QueryUpload(upload); progress.ok()) {
          if (auto refusal = RefuseDestroyed(progress->spec.sha256, /*uploading=*/true)) {
            store_->AbandonUpload(upload).IgnoreError();
            return StatusFrom(*refusal, english);
          }
        }
        const auto info = store_->FinishUpload(upload, clock_->Now());
        if (!info.ok()) return StatusFrom(RefuseStore(info.status()), english);
        const absl::Status examined = Examine(*info, file_name);
        if (!examined.ok()) {
          if (examined.code() != absl::StatusCode::kInvalidArgument) {
            return StatusFrom(RefuseStore(examined), english);
          }
          const std::string text(examined.message());
          const size_t line = text.find('\n');
          return StatusFrom(Refuse(absl::StatusCode::kInvalidArgument, v1::FILE_UNUSABLE,
                                   text.substr(0, line), text.substr(line + 1)),
                            english);
        }
        const auto final_info = store_->Info(info->sha256);
        if (!final_info.ok()) return StatusFrom(RefuseStore(final_info.status()), english);
        FillFile(*final_info, response->mutable_file());
        response->set_persisted_bytes(static_cast<int64_t>(final_info->size));
        response->set_upload(upload);
        return grpc::Status::OK;
      }
      case v1::UploadFileRequest::PART_NOT_SET:
        return StatusFrom(RefuseField("part", "消息为空", "the message has no part"), english);
    }
  }
  response->set_upload(upload);
  return grpc::Status::OK;
}

grpc::Status FileServiceImpl::QueryUpload(grpc::ServerContext* context,
                                          const v1::QueryUploadRequest* request,
                                          v1::QueryUploadResponse* response) {
  const bool english = FactsOf(*context).english;
  std::string person;
  if (auto refusal = Authenticate(*context, &person)) return StatusFrom(*refusal, english);
  const auto progress = store_->QueryUpload(request->upload());
  if (!progress.ok() || progress->spec.uploader != person) {
    return StatusFrom(RefuseFileNotFound(), english);
  }
  response->set_persisted_bytes(static_cast<int64_t>(progress->received));
  return grpc::Status::OK;
}

grpc::Status FileServiceImpl::GetFile(grpc::ServerContext* context, const v1::GetFileRequest* request,
                                      v1::GetFileResponse* response) {
  const bool english = FactsOf(*context).english;
  std::string person;
  if (auto refusal = Authenticate(*context, &person)) return StatusFrom(*refusal, english);
  const absl::StatusOr<Hash> hash = HashFromBytes(FileDigestOf(request->name()));
  if (!hash.ok()) return StatusFrom(RefuseFileNotFound(), english);
  if (auto refusal = RefuseDestroyed(*hash, /*uploading=*/false)) return StatusFrom(*refusal, english);
  const auto info = store_->Info(*hash);
  if (!info.ok()) return StatusFrom(RefuseStore(info.status()), english);
  if (info->metadata.type.empty()) return StatusFrom(RefuseFileNotFound(), english);
  FillFile(*info, response->mutable_file());
  return grpc::Status::OK;
}

std::optional<Refusal> FileServiceImpl::RefuseDestroyed(const Hash& sha256, bool uploading) const {
  const Dispatcher::Options& server = dispatcher_->options();
  const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  return RefuseDestroyedFile(reader, FileNameOf(BytesOf(sha256)), uploading);
}

std::optional<Refusal> FileServiceImpl::Mark(const SnapshotReader& reader, const std::string& person, const FileInfo& info,
                                             const v1::DownloadFileRequest& request, std::string* bytes) const {
  const auto whole = ReadOwn(info.sha256);
  if (!whole.ok() && !absl::IsOutOfRange(whole.status())) return RefuseStore(whole.status());
  const Dispatcher::Options& server = dispatcher_->options();
  const absl::CivilDay today = CivilDayOf(server.procedure_clock->Now());
  const auto& matter = reader.Get<state::v1::MatterRow>(MatterOf(request.through())).resource();
  const bool docx = request.marked_form() == v1::MARKED_FORM_DOCX;
  const std::string title = matter.title().empty() ? std::string("文件") : matter.title();
  CopyMark mark;
  mark.person = PersonTitle(reader, person);
  mark.line = absl::StrCat(server.rehearsal ? "【演练】" : "", "仅供", mark.person, "审查使用，", today.year(), "年",
                           today.month(), "月", today.day(), "日下载；不得复制、拍照、转发");
  mark.author = reader.Get<state::v1::OrganizationRow>(matter.reviewing_body()).resource().title();
  mark.day = today;
  absl::StatusOr<MarkedCopy> copy = MarkedCopy{"", 0, "文件太大，不能加水印", "The file is too large to be marked"};
  if (whole.ok()) {
    const std::string name = absl::StrCat("file.", whole->type);
    copy = docx ? MarkAsDocx(whole->bytes, name, title, mark) : MarkAsPdf(whole->bytes, name, title, mark, InstalledFonts());
  }
  if (copy.ok() && !copy->bytes.empty()) {
    *bytes = std::move(copy->bytes);
    return std::nullopt;
  }
  const std::string zh = copy.ok() ? copy->why_not_zh : std::string("姓名中有系统字体没有的字");
  const std::string en = copy.ok() ? copy->why_not_en : std::string(copy.status().message());
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::FILE_UNUSABLE,
                absl::StrCat("外部人员只能下载加有本人姓名水印的副本，而此文件不能加：", zh, "。请与审核人员联系。"),
                absl::StrCat("People from outside get copies with their name, and this file can't be marked: ", en,
                             " Ask the reviewer."));
}

grpc::Status FileServiceImpl::DownloadFile(grpc::ServerContext* context,
                                           const v1::DownloadFileRequest* request,
                                           grpc::ServerWriter<v1::DownloadFileResponse>* writer) {
  const bool english = FactsOf(*context).english;
  std::string person;
  if (auto refusal = Authenticate(*context, &person)) return StatusFrom(*refusal, english);
  const absl::StatusOr<Hash> hash = HashFromBytes(FileDigestOf(request->name()));
  const Dispatcher::Options& server = dispatcher_->options();
  SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  reader.set_rules_book(server.rules);
  const Caller caller{person, reader.Find<state::v1::HoldingsRow>(person),
                      CivilDayOf(server.procedure_clock->Now())};
  if (!hash.ok() || request->offset() < 0 ||
      !MayRead(reader, *server.rooms, caller, request->name(), request->through())) {
    return StatusFrom(RefuseFileNotFound(), english);
  }
  if (auto refusal = RefuseDestroyed(*hash, /*uploading=*/false)) return StatusFrom(*refusal, english);
  const auto info = store_->Info(*hash);
  if (!info.ok()) return StatusFrom(RefuseStore(info.status()), english);

  // A package bears the name of whom it is for.
  const bool marked = IsAccessLogged(reader, request->through()) && WorksFromOutside(reader, caller) &&
                      CollectionOf(request->through()) != "packages";
  std::string copy;
  if (marked) {
    if (auto refusal = Mark(reader, person, *info, *request, &copy)) return StatusFrom(*refusal, english);
  }
  const uint64_t size = marked ? copy.size() : info->size;
  AccessNote note;
  note.person = person;
  note.resource = request->through();
  note.file_sha256 = std::string(BytesOf(*hash));
  note.kind = v1::ACCESS_KIND_DOWNLOAD;
  note.size_bytes = static_cast<int64_t>(size);
  note.marked = marked;
  if (auto refusal = dispatcher_->NoteAccess(reader, note)) return StatusFrom(*refusal, english);

  v1::DownloadFileResponse message;
  if (marked) {
    message.set_marked_sha256(std::string(BytesOf(Sha256(copy))));
    message.set_marked_type(request->marked_form() == v1::MARKED_FORM_DOCX ? "docx" : "pdf");
  }
  for (auto offset = static_cast<uint64_t>(request->offset()); offset < size;) {
    if (marked) {
      message.set_data(copy.substr(offset, kDownloadPiece));
    } else {
      const auto piece = store_->Read(*hash, offset, kDownloadPiece);
      if (!piece.ok()) return StatusFrom(RefuseStore(piece.status()), english);
      message.set_data(*piece);
    }
    message.set_offset(static_cast<int64_t>(offset));
    message.set_crc32c(Crc32c(message.data()));
    offset += message.data().size();
    if (!writer->Write(message)) return grpc::Status::CANCELLED;
  }
  return grpc::Status::OK;
}

absl::StatusOr<Hash> FileServiceImpl::StoreOwn(absl::string_view bytes, const std::string& type) {
  const Hash digest = Sha256(bytes);
  if (store_->Info(digest).ok()) return digest;
  UploadSpec spec;
  spec.size = bytes.size();
  spec.sha256 = digest;
  spec.uploader = "system";
  auto upload = store_->StartUpload(spec, clock_->Now());
  if (!upload.ok()) return upload.status();
  for (size_t offset = 0; offset < bytes.size(); offset += kChunkBytesMax) {
    const absl::string_view piece = bytes.substr(offset, kChunkBytesMax);
    auto progress = store_->AppendChunk(*upload, offset, piece, Crc32c(piece), clock_->Now());
    if (!progress.ok()) return progress.status();
  }
  auto info = store_->FinishUpload(*upload, clock_->Now());
  if (!info.ok()) return info.status();
  FileMetadata metadata;
  metadata.type = type;
  const absl::Status kept = store_->SetMetadata(digest, metadata);
  if (!kept.ok()) return kept;
  return digest;
}

}  // namespace plumbline
