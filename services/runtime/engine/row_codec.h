// services/runtime/engine/row_codec.h: a row of the state family: head, then the message.
//
// Bytes: version (big-endian 64), sequence of the last entry (big-endian 64), protobuf. Derived, so
// the layout may change with kLayoutNumber; another number is rebuilt before serving.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_ROW_CODEC_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_ROW_CODEC_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/world.h"

namespace plumbline {

inline constexpr int kLayoutNumber = 1;

// Table of a row's key as the worlds keep it: table (big-endian 16), then the name.
inline TableId TableOfKey(absl::string_view key) {
  return static_cast<TableId>(static_cast<unsigned char>(key[0]) << 8 |
                              static_cast<unsigned char>(key[1]));
}

std::string EncodeRow(Head head, const google::protobuf::Message& row);

// The message, or nullptr when the bytes are no row of this type.
std::unique_ptr<google::protobuf::Message> DecodeRow(const google::protobuf::Message& prototype,
                                                     absl::string_view bytes, Head* head);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_ROW_CODEC_H_
