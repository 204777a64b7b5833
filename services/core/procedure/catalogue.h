// services/core/procedure/catalogue.h: the gates, limits and commands that the program knows by
// name.
//
// A profile decides what a gate demands, where it blocks and since when; the program holds its
// predicate. So the ids are fixed here, in the order of the domain tables, and a profile that names
// another one is refused when it is loaded. Code switches over the enums (no default: the compiler
// finds the gate that nobody evaluates); text is used at the edges only.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_CATALOGUE_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_CATALOGUE_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace plumbline {

// X(enumerator, id): gates (关口), procedure.md §4.
#define PLUMBLINE_GATES(X)                   \
  X(kNotSecret, "G-NOT-SECRET")              \
  X(kIssuer, "G-ISSUER")                     \
  X(kStarted, "G-STARTED")                   \
  X(kEvaluated, "G-EVALUATED")               \
  X(kAgencies, "G-AGENCIES")                 \
  X(kComment, "G-COMMENT")                   \
  X(kCommentAnswered, "G-COMMENT-ANSWERED")  \
  X(kBusinessHeard, "G-BUSINESS-HEARD")      \
  X(kHearing, "G-HEARING")                   \
  X(kExpert, "G-EXPERT")                     \
  X(kExpertClean, "G-EXPERT-CLEAN")          \
  X(kRisk, "G-RISK")                         \
  X(kFcr, "G-FCR")                           \
  X(kInternalReview, "G-INTERNAL-REVIEW")    \
  X(kMaterials, "G-MATERIALS")               \
  X(kReviewWindow, "G-REVIEW-WINDOW")        \
  X(kRemarksSettled, "G-REMARKS-SETTLED")    \
  X(kCosigned, "G-COSIGNED")                 \
  X(kOpinion, "G-OPINION")                   \
  X(kOpinionSameText, "G-OPINION-SAME-TEXT") \
  X(kResponded, "G-RESPONDED")               \
  X(kParty, "G-PARTY")                       \
  X(kDeliberated, "G-DELIBERATED")           \
  X(kHeadLast, "G-HEAD-LAST")                \
  X(kSigned, "G-SIGNED")                     \
  X(kNumbered, "G-NUMBERED")                 \
  X(kPublished, "G-PUBLISHED")               \
  X(kArchived, "G-ARCHIVED")

// X(enumerator, id): time limits (时限), timelimits.md §2.
#define PLUMBLINE_LIMITS(X)                       \
  X(kCommentDecision, "T-COMMENT-DECISION")       \
  X(kCommentDoc, "T-COMMENT-DOC")                 \
  X(kCommentBusiness, "T-COMMENT-BUSINESS")       \
  X(kCommentRule, "T-COMMENT-RULE")               \
  X(kHearingPapers, "T-HEARING-PAPERS")           \
  X(kHearingNotice, "T-HEARING-NOTICE")           \
  X(kHearingPrice, "T-HEARING-PRICE")             \
  X(kAgencyReply, "T-AGENCY-REPLY")               \
  X(kCompleteness, "T-COMPLETENESS")              \
  X(kAccept, "T-ACCEPT")                          \
  X(kSupplement, "T-SUPPLEMENT")                  \
  X(kReviewMin, "T-REVIEW-MIN")                   \
  X(kReviewMax, "T-REVIEW-MAX")                   \
  X(kReviewDecision, "T-REVIEW-DECISION")         \
  X(kUrgentEvidence, "T-URGENT-EVIDENCE")         \
  X(kAdvisor, "T-ADVISOR")                        \
  X(kExpert, "T-EXPERT")                          \
  X(kFcr, "T-FCR")                                \
  X(kRespond, "T-RESPOND")                        \
  X(kMeetingPapers, "T-MEETING-PAPERS")           \
  X(kPublish, "T-PUBLISH")                        \
  X(kEffect, "T-EFFECT")                          \
  X(kTransition, "T-TRANSITION")                  \
  X(kFileGov, "T-FILE-GOV")                       \
  X(kFileNpc, "T-FILE-NPC")                       \
  X(kFileRule, "T-FILE-RULE")                     \
  X(kFileRepair, "T-FILE-REPAIR")                 \
  X(kFileReceipt, "T-FILE-RECEIPT")               \
  X(kFilingReview, "T-FILING-REVIEW")             \
  X(kCorrect, "T-CORRECT")                        \
  X(kList, "T-LIST")                              \
  X(kFilingCatalogue, "T-FILING-CATALOGUE")       \
  X(kValid, "T-VALID")                            \
  X(kValidTrial, "T-VALID-TRIAL")                 \
  X(kExpiryEvaluate, "T-EXPIRY-EVALUATE")         \
  X(kCleanupCycle, "T-CLEANUP-CYCLE")             \
  X(kCleanupAmend, "T-CLEANUP-AMEND")             \
  X(kAttachedTransfer, "T-ATTACHED-TRANSFER")     \
  X(kAttachedOwn, "T-ATTACHED-OWN")               \
  X(kAttachedNotify, "T-ATTACHED-NOTIFY")         \
  X(kAttachedReply, "T-ATTACHED-REPLY")           \
  X(kAttachedTransferee, "T-ATTACHED-TRANSFEREE") \
  X(kCourtAdvice, "T-COURT-ADVICE")               \
  X(kAdvisorTerm, "T-ADVISOR-TERM")               \
  X(kArchiveTransfer, "T-ARCHIVE-TRANSFER")       \
  X(kLawReport, "T-LAW-REPORT")

// X(name): commands that a gate can block; the rpc of the wire API bears the same name.
#define PLUMBLINE_GATED_COMMANDS(X) \
  X(SubmitMatter)                   \
  X(AcceptMatter)                   \
  X(ReturnMatter)                   \
  X(WithdrawMatter)                 \
  X(RecogniseMatter)                \
  X(AssignReviewer)                 \
  X(AnnounceDraw)                   \
  X(AddRemark)                      \
  X(SettleThread)                   \
  X(SignAdvice)                     \
  X(IssueOpinion)                   \
  X(AnswerOpinion)                  \
  X(ConfirmRevision)                \
  X(ScheduleMeetingItem)            \
  X(RecordDeliberation)             \
  X(CloseMinutes)                   \
  X(SignForIssue)                   \
  X(NumberDocument)                 \
  X(PublishDocument)                \
  X(RecordOutcome)                  \
  X(CloseMatter)                    \
  X(UploadFile)

#define PLUMBLINE_ENUMERATOR(name, id) name,
enum class GateId { PLUMBLINE_GATES(PLUMBLINE_ENUMERATOR) };
enum class LimitId { PLUMBLINE_LIMITS(PLUMBLINE_ENUMERATOR) };
#undef PLUMBLINE_ENUMERATOR
#define PLUMBLINE_ENUMERATOR(name) k##name,
enum class GatedCommand { PLUMBLINE_GATED_COMMANDS(PLUMBLINE_ENUMERATOR) };
#undef PLUMBLINE_ENUMERATOR

#define PLUMBLINE_ONE(...) +1
inline constexpr size_t kGateCount = 0 PLUMBLINE_GATES(PLUMBLINE_ONE);
inline constexpr size_t kLimitCount = 0 PLUMBLINE_LIMITS(PLUMBLINE_ONE);
inline constexpr size_t kGatedCommandCount = 0 PLUMBLINE_GATED_COMMANDS(PLUMBLINE_ONE);
#undef PLUMBLINE_ONE

// The id as it stands in the domain tables, in profiles, errors and reports.
absl::string_view IdOf(GateId gate);
absl::string_view IdOf(LimitId limit);
absl::string_view NameOf(GatedCommand command);

// The inverse; nullopt for a name that the program does not know.
absl::optional<GateId> FindGateId(absl::string_view id);
absl::optional<LimitId> FindLimitId(absl::string_view id);
absl::optional<GatedCommand> FindGatedCommand(absl::string_view name);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_CATALOGUE_H_
