// storage/entry_header.h: what storage needs to know of a stored entry, read off its bytes.
//
// Reads the outer fields of plumbline.journal.v1.AuditEntry (entry.proto) and the names in its
// actors without parsing the event, so that checking a record does not depend on which events
// exist.
// Source  protobuf wire format. Input  foreign bytes, at most kEntryBytesMax.
// Pure; no allocation; any thread.
#ifndef PLUMBLINE_STORAGE_ENTRY_HEADER_H_
#define PLUMBLINE_STORAGE_ENTRY_HEADER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

// Views are borrowed from the entry's bytes. A field that is absent has its proto3 default.
struct EntryHeader {
  uint64_t sequence = 0;
  int64_t recorded_at_us = 0;
  absl::string_view actor;        // actor.person: who did the act.
  absl::string_view recorded_by;  // recorded_by.person: who entered it, if somebody else.
  absl::string_view subject;
  int64_t subject_version = 0;
  absl::string_view request_id;
  bool has_event = false;
};

// Errors  DATA_LOSS: the bytes are no such message; says at which byte reading ended.
absl::StatusOr<EntryHeader> ReadEntryHeader(absl::string_view entry);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_ENTRY_HEADER_H_
