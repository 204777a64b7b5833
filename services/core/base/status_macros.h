// services/core/base/status_macros.h: passes an absl::Status on to the caller.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_STATUS_MACROS_H_
#define PLUMBLINE_SERVICES_CORE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define PLUMBLINE_CONCAT_INNER(a, b) a##b
#define PLUMBLINE_CONCAT(a, b) PLUMBLINE_CONCAT_INNER(a, b)

// PLUMBLINE_RETURN_IF_ERROR(store.Check());
#define PLUMBLINE_RETURN_IF_ERROR(expression)                    \
  do {                                                           \
    absl::Status plumbline_status = (expression);                \
    if (!plumbline_status.ok()) return plumbline_status;         \
  } while (false)

// PLUMBLINE_ASSIGN_OR_RETURN(std::string bytes, store.Get(key));
#define PLUMBLINE_ASSIGN_OR_RETURN(left, expression) \
  PLUMBLINE_ASSIGN_OR_RETURN_IMPL(PLUMBLINE_CONCAT(plumbline_or_, __LINE__), left, expression)
#define PLUMBLINE_ASSIGN_OR_RETURN_IMPL(temporary, left, expression) \
  auto temporary = (expression);                                     \
  if (!temporary.ok()) return std::move(temporary).status();         \
  left = *std::move(temporary)

#endif  // PLUMBLINE_SERVICES_CORE_BASE_STATUS_MACROS_H_
