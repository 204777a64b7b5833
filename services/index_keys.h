// services/index_keys.h: the index rows that rooms make, by space.
//
// Every list starts with the scope of its reader, so that a reader's list is one range and nobody
// scans what he may not see. Numbers are never reused; the family is derived.
#ifndef PLUMBLINE_SERVICES_INDEX_KEYS_H_
#define PLUMBLINE_SERVICES_INDEX_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "storage/keys.h"

namespace plumbline {

enum class IndexSpace : uint16_t {
  kHistory = 1,  // subject, sequence: the entries of a resource but the last, which its state row names.
  kList = 2,     // scope, list, sort key, name: what a reader's lists hold.
  kDue = 3,      // work kind, day or 0, name: what the record owes (due work).
  kFigure = 4,   // figure, period, organisation, kind, sequence -> value: versioned counters.
  kMember = 5,   // figure, period, organisation, kind, member, since -> until: their drill-down.
  kChild = 6,    // parent, collection, name: children of a resource.
};

// An entry of a resource that a later one followed. Value: empty.
inline std::string HistoryKey(absl::string_view subject, uint64_t sequence) {
  return KeyWriter().U16(static_cast<uint16_t>(IndexSpace::kHistory)).Text(subject).U64(sequence).Take();
}

// A list row. `scope`: `organizations/x`, `people/y` or `all`. `sort`: already order-preserving bytes.
inline std::string ListKey(absl::string_view scope, absl::string_view list, absl::string_view sort,
                           absl::string_view name) {
  return KeyWriter()
      .U16(static_cast<uint16_t>(IndexSpace::kList))
      .Text(scope)
      .Text(list)
      .Text(sort)
      .Rest(name)
      .Take();
}
inline std::string ListPrefix(absl::string_view scope, absl::string_view list) {
  return KeyWriter().U16(static_cast<uint16_t>(IndexSpace::kList)).Text(scope).Text(list).Take();
}

// A child of a resource, in order of `sort` (often a number as fixed-width text).
inline std::string ChildKey(absl::string_view parent, absl::string_view collection,
                            absl::string_view sort, absl::string_view name) {
  return KeyWriter()
      .U16(static_cast<uint16_t>(IndexSpace::kChild))
      .Text(parent)
      .Text(collection)
      .Text(sort)
      .Rest(name)
      .Take();
}
inline std::string ChildPrefix(absl::string_view parent, absl::string_view collection) {
  return KeyWriter()
      .U16(static_cast<uint16_t>(IndexSpace::kChild))
      .Text(parent)
      .Text(collection)
      .Take();
}

// What somebody has in hand and has not finished: children of the pseudo-parent `{holder}/open`, so that
// Context::children_of finds them. `holder`: `people/x`, or `organizations/y` for what waits there. `collection`: that of the
// resource itself.
inline std::string OpenParent(absl::string_view holder) { return std::string(holder) + "/open"; }
inline std::string OpenKey(absl::string_view holder, absl::string_view collection, absl::string_view name) {
  return ChildKey(OpenParent(holder), collection, "", name);
}

// A reader's list as children of the pseudo-parent `{scope}/listed`, so that Context::children_of reads it: for acts that are
// rare enough to look at all of an organisation's matters (机构改革), and no reason for an index row of their own.
inline std::string ListedParent(absl::string_view scope) { return std::string(scope) + "/listed"; }
inline std::string PrefixOfChildren(absl::string_view parent, absl::string_view collection) {
  return absl::ConsumeSuffix(&parent, "/listed") ? ListPrefix(parent, collection) : ChildPrefix(parent, collection);
}

// The inbox (待办) of a person or an organisation: earliest due first, then the oldest. `due`: yyyymmdd, 0: no last day.
inline std::string InboxKey(absl::string_view scope, int32_t due, int64_t sequence, absl::string_view name) {
  constexpr int32_t kNoDay = 99991231;
  const std::string sort =
      KeyWriter().U64(static_cast<uint64_t>(due == 0 ? kNoDay : due)).U64(static_cast<uint64_t>(sequence)).Take();
  return ListKey(scope, "inbox", sort, name);
}
inline std::string InboxPrefix(absl::string_view scope) { return ListPrefix(scope, "inbox"); }

// Work that is due. `work`: e.g. `letter`. `day`: yyyymmdd on which it falls due, 0: at once.
inline std::string DueKey(absl::string_view work, int32_t day, absl::string_view name) {
  return KeyWriter()
      .U16(static_cast<uint16_t>(IndexSpace::kDue))
      .Text(work)
      .U64(static_cast<uint64_t>(day))
      .Rest(name)
      .Take();
}
inline std::string DuePrefix(absl::string_view work) {
  return KeyWriter().U16(static_cast<uint16_t>(IndexSpace::kDue)).Text(work).Take();
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_INDEX_KEYS_H_
