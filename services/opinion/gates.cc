#include "services/opinion/opinion.h"

namespace plumbline {

namespace {

// The opinion that stands for the matter, or nullptr.
const v1::Opinion* StandingOpinion(const GateInput& input) {
  const std::string& name = input.matter.resource().opinion();
  const auto* row = name.empty() ? nullptr : input.world.Find<state::v1::OpinionRow>(name);
  return row == nullptr || row->resource().state() != v1::OPINION_STATE_STANDING ? nullptr
                                                                                 : &row->resource();
}

// G-OPINION: an opinion stands and its conclusion allows deliberation. Where the place demands the
// sealed copy before deliberation, it is part of having an opinion.
GateFinding OpinionAllows(const GateInput& input) {
  const v1::Opinion* opinion = StandingOpinion(input);
  if (opinion == nullptr) return {false, {"opinion"}};
  const config::v1::Effect effect = opinion->effect();
  const bool allows = effect == config::v1::EFFECT_DELIBERABLE ||
                      effect == config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED ||
                      effect == config::v1::EFFECT_DELIBERABLE_WITH_RISK;
  if (!allows) return {false, {opinion->conclusion()}};
  if (opinion->sealed_copy().file().empty() &&
      input.context.rules.profile->SwitchOn("W-SEALED-BEFORE-DELIBERATION",
                                            input.context.occurred_on)) {
    return {false, {"sealed-copy"}};
  }
  return {true, {}};
}

// G-OPINION-SAME-TEXT: the matter's current text is one that the opinion covers. Where no text
// could be read the file digest decides, and the finding says so.
GateFinding OpinionCoversThisText(const GateInput& input) {
  const v1::Opinion* opinion = StandingOpinion(input);
  if (opinion == nullptr) return {false, {"opinion"}};
  const v1::Matter& matter = input.matter.resource();
  bool by_file = false;
  GateFinding finding;
  finding.met = Covers(*opinion, matter.text_digest(), matter.file_digest(), &by_file);
  if (by_file) finding.missing.push_back("file-digest");
  if (!finding.met) finding.missing.push_back(matter.current_version());
  return finding;
}

// G-RESPONDED: where the conclusion demands changes every point is answered. A point is adopted by
// changing the text, not by saying so: then the current text is another than the reviewed one.
GateFinding OpinionAnswered(const GateInput& input) {
  const v1::Opinion* opinion = StandingOpinion(input);
  if (opinion == nullptr) return {false, {"opinion"}};
  if (opinion->effect() != config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED) return {true, {}};
  const auto& tally = input.world.Get<state::v1::OpinionTallyRow>(input.matter_name);
  if (tally.standing() != input.matter.resource().opinion() || tally.answers() == 0) {
    return {false, {"answer"}};
  }
  const v1::Matter& matter = input.matter.resource();
  const v1::BoundText& reviewed = opinion->texts(0);
  const bool unchanged =
      reviewed.file_digest() == matter.file_digest() ||
      (!matter.text_digest().empty() && reviewed.text_digest() == matter.text_digest());
  if (tally.answer_adopts() && unchanged) return {false, {"revised-text"}};
  return {true, {}};
}

}  // namespace

bool Covers(const v1::Opinion& opinion, const std::string& text_digest,
            const std::string& file_digest, bool* by_file) {
  if (by_file != nullptr) *by_file = text_digest.empty();
  for (const v1::BoundText& text : opinion.texts()) {
    // The same bytes hold the same text, whichever algorithm read them.
    if (text.file_digest() == file_digest) return true;
    if (!text_digest.empty() && text.text_digest() == text_digest) return true;
  }
  return false;
}

void RegisterOpinionGates(Rooms& rooms) {
  rooms.Gate(GateId::kOpinion, &OpinionAllows);
  rooms.Gate(GateId::kOpinionSameText, &OpinionCoversThisText);
  rooms.Gate(GateId::kResponded, &OpinionAnswered);
}

}  // namespace plumbline
