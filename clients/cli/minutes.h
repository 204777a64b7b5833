// clients/cli/minutes.h: the minutes of a meeting (会议纪要) as a paper, from what was entered.
//
// A draft until the minutes are closed, and marked so. What the reader may not see (views of members, attendance) is not
// there, since the server did not tell it.
#ifndef PLUMBLINE_CLIENTS_CLI_MINUTES_H_
#define PLUMBLINE_CLIENTS_CLI_MINUTES_H_

#include <functional>
#include <string>
#include <vector>

#include "plumbline/v1/decision.pb.h"
#include "services/runtime/convert/plain_paper.h"

namespace plumbline::client {

struct MinutesFacts {
  bool rehearsal = false;
  absl::CivilDay today;
  // Title or display name of a resource; empty where it is not told.
  std::function<std::string(const std::string& name)> title_of;
  // Number of an opinion; empty where it is not told.
  std::function<std::string(const std::string& opinion)> number_of;
};

// In Chinese, whatever the language of the program: the minutes are kept with the file. `items` in the order of the agenda.
PlainPaper Minutes(const v1::Meeting& meeting, const std::vector<v1::MeetingItem>& items, const MinutesFacts& facts);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_MINUTES_H_
