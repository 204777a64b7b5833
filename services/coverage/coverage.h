// services/coverage/coverage.h: the coverage room (应审尽审): figures, their drill-down, the annual
// report.
//
// figures.cc  what an entry adds to which counter
// query.cc    figures, members, annual report
#ifndef PLUMBLINE_SERVICES_COVERAGE_COVERAGE_H_
#define PLUMBLINE_SERVICES_COVERAGE_COVERAGE_H_

#include "plumbline/state/v1/coverage_state.pb.h"
#include "plumbline/v1/coverage_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterCoverageRoom(Rooms& rooms);
void RegisterCoverageQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_COVERAGE_COVERAGE_H_
