#include "tests/bench/district.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/file_service.grpc.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/rehearsal_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "storage/files/crc32c.h"
#include "storage/merkle/hash.h"

namespace plumbline::bench {

namespace {

constexpr char kPassword[] = "bench-password-1";
constexpr int kChannels = 4;
constexpr int kAdvisors = 10;
constexpr int kPreparers = 32;
constexpr size_t kChunk = 256 * 1024;

void SetDay(int year, int month, int day, google::type::Date* date) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

[[noreturn]] void Die(const std::string& what, const grpc::Status& status) {
  std::fprintf(stderr, "plumbline-bench: %s: %s\n", what.c_str(), status.error_message().c_str());
  std::exit(1);
}

std::string RequestId() {
  thread_local std::mt19937_64 random{std::random_device()()};
  const uint64_t a = random();
  const uint64_t b = random();
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", a >> 32, (a >> 16) & 0xffff, a & 0xffff,
                         b >> 48, b & 0xffffffffffff);
}

}  // namespace

grpc::Status BenchDistrict::Call(const Shot& shot, std::string* reply) const {
  grpc::ClientContext context;
  if (!shot.token.empty()) context.AddMetadata("authorization", "Bearer " + shot.token);
  context.AddMetadata("accept-language", "en");
  const grpc::Slice slice(shot.bytes);
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::ByteBuffer answer;
  grpc::Status status;
  grpc::CompletionQueue queue;
  grpc::GenericStub stub(channels_[0]);
  const auto reader = stub.PrepareUnaryCall(&context, shot.path, bytes, &queue);
  reader->StartCall();
  reader->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  reply->clear();
  std::vector<grpc::Slice> slices;
  if (status.ok() && answer.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) {
      reply->append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
  }
  return status;
}

void BenchDistrict::Must(const std::string& token, const std::string& method,
                         google::protobuf::Message* request,
                         google::protobuf::Message* reply) const {
  const auto* id = request->GetDescriptor()->FindFieldByName("request_id");
  if (id != nullptr) request->GetReflection()->SetString(request, id, RequestId());
  std::string answer;
  const grpc::Status status =
      Call({"/plumbline.v1." + method, token, request->SerializeAsString()}, &answer);
  if (!status.ok()) Die(method, status);
  if (!reply->ParseFromString(answer)) Die(method + ": unreadable reply", status);
}

uint64_t BenchDistrict::Backup(const std::string& directory) const {
  v1::CopyRecordRequest request;
  request.set_directory(directory);
  v1::CopyRecordResponse reply;
  Must(admin_, "AuditService/CopyRecord", &request, &reply);
  return static_cast<uint64_t>(reply.tree_size());
}

void BenchDistrict::Connect(const std::string& address) {
  channels_.clear();
  for (int i = 0; i < kChannels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // A connection of its own.
    channels_.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
}

std::string BenchDistrict::Organization(const std::string& title, int kind,
                                        const std::string& parent) {
  v1::CreateOrganizationRequest request;
  v1::Organization& made = *request.mutable_organization();
  made.set_title(title);
  made.set_kind(static_cast<v1::OrganizationKind>(kind));
  made.set_parent(parent);
  if (parent.empty()) made.set_profile("national");
  made.set_agency_code(absl::StrCat("测", ++turn_));
  if (kind == v1::ORGANIZATION_KIND_JUDICIAL_BUREAU) made.set_opinion_code("测司法审");
  made.set_eligible_issuer(kind == v1::ORGANIZATION_KIND_GOVERNMENT);
  v1::CreateOrganizationResponse reply;
  Must(admin_, "DirectoryService/CreateOrganization", &request, &reply);
  return reply.organization().name();
}

std::pair<std::string, std::string> BenchDistrict::Person(const std::string& sign_in,
                                                          const std::string& title,
                                                          const std::string& organization,
                                                          config::v1::Role role) {
  v1::CreatePersonRequest create;
  create.mutable_person()->set_display_name("测试" + sign_in);
  create.set_sign_in_name(sign_in);
  v1::CreatePersonResponse person;
  Must(admin_, "DirectoryService/CreatePerson", &create, &person);
  if (!organization.empty()) {
    v1::CreatePostRequest post;
    post.set_parent(organization);
    post.mutable_post()->set_title(title);
    post.mutable_post()->set_person(person.person().name());
    post.mutable_post()->add_roles(role);
    SetDay(2023, 1, 3, post.mutable_post()->mutable_from_date());
    v1::CreatePostResponse made;
    Must(admin_, "DirectoryService/CreatePost", &post, &made);
  }
  v1::SetPasswordRequest password;
  password.set_sign_in_name(sign_in);
  password.set_code(person.one_time_code());
  password.set_password(kPassword);
  v1::SetPasswordResponse session;
  Must("", "DirectoryService/SetPassword", &password, &session);
  return {person.person().name(), session.session().token()};
}

BenchDistrict::BenchDistrict(const std::string& address) {
  Connect(address);
  v1::FetchFirstCodeRequest fetch;
  v1::FetchFirstCodeResponse code;
  Must("", "RehearsalService/FetchFirstCode", &fetch, &code);
  v1::ClaimFirstAdministratorRequest claim;
  claim.set_code(code.code());
  claim.set_organization_title("测试区信息中心");
  claim.set_display_name("管理员");
  claim.set_sign_in_name("admin");
  claim.set_password(kPassword);
  v1::ClaimFirstAdministratorResponse claimed;
  Must("", "DirectoryService/ClaimFirstAdministrator", &claim, &claimed);
  admin_ = claimed.session().token();
  v1::MoveClockRequest clock;
  SetDay(2023, 3, 1, clock.mutable_to_date());
  v1::MoveClockResponse moved;
  Must(admin_, "RehearsalService/MoveClock", &clock, &moved);

  government_ = Organization("测试区人民政府", v1::ORGANIZATION_KIND_GOVERNMENT, "");
  const std::string office =
      Organization("测试区人民政府办公室", v1::ORGANIZATION_KIND_GOVERNMENT_OFFICE, government_);
  const std::string bureau =
      Organization("测试区司法局", v1::ORGANIZATION_KIND_JUDICIAL_BUREAU, government_);
  const std::string department =
      Organization("测试区发展和改革局", v1::ORGANIZATION_KIND_DEPARTMENT, government_);
  v1::GetOrganizationRequest get;
  get.set_name(government_);
  v1::Organization government;
  Must(admin_, "DirectoryService/GetOrganization", &get, &government);
  v1::UpdateOrganizationRequest update;
  update.set_name(government_);
  update.set_etag(government.etag());
  update.mutable_organization()->set_reviewing_body(bureau);
  update.mutable_organization()->set_office(office);
  update.add_update_mask("reviewing_body");
  update.add_update_mask("office");
  v1::UpdateOrganizationResponse updated;
  Must(admin_, "DirectoryService/UpdateOrganization", &update, &updated);

  handler_ = Person("handler", "经办", department, config::v1::ROLE_HANDLER).second;
  intake_ = Person("intake", "收文", bureau, config::v1::ROLE_INTAKE).second;
  reviewer_ = Person("reviewer", "审核", bureau, config::v1::ROLE_REVIEWER).second;
  section_ = Person("section", "科长", bureau, config::v1::ROLE_SECTION_HEAD).second;
  const std::string chief = Person("chief", "局长", bureau, config::v1::ROLE_CHIEF).second;
  for (int i = 0; i < kAdvisors; ++i) {
    advisors_.push_back(Person(absl::StrCat("advisor", i), "", "", config::v1::ROLE_UNSPECIFIED));
    v1::CreateAppointmentRequest appoint;
    v1::Appointment& appointment = *appoint.mutable_appointment();
    appointment.set_person(advisors_.back().first);
    appointment.set_body(bureau);
    appointment.set_kind(v1::ADVISOR_KIND_LAWYER);
    SetDay(2023, 1, 3, appointment.mutable_from_date());
    SetDay(2025, 12, 31, appointment.mutable_until_date());
    v1::CreateAppointmentResponse appointed;
    Must(chief, "DirectoryService/CreateAppointment", &appoint, &appointed);
  }
  file_ = UploadBytes("第一条 为了规范户外招牌设置，制定本规定。\n第二条 本规定自公布之日起施行。\n",
                      "draft.txt", nullptr, nullptr);
}

void BenchDistrict::Prepare(size_t seats) {
  std::mutex mutex;
  std::vector<std::thread> callers;
  for (int i = 0; i < kPreparers; ++i) {
    callers.emplace_back([&] {
      for (;;) {
        int number = 0;
        {
          const std::lock_guard<std::mutex> lock(mutex);
          if (seats_.size() + advisors_.size() * (matters_begun_ - matters_.size()) >= seats) return;
          number = static_cast<int>(++matters_begun_);
        }
        const std::string matter = Accepted(number);
        for (const auto& [person, token] : advisors_) {
          v1::AssignReviewerRequest assign;
          assign.set_parent(matter);
          assign.set_person(person);
          assign.set_role(config::v1::ROLE_ADVISOR);
          v1::AssignReviewerResponse assigned;
          Must(section_, "ReviewService/AssignReviewer", &assign, &assigned);
        }
        const std::lock_guard<std::mutex> lock(mutex);
        matters_.push_back(matter);
        for (const auto& [person, token] : advisors_) seats_.push_back({token, matter});
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

// A matter with a complete package that the bureau took in.
std::string BenchDistrict::Accepted(int number) const {
  v1::CreateMatterRequest create;
  create.mutable_matter()->set_title(absl::StrCat("关于规范户外招牌设置的规定（", number, "）"));
  create.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  create.mutable_matter()->set_issuer(government_);
  v1::CreateMatterResponse created;
  Must(handler_, "MatterService/CreateMatter", &create, &created);
  const std::string name = created.matter().name();
  v1::AddDraftVersionRequest draft;
  draft.set_parent(name);
  draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
  draft.mutable_draft()->set_file(file_);
  v1::AddDraftVersionResponse drafted;
  Must(handler_, "MatterService/AddDraftVersion", &draft, &drafted);
  // The server itself says which materials are missing.
  v1::CheckMatterRequest check;
  check.set_name(name);
  check.set_command("AcceptMatter");
  v1::CheckMatterResponse checked;
  Must(handler_, "MatterService/CheckMatter", &check, &checked);
  v1::GetMatterRequest get;
  get.set_name(name);
  v1::Matter matter;
  Must(handler_, "MatterService/GetMatter", &get, &matter);
  for (const v1::CommandCheck& one : checked.commands()) {
    for (const v1::GateStatus& gate : one.gates()) {
      for (const std::string& slot : gate.missing()) {
        if (gate.verdict() != v1::GATE_VERDICT_UNMET) continue;
        v1::FileMaterialRequest file;
        file.set_name(name);
        file.set_etag(matter.etag());
        file.mutable_material()->set_slot(slot);
        file.mutable_material()->set_file(file_);
        v1::FileMaterialResponse filed;
        Must(handler_, "MatterService/FileMaterial", &file, &filed);
        matter = filed.matter();
      }
    }
  }
  v1::SubmitMatterRequest submit;
  submit.set_name(name);
  submit.set_etag(matter.etag());
  submit.set_not_secret(true);
  v1::SubmitMatterResponse submitted;
  Must(handler_, "MatterService/SubmitMatter", &submit, &submitted);
  v1::AcceptMatterRequest accept;
  accept.set_name(name);
  accept.set_etag(submitted.matter().etag());
  v1::AcceptMatterResponse accepted;
  Must(intake_, "MatterService/AcceptMatter", &accept, &accepted);
  return name;
}

Shot BenchDistrict::NullCall() { return {"/grpc.health.v1.Health/Check", "", ""}; }

Shot BenchDistrict::Create() {
  v1::CreateMatterRequest request;
  request.set_request_id(RequestId());
  request.mutable_matter()->set_title(absl::StrCat("关于加强农村公路养护管理的通知（", turn_, "）"));
  request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  request.mutable_matter()->set_issuer(government_);
  return {"/plumbline.v1.MatterService/CreateMatter", handler_, request.SerializeAsString()};
}

Shot BenchDistrict::Remark() {
  v1::AddRemarkRequest request;
  request.set_request_id(RequestId());
  request.set_parent(matters_[turn_ % matters_.size()]);
  request.mutable_thread()->set_weight(v1::REMARK_WEIGHT_SUGGESTION);
  request.mutable_thread()->set_text("第二条宜写明施行日期，并与第一条的目的表述一致。");
  return {"/plumbline.v1.ReviewService/AddRemark", reviewer_, request.SerializeAsString()};
}

Shot BenchDistrict::NextFilling() { return ++turn_ % 2 == 0 ? Create() : Remark(); }

Shot BenchDistrict::NextCommand() {
  const uint64_t part = ++turn_ % 16;
  if (part < 8) return Create();
  if (part < 15 || seats_.empty()) return Remark();
  const Seat seat = seats_.front();
  seats_.pop_front();
  ++advice_;
  v1::SignAdviceRequest request;
  request.set_request_id(RequestId());
  request.set_parent(seat.matter);
  request.set_no_conflict_declared(true);
  request.mutable_advice()->set_conclusion("LAWFUL_WITH_AMENDMENTS");
  request.mutable_advice()->set_text("第二条应当写明施行日期，其余合法。");
  return {"/plumbline.v1.ReviewService/SignAdvice", seat.token, request.SerializeAsString()};
}

uint64_t BenchDistrict::Entries() {
  v1::CreateMatterRequest request;
  request.mutable_matter()->set_title("关于调整部分乡镇办公时间的通知");
  request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  request.mutable_matter()->set_issuer(government_);
  v1::CreateMatterResponse reply;
  Must(handler_, "MatterService/CreateMatter", &request, &reply);
  return static_cast<uint64_t>(reply.receipt().tree_size());
}

std::string BenchDistrict::UploadBytes(const std::string& bytes, const std::string& name,
                                       const std::atomic<bool>* stop, uint64_t* sent) {
  const auto stub = v1::FileService::NewStub(channels_.back());
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + handler_);
  context.AddMetadata("accept-language", "en");
  v1::UploadFileResponse reply;
  const auto writer = stub->UploadFile(&context, &reply);
  v1::UploadFileRequest request;
  request.mutable_spec()->set_size_bytes(static_cast<int64_t>(bytes.size()));
  request.mutable_spec()->set_sha256(std::string(BytesOf(Sha256(bytes))));
  request.mutable_spec()->set_file_name(name);
  bool open = writer->Write(request);
  for (size_t at = 0; open && at < bytes.size(); at += kChunk) {
    if (stop != nullptr && stop->load()) {
      context.TryCancel();
      (void)writer->Finish();
      return "";
    }
    v1::UploadChunk& chunk = *request.mutable_chunk();
    chunk.set_offset(static_cast<int64_t>(at));
    chunk.set_data(bytes.substr(at, kChunk));
    chunk.set_crc32c(Crc32c(chunk.data()));
    open = writer->Write(request);
    if (sent != nullptr) *sent += chunk.data().size();
  }
  request.set_finish(true);
  if (open) writer->Write(request);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) Die("UploadFile", status);
  return reply.file().name();
}

uint64_t BenchDistrict::Upload(size_t size, const std::atomic<bool>& stop) {
  uint64_t sent = 0;
  std::mt19937_64 random{std::random_device()()};
  std::string bytes = "%PDF-1.7\n";
  while (bytes.size() < size) {
    const uint64_t word = random();
    bytes.append(reinterpret_cast<const char*>(&word), sizeof(word));
  }
  bytes.resize(size);
  for (uint64_t round = 0; !stop.load(); ++round) {
    bytes.replace(16, 8, reinterpret_cast<const char*>(&round), 8);  // Another file each time.
    UploadBytes(bytes, "scan.pdf", &stop, &sent);
  }
  return sent;
}

}  // namespace plumbline::bench
