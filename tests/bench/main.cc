// plumbline-bench: a real server under N callers of full commands, as ratios in one run.
//
//   plumbline-bench --format json --callers 1,64,256 --entries 1000000 --seconds 10
//
// ratio_null_rpc            commands ÷ grpc.health.v1.Health/Check on the same server and callers
// bare_store_ratio          commands at the most callers ÷ the same bytes in bare synced RocksDB
//                           writes of that many commands each: what a perfect group could do
// one_caller_over_floor     mean command of one caller ÷ (mean null RPC + mean synced write)
// restart_s                 from exec to `ready` on the filled record
// verify_tree_over_hashing  on one thread, ÷ the SHA-256 calls that the format prescribes
// verify_full_over_hashing  headers and the rebuild of derived state as well, on two threads as `plumbline verify`
// flatness                  commands at N entries ÷ commands on the record just set up
// upload_p99_ratio          p99 while 64 MB uploads run one after the other ÷ p99 without

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/bench/district.h"
#include "tests/bench/load.h"
#include "tests/bench/offline.h"
#include "tests/bench/server_process.h"

namespace plumbline::bench {
namespace {

struct Options {
  std::vector<int> callers = {1, 64, 256};
  uint64_t entries = 100000;
  double seconds = 5;
  std::string server;
};

constexpr size_t kUploadBytes = 64u << 20;
constexpr int kUploadCallers = 64;
constexpr double kForever = 1e6;
constexpr double kRateGuess = 10000;
constexpr double kAdviceShare = 1.0 / 16;

void Say(const char* what) { std::fprintf(stderr, "plumbline-bench: %s\n", what); }

nlohmann::ordered_json Run(const Options& options, const std::string& directory) {
  const std::string data = directory + "/data";
  const int most = *std::max_element(options.callers.begin(), options.callers.end());
  auto server = std::make_unique<ServerProcess>(options.server, data);
  Say("setting up the district");
  auto district = std::make_unique<BenchDistrict>(server->address());
  std::map<int, double> last_rate;  // By callers: how many assignments the next run will use.
  const auto load = [&](int callers, double seconds) {
    const double rate = last_rate.count(callers) == 1 ? last_rate[callers] : kRateGuess;
    district->Prepare(static_cast<size_t>(rate * seconds * kAdviceShare * 1.2) + 16);
    const LoadResult result = RunLoad(district->channels(), callers, seconds, 0,
                                      [&district] { return district->NextCommand(); });
    last_rate[callers] = result.per_second;
    return result;
  };
  load(most, options.seconds / 4);  // Warm: connections, first compaction.
  Say("commands on an empty record");
  const double empty = load(most, options.seconds).per_second;
  Say("filling");
  uint64_t entries = district->Entries();
  while (entries < options.entries) {
    const uint64_t rest = options.entries - entries;
    RunLoad(district->channels(), 256, kForever, rest, [&district] { return district->NextFilling(); });
    entries = district->Entries();
  }

  nlohmann::ordered_json by_callers;
  std::map<int, LoadResult> commands;
  std::vector<int> counts = options.callers;
  if (std::find(counts.begin(), counts.end(), 1) == counts.end()) counts.push_back(1);
  LoadResult one_null;
  for (const int callers : counts) {
    Say(("null RPC and commands, callers: " + std::to_string(callers)).c_str());
    const LoadResult null = RunLoad(district->channels(), callers, options.seconds, 0,
                                    [] { return BenchDistrict::NullCall(); });
    const LoadResult full = commands[callers] = load(callers, options.seconds);
    if (callers == 1) one_null = null;
    nlohmann::ordered_json& row = by_callers[std::to_string(callers)];
    row["null_rpc_per_s"] = null.per_second;
    row["commands_per_s"] = full.per_second;
    row["ratio_null_rpc"] = full.per_second / null.per_second;
    row["p50_us"] = full.p50_us;
    row["p99_us"] = full.p99_us;
  }
  Say("uploads");
  const LoadResult quiet = load(kUploadCallers, options.seconds);
  std::atomic<bool> stop{false};
  std::thread upload([&] { district->Upload(kUploadBytes, stop); });
  const LoadResult busy = load(kUploadCallers, options.seconds);
  stop = true;
  upload.join();

  const double rss = server->RssMib();
  const uint64_t advice = district->advice();
  server->Stop();
  district.reset();
  Say("restart");
  server = std::make_unique<ServerProcess>(options.server, data);
  const double restart = server->seconds_to_ready();
  server->Stop();
  Say("verification");
  const OfflineResult record = MeasureRecord(data);
  Say("bare store");
  const auto bytes = static_cast<size_t>(record.row_bytes_per_entry);
  const BareResult single = MeasureBareStore(directory + "/bare1", 1, bytes, options.seconds / 2);
  const BareResult group = MeasureBareStore(directory + "/bare", static_cast<size_t>(most), bytes,
                                            options.seconds / 2);

  nlohmann::ordered_json json;
  json["callers"] = by_callers;
  json["bare_store_ratio"] = commands[most].per_second / (group.writes_per_s * most);
  json["one_caller_over_floor"] = commands[1].mean_us / (one_null.mean_us + single.mean_us);
  json["restart_s"] = restart;
  json["verify_tree_over_hashing"] = record.tree_s / record.hashing_s;
  json["verify_full_over_hashing"] = record.full_s / record.hashing_s;
  json["flatness"] = commands[most].per_second / empty;
  json["upload_p99_ratio"] = busy.p99_us / quiet.p99_us;
  json["bytes_per_entry"] = record.disk_bytes_per_entry;
  json["rss_mib"] = rss;
  // Beyond the ratios: what they were made of.
  json["null_rpc"] = "grpc.health.v1.Health/Check";
  json["entries"] = record.entries;
  json["entries_before_load"] = entries;
  json["advice_signed"] = advice;
  json["empty_commands_per_s"] = empty;
  json["one_caller_mean_us"] = commands[1].mean_us;
  json["one_null_mean_us"] = one_null.mean_us;
  json["synced_write_us"] = single.mean_us;
  json["rows_per_entry"] = record.rows_per_entry;
  json["row_bytes_per_entry"] = record.row_bytes_per_entry;
  json["hashing_s"] = record.hashing_s;
  json["seconds"] = options.seconds;
  return json;
}

}  // namespace
}  // namespace plumbline::bench

int main(int argc, char** argv) {
  // As the server does: the generator shares its processor.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  plumbline::bench::Options options;
  std::string format = "text";
  options.server =
      (std::filesystem::canonical("/proc/self/exe").parent_path() / "plumbline-server").string();
  CLI::App app{
      "Measures plumbline-server: full commands (create, remark, advice) as ratios to a null RPC and "
      "to bare synced RocksDB writes.\n\n  plumbline-bench --format json --callers 1,64,256"};
  app.add_option("--format", format, "json or text.")
      ->check(CLI::IsMember({"json", "text"}))
      ->capture_default_str();
  app.add_option("--callers", options.callers, "Numbers of callers, by commas (default: 1,64,256).")
      ->delimiter(',')
      ->check(CLI::Range(1, 4096));
  app.add_option("--entries", options.entries, "Entries of the record before the load.")
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "Length of each measurement.")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  app.add_option("--server-binary", options.server, "Server (default: beside this binary).");
  CLI11_PARSE(app, argc, argv);
  std::string directory = (std::filesystem::temp_directory_path() / "plumbline-bench-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) {
    std::perror("plumbline-bench: temporary directory");
    return 1;
  }
  const nlohmann::ordered_json json = plumbline::bench::Run(options, directory);
  std::filesystem::remove_all(directory);
  if (format == "json") {
    std::printf("%s\n", json.dump(2).c_str());
    return 0;
  }
  const nlohmann::json flat = nlohmann::json(json).flatten();
  for (const auto& [key, value] : flat.items()) {
    std::printf("%-40s %s\n", key.c_str() + 1, value.dump().c_str());
  }
  return 0;
}
