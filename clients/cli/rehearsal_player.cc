#include "clients/cli/rehearsal_player.h"

#include <google/protobuf/util/json_util.h>
#include <openssl/sha.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/lookups.h"
#include "clients/lib/errors.h"
#include "clients/lib/request_id.h"
#include "services/core/base/status_macros.h"
#include "services/core/calendar/civil_day.h"
#include "services/core/calendar/period.h"
#include "storage/files/crc32c.h"

namespace plumbline::client {

namespace {

using Json = nlohmann::ordered_json;
using google::protobuf::Message;

constexpr char kPassword[] = "rehearsal-password";  // A rehearsal's record is nobody's secret.
constexpr size_t kExpandedMax = 200000;
constexpr absl::Duration kBetweenAttempts = absl::Milliseconds(100);

std::string Digest(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return std::string(reinterpret_cast<const char*>(digest), sizeof(digest));
}

// One step with its variables, ready for the timeline.
struct Step {
  absl::CivilDay day;
  int order = 0;
  Json body;
  std::shared_ptr<std::map<std::string, Json>> variables;
  std::string what;
};

class Player {
 public:
  Player(const Api& api, std::shared_ptr<grpc::Channel> channel, const WorkCalendar& calendar,
         Entropy& entropy)
      : api_(api), channel_(std::move(channel)), calendar_(calendar), entropy_(entropy) {}

  absl::Status Begin(const Json& scenario);
  absl::Status Expand(const Json& scenario);
  absl::Status PlayAll(const std::function<void(int, int, const std::string&)>& progress);

  int steps() const { return static_cast<int>(timeline_.size()); }

 private:
  using Variables = std::map<std::string, Json>;

  // --- Values ---
  const Json* Find(const Variables& variables, const std::string& name) const {
    const auto local = variables.find(name);
    if (local != variables.end()) return &local->second;
    const auto global = global_.find(name);
    return global == global_.end() ? nullptr : &global->second;
  }
  absl::StatusOr<Json> Replace(const Json& value, const Variables& variables, absl::CivilDay start);
  absl::StatusOr<absl::CivilDay> DayFrom(const Json& value, absl::CivilDay start) const;
  static Json DateJson(absl::CivilDay day) {
    return Json{{"year", day.year()}, {"month", day.month()}, {"day", day.day()}};
  }
  bool Holds(const Json& step, const Variables& variables) const;

  // --- Calls ---
  Caller& As(const std::string& key);
  absl::StatusOr<std::unique_ptr<Message>> Call(const std::string& as, const std::string& method,
                                                Json request);
  absl::StatusOr<std::string> Upload(const std::string& text);
  absl::Status AddPerson(const Json& person);
  absl::Status MoveClock(absl::CivilDay day);
  absl::Status Play(const Step& step);

  const Api& api_;
  const std::shared_ptr<grpc::Channel> channel_;
  const WorkCalendar& calendar_;
  Entropy& entropy_;
  std::string administrator_ = "admin";
  Variables global_;
  std::map<std::string, std::string> tokens_;
  std::map<std::string, std::unique_ptr<Caller>> callers_;
  std::map<std::string, std::string> uploads_;  // Text digest -> file name.
  std::vector<Step> timeline_;
  absl::CivilDay clock_day_;
  absl::Time clock_;
};

// The name of the resource in a reply `{resource, receipt}`.
std::string ResourceName(const Message& reply) {
  const auto* descriptor = reply.GetDescriptor();
  if (descriptor->field_count() == 0) return {};
  const auto* first = descriptor->field(0);
  if (first->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE || first->is_repeated()) return {};
  const Message& resource = reply.GetReflection()->GetMessage(reply, first);
  const auto* name = resource.GetDescriptor()->FindFieldByName("name");
  return name == nullptr ? std::string() : resource.GetReflection()->GetString(resource, name);
}

std::string TextField(const Message& message, const std::string& path) {
  const Message* at = &message;
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto* field = at->GetDescriptor()->FindFieldByName(parts[i]);
    if (field == nullptr) return {};
    if (i + 1 == parts.size()) return at->GetReflection()->GetString(*at, field);
    at = &at->GetReflection()->GetMessage(*at, field);
  }
  return {};
}

absl::StatusOr<absl::CivilDay> Player::DayFrom(const Json& value, absl::CivilDay start) const {
  if (value.is_string()) return ParseCivilDay(value.get<std::string>());
  const int days = value.get<int>();
  if (days == 0) return start;
  return days > 0 ? AddWorkingDays(start, days, calendar_) : SubtractWorkingDays(start, -days, calendar_);
}

absl::StatusOr<Json> Player::Replace(const Json& value, const Variables& variables,
                                     absl::CivilDay start) {
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    // Innermost first, so that ${${advisor}} is what the variable named by `advisor` holds.
    size_t end = 0;
    while ((end = text.find('}')) != std::string::npos) {
      const size_t at = text.rfind("${", end);
      if (at == std::string::npos) break;  // A brace of the text itself.
      const std::string name = text.substr(at + 2, end - at - 2);
      const Json* found = Find(variables, name);
      if (found == nullptr) return absl::InvalidArgumentError(absl::StrCat("There is no variable ${", name, "}."));
      // The whole string is one variable: its JSON value, whatever its type.
      if (at == 0 && end + 1 == text.size()) return *found;
      text.replace(at, end - at + 1, found->is_string() ? found->get<std::string>() : found->dump());
    }
    return Json(text);
  }
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& element : value) {
      PLUMBLINE_ASSIGN_OR_RETURN(Json replaced, Replace(element, variables, start));
      out.push_back(std::move(replaced));
    }
    return out;
  }
  if (!value.is_object()) return value;
  if (value.contains("$day") || value.contains("$date")) {
    PLUMBLINE_ASSIGN_OR_RETURN(const Json wanted,
                               Replace(value.contains("$day") ? value["$day"] : value["$date"], variables, start));
    PLUMBLINE_ASSIGN_OR_RETURN(const absl::CivilDay day, DayFrom(wanted, start));
    return DateJson(day);
  }
  if (value.contains("$days")) return DateJson(start + value["$days"].get<int>());
  if (value.contains("$file") || value.contains("$sha256")) {
    const bool file = value.contains("$file");
    PLUMBLINE_ASSIGN_OR_RETURN(const Json text, Replace(value[file ? "$file" : "$sha256"], variables, start));
    if (!file) return Json(absl::Base64Escape(Digest(text.get<std::string>())));
    PLUMBLINE_ASSIGN_OR_RETURN(const std::string name, Upload(text.get<std::string>()));
    return Json(name);
  }
  if (value.contains("$json")) {  // As text: what a paper holds.
    PLUMBLINE_ASSIGN_OR_RETURN(const Json replaced, Replace(value["$json"], variables, start));
    return Json(replaced.dump());
  }
  if (value.contains("$bytes")) {
    PLUMBLINE_ASSIGN_OR_RETURN(const Json text, Replace(value["$bytes"], variables, start));
    return Json(absl::Base64Escape(text.get<std::string>()));
  }
  Json out = Json::object();
  for (const auto& [key, element] : value.items()) {
    PLUMBLINE_ASSIGN_OR_RETURN(out[key], Replace(element, variables, start));
  }
  return out;
}

bool Player::Holds(const Json& step, const Variables& variables) const {
  const auto truth = [&](const std::string& name) {
    const Json* found = Find(variables, name);
    return found != nullptr && !found->is_null() && *found != Json(false) && *found != Json("");
  };
  if (step.contains("if") && !truth(step["if"].get<std::string>())) return false;
  return !step.contains("unless") || !truth(step["unless"].get<std::string>());
}

Caller& Player::As(const std::string& key) {
  std::unique_ptr<Caller>& caller = callers_[key];
  if (caller == nullptr) {
    Caller::Settings settings;
    settings.token = tokens_[key];
    settings.language = Language::kChinese;
    settings.sleep = [](absl::Duration wait) { absl::SleepFor(wait); };
    caller = std::make_unique<Caller>(channel_, settings);
  }
  return *caller;
}

absl::StatusOr<std::unique_ptr<Message>> Player::Call(const std::string& as, const std::string& name,
                                                      Json request) {
  const auto* method = api_.FindMethod(name);
  if (method == nullptr) return absl::InvalidArgumentError(absl::StrCat("There is no method ", name, "."));
  std::unique_ptr<Message> message = api_.NewMessage(method->input_type());
  const auto parsed = google::protobuf::util::JsonStringToMessage(request.dump(), message.get());
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": ", std::string(parsed.message()), " in ", request.dump()));
  }
  const auto* reflection = message->GetReflection();
  if (const auto* id = method->input_type()->FindFieldByName("request_id"); id != nullptr) {
    reflection->SetString(message.get(), id, NewRequestId(entropy_));
  }
  if (const auto* etag = method->input_type()->FindFieldByName("etag");
      etag != nullptr && reflection->GetString(*message, etag).empty()) {
    std::string value;
    const std::string subject =
        reflection->GetString(*message, method->input_type()->FindFieldByName("name"));
    const grpc::Status read = ReadEtag(api_, As(as), subject, &value);
    if (!read.ok()) {
      return absl::FailedPreconditionError(absl::StrCat(as, " can't read ", subject, ": ", read.error_message()));
    }
    reflection->SetString(message.get(), etag, value);
  }
  std::unique_ptr<Message> reply = api_.NewMessage(method->output_type());
  const grpc::Status status = As(as).Unary(PathOf(method), *message, reply.get(), Caller::Repeat::kAlways);
  if (!status.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(as, " ", name, ": ", RenderError(DecodeError(status), Language::kChinese), request.dump()));
  }
  return reply;
}

absl::StatusOr<std::string> Player::Upload(const std::string& text) {
  const std::string digest = Digest(text);
  const auto known = uploads_.find(digest);
  if (known != uploads_.end()) return known->second;
  const auto* method = api_.FindMethod("UploadFile");
  std::unique_ptr<Message> request = api_.NewMessage(method->input_type());
  std::unique_ptr<Message> reply = api_.NewMessage(method->output_type());
  const std::vector<Json> parts = {
      Json{{"spec", {{"sizeBytes", text.size()}, {"sha256", absl::Base64Escape(digest)}, {"fileName", "text.txt"}}}},
      Json{{"chunk", {{"offset", 0}, {"data", absl::Base64Escape(text)}, {"crc32c", Crc32c(text)}}}},
      Json{{"finish", true}}};
  size_t next = 0;
  const grpc::Status status = As(administrator_).ClientStream(
      PathOf(method), request.get(),
      [&] {
        if (next == parts.size()) return false;
        request->Clear();
        return google::protobuf::util::JsonStringToMessage(parts[next++].dump(), request.get()).ok();
      },
      reply.get());
  if (!status.ok()) return absl::FailedPreconditionError(absl::StrCat("upload: ", status.error_message()));
  const std::string name = TextField(*reply, "file.name");
  uploads_[digest] = name;
  return name;
}

absl::Status Player::AddPerson(const Json& person) {
  const std::string key = person.at("key").get<std::string>();
  PLUMBLINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<Message> created,
      Call(administrator_, "CreatePerson",
           Json{{"person", {{"displayName", person.at("name")}, {"external", person.value("external", false)}}},
                {"signInName", key}}));
  const std::string name = ResourceName(*created);
  global_[key] = name;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> session,
                             Call("", "SetPassword",
                                  Json{{"signInName", key},
                                       {"code", TextField(*created, "one_time_code")},
                                       {"password", kPassword}}));
  tokens_[key] = TextField(*session, "session.token");
  if (person.contains("roles")) {
    PLUMBLINE_ASSIGN_OR_RETURN(
        const Json organization, Replace(person.at("organization"), {}, clock_day_));
    PLUMBLINE_RETURN_IF_ERROR(Call(administrator_, "CreatePost",
                                   Json{{"parent", organization},
                                        {"post",
                                         {{"title", person.at("title")},
                                          {"person", name},
                                          {"roles", person.at("roles")},
                                          {"fromDate", DateJson(clock_day_)}}}})
                                  .status());
  }
  return absl::OkStatus();
}

absl::Status Player::Begin(const Json& scenario) {
  const Json& administrator = scenario.at("administrator");
  administrator_ = administrator.at("key").get<std::string>();
  tokens_[""] = "";
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> code, Call("", "FetchFirstCode", Json::object()));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> claimed,
                             Call("", "ClaimFirstAdministrator",
                                  Json{{"code", TextField(*code, "code")},
                                       {"organizationTitle", administrator.at("organization")},
                                       {"displayName", administrator.at("name")},
                                       {"signInName", administrator_},
                                       {"password", kPassword}}));
  tokens_[administrator_] = TextField(*claimed, "session.token");
  callers_.clear();
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> self, Call(administrator_, "GetSelf", Json::object()));
  const Message& today = self->GetReflection()->GetMessage(*self, self->GetDescriptor()->FindFieldByName("today"));
  const auto number = [&today](const char* field) {
    return today.GetReflection()->GetInt32(today, today.GetDescriptor()->FindFieldByName(field));
  };
  clock_day_ = absl::CivilDay(number("year"), number("month"), number("day"));
  clock_ = absl::FromCivil(clock_day_, absl::FixedTimeZone(8 * 3600));

  for (const Json& organization : scenario.at("organizations")) {
    Json request = organization;
    request.erase("key");
    PLUMBLINE_ASSIGN_OR_RETURN(const Json replaced, Replace(request, {}, clock_day_));
    PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> created,
                               Call(administrator_, "CreateOrganization", Json{{"organization", replaced}}));
    global_[organization.at("key").get<std::string>()] = ResourceName(*created);
  }
  for (const Json& update : scenario.value("organization_updates", Json::array())) {
    PLUMBLINE_ASSIGN_OR_RETURN(const Json replaced, Replace(update, {}, clock_day_));
    PLUMBLINE_RETURN_IF_ERROR(Call(administrator_, "UpdateOrganization", replaced).status());
  }
  for (const Json& person : scenario.at("people")) PLUMBLINE_RETURN_IF_ERROR(AddPerson(person));
  return absl::OkStatus();
}

absl::Status Player::Expand(const Json& scenario) {
  int order = 0;
  for (const Json& matter : scenario.at("timeline")) {
    const std::string name = matter.at("template").get<std::string>();
    if (!scenario.at("templates").contains(name)) {
      return absl::InvalidArgumentError(absl::StrCat("There is no template ", name, "."));
    }
    auto variables = std::make_shared<Variables>();
    const Json defaults = scenario.value("defaults", Json::object());
    for (const auto& [key, value] : defaults.items()) (*variables)[key] = value;
    const Json set = matter.value("set", Json::object());
    for (const auto& [key, value] : set.items()) (*variables)[key] = value;
    PLUMBLINE_ASSIGN_OR_RETURN(const absl::CivilDay start, ParseCivilDay(matter.at("start").get<std::string>()));
    (*variables)["start"] = matter.at("start");
    for (const Json& template_step : scenario.at("templates").at(name)) {
      if (!Holds(template_step, *variables)) continue;
      std::vector<Json> elements = {Json()};
      std::string element_name;
      if (template_step.contains("for")) {
        element_name = template_step["for"][0].get<std::string>();
        PLUMBLINE_ASSIGN_OR_RETURN(const Json list, Replace(template_step["for"][1], *variables, start));
        elements.assign(list.begin(), list.end());
      }
      for (const Json& element : elements) {
        Step step;
        step.body = template_step;
        step.variables = variables;
        if (!element_name.empty()) step.body["$element"] = Json{{"name", element_name}, {"value", element}};
        absl::CivilDay day = start;
        if (template_step.contains("date")) {
          PLUMBLINE_ASSIGN_OR_RETURN(const Json fixed, Replace(template_step["date"], *variables, start));
          PLUMBLINE_ASSIGN_OR_RETURN(day, DayFrom(fixed, start));
        } else {
          int days = template_step.value("day", 0);
          if (template_step.contains("plus")) {
            if (const Json* plus = Find(*variables, template_step["plus"].get<std::string>()); plus != nullptr) {
              days += plus->get<int>();
            }
          }
          PLUMBLINE_ASSIGN_OR_RETURN(day, DayFrom(Json(days), start));
        }
        step.day = day;
        step.order = order++;
        const Json* title = Find(*variables, "title");
        step.what = absl::StrCat(absl::FormatCivilTime(day), " ", template_step.at("call").get<std::string>(), " ",
                                 title == nullptr ? "" : title->get<std::string>());
        timeline_.push_back(std::move(step));
        if (timeline_.size() > kExpandedMax) return absl::InvalidArgumentError("The scenario has too many steps.");
      }
    }
  }
  std::stable_sort(timeline_.begin(), timeline_.end(),
                   [](const Step& a, const Step& b) { return a.day < b.day; });
  return absl::OkStatus();
}

absl::Status Player::MoveClock(absl::CivilDay day) {
  // Each act one minute after the other; a new day begins at nine.
  if (day > clock_day_) {
    clock_day_ = day;
    clock_ = absl::FromCivil(day, absl::FixedTimeZone(8 * 3600)) + absl::Hours(9);
  } else {
    return absl::OkStatus();
  }
  return Call(administrator_, "MoveClock",
              Json{{"toTime", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", clock_, absl::UTCTimeZone())}})
      .status();
}

absl::Status Player::Play(const Step& step) {
  PLUMBLINE_RETURN_IF_ERROR(MoveClock(step.day));
  Variables& variables = *step.variables;
  if (step.body.contains("$element")) {
    variables[step.body["$element"]["name"].get<std::string>()] = step.body["$element"]["value"];
  }
  const Json* start_text = Find(variables, "start");
  PLUMBLINE_ASSIGN_OR_RETURN(const absl::CivilDay start, ParseCivilDay(start_text->get<std::string>()));
  PLUMBLINE_ASSIGN_OR_RETURN(const Json as, Replace(step.body.at("as"), variables, start));
  // Variables may name a person by key: ${handler} is "fgj-handler", whose value is people/….
  Json request = step.body.value("request", Json::object());
  if (step.body.contains("on")) {
    PLUMBLINE_ASSIGN_OR_RETURN(const Json on, Replace(step.body["on"], variables, start));
    PLUMBLINE_ASSIGN_OR_RETURN(const absl::CivilDay day, DayFrom(on, start));
    request["act"]["occurredOn"] = DateJson(day);
  }
  if (step.body.contains("performed_by")) request["act"]["performedBy"] = step.body["performed_by"];
  if (step.body.contains("paper")) request["act"]["evidencePaper"] = step.body["paper"];
  if (step.body.contains("reason")) request["act"]["lateReason"] = step.body["reason"];
  PLUMBLINE_ASSIGN_OR_RETURN(const Json replaced, Replace(request, variables, start));
  absl::StatusOr<std::unique_ptr<Message>> called = absl::UnknownError("");
  for (int attempt = 0; attempt <= step.body.value("attempts", 0); ++attempt) {
    if (attempt > 0) absl::SleepFor(kBetweenAttempts);
    called = Call(as.get<std::string>(), step.body.at("call").get<std::string>(), replaced);
    if (called.ok()) break;
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> reply, std::move(called));
  for (const char* where : {"save", "save_global", "save_result"}) {
    if (!step.body.contains(where)) continue;
    PLUMBLINE_ASSIGN_OR_RETURN(const Json variable, Replace(step.body[where], variables, start));
    // What a paper led to, or what the call made.
    const std::string name = where == std::string("save_result") ? TextField(*reply, "paper.result") : ResourceName(*reply);
    if (where != std::string("save_global")) {
      variables[variable.get<std::string>()] = name;
    } else {
      global_[variable.get<std::string>()] = name;
    }
  }
  return absl::OkStatus();
}

absl::Status Player::PlayAll(const std::function<void(int, int, const std::string&)>& progress) {
  int done = 0;
  for (const Step& step : timeline_) {
    if (progress) progress(done, static_cast<int>(timeline_.size()), step.what);
    const absl::Status played = Play(step);
    if (!played.ok()) {
      return absl::Status(played.code(), absl::StrCat("Step ", done + 1, " of ", timeline_.size(), " (", step.what,
                                                      "): ", played.message()));
    }
    ++done;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RehearsalResult> PlayScenario(
    const Api& api, const Target& target, const std::string& scenario_json,
    const WorkCalendar& calendar, Entropy& entropy,
    const std::function<void(int done, int total, const std::string& what)>& progress) {
  const Json scenario = Json::parse(scenario_json, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (scenario.is_discarded() || !scenario.is_object()) {
    return absl::InvalidArgumentError("The scenario is no JSON object.");
  }
  for (const char* part : {"administrator", "organizations", "people", "templates", "timeline"}) {
    if (!scenario.contains(part)) {
      return absl::InvalidArgumentError(absl::StrCat("The scenario has no part `", part, "`."));
    }
  }
  std::shared_ptr<grpc::Channel> channel;
  if (const Complaint complaint = OpenChannel(target, &channel); complaint.has_value()) {
    return absl::InvalidArgumentError(complaint->en);
  }
  Player player(api, channel, calendar, entropy);
  PLUMBLINE_RETURN_IF_ERROR(player.Expand(scenario));
  PLUMBLINE_RETURN_IF_ERROR(player.Begin(scenario));
  PLUMBLINE_RETURN_IF_ERROR(player.PlayAll(progress));
  RehearsalResult result;
  result.steps = player.steps();
  result.matters = static_cast<int>(scenario.at("timeline").size());
  return result;
}

}  // namespace plumbline::client
