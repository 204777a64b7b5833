// plumbline draw verify: repeats a draw and checks that nobody could steer it.
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/lib/errors.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/review/draw.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"
#include "storage/merkle/proof.h"

namespace plumbline::client {

namespace {

std::vector<Hash> HashesOf(const v1::Proof& proof) {
  std::vector<Hash> hashes;
  for (const std::string& bytes : proof.hashes()) hashes.push_back(HashFromBytes(bytes).value_or(Hash{}));
  return hashes;
}

// One step of the check and what became of it.
struct Step {
  Phrase what;
  bool holds = false;
};

// A checkpoint that somebody kept: its size and root, once its signature is the log's.
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path, const std::string& vkey) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("There is no file ", path));
  std::stringstream bytes;
  bytes << in.rdbuf();
  const auto verifier = NoteVerifier::Parse(vkey);
  if (!verifier.ok()) return verifier.status();
  const auto opened = OpenNote(bytes.str(), {*verifier});
  if (!opened.ok()) return opened.status();
  return ParseCheckpoint(opened->text);
}

int Run(const LocalContext& context) {
  const bool zh = context.options.language == Language::kChinese;
  const std::string name = PlainWord(context.words, {"--checkpoint", "--vkey"});
  const std::string checkpoint_path = FlagValue(context.words, "--checkpoint");
  const std::string vkey = FlagValue(context.words, "--vkey");
  if (name.empty() || checkpoint_path.empty() != vkey.empty()) {
    return PrintUsage({"用法：plumbline draw verify matters/…/draws/… [--checkpoint 文件 --vkey 公钥]",
                       "Usage: plumbline draw verify matters/…/draws/… [--checkpoint FILE --vkey KEY]"},
                      context.options, context.terminal);
  }
  absl::optional<Checkpoint> kept;
  if (!checkpoint_path.empty()) {
    const auto read = ReadCheckpoint(checkpoint_path, vkey);
    if (!read.ok()) {
      return PrintUsage({absl::StrCat("检查点不能用：", read.status().message()),
                         absl::StrCat("The checkpoint can't be used: ", read.status().message())},
                        context.options, context.terminal);
    }
    kept = *read;
  }
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  Caller& caller = connection->caller();
  const auto fail = [&](const grpc::Status& status) {
    return PrintError(DecodeError(status), context.options, context.terminal);
  };
  v1::GetDrawRequest get;
  get.set_name(name);
  v1::Draw draw;
  grpc::Status status = caller.Unary("/plumbline.v1.ReviewService/GetDraw", get, &draw, Caller::Repeat::kAlways);
  if (!status.ok()) return fail(status);
  if (draw.state() != v1::DRAW_STATE_REVEALED) {
    return PrintUsage({"该抽取尚未揭示，还没有结果可核验。", "The draw is not revealed: there is no result to check yet."},
                      context.options, context.terminal);
  }
  const auto sequence = draw.announcement_sequence();
  v1::GetEntryRequest entry_request;
  entry_request.set_name(absl::StrCat("entries/", sequence));
  v1::Entry entry;
  status = caller.Unary("/plumbline.v1.AuditService/GetEntry", entry_request, &entry, Caller::Repeat::kAlways);
  if (!status.ok()) return fail(status);
  v1::GetInclusionProofRequest inclusion_request;
  inclusion_request.set_sequence(sequence);
  inclusion_request.set_tree_size(sequence + 1);
  v1::Proof inclusion;
  status = caller.Unary("/plumbline.v1.AuditService/GetInclusionProof", inclusion_request, &inclusion,
                        Caller::Repeat::kAlways);
  if (!status.ok()) return fail(status);
  v1::GetConsistencyProofRequest consistency_request;
  consistency_request.set_first_size(sequence + 1);
  consistency_request.set_second_size(kept.has_value() ? static_cast<int64_t>(kept->size) : 0);
  v1::Proof consistency;
  status = caller.Unary("/plumbline.v1.AuditService/GetConsistencyProof", consistency_request, &consistency,
                        Caller::Repeat::kAlways);
  if (!status.ok()) return fail(status);

  std::vector<Step> steps;
  const Hash root = HashFromBytes(draw.root()).value_or(Hash{});
  journal::v1::AuditEntry announced;
  const bool parsed = announced.ParseFromString(entry.stored()) && announced.event().has_draw_announced();
  const journal::v1::DrawAnnounced& announcement = announced.event().draw_announced();
  const Hash leaf = LeafHash(Sha256(entry.stored()));
  steps.push_back({{"公告条目就是该抽取的公告", "The entry announces this draw"}, parsed && announced.subject() == name});
  steps.push_back({{"公告条目在公告时的树根之内", "The announcement stands in the root that decided the draw"},
                   VerifyInclusion(leaf, static_cast<uint64_t>(sequence), static_cast<uint64_t>(sequence) + 1,
                                   HashesOf(inclusion), root)
                       .ok()});
  const Hash later = kept.has_value() ? kept->root : HashFromBytes(consistency.root()).value_or(Hash{});
  const auto later_size = kept.has_value() ? kept->size : static_cast<uint64_t>(consistency.tree_size());
  steps.push_back({kept.has_value() ? Phrase{"该树根属于您保存的检查点所签的记录", "That root belongs to the record that your checkpoint signs"}
                                    : Phrase{"该树根属于现在的记录", "That root belongs to the record of today"},
                   VerifyConsistency(static_cast<uint64_t>(sequence) + 1, root, later_size, later, HashesOf(consistency)).ok()});
  steps.push_back({{"随机数与公告时的承诺一致", "The nonce is the one that was committed to"},
                   draw.nonce().size() == kNonceBytes &&
                       BytesOf(Sha256(draw.nonce())) == absl::string_view(announcement.nonce_sha256())});
  bool picked = false;
  if (draw.nonce().size() == kNonceBytes && announcement.pool_size() <= static_cast<int>(kDrawPoolMax) &&
      announcement.count() <= announcement.pool_size()) {
    const std::vector<size_t> picks = DrawPicks(DrawSeed(root, draw.nonce()), static_cast<size_t>(announcement.pool_size()),
                                                static_cast<size_t>(announcement.count()));
    picked = static_cast<int>(picks.size()) == draw.picks_size();
    for (size_t i = 0; picked && i < picks.size(); ++i) {
      picked = announcement.pool(static_cast<int>(picks[i])).person() == draw.picks(static_cast<int>(i)).person();
    }
  }
  steps.push_back({{"按公告的名单重算，抽中的人和顺序相同", "Repeated over the announced pool, the same people come out in the same order"}, picked});

  bool ok = true;
  for (const Step& step : steps) ok &= step.holds;
  if (context.options.format != "text") {
    context.terminal.out << "{\"draw\": \"" << name << "\", \"ok\": " << (ok ? "true" : "false")
                         << ", \"root\": \"" << HexOf(root) << "\", \"tree_size\": " << sequence + 1 << "}\n";
    return ok ? kExitOk : kExitRefused;
  }
  for (const Step& step : steps) {
    context.terminal.out << (step.holds ? "✓ " : "✗ ") << step.what.In(context.options.language) << '\n';
  }
  if (draw.single_party()) {
    context.terminal.out << (zh ? "注意：随机数由抽取方自己给出，结果可重算，但不防操纵。\n"
                                : "Note: who drew also chose the nonce: the result can be repeated, but was not safe from steering.\n");
  }
  if (!kept.has_value()) {
    context.terminal.out << (zh ? "没有用您自己保存的检查点核对；用 --checkpoint 与 --vkey 可排除服务器改换记录。\n"
                                : "Not compared with a checkpoint of yours; --checkpoint and --vkey rule out that the server shows another record.\n");
  }
  return ok ? kExitOk : kExitRefused;
}

}  // namespace

LocalCommand DrawVerifyCommand() {
  LocalCommand command;
  command.noun = "draw";
  command.verb = "verify";
  command.title = {"核验抽取", "Verify a draw"};
  command.help = {
      "用法\n  plumbline draw verify matters/…/draws/… [--checkpoint 文件 --vkey 公钥]\n\n"
      "在本机重算一次抽取：公告在前、随机数与承诺一致、树根属于记录、按名单重算得到同样的人。\n"
      "检查点取自 http://服务器/checkpoint，公钥取自 /vkey；请用自己事先保存的。\n\n"
      "示例\n  plumbline draw verify matters/x7k2/draws/p3v9\n",
      "Usage\n  plumbline draw verify matters/…/draws/… [--checkpoint FILE --vkey KEY]\n\n"
      "Repeats a draw on this machine: the announcement came first, the nonce is the one committed to, the root belongs to\n"
      "the record, and the pool gives the same people. A checkpoint comes from http://SERVER/checkpoint, the key from /vkey;\n"
      "use the ones that you kept.\n\n"
      "Example\n  plumbline draw verify matters/x7k2/draws/p3v9\n"};
  command.flags = {"checkpoint", "vkey"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
