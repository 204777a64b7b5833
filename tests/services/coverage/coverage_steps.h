// tests/services/coverage/coverage_steps.h: figures of the harness's bureau, and steps that change
// them.
#ifndef PLUMBLINE_TESTS_SERVICES_COVERAGE_COVERAGE_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_COVERAGE_COVERAGE_STEPS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plumbline/v1/coverage_service.pb.h"
#include "plumbline/v1/registry_service.pb.h"
#include "services/coverage/figures.h"
#include "services/runtime/engine/rebuild.h"
#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {

using Values = std::map<std::string, int>;

class CoverageDistrict : public OpinionDistrict {
 public:
  using OpinionDistrict::OpinionDistrict;

  // Figures that are not 0, all kinds together; `size` below 0: now.
  Values Figures(const std::string& organization = "bureau", int year = 2023, int64_t size = -1,
                 config::v1::Kind kind = config::v1::KIND_UNSPECIFIED) {
    v1::GetFiguresRequest request;
    request.set_year(year);
    request.set_organization(Org(organization));
    if (size >= 0) request.mutable_as_of()->set_tree_size(size);
    Values values;
    const auto reply = Must<v1::GetFiguresResponse>("chief", request);
    for (const v1::Figure& figure : reply.figures()) {
      if (figure.kind() == kind && figure.value() != 0) values[figure.figure()] = figure.value();
    }
    return values;
  }

  v1::ListFigureMembersRequest MembersRequest(const std::string& figure, int year = 2023,
                                              int64_t size = -1) {
    v1::ListFigureMembersRequest request;
    request.set_year(year);
    request.set_organization(Org("bureau"));
    request.set_figure(figure);
    if (size >= 0) request.mutable_as_of()->set_tree_size(size);
    return request;
  }
  std::vector<std::string> Members(const std::string& figure, int year = 2023, int64_t size = -1) {
    std::vector<std::string> names;
    const auto request = MembersRequest(figure, year, size);
    const auto reply = Must<v1::ListFigureMembersResponse>("chief", request);
    for (const v1::FigureMember& member : reply.members()) names.push_back(member.name());
    return names;
  }

  v1::AnnualReport Annual(int year = 2023, const std::string& who = "chief") {
    v1::GetAnnualReportRequest request;
    request.set_year(year);
    return Must<v1::AnnualReport>(who, request);
  }

  // Takes documents over from a ledger, published in `year`.
  void Import(int count, int year) {
    v1::ImportDocumentsRequest request;
    request.set_organization(Org("government"));
    request.set_source_file(files().AddText("台账"));
    for (int i = 1; i <= count; ++i) {
      v1::ImportedRow& row = *request.add_rows();
      row.set_row(i);
      row.set_title(absl::StrCat("旧文件", i));
      row.set_document_number(absl::StrCat("测府发〔", year, "〕", i, "号"));
      SetDate(absl::CivilDay(year, 2, 1), row.mutable_publish_date());
      row.set_opinion_number("测司审〔2022〕9号");
    }
    Must<v1::ImportDocumentsResponse>("office", request);
  }

  void Return(const std::string& matter) {
    v1::ReturnMatterRequest back;
    back.set_name(matter);
    back.set_reason("请补充依据。");
    Must<v1::ReturnMatterResponse>("reviewer", back);
  }

  // What a replay of the whole record makes of the derived rows; empty: the same.
  std::string RebuildProblem() {
    const auto report = CompareRebuild(*store().GetSnapshot(), rooms(), nullptr);
    if (!report.ok()) return report.status().ToString();
    return report->ok ? "" : report->problems.front();
  }
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_COVERAGE_COVERAGE_STEPS_H_
