#include "services/access/access_log.h"
#include "services/correction/correction.h"
#include "services/coverage/coverage.h"
#include "services/decision/decision_room.h"
#include "services/destruction/destruction.h"
#include "services/directory/directory.h"
#include "services/engagement/engagement.h"
#include "services/handover/handover.h"
#include "services/joint/joint.h"
#include "services/layout/layout.h"
#include "services/matter/matter.h"
#include "services/opinion/opinion.h"
#include "services/outcome/outcome.h"
#include "services/package/package.h"
#include "services/paper/paper.h"
#include "services/past/past.h"
#include "services/record/record.h"
#include "services/reform/reform.h"
#include "services/registry/registry.h"
#include "services/reminder/reminder.h"
#include "services/review/review.h"
#include "services/rooms.h"
#include "services/tables/tables.h"
#include "services/urgency/urgency.h"

namespace plumbline {

// A room is served once its line stands here.
std::unique_ptr<Rooms> Rooms::MakeAll() {
  auto rooms = std::make_unique<Rooms>();
  RegisterDirectoryRoom(*rooms);
  RegisterMatterRoom(*rooms);
  RegisterJointRoom(*rooms);
  RegisterReviewRoom(*rooms);
  RegisterOpinionRoom(*rooms);
  RegisterPaperRoom(*rooms);
  RegisterPackageRoom(*rooms);
  RegisterReminderRoom(*rooms);
  RegisterPastRoom(*rooms);
  RegisterAccessRoom(*rooms);
  RegisterUrgencyRoom(*rooms);
  RegisterTablesRoom(*rooms);
  RegisterLayoutRoom(*rooms);
  RegisterDecisionRoom(*rooms);
  RegisterRegistryRoom(*rooms);
  RegisterOutcomeRoom(*rooms);
  RegisterCorrectionRoom(*rooms);
  RegisterDestructionRoom(*rooms);
  RegisterEngagementRoom(*rooms);
  RegisterCoverageRoom(*rooms);
  RegisterRecordRoom(*rooms);
  RegisterHandoverRoom(*rooms);
  RegisterReformRoom(*rooms);
  return rooms;
}

}  // namespace plumbline
