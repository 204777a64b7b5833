#include "services/runtime/server/server.h"

#include <grpcpp/security/server_credentials.h>
#include <prometheus/registry.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <set>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/rehearsal_service.pb.h"
#include "services/core/base/status_macros.h"
#include "services/directory/directory.h"
#include "services/loaded_rules.h"
#include "services/rooms.h"
#include "services/runtime/auth/auth.h"
#include "services/runtime/engine/engine.h"
#include "services/runtime/engine/named_files.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/gateway/gateway.h"
#include "services/runtime/gateway/key_file.h"
#include "services/runtime/rpc/file_service.h"
#include "services/runtime/rpc/grpc_server.h"
#include "services/runtime/server/access_worker.h"
#include "services/runtime/server/destruction_worker.h"
#include "services/runtime/server/handover_print.h"
#include "services/runtime/server/letter_worker.h"
#include "services/runtime/server/package_worker.h"
#include "services/runtime/server/system.h"
#include "storage/backup/backup.h"
#include "storage/files/disk_space.h"
#include "storage/files/files_store.h"
#include "storage/keys.h"
#include "storage/record.h"

namespace plumbline {

namespace {

constexpr char kRehearsalPrefix[] = "rehearsal/";
constexpr char kVersion[] = "0.1.0";
// An upload that no command names goes after a week: longer than any package waits for its last paper.
constexpr absl::Duration kUnnamedFileAge = absl::Hours(24 * 7);
constexpr absl::Duration kExpiryInterval = absl::Hours(24);
constexpr absl::Duration kWorkPause = absl::Milliseconds(200);
// Removing rewrites much: what failed (a backup was being made) is tried again after this.
constexpr absl::Duration kRemovalPause = absl::Seconds(5);

bool IsLoopback(const std::string& listen) {
  return absl::StartsWith(listen, "127.") || absl::StartsWith(listen, "localhost:") ||
         absl::StartsWith(listen, "[::1]:");
}

absl::Status RefusalStatus(const Refusal& refusal) {
  return absl::Status(refusal.code, absl::StrCat(refusal.message_zh, " / ", refusal.message_en));
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(ServerOptions options) : options_(std::move(options)) {}
  ~Impl() { Shutdown(); }

  absl::Status Start();
  void Shutdown();

  std::string grpc_address_;
  std::string http_address_;
  std::string first_code_;
  std::atomic<bool> failed_{false};

 private:
  absl::Status LoadRules();
  absl::Status OpenStores();
  absl::Status OpenEngine();
  // Enters editions of rules that the record does not name yet; their files go to the files store.
  absl::Status RecordRules();
  absl::Status StartDoors();
  void RegisterWork();
  void Timer();
  // Removes uploads that no command named in kUnnamedFileAge. Does nothing until its time has come.
  void ExpireFiles();
  void Worker();
  void Destroyer();
  // Says an error once, not at every attempt. `last`: what was said before.
  static void Complain(const char* work, const absl::Status& status, std::string* last);
  std::optional<Refusal> CopyRecord(const CallFacts& facts, const v1::CopyRecordRequest& request,
                                    v1::CopyRecordResponse& response);

  const ServerOptions options_;
  SystemClock system_clock_;
  std::unique_ptr<RehearsalClock> rehearsal_clock_;
  SystemEntropy entropy_;
  RuleFiles rule_files_;
  std::unique_ptr<LoadedRules> rules_;
  std::unique_ptr<Rooms> rooms_;
  std::unique_ptr<Record> record_;
  std::unique_ptr<FilesStore> files_;
  std::unique_ptr<StoredFiles> file_index_;
  std::unique_ptr<MappedCrashGuard> crash_guard_;
  std::unique_ptr<CheckpointSigner> signer_;
  std::unique_ptr<Engine> engine_;
  CommandQueue queue_;
  std::unique_ptr<PageShelf> pages_;  // Holds snapshots of the record: gone before it closes.
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Auth> auth_;
  std::unique_ptr<FileServiceImpl> file_service_;
  std::unique_ptr<LetterWorker> letters_;
  std::unique_ptr<PackageWorker> packages_;
  std::unique_ptr<DestructionWorker> destructions_;
  std::shared_ptr<prometheus::Registry> registry_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<GrpcServer> grpc_;
  std::unique_ptr<Gateway> gateway_;
  std::thread timer_;
  std::thread worker_;
  std::thread destroyer_;
  absl::Time next_expiry_ = absl::InfinitePast();  // Worker thread only.

  std::atomic<bool> storage_low_{false};
  Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ = false;
};

absl::Status Server::Impl::LoadRules() {
  const std::string directory = RulesDirectory(options_.profiles, options_.binary);
  PLUMBLINE_ASSIGN_OR_RETURN(rule_files_, ReadRuleFiles(directory));
  std::vector<std::string> ids;
  for (const ProfileFile& file : rule_files_.profiles) {
    ids.push_back(file.name.substr(0, file.name.size() - std::string(".textproto").size()));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(rules_, LoadedRules::Load(ids, rule_files_.profiles, rule_files_.calendars));
  if (rules_->Find(options_.profile).profile == nullptr) {
    return absl::NotFoundError(absl::StrCat("There is no profile ", options_.profile, " in ", directory,
                                            ". Choose one of the files there with --profile."));
  }
  return absl::OkStatus();
}

absl::Status Server::Impl::OpenStores() {
  std::string name = options_.origin.empty() ? "plumbline.local" : options_.origin;
  const bool marked = absl::StartsWith(name, kRehearsalPrefix);
  if (options_.rehearsal && !marked) name = kRehearsalPrefix + name;
  if (!options_.rehearsal && marked) {
    return absl::InvalidArgumentError(
        "An origin that begins with rehearsal/ needs --rehearsal. Choose another --origin.");
  }
  const std::string key_path = options_.key.empty() ? options_.data + ".key" : options_.key;
  const bool exists = std::filesystem::exists(options_.data + "/LAYOUT");

  RecordOptions record;
  record.directory = options_.data;
  record.name = name;
  if (!exists) {
    PLUMBLINE_ASSIGN_OR_RETURN(const NoteSigner key,
                               LoadOrCreateKey(key_path, OriginOf(name, 1), entropy_));
    record.public_key = key.verifier().public_key();
  }
  PLUMBLINE_ASSIGN_OR_RETURN(record_, Record::Open(record));
  if (absl::StartsWith(record_->epoch().origin, kRehearsalPrefix) != options_.rehearsal) {
    return absl::FailedPreconditionError(
        options_.rehearsal
            ? "This data directory holds a real record: start without --rehearsal, or name another --data."
            : "This data directory holds a rehearsal (演练): start with --rehearsal, or name another --data.");
  }
  FilesOptions files;
  files.uploads.disk_space = [data = options_.data] { return DiskSpaceOf(data); };
  PLUMBLINE_ASSIGN_OR_RETURN(files_, FilesStore::Open(record_->files_directory(), &entropy_, files));
  file_index_ = std::make_unique<StoredFiles>(files_.get());
  PLUMBLINE_ASSIGN_OR_RETURN(crash_guard_, MappedCrashGuard::Open(options_.data + "/inflight"));

  // The key of an existing record is never made anew: a lost key file is an operator's affair.
  PLUMBLINE_ASSIGN_OR_RETURN(NoteSigner key, LoadKey(key_path, record_->epoch().origin));
  if (!record_->epoch().public_key.empty() &&
      key.verifier().public_key() != record_->epoch().public_key) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The key in ", key_path, " is not the key of this record. Put the right file there, or name it with --key."));
  }
  CheckpointSigner::Options signer;
  signer.store = record_->store();
  signer.origin = record_->epoch().origin;
  const std::string kept_path = options_.data + "/checkpoint";
  if (std::filesystem::exists(kept_path)) {
    PLUMBLINE_ASSIGN_OR_RETURN(signer.kept, ReadWholeFile(kept_path));
  }
  signer.keep = [kept_path](const std::string& note) { return WriteWholeFile(kept_path, note); };
  PLUMBLINE_ASSIGN_OR_RETURN(signer_, CheckpointSigner::Open(std::move(signer), std::move(key)));
  return absl::OkStatus();
}

absl::Status Server::Impl::OpenEngine() {
  if (options_.rehearsal) {
    const RuleSet rules = rules_->Find(options_.profile);
    rehearsal_clock_ = std::make_unique<RehearsalClock>(StartOfDay(rules.calendar->first_day()));
  }
  Engine::Options engine;
  engine.rooms = rooms_.get();
  engine.store = record_->store();
  engine.log = record_->log();
  engine.procedure_clock =
      rehearsal_clock_ != nullptr ? static_cast<const Clock*>(rehearsal_clock_.get()) : &system_clock_;
  engine.security_clock = &system_clock_;
  engine.entropy = &entropy_;
  engine.rules = rules_.get();
  engine.files = file_index_.get();
  engine.crash_guard = crash_guard_.get();
  engine.rehearsal_clock = rehearsal_clock_.get();
  engine.edge = record_->opened_edge();
  engine.storage_low = [this] { return storage_low_.load(std::memory_order_relaxed); };
  engine.rebuild_progress = [](uint64_t done, uint64_t total) {
    std::fprintf(stderr, "plumbline-server: making lists and figures anew for this version: %llu of %llu entries\n",
                 static_cast<unsigned long long>(done), static_cast<unsigned long long>(total));
    return true;
  };
  PLUMBLINE_ASSIGN_OR_RETURN(engine_, Engine::Open(std::move(engine)));
  return absl::OkStatus();
}

absl::Status Server::Impl::RecordRules() {
  struct Edition {
    journal::v1::RulesLoaded::Kind kind;
    std::string id;
    const std::string* bytes;
  };
  std::vector<Edition> editions;
  for (const ProfileFile& file : rule_files_.profiles) {
    editions.push_back({journal::v1::RulesLoaded::KIND_PROFILE,
                        file.name.substr(0, file.name.size() - std::string(".textproto").size()),
                        &file.bytes});
  }
  for (const CalendarFile& file : rule_files_.calendars) {
    editions.push_back({journal::v1::RulesLoaded::KIND_CALENDAR, file.id, &file.bytes});
  }
  Outcome outcome;
  for (const Edition& edition : editions) {
    const std::string digest(BytesOf(Sha256(*edition.bytes)));
    const std::string name = absl::StrCat("rules/", edition.id);
    const auto* row = engine_->world().Find<state::v1::RulesRow>(name);
    if (row != nullptr && row->sha256() == digest) continue;
    PLUMBLINE_RETURN_IF_ERROR(
        file_service_->StoreOwn(*edition.bytes, edition.kind == journal::v1::RulesLoaded::KIND_PROFILE
                                                    ? "textproto"
                                                    : "csv")
            .status());
    journal::v1::RulesLoaded event;
    event.set_kind(edition.kind);
    event.set_id(edition.id);
    event.set_sha256(digest);
    event.set_size(static_cast<int64_t>(edition.bytes->size()));
    outcome.Add(name, std::move(event));
  }
  if (outcome.changes.empty()) return absl::OkStatus();
  CommandCall call;
  call.method = rooms_->FindMethod("/plumbline.v1.DirectoryService/SignOut");  // Any without a subject.
  call.request.reset(call.method->request->New());
  call.internal = [&outcome](const World&, const Context&) -> Decision { return std::move(outcome); };
  absl::Status status = absl::InternalError("The rules were not recorded.");
  call.done = [&status](CommandReply reply) {
    status = reply.refusal.has_value() ? RefusalStatus(*reply.refusal) : absl::OkStatus();
  };
  engine_->Add(std::move(call));
  engine_->CommitGroup();
  return status;
}

std::optional<Refusal> Server::Impl::CopyRecord(const CallFacts& facts,
                                                const v1::CopyRecordRequest& request,
                                                v1::CopyRecordResponse& response) {
  SnapshotReader reader(record_->store()->GetSnapshot(), rooms_.get());
  const std::optional<std::string> person = dispatcher_->PersonOf(reader, facts.token);
  if (!person.has_value()) return RefuseSession();
  const Caller caller{*person, reader.Find<state::v1::HoldingsRow>(*person),
                      CivilDayOf(dispatcher_->options().procedure_clock->Now())};
  if (!HoldsRole(caller, config::v1::ROLE_AUDIT_ADMIN) && !HoldsRole(caller, config::v1::ROLE_SYSTEM_ADMIN)) {
    Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                             "复制记录须由审计管理员或系统管理员办理。",
                             "Copying the record needs the audit or the system administrator.");
    refusal.metadata["roleNeeded"] = "ROLE_AUDIT_ADMIN";
    return refusal;
  }
  const std::filesystem::path directory(request.directory());
  if (!directory.is_absolute()) {
    return RefuseField("directory", "须为服务器上的绝对路径", "must be an absolute path on the server's machine");
  }
  BackupSource source;
  source.data_dir = options_.data;
  source.record = record_->store();
  source.files = files_.get();
  source.named_files = [this](const Snapshot& snapshot,
                              absl::FunctionRef<absl::Status(const Hash& sha256)> visit) -> absl::Status {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::set<std::string> named, NamedFilesOf(snapshot, *rooms_));
    for (const std::string& name : named) {
      PLUMBLINE_ASSIGN_OR_RETURN(const Hash sha256, HashFromBytes(FileDigestOf(name)));
      PLUMBLINE_RETURN_IF_ERROR(visit(sha256));
    }
    return absl::OkStatus();
  };
  const auto manifest = CreateBackup(source, directory.string(), system_clock_.Now());
  if (!manifest.ok()) {
    return RefuseState(absl::StrCat("复制未完成：", manifest.status().message()),
                       absl::StrCat("The copy was not made: ", manifest.status().message()));
  }
  response.set_tree_size(static_cast<int64_t>(manifest->head.size));
  response.set_root(std::string(BytesOf(manifest->head.root)));
  response.set_directory(directory.string());
  return std::nullopt;
}

void Server::Impl::RegisterWork() {
  RegisterHandoverPrint(*dispatcher_, record_->epoch().origin);
  RegisterReturnedComments(*dispatcher_, *file_service_);
  dispatcher_->RegisterWork(
      v1::CopyRecordRequest::descriptor(),
      [this](const CallFacts& facts, const google::protobuf::Message& request,
             google::protobuf::Message& response) {
        return CopyRecord(facts, static_cast<const v1::CopyRecordRequest&>(request),
                          static_cast<v1::CopyRecordResponse&>(response));
      });
  dispatcher_->RegisterWork(
      v1::FetchFirstCodeRequest::descriptor(),
      [this](const CallFacts& facts, const google::protobuf::Message&,
             google::protobuf::Message& response) -> std::optional<Refusal> {
        const SnapshotReader reader(record_->store()->GetSnapshot(), rooms_.get());
        std::string claimed;
        const bool open = !reader.FindBeside(BesideKey(BesideTable::kKey, "first-administrator"), &claimed);
        if (!options_.rehearsal || !facts.loopback || !open || first_code_.empty()) {
          return Refuse(absl::StatusCode::kFailedPrecondition, v1::NOT_A_REHEARSAL,
                        "只有演练环境、尚无人员时，才向本机提供首位管理员口令；否则请看服务器首次启动时写出的口令文件。",
                        "The first code is given only by a rehearsal without people, to its own machine. "
                        "Otherwise read the code file that the server wrote at its first start.");
        }
        static_cast<v1::FetchFirstCodeResponse&>(response).set_code(first_code_);
        return std::nullopt;
      });
}

absl::Status Server::Impl::StartDoors() {
  registry_ = std::make_shared<prometheus::Registry>();
  metrics_ = std::make_unique<Metrics>(registry_);
  metrics_->OnScrape([this](Metrics& metrics) {
    metrics.SetQueueDepth(queue_.size());
    metrics.SetSealed(failed_.load());
    const SnapshotReader reader(record_->store()->GetSnapshot(), rooms_.get());
    if (const auto size = reader.TreeSize(); size.ok()) metrics.SetRecordEntries(*size);
    if (const auto disk = DiskSpaceOf(options_.data); disk.ok()) {
      metrics.SetStoreBytes("free", disk->free_bytes);
    }
  });

  GrpcServer::Options grpc;
  grpc.rooms = rooms_.get();
  grpc.engine = engine_.get();
  grpc.queue = &queue_;
  grpc.dispatcher = dispatcher_.get();
  grpc.security_clock = &system_clock_;
  grpc.listen = options_.listen;
  grpc.more_services = {file_service_.get()};
  grpc.streaming_services = {"plumbline.v1.FileService"};
  if (!options_.tls_certificate.empty()) {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::string certificate, ReadWholeFile(options_.tls_certificate));
    PLUMBLINE_ASSIGN_OR_RETURN(const std::string key, ReadWholeFile(options_.tls_key));
    grpc::SslServerCredentialsOptions tls;
    tls.pem_key_cert_pairs.push_back({key, certificate});
    grpc.credentials = grpc::SslServerCredentials(tls);
  } else if (!IsLoopback(options_.listen) && !options_.plain_text_network) {
    return absl::InvalidArgumentError(absl::StrCat(
        options_.listen, " is no loopback address. Give --tls-certificate and --tls-key, or ask aloud for "
        "plain text with --plain-text-network."));
  }
  grpc.observer.group = [this](size_t commands, absl::Duration commit) {
    metrics_->ObserveGroup(commands, commit);
  };
  grpc.observer.answered = [this](const MethodRow& method, const std::optional<Refusal>& refusal) {
    metrics_->CountCommand(method.command, refusal.has_value() ? refusal->code : absl::StatusCode::kOk);
  };
  grpc.observer.sealed = [this](const absl::Status& why) {
    std::fprintf(stderr, "fatal: a commit failed, the outcome is unknown; restart the server: %s\n",
                 std::string(why.message()).c_str());
    failed_.store(true);
  };
  PLUMBLINE_ASSIGN_OR_RETURN(grpc_, GrpcServer::Start(std::move(grpc)));
  grpc_address_ = grpc_->address();

  Gateway::Options gateway;
  const size_t colon = options_.http.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(options_.http.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("--http ", options_.http, " is not HOST:PORT. Example: 127.0.0.1:7480."));
  }
  gateway.http.host = options_.http.substr(0, colon);
  gateway.http.port = static_cast<uint16_t>(port);
  gateway.http.clock = &system_clock_;
  gateway.store = record_->store();
  gateway.signer = signer_.get();
  gateway.metrics = metrics_.get();
  gateway.rehearsal = options_.rehearsal;
  gateway.version = kVersion;
  gateway.health = [this]() -> absl::Status {
    if (failed_.load()) return absl::UnavailableError("a commit failed; restart the server");
    return absl::OkStatus();
  };
  PLUMBLINE_ASSIGN_OR_RETURN(gateway_, Gateway::Start(std::move(gateway)));
  http_address_ = gateway_->address();
  return absl::OkStatus();
}

void Server::Impl::Timer() {
  while (true) {
    {
      const MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), absl::Seconds(1))) return;
    }
    const absl::Status synced = record_->mark()->Sync();
    if (!synced.ok()) std::fprintf(stderr, "mark: %s\n", std::string(synced.message()).c_str());
    const auto disk = DiskSpaceOf(options_.data);
    storage_low_.store(disk.ok() && IsDiskLow(*disk), std::memory_order_relaxed);
  }
}

void Server::Impl::ExpireFiles() {
  const absl::Time now = system_clock_.Now();
  if (now < next_expiry_) return;
  next_expiry_ = now + kExpiryInterval;
  const auto named_now = [this] {
    const std::unique_ptr<Snapshot> snapshot = record_->store()->GetSnapshot();
    return NamedFilesOf(*snapshot, *rooms_);
  };
  const auto before = named_now();
  const auto is_referenced = [&](const Hash& sha256) -> absl::StatusOr<bool> {
    PLUMBLINE_RETURN_IF_ERROR(before.status());
    const std::string name = FileNameOf(std::string(BytesOf(sha256)));
    if (before->count(name) == 1) return true;
    // The file is hidden now. A call that the command thread answers stands behind every command that
    // still found it, and behind their commit.
    const CommandReply barrier = dispatcher_->RunInternal(
        *rooms_->FindMethod("/plumbline.v1.DirectoryService/SignOut"),
        [](const World&, const Context&) -> Decision { return RefuseNotFound(); });
    if (!barrier.refusal.has_value() || barrier.refusal->reason != v1::RESOURCE_NOT_FOUND) {
      return absl::UnavailableError("The command thread did not answer; files expire another time.");
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::set<std::string> after, named_now());
    return after.count(name) == 1;
  };
  const auto expired = files_->ExpireUnreferenced(is_referenced, now, kUnnamedFileAge);
  if (!expired.ok()) {
    std::fprintf(stderr, "files: %s\n", std::string(expired.status().message()).c_str());
  }
}

void Server::Impl::Worker() {
  std::string last_error;
  std::string last_package_error;
  std::string last_digest_error;
  while (true) {
    ExpireFiles();
    const auto letters = letters_->RunOnce(8);
    Complain("letter", letters.status(), &last_error);
    const auto packages = packages_->RunOnce(4);  // Few at a time: one may take seconds, and letters wait for them.
    Complain("package", packages.status(), &last_package_error);
    const auto digests = DigestAccess(*dispatcher_);
    Complain("access log", digests.status(), &last_digest_error);
    const bool busy = letters.value_or(0) > 0 || packages.value_or(0) > 0 || digests.value_or(0) > 0;
    const absl::Duration pause = busy ? absl::ZeroDuration() : kWorkPause;
    const MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause)) return;
  }
}

void Server::Impl::Destroyer() {
  std::string last_error;
  while (true) {
    const auto done = destructions_->RunOnce();
    Complain("destruction", done.status(), &last_error);
    const MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), done.ok() ? kWorkPause : kRemovalPause)) return;
  }
}

void Server::Impl::Complain(const char* work, const absl::Status& status, std::string* last) {
  if (status.ok() || *last == status.message()) return;
  *last = std::string(status.message());
  std::fprintf(stderr, "%s: %s\n", work, last->c_str());
}

absl::Status Server::Impl::Start() {
  rooms_ = Rooms::MakeAll();
  PLUMBLINE_RETURN_IF_ERROR(LoadRules());
  PLUMBLINE_RETURN_IF_ERROR(OpenStores());
  PLUMBLINE_RETURN_IF_ERROR(OpenEngine());

  Dispatcher::Options dispatcher;
  dispatcher.rooms = rooms_.get();
  dispatcher.store = record_->store();
  dispatcher.rules = rules_.get();
  dispatcher.files = file_index_.get();
  dispatcher.procedure_clock =
      rehearsal_clock_ != nullptr ? static_cast<const Clock*>(rehearsal_clock_.get()) : &system_clock_;
  dispatcher.security_clock = &system_clock_;
  dispatcher.queue = &queue_;
  pages_ = std::make_unique<PageShelf>(&system_clock_, &entropy_);
  dispatcher.pages = pages_.get();
  dispatcher.rehearsal = options_.rehearsal;
  dispatcher_ = std::make_unique<Dispatcher>(dispatcher);
  file_service_ =
      std::make_unique<FileServiceImpl>(files_.get(), dispatcher_.get(), &system_clock_);
  PLUMBLINE_RETURN_IF_ERROR(RecordRules());

  // An empty record writes its one-time code into a protected file beside the data directory.
  std::string claimed;
  if (!engine_->world().FindBeside(BesideKey(BesideTable::kKey, "first-administrator"), &claimed)) {
    first_code_ = FreshCode(entropy_);
    PLUMBLINE_RETURN_IF_ERROR(WriteWholeFile(options_.data + ".first-code", first_code_ + "\n"));
  }
  Auth::Options auth;
  auth.dispatcher = dispatcher_.get();
  auth.entropy = &entropy_;
  if (!first_code_.empty()) auth.first_code_sha256 = std::string(BytesOf(Sha256(first_code_)));
  auth_ = std::make_unique<Auth>(auth);
  auth_->Register();
  RegisterWork();
  letters_ = std::make_unique<LetterWorker>(LetterWorker::Options{
      dispatcher_.get(), file_service_.get(), record_->epoch().origin, options_.rehearsal});
  packages_ = std::make_unique<PackageWorker>(
      PackageWorker::Options{dispatcher_.get(), file_service_.get(), options_.rehearsal});
  DestructionWorker::Options destructions;
  destructions.dispatcher = dispatcher_.get();
  destructions.destroy_files = [this](const std::vector<Hash>& files) { return files_->DestroyAll(files); };
  destructions.purge_texts = [this] { return record_->store()->Purge(Family::kBeside, "", ""); };
  destructions_ = std::make_unique<DestructionWorker>(std::move(destructions));
  PLUMBLINE_RETURN_IF_ERROR(StartDoors());
  timer_ = std::thread([this] { Timer(); });
  worker_ = std::thread([this] { Worker(); });
  destroyer_ = std::thread([this] { Destroyer(); });
  return absl::OkStatus();
}

void Server::Impl::Shutdown() {
  if (stopped_) return;
  stopped_ = true;
  {
    const MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (worker_.joinable()) worker_.join();
  if (destroyer_.joinable()) destroyer_.join();
  if (timer_.joinable()) timer_.join();
  if (gateway_ != nullptr) gateway_->Shutdown(absl::Seconds(2));
  if (grpc_ != nullptr) grpc_->Shutdown();
  if (signer_ != nullptr && !failed_.load()) {
    const auto last = signer_->Latest();
    if (!last.ok()) std::fprintf(stderr, "checkpoint: %s\n", std::string(last.status().message()).c_str());
  }
  if (record_ != nullptr && record_->mark() != nullptr) {
    const absl::Status synced = record_->mark()->Sync();
    if (!synced.ok()) std::fprintf(stderr, "mark: %s\n", std::string(synced.message()).c_str());
  }
  gateway_.reset();
  grpc_.reset();
  letters_.reset();
  packages_.reset();
  destructions_.reset();
  auth_.reset();
  file_service_.reset();
  dispatcher_.reset();
  pages_.reset();
  engine_.reset();
  signer_.reset();
  file_index_.reset();
  files_.reset();
  record_.reset();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  PLUMBLINE_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

const std::string& Server::grpc_address() const { return impl_->grpc_address_; }
const std::string& Server::http_address() const { return impl_->http_address_; }
const std::string& Server::first_code() const { return impl_->first_code_; }
bool Server::failed() const { return impl_->failed_.load(); }
void Server::Shutdown() { impl_->Shutdown(); }

}  // namespace plumbline
