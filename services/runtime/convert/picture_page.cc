#include "services/runtime/convert/picture_page.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "services/core/base/status_macros.h"

namespace plumbline {

namespace {

constexpr double kPtPerMm = 72 / 25.4;
constexpr double kShortSide = 210 * kPtPerMm;
constexpr double kLongSide = 297 * kPtPerMm;
constexpr double kMargin = 15 * kPtPerMm;
constexpr absl::string_view kPngHead("\x89PNG\r\n\x1a\n", 8);

using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;

struct Size {
  int width = 0;
  int height = 0;
};

uint8_t At(absl::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }
int Big16(absl::string_view bytes, size_t i) { return At(bytes, i) << 8 | At(bytes, i + 1); }

absl::Status Broken() { return absl::InvalidArgumentError("Expected a PNG or JPEG picture, but it is broken or another format"); }

// Width and height stand in the first chunk, IHDR.
absl::StatusOr<Size> SizeOfPng(absl::string_view bytes) {
  if (bytes.size() < 24 || Big16(bytes, 16) != 0 || Big16(bytes, 20) != 0) return Broken();
  return Size{Big16(bytes, 18), Big16(bytes, 22)};
}

// Width and height stand in the frame header (ITU-T T.81 B.2.2): the first marker SOF0 to SOF15 that is no DHT, JPG or DAC.
absl::StatusOr<Size> SizeOfJpeg(absl::string_view bytes) {
  size_t pos = 2;
  while (pos + 9 <= bytes.size() && At(bytes, pos) == 0xff) {
    const uint8_t marker = At(bytes, pos + 1);
    if (marker == 0xff) {  // Fill byte.
      ++pos;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
      return Size{Big16(bytes, pos + 7), Big16(bytes, pos + 5)};
    }
    pos += 2 + static_cast<size_t>(Big16(bytes, pos + 2));
  }
  return Broken();
}

absl::Status CheckSize(const Size& size) {
  if (size.width < 1 || size.height < 1) return Broken();
  if (size.width > kPictureSideMax || size.height > kPictureSideMax ||
      int64_t{size.width} * size.height > kPicturePixelsMax) {
    return absl::OutOfRangeError(absl::StrFormat("Expected at most %d pixels a side and %d in all, but the picture has %d × %d",
                                                 kPictureSideMax, kPicturePixelsMax, size.width, size.height));
  }
  return absl::OkStatus();
}

cairo_status_t Take(void* rest, unsigned char* data, unsigned int length) {
  auto* left = static_cast<absl::string_view*>(rest);
  if (left->size() < length) return CAIRO_STATUS_READ_ERROR;
  std::copy_n(left->begin(), length, data);
  left->remove_prefix(length);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t Append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

absl::StatusOr<Surface> Decode(absl::string_view bytes, Size* size) {
  const bool png = absl::StartsWith(bytes, kPngHead);
  if (!png && !absl::StartsWith(bytes, "\xff\xd8\xff")) return Broken();
  PLUMBLINE_ASSIGN_OR_RETURN(*size, png ? SizeOfPng(bytes) : SizeOfJpeg(bytes));
  if (absl::Status status = CheckSize(*size); !status.ok()) return status;
  if (png) {
    absl::string_view rest = bytes;
    Surface surface(cairo_image_surface_create_from_png_stream(Take, &rest), cairo_surface_destroy);
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return Broken();
    return surface;
  }
  // The pixels stay what they are: the PDF takes the JPEG itself. `bytes` outlives the surface.
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, size->width, size->height), cairo_surface_destroy);
  if (cairo_surface_set_mime_data(surface.get(), CAIRO_MIME_TYPE_JPEG, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  bytes.size(), nullptr, nullptr) != CAIRO_STATUS_SUCCESS) {
    return Broken();
  }
  return surface;
}

}  // namespace

absl::StatusOr<std::string> PicturePage(absl::string_view bytes, absl::CivilDay day) {
  Size size;
  PLUMBLINE_ASSIGN_OR_RETURN(const Surface picture, Decode(bytes, &size));
  const bool across = size.width > size.height;
  const double width = across ? kLongSide : kShortSide;
  const double height = across ? kShortSide : kLongSide;
  std::string pdf;
  const Surface page(cairo_pdf_surface_create_for_stream(Append, &pdf, width, height), cairo_surface_destroy);
  cairo_pdf_surface_restrict_to_version(page.get(), CAIRO_PDF_VERSION_1_5);
  const std::string date = absl::StrFormat("%04d-%02d-%02dT00:00:00+08:00", day.year(), day.month(), day.day());
  cairo_pdf_surface_set_metadata(page.get(), CAIRO_PDF_METADATA_CREATOR, "Plumbline");
  cairo_pdf_surface_set_metadata(page.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  cairo_pdf_surface_set_metadata(page.get(), CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
  {
    const std::unique_ptr<cairo_t, void (*)(cairo_t*)> cairo(cairo_create(page.get()), cairo_destroy);
    const double scale = std::min((width - 2 * kMargin) / size.width, (height - 2 * kMargin) / size.height);
    cairo_translate(cairo.get(), (width - scale * size.width) / 2, (height - scale * size.height) / 2);
    cairo_scale(cairo.get(), scale, scale);
    cairo_set_source_surface(cairo.get(), picture.get(), 0, 0);
    cairo_paint(cairo.get());
    cairo_show_page(cairo.get());
    if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) return Broken();
  }
  cairo_surface_finish(page.get());
  if (cairo_surface_status(page.get()) != CAIRO_STATUS_SUCCESS) return Broken();
  return pdf;
}

}  // namespace plumbline
