// services/registry/ledger_table.h: the table of an old ledger (台账) or gazette list, whatever file it came in.
//
// Header  one or two rows among the first kHeaderRowsMax: what stands above (a title, the office's name) is left alone. Of
//         two rows the lower heading counts, or both together (意见书 over 文号 is 意见书文号).
// Columns by heading, in any order, as the kind of ledger has them (LedgerFields); other columns are left alone. A mapping
//         names the office's own headings: `发布日期=印发时间`.
// Days    2022-03-05, 2022/3/5, 2022.3.5, 2022年3月5日; anything else leaves the day unset.
// Output  one row per record that is not blank, with its number in the file. Nothing is repaired: a row without title or
//         day is handed on as it is, and the server lists it as doubtful.
// Threads pure; any.
#ifndef PLUMBLINE_SERVICES_REGISTRY_LEDGER_TABLE_H_
#define PLUMBLINE_SERVICES_REGISTRY_LEDGER_TABLE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "plumbline/v1/past_review.pb.h"
#include "plumbline/v1/registry.pb.h"

namespace plumbline {

inline constexpr size_t kHeaderRowsMax = 12;

using LedgerRecord = std::vector<std::string>;

// One column of a kind of ledger.
struct LedgerField {
  const char* name;                   // As people call it: 标题.
  std::vector<std::string> headings;  // Customary ones.
  bool needed = false;
};
using LedgerFields = std::vector<LedgerField>;

// Documents: 标题 and 发布日期 are needed; 文号, 起草单位, 意见书文号.
const LedgerFields& DocumentFields();
// Reviews: 文件名称 is needed; 送审单位, 送审日期, 意见书文号, 审核意见, 出具日期, 文号.
const LedgerFields& PastReviewFields();

// The fields by their names -> the heading in this office's ledger.
using LedgerMapping = std::map<std::string, std::string>;

// Lines `字段=表头`; blank lines and lines that begin with # are left alone.
// Errors  INVALID_ARGUMENT: another form, a field that does not exist, a heading given twice.
absl::StatusOr<LedgerMapping> ParseLedgerMapping(absl::string_view text, const LedgerFields& fields = DocumentFields());
std::string PrintLedgerMapping(const LedgerMapping& mapping);

// Errors  INVALID_ARGUMENT: no header with the columns that are needed; names the headings that were looked for and those
//         that are there.
absl::StatusOr<std::vector<v1::PastReviewLine>> ReadPastReviews(const std::vector<LedgerRecord>& records,
                                                                const LedgerMapping& mapping);
absl::StatusOr<std::vector<v1::ImportedRow>> ReadLedgerTable(const std::vector<LedgerRecord>& records,
                                                             const LedgerMapping& mapping);

// The day that a cell writes, or nothing.
std::optional<absl::CivilDay> ReadLedgerDay(absl::string_view cell);

// Numbers that are missing between the first and the last of a series (某府发〔2022〕3号), as they would read. Listed, never
// repaired: each may have its story. At most `most`.
std::vector<std::string> MissingNumbers(const std::vector<std::string>& numbers, size_t most);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REGISTRY_LEDGER_TABLE_H_
