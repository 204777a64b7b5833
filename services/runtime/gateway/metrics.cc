#include "services/runtime/gateway/metrics.h"

#include <dirent.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"

namespace plumbline {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

prometheus::Counter* AddCounter(prometheus::Registry& registry, const char* name,
                                const char* help) {
  return &BuildCounter().Name(name).Help(help).Register(registry).Add({});
}
prometheus::Gauge* AddGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return &BuildGauge().Name(name).Help(help).Register(registry).Add({});
}
prometheus::Histogram* AddHistogram(prometheus::Registry& registry, const char* name,
                                    const char* help, std::vector<double> bounds) {
  return &BuildHistogram().Name(name).Help(help).Register(registry).Add({}, std::move(bounds));
}

// Code names as gRPC writes them, in lower case for labels: "failed_precondition".
std::string CodeLabel(absl::StatusCode code) {
  return absl::AsciiStrToLower(absl::StatusCodeToString(code));
}

constexpr absl::string_view kHttpMethods[] = {"GET",   "HEAD",   "POST",   "PUT",
                                              "PATCH", "DELETE", "OPTIONS"};

}  // namespace

Metrics::Metrics(std::shared_ptr<prometheus::Registry> registry)
    : registry_(std::move(registry)),
      commands_(&BuildCounter()
                     .Name("plumbline_commands_total")
                     .Help("Answered commands and queries by method and gRPC code.")
                     .Register(*registry_)),
      group_commands_(AddHistogram(*registry_, "plumbline_group_commands",
                                   "Commands in one committed group.",
                                   {1, 2, 4, 8, 16, 32, 64, 128, 256})),
      commit_seconds_(AddHistogram(
          *registry_, "plumbline_commit_seconds", "Time of one commit, write and sync.",
          {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5})),
      queue_depth_(AddGauge(*registry_, "plumbline_queue_depth", "Commands that wait.")),
      queue_refused_(AddCounter(*registry_, "plumbline_queue_refused_total",
                                "Commands refused because too many waited.")),
      record_entries_(
          AddGauge(*registry_, "plumbline_record_entries", "Durable entries of the record.")),
      store_bytes_(&BuildGauge()
                        .Name("plumbline_store_bytes")
                        .Help("Bytes on disk by store.")
                        .Register(*registry_)),
      sealed_(AddGauge(*registry_, "plumbline_sealed",
                       "1 when a commit failed and nothing is committed until a restart.")),
      http_requests_(&BuildCounter()
                          .Name("plumbline_http_requests_total")
                          .Help("Answered HTTP requests by method and status.")
                          .Register(*registry_)),
      http_seconds_(AddHistogram(*registry_, "plumbline_http_request_seconds",
                                 "From a request's first byte to its answer's last.",
                                 {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 10})),
      http_connections_(
          AddGauge(*registry_, "plumbline_http_connections", "Open HTTP connections.")),
      resident_bytes_(AddGauge(*registry_, "process_resident_memory_bytes", "Resident memory.")),
      virtual_bytes_(AddGauge(*registry_, "process_virtual_memory_bytes", "Virtual memory.")),
      cpu_seconds_(AddGauge(*registry_, "process_cpu_seconds_total", "User and system CPU time.")),
      open_files_(AddGauge(*registry_, "process_open_fds", "Open file descriptors.")),
      threads_(AddGauge(*registry_, "process_threads", "Threads of the process.")) {}

Metrics::~Metrics() = default;

void Metrics::CountCommand(absl::string_view method, absl::StatusCode code) {
  const size_t index = static_cast<size_t>(code) < CodeCounters().size()
                           ? static_cast<size_t>(code)
                           : static_cast<size_t>(absl::StatusCode::kUnknown);
  prometheus::Counter* counter;
  {
    MutexLock lock(&mutex_);
    auto found = methods_.find(method);
    if (found == methods_.end()) {
      if (methods_.size() >= kMethodsMax) method = "other";
      found = methods_.try_emplace(std::string(method)).first;
    }
    prometheus::Counter*& slot = found->second[index];
    if (slot == nullptr) {
      slot = &commands_->Add(
          {{"method", found->first}, {"code", CodeLabel(static_cast<absl::StatusCode>(index))}});
    }
    counter = slot;
  }
  counter->Increment();
}

void Metrics::ObserveGroup(size_t commands, absl::Duration commit) {
  group_commands_->Observe(static_cast<double>(commands));
  commit_seconds_->Observe(absl::ToDoubleSeconds(commit));
}

void Metrics::SetQueueDepth(size_t commands) { queue_depth_->Set(static_cast<double>(commands)); }

void Metrics::CountQueueRefusals(size_t commands) {
  queue_refused_->Increment(static_cast<double>(commands));
}

void Metrics::SetRecordEntries(uint64_t entries) {
  record_entries_->Set(static_cast<double>(entries));
}

void Metrics::SetStoreBytes(absl::string_view store, uint64_t bytes) {
  store_bytes_->Add({{"store", std::string(store)}}).Set(static_cast<double>(bytes));
}

void Metrics::SetSealed(bool sealed) { sealed_->Set(sealed ? 1 : 0); }

void Metrics::CountHttp(absl::string_view method, int status, absl::Duration took) {
  const bool known =
      std::find(std::begin(kHttpMethods), std::end(kHttpMethods), method) != std::end(kHttpMethods);
  http_requests_
      ->Add({{"method", known ? std::string(method) : "other"}, {"code", absl::StrCat(status)}})
      .Increment();
  http_seconds_->Observe(absl::ToDoubleSeconds(took));
}

void Metrics::SetHttpConnections(size_t connections) {
  http_connections_->Set(static_cast<double>(connections));
}

void Metrics::OnScrape(std::function<void(Metrics&)> update) {
  on_scrape_.push_back(std::move(update));
}

std::string Metrics::Text() {
  for (const auto& update : on_scrape_) update(*this);
  UpdateProcess();
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

void Metrics::UpdateProcess() {
  // proc(5): size and resident, in pages.
  std::ifstream statm("/proc/self/statm");
  double size = 0;
  double resident = 0;
  if (statm >> size >> resident) {
    const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
    virtual_bytes_->Set(size * page);
    resident_bytes_->Set(resident * page);
  }
  rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    cpu_seconds_->Set(seconds(usage.ru_utime) + seconds(usage.ru_stime));
  }
  const auto count_entries = [](const char* directory) {
    double count = 0;
    if (DIR* open = opendir(directory)) {
      while (const dirent* entry = readdir(open)) count += entry->d_name[0] != '.' ? 1 : 0;
      closedir(open);
    }
    return count;
  };
  open_files_->Set(count_entries("/proc/self/fd"));
  threads_->Set(count_entries("/proc/self/task"));
}

}  // namespace plumbline
