#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "services/dates.h"
#include "services/destruction/destruction.h"
#include "services/files.h"
#include "services/relation.h"

namespace plumbline {

namespace {

std::string GroundText(int ground, bool chinese) {
  switch (ground) {
    case v1::DESTRUCTION_GROUND_CLASSIFIED:
      return chinese ? "涉密误传" : "classified, sent in by mistake";
    case v1::DESTRUCTION_GROUND_PERSONAL_DATA:
      return chinese ? "个人信息" : "personal data";
    case v1::DESTRUCTION_GROUND_COURT_ORDER:
      return chinese ? "法院裁定" : "a court's order";
    default:
      return chinese ? "依规" : "by rule";
  }
}

Refusal RefuseOthers() {
  return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                "该对象的内容须由其主管单位提出销毁：送审后的事项为审核机构、办公室或者制定机关，未送审的为起草单位，账户为系统管理员，"
                "其他为所属单位；安全管理员均可提出。请联系其中之一。",
                "Destroying these contents is proposed by whose they are: the reviewing body, office or maker of a matter "
                "that was handed in, its drafting department before that, the system administrator for accounts, else the "
                "organisation itself; the security administrator for anything. Ask one of them.");
}

// Whose a resource is, where it says so itself: an organisation, a meeting, a document, a correction.
bool BelongsTo(const Rooms& rooms, const World& world, const std::string& root, const std::string& organization) {
  if (root == organization) return true;
  const TableRow* table = rooms.FindCollection(CollectionOf(root));
  const google::protobuf::Message* row =
      table == nullptr || table->resource == nullptr ? nullptr : world.FindRow(table->id, *table->prototype, root);
  if (row == nullptr) return false;
  const google::protobuf::Message& resource = row->GetReflection()->GetMessage(*row, table->resource);
  for (const char* name : {"organization", "office", "issuer", "body"}) {
    const auto* field = resource.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING ||
        field->is_repeated()) {
      continue;
    }
    const std::string owner = resource.GetReflection()->GetString(resource, field);
    if (!owner.empty() && (owner == organization || OfficeOf(world, owner) == organization)) return true;
  }
  return false;
}

bool MayAsk(const Rooms& rooms, const World& world, const DestructionAsker& asker, const std::string& root) {
  if (CollectionOf(root) == "people") return asker.role == config::v1::ROLE_SYSTEM_ADMIN;
  if (asker.role == config::v1::ROLE_SYSTEM_ADMIN) return false;
  const auto* matter = CollectionOf(root) == "matters" ? world.Find<state::v1::MatterRow>(root) : nullptr;
  if (matter == nullptr) return BelongsTo(rooms, world, root, asker.organization);
  const v1::Matter& resource = matter->resource();
  if (!resource.has_submitted()) return asker.organization == resource.lead_drafter();
  return asker.organization == resource.reviewing_body() || asker.organization == resource.issuer() ||
         asker.organization == resource.office();
}

}  // namespace

std::optional<Refusal> CheckScope(const World& world, const Rooms& rooms, const DestructionAsker& asker,
                                  const DestructionScope& scope) {
  for (const std::string& file : scope.files) {
    if (FileDigestOf(file).empty()) {
      return RefuseField("files", "文件须写成 files/ 加 64 位十六进制摘要", "a file is files/ and 64 hexadecimal digits");
    }
  }
  const bool security = asker.role == config::v1::ROLE_SECURITY_ADMIN;
  if (scope.resource.empty()) {
    if (!scope.fields.empty() || scope.files.empty() || !security) {
      return RefuseField("resource", "请写明所在对象（事项、审查意见、会议等）；只按文件摘要销毁的，须由安全管理员提出",
                         "name the resource that holds it; a file alone is the security administrator's to propose");
    }
    return std::nullopt;
  }
  const TableRow* table = rooms.FindCollection(CollectionOf(scope.resource));
  const google::protobuf::Message* row = table == nullptr || table->resource == nullptr
                                             ? nullptr
                                             : world.FindRow(table->id, *table->prototype, scope.resource);
  if (row == nullptr) return RefuseNotFound();
  // The security administrator sees names and sizes only, of anything.
  if (!security && table->visible && !table->visible(world, asker.caller, scope.resource, *row)) return RefuseNotFound();
  const std::string root(RootOf(scope.resource));
  if (!security && !MayAsk(rooms, world, asker, root)) return RefuseOthers();
  const auto* person = CollectionOf(root) == "people" ? world.Find<state::v1::PersonRow>(root) : nullptr;
  if (person != nullptr && !person->resource().closed()) {
    return RefuseState("该账户仍在使用，姓名和登录名不能销毁。请先注销账户（person close）。",
                       "The account is still open: its names can't be destroyed. Close it first (person close).");
  }
  return std::nullopt;
}

std::optional<Refusal> RefuseDestroyedFile(const World& world, const std::string& file, bool uploading) {
  const auto* row = world.Find<state::v1::DestroyedFileRow>(file);
  if (row == nullptr) return std::nullopt;
  const std::string day = absl::FormatCivilTime(DayOf(row->date()));
  Refusal refusal =
      uploading
          ? Refuse(absl::StatusCode::kFailedPrecondition, v1::CONTENT_DESTROYED,
                   absl::StrCat("该文件与 ", day, " 已依规销毁的文件相同（", GroundText(row->ground(), true),
                                "），不再接收。请改用不含该内容的文件；有疑问的，请联系安全管理员。"),
                   absl::StrCat("These bytes were destroyed on ", day, " (", GroundText(row->ground(), false),
                                ") and are not taken again. Use a file without them, or ask the security administrator."))
          : Refuse(absl::StatusCode::kFailedPrecondition, v1::CONTENT_DESTROYED,
                   absl::StrCat("该文件内容已于 ", day, " 依规销毁（", GroundText(row->ground(), true),
                                "），不能下载；摘要和存证仍然有效。确需查阅的，请向提供文件的单位索取。"),
                   absl::StrCat("The contents of this file were destroyed on ", day, " (",
                                GroundText(row->ground(), false),
                                "): it can't be downloaded; digest and proof stay valid. Ask who provided it."));
  refusal.metadata["destruction"] = row->destruction();
  return refusal;
}

}  // namespace plumbline
