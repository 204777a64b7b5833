#include "services/runtime/engine/row_codec.h"

#include "services/core/base/bytes.h"

namespace plumbline {

std::string EncodeRow(Head head, const google::protobuf::Message& row) {
  std::string bytes;
  bytes.reserve(16 + row.ByteSizeLong());
  AppendBigEndian64(&bytes, static_cast<uint64_t>(head.version));
  AppendBigEndian64(&bytes, head.sequence);
  row.AppendToString(&bytes);
  return bytes;
}

std::unique_ptr<google::protobuf::Message> DecodeRow(const google::protobuf::Message& prototype,
                                                     absl::string_view bytes, Head* head) {
  if (bytes.size() < 16) return nullptr;
  head->version = static_cast<int64_t>(ReadBigEndian64(bytes));
  head->sequence = ReadBigEndian64(bytes.substr(8));
  std::unique_ptr<google::protobuf::Message> row(prototype.New());
  bytes.remove_prefix(16);
  if (!row->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return nullptr;
  return row;
}

}  // namespace plumbline
