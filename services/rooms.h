// services/rooms.h: the one table in which every room registers what it decides, applies and shows.
//
// A room adds files and one line in rooms.cc; it registers
//   commands   rooms.Command<v1::SubmitMatterRequest>(&DecideSubmitMatter)
//   events     rooms.Apply<journal::v1::MatterSubmitted>(&ApplyMatterSubmitted)
//   tables     rooms.Table<state::v1::MatterRow>().Rows(&MatterRows).Visible(&MatterVisible)
//   gates      rooms.Gate(GateId::kMaterials, &MaterialsComplete)
//   queries    rooms.Query<v1::GetMatterRequest, v1::Matter>(&GetMatter)
// Who may call what, in which stage, stands in the options of the rpc (plumbline/v1/options.proto) and
// is read from the descriptors here: there is no second list.
// Built once at start, immutable afterwards; any thread may read it.
#ifndef PLUMBLINE_SERVICES_ROOMS_H_
#define PLUMBLINE_SERVICES_ROOMS_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plumbline/config/v1/profile.pb.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/v1/options.pb.h"
#include "services/decision.h"
#include "services/world.h"

namespace plumbline {

// Who asks. `holdings` is borrowed from the world the question is put to.
struct Caller {
  std::string person;  // `people/{person}`, `system`, or empty (public).
  const state::v1::HoldingsRow* holdings = nullptr;
  absl::CivilDay today;
  bool system() const { return person == "system"; }
  bool anonymous() const { return person.empty(); }
};

// A holding that is in force on a day.
bool InForce(const state::v1::Holding& holding, absl::CivilDay day);
// Whether the caller holds `role` today, in `organization` (empty: anywhere).
bool HoldsRole(const Caller& caller, config::v1::Role role, absl::string_view organization = {});
// Whether the caller has a post in `organization` today, his own or one in which he stands in.
bool HoldsPost(const Caller& caller, absl::string_view organization);

// --- Tables ---

// Takes the index rows of one resource: what lists, inboxes and due work are made of.
class IndexSink {
 public:
  virtual ~IndexSink() = default;
  virtual void Put(std::string key, std::string value = {}) = 0;
};

struct ViewContext {
  const World& world;
  const Caller& caller;
};

struct TableRow {
  TableId id = 0;
  std::string collection;
  const google::protobuf::Message* prototype = nullptr;
  // Field `resource` of the row, where the row is a resource; and its name, etag and version.
  const google::protobuf::FieldDescriptor* resource = nullptr;
  const google::protobuf::FieldDescriptor* name = nullptr;
  const google::protobuf::FieldDescriptor* etag = nullptr;
  const google::protobuf::FieldDescriptor* version = nullptr;

  // Index rows of the resource; a pure function of the row.
  std::function<void(absl::string_view name, const google::protobuf::Message&, IndexSink&)> rows;
  // Masks what the caller may not see in the copy of the resource, and fetches contents.
  std::function<void(const ViewContext&, absl::string_view name, const google::protobuf::Message& row,
                     google::protobuf::Message& resource)> view;
  // Whether the caller may know that it exists. Absent: everybody who is signed in.
  std::function<bool(const World&, const Caller&, absl::string_view name,
                     const google::protobuf::Message&)> visible;
};

template <typename Row>
class TableBuilder {
 public:
  explicit TableBuilder(TableRow* row) : row_(row) {}
  TableBuilder& Rows(void (*rows)(absl::string_view, const Row&, IndexSink&)) {
    row_->rows = [rows](absl::string_view name, const google::protobuf::Message& row,
                        IndexSink& sink) { rows(name, static_cast<const Row&>(row), sink); };
    return *this;
  }
  template <typename Resource>
  TableBuilder& View(void (*view)(const ViewContext&, absl::string_view, const Row&, Resource&)) {
    row_->view = [view](const ViewContext& context, absl::string_view name,
                        const google::protobuf::Message& row, google::protobuf::Message& resource) {
      view(context, name, static_cast<const Row&>(row), static_cast<Resource&>(resource));
    };
    return *this;
  }
  TableBuilder& Visible(bool (*visible)(const World&, const Caller&, absl::string_view, const Row&)) {
    row_->visible = [visible](const World& world, const Caller& caller, absl::string_view name,
                              const google::protobuf::Message& row) {
      return visible(world, caller, name, static_cast<const Row&>(row));
    };
    return *this;
  }

 private:
  TableRow* row_;
};

// --- Methods ---

struct MethodRow {
  std::string path;  // `/plumbline.v1.MatterService/SubmitMatter`.
  std::string command;  // `SubmitMatter`.
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  v1::MethodRule rule;
  const google::protobuf::Message* request = nullptr;   // Prototypes.
  const google::protobuf::Message* response = nullptr;

  // Commands: where the parts that all commands share stand in the request and the response; nullptr: it has none.
  const google::protobuf::FieldDescriptor* subject = nullptr;
  const google::protobuf::FieldDescriptor* parent = nullptr;
  const google::protobuf::FieldDescriptor* etag = nullptr;
  const google::protobuf::FieldDescriptor* request_id = nullptr;
  const google::protobuf::FieldDescriptor* validate_only = nullptr;
  const google::protobuf::FieldDescriptor* act = nullptr;
  const google::protobuf::FieldDescriptor* answer_resource = nullptr;
  const google::protobuf::FieldDescriptor* answer_receipt = nullptr;
  // Queries whose rule says `access_logged`: what they show.
  const google::protobuf::FieldDescriptor* shown = nullptr;

  // METHOD_TYPE_BATCH only: the command of each item, and where the items and their answers stand.
  struct Batch {
    const MethodRow* command = nullptr;
    const google::protobuf::FieldDescriptor* requests = nullptr;
    const google::protobuf::FieldDescriptor* answers = nullptr;
    const google::protobuf::FieldDescriptor* response = nullptr;  // Of an answer.
    const google::protobuf::FieldDescriptor* error = nullptr;     // Of an answer.
    int items_max = 0;
  } batch;

  std::function<Decision(const World&, const google::protobuf::Message&, const Context&)> decide;
  // Organisation that the request names, for RELATION_OWN_ORGANIZATION; empty: any of the caller's.
  std::function<std::string(const World&, const google::protobuf::Message&)> organization;
  // Matter that the request touches where neither subject nor parent lies under it; empty: none.
  std::function<std::string(const World&, const google::protobuf::Message&)> matter;
  bool is_command() const { return rule.type() == v1::METHOD_TYPE_COMMAND; }
  bool is_batch() const { return rule.type() == v1::METHOD_TYPE_BATCH; }
};

template <typename Request>
class CommandBuilder {
 public:
  explicit CommandBuilder(MethodRow* row) : row_(row) {}
  // Names the organisation in which RELATION_OWN_ORGANIZATION demands the role.
  CommandBuilder& Organization(std::string (*organization)(const World&, const Request&)) {
    row_->organization = [organization](const World& world, const google::protobuf::Message& r) {
      return organization(world, static_cast<const Request&>(r));
    };
    return *this;
  }
  // Names the matter whose stage, gates and relations bind a command on something else (a meeting).
  CommandBuilder& Matter(std::string (*matter)(const World&, const Request&)) {
    row_->matter = [matter](const World& world, const google::protobuf::Message& r) {
      return matter(world, static_cast<const Request&>(r));
    };
    return *this;
  }

 private:
  MethodRow* row_;
};

// --- Gates ---

struct GateInput {
  const World& world;
  std::string matter_name;
  const state::v1::MatterRow& matter;
  const google::protobuf::Message& request;  // Of the command that is asked for.
  const Context& context;
  const GateRule& gate;                      // Limit ids, material ids, force.
};
struct GateFinding {
  bool met = false;
  std::vector<std::string> missing;  // Names of what is missing, e.g. material ids.
  // A reason that stands on the record already, for a gate of force 一般 that is not met; empty: none.
  std::string reason = {};
};
using GatePredicate = GateFinding (*)(const GateInput&);

// --- Queries ---

struct QueryContext {
  const World& world;
  const class SnapshotReader& reader;  // Lists, as-of reads, entries: runtime/engine/snapshot_reader.h.
  const Caller& caller;
  const RulesBook& rules;
  const class Rooms& rooms;
  absl::Time now;
  bool rehearsal;
};
using QueryFunction = std::function<std::optional<Refusal>(
    const QueryContext&, const google::protobuf::Message&, google::protobuf::Message&)>;

// What counting may do: read and change rows, and add versioned index rows that stay.
class FigureWorld : public MutableWorld {
 public:
  virtual void AddIndexRow(std::string key, std::string value) = 0;
};

class Rooms {
 public:
  Rooms();
  Rooms(const Rooms&) = delete;
  Rooms& operator=(const Rooms&) = delete;

  // All rooms of the product.
  static std::unique_ptr<Rooms> MakeAll();

  template <typename Request>
  CommandBuilder<Request> Command(Decision (*decide)(const World&, const Request&, const Context&)) {
    MethodRow& row = MethodTaking(Request::descriptor());
    row.decide = [decide](const World& world, const google::protobuf::Message& request,
                          const Context& context) {
      return decide(world, static_cast<const Request&>(request), context);
    };
    return CommandBuilder<Request>(&row);
  }

  template <typename Event>
  void Apply(void (*apply)(MutableWorld&, const journal::v1::AuditEntry&, const Event&)) {
    const google::protobuf::FieldDescriptor* field = EventFieldOf(Event::descriptor());
    RegisterApply(field->number(), [apply, field](MutableWorld& world,
                                                  const journal::v1::AuditEntry& entry) {
      const google::protobuf::Message& event =
          entry.event().GetReflection()->GetMessage(entry.event(), field);
      apply(world, entry, static_cast<const Event&>(event));
    });
  }

  template <typename Row>
  TableBuilder<Row> Table() {
    return TableBuilder<Row>(&RegisterTable(Row::default_instance()));
  }

  void Gate(GateId id, GatePredicate predicate);

  template <typename Request, typename Response>
  void Query(std::optional<Refusal> (*query)(const QueryContext&, const Request&, Response&)) {
    RegisterQuery(Request::descriptor(), [query](const QueryContext& context,
                                                 const google::protobuf::Message& request,
                                                 google::protobuf::Message& response) {
      return query(context, static_cast<const Request&>(request),
                   static_cast<Response&>(response));
    });
  }

  // --- Reading the table ---
  const MethodRow* FindMethod(absl::string_view path) const;          // By `/package.Service/Method`.
  const MethodRow* FindCommand(absl::string_view command) const;      // By `SubmitMatter`.
  const MethodRow* FindTaking(const google::protobuf::Descriptor* request) const;  // By the type that it takes.
  const std::vector<std::unique_ptr<MethodRow>>& methods() const { return methods_; }
  const TableRow* FindTable(TableId id) const;
  const TableRow* FindCollection(absl::string_view collection) const;
  const std::map<TableId, TableRow>& tables() const { return tables_; }
  GatePredicate FindGate(GateId id) const;                            // nullptr when no room has it.
  const QueryFunction* FindQuery(const google::protobuf::Descriptor* request) const;

  // Called after each applied entry, to count (coverage figures). One room registers it.
  using Figures = std::function<void(FigureWorld&, const journal::v1::AuditEntry&)>;
  void SetFigures(Figures figures) { figures_ = std::move(figures); }
  const Figures& figures() const { return figures_; }

  // Asked before somebody acts for an absent colleague on a matter: a stand-in never inherits a conflict away (回避看实际办理
  // 人). `holding` is the post that he acts by. One room registers it.
  using StandInRule = std::function<std::optional<Refusal>(const World&, const Context&, const state::v1::MatterRow&,
                                                           const std::string& person, const state::v1::Holding& holding)>;
  void SetStandInRule(StandInRule rule) { stand_in_rule_ = std::move(rule); }
  const StandInRule& stand_in_rule() const { return stand_in_rule_; }

  // Asked before a command whose rule names a paper (MethodRule.paper): refuses it where the organisation's approval chain
  // is in force, since the last approval does it. One room registers it.
  using PaperRule = std::function<std::optional<Refusal>(const World&, const Context&, const MethodRow&,
                                                         const state::v1::MatterRow&)>;
  void SetPaperRule(PaperRule rule) { paper_rule_ = std::move(rule); }
  const PaperRule& paper_rule() const { return paper_rule_; }

  // Asked before an account is closed, or a post ends on `until`: refuses while work is open that would be nobody's, with the
  // list. `post` empty: the account of `person`. One room registers it.
  using OpenWorkRule = std::function<std::optional<Refusal>(const World&, const Context&, const std::string& person,
                                                            const std::string& post, absl::CivilDay until)>;
  void SetOpenWorkRule(OpenWorkRule rule) { open_work_rule_ = std::move(rule); }
  const OpenWorkRule& open_work_rule() const { return open_work_rule_; }

  // Applies the event of an entry. False: no room knows it; the caller stops with DATA_LOSS.
  [[nodiscard]] bool ApplyEntry(MutableWorld& world, const journal::v1::AuditEntry& entry) const;
  // Names of events that no room applies; empty in a complete program.
  std::vector<std::string> EventsWithoutApply() const;

 private:
  using ApplyFunction = std::function<void(MutableWorld&, const journal::v1::AuditEntry&)>;

  MethodRow& MethodTaking(const google::protobuf::Descriptor* request);
  void RegisterApply(int event, ApplyFunction apply);
  TableRow& RegisterTable(const google::protobuf::Message& prototype);
  void RegisterQuery(const google::protobuf::Descriptor* request, QueryFunction query);

  std::vector<std::unique_ptr<MethodRow>> methods_;
  std::map<const google::protobuf::Descriptor*, MethodRow*> by_request_;
  std::map<std::string, MethodRow*, std::less<>> by_path_;
  std::map<TableId, TableRow> tables_;
  std::map<std::string, TableRow*, std::less<>> by_collection_;
  std::map<GateId, GatePredicate> gates_;
  std::map<const google::protobuf::Descriptor*, QueryFunction> queries_;
  std::vector<ApplyFunction> applies_;  // By event field number.
  Figures figures_;
  StandInRule stand_in_rule_;
  PaperRule paper_rule_;
  OpenWorkRule open_work_rule_;
};

// What the caller sees of a resource: the row's resource with name, etag and version, masked.
// REQUIRES: the table is a resource table.
void ShowResource(const TableRow& table, const ViewContext& context, absl::string_view name,
                  const google::protobuf::Message& row, Head head,
                  google::protobuf::Message& resource);

// Opaque form of a version, and back; 0 when `etag` is no etag.
std::string EtagOf(int64_t version);
int64_t VersionOf(absl::string_view etag);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_ROOMS_H_
