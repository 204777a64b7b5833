// services/package/package.h: the package room (审查包): what an adviser without a connection takes home, and what came back.
//
// Source  an office rule, not a law: papers that leave the house are few, named, dated and counted.
// Idea    a package is for one assigned person. The server makes it as due work (`package`): text and materials as PDF with the
//         person's name on every page, a DOCX to comment in, a form to sign. What it is made of is in the record, and so is
//         what came back. Remarks and advice inside are entered as the adviser's own acts (补录), never by this room.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_PACKAGE_PACKAGE_H_
#define PLUMBLINE_SERVICES_PACKAGE_PACKAGE_H_

#include "plumbline/state/v1/review_package_state.pb.h"
#include "plumbline/v1/review_package_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

inline constexpr char kPackageWork[] = "package";  // Due work of packages that are not made yet.

void RegisterPackageRoom(Rooms& rooms);
void RegisterPackageDecisions(Rooms& rooms);
void RegisterPackageEvents(Rooms& rooms);
void RegisterPackageQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_PACKAGE_PACKAGE_H_
