// clients/cli/text_width.h: how wide text stands on a terminal, and what of it is safe to print.
//
// Width by Unicode's East Asian Width (UAX #11): W and F take two columns, combining marks none,
// ambiguous ones one. Pure; any thread.
#ifndef PLUMBLINE_CLIENTS_CLI_TEXT_WIDTH_H_
#define PLUMBLINE_CLIENTS_CLI_TEXT_WIDTH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace plumbline::client {

int WidthOf(absl::string_view text);
// At most `width` columns; a cut ends in `…`. REQUIRES: width >= 1.
std::string CutTo(absl::string_view text, int width);
// Filled up with spaces on the right.
std::string PadTo(absl::string_view text, int width);
// Lines of at most `width` columns, broken at spaces and after Chinese marks (，。；、), where
// there are any; later lines begin with `indent` spaces, which the width does not count.
std::string WrapTo(absl::string_view text, int width, int indent);
// Texts come from people and servers: control characters, which could move the cursor or change the
// terminal, become spaces, bytes that are no UTF-8 become `?`. `keep_lines`: '\n' stays.
std::string Printable(absl::string_view text, bool keep_lines = false);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_TEXT_WIDTH_H_
