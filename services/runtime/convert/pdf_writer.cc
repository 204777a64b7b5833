#include "services/runtime/convert/pdf_writer.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/core/base/check.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

constexpr double kPtPerMm = 72 / 25.4;
// Chinese fonts put the baseline 0.88 of the character's height below its top; fixed here, so that
// a font with other metrics does not move lines.
constexpr double kAscent = 0.88;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

cairo_status_t Append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void SetInk(cairo_t* cairo, Ink ink) {
  switch (ink) {
    case Ink::kBlack:
      cairo_set_source_rgb(cairo, 0, 0, 0);
      return;
    case Ink::kRed:
      cairo_set_source_rgb(cairo, 0.85, 0, 0);
      return;
    case Ink::kGrey:
      cairo_set_source_rgb(cairo, 0.35, 0.35, 0.35);
      return;
    case Ink::kPaleRed:
      cairo_set_source_rgb(cairo, 0.98, 0.86, 0.86);
      return;
    case Ink::kVeil:
      cairo_set_source_rgba(cairo, 0.85, 0, 0, 0.13);
      return;
  }
}

class Drawing {
 public:
  Drawing(cairo_t* cairo, const FontSet& fonts)
      : cairo_(cairo),
        fonts_(fonts),
        map_(pango_cairo_font_map_new()),
        context_(pango_font_map_create_context(map_.get())) {
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map_.get()), 72);
    pango_context_set_language(context_.get(), pango_language_from_string("zh-cn"));
    // Positions are computed, not fitted to some screen.
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context_.get(), options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context_.get(), FALSE);
  }

  void Rule(const PlacedRule& rule) {
    SetInk(cairo_, rule.ink);
    cairo_set_line_width(cairo_, rule.thickness * kPtPerMm);
    cairo_move_to(cairo_, rule.x1 * kPtPerMm, rule.y1 * kPtPerMm);
    cairo_line_to(cairo_, rule.x2 * kPtPerMm, rule.y2 * kPtPerMm);
    cairo_stroke(cairo_);
  }

  absl::Status Text(const PlacedText& placed) {
    const FontChoice& font = fonts_.For(placed.font);
    const std::unique_ptr<PangoLayout, Unref> layout(pango_layout_new(context_.get()));
    const std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> description(
        pango_font_description_new(), pango_font_description_free);
    pango_font_description_set_family(description.get(), font.family.c_str());
    pango_font_description_set_weight(description.get(),
                                      font.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(description.get(), placed.size_pt * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
    pango_layout_set_text(layout.get(), placed.text.data(), static_cast<int>(placed.text.size()));
    if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) return Missing(placed.text);
    PangoLayoutLine* line = pango_layout_get_line(layout.get(), 0);
    PLUMBLINE_CHECK(line != nullptr, "a layout has one line");
    const int natural = Fit(line, placed);
    SetInk(cairo_, placed.ink);
    cairo_save(cairo_);
    cairo_translate(cairo_, placed.x * kPtPerMm, placed.top * kPtPerMm);
    if (placed.angle != 0) {
      cairo_rotate(cairo_, -placed.angle * 3.14159265358979323846 / 180);
      cairo_translate(cairo_, -0.5 * natural / PANGO_SCALE, -0.5 * placed.size_pt);
    }
    double x = 0;
    for (GSList* item = line->runs; item != nullptr; item = item->next) {
      auto* run = static_cast<PangoGlyphItem*>(item->data);
      cairo_move_to(cairo_, x, kAscent * placed.size_pt);
      pango_cairo_show_glyph_item(cairo_, placed.text.c_str(), run);
      x += static_cast<double>(pango_glyph_string_get_width(run->glyphs)) / PANGO_SCALE;
    }
    cairo_restore(cairo_);
    return absl::OkStatus();
  }

 private:
  // Gives every glyph its room: the same for full-width runs, else its own and an even share of
  // what is left. Returns the width that the font itself wants.
  static int Fit(PangoLayoutLine* line, const PlacedText& placed) {
    int natural = 0, glyphs = 0;
    for (GSList* item = line->runs; item != nullptr; item = item->next) {
      const PangoGlyphString* string = static_cast<PangoGlyphItem*>(item->data)->glyphs;
      natural += pango_glyph_string_get_width(const_cast<PangoGlyphString*>(string));
      glyphs += string->num_glyphs;
    }
    if (placed.width <= 0 || glyphs == 0) return natural;
    const double target = placed.width * kPtPerMm * PANGO_SCALE;
    double exact = 0;
    int given = 0;
    for (GSList* item = line->runs; item != nullptr; item = item->next) {
      PangoGlyphString* string = static_cast<PangoGlyphItem*>(item->data)->glyphs;
      for (int i = 0; i < string->num_glyphs; ++i) {
        PangoGlyphGeometry& geometry = string->glyphs[i].geometry;
        exact += placed.full_width ? target / glyphs : geometry.width + (target - natural) / glyphs;
        const int width = static_cast<int>(exact) - given;  // Rounding never adds up.
        geometry.x_offset += (width - geometry.width) / 2;
        geometry.width = width;
        given += width;
      }
    }
    return natural;
  }

  absl::Status Missing(const std::string& text) {
    // Name the first character that the fonts lack.
    for (size_t pos = 0; pos < text.size();) {
      const size_t begin = pos;
      char32_t c = 0;
      if (!NextCodePoint(text, &pos, &c)) break;
      const std::unique_ptr<PangoLayout, Unref> layout(pango_layout_new(context_.get()));
      pango_layout_set_text(layout.get(), text.data() + begin, static_cast<int>(pos - begin));
      if (pango_layout_get_unknown_glyphs_count(layout.get()) == 0) continue;
      return absl::FailedPreconditionError(absl::StrFormat(
          "Expected a font for every character, but none has U+%04X; install fonts-noto-cjk, or a "
          "font that has it, and try again",
          static_cast<unsigned>(c)));
    }
    return absl::FailedPreconditionError(
        "Expected a font for every character, but some have none; install fonts-noto-cjk");
  }

  cairo_t* const cairo_;
  const FontSet& fonts_;
  const std::unique_ptr<PangoFontMap, Unref> map_;
  const std::unique_ptr<PangoContext, Unref> context_;
};

}  // namespace

absl::StatusOr<std::string> WritePdf(const PagedDocument& document, const FontSet& fonts) {
  PLUMBLINE_CHECK(!document.pages.empty(), "a document has pages");
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_pdf_surface_create_for_stream(Append, &bytes, document.width * kPtPerMm,
                                          document.height * kPtPerMm),
      cairo_surface_destroy);
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
  const auto set = [&](cairo_pdf_metadata_t key, const std::string& value) {
    cairo_pdf_surface_set_metadata(surface.get(), key, value.c_str());
  };
  const std::string date = absl::StrFormat("%04d-%02d-%02dT00:00:00+08:00", document.date.year(),
                                           document.date.month(), document.date.day());
  set(CAIRO_PDF_METADATA_TITLE, document.title);
  set(CAIRO_PDF_METADATA_AUTHOR, document.author);
  set(CAIRO_PDF_METADATA_CREATOR, "Plumbline");
  set(CAIRO_PDF_METADATA_CREATE_DATE, date);
  set(CAIRO_PDF_METADATA_MOD_DATE, date);
  const std::unique_ptr<cairo_t, void (*)(cairo_t*)> cairo(cairo_create(surface.get()),
                                                           cairo_destroy);
  Drawing drawing(cairo.get(), fonts);
  for (const Page& page : document.pages) {
    // What lies across the sheet comes first: it must cover nothing.
    for (const bool across : {true, false}) {
      for (const PlacedText& text : page.texts) {
        if ((text.angle != 0) != across) continue;
        if (absl::Status status = drawing.Text(text); !status.ok()) return status;
      }
      if (!across) continue;
      for (const PlacedRule& rule : page.rules) drawing.Rule(rule);
    }
    cairo_show_page(cairo.get());
  }
  if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) {
    return absl::InternalError(cairo_status_to_string(cairo_status(cairo.get())));
  }
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) {
    return absl::InternalError(cairo_status_to_string(cairo_surface_status(surface.get())));
  }
  return bytes;
}

}  // namespace plumbline
