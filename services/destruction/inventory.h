// services/destruction/inventory.h: what a destruction would remove, found by reading, not by knowing.
//
// Texts are found by the references to them in the row and in every entry of a resource, so that earlier wordings go
// too; files by their names in the row and their digests in the entries. The list holds what is there and not
// destroyed yet, in the order of the resources' names.
// Bounds   kDestructionItemsMax items and kDestructionListBytesMax bytes, since the list is one entry and one row; the
//          rest is counted as left out and goes with the next destruction.
// Cost     reads the entries of what is covered, then every row of the state once: who else names a file, who
//          refers to the resource. Never on the command thread.
#ifndef PLUMBLINE_SERVICES_DESTRUCTION_INVENTORY_H_
#define PLUMBLINE_SERVICES_DESTRUCTION_INVENTORY_H_

#include "absl/status/statusor.h"
#include "services/destruction/destruction.h"

namespace plumbline {

inline constexpr int kDestructionItemsMax = 400;
inline constexpr size_t kDestructionListBytesMax = 44 * 1024;

// REQUIRES: the reader knows the files (World::file_index). Errors  of reading.
absl::StatusOr<v1::DestructionList> TakeInventory(const SnapshotReader& reader, const Rooms& rooms,
                                                  const DestructionScope& scope);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DESTRUCTION_INVENTORY_H_
