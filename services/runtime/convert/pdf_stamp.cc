#include "services/runtime/convert/pdf_stamp.h"

#include <exception>
#include <memory>

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace plumbline {

namespace {

// The library throws; here its exceptions end.
template <typename Work>
absl::StatusOr<StampedPdf> Guarded(absl::string_view what, Work work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(what, ": ", error.what()));
  }
}

void Open(QPDF& pdf, absl::string_view bytes) {
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("file", bytes.data(), bytes.size());
}

std::string Write(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.write();
  const std::shared_ptr<Buffer> buffer = writer.getBufferSharedPointer();
  return std::string(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
}

absl::Status TooMany() { return absl::OutOfRangeError(absl::StrCat("more than ", kStampPagesMax, " pages")); }

}  // namespace

absl::StatusOr<StampedPdf> StampPdf(absl::string_view pdf_bytes, absl::string_view stamp_bytes) {
  return Guarded("the PDF can't be stamped", [&]() -> absl::StatusOr<StampedPdf> {
    QPDF pdf;
    Open(pdf, pdf_bytes);
    QPDF stamp;
    Open(stamp, stamp_bytes);
    QPDFPageDocumentHelper document(pdf);
    document.pushInheritedAttributesToPage();
    std::vector<QPDFPageObjectHelper> pages = document.getAllPages();
    if (pages.size() > static_cast<size_t>(kStampPagesMax)) return TooMany();
    const std::vector<QPDFPageObjectHelper> stamps = QPDFPageDocumentHelper(stamp).getAllPages();
    if (stamps.empty()) return absl::InvalidArgumentError("the stamp has no page");
    QPDFPageObjectHelper first = stamps.front();
    QPDFObjectHandle veil = pdf.copyForeignObject(first.getFormXObjectForPage());
    for (QPDFPageObjectHelper& page : pages) {
      QPDFObjectHandle resources = page.getAttribute("/Resources", true);
      if (!resources.isDictionary()) {
        resources = QPDFObjectHandle::newDictionary();
        page.getObjectHandle().replaceKey("/Resources", resources);
      }
      int suffix = 1;
      const std::string name = resources.getUniqueResourceName("/Stamp", suffix);
      const std::string content =
          page.placeFormXObject(veil, name, page.getTrimBox().getArrayAsRectangle(), /*invert_transformations=*/true,
                                /*allow_shrink=*/true, /*allow_expand=*/true);
      if (content.empty()) return absl::InvalidArgumentError("a page has no size");
      resources.mergeResources(QPDFObjectHandle::parse("<< /XObject << >> >>"));
      resources.getKey("/XObject").replaceKey(name, veil);
      page.addPageContents(QPDFObjectHandle::newStream(&pdf, "q\n"), /*first=*/true);
      page.addPageContents(QPDFObjectHandle::newStream(&pdf, "\nQ\n" + content), /*first=*/false);
    }
    return StampedPdf{Write(pdf), static_cast<int>(pages.size())};
  });
}

absl::StatusOr<StampedPdf> JoinPdfs(const std::vector<std::string>& pdfs, bool both_sides) {
  if (pdfs.empty()) return absl::InvalidArgumentError("there is no file to join");
  size_t at = 0;
  absl::StatusOr<StampedPdf> joined = Guarded("it can't be joined", [&]() -> absl::StatusOr<StampedPdf> {
    QPDF out;
    out.emptyPDF();
    QPDFPageDocumentHelper document(out);
    std::vector<std::unique_ptr<QPDF>> sources;  // Pages are copied when the file is written.
    int pages = 0;
    for (; at < pdfs.size(); ++at) {
      sources.push_back(std::make_unique<QPDF>());
      Open(*sources.back(), pdfs[at]);
      QPDFPageDocumentHelper source(*sources.back());
      source.pushInheritedAttributesToPage();
      std::string box = "[0 0 595.28 841.89]";
      for (const QPDFPageObjectHelper& page : source.getAllPages()) {
        if (++pages > kStampPagesMax) return TooMany();
        document.addPage(page, /*first=*/false);
        box = QPDFPageObjectHelper(page).getMediaBox().unparseResolved();
      }
      if (both_sides && pages % 2 == 1 && at + 1 < pdfs.size()) {
        ++pages;
        document.addPage(QPDFPageObjectHelper(out.makeIndirectObject(QPDFObjectHandle::parse(
                             absl::StrCat("<< /Type /Page /MediaBox ", box, " /Resources << >> >>")))),
                         /*first=*/false);
      }
    }
    return StampedPdf{Write(out), pages};
  });
  if (joined.ok()) return joined;
  return absl::Status(joined.status().code(), absl::StrCat("file ", at + 1, ": ", joined.status().message()));
}

}  // namespace plumbline
