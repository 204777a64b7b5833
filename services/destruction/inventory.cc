#include "services/destruction/inventory.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "plumbline/state/v1/review_package_state.pb.h"
#include "services/contents.h"
#include "services/core/base/status_macros.h"
#include "services/files.h"
#include "services/index_keys.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kKeptMax = 60;
constexpr int kRelatedMax = 20;
constexpr int kAlsoNamedMax = 5;
constexpr size_t kDigestBytes = 32;
constexpr size_t kCorrectionsMax = 1000;
constexpr size_t kPackagesMax = 1000;

// Whether the path is `field` or lies under it.
bool Covers(const std::string& field, const std::string& path) {
  return absl::StartsWith(path, field) &&
         (path.size() == field.size() || path[field.size()] == '.' || path[field.size()] == '[');
}

// An event names a file by its digest, in a field that says so; a text digest is none.
bool IsFileDigest(const FieldPath& path, const std::string& value) {
  return path.field->type() == FieldDescriptor::TYPE_BYTES && value.size() == kDigestBytes &&
         absl::EndsWith(path.field->name(), "_digest") && path.field->name() != "text_digest";
}

bool IsFileName(const std::string& value) { return !FileDigestOf(value).empty(); }

// A field that people write into and that stands in the record itself.
bool IsFreeText(const FieldDescriptor* field) {
  const v1::FieldRule& rule = field->options().GetExtension(v1::field);
  return field->type() == FieldDescriptor::TYPE_STRING && !rule.content() &&
         (rule.characters_max() > 0 || absl::EndsWith(field->name(), "reason"));
}

class Inventory {
 public:
  Inventory(const SnapshotReader& reader, const Rooms& rooms, const DestructionScope& scope)
      : reader_(reader), rooms_(rooms), scope_(scope), files_(scope.files.begin(), scope.files.end()) {}

  absl::StatusOr<v1::DestructionList> Take() {
    PLUMBLINE_ASSIGN_OR_RETURN(size_, reader_.TreeSize());
    if (scope_.resource.empty()) {
      for (const std::string& file : files_) TakeFile("", "", file, /*earlier=*/false);
    } else {
      PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, Covered());
      for (const std::string& name : names) {
        covered_.insert(name);
        PLUMBLINE_RETURN_IF_ERROR(TakeResource(name));
      }
      for (const std::string& field : scope_.fields) {
        if (found_fields_.count(field) == 0) Keep(scope_.resource, field, v1::KEPT_CAUSE_NOT_THERE);
      }
      for (const std::string& file : files_) {
        if (file_items_.count(file) == 0) Keep(scope_.resource, file, v1::KEPT_CAUSE_NOT_THERE);
      }
    }
    PLUMBLINE_RETURN_IF_ERROR(TakePackages());
    PLUMBLINE_RETURN_IF_ERROR(LookAround());
    PLUMBLINE_RETURN_IF_ERROR(reader_.status());
    return Bounded();
  }

 private:
  // The resource; with everything under it, and the corrections of that, where all of it goes.
  absl::StatusOr<std::vector<std::string>> Covered() const {
    std::vector<std::string> names = {scope_.resource};
    if (!scope_.everything()) return names;
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> under, reader_.NamesUnder(scope_.resource));
    names.insert(names.end(), under.begin(), under.end());
    const std::string prefix = ChildPrefix(RootOf(scope_.resource), "corrections");
    PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, reader_.List(prefix, "", kCorrectionsMax));
    for (const SnapshotReader::Row& row : rows) {
      const std::string name = row.key.substr(row.key.find("corrections/", prefix.size()));
      Head head;
      const Message* correction = reader_.FindResource(name, &head);
      if (correction == nullptr) continue;
      bool about = false;
      ForEachString(*correction, [&](const FieldPath& path, const std::string& value) {
        about |= path.field->name() == "target" &&
                 (value == scope_.resource || absl::StartsWith(value, absl::StrCat(scope_.resource, "/")));
      });
      if (about) names.push_back(name);
    }
    return names;
  }

  bool Chosen(const std::string& path) {
    if (scope_.everything()) return true;
    bool chosen = false;
    for (const std::string& field : scope_.fields) {
      if (!Covers(field, path)) continue;
      found_fields_.insert(field);
      chosen = true;
    }
    return chosen;
  }

  absl::Status TakeResource(const std::string& name) {
    Head head;
    const TableRow* table = rooms_.FindCollection(CollectionOf(name));
    const Message* row = reader_.FindResource(name, &head);
    if (table == nullptr || row == nullptr) return reader_.status();
    ForEachContentRef(*row, [&](const FieldPath& path, const journal::v1::ContentRef& ref) {
      TakeText(name, path.Text(), ref, /*earlier=*/false);
    });
    ForEachString(*row, [&](const FieldPath& path, const std::string& value) {
      if (!IsFileName(value)) return;
      const std::string text = path.Text();
      TakeFile(name, std::string(absl::StripPrefix(text, "resource.")), value, /*earlier=*/false);
    });
    if (table->resource != nullptr && scope_.files.empty()) {
      const Message& resource = row->GetReflection()->GetMessage(*row, table->resource);
      ForEachString(resource, [&](const FieldPath& path, const std::string& value) {
        if (IsFreeText(path.field) && !IsName(value)) Keep(name, path.Text(), v1::KEPT_CAUSE_IN_RECORD);
      });
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<uint64_t> history, reader_.HistoryOf(name, size_));
    for (const uint64_t sequence : history) {
      PLUMBLINE_ASSIGN_OR_RETURN(const journal::v1::AuditEntry entry, reader_.Entry(sequence));
      TakeEntry(name, *row, entry);
    }
    return absl::OkStatus();
  }

  void TakeEntry(const std::string& name, const Message& row, const journal::v1::AuditEntry& entry) {
    const auto* field = journal::v1::Event::descriptor()->FindFieldByNumber(entry.event().event_case());
    if (field == nullptr) return;
    const Message& event = entry.event().GetReflection()->GetMessage(entry.event(), field);
    ForEachContentRef(event, [&](const FieldPath& path, const journal::v1::ContentRef& ref) {
      const std::string text = path.Text();
      const bool in_row = row.GetDescriptor()->FindFieldByName(text.substr(0, text.find_first_of(".["))) != nullptr;
      TakeText(name, text, ref, /*earlier=*/in_row);
    });
    ForEachString(event, [&](const FieldPath& path, const std::string& value) {
      if (IsFileDigest(path, value)) TakeFile(name, path.Text(), FileNameOf(value), /*earlier=*/true);
      if (IsFileName(value)) TakeFile(name, path.Text(), value, /*earlier=*/true);
    });
    const std::string& evidence = entry.late_entry().evidence_file();
    if (IsFileName(evidence)) {
      TakeFile(name, absl::StrCat("evidence_file@", entry.sequence()), evidence, /*earlier=*/false);
    }
    if (!entry.late_entry().reason().empty() && scope_.everything()) {
      Keep(name, absl::StrCat("late_reason@", entry.sequence()), v1::KEPT_CAUSE_IN_RECORD);
    }
  }

  void TakeText(const std::string& name, const std::string& path, const journal::v1::ContentRef& ref, bool earlier) {
    if (text_ids_.count(ref.id()) == 1) return;  // Of a row met before, or of an entry of the same text.
    std::string bytes;
    if (!reader_.FindBeside(BesideKey(BesideTable::kContent, ref.id()), &bytes)) return;  // Destroyed before.
    if (!Chosen(path)) return;
    text_ids_.insert(ref.id());
    v1::DestructionItem& item = texts_.emplace_back();
    item.set_resource(name);
    item.set_path(path);
    item.set_text_id(ref.id());
    item.set_size_bytes(ref.size());
    item.set_earlier(earlier);
  }

  // Packages for advisers hold copies of a matter's texts and materials: they go along, and what came back from one with the
  // very draft does too.
  absl::Status TakePackages() {
    const std::string matter(RootOf(scope_.resource));
    if (file_items_.empty() || CollectionOf(matter) != "matters") return absl::OkStatus();
    const std::string prefix = ChildPrefix(matter, "packages");
    PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, reader_.List(prefix, "", kPackagesMax));
    const std::map<std::string, v1::DestructionItem> originals = file_items_;
    for (const SnapshotReader::Row& row : rows) {
      const std::string name = row.key.substr(row.key.find("matters/", prefix.size()));
      const auto* package = reader_.Find<state::v1::ReviewPackageRow>(name);
      if (package == nullptr) continue;
      const auto* draft = reader_.Find<state::v1::DraftVersionRow>(package->resource().draft());
      const std::string& file = package->resource().file();
      const std::string& returned = package->resource().returned_file();
      if (!file.empty()) TakeFile(name, "file", file, /*earlier=*/false, /*copy=*/true);
      if (!returned.empty() && draft != nullptr && originals.count(draft->resource().file()) == 1) {
        TakeFile(name, "returned_file", returned, /*earlier=*/false, /*copy=*/true);
      }
    }
    return absl::OkStatus();
  }

  // `copy`: of what was chosen, so that it needs no choice of its own.
  void TakeFile(const std::string& name, const std::string& path, const std::string& file, bool earlier, bool copy = false) {
    if (const auto found = file_items_.find(file); found != file_items_.end()) {
      if (found->second.earlier() && !earlier) {  // It stands under who names it now.
        found->second.set_resource(name);
        found->second.set_path(path);
        found->second.set_earlier(false);
      }
      return;
    }
    FileFacts facts;
    const FileIndex* index = reader_.file_index();
    const bool stored = index != nullptr && index->Find(FileDigestOf(file), &facts);
    // Named alone, it goes and stays away, whatever the store makes of it now.
    if (!stored && !name.empty()) return;
    if (reader_.Find<state::v1::DestroyedFileRow>(file) != nullptr) return;
    if (!copy && !scope_.everything() && files_.count(file) == 0) {
      Keep(name, file, v1::KEPT_CAUSE_NOT_CHOSEN);
      return;
    }
    v1::DestructionItem& item = file_items_[file];
    item.set_resource(name);
    item.set_path(path);
    item.set_file(file);
    item.set_size_bytes(facts.size);
    item.set_earlier(earlier);
  }

  void Keep(const std::string& name, const std::string& path, v1::KeptCause cause) {
    if (list_.kept_size() >= kKeptMax || !kept_.emplace(name, path).second) return;
    v1::KeptItem& kept = *list_.add_kept();
    kept.set_resource(name);
    kept.set_path(path);
    kept.set_cause(cause);
  }

  bool IsName(const std::string& value) const {
    return absl::StrContains(value, '/') && (absl::StartsWith(value, "files/") ||
                                             rooms_.FindCollection(CollectionOf(value)) != nullptr);
  }

  bool IsCovered(absl::string_view name) const {
    return covered_.count(std::string(name)) == 1 ||
           (scope_.everything() && absl::StartsWith(name, absl::StrCat(scope_.resource, "/")));
  }

  // Every row once: who else names one of the files, who refers to the resource, which files are rules.
  absl::Status LookAround() {
    std::set<std::string> rules;
    const auto visit = [&](const TableRow& table, absl::string_view name, absl::string_view bytes) {
      if (table.prototype->GetDescriptor() == state::v1::RulesRow::descriptor()) {
        if (const auto* row = reader_.Find<state::v1::RulesRow>(name)) rules.insert(FileNameOf(row->sha256()));
        return;
      }
      if (table.collection.empty() || table.collection == "destructions" || IsCovered(name)) return;
      if (!file_items_.empty() && absl::StrContains(bytes, "files/")) {
        for (auto& [file, item] : file_items_) {
          if (item.also_named_by_size() < kAlsoNamedMax && absl::StrContains(bytes, file)) {
            item.add_also_named_by(std::string(name));
          }
        }
      }
      if (!scope_.resource.empty() && list_.related_size() < kRelatedMax && absl::StrContains(bytes, scope_.resource)) {
        list_.add_related(std::string(name));
      }
    };
    PLUMBLINE_RETURN_IF_ERROR(reader_.ForEachRow(visit));
    for (auto it = file_items_.begin(); it != file_items_.end();) {
      if (rules.count(it->first) == 0) {
        ++it;
        continue;
      }
      Keep(it->second.resource(), it->first, v1::KEPT_CAUSE_RULES);
      it = file_items_.erase(it);
    }
    return absl::OkStatus();
  }

  v1::DestructionList Bounded() {
    size_t bytes = list_.ByteSizeLong();
    const auto add = [&](v1::DestructionItem& item) {
      bytes += item.ByteSizeLong() + 4;
      if (list_.items_size() >= kDestructionItemsMax || bytes > kDestructionListBytesMax) {
        list_.set_left_out(list_.left_out() + 1);
      } else {
        *list_.add_items() = std::move(item);
      }
    };
    for (v1::DestructionItem& item : texts_) add(item);
    for (auto& [file, item] : file_items_) add(item);
    return std::move(list_);
  }

  const SnapshotReader& reader_;
  const Rooms& rooms_;
  const DestructionScope& scope_;
  const std::set<std::string> files_;  // That were chosen.
  uint64_t size_ = 0;
  v1::DestructionList list_;
  std::vector<v1::DestructionItem> texts_;
  std::set<std::string> text_ids_;
  std::map<std::string, v1::DestructionItem> file_items_;
  std::set<std::string> covered_;
  std::set<std::string> found_fields_;
  std::set<std::pair<std::string, std::string>> kept_;
};

}  // namespace

absl::StatusOr<v1::DestructionList> TakeInventory(const SnapshotReader& reader, const Rooms& rooms,
                                                  const DestructionScope& scope) {
  return Inventory(reader, rooms, scope).Take();
}

}  // namespace plumbline
