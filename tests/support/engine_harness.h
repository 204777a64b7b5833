// tests/support/engine_harness.h: a whole district in memory: engine, rules, clock, seeded entropy, files.
//
//   District district;
//   const std::string matter = district.NewMatter();                       // `matters/…`, a draft
//   const v1::Matter m = district.Get<v1::Matter>(matter);
//   auto reply = district.As("handler").Do<v1::SubmitMatterRequest, v1::SubmitMatterResponse>(request);
//
// People (sign-in names): admin, handler, head (of the drafting department), intake, reviewer, section,
// chief (judicial bureau), office, mayor (government), advisor1..advisor4 (panel), stranger (another
// department's handler). The clock stands at 2023-03-01 09:00 Asia/Shanghai and moves when told.
#ifndef PLUMBLINE_TESTS_SUPPORT_ENGINE_HARNESS_H_
#define PLUMBLINE_TESTS_SUPPORT_ENGINE_HARNESS_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "services/files.h"
#include "services/loaded_rules.h"
#include "services/rooms.h"
#include "services/runtime/engine/engine.h"
#include "services/runtime/engine/page_shelf.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/memory_store.h"

namespace plumbline::testing {

class FakeClock : public SettableClock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override { return now_; }
  void Set(absl::Time time) override { now_ = time; }
  void Advance(absl::Duration by) { now_ += by; }

 private:
  absl::Time now_;
};

// A repeatable stream (SHA-256 in counter mode). One seed, one stream.
class SeededEntropy : public Entropy {
 public:
  explicit SeededEntropy(uint64_t seed) : seed_(seed) {}
  std::string Bytes(size_t size) override;

 private:
  uint64_t seed_;
  uint64_t counter_ = 0;
  std::string rest_;
};

// Files that "were uploaded": name -> facts.
class FakeFiles : public FileIndex {
 public:
  bool Find(absl::string_view sha256, FileFacts* facts) const override;
  // Adds a text file with this text; returns `files/{sha256}`.
  std::string AddText(const std::string& text);
  // Adds a file with given bytes whose text (if any) is `text`.
  std::string Add(const std::string& bytes, FileFacts facts);

 private:
  std::map<std::string, FileFacts, std::less<>> files_;
};

template <typename Response>
using Result = std::variant<Refusal, Response>;

class District {
 public:
  struct Options {
    uint64_t seed = 1;
    std::string profile = "national";
    std::vector<ProfileFile> more_profiles;  // Beside those of deploy/profiles.
    bool set_up = true;  // Organisations, people, posts, panel.
    size_t rows_max = 1 << 12;
    CrashGuard* crash_guard = nullptr;  // Borrowed.
  };
  District() : District(Options()) {}
  explicit District(Options options);
  ~District();

  // One command or query by a person; the group is committed at once.
  template <typename Response>
  Result<Response> Do(const std::string& who, const google::protobuf::Message& request) {
    std::unique_ptr<google::protobuf::Message> response;
    std::optional<Refusal> refusal = Call(who, request, &response);
    if (refusal.has_value()) return *std::move(refusal);
    return static_cast<const Response&>(*response);
  }
  // As Do, where it must succeed; prints the refusal and stops the test program otherwise.
  template <typename Response>
  Response Must(const std::string& who, const google::protobuf::Message& request) {
    Result<Response> result = Do<Response>(who, request);
    if (const auto* refusal = std::get_if<Refusal>(&result)) Die(request, *refusal);
    return std::get<Response>(std::move(result));
  }
  // The refusal of a call; nothing when it succeeded.
  std::optional<Refusal> Refused(const std::string& who, const google::protobuf::Message& request) {
    std::unique_ptr<google::protobuf::Message> response;
    return Call(who, request, &response);
  }
  // A command of the actor `system`, as workers report; a request id is made where there is none.
  std::optional<Refusal> ReportAsSystem(const google::protobuf::Message& request);
  // A trusted command that a worker prepared; the group is committed at once.
  std::optional<Refusal> RunInternal(std::function<Decision(const World&, const Context&)> decide);
  // Puts a row beside the journal, or removes it (empty value), as no command does.
  void Tamper(const std::string& key, const std::string& value);
  // Command or query, untyped.
  std::optional<Refusal> Call(const std::string& who, const google::protobuf::Message& request,
                              std::unique_ptr<google::protobuf::Message>* response);

  // The newest state of a resource as `who` sees it (Get method), by a row's public part.
  template <typename Row>
  const Row* RowOf(const std::string& name) {
    return engine_->world().Find<Row>(name);
  }
  std::string EtagOf(const std::string& name) { return plumbline::EtagOf(engine_->world().HeadOfResource(name).version); }
  // A fresh UUID.
  std::string RequestId();

  // Adds a person, with a post unless `roles` is empty, signed in under `key`.
  void AddPerson(const std::string& key, const std::string& organization, const std::string& title,
                 std::vector<config::v1::Role> roles);

  // --- A district's usual steps, each asserting success ---
  std::string NewMatter(const std::string& title = "金口河区行政许可事项清单（2023年版）");
  // Files every material that the gates of SubmitMatter demand, and a draft with `text`.
  void Complete(const std::string& matter, const std::string& text = "第一条 为了规范，制定本办法。");
  void Submit(const std::string& matter);
  void Accept(const std::string& matter);

  FakeClock& clock() { return clock_; }
  FakeClock& security_clock() { return security_clock_; }
  PageShelf& pages() { return *pages_; }
  void set_storage_low(bool low) { storage_low_ = low; }
  FakeFiles& files() { return files_; }
  Engine& engine() { return *engine_; }
  MemoryStore& store() { return *store_; }
  const Rooms& rooms() const { return *rooms_; }
  const std::string& Org(const std::string& key) const { return organizations_.at(key); }
  const std::string& Person(const std::string& key) const { return people_.at(key); }
  const std::string& Token(const std::string& key) const { return tokens_.at(key); }
  absl::CivilDay today() const { return CivilDayOf(clock_.Now()); }

  // Stops the engine and opens it again over the same store: what a restart does.
  void Restart();

 private:
  [[noreturn]] static void Die(const google::protobuf::Message& request, const Refusal& refusal);
  void SetUp();
  void OpenEngine();

  Options options_;
  bool storage_low_ = false;
  FakeClock clock_;
  FakeClock security_clock_;
  SeededEntropy entropy_;
  FakeFiles files_;
  std::unique_ptr<Rooms> rooms_;
  std::unique_ptr<LoadedRules> rules_;
  std::unique_ptr<MemoryStore> store_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<PageShelf> pages_ = std::make_unique<PageShelf>(&security_clock_, &entropy_);
  std::map<std::string, std::string> organizations_;
  std::map<std::string, std::string> people_;
  std::map<std::string, std::string> tokens_;
};

// Reads deploy/profiles and deploy/calendars of the source tree.
std::vector<ProfileFile> SourceProfiles();
std::vector<CalendarFile> SourceCalendars();

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SUPPORT_ENGINE_HARNESS_H_
