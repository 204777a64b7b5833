// Number series: StartSeries, and the events on series and numbers. Opinions and documents alike
// take numbers by services/numbering.h; what happens to a number is applied here.
#include "absl/strings/match.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "services/matter/matter.h"
#include "services/numbering.h"
#include "services/opinion/opinion.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::IssuedNumberRow;
using state::v1::SeriesRow;
using state::v1::SeriesTallyRow;

// Who keeps a series: the office numbers documents, everybody else his own papers.
std::string KeeperOf(const World& world, const v1::StartSeriesRequest& request) {
  if (!absl::StartsWith(request.series(), "S-DOCUMENT")) return request.parent();
  const std::string office = NearestOf(world, request.parent(), &v1::Organization::office);
  return office.empty() ? request.parent() : office;
}

Decision DecideStartSeries(const World& world, const v1::StartSeriesRequest& request,
                           const Context& context) {
  if (CollectionOf(request.parent()) != "organizations") {
    return RefuseField("parent", "请给出机关", "parent must name an organisation");
  }
  const config::v1::Numbering* rule =
      context.rules.profile == nullptr
          ? nullptr
          : context.rules.profile->Numbering(request.series(), AllKinds(), context.occurred_on);
  if (rule == nullptr || rule->status() == config::v1::RULE_STATUS_LATER) {
    return RefuseField("series", "本地的规则配置没有这个编号序列",
                       "the profile has no such series");
  }
  const int year = request.year();
  if (rule->yearly() ? year < 1949 || year > context.today.year() + 1 : year != 0) {
    return RefuseField(
        "year", rule->yearly() ? "请填写已到或下一个年份" : "该序列不按年重新编号，年份应为空",
        rule->yearly() ? "give a year up to the next one"
                       : "this series does not restart, so year must be 0");
  }
  const std::string name = StandingSeries(world, SeriesName(request.parent(), request.series(), year));
  const auto* tally = world.Find<SeriesTallyRow>(name);
  if (tally != nullptr && tally->given() > 0) {
    return RefuseState(
        "该序列已经给出编号，不能再设定起始号。如有漏号，请作废并写明理由。",
        "The series has numbers already, so its start can't change. Void a number with "
        "a reason instead.");
  }
  Outcome outcome;
  journal::v1::SeriesStarted event;
  event.set_series(request.series());
  event.set_year(year);
  event.set_after_number(request.after_number());
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(name, std::move(event));
  return outcome;
}

void ApplySeriesStarted(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::SeriesStarted& event) {
  SeriesRow& row = world.Mutable<SeriesRow>(entry.subject());
  v1::NumberSeries& series = *row.mutable_resource();
  series.set_series(event.series());
  series.set_year(event.year());
  series.set_after_number(event.after_number());
  SetProvenance(entry, series.mutable_opened());
  if (event.has_reason()) *row.mutable_reason() = event.reason();
  world.Mutable<SeriesTallyRow>(entry.subject()).set_next_number(event.after_number() + 1);
}

void ApplyNumberGiven(MutableWorld& world, const AuditEntry& entry,
                      const journal::v1::NumberGiven& event) {
  v1::IssuedNumber& number = *world.Mutable<IssuedNumberRow>(entry.subject()).mutable_resource();
  number.set_number(event.number());
  number.set_text(event.text());
  number.set_holder(event.holder());
  SetProvenance(entry, number.mutable_given());
  SeriesTallyRow& tally = world.Mutable<SeriesTallyRow>(ParentOf(entry.subject()));
  tally.set_next_number(event.number() + 1);
  tally.set_given(tally.given() + 1);
}

void ApplyNumberVoided(MutableWorld& world, const AuditEntry& entry,
                       const journal::v1::NumberVoided& event) {
  IssuedNumberRow& row = world.Mutable<IssuedNumberRow>(entry.subject());
  row.mutable_resource()->set_is_void(true);
  *row.mutable_void_reason() = event.reason();
  SeriesTallyRow& tally = world.Mutable<SeriesTallyRow>(ParentOf(entry.subject()));
  tally.set_voided(tally.voided() + 1);
}

}  // namespace

void RegisterNumberSeries(Rooms& rooms) {
  rooms.Command(&DecideStartSeries).Organization(&KeeperOf);
  rooms.Apply(&ApplySeriesStarted);
  rooms.Apply(&ApplyNumberGiven);
  rooms.Apply(&ApplyNumberVoided);
}

}  // namespace plumbline
