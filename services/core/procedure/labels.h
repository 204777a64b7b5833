// services/core/procedure/labels.h: how the words of the profile are shown to people.
//
// One place for the Chinese terms of the glossary and their English, so that screens, letters and
// the command line say the same. Empty for an unspecified value.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_LABELS_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_LABELS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "plumbline/config/v1/profile.pb.h"
#include "services/core/procedure/profile.h"

namespace plumbline {

enum class Language { kChinese, kEnglish };

absl::string_view Label(config::v1::Kind kind, Language language);
absl::string_view Label(config::v1::Stage stage, Language language);
absl::string_view Label(config::v1::Role role, Language language);
absl::string_view Label(config::v1::Force force, Language language);
absl::string_view Label(config::v1::Room room, Language language);
absl::string_view Label(config::v1::Condition condition, Language language);
absl::string_view Label(config::v1::Bound bound, Language language);
absl::string_view Label(config::v1::Party party, Language language);
absl::string_view Label(config::v1::Effect effect, Language language);
absl::string_view Label(config::v1::Need need, Language language);
absl::string_view Label(config::v1::Part part, Language language);
absl::string_view Label(config::v1::Reader reader, Language language);
absl::string_view Label(config::v1::ConflictEffect effect, Language language);
absl::string_view Label(config::v1::Nature nature, Language language);
absl::string_view Label(config::v1::Verification verification, Language language);
absl::string_view Label(Access access, Language language);

// `5个工作日`, `5 working days`; with the unit of the limit.
std::string LengthText(int length, config::v1::LimitUnit unit, Language language);
// `不少于5个工作日（可延长20日）`, `at least 5 working days`; `来源未定期限` where there is no
// length.
std::string LimitText(const config::v1::Limit& limit, Language language);
// `《重大行政决策程序暂行条例》（国务院令第713号）第二十六条`, followed by the labels that a reader
// must see: 未核实, 本地规定, 内部目标, 系统规则, 评价标准, and the note.
std::string SourceText(const config::v1::Source& source, Language language);
// The sources of a rule that stand for these tracks, joined by `；` (`; ` in English).
std::string SourcesText(const google::protobuf::RepeatedPtrField<config::v1::Source>& sources,
                        KindSet kinds, Language language);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_LABELS_H_
