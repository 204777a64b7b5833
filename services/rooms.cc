#include "services/rooms.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/core/base/check.h"
#include "services/dates.h"

namespace plumbline {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// Every service of the wire. The one place that names them: a service is served once it stands here.
const char* const kServices[] = {
    "plumbline/v1/directory_service.proto", "plumbline/v1/matter_service.proto", "plumbline/v1/opinion_service.proto", "plumbline/v1/file_service.proto",
    "plumbline/v1/audit_service.proto", "plumbline/v1/rehearsal_service.proto",
    "plumbline/v1/decision_service.proto", "plumbline/v1/registry_service.proto",
    "plumbline/v1/coverage_service.proto", "plumbline/v1/correction_service.proto",
    "plumbline/v1/review_service.proto", "plumbline/v1/paper_service.proto", "plumbline/v1/urgency_service.proto",
    "plumbline/v1/layout_service.proto", "plumbline/v1/handover_service.proto", "plumbline/v1/table_service.proto",
    "plumbline/v1/destruction_service.proto", "plumbline/v1/joint_service.proto",
    "plumbline/v1/reorganization_service.proto", "plumbline/v1/engagement_service.proto",
    "plumbline/v1/review_package_service.proto", "plumbline/v1/reminder_service.proto", "plumbline/v1/past_review_service.proto",
    "plumbline/v1/outcome_service.proto", "plumbline/v1/access_service.proto",
};

const FieldDescriptor* FieldWith(const Descriptor* type, bool (*has)(const v1::FieldRule&)) {
  for (int i = 0; i < type->field_count(); ++i) {
    if (has(type->field(i)->options().GetExtension(v1::field))) return type->field(i);
  }
  return nullptr;
}

const Message* PrototypeOf(const Descriptor* type) {
  const Message* prototype = MessageFactory::generated_factory()->GetPrototype(type);
  PLUMBLINE_CHECK(prototype != nullptr, "the message is compiled in");
  return prototype;
}

std::unique_ptr<MethodRow> MakeMethod(const google::protobuf::MethodDescriptor* method) {
  auto row = std::make_unique<MethodRow>();
  row->path = absl::StrCat("/", method->service()->full_name(), "/", method->name());
  row->command = method->name();
  row->descriptor = method;
  row->rule = method->options().GetExtension(v1::rule);
  row->request = PrototypeOf(method->input_type());
  row->response = PrototypeOf(method->output_type());
  const Descriptor* in = method->input_type();
  const Descriptor* out = method->output_type();
  row->subject = FieldWith(in, [](const v1::FieldRule& rule) { return rule.subject(); });
  row->parent = FieldWith(in, [](const v1::FieldRule& rule) { return rule.parent(); });
  row->etag = in->FindFieldByName("etag");
  row->request_id = in->FindFieldByName("request_id");
  if (row->rule.access_logged()) {
    row->shown = in->FindFieldByName("name");
    if (row->shown == nullptr) row->shown = in->FindFieldByName("parent");
  }
  row->validate_only = in->FindFieldByName("validate_only");
  row->act = in->FindFieldByName("act");
  row->answer_receipt = out->FindFieldByName("receipt");
  if (row->answer_receipt != nullptr && out->field(0) != row->answer_receipt &&
      !out->field(0)->is_repeated() && out->field(0)->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    row->answer_resource = out->field(0);
  }
  return row;
}

// Joins a batch method to its command. A proto that does not have the shape stops the program at start.
void JoinBatch(MethodRow& row, const MethodRow* command) {
  PLUMBLINE_CHECK(command != nullptr && command->is_command(), "batch_of names a command");
  MethodRow::Batch& batch = row.batch;
  batch.command = command;
  batch.requests = row.descriptor->input_type()->FindFieldByName("requests");
  batch.answers = row.descriptor->output_type()->FindFieldByName("answers");
  PLUMBLINE_CHECK(batch.requests != nullptr && batch.requests->is_repeated() &&
                      batch.requests->message_type() == command->descriptor->input_type(),
                  "a batch holds requests of its command");
  PLUMBLINE_CHECK(batch.answers != nullptr && batch.answers->is_repeated(), "a batch answers each item");
  batch.response = batch.answers->message_type()->FindFieldByName("response");
  batch.error = batch.answers->message_type()->FindFieldByName("error");
  PLUMBLINE_CHECK(batch.response != nullptr && batch.response->message_type() == command->descriptor->output_type() &&
                      batch.error != nullptr,
                  "an item is answered by the command's response or by an error");
  batch.items_max = static_cast<int>(batch.requests->options().GetExtension(v1::field).items_max());
  PLUMBLINE_CHECK(batch.items_max > 0, "a batch is bounded");
}

}  // namespace

bool InForce(const state::v1::Holding& holding, absl::CivilDay day) {
  const int32_t number = DayNumber(day);
  return holding.from_date() <= number &&
         (holding.until_date() == 0 || number <= holding.until_date());
}

bool HoldsRole(const Caller& caller, config::v1::Role role, absl::string_view organization) {
  if (caller.holdings == nullptr) return false;
  for (const state::v1::Holding& holding : caller.holdings->holdings()) {
    if (!InForce(holding, caller.today)) continue;
    if (!organization.empty() && holding.organization() != organization) continue;
    for (const int held : holding.roles()) {
      if (held == role) return true;
    }
  }
  return false;
}

bool HoldsPost(const Caller& caller, absl::string_view organization) {
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (CollectionOf(holding.name()) == "posts" && InForce(holding, caller.today) &&
        holding.organization() == organization) {
      return true;
    }
  }
  return false;
}

Rooms::Rooms() {
  for (const char* file : kServices) {
    const google::protobuf::FileDescriptor* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(file);
    PLUMBLINE_CHECK(descriptor != nullptr, "the service's proto is compiled in");
    for (int s = 0; s < descriptor->service_count(); ++s) {
      for (int m = 0; m < descriptor->service(s)->method_count(); ++m) {
        methods_.push_back(MakeMethod(descriptor->service(s)->method(m)));
        MethodRow* row = methods_.back().get();
        by_request_.emplace(row->descriptor->input_type(), row);
        by_path_.emplace(row->path, row);
      }
    }
  }
  for (const auto& row : methods_) {
    PLUMBLINE_CHECK(!row->rule.access_logged() || row->shown != nullptr, "a logged query names what it shows");
    if (row->is_batch()) JoinBatch(*row, FindCommand(row->rule.batch_of()));
  }
}

MethodRow& Rooms::MethodTaking(const Descriptor* request) {
  const auto found = by_request_.find(request);
  PLUMBLINE_CHECK(found != by_request_.end(), "a command's request is the input of one rpc");
  return *found->second;
}

void Rooms::RegisterApply(int event, ApplyFunction apply) {
  if (applies_.size() <= static_cast<size_t>(event)) applies_.resize(static_cast<size_t>(event) + 1);
  PLUMBLINE_CHECK(!applies_[static_cast<size_t>(event)], "one room applies an event");
  applies_[static_cast<size_t>(event)] = std::move(apply);
}

TableRow& Rooms::RegisterTable(const Message& prototype) {
  const v1::TableRule& rule = prototype.GetDescriptor()->options().GetExtension(v1::table);
  PLUMBLINE_CHECK(rule.id() > 0, "a stored table has a number");
  TableRow& row = tables_[static_cast<TableId>(rule.id())];
  PLUMBLINE_CHECK(row.prototype == nullptr, "a table's number is used once");
  row.id = static_cast<TableId>(rule.id());
  row.collection = rule.collection();
  row.prototype = &prototype;
  if (!row.collection.empty()) {
    PLUMBLINE_CHECK(by_collection_.emplace(row.collection, &row).second, "a collection is one table");
    row.resource = prototype.GetDescriptor()->FindFieldByName("resource");
    if (row.resource != nullptr) {
      row.name = row.resource->message_type()->FindFieldByName("name");
      row.etag = row.resource->message_type()->FindFieldByName("etag");
      row.version = row.resource->message_type()->FindFieldByName("version");
    }
  }
  return row;
}

void Rooms::RegisterQuery(const Descriptor* request, QueryFunction query) {
  PLUMBLINE_CHECK(by_request_.count(request) == 1, "a query's request is the input of one rpc");
  queries_.emplace(request, std::move(query));
}

void Rooms::Gate(GateId id, GatePredicate predicate) {
  PLUMBLINE_CHECK(gates_.emplace(id, predicate).second, "one room has a gate");
}

const MethodRow* Rooms::FindMethod(absl::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

const MethodRow* Rooms::FindCommand(absl::string_view command) const {
  for (const auto& row : methods_) {
    if (row->command == command && row->is_command()) return row.get();
  }
  return nullptr;
}

const MethodRow* Rooms::FindTaking(const Descriptor* request) const {
  const auto found = by_request_.find(request);
  return found == by_request_.end() ? nullptr : found->second;
}

const TableRow* Rooms::FindTable(TableId id) const {
  const auto found = tables_.find(id);
  return found == tables_.end() ? nullptr : &found->second;
}

const TableRow* Rooms::FindCollection(absl::string_view collection) const {
  const auto found = by_collection_.find(collection);
  return found == by_collection_.end() ? nullptr : found->second;
}

GatePredicate Rooms::FindGate(GateId id) const {
  const auto found = gates_.find(id);
  return found == gates_.end() ? nullptr : found->second;
}

const QueryFunction* Rooms::FindQuery(const Descriptor* request) const {
  const auto found = queries_.find(request);
  return found == queries_.end() ? nullptr : &found->second;
}

bool Rooms::ApplyEntry(MutableWorld& world, const journal::v1::AuditEntry& entry) const {
  const auto number = static_cast<size_t>(entry.event().event_case());
  if (number >= applies_.size() || !applies_[number]) return false;
  applies_[number](world, entry);
  return true;
}

std::vector<std::string> Rooms::EventsWithoutApply() const {
  std::vector<std::string> names;
  const auto* oneof = journal::v1::Event::descriptor()->FindOneofByName("event");
  for (int i = 0; i < oneof->field_count(); ++i) {
    const auto number = static_cast<size_t>(oneof->field(i)->number());
    if (number >= applies_.size() || !applies_[number]) names.push_back(oneof->field(i)->name());
  }
  return names;
}

void ShowResource(const TableRow& table, const ViewContext& context, absl::string_view name,
                  const Message& row, Head head, Message& resource) {
  PLUMBLINE_CHECK(table.resource != nullptr, "only resources are shown");
  resource.CopyFrom(row.GetReflection()->GetMessage(row, table.resource));
  const google::protobuf::Reflection* reflection = resource.GetReflection();
  if (table.name != nullptr) reflection->SetString(&resource, table.name, std::string(name));
  if (table.etag != nullptr) reflection->SetString(&resource, table.etag, EtagOf(head.version));
  if (table.version != nullptr) reflection->SetInt64(&resource, table.version, head.version);
  if (table.view) table.view(context, name, row, resource);
}

std::string EtagOf(int64_t version) { return absl::StrCat("v", version); }

int64_t VersionOf(absl::string_view etag) {
  int64_t version = 0;
  if (!absl::ConsumePrefix(&etag, "v") || !absl::SimpleAtoi(etag, &version)) return 0;
  return version;
}

}  // namespace plumbline
