#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/tables/tables.h"

namespace plumbline {

namespace {

using state::v1::MaterialTableRow;

constexpr char kTables[] = "tables";

void TableRows(absl::string_view name, const MaterialTableRow& row, IndexSink& sink) {
  sink.Put(ChildKey(MatterOf(name), kTables, KeyWriter().U64(static_cast<uint64_t>(row.resource().kind())).Take(), name));
}

bool TableVisible(const World& world, const Caller& caller, absl::string_view name, const MaterialTableRow&) {
  return SeesPartOf(world, caller, name, config::v1::PART_MATERIALS);
}

void ViewTable(const ViewContext& context, absl::string_view, const MaterialTableRow& row, v1::Table& table) {
  for (const journal::v1::TableLine& line : row.lines()) {
    PlainLine plain;
    if (line.has_cells()) plain.cells = SplitCells(ShownContent(context.world, line.cells()), TableCells(table.kind()));
    plain.outcome = line.outcome();
    plain.private_person = line.private_person();
    AddLine(table.kind(), plain, table);
  }
}

std::optional<Refusal> ListTables(const QueryContext& context, const v1::ListTablesRequest& request,
                                  v1::ListTablesResponse& response) {
  return ListResources(context, {ChildPrefix(request.parent(), kTables), "", request.page_size(), request.page_token()},
                       response);
}

}  // namespace

void RegisterTableQueries(Rooms& rooms) {
  rooms.Table<MaterialTableRow>().Rows(&TableRows).Visible(&TableVisible).View(&ViewTable);
  rooms.Query(&GetResource<v1::GetTableRequest, v1::Table>);
  rooms.Query(&ListTables);
}

}  // namespace plumbline
