// services/access/access_log.h: the access log (访问日志): who read or downloaded what is not public.
//
// Idea    a line is durable before the first byte leaves. Lines are numbered without gaps and stand beside the journal, so that
//         reading costs no entry each; once a day is over, one entry holds the Merkle tree hash over its lines. Whoever takes a
//         line away, changes or adds one, leaves a number or a hash that does not fit.
// Source  users.md 12; design.md section 7.
#ifndef PLUMBLINE_SERVICES_ACCESS_ACCESS_LOG_H_
#define PLUMBLINE_SERVICES_ACCESS_ACCESS_LOG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plumbline/state/v1/access_state.pb.h"
#include "plumbline/v1/access_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterAccessRoom(Rooms& rooms);
void RegisterAccessQueries(Rooms& rooms);

// Where the tally of digests stands (AccessTallyRow).
inline constexpr char kAccessTally[] = "access";

// What is about to be seen.
struct AccessNote {
  std::string person;       // `people/{person}`; never empty.
  std::string resource;     // What is read, or through what.
  std::string file_sha256;  // Empty: no file.
  v1::AccessKind kind = v1::ACCESS_KIND_UNSPECIFIED;
  int64_t size_bytes = 0;
  bool marked = false;
};

// Whether what is read through `resource` is written down: all but documents that the public sees.
bool IsAccessLogged(const World& world, absl::string_view resource);

// The line as rows beside the journal; no entry. On the command thread, as an internal command.
Decision DecideAccessLine(const World& world, const AccessNote& note, const Context& context);

// The line of a number; false: there is none. Errors  DATA_LOSS: its bytes are no line.
absl::StatusOr<bool> FindAccessLine(const World& world, int64_t number, state::v1::AccessLineRow* line,
                                    std::string* bytes = nullptr);

// The digest of the first day that is over, has lines and none yet, as the command that enters it; nothing: there is none.
// Errors  of the store; DATA_LOSS. Cost  O(lines of that day). Not on the command thread.
absl::StatusOr<std::optional<v1::RecordAccessDigestRequest>> NextAccessDigest(const World& world, absl::CivilDay today);

// Compares every line with the digests of the record.
struct AccessLogReport {
  int64_t days = 0;
  int64_t digested_lines = 0;
  int64_t open_lines = 0;
  struct Problem {
    int32_t date = 0;  // yyyymmdd; 0: of lines that wait for their digest.
    std::string zh, en;
  };
  std::vector<Problem> problems;  // At most kAccessProblemsMax.
  bool ok() const { return problems.empty(); }
};
inline constexpr size_t kAccessProblemsMax = 20;
// Errors  of the store: damage is no error, it is what the report is for. Cost  O(lines).
absl::StatusOr<AccessLogReport> CheckAccessLog(const SnapshotReader& reader);

// Keys beside the journal.
std::string AccessLineKey(int64_t number);
std::string AccessEndKey();
// Numbers of the lines of a matter or person, newest first; what follows is U64Descending(number).
std::string AccessScopePrefix(absl::string_view scope);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_ACCESS_ACCESS_LOG_H_
