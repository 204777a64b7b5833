// services/validate.h: the checks that every request passes before a room sees it.
//
// From the field options alone (plumbline/v1/options.proto, google.api.field_behavior): required fields,
// lengths in characters, counts, known enum values, days that exist, numbers in bounds, no control
// characters. Output-only fields are cleared: they are ignored, as AIP-203 says.
#ifndef PLUMBLINE_SERVICES_VALIDATE_H_
#define PLUMBLINE_SERVICES_VALIDATE_H_

#include <vector>

#include "google/protobuf/message.h"
#include "services/refusal.h"

namespace plumbline {

// All violations at once, in field order; at most 20. `request` loses its output-only fields.
std::vector<FieldViolation> ValidateRequest(google::protobuf::Message& request);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_VALIDATE_H_
