#include "services/core/procedure/profile_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/core/calendar/civil_day.h"
#include "services/core/calendar/period.h"
#include "services/core/procedure/catalogue.h"
#include "services/core/procedure/profile_load.h"
#include "services/core/procedure/profile_tables.h"
#include "services/core/procedure/rule_check.h"

namespace plumbline {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMessageBytesMax = 360;
constexpr size_t kFigureBytesMax = 600;
constexpr size_t kTitleBytesMax = 200;
constexpr size_t kIdBytesMax = 60;

bool DayIsWrong(const std::string& text) { return !text.empty() && !ParseCivilDay(text).ok(); }

// ---- What every rule has ----

bool WellFormedId(const std::string& id) {
  if (id.empty() || id.size() > kIdBytesMax) return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

void CheckText(const RuleCheck& rule, const Descriptor* descriptor, const char* name,
               size_t bytes_max) {
  const FieldDescriptor* const field = descriptor->FindFieldByName(name);
  if (field == nullptr) return;
  const std::string text = rule.Text(name);
  if (text.empty()) {
    rule.Error(rule.line(),
               absl::StrCat(rule.Id(), " has no ", name, ". Write it; both languages are needed."));
  } else if (text.size() > bytes_max) {
    rule.Error(name, absl::StrCat(rule.Id(), ": ", name, " has ", text.size(), " bytes; at most ",
                                  bytes_max, " are shown. Shorten it."));
  }
}

void CheckSource(const RuleCheck& rule, const config::v1::Source& source, int line) {
  const auto error = [&](absl::string_view what) {
    rule.Error(line, absl::StrCat(rule.Id(), ": ", what));
  };
  if (source.instrument().empty() || source.instrument().size() > kTitleBytesMax) {
    error("the source has no instrument. Write its full title, 1 to 200 bytes.");
  }
  if (source.nature() == config::v1::NATURE_UNSPECIFIED) {
    error(
        "the source has no nature. Write NATURE_LAW, NATURE_LOCAL_RULE, NATURE_INTERNAL_TARGET, "
        "NATURE_SYSTEM_RULE or NATURE_EVALUATION_STANDARD.");
  }
  if (source.verification() == config::v1::VERIFICATION_UNSPECIFIED) {
    error(
        "the source has no verification. Write VERIFICATION_VERIFIED only if its words were read, "
        "else VERIFICATION_UNVERIFIED.");
  }
  if (source.nature() == config::v1::NATURE_LAW && source.article().empty() &&
      source.verification() != config::v1::VERIFICATION_UNVERIFIED) {
    error("the source is a verified law but names no article. Write the article.");
  }
  if (source.note().size() > 300 || source.article().size() > kTitleBytesMax ||
      source.number().size() > kTitleBytesMax || source.url().size() > 500) {
    error("the source is too long. Number and article have at most 200 bytes, note 300, url 500.");
  }
}

// Enum fields that must be stated, by type of rule.
const char* const* RequiredEnums(absl::string_view type) {
  static const char* const kGate[] = {"room", "force", nullptr};
  static const char* const kLimit[] = {"room", "force", "bound", "responsible", nullptr};
  static const char* const kStep[] = {"room", "stage", nullptr};
  static const char* const kCounting[] = {"start", "roll", nullptr};
  static const char* const kMaterial[] = {"need", nullptr};
  static const char* const kChain[] = {"paper", nullptr};
  static const char* const kVisibility[] = {"part", nullptr};
  static const char* const kConclusion[] = {"effect", nullptr};
  static const char* const kTolerance[] = {"unit", nullptr};
  static const char* const kConflict[] = {"relation", "effect", nullptr};
  static const char* const kNone[] = {nullptr};
  if (type == "Gate") return kGate;
  if (type == "Limit") return kLimit;
  if (type == "Step") return kStep;
  if (type == "Counting") return kCounting;
  if (type == "Material") return kMaterial;
  if (type == "Chain") return kChain;
  if (type == "Visibility") return kVisibility;
  if (type == "Conclusion") return kConclusion;
  if (type == "Tolerance") return kTolerance;
  if (type == "ConflictRule") return kConflict;
  return kNone;
}

void CheckCommon(const RuleCheck& rule, const Message& message) {
  const Descriptor* const descriptor = message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  const std::string id = rule.Id();
  if (!WellFormedId(id)) {
    rule.Error("id",
               absl::StrCat("The id \"", absl::CHexEscape(id.substr(0, kIdBytesMax)),
                            "\" is not one. Write 1 to 60 capital letters, digits and hyphens."));
    return;
  }
  const FieldDescriptor* const sources = descriptor->FindFieldByName("source");
  const int source_count = reflection.FieldSize(message, sources);
  if (source_count == 0) {
    rule.Error(rule.line(), absl::StrCat(id,
                                         " has no source. Add source { instrument … article … "
                                         "verification … nature … }."));
  }
  for (int i = 0; i < source_count; ++i) {
    CheckSource(
        rule,
        static_cast<const config::v1::Source&>(reflection.GetRepeatedMessage(message, sources, i)),
        rule.LineOf("source", i));
  }
  bool days_ok = true;
  for (const char* name : {"valid_from", "valid_to"}) {
    const std::string text = rule.Text(name);
    if (!DayIsWrong(text)) continue;
    days_ok = false;
    rule.Error(name, absl::StrCat(id, ": ", name, ": ", ParseCivilDay(text).status().message()));
  }
  if (days_ok && !rule.Text("valid_to").empty() &&
      rule.Text("valid_from") > rule.Text("valid_to")) {
    rule.Error("valid_to",
               absl::StrCat(id, " ends before it begins. Correct valid_from or valid_to."));
  }
  // Every enum, tracks and conditions included: a stated value may not be the unspecified one.
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* const field = descriptor->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM || !field->is_repeated()) continue;
    std::set<int> seen;
    for (int index = 0; index < reflection.FieldSize(message, field); ++index) {
      const int value = reflection.GetRepeatedEnumValue(message, field, index);
      if (value == 0 || !seen.insert(value).second) {
        rule.Error(field->name().c_str(), absl::StrCat(id, ": ", field->name(),
                                                       " holds an unspecified value or one value "
                                                       "twice. Name each value once."));
      }
    }
  }
  for (const char* const* name = RequiredEnums(descriptor->name()); *name != nullptr; ++name) {
    if (reflection.GetEnumValue(message, descriptor->FindFieldByName(*name)) == 0) {
      rule.Error(*name, absl::StrCat(id, " has no ", *name, ". State it."));
    }
  }
  CheckText(rule, descriptor, "title_zh", kTitleBytesMax);
  CheckText(rule, descriptor, "title_en", kTitleBytesMax);
  const size_t bytes_max =
      descriptor == config::v1::FigureRule::descriptor() ? kFigureBytesMax : kMessageBytesMax;
  for (const char* name : {"message_zh", "message_en", "action_zh", "action_en", "actor_zh",
                           "actor_en", "starts_at_zh", "starts_at_en"}) {
    CheckText(rule, descriptor, name, bytes_max);
  }
}

// ---- What each type has ----

void CheckCommands(const RuleCheck& rule, const char* field,
                   const google::protobuf::RepeatedPtrField<std::string>& commands) {
  std::set<std::string> seen;
  for (int i = 0; i < commands.size(); ++i) {
    if (!FindGatedCommand(commands[i])) {
      rule.Error(rule.LineOf(field, i),
                 absl::StrCat(rule.Id(), ": unknown command \"",
                              absl::CHexEscape(commands[i].substr(0, 60)),
                              "\". Write the name of an rpc that gates can block, for example "
                              "SubmitMatter."));
    } else if (!seen.insert(commands[i]).second) {
      rule.Error(rule.LineOf(field, i),
                 absl::StrCat(rule.Id(), " names the command ", commands[i], " twice. Keep one."));
    }
  }
}

void CheckLimitIds(const RuleCheck& rule,
                   const google::protobuf::RepeatedPtrField<std::string>& ids) {
  for (int i = 0; i < ids.size(); ++i) {
    if (!FindLimitId(ids[i])) {
      rule.Error(
          rule.LineOf("limit_ids", i),
          absl::StrCat(rule.Id(), ": unknown limit \"", absl::CHexEscape(ids[i].substr(0, 60)),
                       "\". Write an id of the table of time limits, for example T-REVIEW-MIN."));
    }
  }
}

void CheckGate(const RuleCheck& rule, const config::v1::Gate& gate) {
  if (!FindGateId(gate.id())) {
    rule.Error("id", absl::StrCat("Unknown gate ", gate.id(),
                                  ": the program has no predicate of that name. Write an id of the "
                                  "table of gates, for example G-OPINION."));
  }
  if (gate.blocks().empty()) {
    rule.Error(rule.line(),
               absl::StrCat(gate.id(), " blocks no command. Name at least one in blocks."));
  }
  CheckCommands(rule, "blocks", gate.blocks());
  CheckLimitIds(rule, gate.limit_ids());
}

void CheckLimit(const RuleCheck& rule, const config::v1::Limit& limit) {
  const std::string& id = limit.id();
  if (!FindLimitId(id)) {
    rule.Error("id", absl::StrCat("Unknown limit ", id,
                                  ". Write an id of the table of time limits, for example "
                                  "T-REVIEW-MAX."));
  }
  const bool fixed = limit.unit() == config::v1::LIMIT_UNIT_FIXED_DAY;
  const bool none = limit.bound() == config::v1::BOUND_NONE;
  if (limit.length() < 0 || limit.length() > kPeriodLengthMax || limit.extension_max() < 0 ||
      limit.extension_max() > kPeriodLengthMax) {
    rule.Error("length",
               absl::StrCat(id, ": length and extension_max are 0 to ", kPeriodLengthMax, "."));
  } else if (fixed || none) {
    if (none && limit.length() != 0 && limit.unit() == config::v1::LIMIT_UNIT_UNSPECIFIED) {
      rule.Error("length", absl::StrCat(id, " has a length without a unit. State the unit."));
    }
    if (fixed && limit.length() != 0) {
      rule.Error("length", absl::StrCat(id, " has fixed days and a length. Keep the fixed days."));
    }
  } else if (limit.length() == 0 || limit.unit() == config::v1::LIMIT_UNIT_UNSPECIFIED) {
    rule.Error("length", absl::StrCat(id,
                                      " has a bound but no length or no unit. State both, or write "
                                      "bound: BOUND_NONE."));
  }
  if (!fixed && !none && limit.counting_id().empty()) {
    rule.Error("counting_id",
               absl::StrCat(id,
                            " names no counting rule. Write counting_id, for example "
                            "C-FORWARD."));
  }
  if (fixed != !limit.fixed_day().empty()) {
    rule.Error("fixed_day",
               absl::StrCat(id,
                            ": fixed_day goes with LIMIT_UNIT_FIXED_DAY. State both or "
                            "neither."));
  }
  for (const config::v1::MonthDay& day : limit.fixed_day()) {
    const absl::CivilDay civil(2023, day.month(), day.day());
    if (civil.year() != 2023 || civil.month() != day.month() || civil.day() != day.day()) {
      rule.Error("fixed_day", absl::StrCat(id, ": there is no day ", day.day(), " in month ",
                                           day.month(), ". Correct the day."));
    }
  }
  for (const config::v1::Milestone& milestone : limit.milestone()) {
    if (milestone.length() < 1 || milestone.length() > kPeriodLengthMax ||
        milestone.title_zh().empty() || milestone.title_en().empty()) {
      rule.Error("milestone", absl::StrCat(id, ": a milestone needs a length of 1 to ",
                                           kPeriodLengthMax, " and a title in both languages."));
    }
  }
  if (limit.direction() == config::v1::DIRECTION_BACKWARD &&
      (limit.suspendable() || limit.extension_max() != 0)) {
    rule.Error("direction", absl::StrCat(id,
                                         " is counted backward and so can be neither suspended nor "
                                         "extended. Remove that."));
  }
}

void CheckTrack(const RuleCheck& rule, const config::v1::Track& track) {
  if (track.tracks_size() != 1) {
    rule.Error("tracks", absl::StrCat(track.id(), " must name exactly one kind in tracks."));
  }
  const auto& stages = track.stages();
  if (stages.empty() || stages[0] != config::v1::STAGE_DRAFT ||
      stages[stages.size() - 1] != config::v1::STAGE_ENDED ||
      !std::is_sorted(stages.begin(), stages.end())) {
    rule.Error("stages", absl::StrCat(track.id(),
                                      ": stages start with STAGE_DRAFT, end with "
                                      "STAGE_ENDED and stand in the order of the spine."));
  }
}

void CheckVisibility(const RuleCheck& rule, const config::v1::Visibility& row) {
  if (!row.tracks().empty()) {
    rule.Error("tracks", absl::StrCat(row.id(),
                                      ": there is one table of visibility for every kind. "
                                      "Remove tracks."));
  }
  std::set<int> seen;
  for (const auto* list :
       {&row.always(), &row.while_assigned(), &row.once_sent(), &row.once_published()}) {
    for (const int reader : *list) {
      if (!seen.insert(reader).second) {
        rule.Error(rule.line(),
                   absl::StrCat(row.id(), " lists ",
                                config::v1::Reader_Name(static_cast<config::v1::Reader>(reader)),
                                " in two columns. Keep one."));
      }
    }
  }
}

void CheckNumbering(const RuleCheck& rule, const config::v1::Numbering& numbering) {
  for (const char* part : {"{code}", "{year}", "{number}"}) {
    const size_t at = numbering.form().find(part);
    if (at == std::string::npos || numbering.form().find(part, at + 1) != std::string::npos) {
      rule.Error("form", absl::StrCat(numbering.id(), ": form must hold ", part,
                                      " exactly once, for example {code}〔{year}〕{number}号."));
    }
  }
}

void CheckChain(const RuleCheck& rule, const config::v1::Chain& chain) {
  if (chain.step().empty() || chain.step_size() > 10) {
    rule.Error("step",
               absl::StrCat(chain.id(), " has ", chain.step_size(), " steps. Give 1 to 10."));
  }
  for (const config::v1::ChainStep& step : chain.step()) {
    if (step.title_zh().empty() || step.title_en().empty() ||
        step.role() == config::v1::ROLE_UNSPECIFIED) {
      rule.Error("step", absl::StrCat(chain.id(),
                                      ": each step needs a title in both languages and a role."));
    }
  }
}

void CheckMaterial(const RuleCheck& rule, const config::v1::Material& material) {
  if (material.tracks().empty()) {
    rule.Error(rule.line(),
               absl::StrCat(material.id(), " names no tracks. Say whose submission it is."));
  }
  const bool conditional = material.need() == config::v1::NEED_CONDITIONAL;
  const bool has_condition = material.condition() != config::v1::CONDITION_UNSPECIFIED ||
                             !material.required_by_switch().empty();
  if (conditional != has_condition) {
    rule.Error("need", absl::StrCat(material.id(),
                                    ": condition or required_by_switch goes with "
                                    "NEED_CONDITIONAL. State both or neither."));
  }
  const auto says_nothing = [](absl::string_view sentence, absl::string_view title) {
    while (absl::ConsumeSuffix(&sentence, "。") || absl::ConsumeSuffix(&sentence, ".")) {
    }
    return !title.empty() && sentence == title;
  };
  if (says_nothing(material.message_zh(), material.title_zh()) ||
      says_nothing(material.message_en(), material.title_en())) {
    rule.Error("message_zh", absl::StrCat(material.id(),
                                          ": the sentence repeats the title. Say what the clerk has to bring, "
                                          "in message_zh and message_en."));
  }
  if (material.must_be_filed() && material.need() != config::v1::NEED_REQUIRED) {
    rule.Error("must_be_filed", absl::StrCat(material.id(),
                                             ": must_be_filed goes with NEED_REQUIRED. State both or neither."));
  }
  const std::string* const papers[] = {&material.template_id(), &material.example_id()};
  for (const std::string* paper : papers) {
    if (paper->empty() || WellFormedId(*paper)) continue;
    rule.Error(paper == papers[0] ? "template_id" : "example_id",
               absl::StrCat(material.id(), ": \"", absl::CHexEscape(paper->substr(0, kIdBytesMax)),
                            "\" is no id. Write 1 to 60 capital letters, digits and hyphens."));
  }
}

void CheckHead(const ParsedProfile& file, ProfileErrors* errors) {
  const config::v1::Profile& profile = *file.profile;
  const auto line_of = [&](const char* name) {
    const FieldDescriptor* const field = profile.GetDescriptor()->FindFieldByName(name);
    return std::max(file.places.GetLocation(field, -1).line, 0) + 1;
  };
  const bool id_ok = !profile.id().empty() && profile.id().size() <= kIdBytesMax &&
                     std::all_of(profile.id().begin(), profile.id().end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                     });
  if (!id_ok || file.name != profile.id() + ".textproto") {
    errors->Add(
        file.name, line_of("id"),
        "The id of the profile must be the name of its file without .textproto, in lower-case "
        "letters, digits and hyphens. Rename one of them.");
  }
  if (profile.title_zh().empty() || profile.title_en().empty()) {
    errors->Add(file.name, line_of("title_zh"), "The profile needs title_zh and title_en.");
  }
  bool days_ok = true;
  for (const char* name : {"valid_from", "valid_to"}) {
    const std::string& text =
        absl::string_view(name) == "valid_from" ? profile.valid_from() : profile.valid_to();
    if (!DayIsWrong(text)) continue;
    days_ok = false;
    errors->Add(file.name, line_of(name), ParseCivilDay(text).status().message());
  }
  if (days_ok && !profile.valid_to().empty() && profile.valid_from() > profile.valid_to()) {
    errors->Add(file.name, line_of("valid_to"),
                "The profile ends before it begins. Correct its days.");
  }
  if (!profile.has_calendar()) {
    if (profile.inherits().empty()) {
      errors->Add(file.name, 1,
                  "The profile has no parent and so needs a calendar. Add calendar { id: … }.");
    }
    return;
  }
  const FieldDescriptor* const calendar_field =
      profile.GetDescriptor()->FindFieldByName("calendar");
  const int line = std::max(file.places.GetLocation(calendar_field, -1).line, 0) + 1;
  if (profile.calendar().id().empty() || profile.calendar().id().size() > kIdBytesMax) {
    errors->Add(file.name, line,
                "The calendar has no id. Write the name of its file without .csv.");
  }
  if (profile.calendar().extra_day_size() > 100) {
    errors->Add(file.name, line,
                "The calendar has more than 100 extra days. Make a calendar file of them.");
  }
  const google::protobuf::TextFormat::ParseInfoTree* const places =
      file.places.GetTreeForNested(calendar_field, -1);
  std::set<std::string> seen;
  for (int i = 0; i < profile.calendar().extra_day_size(); ++i) {
    const config::v1::ExtraDay& extra = profile.calendar().extra_day(i);
    const FieldDescriptor* const field =
        config::v1::CalendarUse::descriptor()->FindFieldByName("extra_day");
    const int at =
        places == nullptr ? line : std::max(places->GetLocation(field, i).line + 1, line);
    const absl::StatusOr<absl::CivilDay> day = ParseCivilDay(extra.date());
    if (!day.ok()) {
      errors->Add(file.name, at, day.status().message());
    } else if (!seen.insert(extra.date()).second) {
      errors->Add(file.name, at,
                  absl::StrCat("The extra day ", extra.date(), " stands twice. Keep one."));
    }
    if (extra.kind() == config::v1::DAY_KIND_UNSPECIFIED || extra.name().empty() ||
        extra.name().size() > kIdBytesMax || extra.source().empty()) {
      errors->Add(file.name, at,
                  "An extra day needs a kind, a name of 1 to 60 bytes and a source.");
    }
  }
}

// Rules of one id whose days and tracks overlap leave open which one binds.
template <typename Rule>
void CheckOverlaps(const ParsedProfile& file, ProfileErrors* errors) {
  struct Seen {
    DayRange days;
    KindSet tracks;
    int line;
  };
  std::map<std::string, std::vector<Seen>> seen;
  ForEach<Rule>(file, errors, [&](const RuleCheck& check, const Rule& rule) {
    if (DayIsWrong(rule.valid_from()) || DayIsWrong(rule.valid_to())) return;
    const Seen now{DaysOf(rule), TracksOf(rule), check.line()};
    for (const Seen& other : seen[rule.id()]) {
      if (!other.days.Overlaps(now.days) || !other.tracks.Intersects(now.tracks)) continue;
      check.Error(
          check.line(),
          absl::StrCat(rule.id(), " overlaps the rule of the same id in line ", other.line,
                       ": on some day both would bind. End one before the other begins, or give "
                       "them different tracks."));
    }
    seen[rule.id()].push_back(now);
  });
}

}  // namespace

void ProfileErrors::Add(absl::string_view file, int line, absl::string_view what) {
  ++count_;
  if (count_ > kProfileErrorsMax) return;
  if (!text_.empty()) text_.push_back('\n');
  absl::StrAppend(&text_, file, ":", line, ": ", what);
}

absl::Status ProfileErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  if (count_ <= kProfileErrorsMax) return absl::InvalidArgumentError(text_);
  return absl::InvalidArgumentError(
      absl::StrCat(text_, "\nand ", count_ - kProfileErrorsMax, " more mistakes."));
}

void CheckFile(const ParsedProfile& file, ProfileErrors* errors) {
  CheckHead(file, errors);
  ForEachRule(file, errors, CheckCommon);
  ForEach<config::v1::Gate>(file, errors, CheckGate);
  ForEach<config::v1::Limit>(file, errors, CheckLimit);
  ForEach<config::v1::Track>(file, errors, CheckTrack);
  ForEach<config::v1::Visibility>(file, errors, CheckVisibility);
  ForEach<config::v1::Numbering>(file, errors, CheckNumbering);
  ForEach<config::v1::Chain>(file, errors, CheckChain);
  ForEach<config::v1::Material>(file, errors, CheckMaterial);
  ForEach<config::v1::Step>(file, errors, [](const RuleCheck& check, const config::v1::Step& step) {
    CheckCommands(check, "commands", step.commands());
    CheckLimitIds(check, step.limit_ids());
  });
  ForEach<config::v1::Tolerance>(
      file, errors, [](const RuleCheck& check, const config::v1::Tolerance& tolerance) {
        if (tolerance.length() >= 0 && tolerance.length() <= kPeriodLengthMax) return;
        check.Error("length",
                    absl::StrCat(tolerance.id(), ": length is 0 to ", kPeriodLengthMax, "."));
      });
  CheckOverlaps<config::v1::Track>(file, errors);
  CheckOverlaps<config::v1::Step>(file, errors);
  CheckOverlaps<config::v1::Gate>(file, errors);
  CheckOverlaps<config::v1::Limit>(file, errors);
  CheckOverlaps<config::v1::Counting>(file, errors);
  CheckOverlaps<config::v1::Material>(file, errors);
  CheckOverlaps<config::v1::Chain>(file, errors);
  CheckOverlaps<config::v1::Numbering>(file, errors);
  CheckOverlaps<config::v1::FigureRule>(file, errors);
  CheckOverlaps<config::v1::Visibility>(file, errors);
  CheckOverlaps<config::v1::Conclusion>(file, errors);
  CheckOverlaps<config::v1::Switch>(file, errors);
  CheckOverlaps<config::v1::Tolerance>(file, errors);
  CheckOverlaps<config::v1::ConflictRule>(file, errors);
  CheckOverlaps<config::v1::ArchiveItem>(file, errors);
}

}  // namespace plumbline
