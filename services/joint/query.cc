#include "services/index_keys.h"
#include "services/joint/joint.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::CosignatureRow;
using state::v1::InquiryRow;

constexpr char kAll[] = "inquiries";
constexpr char kOpen[] = "open-inquiries";

// --- Signatures ---

void CosignatureRows(absl::string_view name, const CosignatureRow& row, IndexSink& sink) {
  const std::string oldest = KeyWriter().U64(static_cast<uint64_t>(row.resource().signed_().sequence())).Take();
  sink.Put(ChildKey(ParentOf(name), "cosignatures", oldest, name));
}

bool CosignatureVisible(const World& world, const Caller& caller, absl::string_view name, const CosignatureRow&) {
  return SeesPartOf(world, caller, name, config::v1::PART_MATERIALS);
}

void ViewCosignature(const ViewContext& context, absl::string_view name, const CosignatureRow& row,
                     v1::Cosignature& signature) {
  signature.set_note(ShownContent(context.world, row.note()));
  if (row.has_withdrawal_reason()) {
    signature.set_withdrawal_reason(ShownContent(context.world, row.withdrawal_reason()));
  }
  const v1::Matter& matter = context.world.Get<state::v1::MatterRow>(MatterOf(name)).resource();
  signature.set_counts(!signature.has_withdrawn() &&
                       SignsText(matter, signature.text_digest(), signature.file_digest()));
}

std::optional<Refusal> ListCosignatures(const QueryContext& context, const v1::ListCosignaturesRequest& request,
                                        v1::ListCosignaturesResponse& response) {
  v1::Matter matter;  // Seeing the matter is what lets in.
  if (auto refusal = ReadResource(context, request.parent(), nullptr, matter)) return refusal;
  if (auto refusal = ListResources(
          context,
          {ChildPrefix(request.parent(), "cosignatures"), "", request.page_size(), request.page_token()}, response)) {
    return refusal;
  }
  const auto* row = context.world.Find<state::v1::MatterRow>(request.parent());
  if (row != nullptr && SeesPart(context.world, context.caller, request.parent(), *row, config::v1::PART_MATERIALS)) {
    for (std::string& one : NotSigned(context.world, request.parent(), row->resource())) {
      response.add_missing(std::move(one));
    }
  }
  return std::nullopt;
}

// --- Questions ---

void InquiryRows(absl::string_view name, const InquiryRow& row, IndexSink& sink) {
  const v1::Inquiry& inquiry = row.resource();
  const std::string newest = KeyWriter().U64Descending(static_cast<uint64_t>(inquiry.asked().sequence())).Take();
  for (const std::string& scope :
       {std::string(MatterOf(name)), inquiry.organization(), inquiry.asking_organization()}) {
    sink.Put(ListKey(scope, kAll, newest, name));
    if (inquiry.state() == v1::INQUIRY_STATE_OPEN) sink.Put(ListKey(scope, kOpen, newest, name));
  }
  if (inquiry.state() == v1::INQUIRY_STATE_OPEN) sink.Put(OpenKey(inquiry.organization(), kAll, name));
}

// Who was asked sees the question; of the others, those who see what it belongs to: guidance is inner.
bool InquiryVisible(const World& world, const Caller& caller, absl::string_view name, const InquiryRow& row) {
  if (HoldsPost(caller, row.resource().organization())) return true;
  const bool guidance = row.resource().kind() == v1::INQUIRY_KIND_GUIDANCE;
  return SeesPartOf(world, caller, name, guidance ? config::v1::PART_INNER_REMARKS : config::v1::PART_MATERIALS);
}

void ViewInquiry(const ViewContext& context, absl::string_view name, const InquiryRow& row, v1::Inquiry& inquiry) {
  inquiry.set_question(ShownContent(context.world, row.question()));
  if (row.has_answer()) inquiry.set_answer(ShownContent(context.world, row.answer()));
  if (row.has_withdrawal_reason()) {
    inquiry.set_withdrawal_reason(ShownContent(context.world, row.withdrawal_reason()));
  }
  if (row.has_handling_reason()) {
    inquiry.set_handling_reason(ShownContent(context.world, row.handling_reason()));
  }
  inquiry.set_matter_title(context.world.Get<state::v1::MatterRow>(MatterOf(name)).resource().title());
}

std::optional<Refusal> ListInquiries(const QueryContext& context, const v1::ListInquiriesRequest& request,
                                     v1::ListInquiriesResponse& response) {
  return ListResources(
      context,
      {ListPrefix(request.parent(), request.open_only() ? kOpen : kAll), "", request.page_size(), request.page_token()},
      response);
}

}  // namespace

void RegisterJointQueries(Rooms& rooms) {
  rooms.Table<CosignatureRow>().Rows(&CosignatureRows).Visible(&CosignatureVisible).View(&ViewCosignature);
  rooms.Table<InquiryRow>().Rows(&InquiryRows).Visible(&InquiryVisible).View(&ViewInquiry);
  rooms.Table<state::v1::JointTallyRow>();
  rooms.Query(&GetResource<v1::GetCosignatureRequest, v1::Cosignature>);
  rooms.Query(&GetResource<v1::GetInquiryRequest, v1::Inquiry>);
  rooms.Query(&ListCosignatures);
  rooms.Query(&ListInquiries);
}

}  // namespace plumbline
