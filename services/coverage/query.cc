#include <algorithm>
#include <functional>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "plumbline/state/v1/engagement_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "services/core/base/clock.h"
#include "services/coverage/coverage.h"
#include "services/coverage/figures.h"
#include "services/dates.h"
#include "services/index_keys.h"
#include "services/matter/matter.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

constexpr int kUncoveredMax = 1000;
constexpr size_t kRowsPerRead = 256;
constexpr size_t kTokenMax = 1024;
constexpr int kYearMin = 1949;
constexpr int kYearMax = 2199;

constexpr config::v1::Role kBureauRoles[] = {
    config::v1::ROLE_REVIEWER, config::v1::ROLE_SECTION_HEAD, config::v1::ROLE_CHIEF,
    config::v1::ROLE_INTAKE};

// --- Whose figures, as of when ---

bool Holds(const state::v1::Holding& holding, config::v1::Role role) {
  return absl::c_linear_search(holding.roles(), static_cast<int>(role));
}
bool HoldsBureauRole(const state::v1::Holding& holding) {
  return absl::c_any_of(kBureauRoles,
                        [&](config::v1::Role role) { return Holds(holding, role); });
}

std::string ReviewerOf(const World& world, const std::string& organization) {
  return NearestOf(world, organization, &v1::Organization::reviewing_body);
}

// Whether this holding lets its person read the figures of the organisation.
bool Opens(const World& world, const state::v1::Holding& holding, const std::string& organization) {
  if (Holds(holding, config::v1::ROLE_INSPECTOR)) return true;
  const std::string& own = holding.organization();
  if (HoldsBureauRole(holding)) {
    return own == organization || ReviewerOf(world, organization) == own;
  }
  return Holds(holding, config::v1::ROLE_OFFICE) &&
         (own == organization || ReviewerOf(world, own) == organization ||
          NearestOf(world, organization, &v1::Organization::office) == own);
}

// What a query reads: an organisation, a year, a size of the record and its day.
struct Scope {
  std::string organization;
  int year = 0;
  uint64_t size = 0;
  absl::CivilDay day;  // Of the moment that is asked for.

  FigureKey Key(absl::string_view figure, std::string kind = {}) const {
    return {std::string(figure), absl::StrCat(year), organization, std::move(kind)};
  }
};

template <typename Request>
std::optional<Refusal> ScopeOf(const QueryContext& context, const Request& request, Scope* scope) {
  if (request.year() < kYearMin || request.year() > kYearMax) {
    return RefuseField("year", "年度应为1949至2199", "year must be 1949 to 2199");
  }
  scope->year = request.year();
  scope->organization = request.organization();
  bool allowed = false;
  const auto* holdings = context.caller.holdings;
  for (int i = 0; holdings != nullptr && i < holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = holdings->holdings(i);
    if (!InForce(holding, context.caller.today)) continue;
    const bool bureau = HoldsBureauRole(holding);
    if (!bureau && !Holds(holding, config::v1::ROLE_OFFICE) &&
        !Holds(holding, config::v1::ROLE_INSPECTOR)) {
      continue;
    }
    if (scope->organization.empty()) {
      scope->organization =
          bureau ? holding.organization() : ReviewerOf(context.world, holding.organization());
    }
    allowed |= scope->organization.empty() || Opens(context.world, holding, scope->organization);
  }
  if (!allowed) {
    return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                  "查看该单位的统计数据，须由其审核机构、政府办公室或监督检查人员办理。",
                  "These figures are read by the body that reviews the organisation, the government "
                  "office or an inspector.");
  }
  if (context.world.Find<state::v1::OrganizationRow>(scope->organization) == nullptr) {
    return RefuseField("organization", "请指明已登记的单位", "name an organisation of the directory");
  }
  if (request.as_of().has_version()) {
    return RefuseField("as_of.version", "统计数据没有版本号，请用时刻或记录条数",
                       "figures have no versions; use time or tree_size");
  }
  const auto size = context.reader.SizeOf({}, request.as_of());
  if (!size.ok()) return RefuseRead(size.status());
  scope->size = *size;
  scope->day = context.caller.today;
  if (request.as_of().has_time()) {
    const absl::Time moment = absl::FromUnixSeconds(request.as_of().time().seconds());
    scope->day = std::min(scope->day, CivilDayOf(moment));
  } else if (request.as_of().has_tree_size() && *size > 0) {
    const auto entry = context.reader.Entry(*size - 1);
    if (!entry.ok()) return RefuseRead(entry.status());
    scope->day = CivilDayOf(absl::FromUnixMicros(entry->recorded_at_us()));
  }
  return std::nullopt;
}

// --- Counters and members ---

std::optional<Refusal> ReadCounter(const QueryContext& context, const FigureKey& key,
                                   uint64_t size, int32_t* value) {
  *value = 0;
  if (size == 0) return std::nullopt;
  SnapshotReader::Row row;
  const auto found =
      context.reader.LastAtOrBefore(CounterPrefix(key), CounterKey(key, size - 1), &row);
  if (!found.ok()) return RefuseRead(found.status());
  if (*found && !absl::SimpleAtoi(row.value, value)) {
    return RefuseCorrupt(absl::DataLossError("A counter is no number."));
  }
  return std::nullopt;
}

struct Member {
  std::string name;
  uint64_t since = 0;
  bool stands = false;
  bool known = false;  // Has a row at or before the size.
};

// Who stands in a counter at a size of the record, by name, from `after` on; `visit` ends with false.
std::optional<Refusal> ForEachMember(const QueryContext& context, const FigureKey& key,
                                     uint64_t size, const std::string& after,
                                     const std::function<bool(const Member&)>& visit) {
  const std::string prefix = MemberPrefix(key);
  // After every row of that member: sequences are shorter than this.
  std::string from = after.empty() ? std::string() : MemberKey(key, after, UINT64_MAX);
  Member member;
  while (true) {
    const auto rows = context.reader.List(prefix, from, kRowsPerRead);
    if (!rows.ok()) return RefuseRead(rows.status());
    for (const SnapshotReader::Row& row : *rows) {
      KeyReader reader(absl::string_view(row.key).substr(prefix.size()));
      std::string name;
      uint64_t sequence = 0;
      if (!reader.Text(&name) || !reader.U64(&sequence)) {
        return RefuseCorrupt(absl::DataLossError("A member row has another form."));
      }
      if (name != member.name) {
        if (member.stands && !visit(member)) return std::nullopt;
        member = {name, 0, false, false};
      }
      if (sequence < size) {
        member.stands = row.value == kMemberJoined;
        member.since = sequence;
      }
      from = row.key;
    }
    if (rows->size() < kRowsPerRead) break;
  }
  if (member.stands) visit(member);
  return std::nullopt;
}

bool Visible(const QueryContext& context, const std::string& name) {
  const TableRow* table = context.rooms.FindCollection(CollectionOf(name));
  Head head;
  const google::protobuf::Message* row = context.reader.FindResource(name, &head);
  return table != nullptr && row != nullptr &&
         (!table->visible || table->visible(context.world, context.caller, name, *row));
}

// Title and number where the caller may see them; a figure tells of no more than the resource does.
std::optional<Refusal> ShowMember(const QueryContext& context, const Member& member,
                                  v1::FigureMember& out) {
  out.set_name(member.name);
  out.set_subject(member.name);
  out.set_since_sequence(static_cast<int64_t>(member.since));
  if (CollectionOf(member.name) == "entries") {
    const auto entry = context.reader.Entry(member.since);
    if (!entry.ok()) return RefuseRead(entry.status());
    out.set_subject(entry->subject());
  }
  const std::string& subject = out.subject();
  if (!Visible(context, subject)) return std::nullopt;
  const std::string matter(MatterOf(subject));
  if (!matter.empty() && Visible(context, matter)) {
    out.set_title(context.world.Get<state::v1::MatterRow>(matter).resource().title());
  }
  if (CollectionOf(subject) == "opinions") {
    out.set_number(context.world.Get<state::v1::OpinionRow>(subject).resource().number());
  } else if (CollectionOf(subject) == "engagements") {
    const auto& engagement = context.world.Get<state::v1::EngagementRow>(subject);
    out.set_title(ShownContent(context.world, engagement.title()));
    out.set_number(engagement.resource().case_number());
  } else if (CollectionOf(subject) == "documents") {
    const v1::Document& document = context.world.Get<state::v1::DocumentRow>(subject).resource();
    out.set_title(document.title());
    out.set_number(document.document_number());
  }
  return std::nullopt;
}

// --- Queries ---

// Organisations of the directory, ended ones too.
absl::StatusOr<std::vector<std::string>> AllOrganizations(const QueryContext& context) {
  std::vector<std::string> names;
  const std::string prefix = ListPrefix("all", "organizations");
  std::string after;
  while (true) {
    const auto rows = context.reader.List(prefix, after, kRowsPerRead);
    if (!rows.ok()) return rows.status();
    for (const SnapshotReader::Row& row : *rows) {
      after = row.key;
      KeyReader key(absl::string_view(row.key).substr(prefix.size()));
      std::string sort;
      if (key.Text(&sort)) names.emplace_back(key.rest());
    }
    if (rows->size() < kRowsPerRead) return names;
  }
}

// Whether an organisation that names `body` as its reviewing body is this one, or stands above it.
bool StandsUnder(const World& world, std::string organization, const std::string& body) {
  for (int height = 0; height < 16 && !organization.empty(); ++height) {
    const v1::Organization& one = world.Get<state::v1::OrganizationRow>(organization).resource();
    if (one.reviewing_body() == body) return true;
    organization = one.parent();
  }
  return false;
}

// Who is added up for `scope`.
absl::StatusOr<std::set<std::string>> CountedFor(const QueryContext& context, const std::string& organization,
                                                 v1::FigureScope scope) {
  std::set<std::string> counted = {organization};
  if (scope != v1::FIGURE_SCOPE_WITH_FORMER && scope != v1::FIGURE_SCOPE_BELOW) return counted;
  const auto all = AllOrganizations(context);
  if (!all.ok()) return all.status();
  for (const std::string& one : *all) {
    if (scope == v1::FIGURE_SCOPE_WITH_FORMER) {
      if (ContinuedBy(context.world, one, organization)) counted.insert(one);
    } else if (StandsUnder(context.world, one, organization)) {
      const std::string reviewer = ReviewerOf(context.world, one);
      if (!reviewer.empty()) counted.insert(reviewer);
    }
  }
  return counted;
}

std::optional<Refusal> GetFigures(const QueryContext& context, const v1::GetFiguresRequest& request,
                                  v1::GetFiguresResponse& response) {
  Scope scope;
  if (auto refusal = ScopeOf(context, request, &scope)) return refusal;
  response.set_organization(scope.organization);
  response.set_tree_size(static_cast<int64_t>(scope.size));
  const auto counted = CountedFor(context, scope.organization, request.scope());
  if (!counted.ok()) return RefuseRead(counted.status());
  for (const std::string& one : *counted) response.add_counted(one);
  for (const char* figure : kFigures) {
    for (int kind = 0; kind < config::v1::Kind_ARRAYSIZE; ++kind) {
      int32_t value = 0;
      FigureKey key = scope.Key(figure, KindPart(kind));
      for (const std::string& one : *counted) {
        int32_t own = 0;
        key.organization = one;
        if (auto refusal = ReadCounter(context, key, scope.size, &own)) return refusal;
        value += own;
      }
      if (kind != 0 && value == 0) continue;
      v1::Figure& shown = *response.add_figures();
      shown.set_figure(figure);
      shown.set_kind(static_cast<config::v1::Kind>(kind));
      shown.set_value(value);
    }
  }
  return std::nullopt;
}

std::optional<Refusal> ListFigureMembers(const QueryContext& context,
                                         const v1::ListFigureMembersRequest& request,
                                         v1::ListFigureMembersResponse& response) {
  Scope scope;
  if (auto refusal = ScopeOf(context, request, &scope)) return refusal;
  const bool by_person = request.figure() == kFigureAdviceByPerson;
  if (!by_person && !absl::c_linear_search(kFigures, request.figure())) {
    return RefuseField("figure", "没有这个指标；可用的名称见统计数据",
                       "no such figure; GetFigures names them");
  }
  if (by_person == request.person().empty()) {
    return RefuseField("person", "按人统计时须指明法律顾问，其他指标不填",
                       "advice_by_person needs the person; no other figure takes one");
  }
  int wanted = 0;
  if (auto refusal = TakePageSize(request.page_size(), &wanted)) return refusal;
  std::string after;
  if (!request.page_token().empty() &&
      (request.page_token().size() > kTokenMax ||
       !absl::WebSafeBase64Unescape(request.page_token(), &after) || after.empty())) {
    return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED,
                  "翻页标记无效，请从第一页重新读取。",
                  "The page token is unknown. Start from the first page.");
  }
  const FigureKey key =
      scope.Key(request.figure(), by_person ? request.person() : KindPart(request.kind()));
  response.set_tree_size(static_cast<int64_t>(scope.size));
  std::optional<Refusal> failed;
  auto refusal = ForEachMember(context, key, scope.size, after, [&](const Member& member) {
    if (response.members_size() == wanted) {
      response.set_next_page_token(
          absl::WebSafeBase64Escape(response.members(wanted - 1).name()));
      return false;
    }
    failed = ShowMember(context, member, *response.add_members());
    return !failed.has_value();
  });
  return refusal.has_value() ? refusal : failed;
}

// --- The annual report ---

// Reads several counters of a year into their places.
class CounterReads {
 public:
  CounterReads(const QueryContext& context, const Scope& scope)
      : context_(context), scope_(scope) {}
  int32_t operator()(const char* figure) {
    int32_t value = 0;
    auto refusal = ReadCounter(context_, scope_.Key(figure), scope_.size, &value);
    if (refusal.has_value() && !refusal_.has_value()) refusal_ = std::move(refusal);
    return value;
  }
  std::optional<Refusal> refusal() { return std::move(refusal_); }

 private:
  const QueryContext& context_;
  const Scope& scope_;
  std::optional<Refusal> refusal_;
};

std::optional<Refusal> FillCounters(const QueryContext& context, const Scope& scope,
                                    v1::AnnualReport& report) {
  CounterReads read(context, scope);
  report.set_reviewed(read(kFigureReviewed));
  report.set_opinions_issued(read(kFigureOpinionsIssued));
  report.set_supplementary_opinions(read(kFigureSupplementary));
  report.set_advice_given(read(kFigureAdviceGiven));
  report.mutable_coverage()->set_published(read(kFigurePublished));
  report.mutable_coverage()->set_covered(read(kFigureCovered));
  report.mutable_timeliness()->set_on_time(read(kFigureOnTime));
  report.mutable_timeliness()->set_due(read(kFigureDue));
  report.set_returned(read(kFigureReturned));
  report.set_late_entries(read(kFigureLateEntries));
  report.set_short_notice(read(kFigureShortNotice));
  report.set_corrections(read(kFigureCorrections));
  report.set_urgent(read(kFigureUrgent));
  report.set_consultations(read(kFigureConsultations));
  v1::EngagementFigures& engagements = *report.mutable_engagements();
  engagements.set_litigation(read(kFigureLitigation));
  engagements.set_arbitration(read(kFigureArbitration));
  engagements.set_reconsideration(read(kFigureReconsideration));
  engagements.set_project(read(kFigureProjects));
  engagements.set_other(read(kFigureOtherEngagements));
  report.mutable_enforcement()->set_reviewed(read(kFigureEnforcementReviewed));
  report.mutable_enforcement()->set_with_advisor(read(kFigureEnforcementWithAdvisor));
  report.set_contracts_reviewed(read(kFigureContractsReviewed));
  report.set_unreviewed(read(kFigureUnreviewed));
  return read.refusal();
}

std::optional<Refusal> FillLastYear(const QueryContext& context, Scope scope,
                                    v1::YearFigures& last) {
  --scope.year;
  last.set_year(scope.year);
  CounterReads read(context, scope);
  last.set_reviewed(read(kFigureReviewed));
  last.set_opinions_issued(read(kFigureOpinionsIssued));
  last.set_supplementary_opinions(read(kFigureSupplementary));
  last.set_advice_given(read(kFigureAdviceGiven));
  last.set_published(read(kFigurePublished));
  last.set_covered(read(kFigureCovered));
  last.set_on_time(read(kFigureOnTime));
  last.set_due(read(kFigureDue));
  last.set_returned(read(kFigureReturned));
  last.set_late_entries(read(kFigureLateEntries));
  last.set_short_notice(read(kFigureShortNotice));
  last.set_corrections(read(kFigureCorrections));
  last.set_urgent(read(kFigureUrgent));
  last.set_litigation(read(kFigureLitigation));
  last.set_consultations(read(kFigureConsultations));
  last.set_enforcement_reviewed(read(kFigureEnforcementReviewed));
  last.set_contracts_reviewed(read(kFigureContractsReviewed));
  last.set_unreviewed(read(kFigureUnreviewed));
  return read.refusal();
}

std::optional<Refusal> FillUncovered(const QueryContext& context, const Scope& scope,
                                     v1::CoverageFigures& coverage) {
  auto refusal = ForEachMember(
      context, scope.Key(kFigureUncovered), scope.size, {}, [&](const Member& member) {
        if (coverage.uncovered_size() == kUncoveredMax) return false;
        const v1::Document& document =
            context.world.Get<state::v1::DocumentRow>(member.name).resource();
        v1::UncoveredDocument& shown = *coverage.add_uncovered();
        shown.set_name(member.name);
        shown.set_title(document.title());
        shown.set_document_number(document.document_number());
        shown.set_issuer(document.issuer());
        *shown.mutable_publish_date() = document.publish_date();
        shown.set_imported(document.origin() == v1::DOCUMENT_ORIGIN_IMPORTED);
        shown.set_unreviewed(document.origin() == v1::DOCUMENT_ORIGIN_UNREVIEWED);
        return true;
      });
  coverage.set_uncovered_not_listed(coverage.published() - coverage.covered() -
                                    coverage.uncovered_size());
  return refusal;
}

// Unique people of the body's panel at the end of the year, or on the day asked for if that is sooner.
std::optional<Refusal> FillPanel(const QueryContext& context, const Scope& scope,
                                 v1::PanelFigures& panel) {
  const absl::CivilDay day = std::min(scope.day, absl::CivilDay(scope.year, 12, 31));
  const std::string prefix = ChildPrefix(scope.organization, "appointments");
  std::vector<std::string> experts;
  std::vector<std::string> lawyers;
  std::string after;
  while (true) {
    const auto rows = context.reader.List(prefix, after, kRowsPerRead);
    if (!rows.ok()) return RefuseRead(rows.status());
    for (const SnapshotReader::Row& row : *rows) {
      after = row.key;
      KeyReader key(absl::string_view(row.key).substr(prefix.size()));
      std::string sort;
      if (!key.Text(&sort)) continue;
      const auto past = context.reader.ResourceAt(key.rest(), scope.size);
      if (!past.ok()) return RefuseRead(past.status());
      if (past->row == nullptr) continue;
      const v1::Appointment& one =
          static_cast<const state::v1::AppointmentRow&>(*past->row).resource();
      const auto from = DayOf(one.from_date());
      const auto until = DayOf(one.until_date());
      if (one.person().empty()) continue;  // A firm: its lawyers have appointments of their own.
      if (!from.has_value() || day < *from || (until.has_value() && *until < day)) continue;
      auto& people = one.kind() == v1::ADVISOR_KIND_EXPERT ? experts : lawyers;
      if (!absl::c_linear_search(people, one.person())) people.push_back(one.person());
    }
    if (rows->size() < kRowsPerRead) break;
  }
  panel.set_experts(static_cast<int32_t>(experts.size()));
  panel.set_lawyers(static_cast<int32_t>(lawyers.size()));
  return std::nullopt;
}

// One range per body; each person's versions are skipped in one seek.
std::optional<Refusal> FillAdvisors(const QueryContext& context, const Scope& scope,
                                    v1::AnnualReport& report) {
  const std::string prefix = FigurePrefix(scope.Key(kFigureAdviceByPerson));
  std::string after;
  while (true) {
    const auto rows = context.reader.List(prefix, after, 1);
    if (!rows.ok()) return RefuseRead(rows.status());
    if (rows->empty()) break;
    KeyReader key(absl::string_view(rows->front().key).substr(prefix.size()));
    std::string person;
    if (!key.Text(&person)) {
      return RefuseCorrupt(absl::DataLossError("A counter row has another form."));
    }
    const FigureKey counter = scope.Key(kFigureAdviceByPerson, person);
    after = CounterKey(counter, UINT64_MAX);
    int32_t value = 0;
    if (auto refusal = ReadCounter(context, counter, scope.size, &value)) return refusal;
    if (value == 0) continue;
    v1::AdvisorFigures& shown = *report.add_advisors();
    shown.set_person(person);
    shown.set_advice(value);
    std::string name;
    const auto* row = context.world.Find<state::v1::PersonRow>(person);
    shown.set_display_name(row != nullptr && context.world.FindContent(row->display_name(), &name)
                               ? name
                               : "内容已依规销毁");
  }
  std::stable_sort(report.mutable_advisors()->begin(), report.mutable_advisors()->end(),
                   [](const v1::AdvisorFigures& a, const v1::AdvisorFigures& b) {
                     return a.advice() > b.advice();
                   });
  return std::nullopt;
}

void FillRules(const QueryContext& context, const Scope& scope, v1::AnnualReport& report) {
  const RuleSet rules = RulesOf(context.world, scope.organization);
  if (rules.profile == nullptr) return;
  const absl::CivilDay day = std::min(scope.day, absl::CivilDay(scope.year, 12, 31));
  for (const config::v1::FigureRule* rule : rules.profile->Figures(day)) {
    v1::CountingRule& shown = *report.add_counting_rules();
    shown.set_id(rule->id());
    shown.set_title_zh(rule->title_zh());
    shown.set_title_en(rule->title_en());
    shown.set_message_zh(rule->message_zh());
    shown.set_message_en(rule->message_en());
  }
}

// 37 of 37 is 100%, 36.99 of 37 is not: the share is cut, never rounded up.
std::string Share(int32_t part, int32_t whole) {
  const int64_t tenths = int64_t{1000} * part / whole;
  return tenths % 10 == 0 ? absl::StrCat(tenths / 10, "%")
                          : absl::StrCat(tenths / 10, ".", tenths % 10, "%");
}

std::string Sentence(const QueryContext& context, const v1::AnnualReport& report) {
  std::string text = absl::StrCat(
      report.year(), "年，",
      context.world.Get<state::v1::OrganizationRow>(report.organization()).resource().title(),
      "共审查重大行政决策、行政规范性文件等事项", report.reviewed(), "件，出具合法性审查意见书",
      report.opinions_issued(), "份、补充审查意见", report.supplementary_opinions(),
      "份；法律顾问团（专家", report.panel().experts(), "人、律师", report.panel().lawyers(),
      "人）提出法律意见", report.advice_given(), "条");
  if (report.engagements().litigation() > 0) {
    absl::StrAppend(&text, "，代理政府诉讼案件", report.engagements().litigation(), "件");
  }
  if (report.consultations() > 0) {
    absl::StrAppend(&text, "；答复其他涉法事项咨询", report.consultations(), "件");
  }
  if (report.enforcement().reviewed() > 0) {
    absl::StrAppend(&text, "；法制审核重大执法决定", report.enforcement().reviewed(), "件，其中法律顾问参与",
                    report.enforcement().with_advisor(), "件");
  }
  if (report.contracts_reviewed() > 0) absl::StrAppend(&text, "；审查政府合同", report.contracts_reviewed(), "件");
  const v1::CoverageFigures& coverage = report.coverage();
  if (coverage.published() > 0) {
    absl::StrAppend(&text, "；公布文件", coverage.published(), "件，其中", coverage.covered(),
                    "件在审议前已有可提交审议的审查意见，覆盖率",
                    Share(coverage.covered(), coverage.published()));
  }
  if (report.unreviewed() > 0) absl::StrAppend(&text, "；未经审核即审议或者公布", report.unreviewed(), "件");
  if (report.timeliness().due() > 0) {
    absl::StrAppend(&text, "；有审核时限的", report.timeliness().due(), "件中，按期出具",
                    report.timeliness().on_time(), "件，按期率",
                    Share(report.timeliness().on_time(), report.timeliness().due()));
  }
  return text + "。";
}

std::optional<Refusal> GetAnnualReport(const QueryContext& context,
                                       const v1::GetAnnualReportRequest& request,
                                       v1::AnnualReport& report) {
  Scope scope;
  if (auto refusal = ScopeOf(context, request, &scope)) return refusal;
  report.set_year(scope.year);
  report.set_organization(scope.organization);
  report.set_tree_size(static_cast<int64_t>(scope.size));
  if (auto refusal = FillCounters(context, scope, report)) return refusal;
  if (auto refusal = FillUncovered(context, scope, *report.mutable_coverage())) return refusal;
  if (auto refusal = FillPanel(context, scope, *report.mutable_panel())) return refusal;
  if (auto refusal = FillAdvisors(context, scope, report)) return refusal;
  if (auto refusal = FillLastYear(context, scope, *report.mutable_last_year())) return refusal;
  FillRules(context, scope, report);
  report.set_sentence_zh(Sentence(context, report));
  return std::nullopt;
}

}  // namespace

void RegisterCoverageQueries(Rooms& rooms) {
  rooms.Query(&GetFigures);
  rooms.Query(&ListFigureMembers);
  rooms.Query(&GetAnnualReport);
}

}  // namespace plumbline
