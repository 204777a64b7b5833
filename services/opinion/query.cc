#include "services/query.h"
#include "absl/strings/match.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/opinion/opinion.h"

namespace plumbline {

namespace {

using journal::v1::ContentRef;
using state::v1::OpinionAnswerRow;
using state::v1::OpinionRow;
using state::v1::RevisionConfirmationRow;

constexpr char kOpinionsList[] = "opinions";
constexpr char kLetterWork[] = "letter";

std::string InOrder(int64_t sequence) {
  return KeyWriter().U64(static_cast<uint64_t>(sequence)).Take();
}

void OpinionIndexRows(absl::string_view name, const OpinionRow& row, IndexSink& sink) {
  const v1::Opinion& opinion = row.resource();
  const int64_t sequence = opinion.issued().sequence();
  sink.Put(ChildKey(ParentOf(name), "opinions", InOrder(sequence), name));
  sink.Put(ListKey(opinion.issuer(), kOpinionsList,
                   KeyWriter().U64Descending(static_cast<uint64_t>(sequence)).Take(), name));
  // The record owes the letter until it is rendered; a void opinion is owed none.
  if (opinion.letter().file().empty() && opinion.state() != v1::OPINION_STATE_VOID) {
    sink.Put(DueKey(kLetterWork, 0, name));
  }
}

void AnswerIndexRows(absl::string_view name, const OpinionAnswerRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "answers", InOrder(row.resource().given().sequence()), name));
}

void ConfirmationIndexRows(absl::string_view name, const RevisionConfirmationRow& row,
                           IndexSink& sink) {
  sink.Put(
      ChildKey(ParentOf(name), "confirmations", InOrder(row.resource().stated().sequence()), name));
}

// Whoever may read the opinion may read what answers it and what extends it.
template <typename Row>
bool OpinionVisible(const World& world, const Caller& caller, absl::string_view name, const Row&) {
  return caller.system() || SeesPartOf(world, caller, name, config::v1::PART_OPINION);
}

// Empty for an absent reference.
std::string TextOf(const World& world, bool present, const ContentRef& ref) {
  return present ? ShownContent(world, ref) : std::string();
}

void ViewOpinion(const ViewContext& context, absl::string_view, const OpinionRow& row,
                 v1::Opinion& opinion) {
  const World& world = context.world;
  opinion.set_basis(TextOf(world, row.has_basis(), row.basis()));
  const journal::v1::FindingRefs& refs = row.findings();
  v1::Findings& findings = *opinion.mutable_findings();
  findings.set_authority(TextOf(world, refs.has_authority(), refs.authority()));
  findings.set_procedure(TextOf(world, refs.has_procedure(), refs.procedure()));
  findings.set_substance(TextOf(world, refs.has_substance(), refs.substance()));
  findings.set_competition(TextOf(world, refs.has_competition(), refs.competition()));
  findings.set_form(TextOf(world, refs.has_form(), refs.form()));
  for (int i = 0; i < opinion.points_size() && i < row.points_size(); ++i) {
    opinion.mutable_points(i)->set_text(ShownContent(world, row.points(i).text()));
  }
  opinion.set_risk(TextOf(world, row.has_risk(), row.risk()));
  opinion.set_advice_note(TextOf(world, row.has_advice_note(), row.advice_note()));
  opinion.set_further_notes(TextOf(world, row.has_further_notes(), row.further_notes()));
  opinion.set_contact_note(TextOf(world, row.has_contact_note(), row.contact_note()));
  opinion.set_void_reason(TextOf(world, row.has_void_reason(), row.void_reason()));
  for (int i = 0; i < opinion.deliveries_size() && i < row.received_by_size(); ++i) {
    opinion.mutable_deliveries(i)->set_received_by(ShownContent(world, row.received_by(i)));
  }
}

void ViewAnswer(const ViewContext& context, absl::string_view, const OpinionAnswerRow& row,
                v1::OpinionAnswer& answer) {
  for (int i = 0; i < answer.points_size() && i < row.reasons_size(); ++i) {
    answer.mutable_points(i)->set_reason(
        TextOf(context.world, row.reasons(i).size() > 0, row.reasons(i)));
  }
  answer.set_statement(TextOf(context.world, row.has_statement(), row.statement()));
}

void ViewConfirmation(const ViewContext& context, absl::string_view,
                      const RevisionConfirmationRow& row, v1::RevisionConfirmation& confirmation) {
  confirmation.set_note(TextOf(context.world, row.has_note(), row.note()));
}

// The parent is there and the caller may know it: an empty list tells no more than that.
bool SeesMatter(const QueryContext& context, const std::string& name) {
  const auto* row = context.world.Find<state::v1::MatterRow>(name);
  return row != nullptr && MatterVisible(context.world, context.caller, name, *row);
}

std::optional<Refusal> ListOpinions(const QueryContext& context,
                                    const v1::ListOpinionsRequest& request,
                                    v1::ListOpinionsResponse& response) {
  std::string prefix;
  if (absl::StartsWith(request.parent(), "organizations/")) {
    if (context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) {
      return RefuseNotFound();
    }
    prefix = ListPrefix(request.parent(), kOpinionsList);
  } else {
    if (!SeesMatter(context, request.parent())) return RefuseNotFound();
    prefix = ChildPrefix(request.parent(), "opinions");
  }
  return ListResources(context, {prefix, "", request.page_size(), request.page_token()}, response);
}

std::optional<Refusal> ListAnswers(const QueryContext& context,
                                   const v1::ListAnswersRequest& request,
                                   v1::ListAnswersResponse& response) {
  v1::Opinion opinion;
  if (auto refusal = ReadResource(context, request.parent(), nullptr, opinion)) return refusal;
  return ListResources(
      context,
      {ChildPrefix(request.parent(), "answers"), "", request.page_size(), request.page_token()},
      response);
}

std::optional<Refusal> ListConfirmations(const QueryContext& context,
                                         const v1::ListConfirmationsRequest& request,
                                         v1::ListConfirmationsResponse& response) {
  if (!SeesMatter(context, request.parent())) return RefuseNotFound();
  return ListResources(context,
                       {ChildPrefix(request.parent(), "confirmations"), "", request.page_size(),
                        request.page_token()},
                       response);
}

}  // namespace

void RegisterOpinionQueries(Rooms& rooms) {
  rooms.Table<OpinionRow>()
      .Rows(&OpinionIndexRows)
      .Visible(&OpinionVisible<OpinionRow>)
      .View(&ViewOpinion);
  rooms.Table<OpinionAnswerRow>()
      .Rows(&AnswerIndexRows)
      .Visible(&OpinionVisible<OpinionAnswerRow>)
      .View(&ViewAnswer);
  rooms.Table<RevisionConfirmationRow>()
      .Rows(&ConfirmationIndexRows)
      .Visible(&OpinionVisible<RevisionConfirmationRow>)
      .View(&ViewConfirmation);
  rooms.Table<state::v1::OpinionTallyRow>();
  rooms.Query(&GetResource<v1::GetOpinionRequest, v1::Opinion>);
  rooms.Query(&ListOpinions);
  rooms.Query(&GetResource<v1::GetAnswerRequest, v1::OpinionAnswer>);
  rooms.Query(&ListAnswers);
  rooms.Query(&GetResource<v1::GetConfirmationRequest, v1::RevisionConfirmation>);
  rooms.Query(&ListConfirmations);
}

void RegisterOpinionRoom(Rooms& rooms) {
  RegisterIssueOpinion(rooms);
  RegisterOpinionDecisions(rooms);
  RegisterNumberSeries(rooms);
  RegisterOpinionEvents(rooms);
  RegisterOpinionGates(rooms);
  RegisterOpinionQueries(rooms);
  RegisterSeriesQueries(rooms);
}

}  // namespace plumbline
