#include "services/reform/plan.h"

#include <map>

#include "absl/algorithm/container.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/paper_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/index_keys.h"

namespace plumbline {

namespace {

class Planner {
 public:
  Planner(const World& world, const Children& children, const v1::Reorganization& reform, absl::CivilDay today)
      : world_(world), children_(children), reform_(reform), today_(today) {}

  absl::StatusOr<ReformPlan> Plan() {
    for (const std::string& predecessor : reform_.predecessors()) {
      if (Ends(reform_, predecessor)) {
        PLUMBLINE_RETURN_IF_ERROR(Leave(predecessor));
      } else if (!reform_.new_agency_code().empty() || !reform_.new_opinion_code().empty()) {
        PLUMBLINE_RETURN_IF_ERROR(EndSeries(predecessor));
      }
    }
    for (const auto& [key, move] : moves_) plan_.moves.push_back(move);
    return std::move(plan_);
  }

 private:
  void Move(v1::ReorganizationMoveKind kind, const std::string& resource, const std::string& from) {
    journal::v1::MoveMade& move = moves_[{kind, resource}];
    move.set_resource(resource);
    move.set_kind(kind);
    move.set_from_organization(from);
    if (reform_.successors_size() == 1) move.set_to_organization(reform_.successors(0));
  }

  absl::Status Leave(const std::string& organization) {
    const std::string open = OpenParent(organization);
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> matters, children_(ListedParent(organization), "matters"));
    for (const std::string& name : matters) {
      const auto* row = world_.Find<state::v1::MatterRow>(name);
      if (row == nullptr || !IsOpenMatter(row->resource())) continue;
      const v1::Matter& matter = row->resource();
      const bool in_it = organization == matter.lead_drafter() || absl::c_linear_search(matter.co_drafters(), organization) ||
                         organization == matter.issuer() || organization == matter.reviewing_body() ||
                         organization == matter.office();
      if (in_it) Move(v1::REORGANIZATION_MOVE_KIND_MATTER, name, organization);
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> documents, children_(open, "documents"));
    for (const std::string& name : documents) {
      const auto* row = world_.Find<state::v1::DocumentRow>(name);
      if (row == nullptr || KeeperOf(row->resource()) != organization ||
          row->resource().state() != v1::DOCUMENT_STATE_IN_FORCE) {
        continue;
      }
      Move(v1::REORGANIZATION_MOVE_KIND_DOCUMENT, name, organization);
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> appointments, children_(organization, "appointments"));
    for (const std::string& name : appointments) {
      const auto* row = world_.Find<state::v1::AppointmentRow>(name);
      if (row == nullptr || row->resource().body() != organization ||
          *DayOf(row->resource().until_date()) < today_) {
        continue;
      }
      Move(v1::REORGANIZATION_MOVE_KIND_APPOINTMENT, name, organization);
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> posts, children_(organization, "posts"));
    for (const std::string& name : posts) {
      const auto* row = world_.Find<state::v1::PostRow>(name);
      if (row == nullptr || ParentOf(name) != organization || IsSet(row->resource().until_date())) continue;
      Move(v1::REORGANIZATION_MOVE_KIND_POST, name, organization);
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> below, children_(open, "organizations"));
    for (const std::string& name : below) {
      const auto* row = world_.Find<state::v1::OrganizationRow>(name);
      if (row == nullptr || absl::c_linear_search(reform_.predecessors(), name) || absl::c_linear_search(reform_.successors(), name)) continue;
      const v1::Organization& one = row->resource();
      if (one.parent() == organization || one.reviewing_body() == organization || one.office() == organization) {
        Move(v1::REORGANIZATION_MOVE_KIND_ORGANIZATION, name, organization);
      }
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> inquiries, children_(open, "inquiries"));
    for (const std::string& name : inquiries) {
      const auto* row = world_.Find<state::v1::InquiryRow>(name);
      if (row == nullptr || row->resource().organization() != organization ||
          row->resource().state() != v1::INQUIRY_STATE_OPEN) {
        continue;
      }
      Move(v1::REORGANIZATION_MOVE_KIND_INQUIRY, name, organization);
    }
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> papers, children_(open, "papers"));
    for (const std::string& name : papers) {
      const auto* row = world_.Find<state::v1::PaperRow>(name);
      if (row != nullptr && row->resource().organization() == organization &&
          row->resource().state() == v1::PAPER_STATE_IN_APPROVAL) {
        plan_.papers.push_back(name);
      }
    }
    return EndSeries(organization);
  }

  absl::Status EndSeries(const std::string& organization) {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> series, children_(organization, "series"));
    for (const std::string& name : series) {
      const auto* row = world_.Find<state::v1::SeriesRow>(name);
      if (row == nullptr || ParentOf(name) != organization || IsSet(row->resource().ended_date())) continue;
      // The series of years that are over have ended by themselves.
      if (row->resource().year() != 0 && row->resource().year() < today_.year()) continue;
      plan_.series.push_back(name);
    }
    return absl::OkStatus();
  }

  const World& world_;
  const Children& children_;
  const v1::Reorganization& reform_;
  const absl::CivilDay today_;
  std::map<std::pair<int, std::string>, journal::v1::MoveMade> moves_;  // A matter may be in the hands of two predecessors.
  ReformPlan plan_;
};

}  // namespace

bool Ends(const v1::Reorganization& reform, const std::string& predecessor) {
  return reform.kind() != v1::REORGANIZATION_KIND_RENAMED && !absl::c_linear_search(reform.successors(), predecessor);
}

absl::StatusOr<ReformPlan> PlanReform(const World& world, const Children& children, const v1::Reorganization& reform,
                                      absl::CivilDay today) {
  return Planner(world, children, reform, today).Plan();
}

}  // namespace plumbline
