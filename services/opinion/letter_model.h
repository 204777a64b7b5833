// services/opinion/letter_model.h: what the letter of an opinion (意见书) says.
//
// A letter is two entries: issued (number, conclusion, text digest), then rendered (digest of the
// PDF). In between a worker takes the content from here, sets it as a page, and reports it by
// RecordLetter under a request_id that follows from the issuing entry: doing the work again has no
// second effect. Source  conclusions.md §4: parts in order; review_word_zh of the track for 审核 or
// 审查. Pure; any thread that has a World.
#ifndef PLUMBLINE_SERVICES_OPINION_LETTER_MODEL_H_
#define PLUMBLINE_SERVICES_OPINION_LETTER_MODEL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "services/world.h"

namespace plumbline {

// Nothing when there is no such opinion.
std::optional<state::v1::LetterContent> BuildLetter(const World& world, absl::string_view opinion);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_OPINION_LETTER_MODEL_H_
