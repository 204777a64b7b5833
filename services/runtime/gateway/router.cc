#include "services/runtime/gateway/router.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/core/base/check.h"

namespace plumbline {
namespace {

bool IsCapture(absl::string_view segment) {
  return absl::StartsWith(segment, "{") && absl::EndsWith(segment, "}");
}
bool IsRest(absl::string_view segment) {
  return IsCapture(segment) && absl::EndsWith(segment, "...}");
}
std::string NameOf(absl::string_view segment) {
  absl::ConsumePrefix(&segment, "{");
  absl::ConsumeSuffix(&segment, "}");
  absl::ConsumeSuffix(&segment, "...");
  return std::string(segment);
}

std::string AllowOf(const std::map<std::string, HttpRoute, std::less<>>& methods) {
  std::vector<std::string> names;
  for (const auto& [method, route] : methods) {
    names.push_back(method);
    if (method == "GET") names.push_back("HEAD");
  }
  return absl::StrJoin(names, ", ");
}

}  // namespace

void Router::Add(absl::string_view method, absl::string_view pattern, HttpRoute route) {
  PLUMBLINE_CHECK(absl::StartsWith(pattern, "/"), "a pattern begins with a slash");
  PLUMBLINE_CHECK(method != "HEAD" && route.handler != nullptr, "a method with a handler");
  PLUMBLINE_CHECK(route.body != HttpBody::kNone || route.body_bytes_max == 0,
                  "a route without a body has no bound for it");
  const std::vector<std::string> segments = absl::StrSplit(pattern.substr(1), '/');
  Pattern* found = nullptr;
  if (std::none_of(segments.begin(), segments.end(),
                   [](const std::string& segment) { return IsCapture(segment); })) {
    found = &literals_[std::string(pattern)];
  } else {
    for (size_t i = 0; i + 1 < segments.size(); ++i) {
      PLUMBLINE_CHECK(!IsRest(segments[i]), "only the last part of a pattern captures the rest");
    }
    for (Pattern& other : patterns_) {
      if (other.text == pattern) found = &other;
    }
    if (found == nullptr) found = &patterns_.emplace_back();
  }
  found->text = std::string(pattern);
  found->segments = segments;
  PLUMBLINE_CHECK(found->methods.emplace(std::string(method), std::move(route)).second,
                  "one handler per method and pattern");
}

void Router::Get(absl::string_view pattern, HttpHandler handler) {
  HttpRoute route;
  route.handler = std::move(handler);
  Add("GET", pattern, std::move(route));
}

bool Router::Matches(const Pattern& pattern, absl::string_view path,
                     std::vector<HttpHeader>* params) {
  params->clear();
  absl::string_view rest = path.substr(1);
  for (size_t i = 0; i < pattern.segments.size(); ++i) {
    const std::string& segment = pattern.segments[i];
    const bool last = i + 1 == pattern.segments.size();
    const size_t end = IsRest(segment) ? rest.size() : std::min(rest.find('/'), rest.size());
    const absl::string_view part = rest.substr(0, end);
    if (IsCapture(segment)) {
      if (part.empty()) return false;
      params->emplace_back(NameOf(segment), std::string(part));
    } else if (part != segment) {
      return false;
    }
    if (last) return end == rest.size();
    if (end == rest.size()) return false;
    rest.remove_prefix(end + 1);
  }
  return false;
}

Router::Match Router::Find(absl::string_view method, absl::string_view path) const {
  Match match;
  if (!absl::StartsWith(path, "/")) return match;
  const absl::string_view wanted = method == "HEAD" ? "GET" : method;
  const auto choose = [&](const Pattern& pattern) {
    const auto found = pattern.methods.find(wanted);
    if (found != pattern.methods.end()) match.route = &found->second;
    match.allow = AllowOf(pattern.methods);
  };
  const auto literal = literals_.find(path);
  if (literal != literals_.end()) {
    choose(literal->second);
    return match;
  }
  for (const Pattern& pattern : patterns_) {
    if (!Matches(pattern, path, &match.params)) continue;
    choose(pattern);
    return match;
  }
  match.params.clear();
  return match;
}

}  // namespace plumbline
