#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/tables/tables.h"

namespace plumbline {

std::string TableIdOf(config::v1::TableKind kind) {
  switch (kind) {
    case config::v1::TABLE_KIND_BASIS:
      return "basis";
    case config::v1::TABLE_KIND_COMMENTS:
      return "comments";
    case config::v1::TABLE_KIND_PROCEDURE:
      return "procedure";
    default:
      return {};
  }
}

size_t TableCells(config::v1::TableKind kind) { return kind == config::v1::TABLE_KIND_BASIS ? 5 : 3; }

std::vector<PlainLine> LinesOf(const v1::Table& table) {
  std::vector<PlainLine> lines;
  if (table.kind() == config::v1::TABLE_KIND_BASIS) {
    for (const v1::BasisLine& line : table.basis()) {
      lines.push_back({{line.clause(), line.clause_text(), line.instrument(), line.provision(), line.note()}, 0, false});
    }
  } else if (table.kind() == config::v1::TABLE_KIND_COMMENTS) {
    for (const v1::CommentLine& line : table.comments()) {
      lines.push_back({{line.commenter(), line.opinion(), line.reason()}, line.adoption(), line.private_person()});
    }
  } else if (table.kind() == config::v1::TABLE_KIND_PROCEDURE) {
    for (const v1::ProcedureLine& line : table.steps()) {
      lines.push_back({{line.step(), line.period(), line.detail()}, line.outcome(), false});
    }
  }
  return lines;
}

void AddLine(config::v1::TableKind kind, const PlainLine& line, v1::Table& table) {
  std::vector<std::string> cells = line.cells;
  cells.resize(TableCells(kind));
  if (kind == config::v1::TABLE_KIND_BASIS) {
    v1::BasisLine& added = *table.add_basis();
    added.set_clause(cells[0]);
    added.set_clause_text(cells[1]);
    added.set_instrument(cells[2]);
    added.set_provision(cells[3]);
    added.set_note(cells[4]);
  } else if (kind == config::v1::TABLE_KIND_COMMENTS) {
    v1::CommentLine& added = *table.add_comments();
    added.set_commenter(cells[0]);
    added.set_opinion(cells[1]);
    added.set_reason(cells[2]);
    added.set_adoption(static_cast<v1::Adoption>(line.outcome));
    added.set_private_person(line.private_person);
  } else if (kind == config::v1::TABLE_KIND_PROCEDURE) {
    v1::ProcedureLine& added = *table.add_steps();
    added.set_step(cells[0]);
    added.set_period(cells[1]);
    added.set_detail(cells[2]);
    added.set_outcome(static_cast<v1::StepOutcome>(line.outcome));
  }
}

std::string JoinCells(const std::vector<std::string>& cells) {
  std::vector<std::string> plain;
  for (const std::string& cell : cells) plain.push_back(absl::StrReplaceAll(cell, {{"\t", " "}}));
  return absl::StrJoin(plain, "\t");
}

std::vector<std::string> SplitCells(const std::string& text, size_t count) {
  std::vector<std::string> cells = absl::StrSplit(text, '\t');
  cells.resize(count);
  return cells;
}

}  // namespace plumbline
