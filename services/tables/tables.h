// services/tables/tables.h: the tables room (材料表格): what everybody makes anew from last time's file.
//
// Idea    a matter has at most one table of each kind: 依据对照表, 征求意见采纳情况表, 程序履行说明. It is saved as a whole, half
//         filled or not, continued later, begun with the one of an earlier matter, and filed: the document made of it then
//         stands in the slot that the profile names for it, and G-MATERIALS is met as by any other file.
// Rules   half-filled rows are saved; filing wants every row complete and names those that are not.
// Record  cells are texts beside the journal, one text for each row, so that a row can be destroyed; the entry holds their
//         references and the outcome of each row. A row that did not change keeps its text: saving adds what is new.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_TABLES_TABLES_H_
#define PLUMBLINE_SERVICES_TABLES_TABLES_H_

#include <string>
#include <vector>

#include "plumbline/state/v1/table_state.pb.h"
#include "plumbline/v1/table_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

inline constexpr int kTableCharactersMax = 200'000;  // Of all rows of one table.

void RegisterTablesRoom(Rooms& rooms);
void RegisterTableDecisions(Rooms& rooms);
void RegisterTableEvents(Rooms& rooms);
void RegisterTableQueries(Rooms& rooms);

// A row of any kind: its cells in the order of the fields, and what is no text.
struct PlainLine {
  std::vector<std::string> cells;
  int outcome = 0;  // v1::Adoption or v1::StepOutcome.
  bool private_person = false;
};

// `basis`, `comments`, `procedure`: the last part of a table's name. Empty for an unspecified kind.
std::string TableIdOf(config::v1::TableKind kind);
// How many cells a row of this kind has.
size_t TableCells(config::v1::TableKind kind);

// The rows of the table's own kind, in order.
std::vector<PlainLine> LinesOf(const v1::Table& table);
// REQUIRES: as many cells as TableCells; a row that is shorter gets empty ones.
void AddLine(config::v1::TableKind kind, const PlainLine& line, v1::Table& table);

// The cells as one text, and back. A tab inside a cell becomes a space.
std::string JoinCells(const std::vector<std::string>& cells);
std::vector<std::string> SplitCells(const std::string& text, size_t count);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_TABLES_TABLES_H_
