#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/core/procedure/labels.h"
#include "services/core/procedure/profile.h"
#include "services/dates.h"
#include "services/paper/paper.h"
#include "services/relation.h"
#include "services/validate.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kSwitch[] = "W-APPROVAL-CHAIN";
constexpr char kPlaceholderId[] = "00000000-0000-4000-8000-000000000000";  // The outer command has its own.

const v1::Paper& PaperNamed(const World& world, const std::string& name) {
  return world.Find<state::v1::PaperRow>(name)->resource();
}

const v1::Matter& MatterOfPaper(const World& world, const std::string& name) {
  return world.Get<state::v1::MatterRow>(MatterOf(name)).resource();
}

bool HoldsStep(const World& world, const Context& context, const std::string& organization, config::v1::Role role) {
  const std::string& person = context.actor.person();
  return HoldsRole({person, world.Find<state::v1::HoldingsRow>(person), context.occurred_on}, role, organization);
}

// Whether somebody else of the organisation could take a step of this role that day.
absl::StatusOr<bool> OthersHold(const World& world, const Context& context, const std::string& organization,
                                config::v1::Role role) {
  const auto posts = context.children_of(organization, "posts");
  if (!posts.ok()) return posts.status();
  for (const std::string& name : *posts) {
    const auto* row = world.Find<state::v1::PostRow>(name);
    if (row == nullptr || ParentOf(name) != organization || row->resource().person() == context.actor.person()) continue;
    const std::string& holder = row->resource().person();
    if (HoldsRole({holder, world.Find<state::v1::HoldingsRow>(holder), context.occurred_on}, role, organization)) {
      return true;
    }
  }
  return false;
}

Refusal RefuseStep(const v1::PaperStep& step) {
  Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                           absl::StrCat("现由“", step.title(), "”（", Label(step.role(), Language::kChinese),
                                        "）签批。请由其办理，或由其代理人办理。"),
                           absl::StrCat("It is the turn of ", step.title(), " (", Label(step.role(), Language::kEnglish),
                                        "), or of who stands in."));
  refusal.metadata["roleNeeded"] = config::v1::Role_Name(step.role());
  return refusal;
}

Refusal RefuseDone(const v1::Paper& paper) {
  return paper.state() == v1::PAPER_STATE_ISSUED
             ? RefuseState("该文书已签发，不能再签批。", "The paper was issued; its chain is closed.")
             : RefuseState("该文书已撤销。请重新拟稿。", "The paper was withdrawn. Draft a new one.");
}

// The step whose turn it is, where the paper is on its way and the caller may take it.
std::optional<Refusal> CheckTurn(const World& world, const Context& context, const v1::Paper& paper, int* turn) {
  if (paper.state() != v1::PAPER_STATE_IN_APPROVAL) return RefuseDone(paper);
  *turn = TurnOf(paper);
  const v1::PaperStep& step = paper.steps(*turn);
  if (!HoldsStep(world, context, paper.organization(), step.role())) return RefuseStep(step);
  return std::nullopt;
}

// Last step, as an index, that an approval at `from` covers.
std::optional<Refusal> FindThrough(const World& world, const Context& context, const v1::Paper& paper, int from,
                                   int asked, int* through) {
  *through = from;
  if (asked > 0) {
    if (asked - 1 < from || asked > paper.steps_size()) {
      return RefuseField("through_step", absl::StrCat("应在 ", from + 1, " 至 ", paper.steps_size(), " 之间"),
                         absl::StrCat("must be ", from + 1, " to ", paper.steps_size()));
    }
    for (int i = from; i < asked; ++i) {
      if (!HoldsStep(world, context, paper.organization(), paper.steps(i).role())) return RefuseStep(paper.steps(i));
    }
    *through = asked - 1;
    return std::nullopt;
  }
  while (*through + 1 < paper.steps_size()) {
    const config::v1::Role role = paper.steps(*through + 1).role();
    if (!HoldsStep(world, context, paper.organization(), role)) break;
    const auto others = OthersHold(world, context, paper.organization(), role);
    if (!others.ok()) return RefuseCorrupt(others.status());
    if (*others) break;
    ++*through;
  }
  return std::nullopt;
}

// The request that the content holds, complete but for what the last approval brings.
std::optional<Refusal> ReadContent(const MethodRow& method, const std::string& matter, const std::string& field,
                                   const std::string& content, std::unique_ptr<Message>* request) {
  request->reset(method.request->New());
  const auto status = google::protobuf::util::JsonStringToMessage(content, request->get());
  if (!status.ok()) {
    const std::string why(status.message().data(), status.message().size());
    return RefuseField(field, absl::StrCat("内容不是“", method.rule.title_zh(), "”的请求（JSON）：", why),
                       absl::StrCat("is no request of ", method.command, " in JSON: ", why));
  }
  const google::protobuf::Reflection* reflection = (*request)->GetReflection();
  for (const FieldDescriptor* named : {method.subject, method.parent}) {
    if (named == nullptr) continue;
    if (reflection->GetString(**request, named).empty()) reflection->SetString(request->get(), named, matter);
    if (MatterOf(reflection->GetString(**request, named)) != matter) {
      return RefuseField(field, "内容指向另一事项", "names another matter");
    }
  }
  if (method.etag != nullptr) reflection->SetString(request->get(), method.etag, "v1");
  if (method.request_id != nullptr) reflection->SetString(request->get(), method.request_id, kPlaceholderId);
  if (method.validate_only != nullptr) reflection->SetBool(request->get(), method.validate_only, false);
  std::vector<FieldViolation> violations = ValidateRequest(**request);
  if (violations.empty()) return std::nullopt;
  Refusal refusal = RefuseField(absl::StrCat(field, ".", violations[0].field), violations[0].message_zh,
                                violations[0].message_en);
  refusal.fields = std::move(violations);
  for (FieldViolation& violation : refusal.fields) violation.field = absl::StrCat(field, ".", violation.field);
  return refusal;
}

// An opinion and a submission speak of one text: another draft in between makes the approvals void.
std::optional<Refusal> CheckDraft(const v1::Paper& paper, const v1::Matter& matter) {
  const bool of_text = paper.kind() == config::v1::PAPER_OPINION || paper.kind() == config::v1::PAPER_SUBMISSION_LETTER;
  if (!of_text || paper.draft() == matter.current_version()) return std::nullopt;
  return RefuseState("拟稿后文稿已换。请核对后用“修改拟稿”重新提交签批。",
                     "The draft was replaced since the paper was written. Look at it, then change the paper.");
}

// Does the command, and adds what it does to `outcome`; `*result`: what it led to.
std::optional<Refusal> DoCommand(const World& world, const Context& context, const std::string& name,
                                 const v1::Paper& paper, const journal::v1::ContentRef& content, Outcome& outcome,
                                 std::string* result) {
  std::string text;
  if (!world.FindContent(content, &text)) {
    return RefuseState("拟稿内容已依规销毁，不能签发。", "The content was destroyed; the paper can't be issued.");
  }
  const MethodRow* method = context.rooms->FindCommand(paper.command());
  std::unique_ptr<Message> request;
  if (auto refusal = ReadContent(*method, std::string(MatterOf(name)), "paper.content", text, &request)) return refusal;
  Decision decision = context.run(*method, *request);
  if (auto* refusal = std::get_if<Refusal>(&decision)) return std::move(*refusal);
  Outcome& done = std::get<Outcome>(decision);
  *result = !done.answer.empty() ? done.answer : done.changes.front().subject;
  for (Change& change : done.changes) outcome.changes.push_back(std::move(change));
  for (NewContent& one : done.contents) outcome.contents.push_back(std::move(one));
  for (BesideWrite& one : done.beside) outcome.beside.push_back(std::move(one));
  return std::nullopt;
}

// --- The commands ---

Decision DecideDraftPaper(const World& world, const v1::DraftPaperRequest& request, const Context& context) {
  const std::string& organization = context.actor.organization();
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const MethodRow* method = context.rooms->FindCommand(request.paper().command());
  if (method == nullptr || method->rule.paper() == config::v1::PAPER_UNSPECIFIED) {
    return RefuseField("paper.command", "该办理事项不是对外文书，不需要签批", "is no command by which a paper leaves");
  }
  const config::v1::Chain* chain =
      ChainInForce(world, organization, method->rule.paper(), matter, context.occurred_on);
  if (chain == nullptr) {
    return RefuseState(absl::StrCat("本单位未启用该文书的签批链，请直接办理“", method->rule.title_zh(), "”。"),
                       absl::StrCat("No chain is in force for such papers here: do ", method->command, " itself."));
  }
  for (const state::v1::PaperOnItsWay& open : world.Get<state::v1::PaperTallyRow>(request.parent()).open()) {
    if (open.organization() == organization && open.command() == method->command) {
      return RefuseState("同一文书已在签批中。请修改该稿，或先撤销。",
                         "Such a paper is on its way already. Change that one, or withdraw it first.");
    }
  }
  std::unique_ptr<Message> inner;
  if (auto refusal = ReadContent(*method, request.parent(), "paper.content", request.paper().content(), &inner)) {
    return *refusal;
  }
  v1::Paper paper;  // As it will stand, for the same questions that an approval asks.
  paper.set_organization(organization);
  paper.set_kind(method->rule.paper());
  paper.set_command(method->command);
  journal::v1::PaperDrafted event;
  for (const config::v1::ChainStep& step : chain->step()) {
    paper.add_steps()->set_role(step.role());
    paper.mutable_steps()->rbegin()->set_title(step.title_zh());
    event.add_steps()->set_title(step.title_zh());
    event.mutable_steps()->rbegin()->set_role(step.role());
  }
  if (!HoldsStep(world, context, organization, paper.steps(0).role())) return RefuseStep(paper.steps(0));
  int through = 0;
  if (auto refusal = FindThrough(world, context, paper, 0, 0, &through)) return *refusal;
  // Drafted and issued at once would leave nobody a moment to read it: the last step is a command of its own.
  if (through == paper.steps_size() - 1) --through;

  Outcome outcome;
  event.set_kind(method->rule.paper());
  event.set_command(method->command);
  event.set_organization(organization);
  event.set_taken(through + 1);
  event.set_draft(matter.current_version());
  *event.mutable_content() = PutContent(outcome, context, request.paper().content());
  outcome.Add(absl::StrCat(request.parent(), "/papers/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideApprovePaper(const World& world, const v1::ApprovePaperRequest& request, const Context& context) {
  const auto& row = *world.Find<state::v1::PaperRow>(request.name());
  const v1::Paper& paper = row.resource();
  int turn = 0;
  int through = 0;
  if (auto refusal = CheckTurn(world, context, paper, &turn)) return *refusal;
  if (auto refusal = CheckDraft(paper, MatterOfPaper(world, request.name()))) return *refusal;
  if (auto refusal = FindThrough(world, context, paper, turn, request.through_step(), &through)) return *refusal;
  Outcome outcome;
  journal::v1::PaperApproved event;
  event.set_step(turn + 1);
  event.set_through_step(through + 1);
  *event.mutable_note() = PutContent(outcome, context, request.note());
  outcome.changes.emplace_back();  // Its place is before what it leads to.
  if (through + 1 == paper.steps_size()) {
    std::string result;
    if (auto refusal = DoCommand(world, context, request.name(), paper, row.content(), outcome, &result)) return *refusal;
    event.set_result(result);
  }
  Outcome first;
  first.Add(request.name(), std::move(event));
  outcome.changes.front() = std::move(first.changes.front());
  outcome.answer = request.name();
  return outcome;
}

Decision DecideChangePaper(const World& world, const v1::ChangePaperRequest& request, const Context& context) {
  const v1::Paper& paper = PaperNamed(world, request.name());
  if (paper.state() != v1::PAPER_STATE_IN_APPROVAL) return RefuseDone(paper);
  int step = TurnOf(paper);
  if (!HoldsStep(world, context, paper.organization(), paper.steps(step).role())) {
    step = 0;
    if (!HoldsStep(world, context, paper.organization(), paper.steps(0).role())) {
      return RefuseStep(paper.steps(TurnOf(paper)));
    }
  }
  const MethodRow* method = context.rooms->FindCommand(paper.command());
  std::unique_ptr<Message> inner;
  if (auto refusal = ReadContent(*method, std::string(MatterOf(request.name())), "content", request.content(), &inner)) {
    return *refusal;
  }
  Outcome outcome;
  journal::v1::PaperChanged event;
  event.set_step(step + 1);
  event.set_draft(MatterOfPaper(world, request.name()).current_version());
  *event.mutable_content() = PutContent(outcome, context, request.content());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideReturnPaper(const World& world, const v1::ReturnPaperRequest& request, const Context& context) {
  const v1::Paper& paper = PaperNamed(world, request.name());
  int turn = 0;
  if (auto refusal = CheckTurn(world, context, paper, &turn)) return *refusal;
  if (request.to_step() > turn) {
    return RefuseField("to_step", absl::StrCat("只能退回到第 ", turn + 1, " 步之前的步骤"),
                       absl::StrCat("must lie before step ", turn + 1));
  }
  Outcome outcome;
  journal::v1::PaperReturned event;
  event.set_to_step(request.to_step());
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideWithdrawPaper(const World& world, const v1::WithdrawPaperRequest& request, const Context& context) {
  const v1::Paper& paper = PaperNamed(world, request.name());
  if (paper.state() != v1::PAPER_STATE_IN_APPROVAL) return RefuseDone(paper);
  if (!HoldsStep(world, context, paper.organization(), paper.steps(0).role())) return RefuseStep(paper.steps(0));
  Outcome outcome;
  journal::v1::PaperWithdrawn event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

// A command that leaves as a paper is done by the last approval only.
std::optional<Refusal> CheckLeaves(const World& world, const Context& context, const MethodRow& method,
                                   const state::v1::MatterRow& matter) {
  const config::v1::Chain* chain = ChainInForce(world, context.actor.organization(), method.rule.paper(),
                                                matter.resource(), context.occurred_on);
  if (chain == nullptr) return std::nullopt;
  Refusal refusal = Refuse(
      absl::StatusCode::kFailedPrecondition, v1::APPROVAL_NEEDED,
      absl::StrCat("“", method.rule.title_zh(), "”须先经本单位签批（", chain->title_zh(),
                   "）。请先拟稿，由各步骤依次签批，最后一步签批时即办理。"),
      absl::StrCat(method.rule.title_en(), " passes this organisation's approval chain first (", chain->title_en(),
                   "). Draft it as a paper first; the last approval does it."));
  refusal.metadata["chain"] = chain->id();
  refusal.metadata["command"] = method.command;
  return refusal;
}

}  // namespace

const config::v1::Chain* ChainInForce(const World& world, const std::string& organization, config::v1::Paper paper,
                                      const v1::Matter& matter, absl::CivilDay day) {
  const Profile* profile = RulesOf(world, organization).profile;
  if (profile == nullptr || !profile->SwitchOn(kSwitch, day)) return nullptr;
  const config::v1::Chain* chain = profile->Chain(paper, KindSet::Of(matter.kinds()), day);
  return chain == nullptr || chain->status() == config::v1::RULE_STATUS_LATER ? nullptr : chain;
}

int TurnOf(const v1::Paper& paper) {
  for (int i = 0; i < paper.steps_size(); ++i) {
    if (paper.steps(i).approved_edition() < paper.edition()) return i;
  }
  return -1;
}

void RegisterPaperDecisions(Rooms& rooms) {
  rooms.Command(&DecideDraftPaper);
  rooms.Command(&DecideApprovePaper);
  rooms.Command(&DecideChangePaper);
  rooms.Command(&DecideReturnPaper);
  rooms.Command(&DecideWithdrawPaper);
  rooms.SetPaperRule(&CheckLeaves);
}

void RegisterPaperRoom(Rooms& rooms) {
  RegisterPaperDecisions(rooms);
  RegisterPaperEvents(rooms);
  RegisterPaperQueries(rooms);
}

}  // namespace plumbline
