#include <algorithm>

#include "services/gates.h"
#include "services/joint/joint.h"

namespace plumbline {

namespace {

// What people call the organisation; its name where the record has none.
std::string TitleOf(const World& world, const std::string& organization) {
  const auto* row = world.Find<state::v1::OrganizationRow>(organization);
  return row == nullptr ? organization : row->resource().title();
}

GateFinding Cosigned(const GateInput& input) {
  GateFinding finding;
  for (const std::string& organization : NotSigned(input.world, input.matter_name, input.matter.resource())) {
    finding.missing.push_back(TitleOf(input.world, organization));
  }
  finding.met = finding.missing.empty();
  return finding;
}

GateFinding AgenciesAnswered(const GateInput& input) {
  GateFinding finding;
  bool asked = false;
  for (const state::v1::StandingInquiry& one :
       input.world.Get<state::v1::JointTallyRow>(input.matter_name).inquiries()) {
    if (one.kind() != v1::INQUIRY_KIND_COUNTERSIGN) continue;
    asked = true;
    if (one.open() || one.unhandled()) finding.missing.push_back(TitleOf(input.world, one.organization()));
  }
  if (!asked) return MaterialsFiled(input);
  finding.met = finding.missing.empty();
  return finding;
}

}  // namespace

bool SignsText(const v1::Matter& matter, absl::string_view text_digest, absl::string_view file_digest) {
  if (!text_digest.empty() && !matter.text_digest().empty()) return text_digest == matter.text_digest();
  return !file_digest.empty() && file_digest == matter.file_digest();
}

std::vector<std::string> NotSigned(const World& world, absl::string_view matter_name, const v1::Matter& matter) {
  std::vector<std::string> missing;
  const auto& tally = world.Get<state::v1::JointTallyRow>(matter_name);
  for (const std::string& organization : matter.co_drafters()) {
    const bool signed_by = std::any_of(
        tally.signatures().begin(), tally.signatures().end(), [&](const state::v1::StandingSignature& one) {
          return one.organization() == organization && SignsText(matter, one.text_digest(), one.file_digest());
        });
    if (!signed_by) missing.push_back(organization);
  }
  return missing;
}

void RegisterJointGates(Rooms& rooms) {
  rooms.Gate(GateId::kCosigned, &Cosigned);
  rooms.Gate(GateId::kAgencies, &AgenciesAnswered);
}

}  // namespace plumbline
