#include <map>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/destruction/destruction.h"
#include "services/directory/directory.h"
#include "services/files.h"
#include "services/relation.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

using state::v1::DestructionListRow;
using state::v1::DestructionRow;

constexpr int kResourcesMax = 60;  // That say of themselves that contents were destroyed.

Refusal RefuseDecided() {
  return RefuseState("该销毁已经批准或者不予销毁，请查看其办理情况（destruction get）。",
                     "The destruction is decided already; look at it (destruction get).");
}

DestructionAsker AskerOf(const World& world, const Context& context) {
  DestructionAsker asker;
  asker.caller = {context.actor.person(), world.Find<state::v1::HoldingsRow>(context.actor.person()), context.today};
  config::v1::Role_Parse(context.actor.role(), &asker.role);
  asker.organization = context.actor.organization();
  return asker;
}

Decision DecideProposeDestruction(const World& world, const v1::ProposeDestructionRequest& request,
                                  const Context& context) {
  const v1::Destruction& asked = request.destruction();
  if (asked.ground() == v1::DESTRUCTION_GROUND_COURT_ORDER && asked.basis_paper().empty()) {
    return RefuseField("destruction.basis_paper", "法院裁定须写明文书编号", "a court's order needs its number");
  }
  const DestructionScope scope = DestructionScope::Of(asked);
  PLUMBLINE_CHECK(context.rooms != nullptr, "set while a command is decided");
  if (auto refusal = CheckScope(world, *context.rooms, AskerOf(world, context), scope)) return *std::move(refusal);
  Outcome outcome;
  journal::v1::DestructionProposed event;
  event.set_ground(asked.ground());
  *event.mutable_reason() = PutContent(outcome, context, asked.reason());
  event.set_basis_paper(asked.basis_paper());
  event.set_resource(scope.resource);
  *event.mutable_fields() = asked.fields();
  for (const std::string& file : scope.files) event.add_file_digests(FileDigestOf(file));
  event.set_organization(context.actor.organization());
  outcome.Add(absl::StrCat("destructions/", context.FreshId()), std::move(event));
  return outcome;
}

// The resource that says of itself that contents were destroyed: a matter for what lies under it.
struct Affected {
  int texts = 0;
  int files = 0;
};
std::map<std::string, Affected> AffectedBy(const World& world, const Rooms& rooms, const v1::DestructionList& list) {
  std::map<std::string, Affected> affected;
  const auto count = [&](const std::string& resource, bool text) {
    const std::string root(RootOf(resource));
    const TableRow* table = rooms.FindCollection(CollectionOf(root));
    if (table == nullptr || world.FindRow(table->id, *table->prototype, root) == nullptr) return;
    if (affected.size() >= kResourcesMax && affected.count(root) == 0) return;
    Affected& one = affected[root];
    ++(text ? one.texts : one.files);
  };
  for (const v1::DestructionItem& item : list.items()) {
    if (!item.resource().empty()) count(item.resource(), item.file().empty());
    for (const std::string& other : item.also_named_by()) {
      if (RootOf(other) != RootOf(item.resource())) count(other, false);
    }
  }
  return affected;
}

Decision DecideApproveDestruction(const World& world, const v1::ApproveDestructionRequest& request,
                                  const Context& context) {
  const v1::Destruction& destruction = world.Find<DestructionRow>(request.name())->resource();
  if (destruction.state() == v1::DESTRUCTION_STATE_LISTING) {
    return RefuseState("服务器正在清点将销毁的内容，请稍候查看清单（destruction items）后再批准。",
                       "The server is still listing what would go. Look at the list (destruction items) in a moment, then "
                       "approve.");
  }
  if (destruction.state() != v1::DESTRUCTION_STATE_PROPOSED) return RefuseDecided();
  const v1::Provenance& proposed = destruction.proposed();
  const std::string& approver = context.actor.person();
  if (approver == proposed.actor() || approver == proposed.recorded_by() ||
      context.recorded_by.person() == proposed.actor()) {
    return Refuse(absl::StatusCode::kPermissionDenied, v1::SECOND_PERSON_NEEDED,
                  "销毁须由提出人以外的人员批准。请提出单位负责人或者安全管理员办理。",
                  "Somebody other than who proposed it has to approve: the head of that organisation or the security "
                  "administrator.");
  }
  const v1::DestructionList& list = world.Get<DestructionListRow>(request.name()).list();
  if (list.items().empty()) {
    return RefuseState("清单为空：范围内没有可以销毁的内容。请不予销毁，并按预览（destruction preview）重新提出。",
                       "The list is empty: nothing in its scope can be destroyed. Reject it, and propose again as a preview "
                       "(destruction preview) shows.");
  }
  Outcome outcome;
  journal::v1::DestructionApproved approved;
  for (const v1::DestructionItem& item : list.items()) {
    if (!item.file().empty()) {
      approved.set_files(approved.files() + 1);
      continue;
    }
    approved.set_texts(approved.texts() + 1);
    // The credential stands under the sign-in name itself.
    journal::v1::ContentRef ref;
    ref.set_id(item.text_id());
    std::string text;
    if (item.path() == "sign_in_name" && world.FindContent(ref, &text)) {
      outcome.beside.push_back({CredentialKey(text), {}});
    }
    outcome.beside.push_back({BesideKey(BesideTable::kContent, item.text_id()), {}});
  }
  outcome.Add(request.name(), std::move(approved));
  for (const auto& [resource, affected] : AffectedBy(world, *context.rooms, list)) {
    journal::v1::ContentsDestroyed event;
    event.set_destruction(request.name());
    event.set_ground(destruction.ground());
    event.set_texts(affected.texts);
    event.set_files(affected.files);
    outcome.Add(resource, std::move(event));
  }
  return outcome;
}

Decision DecideRejectDestruction(const World& world, const v1::RejectDestructionRequest& request,
                                 const Context& context) {
  const v1::DestructionState state = world.Find<DestructionRow>(request.name())->resource().state();
  if (state != v1::DESTRUCTION_STATE_LISTING && state != v1::DESTRUCTION_STATE_PROPOSED) return RefuseDecided();
  Outcome outcome;
  journal::v1::DestructionRejected event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideRecordDestructionList(const World& world, const v1::RecordDestructionListRequest& request,
                                     const Context&) {
  if (world.Find<DestructionRow>(request.name())->resource().state() != v1::DESTRUCTION_STATE_LISTING) {
    return RefuseDecided();
  }
  journal::v1::DestructionListed event;
  for (const v1::DestructionItem& item : request.list().items()) {
    journal::v1::DestructionItem& listed = *event.add_items();
    listed.set_resource(item.resource());
    listed.set_path(item.path());
    listed.set_text_id(item.text_id());
    listed.set_file_digest(FileDigestOf(item.file()));
    listed.set_size(item.size_bytes());
    listed.set_earlier(item.earlier());
    *listed.mutable_also_named_by() = item.also_named_by();
  }
  for (const v1::KeptItem& item : request.list().kept()) {
    journal::v1::DestructionKept& kept = *event.add_kept();
    kept.set_resource(item.resource());
    kept.set_path(item.path());
    kept.set_cause(item.cause());
  }
  *event.mutable_related() = request.list().related();
  event.set_left_out(request.list().left_out());
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideRecordDestructionDone(const World& world, const v1::RecordDestructionDoneRequest& request,
                                     const Context&) {
  if (world.Find<DestructionRow>(request.name())->resource().state() != v1::DESTRUCTION_STATE_APPROVED) {
    return RefuseDecided();
  }
  Outcome outcome;
  outcome.Add(request.name(), journal::v1::DestructionCompleted());
  return outcome;
}

template <typename Request>
std::string OrganizationOfDestruction(const World& world, const Request& request) {
  return world.Get<DestructionRow>(request.name()).resource().organization();
}

}  // namespace

void RegisterDestructionDecisions(Rooms& rooms) {
  rooms.Command(&DecideProposeDestruction);
  rooms.Command(&DecideApproveDestruction).Organization(&OrganizationOfDestruction<v1::ApproveDestructionRequest>);
  rooms.Command(&DecideRejectDestruction).Organization(&OrganizationOfDestruction<v1::RejectDestructionRequest>);
  rooms.Command(&DecideRecordDestructionList);
  rooms.Command(&DecideRecordDestructionDone);
}

}  // namespace plumbline
