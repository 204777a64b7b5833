// clients/cli/approval_sheet.h: the approval sheet (签批单) of a paper, on one A4 page.
//
// Source  党政机关公文处理工作条例 article 22: who approves writes his opinion, full name and the whole date.
// Stays inside the organisation: who may not read the paper can't print it.
#ifndef PLUMBLINE_CLIENTS_CLI_APPROVAL_SHEET_H_
#define PLUMBLINE_CLIENTS_CLI_APPROVAL_SHEET_H_

#include <functional>
#include <string>

#include "plumbline/v1/paper.pb.h"
#include "services/runtime/convert/form_sheet.h"

namespace plumbline::client {

struct SheetFacts {
  std::string command_title;  // E.g. 出具意见.
  std::string content;        // What the paper says, as people read it.
  std::string number;         // The number that it got; empty until it is issued, or where it has none.
  bool rehearsal = false;
  absl::CivilDay today;
  // Title or display name of a resource.
  std::function<std::string(const std::string& name)> title_of;
};

// In Chinese, whatever the language of the program: the sheet is kept with the file.
FormSheet ApprovalSheet(const v1::Paper& paper, const SheetFacts& facts);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_APPROVAL_SHEET_H_
