// tests/services/handover/handover_steps.h: a district whose people leave and are followed by others.
//
// The reviewer has a colleague `second` (审核) in the bureau; the clock stands at 2023-03-01.
#ifndef PLUMBLINE_TESTS_SERVICES_HANDOVER_HANDOVER_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_HANDOVER_HANDOVER_STEPS_H_

#include <map>
#include <string>
#include <vector>

#include "plumbline/v1/handover_service.pb.h"

namespace plumbline::testing {

// Over any district of the harness.
template <typename Base>
class Leaving : public Base {
 public:
  template <typename... Arguments>
  explicit Leaving(Arguments&&... arguments) : Base(std::forward<Arguments>(arguments)...) {
    this->AddPerson("second", this->Org("bureau"), "审核", {config::v1::ROLE_REVIEWER});
  }

  v1::HandOverRequest Handing(const std::string& from, const std::string& to, std::vector<std::string> items = {}) {
    v1::HandOverRequest request;
    request.set_parent(this->Person(from));
    request.mutable_handover()->set_successor(this->Person(to));
    request.mutable_handover()->set_overseer("孔监交");
    request.mutable_handover()->set_reason("轮岗");
    for (std::string& item : items) request.add_items(std::move(item));
    return request;
  }
  v1::Handover HandOver(const std::string& who, const std::string& from, const std::string& to,
                        std::vector<std::string> items = {}) {
    return this->template Must<v1::HandOverResponse>(who, Handing(from, to, std::move(items))).handover();
  }

  std::vector<v1::WorkItem> Open(const std::string& who, const std::string& of, const std::string& successor = "") {
    v1::ListOpenWorkRequest request;
    request.set_parent(this->Person(of));
    if (!successor.empty()) request.set_successor(this->Person(successor));
    request.set_page_size(1000);
    const auto list = this->template Must<v1::ListOpenWorkResponse>(who, request);
    EXPECT_EQ(list.total_count(), list.items_size());
    return {list.items().begin(), list.items().end()};
  }
  std::map<v1::WorkKind, int> KindsOpen(const std::string& of) {
    std::map<v1::WorkKind, int> kinds;
    for (const v1::WorkItem& item : Open("admin", of)) ++kinds[item.kind()];
    return kinds;
  }

  // The own post of the person that was given first.
  std::string PostOf(const std::string& who) {
    for (const auto& holding : this->template RowOf<state::v1::HoldingsRow>(this->Person(who))->holdings()) {
      if (holding.on_behalf_of().empty()) return holding.name();
    }
    return {};
  }
  v1::ClosePersonRequest Closing(const std::string& who) {
    v1::ClosePersonRequest request;
    request.set_name(this->Person(who));
    request.set_reason("调离");
    return request;
  }
  v1::EndPostRequest Ending(const std::string& who) {
    v1::EndPostRequest request;
    request.set_name(PostOf(who));
    SetDate(this->today(), request.mutable_until_date());
    return request;
  }
};

// What became of a piece of work; one that is not listed fails the test.
template <typename Items>
v1::WorkItem ItemOf(const Items& items, const std::string& name, v1::WorkKind kind = v1::WORK_KIND_UNSPECIFIED) {
  for (const v1::WorkItem& item : items) {
    if (item.name() == name && (kind == v1::WORK_KIND_UNSPECIFIED || item.kind() == kind)) return item;
  }
  ADD_FAILURE() << name << " is not listed";
  return {};
}

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_HANDOVER_HANDOVER_STEPS_H_
