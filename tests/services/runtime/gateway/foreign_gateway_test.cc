// An independent verifier (Go, tests/e2e/foreign) reads a running gateway over HTTP.
#include <prometheus/registry.h>
#include <sys/wait.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/runtime/gateway/gateway.h"
#include "storage/merkle/hash.h"
#include "tests/services/runtime/gateway/gateway_fixture.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

struct Verdict {
  int exit_code = -1;
  nlohmann::json report;
};

// Runs verify.sh on the log at `url`. PLUMBLINE_FOREIGN_OUT holds the program it builds.
Verdict RunVerifier(const std::string& url, const std::string& flags = "") {
  const std::string command =
      absl::StrCat("PLUMBLINE_FOREIGN_OUT='" PLUMBLINE_FOREIGN_OUT "' '" PLUMBLINE_SOURCE_DIR
                   "/tests/e2e/foreign/verify.sh' '",
                   url, "' ", flags);
  Verdict verdict;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return verdict;
  std::string output;
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof(buffer), pipe)) > 0;) output.append(buffer, n);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) verdict.exit_code = WEXITSTATUS(status);
  verdict.report = nlohmann::json::parse(output, nullptr, /*allow_exceptions=*/false);
  return verdict;
}

class ForeignGatewayTest : public ::testing::Test {
 protected:
  void Start() {
    CheckpointSigner::Options signing;
    signing.store = &record_.store();
    signing.origin = kTestOrigin;
    signer_ = CheckpointSigner::Open(std::move(signing), TestKey()).value();
    Gateway::Options options;
    options.http.clock = &clock_;
    options.store = &record_.store();
    options.signer = signer_.get();
    options.metrics = &metrics_;
    gateway_ = Gateway::Start(std::move(options)).value();
  }
  std::string Url() const { return absl::StrCat("http://", gateway_->address()); }

  const StandingClock clock_;
  TestRecord record_;
  Metrics metrics_{std::make_shared<prometheus::Registry>()};
  std::unique_ptr<CheckpointSigner> signer_;
  std::unique_ptr<Gateway> gateway_;
};

TEST_F(ForeignGatewayTest, AcceptsTheRunningLogWhileItGrows) {
  Start();
  for (uint64_t size : {0, 257, 70000}) {
    record_.Grow(size);
    const Verdict verdict = RunVerifier(Url());
    ASSERT_EQ(verdict.exit_code, 0) << size << " " << verdict.report;
    EXPECT_EQ(verdict.report["ok"], true);
    EXPECT_EQ(verdict.report["origin"], kTestOrigin);
    EXPECT_EQ(verdict.report["size"], size);
    EXPECT_EQ(verdict.report["root"], HexOf(record_.root()));
  }
}

TEST_F(ForeignGatewayTest, RefusesTheLogUnderAnotherKey) {
  record_.Grow(10);
  Start();
  const std::string own = TestKey().verifier().vkey();
  const std::string other = TestKey('o').verifier().vkey();
  EXPECT_EQ(RunVerifier(Url(), absl::StrCat("-vkey '", own, "'")).exit_code, 0);
  const Verdict verdict = RunVerifier(Url(), absl::StrCat("-vkey '", other, "'"));
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(verdict.report["first_bad"], "checkpoint");
}

}  // namespace
}  // namespace plumbline
