// services/layout/customary.h: the layouts that every organisation has without saving any (常用台账).
//
// They are data, deploy/layouts/customary.textproto, which the build puts into the program.
#ifndef PLUMBLINE_SERVICES_LAYOUT_CUSTOMARY_H_
#define PLUMBLINE_SERVICES_LAYOUT_CUSTOMARY_H_

#include "plumbline/v1/layout_service.pb.h"

namespace plumbline {

// Without names; in the order of the file. Read once; any thread.
const v1::ListLayoutsResponse& CustomaryLayouts();

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_LAYOUT_CUSTOMARY_H_
