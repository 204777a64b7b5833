#include <algorithm>

#include "services/dates.h"
#include "services/paper/paper.h"
#include "services/provenance.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::PaperRow;

// Days that it lay at the step whose turn it was, until this entry.
void CloseTurn(PaperRow& row, const AuditEntry& entry) {
  const int turn = TurnOf(row.resource());
  if (turn >= 0 && row.turn_since() > 0) {
    v1::PaperStep& step = *row.mutable_resource()->mutable_steps(turn);
    step.set_days(step.days() + static_cast<int>(DayOf(entry.occurred_on()) - DayOf(row.turn_since())));
  }
  row.set_turn_since(entry.occurred_on());
}

void ShowTurn(PaperRow& row) {
  const bool open = row.resource().state() == v1::PAPER_STATE_IN_APPROVAL;
  row.mutable_resource()->set_turn(open ? TurnOf(row.resource()) + 1 : 0);
}

void Approve(PaperRow& row, const AuditEntry& entry, int step, bool merged, const journal::v1::ContentRef& note) {
  v1::PaperStep& one = *row.mutable_resource()->mutable_steps(step);
  one.set_approved_edition(row.resource().edition());
  one.set_merged(merged);
  SetProvenance(entry, one.mutable_approved());
  *row.mutable_notes(step) = note;
}

void Close(MutableWorld& world, const std::string& paper) {
  auto& open = *world.Mutable<state::v1::PaperTallyRow>(MatterOf(paper)).mutable_open();
  open.erase(std::remove_if(open.begin(), open.end(),
                            [&paper](const state::v1::PaperOnItsWay& one) { return one.name() == paper; }),
             open.end());
}

void ApplyPaperDrafted(MutableWorld& world, const AuditEntry& entry, const journal::v1::PaperDrafted& event) {
  auto& row = world.Mutable<PaperRow>(entry.subject());
  v1::Paper& paper = *row.mutable_resource();
  paper.set_kind(static_cast<config::v1::Paper>(event.kind()));
  paper.set_command(event.command());
  paper.set_organization(event.organization());
  paper.set_state(v1::PAPER_STATE_IN_APPROVAL);
  paper.set_edition(1);
  paper.set_draft(event.draft());
  SetProvenance(entry, paper.mutable_drafted());
  *row.mutable_content() = event.content();
  for (const journal::v1::ChainStepTaken& step : event.steps()) {
    paper.add_steps()->set_title(step.title());
    paper.mutable_steps()->rbegin()->set_role(static_cast<config::v1::Role>(step.role()));
    row.add_notes();
  }
  for (int i = 0; i < event.taken(); ++i) Approve(row, entry, i, i > 0, {});
  row.set_turn_since(entry.occurred_on());
  ShowTurn(row);
  state::v1::PaperOnItsWay& open = *world.Mutable<state::v1::PaperTallyRow>(MatterOf(entry.subject())).add_open();
  open.set_name(entry.subject());
  open.set_organization(event.organization());
  open.set_command(event.command());
}

void ApplyPaperApproved(MutableWorld& world, const AuditEntry& entry, const journal::v1::PaperApproved& event) {
  {
    auto& row = world.Mutable<PaperRow>(entry.subject());
    CloseTurn(row, entry);
    for (int i = event.step() - 1; i < event.through_step(); ++i) {
      const bool merged = i >= event.step() || (i > 0 && row.resource().steps(i - 1).approved().actor() == entry.actor().person());
      Approve(row, entry, i, merged, event.note());
    }
    if (!event.result().empty()) {
      row.mutable_resource()->set_state(v1::PAPER_STATE_ISSUED);
      row.mutable_resource()->set_result(event.result());
    }
    ShowTurn(row);
  }
  if (!event.result().empty()) Close(world, entry.subject());
}

void ApplyPaperChanged(MutableWorld& world, const AuditEntry& entry, const journal::v1::PaperChanged& event) {
  auto& row = world.Mutable<PaperRow>(entry.subject());
  CloseTurn(row, entry);
  v1::Paper& paper = *row.mutable_resource();
  paper.set_edition(paper.edition() + 1);
  paper.set_draft(event.draft());
  *row.mutable_content() = event.content();
  // The last step does the command, so it is always taken last, whoever wrote the text.
  if (event.step() < paper.steps_size()) Approve(row, entry, event.step() - 1, false, {});
  ShowTurn(row);
}

void ApplyPaperReturned(MutableWorld& world, const AuditEntry& entry, const journal::v1::PaperReturned& event) {
  auto& row = world.Mutable<PaperRow>(entry.subject());
  CloseTurn(row, entry);
  v1::Paper& paper = *row.mutable_resource();
  for (int i = event.to_step() - 1; i < paper.steps_size(); ++i) paper.mutable_steps(i)->set_approved_edition(0);
  v1::PaperReturn& one = *paper.add_returns();
  one.set_to_step(event.to_step());
  SetProvenance(entry, one.mutable_returned());
  *row.add_return_reasons() = event.reason();
  ShowTurn(row);
}

void ApplyPaperWithdrawn(MutableWorld& world, const AuditEntry& entry, const journal::v1::PaperWithdrawn&) {
  {
    auto& row = world.Mutable<PaperRow>(entry.subject());
    CloseTurn(row, entry);
    row.mutable_resource()->set_state(v1::PAPER_STATE_WITHDRAWN);
    ShowTurn(row);
  }
  Close(world, entry.subject());
}

}  // namespace

void RegisterPaperEvents(Rooms& rooms) {
  rooms.Apply(&ApplyPaperDrafted);
  rooms.Apply(&ApplyPaperApproved);
  rooms.Apply(&ApplyPaperChanged);
  rooms.Apply(&ApplyPaperReturned);
  rooms.Apply(&ApplyPaperWithdrawn);
}

}  // namespace plumbline
