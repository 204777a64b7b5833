#include "services/runtime/convert/extract.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/text/canonical.h"
#include "services/runtime/convert/docx_reader.h"
#include "services/runtime/convert/text_reader.h"

namespace plumbline {
namespace {

using Outcome = Extraction::Outcome;

Extraction Without(Outcome outcome, FileType type, ExtractProblem problem, std::string zh,
                   std::string en) {
  Extraction extraction;
  extraction.outcome = outcome;
  extraction.type = type;
  extraction.problem = problem;
  extraction.reason = {std::move(zh), std::move(en)};
  return extraction;
}

Extraction Refused(FileType type, const absl::Status& status) {
  const std::string en(status.message());
  switch (status.code()) {
    case absl::StatusCode::kOutOfRange:
      return Without(Outcome::kRefused, type, ExtractProblem::kTooLarge,
                     "文件过大或者解压后异常庞大，请删去大图、拆分后重新上传", en);
    case absl::StatusCode::kFailedPrecondition:
      return Without(Outcome::kRefused, type, ExtractProblem::kEncrypted,
                     "文件设有密码，请取消密码后重新上传", en);
    default:
      return Without(Outcome::kRefused, type, ExtractProblem::kBroken,
                     "文件已损坏或者不完整，请用WPS或Word打开、另存后重新上传", en);
  }
}

Extraction Mismatch(absl::string_view bytes, absl::string_view name, const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument) {
    return Refused(FileType::kUnknown, status);
  }
  const absl::StatusOr<FileType> detected = DetectFileType(bytes);
  if (!detected.ok()) return Refused(FileType::kUnknown, detected.status());
  const std::string en(status.message());
  if (bytes.empty()) {
    return Without(Outcome::kRefused, *detected, ExtractProblem::kBroken,
                   "文件没有内容，请重新选择文件", en);
  }
  const FileType declared = DeclaredFileType(name);
  if (declared == FileType::kUnknown || *detected == FileType::kUnknown) {
    return Without(Outcome::kRefused, *detected, ExtractProblem::kTypeMismatch,
                   "不支持这种文件，请上传DOCX、DOC、WPS、PDF、OFD、TXT、CSV、PNG、JPEG、XLSX或ZIP文件",
                   en);
  }
  return Without(Outcome::kRefused, *detected, ExtractProblem::kTypeMismatch,
                 absl::StrCat("文件名表示是", FileTypeName(declared), "，内容却是",
                              FileTypeName(*detected), "，请改正扩展名或者重新选择文件"),
                 en);
}

Extraction WithoutText(FileType type) {
  const absl::string_view name = FileTypeName(type);
  switch (type) {
    case FileType::kPdf:
    case FileType::kOfd:
    case FileType::kDoc:
    case FileType::kWps:
      return Without(
          Outcome::kNoText, type, ExtractProblem::kTypeWithoutText,
          absl::StrCat(
              "暂不能读取", name,
              "文件中的文字：可以作为材料，但不能分条批注、比对，是否同一文本只按文件本身判断；"
              "送审文本请上传DOCX"),
          absl::StrCat("The text of ", name,
                       " files can not be read yet: the file is accepted as material, without "
                       "clauses or comparison, and only its bytes tell whether a text is the "
                       "same; send the draft itself as DOCX"));
    case FileType::kPng:
    case FileType::kJpeg: {
      Extraction extraction = Without(
          Outcome::kNoText, type, ExtractProblem::kTypeWithoutText,
          "图片可以作为证明材料，但其中的文字不能读取；送审文本请上传DOCX",
          "A picture is accepted as evidence, but the text in it can not be read; send the draft "
          "itself as DOCX");
      extraction.pages = 1;
      return extraction;
    }
    default:
      return Without(Outcome::kNoText, type, ExtractProblem::kTypeWithoutText,
                     absl::StrCat(name, "文件可以作为材料，但不能作为送审文本；送审文本请上传DOCX"),
                     absl::StrCat(name,
                                  " is accepted as material, but holds no draft text; send "
                                  "the draft itself as DOCX"));
  }
}

Extraction FromPart(FileType type, TextPart part) {
  TextDocument document{std::move(part), {}};
  absl::StatusOr<std::string> canonical = CanonicalText(document);
  Extraction extraction;
  extraction.type = type;
  if (!canonical.ok()) {
    if (canonical.status().code() != absl::StatusCode::kInvalidArgument) {
      return Refused(type, canonical.status());
    }
    return Without(Outcome::kNoText, type, ExtractProblem::kEmptyDraft,
                   "文件中没有可以读取的文字（图片中的文字不能读取），请上传有文字内容的文件",
                   std::string(canonical.status().message()));
  }
  extraction.outcome = Outcome::kText;
  int paragraphs = 0, tables = 0;
  for (const TextBlock& block : document.body.blocks) {
    if (!block.rows.empty()) {
      ++tables;
    } else if (const auto lines = CanonicalLines(block.text); lines.ok()) {
      paragraphs += static_cast<int>(lines->size());
    }
  }
  extraction.paragraphs = paragraphs;
  extraction.tables = tables;
  extraction.canonical = *std::move(canonical);
  extraction.part = std::move(document.body);
  return extraction;
}

Extraction FromDocx(absl::string_view bytes) {
  absl::StatusOr<DocxText> docx = ReadDocx(bytes);
  if (!docx.ok()) return Refused(FileType::kDocx, docx.status());
  // A digest binds an opinion to one text; with undecided changes the file holds two.
  if (docx->tracked_changes > 0) {
    return Without(
        Outcome::kNoText, FileType::kDocx, ExtractProblem::kTrackedChanges,
        absl::StrCat("文件中有", docx->tracked_changes,
                     "处修订没有处理，请在“审阅”中接受或者拒绝全部修订，保存后重新上传"),
        absl::StrCat("The file holds ", docx->tracked_changes,
                     " tracked changes; accept or reject all of them, save and send it again"));
  }
  if (docx->hidden_runs > 0) {
    return Without(Outcome::kNoText, FileType::kDocx, ExtractProblem::kHiddenText,
                   absl::StrCat("文件中有", docx->hidden_runs,
                                "处隐藏文字，请删除或者取消隐藏，保存后重新上传"),
                   absl::StrCat("The file holds ", docx->hidden_runs,
                                " pieces of hidden text; delete or show them, save and send it "
                                "again"));
  }
  const int pictures = docx->pictures, objects = docx->embedded_objects;
  Extraction extraction = FromPart(FileType::kDocx, std::move(docx->part));
  if (pictures > 0) {
    extraction.notices.push_back(
        {absl::StrCat("文件中有", pictures, "幅图片，比对文本时不比对图片"),
         absl::StrCat("The file holds ", pictures, " pictures; comparing texts leaves them out")});
  }
  if (objects > 0) {
    extraction.notices.push_back(
        {absl::StrCat("文件中有", objects, "个嵌入对象（如电子表格），其内容不能读取和比对"),
         absl::StrCat("The file holds ", objects,
                      " embedded objects such as sheets; their content is neither read nor "
                      "compared")});
  }
  return extraction;
}

}  // namespace

Extraction ExtractText(absl::string_view bytes, absl::string_view name) {
  const absl::StatusOr<FileType> type = CheckFileType(bytes, name);
  if (!type.ok()) return Mismatch(bytes, name, type.status());
  switch (*type) {
    case FileType::kDocx:
      return FromDocx(bytes);
    case FileType::kDocxWithMacros:
      return Without(Outcome::kRefused, *type, ExtractProblem::kMacros,
                     "文件带有宏，不能接收，请另存为不带宏的DOCX后上传",
                     "A file with macros is not accepted; save it as DOCX without macros");
    case FileType::kText: {
      absl::StatusOr<TextPart> part = ReadPlainText(bytes);
      if (!part.ok()) return Refused(*type, part.status());
      return FromPart(*type, *std::move(part));
    }
    default:
      return WithoutText(*type);
  }
}

}  // namespace plumbline
