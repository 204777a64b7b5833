// services/runtime/convert/handover_list.h: the handover list (移交清单) on A4 pages.
//
// A title, who hands over to whom and why, a table whose head comes again on each page, and at the end the places where
// 移交人, 接交人 and 监交人 sign, together with the sentence that they sign. Grid and faces are those of letters (gb9704.h).
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_HANDOVER_LIST_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_HANDOVER_LIST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

struct HandoverListRow {
  std::string kind;   // 审核任务, 岗位, …
  std::string title;  // What it is about.
  std::string due;    // 2023-03-09, or empty.
  std::string state;  // 已移交, or why not.
};

struct HandoverList {
  bool before = false;   // What is open before the act; else what was done.
  std::string organization;
  std::string person;    // 移交人.
  std::string successor; // 接交人; may be empty before the act.
  std::string overseer;  // 监交人; may be empty: the place stays.
  std::string reason;    // May be empty before the act.
  absl::CivilDay date;   // Of the act, or of the print.
  std::vector<HandoverListRow> rows;
  int remaining = 0;     // Pieces beyond these.
  std::string proof;     // Which entry of which record; empty before the act.
  bool rehearsal = false;
};

inline constexpr size_t kHandoverListRowsMax = 2000;

// Errors  INVALID_ARGUMENT: text that is not UTF-8 or holds control characters; more rows than kHandoverListRowsMax.
absl::StatusOr<PagedDocument> LayOutHandoverList(const HandoverList& list);

// As PDF; the same list and fonts give the same bytes. Errors  as LayOutHandoverList and WritePdf.
absl::StatusOr<std::string> RenderHandoverList(const HandoverList& list, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_HANDOVER_LIST_H_
