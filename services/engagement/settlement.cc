// What the panel finished in a period (结算清单), from which fees are settled.
//
// Idea    advice comes from the members of the figure `advice_by_person`, so that the list and the annual report can't count
//         differently: once for each advisor and reviewed version, in the year of the day of the act, corrections included.
//         Engagements come from the body's list of closed ones.
#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/coverage/figures.h"
#include "services/dates.h"
#include "services/engagement/engagement.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

constexpr int kYearsMax = 2;
constexpr int kLinesMax = 2000;
constexpr size_t kRowsPerRead = 256;

struct Period {
  absl::CivilDay from;
  absl::CivilDay until;
  bool Holds(absl::CivilDay day) const { return from <= day && day <= until; }
};

// What a query reads: a body, a period, and of whom.
struct Scope {
  std::string body;
  Period period;
  std::string person;  // Empty: everybody.
};

Refusal RefuseReader() {
  return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                "结算清单由聘任单位的科室负责人、主要负责人或者监督检查人员查看；法律顾问只能查看本人的。",
                "The list is read by a section head or chief of the engaging body and by inspectors; an advisor reads his own.");
}

// The body that the caller's holdings speak of first: one that he leads, else one that appointed him.
std::string OwnBody(const Caller& caller) {
  std::string body;
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (!InForce(holding, caller.today)) continue;
    if (HoldsRole(caller, config::v1::ROLE_SECTION_HEAD, holding.organization()) ||
        HoldsRole(caller, config::v1::ROLE_CHIEF, holding.organization())) {
      return holding.organization();
    }
    if (body.empty() && CollectionOf(holding.name()) == "appointments") body = holding.organization();
  }
  return body;
}

// Whether the body ever appointed the caller: what he did before his term ended is still his.
bool EverAppointed(const Caller& caller, const std::string& body) {
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (CollectionOf(holding.name()) == "appointments" && holding.organization() == body) return true;
  }
  return false;
}

std::optional<Refusal> ScopeOf(const QueryContext& context, const v1::GetSettlementListRequest& request, Scope* scope) {
  scope->period = {*DayOf(request.from_date()), *DayOf(request.until_date())};
  if (scope->period.until < scope->period.from) {
    return RefuseField("until_date", "期间止早于期间起", "the period ends before it begins");
  }
  const absl::CivilDay latest(scope->period.from.year() + kYearsMax, scope->period.from.month(), scope->period.from.day());
  if (scope->period.until > latest) {
    return RefuseField("until_date", absl::StrCat("期间最长", kYearsMax, "年，请分次查询"),
                       absl::StrCat("a period has at most ", kYearsMax, " years; ask more than once"));
  }
  scope->body = request.organization().empty() ? OwnBody(context.caller) : request.organization();
  scope->person = request.person();
  const Caller& caller = context.caller;
  if (HoldsRole(caller, config::v1::ROLE_INSPECTOR) || HoldsRole(caller, config::v1::ROLE_SECTION_HEAD, scope->body) ||
      HoldsRole(caller, config::v1::ROLE_CHIEF, scope->body)) {
    if (context.world.Find<state::v1::OrganizationRow>(scope->body) == nullptr) {
      return RefuseField("organization", "请指明已登记的聘任单位", "name an organisation of the directory");
    }
    return std::nullopt;
  }
  if (scope->body.empty() || !EverAppointed(caller, scope->body)) return RefuseReader();
  if (!scope->person.empty() && scope->person != caller.person) return RefuseReader();
  scope->person = caller.person;
  return std::nullopt;
}

class Collector {
 public:
  Collector(const QueryContext& context, const Scope& scope, const v1::GetSettlementListRequest& request)
      : context_(context), scope_(scope), request_(request) {}

  std::optional<Refusal> Advice() {
    for (auto year = scope_.period.from.year(); year <= scope_.period.until.year(); ++year) {
      std::map<std::string, bool> counted;  // Advice -> whether it stands in the figure.
      if (auto refusal = AdviceOf(absl::StrCat(year), &counted)) return refusal;
      for (const auto& [name, stands] : counted) {
        if (stands) AddAdvice(name);
      }
    }
    return std::nullopt;
  }

  std::optional<Refusal> Engagements() {
    const std::string prefix = ListPrefix(scope_.body, kClosedEngagements);
    return ForEachRow(prefix, [&](const SnapshotReader::Row& row) {
      KeyReader key(absl::string_view(row.key).substr(prefix.size()));
      std::string sort;
      if (!key.Text(&sort)) return false;
      AddEngagement(std::string(key.rest()));
      return true;
    });
  }

  void Fill(v1::SettlementList& list) {
    std::sort(lines_.begin(), lines_.end(), [](const v1::SettlementLine& a, const v1::SettlementLine& b) {
      const int32_t first = DayNumber(*DayOf(a.finished_date()));
      const int32_t second = DayNumber(*DayOf(b.finished_date()));
      return first != second ? first < second : a.work() < b.work();
    });
    list.set_organization(scope_.body);
    SetDate(scope_.period.from, list.mutable_from_date());
    SetDate(scope_.period.until, list.mutable_until_date());
    list.set_works(static_cast<int32_t>(lines_.size()));
    FillTotals(*list.mutable_by_person(), /*by_firm=*/false);
    FillTotals(*list.mutable_by_firm(), /*by_firm=*/true);
    for (v1::SettlementLine& line : lines_) {
      if (list.lines_size() == kLinesMax) break;
      *list.add_lines() = std::move(line);
    }
    list.set_lines_not_listed(list.works() - list.lines_size());
  }

 private:
  std::optional<Refusal> ForEachRow(const std::string& prefix, const std::function<bool(const SnapshotReader::Row&)>& visit) {
    std::string after;
    while (true) {
      const auto rows = context_.reader.List(prefix, after, kRowsPerRead);
      if (!rows.ok()) return RefuseRead(rows.status());
      for (const SnapshotReader::Row& row : *rows) {
        if (!visit(row)) return RefuseCorrupt(absl::DataLossError("An index row has another form."));
        after = row.key;
      }
      if (rows->size() < kRowsPerRead) return std::nullopt;
    }
  }

  // The members of a year, of everybody or of one person; the last row of each one tells.
  std::optional<Refusal> AdviceOf(const std::string& year, std::map<std::string, bool>* counted) {
    const std::string prefix = MembersPrefix({kFigureAdviceByPerson, year, scope_.body, {}});
    return ForEachRow(prefix, [&](const SnapshotReader::Row& row) {
      KeyReader key(absl::string_view(row.key).substr(prefix.size()));
      std::string person;
      std::string name;
      if (!key.Text(&person) || !key.Text(&name)) return false;
      if (scope_.person.empty() || scope_.person == person) (*counted)[name] = row.value == kMemberJoined;
      return true;
    });
  }

  void AddAdvice(const std::string& name) {
    const auto* row = context_.world.Find<state::v1::AdviceRow>(name);
    if (row == nullptr) return;
    const v1::Advice& advice = row->resource();
    v1::SettlementLine line;
    *line.mutable_finished_date() = advice.signed_().occurred_on();
    line.set_kind(advice.role() == config::v1::ROLE_EXPERT ? v1::SETTLEMENT_KIND_EXPERT_OPINION
                                                           : v1::SETTLEMENT_KIND_ADVICE);
    line.set_person(advice.person());
    const auto& assignment = context_.world.Get<state::v1::AssignmentRow>(advice.assignment()).resource();
    line.set_firm(context_.world.Get<state::v1::AppointmentRow>(assignment.holding()).resource().firm());
    line.set_late(advice.late());
    line.set_work(name);
    const std::string matter(MatterOf(name));
    const auto* of = context_.world.Find<state::v1::MatterRow>(matter);
    if (of != nullptr && MatterVisible(context_.world, context_.caller, matter, *of)) {
      line.set_title(of->resource().title());
      line.set_organization(of->resource().lead_drafter());
    }
    Keep(std::move(line));
  }

  void AddEngagement(const std::string& name) {
    const auto* row = context_.world.Find<state::v1::EngagementRow>(name);
    if (row == nullptr) return;
    const v1::Engagement& engagement = row->resource();
    if (!scope_.person.empty() && scope_.person != engagement.person()) return;
    v1::SettlementLine line;
    *line.mutable_finished_date() = engagement.until_date();
    line.set_kind(KindOf(engagement.kind()));
    line.set_person(engagement.person());
    line.set_firm(engagement.firm());
    line.set_title(ShownContent(context_.world, row->title()));
    line.set_organization(engagement.organization());
    line.set_case_number(engagement.case_number());
    line.set_work(name);
    Keep(std::move(line));
  }

  static v1::SettlementKind KindOf(v1::EngagementKind kind) {
    switch (kind) {
      case v1::ENGAGEMENT_KIND_LITIGATION:
        return v1::SETTLEMENT_KIND_LITIGATION;
      case v1::ENGAGEMENT_KIND_ARBITRATION:
        return v1::SETTLEMENT_KIND_ARBITRATION;
      case v1::ENGAGEMENT_KIND_RECONSIDERATION:
        return v1::SETTLEMENT_KIND_RECONSIDERATION;
      case v1::ENGAGEMENT_KIND_PROJECT:
        return v1::SETTLEMENT_KIND_PROJECT;
      default:
        return v1::SETTLEMENT_KIND_OTHER;
    }
  }

  void Keep(v1::SettlementLine line) {
    const auto day = DayOf(line.finished_date());
    if (!day.has_value() || !scope_.period.Holds(*day)) return;
    if (!request_.firm().empty() && request_.firm() != line.firm()) return;
    if (request_.kind() != v1::SETTLEMENT_KIND_UNSPECIFIED && request_.kind() != line.kind()) return;
    lines_.push_back(std::move(line));
  }

  static void Count(const v1::SettlementLine& line, v1::SettlementTotal& total) {
    switch (line.kind()) {
      case v1::SETTLEMENT_KIND_ADVICE:
        total.set_advice(total.advice() + 1);
        break;
      case v1::SETTLEMENT_KIND_EXPERT_OPINION:
        total.set_expert_opinions(total.expert_opinions() + 1);
        break;
      case v1::SETTLEMENT_KIND_LITIGATION:
        total.set_litigation(total.litigation() + 1);
        break;
      case v1::SETTLEMENT_KIND_ARBITRATION:
        total.set_arbitration(total.arbitration() + 1);
        break;
      case v1::SETTLEMENT_KIND_RECONSIDERATION:
        total.set_reconsideration(total.reconsideration() + 1);
        break;
      case v1::SETTLEMENT_KIND_PROJECT:
        total.set_project(total.project() + 1);
        break;
      default:
        total.set_other(total.other() + 1);
    }
    total.set_works(total.works() + 1);
  }

  void FillTotals(google::protobuf::RepeatedPtrField<v1::SettlementTotal>& totals, bool by_firm) {
    std::map<std::pair<std::string, std::string>, v1::SettlementTotal> found;
    for (const v1::SettlementLine& line : lines_) {
      const std::string person = by_firm ? std::string() : line.person();
      if (by_firm ? line.firm().empty() : person.empty()) continue;
      v1::SettlementTotal& total = found[{person, line.firm()}];
      total.set_person(person);
      total.set_firm(line.firm());
      Count(line, total);
    }
    for (auto& [key, total] : found) *totals.Add() = std::move(total);
    std::stable_sort(totals.begin(), totals.end(), [](const v1::SettlementTotal& a, const v1::SettlementTotal& b) {
      return a.works() > b.works();
    });
  }

  const QueryContext& context_;
  const Scope& scope_;
  const v1::GetSettlementListRequest& request_;
  std::vector<v1::SettlementLine> lines_;
};

std::optional<Refusal> GetSettlementList(const QueryContext& context, const v1::GetSettlementListRequest& request,
                                         v1::SettlementList& list) {
  Scope scope;
  if (auto refusal = ScopeOf(context, request, &scope)) return refusal;
  Collector collector(context, scope, request);
  if (auto refusal = collector.Advice()) return refusal;
  if (auto refusal = collector.Engagements()) return refusal;
  collector.Fill(list);
  return std::nullopt;
}

}  // namespace

void RegisterSettlement(Rooms& rooms) { rooms.Query(&GetSettlementList); }

}  // namespace plumbline
