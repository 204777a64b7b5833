#include "tests/support/engine_harness.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"
#include "services/dates.h"
#include "services/directory/directory.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/merkle/hash.h"

namespace plumbline::testing {

namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void SetEtag(const google::protobuf::FieldDescriptor* field, const std::string& etag,
             google::protobuf::Message* request) {
  request->GetReflection()->SetString(request, field, etag);
}

}  // namespace

std::vector<ProfileFile> SourceProfiles() {
  std::vector<ProfileFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(PLUMBLINE_SOURCE_DIR "/deploy/profiles")) {
    if (entry.path().extension() == ".textproto") {
      files.push_back({entry.path().filename().string(), ReadFile(entry.path())});
    }
  }
  return files;
}

std::vector<CalendarFile> SourceCalendars() {
  std::vector<CalendarFile> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(PLUMBLINE_SOURCE_DIR "/deploy/calendars")) {
    if (entry.path().extension() == ".csv") {
      files.push_back({entry.path().stem().string(), ReadFile(entry.path())});
    }
  }
  return files;
}

std::string SeededEntropy::Bytes(size_t size) {
  while (rest_.size() < size) {
    std::string block = "entropy";
    AppendBigEndian64(&block, seed_);
    AppendBigEndian64(&block, counter_++);
    AppendHash(&rest_, Sha256(block));
  }
  std::string bytes = rest_.substr(0, size);
  rest_.erase(0, size);
  return bytes;
}

bool FakeFiles::Find(absl::string_view sha256, FileFacts* facts) const {
  const auto found = files_.find(sha256);
  if (found == files_.end()) return false;
  *facts = found->second;
  return true;
}

std::string FakeFiles::Add(const std::string& bytes, FileFacts facts) {
  const std::string digest(BytesOf(Sha256(bytes)));
  facts.size = static_cast<int64_t>(bytes.size());
  files_[digest] = facts;
  return FileNameOf(digest);
}

std::string FakeFiles::AddText(const std::string& text) {
  FileFacts facts;
  facts.type = "txt";
  facts.text_digest = std::string(BytesOf(Sha256(absl::StrCat("canonical:", text))));
  facts.text_digest_algorithm = 1;
  facts.text_empty = text.empty();
  return Add(text, facts);
}

District::District(Options options)
    : options_(std::move(options)),
      clock_(StartOfDay(absl::CivilDay(2023, 3, 1)) + absl::Hours(9)),
      security_clock_(absl::FromUnixSeconds(1700000000)),
      entropy_(options_.seed),
      rooms_(Rooms::MakeAll()) {
  std::vector<ProfileFile> profiles = SourceProfiles();
  profiles.insert(profiles.end(), options_.more_profiles.begin(), options_.more_profiles.end());
  auto rules = LoadedRules::Load({options_.profile}, profiles, SourceCalendars());
  if (!rules.ok()) {
    std::fprintf(stderr, "rules: %s\n", std::string(rules.status().message()).c_str());
    std::abort();
  }
  rules_ = *std::move(rules);
  EpochRow epoch;
  epoch.number = 1;
  epoch.origin = "test.example/1";
  store_ = std::make_unique<MemoryStore>(epoch);
  OpenEngine();
  if (options_.set_up) SetUp();
}

District::~District() = default;

void District::OpenEngine() {
  Engine::Options options;
  options.rooms = rooms_.get();
  options.store = store_.get();
  options.log = store_.get();
  options.procedure_clock = &clock_;
  options.security_clock = &security_clock_;
  options.entropy = &entropy_;
  options.rules = rules_.get();
  options.files = &files_;
  options.rows_max = options_.rows_max;
  options.crash_guard = options_.crash_guard;
  options.storage_low = [this] { return storage_low_; };
  const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
  auto edge = Journal(snapshot.get()).Edge(store_->head().size);
  PLUMBLINE_CHECK(edge.ok(), "the edge of a memory store can be restored");
  options.edge = *std::move(edge);
  auto engine = Engine::Open(std::move(options));
  PLUMBLINE_CHECK(engine.ok(), "the engine opens over its own store");
  engine_ = *std::move(engine);
}

void District::Restart() {
  pages_ = std::make_unique<PageShelf>(&security_clock_, &entropy_);
  engine_.reset();
  OpenEngine();
}

std::string District::RequestId() {
  const std::string hex = absl::BytesToHexString(entropy_.Bytes(16));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

std::optional<Refusal> District::ReportAsSystem(const google::protobuf::Message& request) {
  CommandCall call;
  call.method = rooms_->FindTaking(request.GetDescriptor());
  PLUMBLINE_CHECK(call.method != nullptr, "the request belongs to a method");
  call.request.reset(request.New());
  call.request->CopyFrom(request);
  const auto* reflection = request.GetReflection();
  if (reflection->GetString(request, call.method->request_id).empty()) {
    reflection->SetString(call.request.get(), call.method->request_id, RequestId());
  }
  call.system = true;
  std::optional<CommandReply> reply;
  call.done = [&reply](CommandReply answered) { reply = std::move(answered); };
  engine_->Add(std::move(call));
  engine_->CommitGroup();
  return std::move(reply->refusal);
}

std::optional<Refusal> District::RunInternal(std::function<Decision(const World&, const Context&)> decide) {
  CommandCall call;
  call.method = rooms_->FindMethod("/plumbline.v1.DirectoryService/SignIn");
  call.request.reset(call.method->request->New());
  call.internal = std::move(decide);
  std::optional<CommandReply> reply;
  call.done = [&reply](CommandReply answered) { reply = std::move(answered); };
  engine_->Add(std::move(call));
  engine_->CommitGroup();
  return std::move(reply->refusal);
}

void District::Tamper(const std::string& key, const std::string& value) {
  const auto refusal = RunInternal([&](const World&, const Context&) -> Decision {
    Outcome outcome;
    outcome.beside.push_back({key, value});
    return outcome;
  });
  PLUMBLINE_CHECK(!refusal.has_value(), "the row was written");
}

std::optional<Refusal> District::Call(const std::string& who,
                                      const google::protobuf::Message& request,
                                      std::unique_ptr<google::protobuf::Message>* response) {
  const MethodRow* method = rooms_->FindTaking(request.GetDescriptor());
  PLUMBLINE_CHECK(method != nullptr, "the request belongs to a method");
  const std::string token = who.empty() ? std::string() : tokens_.at(who);
  if (method->is_command()) {
    CommandCall call;
    call.method = method;
    call.request.reset(request.New());
    call.request->CopyFrom(request);
    const auto* reflection = request.GetReflection();
    // The common parts that a test does not care about: a fresh request_id, the newest etag.
    if (method->request_id != nullptr && reflection->GetString(request, method->request_id).empty()) {
      reflection->SetString(call.request.get(), method->request_id, RequestId());
    }
    if (method->etag != nullptr && method->subject != nullptr &&
        reflection->GetString(request, method->etag).empty()) {
      SetEtag(method->etag, EtagOf(reflection->GetString(request, method->subject)),
              call.request.get());
    }
    call.token = token;
    std::optional<CommandReply> reply;
    call.done = [&reply](CommandReply answered) { reply = std::move(answered); };
    engine_->Add(std::move(call));
    engine_->CommitGroup();
    PLUMBLINE_CHECK(reply.has_value(), "a memory store answers at once");
    *response = std::move(reply->response);
    return std::move(reply->refusal);
  }
  const QueryFunction* query = rooms_->FindQuery(request.GetDescriptor());
  PLUMBLINE_CHECK(query != nullptr, "a query is registered");
  const std::unique_ptr<google::protobuf::Message> asked(request.New());
  asked->CopyFrom(request);
  PageShelf::Reading reading;
  const std::shared_ptr<const Snapshot> newest = store_->GetSnapshot();
  if (auto refusal = pages_->Open(*asked, newest, &reading)) return refusal;
  const auto reader_of = [this](const std::shared_ptr<const Snapshot>& snapshot) {
    auto reader = std::make_unique<SnapshotReader>(std::make_unique<SharedSnapshot>(snapshot), rooms_.get());
    reader->set_rules_book(rules_.get());
    reader->set_file_index(&files_);
    return reader;
  };
  const auto world = reader_of(newest);
  const auto reader = reader_of(reading.snapshot);
  const std::string person = who.empty() ? std::string() : people_.at(who);
  const Caller caller{person, world->Find<state::v1::HoldingsRow>(person), today()};
  response->reset(method->response->New());
  auto refusal = (*query)({*world, *reader, caller, *rules_, *rooms_, clock_.Now(), false}, *asked, **response);
  if (!refusal.has_value()) pages_->Close(std::move(reading), **response);
  return refusal;
}

void District::Die(const google::protobuf::Message& request, const Refusal& refusal) {
  std::fprintf(stderr, "%s was refused: %s: %s\n%s", std::string(request.GetDescriptor()->name()).c_str(),
               v1::ErrorReason_Name(refusal.reason).c_str(), refusal.message_en.c_str(),
               request.DebugString().c_str());
  for (const FieldViolation& field : refusal.fields) {
    std::fprintf(stderr, "  %s: %s\n", field.field.c_str(), field.message_en.c_str());
  }
  for (const v1::GateStatus& gate : refusal.gates) {
    std::fprintf(stderr, "  %s: %s\n", gate.gate().c_str(), gate.message_en().c_str());
    for (const std::string& missing : gate.missing()) std::fprintf(stderr, "    missing %s\n", missing.c_str());
  }
  std::abort();
}

void District::AddPerson(const std::string& key, const std::string& organization,
                         const std::string& title, std::vector<config::v1::Role> roles) {
  v1::CreatePersonRequest create;
  create.mutable_person()->set_display_name(absl::StrCat("测试", key));
  create.set_sign_in_name(key);
  const auto created = Must<v1::CreatePersonResponse>("admin", create);
  people_[key] = created.person().name();
  if (!roles.empty()) {
    v1::CreatePostRequest post;
    post.set_parent(organization);
    post.mutable_post()->set_title(title);
    post.mutable_post()->set_person(created.person().name());
    for (const config::v1::Role role : roles) post.mutable_post()->add_roles(role);
    SetDate(absl::CivilDay(2023, 1, 1), post.mutable_post()->mutable_from_date());
    Must<v1::CreatePostResponse>("admin", post);
  }
  // A session, as sign-in would make it.
  const std::string token = absl::StrCat("token-", key);
  state::v1::SessionRow session;
  session.set_person(created.person().name());
  session.set_expires_at(absl::ToUnixSeconds(security_clock_.Now()) + 86400 * 3650);
  tokens_[key] = token;
  CommandCall call;
  call.method = rooms_->FindMethod("/plumbline.v1.DirectoryService/SignIn");
  call.request.reset(call.method->request->New());
  call.internal = [&](const World&, const Context&) -> Decision {
    Outcome outcome;
    outcome.beside.push_back({BesideKey(BesideTable::kSession, BytesOf(Sha256(token))),
                              session.SerializeAsString()});
    return outcome;
  };
  engine_->Add(std::move(call));
  engine_->CommitGroup();
}

void District::SetUp() {
  // The first administrator, as the claim would make it.
  FirstAdministrator first;
  first.organization_title = "测试信息中心";
  first.display_name = "测试管理员";
  first.sign_in_name = "admin";
  first.password_hash = "none";
  state::v1::SessionRow session;
  session.set_expires_at(absl::ToUnixSeconds(security_clock_.Now()) + 86400 * 3650);
  first.session_key = BesideKey(BesideTable::kSession, BytesOf(Sha256("token-admin")));
  first.session_value = session.SerializeAsString();
  std::string person;
  CommandCall call;
  call.method = rooms_->FindMethod("/plumbline.v1.DirectoryService/ClaimFirstAdministrator");
  call.request.reset(call.method->request->New());
  call.internal = [&](const World& world, const Context& context) {
    return DecideFirstAdministrator(world, context, first, &person);
  };
  engine_->Add(std::move(call));
  engine_->CommitGroup();
  people_["admin"] = person;
  tokens_["admin"] = "token-admin";

  const auto organization = [this](const std::string& key, const std::string& title,
                                   v1::OrganizationKind kind, const std::string& parent,
                                   const std::string& profile, const std::string& code) {
    v1::CreateOrganizationRequest request;
    request.mutable_organization()->set_title(title);
    request.mutable_organization()->set_kind(kind);
    request.mutable_organization()->set_parent(parent);
    request.mutable_organization()->set_profile(profile);
    request.mutable_organization()->set_agency_code(code);
    request.mutable_organization()->set_opinion_code(key == "bureau" ? "测司法审" : "");
    request.mutable_organization()->set_eligible_issuer(kind == v1::ORGANIZATION_KIND_GOVERNMENT);
    organizations_[key] =
        Must<v1::CreateOrganizationResponse>("admin", request).organization().name();
  };
  organization("government", "测试区人民政府", v1::ORGANIZATION_KIND_GOVERNMENT, "", options_.profile, "测府发");
  const std::string government = organizations_["government"];
  organization("office", "测试区人民政府办公室", v1::ORGANIZATION_KIND_GOVERNMENT_OFFICE, government, "", "测府办发");
  organization("bureau", "测试区司法局", v1::ORGANIZATION_KIND_JUDICIAL_BUREAU, government, "", "测司");
  organization("department", "测试区发展和改革局", v1::ORGANIZATION_KIND_DEPARTMENT, government, "", "测发改");
  organization("other", "测试区财政局", v1::ORGANIZATION_KIND_DEPARTMENT, government, "", "测财");
  v1::UpdateOrganizationRequest update;
  update.set_name(government);
  update.mutable_organization()->set_reviewing_body(organizations_["bureau"]);
  update.mutable_organization()->set_office(organizations_["office"]);
  update.add_update_mask("reviewing_body");
  update.add_update_mask("office");
  Must<v1::UpdateOrganizationResponse>("admin", update);

  AddPerson("handler", organizations_["department"], "经办", {config::v1::ROLE_HANDLER});
  AddPerson("head", organizations_["department"], "局长", {config::v1::ROLE_UNIT_HEAD});
  AddPerson("stranger", organizations_["other"], "经办", {config::v1::ROLE_HANDLER});
  AddPerson("intake", organizations_["bureau"], "收文", {config::v1::ROLE_INTAKE});
  AddPerson("reviewer", organizations_["bureau"], "审核", {config::v1::ROLE_REVIEWER});
  AddPerson("section", organizations_["bureau"], "科长", {config::v1::ROLE_SECTION_HEAD});
  AddPerson("chief", organizations_["bureau"], "局长", {config::v1::ROLE_CHIEF});
  AddPerson("office", organizations_["office"], "文书", {config::v1::ROLE_OFFICE});
  AddPerson("mayor", organizations_["government"], "区长", {config::v1::ROLE_GOVERNMENT_HEAD});
  for (int i = 1; i <= 4; ++i) {
    const std::string key = absl::StrCat("advisor", i);
    AddPerson(key, "", "", {});
    v1::CreateAppointmentRequest appoint;
    v1::Appointment& appointment = *appoint.mutable_appointment();
    appointment.set_person(people_[key]);
    appointment.set_body(organizations_["bureau"]);
    appointment.set_kind(i == 4 ? v1::ADVISOR_KIND_EXPERT : v1::ADVISOR_KIND_LAWYER);
    SetDate(absl::CivilDay(2023, 1, 1), appointment.mutable_from_date());
    SetDate(absl::CivilDay(2025, 12, 31), appointment.mutable_until_date());
    Must<v1::CreateAppointmentResponse>("chief", appoint);
  }
}

std::string District::NewMatter(const std::string& title) {
  v1::CreateMatterRequest request;
  request.mutable_matter()->set_title(title);
  request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  request.mutable_matter()->set_issuer(organizations_["government"]);
  return Must<v1::CreateMatterResponse>("handler", request).matter().name();
}

void District::Complete(const std::string& matter, const std::string& text) {
  v1::AddDraftVersionRequest draft;
  draft.set_parent(matter);
  draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
  draft.mutable_draft()->set_file(files_.AddText(text));
  Must<v1::AddDraftVersionResponse>("handler", draft);
  const v1::Matter& now = RowOf<state::v1::MatterRow>(matter)->resource();
  const RuleSet rules = rules_->Find(options_.profile);
  std::vector<std::string> slots;
  for (const config::v1::Material* slot :
       rules.profile->Materials(KindSet::Of(now.kinds()), today())) {
    slots.push_back(slot->id());
  }
  for (const std::string& slot : slots) {
    v1::FileMaterialRequest file;
    file.set_name(matter);
    file.mutable_material()->set_slot(slot);
    file.mutable_material()->set_file(files_.AddText(absl::StrCat(slot, " 材料")));
    Must<v1::FileMaterialResponse>("handler", file);
  }
}

void District::Submit(const std::string& matter) {
  v1::SubmitMatterRequest request;
  request.set_name(matter);
  request.set_not_secret(true);
  Must<v1::SubmitMatterResponse>("handler", request);
}

void District::Accept(const std::string& matter) {
  v1::AcceptMatterRequest request;
  request.set_name(matter);
  Must<v1::AcceptMatterResponse>("intake", request);
}

}  // namespace plumbline::testing
