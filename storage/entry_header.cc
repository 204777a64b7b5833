#include "storage/entry_header.h"

#include "absl/strings/str_cat.h"

namespace plumbline {
namespace {

enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

struct Field {
  uint32_t number = 0;
  uint32_t type = 0;
  uint64_t value = 0;       // kVarint.
  absl::string_view bytes;  // kBytes.
};

bool TakeVarint(absl::string_view* bytes, uint64_t* value) {
  *value = 0;
  for (size_t i = 0; i < bytes->size() && i < 10; ++i) {
    const auto byte = static_cast<unsigned char>((*bytes)[i]);
    if (i == 9 && byte > 1) return false;  // More than 64 bits.
    *value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      bytes->remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool Skip(absl::string_view* bytes, uint64_t size) {
  if (size > bytes->size()) return false;
  bytes->remove_prefix(size);
  return true;
}

// Takes one field off; false when the bytes are no field. Groups (types 3 and 4) are not proto3.
bool TakeField(absl::string_view* bytes, Field* field) {
  uint64_t tag;
  if (!TakeVarint(bytes, &tag) || tag >> 3 == 0 || tag > UINT32_MAX) return false;
  field->number = static_cast<uint32_t>(tag >> 3);
  field->type = tag & 7;
  field->bytes = {};
  switch (field->type) {
    case kVarint:
      return TakeVarint(bytes, &field->value);
    case kFixed64:
      return Skip(bytes, 8);
    case kFixed32:
      return Skip(bytes, 4);
    case kBytes: {
      uint64_t size;
      if (!TakeVarint(bytes, &size) || size > bytes->size()) return false;
      field->bytes = bytes->substr(0, size);
      return Skip(bytes, size);
    }
    default:
      return false;
  }
}

// Actor.person (field 1) of an Actor message.
bool ReadPerson(absl::string_view actor, absl::string_view* person) {
  Field field;
  while (!actor.empty()) {
    if (!TakeField(&actor, &field)) return false;
    if (field.number == 1) {
      if (field.type != kBytes) return false;
      *person = field.bytes;
    }
  }
  return true;
}

bool Store(const Field& field, EntryHeader* header) {
  const bool varint = field.type == kVarint;
  const bool bytes = field.type == kBytes;
  switch (field.number) {
    case 1:
      header->sequence = field.value;
      return varint;
    case 2:
      header->recorded_at_us = static_cast<int64_t>(field.value);
      return varint;
    case 3:
      return bytes && ReadPerson(field.bytes, &header->actor);
    case 4:
      return bytes && ReadPerson(field.bytes, &header->recorded_by);
    case 7:
      header->subject = field.bytes;
      return bytes;
    case 8:
      header->subject_version = static_cast<int64_t>(field.value);
      return varint;
    case 9:
      header->request_id = field.bytes;
      return bytes;
    case 12:
      header->has_event = true;
      return bytes;
    default:
      return true;  // Fields are only ever added.
  }
}

}  // namespace

absl::StatusOr<EntryHeader> ReadEntryHeader(absl::string_view entry) {
  EntryHeader header;
  absl::string_view rest = entry;
  Field field;
  while (!rest.empty()) {
    const size_t at = entry.size() - rest.size();
    if (!TakeField(&rest, &field) || !Store(field, &header)) {
      return absl::DataLossError(absl::StrCat("The entry is not an AuditEntry: byte ", at, " of ",
                                              entry.size(), " begins no field of it"));
    }
  }
  return header;
}

}  // namespace plumbline
