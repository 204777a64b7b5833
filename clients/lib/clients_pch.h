// clients/lib/clients_pch.h: what nearly every file of the clients includes, compiled once (precompiled header).
// Each file still includes what it uses: building with -DPLUMBLINE_PCH=OFF proves it.
#ifndef PLUMBLINE_CLIENTS_LIB_CLIENTS_PCH_H_
#define PLUMBLINE_CLIENTS_LIB_CLIENTS_PCH_H_

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/channel.h"
#include "grpcpp/generic/generic_stub.h"

#endif  // PLUMBLINE_CLIENTS_LIB_CLIENTS_PCH_H_
