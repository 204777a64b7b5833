#include "storage/commit_log.h"

#include "absl/strings/str_cat.h"
#include "storage/keys.h"

namespace plumbline {
namespace {

absl::Status CheckWrite(const Write& write) {
  if (write.key.empty() || write.key.size() > kKeyBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("A key has ", write.key.size(), " bytes; allowed are 1 to ", kKeyBytesMax));
  }
  if (write.key >= kKeysEnd) {
    return absl::InvalidArgumentError("A key begins with FF FF; those are the store's own");
  }
  if (!write.remove && write.value.size() > kValueBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("A value has ", write.value.size(),
                                                   " bytes; at most ", kValueBytesMax,
                                                   " are allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckWrites(const std::vector<Write>& writes, Family first, Family second,
                         size_t* bytes) {
  for (const Write& write : writes) {
    if (write.family != first && write.family != second) {
      return absl::InvalidArgumentError("A write stands in the wrong list of its batch");
    }
    if (absl::Status status = CheckWrite(write); !status.ok()) return status;
    *bytes += write.key.size() + (write.remove ? 0 : write.value.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBatch(const Batch& batch, const TreeHead& head) {
  if (batch.base_size != head.size) {
    return absl::InvalidArgumentError(absl::StrCat("The batch starts at ", batch.base_size,
                                                   ", but the log holds ", head.size, " entries"));
  }
  if (batch.entries.size() > kGroupEntriesMax) {
    return absl::InvalidArgumentError(absl::StrCat("The batch has ", batch.entries.size(),
                                                   " entries; at most ", kGroupEntriesMax));
  }
  if (batch.entries.empty() && batch.root_after != head.root) {
    return absl::InvalidArgumentError("The batch appends nothing, but names another root");
  }
  size_t bytes = 0;
  for (const std::string& entry : batch.entries) {
    if (entry.empty() || entry.size() > kEntryBytesMax) {
      return absl::InvalidArgumentError(absl::StrCat("An entry has ", entry.size(),
                                                     " bytes; 1 to ", kEntryBytesMax));
    }
    bytes += entry.size();
  }
  for (const Write& write : batch.tiles) {
    // The log writes entries, head and epochs itself; rows of the journal are never removed.
    if (write.family != Family::kJournal || write.remove || write.key.size() < 9 ||
        (write.key[0] != 't' && write.key[0] != 'd' && write.key[0] != 'h')) {
      return absl::InvalidArgumentError("`tiles` may hold rows t, d and h of the journal only");
    }
    if (absl::Status status = CheckWrite(write); !status.ok()) return status;
    bytes += write.key.size() + write.value.size();
  }
  absl::Status status = CheckWrites(batch.beside, Family::kDedupe, Family::kBeside, &bytes);
  if (!status.ok()) return status;
  status = CheckWrites(batch.derived, Family::kState, Family::kIndex, &bytes);
  if (!status.ok()) return status;
  if (bytes > kGroupBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("The batch has ", bytes, " bytes; at most ", kGroupBytesMax));
  }
  return absl::OkStatus();
}

}  // namespace plumbline
