// services/core/text/clause_marker.h: what the start of a line says about its place in the draft.
//
// Legislative texts: 编 章 节 条, items （一）, sub-items 1. ; notices and opinions: 一、（一） 1. （1）.
//
// Example          "第三条 为了…" is article 3;  "（二）未…" item 2;  "附件1" an attachment (附件).
// Counter-example  "第三条第二款所称…" quotes an article; "1.5倍以上" is a number; "附件：1. 表" lists.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_CLAUSE_MARKER_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_CLAUSE_MARKER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace plumbline {

struct ClauseMarker {
  enum class Kind {
    kNone,
    kContents,    // 目录, alone on its line.
    kAttachment,  // 附件, 附件1, 附表二, alone on its line.
    kPart,        // 第一编
    kSubpart,     // 第一分编
    kChapter,     // 第一章
    kSection,     // 第一节
    kArticle,     // 第一条, 第一条之二
    kHeading,     // 一、
    kItem,        // （一）
    kSubitem,     // 1.  1、
    kPoint,       // （1）  ①
  };
  Kind kind = Kind::kNone;
  std::string label;  // As it stands, with its brackets or dot; empty for kNone.
  int number = 0;     // 1 or more; 0 for kNone, kContents and a kAttachment without number.
  int inserted = 0;   // The number after 之 in 第三条之二, else 0.
  bool gap = false;   // A space follows the label.
  std::string text;   // What follows label and gap.
  bool certain =
      true;  // False for an article without a space: it may be a sentence that cites one.
};

// Input   one line of canonical text (valid UTF-8, no line break).
// Output  label + (gap ? " " : "") + text == line.
// Cost    O(line). Pure; any thread.
ClauseMarker ReadClauseMarker(absl::string_view line);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_CLAUSE_MARKER_H_
