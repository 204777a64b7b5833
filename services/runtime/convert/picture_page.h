// services/runtime/convert/picture_page.h: a photograph or scan as a page of A4.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_PICTURE_PAGE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_PICTURE_PAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace plumbline {

inline constexpr int kPictureSideMax = 12000;                  // Pixels.
inline constexpr int64_t kPicturePixelsMax = 60'000'000;       // 240 MB while it is drawn.

// A PDF of one page that holds the picture, as large as fits; wide ones lie across. A JPEG is put in as it is.
// Errors  INVALID_ARGUMENT: no PNG or JPEG, or broken. OUT_OF_RANGE: larger than the limits above.
// Cost    O(pixels). Any thread; a worker, never the command thread.
absl::StatusOr<std::string> PicturePage(absl::string_view bytes, absl::CivilDay day);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_PICTURE_PAGE_H_
