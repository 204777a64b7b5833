#include "services/numbering.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "plumbline/journal/v1/opinion_event.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "services/core/base/check.h"
#include "services/dates.h"

namespace plumbline {

namespace {
constexpr char kForm[] = "{code}〔{year}〕{number}号";
}

std::string SeriesName(absl::string_view organization, absl::string_view series, int32_t year) {
  std::string name = absl::StrCat(organization, "/series/", absl::AsciiStrToLower(series));
  if (year != 0) absl::StrAppend(&name, "-", year);
  return name;
}

NumberPlan PlanNumber(absl::string_view organization, absl::string_view code,
                      absl::string_view series, const config::v1::Numbering* rule,
                      absl::CivilDay day) {
  PLUMBLINE_CHECK(!code.empty(), "who issues numbered papers has a code");
  NumberPlan plan;
  plan.series = std::string(series);
  plan.code = std::string(code);
  plan.form = rule == nullptr || rule->form().empty() ? kForm : rule->form();
  plan.year = static_cast<int32_t>(day.year());
  plan.series_year = rule == nullptr || rule->yearly() ? plan.year : 0;
  plan.name = SeriesName(organization, series, plan.series_year);
  return plan;
}

std::string StandingSeries(const World& world, const std::string& name) {
  std::string standing = name;
  for (int next = 2; IsSet(world.Get<state::v1::SeriesRow>(standing).resource().ended_date()); ++next) {
    standing = absl::StrCat(name, "-", next);
  }
  return standing;
}

FreshNumber NextNumber(const World& world, const NumberPlan& plan) {
  FreshNumber fresh;
  fresh.plan = plan;
  fresh.plan.name = StandingSeries(world, plan.name);
  const auto* tally = world.Find<state::v1::SeriesTallyRow>(fresh.plan.name);
  fresh.opens_series = tally == nullptr;
  fresh.number = tally == nullptr ? 1 : std::max(tally->next_number(), 1);
  fresh.name = absl::StrCat(fresh.plan.name, "/numbers/", fresh.number);
  fresh.text = absl::StrReplaceAll(plan.form, {{"{code}", plan.code},
                                               {"{year}", absl::StrCat(plan.year)},
                                               {"{number}", absl::StrCat(fresh.number)}});
  return fresh;
}

void AddNumber(Outcome& outcome, const FreshNumber& number, const std::string& holder) {
  if (number.opens_series) {
    journal::v1::SeriesStarted started;
    started.set_series(number.plan.series);
    started.set_year(number.plan.series_year);
    outcome.Add(number.plan.name, std::move(started));
  }
  journal::v1::NumberGiven given;
  given.set_number(number.number);
  given.set_text(number.text);
  given.set_holder(holder);
  outcome.Add(number.name, std::move(given));
}

void AddVoidNumber(Outcome& outcome, const std::string& number_name,
                   const journal::v1::ContentRef& reason) {
  journal::v1::NumberVoided event;
  *event.mutable_reason() = reason;
  outcome.Add(number_name, std::move(event));
}

bool SeesSeries(const World& world, const Caller& caller, absl::string_view organization) {
  if (caller.system()) return true;
  if (caller.holdings == nullptr) return false;
  const auto* row = world.Find<state::v1::OrganizationRow>(organization);
  if (row == nullptr) return false;
  const std::string& office = row->resource().office();
  const std::string& body = row->resource().reviewing_body();
  for (const state::v1::Holding& holding : caller.holdings->holdings()) {
    if (!InForce(holding, caller.today)) continue;
    const bool inspects =
        std::find(holding.roles().begin(), holding.roles().end(),
                  static_cast<int>(config::v1::ROLE_INSPECTOR)) != holding.roles().end();
    // Appointments of the panel are holdings too, but no office of the organisation.
    const bool works_here = CollectionOf(holding.name()) == "posts" &&
                            (holding.organization() == organization ||
                             holding.organization() == office || holding.organization() == body);
    if (inspects || works_here) return true;
  }
  return false;
}

}  // namespace plumbline
