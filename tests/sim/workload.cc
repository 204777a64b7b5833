#include "tests/sim/workload.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/review/draw.h"
#include "storage/merkle/hash.h"

namespace plumbline::testing {

namespace {

using config::v1::Stage;

// The table of the oracle: required slots of a normative document (行政规范性文件), and the gates that
// single slots prove. Written from the list of materials, not read from the profile.
const char* const kSlots[] = {"DOC-REQUEST",  "DOC-DRAFT",    "DOC-EXPLAIN",    "DOC-BASIS",
                              "DOC-OPINIONS", "DOC-INTERNAL", "DOC-EVALUATION", "DOC-PUBLIC-NOTICE"};
const char* const kBusinessSlots[] = {"DOC-BUSINESS", "DOC-FCR"};

std::set<std::string> UnmetAtSubmission(const MatterModel& matter, bool declared, bool hasty) {
  std::set<std::string> gates;
  const auto lacks = [&matter](const char* slot) { return matter.slots.count(slot) == 0; };
  if (lacks("DOC-EVALUATION")) gates.insert("G-EVALUATED");
  if (lacks("DOC-PUBLIC-NOTICE")) gates.insert("G-COMMENT");
  if (lacks("DOC-OPINIONS")) gates.insert("G-COMMENT-ANSWERED");
  if (lacks("DOC-INTERNAL")) gates.insert("G-INTERNAL-REVIEW");
  if (matter.business && lacks("DOC-BUSINESS")) gates.insert("G-BUSINESS-HEARD");
  if (!declared) gates.insert("G-NOT-SECRET");
  if (hasty && !matter.emergency && !matter.hurried) gates.insert("G-REVIEW-WINDOW");
  if (matter.joint && matter.signed_text != matter.text) gates.insert("G-COSIGNED");
  if (matter.inquiry_open || matter.inquiry_unhandled) gates.insert("G-AGENCIES");
  return gates;
}

// The bureau takes in a whole package or returns it.
std::set<std::string> UnmetAtAcceptance(const MatterModel& matter) {
  std::set<std::string> gates;
  for (const char* slot : kSlots) {
    if (matter.slots.count(slot) == 0) gates.insert("G-MATERIALS");
  }
  for (const char* slot : kBusinessSlots) {
    if (matter.business && matter.slots.count(slot) == 0) gates.insert("G-MATERIALS");
  }
  return gates;
}

// The stage that a command leaves behind, by the law and not by the row.
std::function<void(const google::protobuf::Message&)> MovesTo(MatterModel& matter, Stage stage) {
  return [&matter, stage](const google::protobuf::Message&) { matter.stage = stage; };
}

bool InReview(const MatterModel& matter) {
  return matter.stage == config::v1::STAGE_ACCEPTED || matter.stage == config::v1::STAGE_UNDER_REVIEW;
}

const std::string kNonce(kNonceBytes, 'n');

}  // namespace

uint64_t Random::Next() {
  state_ += 0x9e3779b97f4a7c15u;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

const std::vector<Workload::Row>& Workload::Actions() {
  static const auto* const rows = new std::vector<Row>{
      {&Workload::Create, 4},       {&Workload::Draft, 6},       {&Workload::File, 40},
      {&Workload::Submit, 16},      {&Workload::Accept, 12},     {&Workload::Return, 2},
      {&Workload::Withdraw, 1},     {&Workload::Assign, 10},     {&Workload::Recuse, 2},
      {&Workload::Announce, 3},     {&Workload::Reveal, 4},      {&Workload::Remark, 6},
      {&Workload::Send, 4},         {&Workload::Reply, 4},       {&Workload::Settle, 10},
      {&Workload::Advise, 4},       {&Workload::Issue, 12},      {&Workload::Void, 2},
      {&Workload::AnswerPoints, 6}, {&Workload::ReviseText, 3},  {&Workload::ConfirmText, 4},
      {&Workload::Meet, 6},         {&Workload::PutOnAgenda, 8}, {&Workload::Decide, 10},
      {&Workload::SignIt, 8},       {&Workload::NumberIt, 8},    {&Workload::VoidNumber, 1},
      {&Workload::PublishIt, 8},    {&Workload::AddSomebody, 1}, {&Workload::Relate, 1},
      {&Workload::GoAway, 1},       {&Workload::HandOver, 3},
      {&Workload::KeepLayout, 1},
      {&Workload::CorrectTitle, 2}, {&Workload::CorrectDay, 6},  {&Workload::DecideCorrection, 4},
      {&Workload::Destroy, 8},      {&Workload::DraftTogether, 3}, {&Workload::Cosign, 12},
      {&Workload::AskAgency, 3},    {&Workload::AnswerAgency, 12}, {&Workload::RaiseIt, 2},
      {&Workload::Hurry, 3},        {&Workload::PackageIt, 10},  {&Workload::RemindOf, 5},
      {&Workload::TakeLedgerOver, 1}, {&Workload::GoAround, 1},  {&Workload::ReadAndDigest, 2}, {&Workload::MakeOutcome, 1},
  };
  return *rows;
}

// Few at a time, so that they get somewhere; what ended or was published is looked at now and then.
std::vector<MatterModel*> Workload::Open() {
  std::vector<MatterModel*> open;
  const bool all = random_.Percent(10);
  for (const auto& matter : matters_) {
    if (all || matter->stage < config::v1::STAGE_PUBLISHED) open.push_back(matter.get());
  }
  return open;
}

Planned Workload::Next(const std::set<std::string>& busy) {
  int total = 0;
  for (const Row& row : Actions()) total += row.weight;
  static MatterModel nothing;
  for (;;) {
    int draw = static_cast<int>(random_.Below(static_cast<size_t>(total)));
    const Row* row = Actions().data();
    for (; draw >= row->weight; ++row) draw -= row->weight;
    const std::vector<MatterModel*> open = Open();
    MatterModel& matter = open.empty() ? nothing : *open[random_.Below(open.size())];
    if (open.empty() && row->plan != &Workload::Create) continue;
    std::optional<Planned> planned = (this->*row->plan)(matter);
    if (!planned.has_value()) continue;
    if (busy.count(planned->matter) == 1) planned->unmet_gates.reset();
    if (random_.Percent(20)) Spoil(*planned);
    // What was published in the same group is known to everybody.
    if (busy.count(planned->matter) == 1 && planned->refused_with == v1::RESOURCE_NOT_FOUND) planned->refused_with.reset();
    return *std::move(planned);
  }
}

void Workload::Spoil(Planned& planned) {
  google::protobuf::Message& request = *planned.request;
  const auto field = [&request](const char* name) { return request.GetDescriptor()->FindFieldByName(name); };
  const auto* reflection = request.GetReflection();
  switch (random_.Below(5)) {
    case 0:  // A stale version: of the right shape, from long ago.
      if (field("etag") == nullptr) return;
      reflection->SetString(&request, field("etag"), "v999999");
      planned.refused = true;
      break;
    case 1:  // Somebody of another department.
      if (planned.matter.empty()) return;
      planned.refused = true;
      // An item is found by its meeting, a correction or reminder also where the matter was published and is known; the server's
      // own reports are nobody's.
      if (planned.who != "system" && !absl::StrContains(request.GetDescriptor()->name(), "MeetingItem") &&
          !absl::StrContains(request.GetDescriptor()->name(), "Correction") &&
          !absl::StrContains(request.GetDescriptor()->name(), "Reminder") &&
          !absl::StrContains(request.GetDescriptor()->name(), "Destruction")) {
        planned.refused_with = v1::RESOURCE_NOT_FOUND;
      }
      planned.who = "stranger";
      break;
    case 2:  // Nobody signed in.
      planned.who = "";
      planned.refused_with = v1::SESSION_INVALID;
      break;
    case 3:  // No UUID.
      if (field("request_id") == nullptr) return;
      reflection->SetString(&request, field("request_id"), "not-a-uuid");
      planned.refused_with = v1::FIELD_INVALID;
      break;
    default: {  // Whoever: may be right by chance, so nothing is foretold of the gates.
      static const char* const kPeople[] = {"handler", "head",  "intake", "reviewer", "section",
                                            "chief",   "office", "mayor",  "advisor1"};
      const std::string who = kPeople[random_.Below(9)];
      if (who == planned.who) return;
      planned.who = who;
    }
  }
  planned.unmet_gates.reset();
}

std::optional<Planned> Workload::Create(MatterModel&) {
  size_t open = 0;
  for (const auto& matter : matters_) open += matter->stage < config::v1::STAGE_PUBLISHED ? 1 : 0;
  if (open >= 5) return std::nullopt;
  v1::CreateMatterRequest request;
  request.mutable_matter()->set_title(absl::StrCat("关于第", ++serial_, "项工作的规定"));
  request.mutable_matter()->add_kinds(config::v1::KIND_NORMATIVE_DOCUMENT);
  request.mutable_matter()->set_issuer(district_.Org("government"));
  const bool business = random_.Percent(30);
  const bool emergency = random_.Percent(10);
  if (business) request.mutable_matter()->add_conditions(config::v1::CONDITION_BUSINESS_RELATED);
  if (emergency) request.mutable_matter()->add_conditions(config::v1::CONDITION_EMERGENCY);
  Planned planned = Plan("handler", request, nullptr);
  planned.learn = Learn<v1::CreateMatterResponse>([=](const v1::CreateMatterResponse& made) {
    auto matter = std::make_unique<MatterModel>();
    matter->name = made.matter().name();
    matter->business = business;
    matter->emergency = emergency;
    matters_.push_back(std::move(matter));
  });
  return planned;
}

std::optional<Planned> Workload::Draft(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DRAFT) return std::nullopt;
  v1::AddDraftVersionRequest request;
  request.set_parent(matter.name);
  request.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
  request.mutable_draft()->set_file(district_.files().AddText(absl::StrCat("第一条 文本", ++serial_)));
  Planned planned = Plan("handler", request, &matter);
  planned.learn = Learn<v1::AddDraftVersionResponse>([&matter](const v1::AddDraftVersionResponse& made) {
    matter.has_draft = true;
    matter.text = made.draft().name();
  });
  return planned;
}

std::optional<Planned> Workload::File(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DRAFT) return std::nullopt;
  std::vector<std::string> missing;
  for (const char* slot : kSlots) {
    if (matter.slots.count(slot) == 0) missing.push_back(slot);
  }
  for (const char* slot : kBusinessSlots) {
    if (matter.business && matter.slots.count(slot) == 0) missing.push_back(slot);
  }
  if (missing.empty()) return std::nullopt;
  const std::string slot = missing[random_.Below(missing.size())];
  v1::FileMaterialRequest request;
  request.set_name(matter.name);
  request.mutable_material()->set_slot(slot);
  request.mutable_material()->set_file(district_.files().AddText(absl::StrCat(slot, matter.name)));
  Planned planned = Plan("handler", request, &matter);
  planned.learn = [&matter, slot](const google::protobuf::Message&) { matter.slots.insert(slot); };
  return planned;
}

std::optional<Planned> Workload::Submit(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DRAFT || !matter.has_draft) return std::nullopt;
  v1::SubmitMatterRequest request;
  request.set_name(matter.name);
  const bool declared = random_.Percent(85);
  request.set_not_secret(declared);
  bool hasty = false;
  if (random_.Percent(25)) {
    // One day is shorter than any period of review, forty days longer.
    hasty = random_.Percent(50);
    SetDate(district_.today() + (hasty ? 1 : 40), request.mutable_requested_date());
    if (hasty && random_.Percent(40)) {
      auto* reason = request.mutable_act()->add_gate_reasons();
      reason->set_gate("G-REVIEW-WINDOW");
      reason->set_reason("汛期将至。");
      hasty = false;  // 一般: a written reason opens it.
    }
  }
  Planned planned = Plan(random_.Percent(50) ? "handler" : "head", request, &matter);
  planned.unmet_gates = UnmetAtSubmission(matter, declared, hasty);
  planned.learn = MovesTo(matter, config::v1::STAGE_SUBMITTED);
  return planned;
}

std::optional<Planned> Workload::Accept(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_SUBMITTED) return std::nullopt;
  v1::AcceptMatterRequest request;
  request.set_name(matter.name);
  Planned planned = Plan("intake", request, &matter);
  planned.unmet_gates = UnmetAtAcceptance(matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_ACCEPTED);
  return planned;
}

std::optional<Planned> Workload::Return(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_SUBMITTED && !InReview(matter)) return std::nullopt;
  v1::ReturnMatterRequest request;
  request.set_name(matter.name);
  request.set_reason("请补充起草说明。");
  Planned planned = Plan("reviewer", request, &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_DRAFT);
  return planned;
}

std::optional<Planned> Workload::Withdraw(MatterModel& matter) {
  if (matter.stage > config::v1::STAGE_UNDER_REVIEW) return std::nullopt;
  v1::WithdrawMatterRequest request;
  request.set_name(matter.name);
  request.set_reason("不再制定。");
  Planned planned = Plan("head", request, &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_ENDED);
  return planned;
}

std::optional<Planned> Workload::Assign(MatterModel& matter) {
  if (!InReview(matter)) return std::nullopt;
  const size_t whom = random_.Below(4);
  const std::string who = whom == 0 ? "reviewer" : absl::StrCat("advisor", whom);
  Planned planned =
      Plan("section", district_.Assignment(matter.name, who, whom == 0 ? config::v1::ROLE_REVIEWER
                                                                      : config::v1::ROLE_ADVISOR),
           &matter);
  planned.learn =
      Learn<v1::AssignReviewerResponse>([&matter](const v1::AssignReviewerResponse& made) {
        matter.assignments.push_back(made.assignment().name());
        matter.stage = config::v1::STAGE_UNDER_REVIEW;
      });
  return planned;
}

std::optional<Planned> Workload::Recuse(MatterModel& matter) {
  if (!InReview(matter) || matter.assignments.empty()) return std::nullopt;
  return Plan("chief", district_.Recusal(matter.assignments[random_.Below(matter.assignments.size())]),
              &matter);
}

std::optional<Planned> Workload::Announce(MatterModel& matter) {
  if (!InReview(matter)) return std::nullopt;
  v1::AnnounceDrawRequest request;
  request.set_parent(matter.name);
  request.set_role(config::v1::ROLE_ADVISOR);
  request.set_count(1);
  request.set_nonce_sha256(std::string(BytesOf(Sha256(kNonce))));
  request.set_nonce_party(district_.Org("office"));
  Planned planned = Plan("section", request, &matter);
  planned.learn = Learn<v1::AnnounceDrawResponse>(
      [&matter](const v1::AnnounceDrawResponse& made) { matter.draw = made.draw().name(); });
  return planned;
}

std::optional<Planned> Workload::Reveal(MatterModel& matter) {
  if (!InReview(matter) || matter.draw.empty()) return std::nullopt;
  v1::RevealDrawRequest request;
  request.set_name(matter.draw);
  request.set_nonce(random_.Percent(80) ? kNonce : std::string(kNonceBytes, 'x'));
  Planned planned = Plan("office", request, &matter);
  planned.refused = request.nonce() != kNonce;
  planned.learn = MovesTo(matter, config::v1::STAGE_UNDER_REVIEW);
  return planned;
}

std::optional<Planned> Workload::Remark(MatterModel& matter) {
  if (!InReview(matter)) return std::nullopt;
  const bool must = random_.Percent(50);
  Planned planned = Plan("reviewer",
                         district_.Remark(matter.name, must ? v1::REMARK_WEIGHT_MUST_CHANGE
                                                            : v1::REMARK_WEIGHT_SUGGESTION),
                         &matter);
  planned.learn = Learn<v1::AddRemarkResponse>([&matter, must](const v1::AddRemarkResponse& made) {
    matter.threads.push_back(made.thread().name());
    if (must) matter.must_change[made.thread().name()] = false;
  });
  return planned;
}

std::optional<Planned> Workload::Send(MatterModel& matter) {
  if (!InReview(matter) || matter.threads.empty()) return std::nullopt;
  v1::SendRemarksRequest request;
  request.set_parent(matter.name);
  request.add_threads(matter.threads[random_.Below(matter.threads.size())]);
  return Plan("reviewer", request, &matter);
}

std::optional<Planned> Workload::Reply(MatterModel& matter) {
  if (!InReview(matter) || matter.threads.empty()) return std::nullopt;
  return Plan(random_.Percent(50) ? "handler" : "reviewer",
              district_.ReviewDistrict::Answer(matter.threads[random_.Below(matter.threads.size())]), &matter);
}

std::optional<Planned> Workload::Settle(MatterModel& matter) {
  if (!InReview(matter) || matter.threads.empty()) return std::nullopt;
  const std::string thread = matter.threads[random_.Below(matter.threads.size())];
  Planned planned = Plan("section", district_.Settlement(thread, v1::THREAD_OUTCOME_EXPLAINED_AND_ACCEPTED),
                         &matter);
  planned.learn = [&matter, thread](const google::protobuf::Message&) {
    const auto found = matter.must_change.find(thread);
    if (found != matter.must_change.end()) found->second = true;
  };
  return planned;
}

std::optional<Planned> Workload::Advise(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_UNDER_REVIEW) return std::nullopt;
  return Plan(absl::StrCat("advisor", 1 + random_.Below(3)), district_.AdviceOn(matter.name), &matter);
}

std::optional<Planned> Workload::Issue(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_UNDER_REVIEW) return std::nullopt;
  static const char* const kConclusions[] = {"LAWFUL", "LAWFUL", "LAWFUL_WITH_AMENDMENTS", "UNLAWFUL"};
  const std::string conclusion = kConclusions[random_.Below(4)];
  Planned planned = Plan("chief", district_.OpinionOn(matter.name, conclusion), &matter);
  planned.unmet_gates.emplace();
  for (const auto& [thread, settled] : matter.must_change) {
    if (!settled) planned.unmet_gates->insert("G-REMARKS-SETTLED");
  }
  planned.learn = Learn<v1::IssueOpinionResponse>([&matter](const v1::IssueOpinionResponse& made) {
    matter.opinion = made.opinion().name();
    matter.points = made.opinion().points_size();
    matter.stage = config::v1::STAGE_OPINION_ISSUED;
  });
  return planned;
}

std::optional<Planned> Workload::Void(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED) return std::nullopt;
  Planned planned = Plan("chief", district_.Voiding(matter.opinion), &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_UNDER_REVIEW);
  return planned;
}

std::optional<Planned> Workload::AnswerPoints(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED || matter.points == 0) return std::nullopt;
  const std::vector<v1::Disposition> all(static_cast<size_t>(matter.points),
                                         v1::DISPOSITION_NOT_ADOPTED);
  return Plan("handler", district_.AnswerTo(matter.opinion, all), &matter);
}

std::optional<Planned> Workload::ReviseText(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED) return std::nullopt;
  v1::AddDraftVersionRequest request;
  request.set_parent(matter.name);
  request.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_REVISED);
  request.mutable_draft()->set_file(district_.files().AddText(absl::StrCat("第一条 修改稿", ++serial_)));
  Planned planned = Plan("handler", request, &matter);
  planned.learn = Learn<v1::AddDraftVersionResponse>(
      [&matter](const v1::AddDraftVersionResponse& made) { matter.text = made.draft().name(); });
  return planned;
}

std::optional<Planned> Workload::ConfirmText(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED) return std::nullopt;
  const bool substantive = random_.Percent(15);
  Planned planned =
      Plan("reviewer",
           district_.Confirmation(matter.name, substantive ? v1::REVISION_NATURE_SUBSTANTIVE
                                                           : v1::REVISION_NATURE_FORMAT_ONLY),
           &matter);
  if (substantive) planned.learn = MovesTo(matter, config::v1::STAGE_UNDER_REVIEW);
  return planned;
}

std::optional<Planned> Workload::Meet(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED) return std::nullopt;
  Planned planned = Plan("office", district_.MeetingOn(district_.today()), nullptr);
  planned.learn = Learn<v1::CreateMeetingResponse>(
      [&matter](const v1::CreateMeetingResponse& made) { matter.meeting = made.meeting().name(); });
  return planned;
}

std::optional<Planned> Workload::PutOnAgenda(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED || matter.meeting.empty()) return std::nullopt;
  Planned planned = Plan("office", district_.ItemFor(matter.meeting, matter.name), &matter);
  planned.learn = Learn<v1::ScheduleMeetingItemResponse>(
      [&matter](const v1::ScheduleMeetingItemResponse& made) { matter.item = made.item().name(); });
  return planned;
}

std::optional<Planned> Workload::Decide(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED || matter.item.empty()) return std::nullopt;
  const bool rejected = random_.Percent(10);
  Planned planned = Plan("office",
                         district_.ResultOf(matter.item, rejected ? v1::DELIBERATION_RESULT_REJECTED
                                                                  : v1::DELIBERATION_RESULT_PASSED),
                         &matter);
  planned.learn = MovesTo(matter, rejected ? config::v1::STAGE_ENDED : config::v1::STAGE_DELIBERATED);
  return planned;
}

std::optional<Planned> Workload::SignIt(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_DELIBERATED) return std::nullopt;
  Planned planned = Plan("mayor", district_.Signing(matter.name), &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_SIGNED);
  return planned;
}

std::optional<Planned> Workload::NumberIt(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_SIGNED) return std::nullopt;
  Planned planned = Plan("office", district_.Numbering(matter.name), &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_NUMBERED);
  return planned;
}

std::optional<Planned> Workload::VoidNumber(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_NUMBERED) return std::nullopt;
  v1::VoidDocumentNumberRequest request;
  request.set_name(matter.name);
  request.set_reason("误编。");
  Planned planned = Plan("office", request, &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_SIGNED);
  return planned;
}

std::optional<Planned> Workload::PublishIt(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_NUMBERED) return std::nullopt;
  Planned planned = Plan("office", district_.Publication(matter.name), &matter);
  planned.learn = MovesTo(matter, config::v1::STAGE_PUBLISHED);
  return planned;
}

std::optional<Planned> Workload::CorrectTitle(MatterModel& matter) {
  if (matter.stage == config::v1::STAGE_DRAFT) return std::nullopt;
  v1::ProposeCorrectionRequest request;
  v1::Correction& correction = *request.mutable_correction();
  correction.set_target(matter.name);
  correction.set_field("title");
  correction.set_was(district_.RowOf<state::v1::MatterRow>(matter.name)->resource().title());
  correction.set_is(absl::StrCat("关于第", ++serial_, "项工作的规定（更正）"));
  correction.set_reason("标题录错。");
  correction.set_proof_paper("送审函原件");
  return Plan("handler", request, &matter);
}

// Any act that stands in the matter or its opinion, a few days off: often out of order, sometimes right.
std::optional<Planned> Workload::CorrectDay(MatterModel& matter) {
  const auto* row = district_.RowOf<state::v1::MatterRow>(matter.name);
  if (row == nullptr || matter.stage == config::v1::STAGE_DRAFT) return std::nullopt;
  v1::ProposeCorrectionRequest request;
  v1::Correction& correction = *request.mutable_correction();
  correction.set_target(matter.name);
  std::string who = "intake";
  absl::CivilDay was;
  const auto* opinion = matter.opinion.empty() ? nullptr : district_.RowOf<state::v1::OpinionRow>(matter.opinion);
  switch (random_.Below(4)) {
    case 0:
      if (!row->resource().has_submitted()) return std::nullopt;
      correction.set_field("submitted.occurred_on");
      was = *DayOf(row->resource().submitted().occurred_on());
      who = "handler";
      break;
    case 1:
      if (!row->resource().has_accepted()) return std::nullopt;
      correction.set_field("accepted.occurred_on");
      was = *DayOf(row->resource().accepted().occurred_on());
      break;
    case 2:
      if (opinion == nullptr) return std::nullopt;
      correction.set_target(matter.opinion);
      correction.set_field("issued.occurred_on");
      was = *DayOf(opinion->resource().issued().occurred_on());
      who = "chief";
      break;
    default: {  // By its entry, whatever it was.
      const state::v1::SpineAct& act =
          row->acts(static_cast<int>(random_.Below(static_cast<size_t>(row->acts_size()))));
      correction.set_field("occurred_on");
      correction.set_entry(static_cast<int64_t>(act.sequence()));
      was = DayOf(act.date());
      static const char* const kWho[] = {"handler", "intake", "chief", "office"};
      who = kWho[random_.Below(4)];
    }
  }
  correction.set_was(absl::FormatCivilTime(was));
  correction.set_is(absl::FormatCivilTime(was + 1 - static_cast<int>(random_.Below(4))));
  correction.set_reason("日期录错。");
  correction.set_proof_paper("收文登记簿");
  Planned planned = Plan(who, request, &matter);
  planned.learn = Learn<v1::ProposeCorrectionResponse>([&matter](const v1::ProposeCorrectionResponse& made) {
    if (made.correction().state() == v1::CORRECTION_STATE_PROPOSED) matter.correction = made.correction().name();
  });
  return planned;
}

std::optional<Planned> Workload::DecideCorrection(MatterModel& matter) {
  if (matter.correction.empty()) return std::nullopt;
  if (random_.Percent(20)) {
    v1::RejectCorrectionRequest request;
    request.set_name(matter.correction);
    request.set_reason("原记录无误。");
    return Plan("section", request, &matter);
  }
  static const char* const kWho[] = {"head", "section", "chief"};
  v1::ApproveCorrectionRequest request;
  request.set_name(matter.correction);
  return Plan(kWho[random_.Below(3)], request, &matter);
}

// One remark at a time, from the proposal to the end; the server's two reports are planned as well.
std::optional<Planned> Workload::Destroy(MatterModel& matter) {
  const auto* row =
      matter.destruction.empty() ? nullptr : district_.RowOf<state::v1::DestructionRow>(matter.destruction);
  if (row == nullptr) {
    if (matter.threads.empty()) return std::nullopt;
    v1::ProposeDestructionRequest request;
    request.mutable_destruction()->set_ground(v1::DESTRUCTION_GROUND_PERSONAL_DATA);
    request.mutable_destruction()->set_reason("含有个人信息。");
    request.mutable_destruction()->set_resource(matter.threads[random_.Below(matter.threads.size())]);
    Planned planned = Plan("section", request, &matter);
    planned.learn = Learn<v1::ProposeDestructionResponse>([&matter](const v1::ProposeDestructionResponse& made) {
      matter.destruction = made.destruction().name();
    });
    return planned;
  }
  switch (row->resource().state()) {
    case v1::DESTRUCTION_STATE_LISTING: {
      if (random_.Percent(20)) {
        v1::RejectDestructionRequest request;
        request.set_name(matter.destruction);
        request.set_reason("不含个人信息。");
        return Plan("chief", request, &matter);
      }
      SnapshotReader reader(district_.store().GetSnapshot(), &district_.rooms());
      reader.set_file_index(&district_.files());
      const auto list = TakeInventory(reader, district_.rooms(), DestructionScope::Of(row->resource()));
      if (!list.ok()) return std::nullopt;
      v1::RecordDestructionListRequest request;
      request.set_name(matter.destruction);
      *request.mutable_list() = *list;
      return Plan("system", request, &matter);
    }
    case v1::DESTRUCTION_STATE_PROPOSED: {
      v1::ApproveDestructionRequest request;
      request.set_name(matter.destruction);
      return Plan(random_.Percent(80) ? "chief" : "section", request, &matter);
    }
    case v1::DESTRUCTION_STATE_APPROVED: {
      v1::RecordDestructionDoneRequest request;
      request.set_name(matter.destruction);
      return Plan("system", request, &matter);
    }
    default:
      matter.destruction.clear();
      return std::nullopt;
  }
}

std::optional<Planned> Workload::AddSomebody(MatterModel&) {
  v1::CreatePersonRequest request;
  request.mutable_person()->set_display_name(absl::StrCat("新人", ++serial_));
  request.set_sign_in_name(absl::StrCat("new", random_.Below(40)));  // Taken names are refused.
  return Plan("admin", request, nullptr);
}

std::optional<Planned> Workload::Relate(MatterModel&) {
  v1::DeclareConflictRelationRequest request;
  request.set_parent(district_.Person("advisor3"));
  request.mutable_relation()->set_organization(district_.Org("other"));
  request.mutable_relation()->set_kind(v1::CONFLICT_RELATION_KIND_OPPOSING);
  SetDate(absl::CivilDay(2023, 1, 1), request.mutable_relation()->mutable_from_date());
  return Plan("chief", request, nullptr);
}

std::optional<Planned> Workload::GoAway(MatterModel&) {
  static const char* const kWho[] = {"section", "reviewer", "intake", "chief"};
  v1::RecordAbsenceRequest request;
  const char* const who = kWho[random_.Below(4)];
  request.set_parent(district_.Person(who));
  request.mutable_absence()->set_stand_in(district_.Person(kWho[random_.Below(4)]));  // Himself too: refused.
  request.mutable_absence()->set_reason(v1::ABSENCE_REASON_LEAVE);
  const absl::CivilDay from = district_.today() + static_cast<int>(random_.Below(3));
  SetDate(from, request.mutable_absence()->mutable_from_date());
  SetDate(from + static_cast<int>(random_.Below(4)), request.mutable_absence()->mutable_until_date());
  return Plan(who, request, nullptr);
}

std::optional<Planned> Workload::KeepLayout(MatterModel&) {
  static const char* const kPaths[] = {"title", "opinion.number", "accepted.occurred_on", "titel"};  // The last is refused.
  v1::SaveLayoutRequest request;
  request.set_parent(district_.Org("bureau"));
  request.mutable_layout()->set_title(absl::StrCat("台账", random_.Below(3)));
  request.mutable_layout()->set_list("ListMatters");
  v1::LayoutColumn& column = *request.mutable_layout()->add_columns();
  column.set_heading("栏");
  const size_t path = random_.Below(4);
  column.set_path(kPaths[path]);
  Planned planned = Plan(random_.Percent(80) ? "intake" : "handler", request, nullptr);
  planned.refused = path == 3;
  return planned;
}

// Work of the matter at hand goes from one to another, and sometimes all of it.
std::optional<Planned> Workload::HandOver(MatterModel& matter) {
  static const char* const kPairs[][2] = {
      {"reviewer", "section"}, {"section", "reviewer"}, {"advisor1", "advisor2"}, {"advisor2", "advisor3"}, {"intake", "reviewer"}};
  const auto& pair = kPairs[random_.Below(5)];
  v1::HandOverRequest request;
  request.set_parent(district_.Person(pair[0]));
  request.mutable_handover()->set_successor(district_.Person(pair[1]));
  request.mutable_handover()->set_reason("轮岗");
  if (!matter.assignments.empty() && random_.Percent(30)) {  // Open or not, his or not.
    request.add_items(matter.assignments[random_.Below(matter.assignments.size())]);
  }
  return Plan("chief", request, nullptr);
}

}  // namespace plumbline::testing
