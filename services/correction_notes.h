// services/correction_notes.h: corrected personal data in the notes of the resource that shows it.
//
// Notes of plain facts hold both texts. Those of personal data hold none: a view that shows the field
// fetches them here, from beside the journal.
#ifndef PLUMBLINE_SERVICES_CORRECTION_NOTES_H_
#define PLUMBLINE_SERVICES_CORRECTION_NOTES_H_

#include "absl/strings/string_view.h"
#include "plumbline/state/v1/correction_state.pb.h"
#include "plumbline/v1/common.pb.h"
#include "services/world.h"

namespace plumbline {

// Fills `was` and `is` of the notes about `field`.
inline void ShowNotes(const World& world, absl::string_view field,
                      google::protobuf::RepeatedPtrField<v1::CorrectionNote>& notes) {
  for (v1::CorrectionNote& note : notes) {
    if (note.field() != field) continue;
    const auto* row = world.Find<state::v1::CorrectionRow>(note.correction());
    if (row == nullptr) continue;
    if (row->has_was()) note.set_was(ShownContent(world, row->was()));
    if (row->has_is()) note.set_is(ShownContent(world, row->is()));
  }
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORRECTION_NOTES_H_
