#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/index_keys.h"
#include "services/matter/matter.h"
#include "services/query.h"
#include "services/registry/registry.h"
#include "services/relation.h"

namespace plumbline {

namespace {

void DocumentRows(absl::string_view name, const state::v1::DocumentRow& row, IndexSink& sink) {
  const auto day = DayOf(row.resource().publish_date());
  const std::string sort =
      KeyWriter().U64Descending(day.has_value() ? static_cast<uint64_t>(DayNumber(*day)) : 0).Take();
  sink.Put(ListKey("all", "documents", sort, name));
  sink.Put(ListKey(row.resource().issuer(), "documents", sort, name));
  if (row.resource().state() == v1::DOCUMENT_STATE_IN_FORCE) sink.Put(OpenKey(KeeperOf(row.resource()), "documents", name));
}

// Who answers for a document: its maker, the maker's office and reviewing body; inspectors look in.
bool AnswersFor(const World& world, const Caller& caller, const v1::Document& document) {
  return caller.system() || HoldsRole(caller, config::v1::ROLE_INSPECTOR) || HoldsPost(caller, document.issuer()) ||
         HoldsPost(caller, OfficeOf(world, document.issuer())) ||
         HoldsPost(caller, NearestOf(world, document.issuer(), &v1::Organization::reviewing_body));
}

// What is published is for everybody.
bool DocumentVisible(const World& world, const Caller& caller, absl::string_view, const state::v1::DocumentRow& row) {
  return !row.resource().deliberated_only() || AnswersFor(world, caller, row.resource());
}

// Who entered what is the office's affair: the public sees the document.
void ViewDocument(const ViewContext& context, absl::string_view, const state::v1::DocumentRow& row,
                  v1::Document& document) {
  document.set_keeper(KeeperOf(document));
  if (row.has_unreviewed_reason() && AnswersFor(context.world, context.caller, document)) {
    document.set_unreviewed_reason(ShownContent(context.world, row.unreviewed_reason()));
  }
  if (!context.caller.anonymous()) return;
  document.clear_matter();
  document.clear_source_file();
  for (v1::Provenance* provenance : {document.mutable_published(), document.mutable_state_changed()}) {
    provenance->clear_actor();
    provenance->clear_recorded_by();
  }
  if (!IsSet(document.state_changed().occurred_on())) document.clear_state_changed();
}

std::optional<Refusal> ListDocuments(const QueryContext& context, const v1::ListDocumentsRequest& request,
                                     v1::ListDocumentsResponse& response) {
  std::string next;
  auto refusal = ReadPage(
      context,
      {ListPrefix(request.parent().empty() ? "all" : request.parent(), "documents"),
       absl::StrCat(request.state(), "/", request.year()), request.page_size(), request.page_token()},
      [&](const std::string& name) {
        const auto* row = context.world.Find<state::v1::DocumentRow>(name);
        if (row == nullptr ||
            (request.state() != v1::DOCUMENT_STATE_UNSPECIFIED && row->resource().state() != request.state()) ||
            (request.year() != 0 && row->resource().publish_date().year() != request.year())) {
          return false;
        }
        return !ReadResource(context, name, nullptr, *response.add_documents()).has_value();
      },
      &next);
  response.set_next_page_token(next);
  return refusal;
}

// G-NUMBERED: registered and numbered, where the track has a number.
GateFinding Numbered(const GateInput& input) {
  const v1::Matter& matter = input.matter.resource();
  return {!matter.document_number().empty() ||
              !input.context.rules.profile->HasStage(config::v1::STAGE_NUMBERED, KindSet::Of(matter.kinds()),
                                                     input.context.occurred_on),
          {}};
}

// G-PUBLISHED: published, or closed because it was never made.
GateFinding Published(const GateInput& input) {
  const v1::Matter& matter = input.matter.resource();
  return {!matter.document().empty() || matter.ending() != v1::ENDING_UNSPECIFIED, {}};
}

}  // namespace

void RegisterRegistryGates(Rooms& rooms) {
  rooms.Gate(GateId::kNumbered, &Numbered);
  rooms.Gate(GateId::kPublished, &Published);
}

void RegisterRegistryQueries(Rooms& rooms) {
  rooms.Table<state::v1::DocumentRow>().Rows(&DocumentRows).Visible(&DocumentVisible).View(&ViewDocument);
  rooms.Table<state::v1::DocumentNumberRow>();
  rooms.Query(&GetResource<v1::GetDocumentRequest, v1::Document>);
  rooms.Query(&ListDocuments);
}

void RegisterRegistryRoom(Rooms& rooms) {
  RegisterRegistryDecisions(rooms);
  RegisterRegistryEvents(rooms);
  RegisterRegistryGates(rooms);
  RegisterRegistryQueries(rooms);
}

}  // namespace plumbline
