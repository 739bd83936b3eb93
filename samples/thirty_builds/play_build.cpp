// Writes the journal of one build of an order book's test suite, in which one test is slower from
// build 20 on, one fails from build 28 on and one is flaky. Nothing is run: the times are told.
//
// usage: play_build BUILD FILE.journal

#include <testtracker/journal_writer.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using std::chrono::nanoseconds;
using testtracker::Status;

constexpr int k_slower_from = 20;
constexpr int k_broken_from = 28;

/// The suite's tests, one after the other.
class Build {
 public:
  Build(testtracker::JournalWriter& journal, int build)
      : journal_(journal), chance_(static_cast<unsigned>(build)) {}

  /// About `ms` milliseconds, a twentieth more or less.
  void test(const std::string& suite, const std::string& name, double ms,
            const std::string& failure = {}) {
    testtracker::TestStarted started;
    started.id = ++tests_;
    started.suite = suite;
    started.name = name;
    started.file = "order_book_test.cpp";
    started.line = 40;
    journal_.set_time(now_);
    journal_.append(started);
    const auto duration = around(ms);
    now_ += duration;
    journal_.set_time(now_);
    if (!failure.empty()) {
      testtracker::FailureReported report;
      report.test = tests_;
      report.file = started.file;
      report.line = 57;
      report.text = failure;
      journal_.append(report);
      passed_ = false;
    }
    testtracker::TestEnded ended;
    ended.id = tests_;
    ended.status = failure.empty() ? Status::passed : Status::failed;
    ended.duration = duration;
    journal_.append(ended);
  }

  void end() {
    testtracker::ProgramEnded ended;
    ended.passed = passed_;
    journal_.append(ended);
  }

 private:
  nanoseconds around(double ms) {
    // The engine's numbers are the same everywhere; the library's distributions are not.
    const double share = static_cast<double>(chance_() % 1000) / 1000 - 0.5;
    return nanoseconds(static_cast<std::int64_t>(ms * (1 + share / 10) * 1e6));
  }

  testtracker::JournalWriter& journal_;
  std::mt19937 chance_;
  testtracker::TestId tests_ = 0;
  nanoseconds now_{};
  bool passed_ = true;
};

void play(testtracker::JournalWriter& journal, int build) {
  Build suite(journal, build);
  suite.test("OrderParser", "ReadsALine", 22);
  suite.test("OrderParser", "RefusesRubbish", 31);
  suite.test("OrderBook", "TradesAtTheRestingPrice", 45);
  suite.test("OrderBook", "MatchesManyLevels", build >= k_slower_from ? 180 : 120);
  suite.test("OrderBook", "ChargesAFeeForEachTrade", 38,
             build >= k_broken_from ? "Expected equality of these values:\n  fee\n    0\n  2" : "");
  suite.test("Recovery", "ReplaysTheLog", 64);
  const bool fails = build % 7 == 5;
  suite.test("Venue", "ConnectsAtOnce", 50, fails ? "the venue did not answer within 50 ms" : "");
  if (fails && build % 2 == 0) {
    suite.test("Venue", "ConnectsAtOnce", 50);  // tried again
  }
  suite.end();
}

}  // namespace

int main(int argc, char** argv) {
  const int build = argc == 3 ? std::atoi(argv[1]) : 0;
  if (build < 1) {
    std::fputs("usage: play_build BUILD FILE.journal\n", stderr);
    return 2;
  }
  testtracker::ProgramStarted started;
  started.process = "build-" + std::to_string(build);
  started.kind = "test_program";
  started.program = "order_book_test";
  started.executable = "/build/order_book_test";
  started.framework = "googletest";
  started.compiler = "GCC 12.2.0";
  started.build_type = "Release";
  // One build a day, the last of thirty today.
  started.wall_time = std::chrono::duration_cast<nanoseconds>(
      std::chrono::system_clock::now().time_since_epoch() - std::chrono::hours(24) * (30 - build));
  auto journal = testtracker::JournalWriter::create(argv[2], started);
  if (!journal) {
    std::fprintf(stderr, "play_build: %s\n", journal.error().message.c_str());
    return 1;
  }
  play(*journal, build);
}
