// tests/support/chain_profile.h: a profile that is its parent with approval chains switched on or off.
#ifndef PLUMBLINE_TESTS_SUPPORT_CHAIN_PROFILE_H_
#define PLUMBLINE_TESTS_SUPPORT_CHAIN_PROFILE_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {

// `<parent>-chained` or `<parent>-direct`, as the only one that the district uses.
inline District::Options WithChains(const std::string& parent, bool on) {
  District::Options options;
  options.profile = absl::StrCat(parent, on ? "-chained" : "-direct");
  options.more_profiles = {{absl::StrCat(options.profile, ".textproto"), absl::StrCat(R"(
id: ")", options.profile, R"("
title_zh: "签批"
title_en: "Chains"
inherits: ")", parent, R"("
valid_from: "2019-01-01"
switch {
  id: "W-APPROVAL-CHAIN"
  title_zh: "对外文书先经本单位签批"  title_en: "Papers pass the organisation's approval chain"
  source { instrument: "本单位设定" verification: VERIFICATION_VERIFIED nature: NATURE_INTERNAL_TARGET }
  on: )", on ? "true" : "false", "\n}\n")}};
  return options;
}

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SUPPORT_CHAIN_PROFILE_H_
