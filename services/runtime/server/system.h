// services/runtime/server/system.h: the real clocks, entropy, files: what everything else is handed.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_SYSTEM_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_SYSTEM_H_

#include <atomic>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/base/clock.h"
#include "services/core/base/entropy.h"
#include "services/core/base/mutex.h"
#include "services/core/procedure/profile_load.h"
#include "services/loaded_rules.h"
#include "services/runtime/engine/engine.h"

namespace plumbline {

class SystemClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// The procedure clock of a rehearsal (演练): stands where it was put; any thread.
class RehearsalClock : public SettableClock {
 public:
  explicit RehearsalClock(absl::Time start) : now_us_(absl::ToUnixMicros(start)) {}
  absl::Time Now() const override { return absl::FromUnixMicros(now_us_.load()); }
  void Set(absl::Time time) override { now_us_.store(absl::ToUnixMicros(time)); }

 private:
  std::atomic<int64_t> now_us_;
};

// The operating system's random bytes, drawn in blocks.
class SystemEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override;

 private:
  Mutex mutex_;
  std::string block_ ABSL_GUARDED_BY(mutex_);
};

// The files that bind: deploy/profiles/*.textproto and deploy/calendars/*.csv of a folder.
struct RuleFiles {
  std::vector<ProfileFile> profiles;
  std::vector<CalendarFile> calendars;
};
// `directory` holds `profiles/` and `calendars/`. Errors  NOT_FOUND that says which folder was looked in.
absl::StatusOr<RuleFiles> ReadRuleFiles(const std::string& directory);

// `wanted` if not empty; else `../share/plumbline` beside the binary; else deploy/ of the source tree.
std::string RulesDirectory(const std::string& wanted, const std::string& binary);

absl::StatusOr<std::string> ReadWholeFile(const std::string& path);
// Writes beside and renames, synced, mode 0600.
absl::Status WriteWholeFile(const std::string& path, absl::string_view bytes);

// Crash guard over a small mapped file: the digest of the request that is being decided.
//
// A process also dies of SIGKILL, of lack of memory, of a power cut, with an innocent request in hand. So
// the first death makes a request a suspect, which is decided again; one that a process dies of twice
// in a row is quarantined. A suspect that was decided without harm is none any more.
class MappedCrashGuard : public CrashGuard {
 public:
  // A digest left in the file by a crash becomes the suspect, or joins the quarantined ones (`path`.list).
  static absl::StatusOr<std::unique_ptr<MappedCrashGuard>> Open(const std::string& path);
  ~MappedCrashGuard() override;
  bool IsQuarantined(absl::string_view digest) const override;
  void Enter(absl::string_view digest) override;
  void Leave() override;
  size_t quarantined() const { return quarantined_.size(); }

 private:
  MappedCrashGuard() = default;
  unsigned char* page_ = nullptr;
  std::vector<std::string> quarantined_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_SYSTEM_H_
