#include "services/registry/ledger_csv.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace plumbline {

namespace {

constexpr size_t kBytesMax = 4u << 20;
constexpr size_t kRecordsMax = 20000;
constexpr size_t kColumnsMax = 64;
constexpr size_t kFieldBytesMax = 4096;

using Record = LedgerRecord;

bool IsUtf8(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2
                                      : lead >= 0xf0 && lead < 0xf5 ? 3 : 4;
    if (more == 4 || i + more >= text.size()) return false;
    uint32_t code = more == 0 ? lead : lead & (0x3fu >> more);
    for (size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0) != 0x80) return false;
      code = code << 6 | (next & 0x3f);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

absl::Status Bad(size_t record, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("第 ", record, " 行：", what, " (record ", record, ")"));
}

// Splits the text into records; a blank line is a record with one empty field.
absl::StatusOr<std::vector<Record>> Split(absl::string_view text) {
  std::vector<Record> records;
  Record record;
  std::string field;
  bool quoted = false;  // Inside quotes.
  const auto end_record = [&] {
    record.push_back(std::move(field));
    field.clear();
    records.push_back(std::move(record));
    record.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (records.size() >= kRecordsMax) return Bad(records.size() + 1, "行数过多，请分成几个文件。");
    if (quoted) {
      if (c != '"') {
        field.push_back(c);
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field.push_back('"');
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == ',') {
      record.push_back(std::move(field));
      field.clear();
      if (record.size() >= kColumnsMax) return Bad(records.size() + 1, "列数过多。");
    } else if (c == '\n') {
      end_record();
    } else if (c != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') {
      field.push_back(c);
    }
    if (field.size() > kFieldBytesMax) return Bad(records.size() + 1, "单元格内容过长。");
  }
  if (quoted) return Bad(records.size() + 1, "引号没有结束，请核对该行。");
  if (!field.empty() || !record.empty()) end_record();
  return records;
}

}  // namespace

absl::StatusOr<std::vector<LedgerRecord>> ReadLedgerCsv(absl::string_view bytes) {
  if (bytes.size() > kBytesMax) {
    return absl::InvalidArgumentError("台账文件超过 4 MiB，请分成几个文件。 (The ledger is larger than 4 MiB: split it.)");
  }
  absl::ConsumePrefix(&bytes, "\xef\xbb\xbf");
  if (!IsUtf8(bytes)) {
    return absl::InvalidArgumentError("台账文件不是 UTF-8 编码，请另存为“CSV UTF-8”或 .xlsx。 (Not UTF-8: save it as CSV UTF-8 or .xlsx.)");
  }
  return Split(bytes);
}

}  // namespace plumbline
