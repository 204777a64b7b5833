// clients/lib/api.h: every service of the wire, read from the descriptors that the build embeds.
//
// The client knows no service by name. The build puts the descriptors of all protos, with their
// comments, into the program (Api::Embedded); requests and answers are dynamic messages over them.
// So a new rpc, or a new service file, has its command, its help and its completion without an edit
// here. Immutable once loaded; any thread may read it. Messages and descriptors live as long as
// their Api.
#ifndef PLUMBLINE_CLIENTS_LIB_API_H_
#define PLUMBLINE_CLIENTS_LIB_API_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"
#include "plumbline/v1/options.pb.h"
#include "services/column_path.h"

namespace plumbline::client {

class Api {
 public:
  // The serialised google.protobuf.FileDescriptorSet of this build; static storage.
  static absl::string_view EmbeddedDescriptors();

  // INVALID_ARGUMENT when the bytes are no closed set of descriptors (each import before its
  // importer).
  static absl::StatusOr<std::unique_ptr<Api>> Load(absl::string_view descriptor_set);
  // Over the embedded descriptors, which a test loads: they can't fail.
  static std::unique_ptr<Api> Embedded();

  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // All methods that have a MethodRule and are served to clients, in the order of their files.
  const std::vector<const google::protobuf::MethodDescriptor*>& methods() const { return methods_; }
  // By name without the service, e.g. `GetMatter`; nullptr when there is none.
  const google::protobuf::MethodDescriptor* FindMethod(absl::string_view name) const;
  // By the words of the command line, e.g. `matter`, `submit`.
  const google::protobuf::MethodDescriptor* FindCommand(absl::string_view noun,
                                                        absl::string_view verb) const;
  // The query that reads the resource called `name` (a Get method whose answer's `name` has that
  // format); nullptr when there is none.
  const google::protobuf::MethodDescriptor* FindGetFor(absl::string_view name) const;

  std::unique_ptr<google::protobuf::Message> NewMessage(
      const google::protobuf::Descriptor* type) const;

  const google::protobuf::DescriptorPool& pool() const { return pool_; }

 private:
  Api() = default;

  google::protobuf::DescriptorPool pool_;
  mutable google::protobuf::DynamicMessageFactory factory_{&pool_};
  std::vector<const google::protobuf::MethodDescriptor*> methods_;
};

// What the program fixes about a method or field.
const v1::MethodRule& RuleOf(const google::protobuf::MethodDescriptor* method);
const v1::FieldRule& RuleOf(const google::protobuf::FieldDescriptor* field);
bool IsRequired(const google::protobuf::FieldDescriptor* field);
bool IsOutputOnly(const google::protobuf::FieldDescriptor* field);

// The batch method of the same service whose items are requests of `method`; nullptr when it has none.
const google::protobuf::MethodDescriptor* BatchOf(const google::protobuf::MethodDescriptor* method);

// `/plumbline.v1.MatterService/SubmitMatter`.
std::string PathOf(const google::protobuf::MethodDescriptor* method);
// `matter` and `submit` of `cli: "matter submit"`; empty where the method has no command.
std::string NounOf(const google::protobuf::MethodDescriptor* method);
std::string VerbOf(const google::protobuf::MethodDescriptor* method);

// The field of an answer that holds the repeated resources of a list; nullptr when it is no list.
using plumbline::ListedField;
// The resource of an answer `{resource, receipt}` or the answer itself where it is a resource.
const google::protobuf::Descriptor* ResourceOf(const google::protobuf::MethodDescriptor* method);

// Whether `name` has the form of `pattern`: `matters/m1` of `matters/{matter}`.
bool HasFormat(absl::string_view name, absl::string_view pattern);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_API_H_
