// services/runtime/convert/gb9704.h: GB/T 9704—2012, layout of official papers (党政机关公文格式).
//
// Every number has its clause. Lengths are millimetres, type sizes points; y grows downward from
// the top edge of the sheet. What the standard leaves open is marked "ours".
//
// Fonts are named by kind (page.h) and found on the machine (fonts.h). The standard wants 仿宋 for
// the body and 小标宋 for heads. Debian's fonts-noto-cjk has 宋 and 黑 only: without further fonts 仿宋, 楷
// and 小标宋 are drawn in Noto Serif CJK, the last in bold. FandolFang and FandolKai (in
// texlive-lang-chinese, 2 of its files suffice) or the office's own licensed fonts are taken first
// where they are installed. Positions do not depend on the font: they are computed here, on the
// grid.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_GB9704_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_GB9704_H_

namespace plumbline::gb9704 {

inline constexpr double kMmPerPt = 25.4 / 72;

// Sheet and type area (版心).
inline constexpr double kPageWidth = 210;   // 5.1
inline constexpr double kPageHeight = 297;  // 5.1
inline constexpr double kTop = 37;          // 5.2.1 天头
inline constexpr double kLeft = 28;         // 5.2.1 订口
inline constexpr double kTypeWidth = 156;   // 5.2.1
inline constexpr double kTypeHeight = 225;  // 5.2.1
inline constexpr double kRight = kLeft + kTypeWidth;
inline constexpr double kBottom = kTop + kTypeHeight;

// The grid fills the type area (5.2.3); the line pitch is its height by 22, about 28.95 pt.
inline constexpr int kLines = 22;
inline constexpr int kColumns = 28;
inline constexpr int kHalves = 2 * kColumns;  // Digits and Latin letters take half a cell.
inline constexpr double kLinePitch = kTypeHeight / kLines;
inline constexpr double kCell = kTypeWidth / kColumns;
inline constexpr double kHalf = kCell / 2;

// Type sizes (字号), 5.2.2 and clause 7.
inline constexpr double kSize2 = 22;       // 2号
inline constexpr double kSize3 = 16;       // 3号, the default
inline constexpr double kSize4 = 14;       // 4号
inline constexpr double kSizeSmall4 = 12;  // 小4号; tables, ours

inline constexpr double kBodyHeight = kSize3 * kMmPerPt;
// "行" as a distance: a 3号 character and 7/8 of one (3.2).
inline constexpr double kLineUnit = kBodyHeight * (1 + 7.0 / 8);

// The top of the characters in line `line` (from 0) of the grid: centred in its strip. Ours.
constexpr double LineTop(int line) {
  return kTop + line * kLinePitch + (kLinePitch - kBodyHeight) / 2;
}

// File-head format (文件格式).
inline constexpr double kHeadTop = kTop + 35;  // 7.2.4: mark, below the top of the type area
inline constexpr double kHeadSizeMax = 48;     // Ours; the standard says: striking
inline constexpr double kNumberBelowHead = 2 * kLineUnit;  // 7.2.5: two blank lines
inline constexpr double kRuleBelowNumber = 4;              // 7.2.7
inline constexpr double kHeadRule = 0.7;                   // Ours: thickness of the red rule
inline constexpr double kTitleBelowRule = 2 * kLineUnit;   // 7.3.1
inline constexpr double kTitlePitch = 33 * kMmPerPt;       // Ours: lines of a 2号 title
inline constexpr int kTitleColumns = 20;                   // 156 mm hold 20 characters of 2号

// Letter format (信函格式), 10.1.
inline constexpr double kLetterHeadTop = 30;
inline constexpr double kLetterHeadSizeMax = 40;  // Ours
inline constexpr double kLetterRuleBelowHead = 4;
inline constexpr double kLetterRuleWidth = 170;
inline constexpr double kLetterBottomRule = kPageHeight - 20;
inline constexpr double kLetterThick = 1.0;    // Ours
inline constexpr double kLetterThin = 0.35;    // Ours
inline constexpr double kLetterRuleGap = 0.6;  // Ours: between thick and thin
inline constexpr double kLetterNumberBelowRule = kBodyHeight * 7 / 8;  // Practice
inline constexpr double kLetterTitleBelow = 2 * kLineUnit;

// Signature, 7.3.5: in half cells.
inline constexpr int kSealedDateIndent = 8;  // Four characters from the right
inline constexpr int kUnsealedIndent = 4;    // Two characters from the right
inline constexpr int kSealedBlankLines =
    2;  // Room for the seal: its top within one line of the text

// 版记, 7.4.
inline constexpr double kOuterRule = 0.35;
inline constexpr double kInnerRule = 0.25;
inline constexpr double kImprintPitch = kSize4 * kMmPerPt * (1 + 7.0 / 8);  // Ours

// Page number, 7.5: the dash lies 7 mm below the type area.
inline constexpr double kPageNumberBelow = 7;

}  // namespace plumbline::gb9704

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_GB9704_H_
