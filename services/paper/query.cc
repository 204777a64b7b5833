#include "services/dates.h"
#include "services/index_keys.h"
#include "services/keeper.h"
#include "services/paper/paper.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

constexpr char kOnTheirWay[] = "papers";

void PaperRows(absl::string_view name, const state::v1::PaperRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "papers", "", name));
  const v1::Paper& paper = row.resource();
  if (paper.state() != v1::PAPER_STATE_IN_APPROVAL) return;
  sink.Put(OpenKey(KeeperOf(paper, paper.drafted().actor()), "papers", name));
  sink.Put(OpenKey(paper.organization(), "papers", name));
  const std::string oldest = KeyWriter().U64(static_cast<uint64_t>(row.turn_since())).Take();
  sink.Put(ListKey(paper.organization(), kOnTheirWay, oldest, name));
}

// Whether the caller may take the step whose turn it is.
bool TurnIsOf(const Caller& caller, const v1::Paper& paper) {
  const int turn = paper.state() == v1::PAPER_STATE_IN_APPROVAL ? TurnOf(paper) : -1;
  return turn >= 0 && HoldsRole(caller, paper.steps(turn).role(), paper.organization());
}

// The organisation of the caller's post; empty: none, or several.
std::string OwnOrganization(const Caller& caller) {
  std::string own;
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (CollectionOf(holding.name()) != "posts" || !InForce(holding, caller.today)) continue;
    if (!own.empty() && own != holding.organization()) return "";
    own = holding.organization();
  }
  return own;
}

// The approval sheet (签批单) is nobody's business outside its organisation.
bool PaperVisible(const World&, const Caller& caller, absl::string_view, const state::v1::PaperRow& row) {
  return HoldsPost(caller, row.resource().organization());
}

void ViewPaper(const ViewContext& context, absl::string_view, const state::v1::PaperRow& row, v1::Paper& paper) {
  paper.set_content(ShownContent(context.world, row.content()));
  if (paper.turn() > 0) {
    paper.set_turn_title(paper.steps(paper.turn() - 1).title());
    SetDate(row.turn_since(), paper.mutable_turn_since());
  }
  for (int i = 0; i < paper.steps_size() && i < row.notes_size(); ++i) {
    if (!row.notes(i).id().empty()) paper.mutable_steps(i)->set_note(ShownContent(context.world, row.notes(i)));
  }
  for (int i = 0; i < paper.returns_size() && i < row.return_reasons_size(); ++i) {
    paper.mutable_returns(i)->set_reason(ShownContent(context.world, row.return_reasons(i)));
  }
}

std::optional<Refusal> ListPapers(const QueryContext& context, const v1::ListPapersRequest& request,
                                  v1::ListPapersResponse& response) {
  std::string prefix;
  if (CollectionOf(request.parent()) == "matters") {
    v1::Matter matter;  // Seeing the matter is what lets in.
    if (auto refusal = ReadResource(context, request.parent(), nullptr, matter)) return refusal;
    prefix = ChildPrefix(request.parent(), "papers");
  } else {
    const std::string organization = request.parent().empty() ? OwnOrganization(context.caller) : request.parent();
    if (organization.empty()) {
      return RefuseField("parent", "您在几个单位任职，请写明单位", "you hold posts in several organisations: name one");
    }
    prefix = ListPrefix(organization, kOnTheirWay);
  }
  // What may not be seen is not there: a list of an organisation holds its own papers only.
  return ReadPage(context, {prefix, request.my_turn() ? "mine" : "", request.page_size(), request.page_token()},
                  [&](const std::string& name) {
                    const auto* row = context.world.Find<state::v1::PaperRow>(name);
                    if (row == nullptr || (request.my_turn() && !TurnIsOf(context.caller, row->resource()))) return false;
                    v1::Paper paper;
                    if (ReadResource(context, name, nullptr, paper).has_value()) return false;
                    *response.add_papers() = std::move(paper);
                    return true;
                  },
                  response.mutable_next_page_token());
}

}  // namespace

void RegisterPaperQueries(Rooms& rooms) {
  rooms.Table<state::v1::PaperRow>().Rows(&PaperRows).Visible(&PaperVisible).View(&ViewPaper);
  rooms.Table<state::v1::PaperTallyRow>();
  rooms.Query(&GetResource<v1::GetPaperRequest, v1::Paper>);
  rooms.Query(&ListPapers);
}

}  // namespace plumbline
