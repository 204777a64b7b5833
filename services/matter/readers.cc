// ShowReaders (谁能看到): the visibility table in words, by the function that decides.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/procedure/labels.h"
#include "services/matter/access.h"
#include "services/matter/matter.h"
#include "services/query.h"
#include "services/rules.h"

namespace plumbline {

namespace {

void AddWord(std::string& text, absl::string_view word, absl::string_view between) {
  absl::StrAppend(&text, text.empty() ? "" : between, word);
}

config::v1::Reader ReaderOf(const state::v1::AssignedPerson& one) {
  return one.role() == config::v1::ROLE_EXPERT    ? config::v1::READER_ASSIGNED_EXPERT
         : one.role() == config::v1::ROLE_ADVISOR ? config::v1::READER_ASSIGNED_ADVISOR
                                                  : config::v1::READER_REVIEWER;
}

// Whether there is such a reader now: who is asked or assigned is a reader from then on.
bool IsThere(const World& world, const std::string& matter, config::v1::Reader reader) {
  const auto asked = [&](v1::InquiryKind kind) {
    const auto& inquiries = world.Get<state::v1::JointTallyRow>(matter).inquiries();
    return std::any_of(inquiries.begin(), inquiries.end(),
                       [kind](const state::v1::StandingInquiry& one) { return one.open() && one.kind() == kind; });
  };
  switch (reader) {
    case config::v1::READER_GUIDING_BODY:
      return asked(v1::INQUIRY_KIND_GUIDANCE);
    case config::v1::READER_COUNTERSIGNER:
      return asked(v1::INQUIRY_KIND_COUNTERSIGN);
    case config::v1::READER_ASSIGNED_EXPERT:
    case config::v1::READER_ASSIGNED_ADVISOR: {
      const auto& assigned = world.Get<state::v1::ReviewTallyRow>(matter).assigned();
      return std::any_of(assigned.begin(), assigned.end(), [reader](const state::v1::AssignedPerson& one) {
        return one.active() && ReaderOf(one) == reader;
      });
    }
    default:
      return true;
  }
}

void FillPart(const QueryContext& context, const v1::ShowReadersRequest& request, const state::v1::MatterRow& row,
              const MatterSight& sight, config::v1::Part part, v1::PartReaders& shown) {
  shown.set_part(part);
  shown.set_you(sight.Sees(part));
  std::string now_en;
  std::string later_en;
  for (int number = config::v1::Reader_MIN + 1; number <= config::v1::Reader_MAX; ++number) {
    const auto reader = static_cast<config::v1::Reader>(number);
    if (!config::v1::Reader_IsValid(number)) continue;
    const Access access = sight.profile()->Visible(part, reader, context.caller.today);
    if (access == Access::kNever) continue;
    const bool now = IsThere(context.world, request.name(), reader) &&
                     ReaderSees(row, *sight.profile(), part, reader, context.caller.today, /*sent=*/false);
    AddWord(now ? *shown.mutable_readers_zh() : *shown.mutable_later_zh(), Label(reader, Language::kChinese), "、");
    AddWord(now ? now_en : later_en, Label(reader, Language::kEnglish), ", ");
    if (now) shown.add_readers(reader);
  }
  shown.set_readers_en(now_en);
  shown.set_later_en(later_en);
  if (!sight.Sees(config::v1::PART_ADVICE)) return;
  for (const state::v1::AssignedPerson& one : context.world.Get<state::v1::ReviewTallyRow>(request.name()).assigned()) {
    const config::v1::Reader reader = ReaderOf(one);
    if (one.active() && ReaderSees(row, *sight.profile(), part, reader, context.caller.today, /*sent=*/false)) {
      shown.add_people(one.person());
    }
  }
}

std::optional<Refusal> ShowReaders(const QueryContext& context, const v1::ShowReadersRequest& request,
                                   v1::ShowReadersResponse& response) {
  const auto* row = context.world.Find<state::v1::MatterRow>(request.name());
  if (row == nullptr || !MatterVisible(context.world, context.caller, request.name(), *row)) return RefuseNotFound();
  const MatterSight sight(context.world, context.caller, request.name(), *row);
  if (sight.profile() == nullptr) return RefuseNoRules();
  for (int number = config::v1::Part_MIN + 1; number <= config::v1::Part_MAX; ++number) {
    if (!config::v1::Part_IsValid(number)) continue;
    FillPart(context, request, *row, sight, static_cast<config::v1::Part>(number), *response.add_parts());
  }
  return std::nullopt;
}

}  // namespace

void RegisterMatterReaders(Rooms& rooms) { rooms.Query(&ShowReaders); }

}  // namespace plumbline
