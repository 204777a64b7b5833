// tests/bench/load.h: many callers from one thread, cheaply.
//
// A caller is one unary call in flight: when it is answered, the next begins. Requests are bytes,
// replies are not parsed, so that the generator takes little of the processor it shares.
#ifndef PLUMBLINE_TESTS_BENCH_LOAD_H_
#define PLUMBLINE_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"

namespace plumbline::bench {

struct Shot {
  std::string path;   // /package.Service/Method.
  std::string token;  // Empty: none is sent.
  std::string bytes;  // The request.
};

struct LoadResult {
  uint64_t calls = 0;
  double seconds = 0;
  double per_second = 0;
  double mean_us = 0;
  double p50_us = 0;
  double p99_us = 0;
};

// Runs `callers` (1..4096) for `seconds`, at most `calls_max` calls when that is above 0. Calls in
// flight at the end are waited for and counted. A refused call ends the program with its message: a
// refusal is cheaper than a command and would flatter the figures.
LoadResult RunLoad(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int callers,
                   double seconds, uint64_t calls_max, const std::function<Shot()>& next);

}  // namespace plumbline::bench

#endif  // PLUMBLINE_TESTS_BENCH_LOAD_H_
