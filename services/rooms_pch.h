// services/rooms_pch.h: what nearly every file of the rooms includes, compiled once (precompiled header).
// Each file still includes what it uses: building with -DPLUMBLINE_PCH=OFF proves it.
#ifndef PLUMBLINE_SERVICES_ROOMS_PCH_H_
#define PLUMBLINE_SERVICES_ROOMS_PCH_H_

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "plumbline/config/v1/profile.pb.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"

#endif  // PLUMBLINE_SERVICES_ROOMS_PCH_H_
