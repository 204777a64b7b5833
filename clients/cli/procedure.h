// clients/cli/procedure.h: `plumbline procedure show`: the law of a place, as the program applies
// it.
//
// Made so that a lawyer checks the program against the law without reading C++: every stage,
// command, role, gate, limit, material and conclusion with its force (应当, 一般, 可以), its
// source, and the labels 未核实, 本地规定, 内部目标 where they are due. Needs no server.
#ifndef PLUMBLINE_CLIENTS_CLI_PROCEDURE_H_
#define PLUMBLINE_CLIENTS_CLI_PROCEDURE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/core/procedure/labels.h"
#include "services/core/procedure/profile.h"

namespace plumbline::client {

// One row of the command table, made by the caller from the options of the rpcs.
struct CommandRow {
  std::string name;                                      // SubmitMatter
  std::vector<config::v1::Stage> from;                   // empty: every stage but the last
  config::v1::Stage to = config::v1::STAGE_UNSPECIFIED;  // unspecified: the stage does not move
  std::vector<config::v1::Role> roles;
  std::string title_zh;
  std::string title_en;
};

enum class ProcedureFormat { kText, kDot, kJson };

struct ProcedureRequest {
  // The kinds to show; empty means every kind that the place has.
  KindSet kinds;
  // The rules in force on this day.
  absl::CivilDay day;
  ProcedureFormat format = ProcedureFormat::kText;
  plumbline::Language language = plumbline::Language::kChinese;
  std::vector<CommandRow> commands;
};

// Prints to `out`. Returns 0; or 1 after a sentence on `err` when the place has no rules for these
// kinds on that day.
int RunProcedureShow(const Profile& profile, const ProcedureRequest& request, std::ostream& out,
                     std::ostream& err);

// Reads NORMATIVE_DOCUMENT, KIND_NORMATIVE_DOCUMENT, normative-document or 行政规范性文件; several
// are separated by commas. INVALID_ARGUMENT lists the kinds there are.
absl::StatusOr<KindSet> ParseKinds(absl::string_view text);
// Reads text, dot or json.
absl::StatusOr<ProcedureFormat> ParseProcedureFormat(absl::string_view text);

// The three layouts.
void WriteProcedureText(const Profile& profile, const ProcedureRequest& request, std::ostream& out);
void WriteProcedureDot(const Profile& profile, const ProcedureRequest& request, std::ostream& out);
void WriteProcedureJson(const Profile& profile, const ProcedureRequest& request, std::ostream& out);

// Whether a command of the table can be given in a stage.
bool CommandStartsIn(const CommandRow& command, config::v1::Stage stage);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_PROCEDURE_H_
