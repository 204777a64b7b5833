// Entries: the header reader takes what protobuf takes, and reads the same from it.
#include <cstddef>
#include <cstdint>

#include "plumbline/journal/v1/entry.pb.h"
#include "services/core/base/check.h"
#include "storage/entry_header.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto header = plumbline::ReadEntryHeader(bytes);
  plumbline::journal::v1::AuditEntry entry;
  // Unknown and malformed events are protobuf's to refuse: the header looks past them.
  if (!entry.ParseFromArray(data, static_cast<int>(size)) || !header.ok()) return 0;
  PLUMBLINE_CHECK(header->sequence == entry.sequence(), "one sequence");
  PLUMBLINE_CHECK(header->recorded_at_us == entry.recorded_at_us(), "one time");
  PLUMBLINE_CHECK(header->subject == entry.subject(), "one subject");
  PLUMBLINE_CHECK(header->subject_version == entry.subject_version(), "one version");
  PLUMBLINE_CHECK(header->request_id == entry.request_id(), "one request");
  return 0;
}
