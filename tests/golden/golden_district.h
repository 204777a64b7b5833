// tests/golden/golden_district.h: a district to which events are appended that no person's command makes here.
#ifndef PLUMBLINE_TESTS_GOLDEN_GOLDEN_DISTRICT_H_
#define PLUMBLINE_TESTS_GOLDEN_GOLDEN_DISTRICT_H_

#include <string>
#include <utility>

#include "storage/merkle/hash.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {

class GoldenDistrict : public RegistryDistrict {
 public:
  // Appends an event that no person's command makes.
  template <typename Event>
  void Append(const std::string& subject, Event event) {
    CommandCall call;
    call.method = rooms().FindMethod("/plumbline.v1.DirectoryService/SignOut");
    call.request.reset(call.method->request->New());
    call.internal = [&](const World&, const Context&) -> Decision {
      Outcome outcome;
      outcome.Add(subject, std::move(event));
      return outcome;
    };
    call.done = [](const CommandReply& reply) { EXPECT_FALSE(reply.refusal.has_value()); };
    engine().Add(std::move(call));
    engine().CommitGroup();
  }

  static journal::v1::ContentRef Text(const char* id) {
    journal::v1::ContentRef ref;
    ref.set_id(id);
    ref.set_digest(std::string(32, 'c'));
    return ref;
  }
};

// What an office does around a review: packages, reminders, old ledgers.
void AppendOffice(GoldenDistrict& district);

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_GOLDEN_GOLDEN_DISTRICT_H_
