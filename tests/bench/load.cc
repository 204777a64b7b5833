#include "tests/bench/load.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace plumbline::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Flight {
  grpc::GenericStub* stub = nullptr;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer reply;
  grpc::Status status;
  Clock::time_point began;
  std::string path;
};

void Begin(Flight* flight, const Shot& shot, grpc::CompletionQueue* queue) {
  flight->context = std::make_unique<grpc::ClientContext>();
  if (!shot.token.empty()) flight->context->AddMetadata("authorization", "Bearer " + shot.token);
  flight->context->AddMetadata("accept-language", "en");
  const grpc::Slice slice(shot.bytes);
  const grpc::ByteBuffer request(&slice, 1);
  flight->reply.Clear();
  flight->path = shot.path;
  flight->began = Clock::now();
  flight->reader =
      flight->stub->PrepareUnaryCall(flight->context.get(), shot.path, request, queue);
  flight->reader->StartCall();
  flight->reader->Finish(&flight->reply, &flight->status, flight);
}

double At(const std::vector<float>& sorted, double part) {
  return sorted[static_cast<size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

LoadResult RunLoad(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int callers,
                   double seconds, uint64_t calls_max, const std::function<Shot()>& next) {
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : channels) stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  grpc::CompletionQueue queue;
  std::vector<Flight> flights(static_cast<size_t>(callers));
  std::vector<float> micros;
  const auto began = Clock::now();
  const auto end = began + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(seconds));
  uint64_t started = 0;
  uint64_t open = 0;
  const auto more = [&] { return (calls_max == 0 || started < calls_max) && Clock::now() < end; };
  for (size_t i = 0; i < flights.size() && (i == 0 || more()); ++i, ++started, ++open) {
    flights[i].stub = stubs[i % stubs.size()].get();
    Begin(&flights[i], next(), &queue);
  }
  void* tag = nullptr;
  bool ok = false;
  while (open > 0 && queue.Next(&tag, &ok)) {
    auto* const flight = static_cast<Flight*>(tag);
    const auto now = Clock::now();
    if (!flight->status.ok()) {
      std::fprintf(stderr, "plumbline-bench: %s was refused: %s\n", flight->path.c_str(),
                   flight->status.error_message().c_str());
      std::exit(1);
    }
    micros.push_back(std::chrono::duration<float, std::micro>(now - flight->began).count());
    if (more()) {
      ++started;
      Begin(flight, next(), &queue);
    } else {
      --open;
    }
  }
  LoadResult result;
  result.calls = micros.size();
  result.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  result.per_second = static_cast<double>(result.calls) / result.seconds;
  double sum = 0;
  for (const float one : micros) sum += static_cast<double>(one);
  result.mean_us = sum / static_cast<double>(micros.size());
  std::sort(micros.begin(), micros.end());
  result.p50_us = At(micros, 0.50);
  result.p99_us = At(micros, 0.99);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  return result;
}

}  // namespace plumbline::bench
