// services/destruction/destruction.h: destroying contents (销毁), an act of two people.
//
//   proposed → listed by a worker → approved: texts go with that commit → files go by a worker → completed
//
// The journal keeps its salted hashes: nothing of it changes, so proofs, figures and rebuilt state stay as they are.
// Source  users.md 13; design.md section 3, "Contents can be destroyed, the record cannot".
#ifndef PLUMBLINE_SERVICES_DESTRUCTION_DESTRUCTION_H_
#define PLUMBLINE_SERVICES_DESTRUCTION_DESTRUCTION_H_

#include <optional>
#include <string>
#include <vector>

#include "plumbline/journal/v1/destruction_event.pb.h"
#include "plumbline/state/v1/destruction_state.pb.h"
#include "plumbline/v1/destruction_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterDestructionRoom(Rooms& rooms);
void RegisterDestructionDecisions(Rooms& rooms);
void RegisterDestructionEvents(Rooms& rooms);
void RegisterDestructionQueries(Rooms& rooms);

// Kinds of due work: lists to be made, bytes to be removed.
inline constexpr char kListingWork[] = "destruction.list";
inline constexpr char kRemovalWork[] = "destruction.remove";

// What is asked for: texts (`fields`) and `files` of a resource; all of it and what lies under it when both are empty.
struct DestructionScope {
  std::string resource;
  std::vector<std::string> fields;
  std::vector<std::string> files;

  bool everything() const { return fields.empty() && files.empty(); }
  // Of a Destruction or a PreviewDestructionRequest.
  template <typename Message>
  static DestructionScope Of(const Message& message) {
    return {message.resource(),
            {message.fields().begin(), message.fields().end()},
            {message.files().begin(), message.files().end()}};
  }
};

// By which post somebody asks.
struct DestructionAsker {
  Caller caller;
  config::v1::Role role = config::v1::ROLE_UNSPECIFIED;
  std::string organization;
};

// Whether the scope is well formed and this organisation's to destroy. No list is made.
std::optional<Refusal> CheckScope(const World& world, const Rooms& rooms, const DestructionAsker& asker,
                                  const DestructionScope& scope);

// CONTENT_DESTROYED where the file (`files/{sha256}`) was destroyed: nobody reads it or uploads it again.
// `uploading`: what was tried.
std::optional<Refusal> RefuseDestroyedFile(const World& world, const std::string& file, bool uploading);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DESTRUCTION_DESTRUCTION_H_
