#include "services/index_keys.h"
#include "services/paper/paper.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

void PaperRows(absl::string_view name, const state::v1::PaperRow&, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "papers", "", name));
}

// The approval sheet (签批单) is nobody's business outside its organisation.
bool PaperVisible(const World&, const Caller& caller, absl::string_view, const state::v1::PaperRow& row) {
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (CollectionOf(holding.name()) == "posts" && InForce(holding, caller.today) &&
        holding.organization() == row.resource().organization()) {
      return true;
    }
  }
  return false;
}

void ViewPaper(const ViewContext& context, absl::string_view, const state::v1::PaperRow& row, v1::Paper& paper) {
  paper.set_content(ShownContent(context.world, row.content()));
  for (int i = 0; i < paper.steps_size() && i < row.notes_size(); ++i) {
    if (!row.notes(i).id().empty()) paper.mutable_steps(i)->set_note(ShownContent(context.world, row.notes(i)));
  }
  for (int i = 0; i < paper.returns_size() && i < row.return_reasons_size(); ++i) {
    paper.mutable_returns(i)->set_reason(ShownContent(context.world, row.return_reasons(i)));
  }
}

std::optional<Refusal> ListPapers(const QueryContext& context, const v1::ListPapersRequest& request,
                                  v1::ListPapersResponse& response) {
  v1::Matter matter;  // Seeing the matter is what lets in.
  if (auto refusal = ReadResource(context, request.parent(), nullptr, matter)) return refusal;
  return ListResources(
      context, {ChildPrefix(request.parent(), "papers"), "", request.page_size(), request.page_token()}, response);
}

}  // namespace

void RegisterPaperQueries(Rooms& rooms) {
  rooms.Table<state::v1::PaperRow>().Rows(&PaperRows).Visible(&PaperVisible).View(&ViewPaper);
  rooms.Table<state::v1::PaperTallyRow>();
  rooms.Query(&GetResource<v1::GetPaperRequest, v1::Paper>);
  rooms.Query(&ListPapers);
}

}  // namespace plumbline
