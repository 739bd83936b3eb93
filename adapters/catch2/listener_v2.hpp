// The listener for Catch2 2.13. Included by listener.cpp alone, or by it and by
// listener_benchmarking.cpp.
//
// The table of virtual functions has four more entries where CATCH_CONFIG_ENABLE_BENCHMARKING is
// defined, and many projects define it in their main file only, where it cannot be seen from here.
// So the listener is compiled both ways, and the one that fits Catch2's own part registers itself.

#include "listener_words.hpp"

#include <testtracker/case_recorder.hpp>

#include <set>
#include <string>
#include <vector>

// Defined by Catch2's own part when it was compiled with benchmarks, and by nothing else.
namespace Catch::Benchmark::Detail {
[[gnu::weak]] double normal_quantile(double p);
}  // namespace Catch::Benchmark::Detail

namespace testtracker::catch2 {
namespace {

#ifdef CATCH_CONFIG_ENABLE_BENCHMARKING
constexpr bool k_has_benchmarks = true;
#else
constexpr bool k_has_benchmarks = false;
#endif

bool fits_catch2() {
  return (&::Catch::Benchmark::Detail::normal_quantile != nullptr) == k_has_benchmarks;
}

TestCase test_case(const ::Catch::TestCaseInfo& info) {
  return {info.className, info.name, info.tags, info.lineInfo.file, line_of(info.lineInfo)};
}

using Tests = std::set<const ::Catch::TestCase*>;

// As Catch2's session chooses them; it does so behind testRunStarting.
Tests chosen_tests(const std::vector<::Catch::TestCase>& all, const ::Catch::IConfig& config) {
  Tests chosen;
  if (!config.testSpec().hasFilters()) {
    for (const ::Catch::TestCase& test : all) {
      if (!test.isHidden()) {
        chosen.insert(&test);
      }
    }
    return chosen;
  }
  for (const auto& match : config.testSpec().matchesByFilter(all, config)) {
    chosen.insert(match.tests.begin(), match.tests.end());
  }
  return chosen;
}

class Listener final : public ::Catch::TestEventListenerBase {
 public:
  using ::Catch::TestEventListenerBase::TestEventListenerBase;

  void testRunStarting(const ::Catch::TestRunInfo& run) override;
  void noMatchingTestCases(const std::string& spec) override {
    recorder_.note("no test matches '" + spec + "'");
  }
  void testCaseStarting(const ::Catch::TestCaseInfo& test) override {
    recorder_.test_starting(test_case(test));
  }
  void sectionStarting(const ::Catch::SectionInfo& section) override {
    recorder_.section_starting(section.name);
  }
  bool assertionEnded(const ::Catch::AssertionStats& stats) override;
#ifdef CATCH_CONFIG_ENABLE_BENCHMARKING
  void benchmarkEnded(const ::Catch::BenchmarkStats<>& stats) override {
    report_benchmark(stats);
  }
  void benchmarkFailed(const std::string& error) override {
    recorder_.note("benchmark failed: " + error);
  }
#endif
  void sectionEnded(const ::Catch::SectionStats& stats) override {
    recorder_.section_ended(status_of(stats.assertions, 0));
  }
  void testCaseEnded(const ::Catch::TestCaseStats& stats) override;
  void testRunEnded(const ::Catch::TestRunStats& stats) override {
    recorder_.program_ended(stats.totals.testCases.failed == 0 &&
                            stats.totals.assertions.failed == 0);
  }

 private:
  CaseRecorder& recorder_ = CaseRecorder::instance();
};

void Listener::testRunStarting(const ::Catch::TestRunInfo& /*run*/) {
  // Throws when two tests have one identity, and then the program runs none.
  const auto& all = ::Catch::getAllTestCasesSorted(*m_config);
  std::vector<TestCase> registered;
  registered.reserve(all.size());
  for (const ::Catch::TestCase& test : all) {
    registered.push_back(test_case(test));
  }
  std::vector<std::size_t> planned;
  for (const ::Catch::TestCase* const test : chosen_tests(all, *m_config)) {
    planned.push_back(static_cast<std::size_t>(test - all.data()));
  }
  recorder_.program_starting(describe_program(), registered, planned);
}

// Catch2 2 passes fatalErrorEncountered on to its reporter alone: of a fatal signal a listener
// hears here at first, in the signal handler.
bool Listener::assertionEnded(const ::Catch::AssertionStats& stats) {
  const ::Catch::AssertionResultData& data = stats.assertionResult.m_resultData;
  if (data.resultType == ::Catch::ResultWas::FatalErrorCondition) {
    const auto& place = stats.assertionResult.m_info.lineInfo;
    recorder_.fatal_signal(signal_in(view(data.message)));
    recorder_.fatal_place(place.file, line_of(place), view(data.message));
  } else {
    report_assertion(stats);
  }
  return true;
}

void Listener::testCaseEnded(const ::Catch::TestCaseStats& stats) {
  if (!recorder_.is_dying()) {
    // The base class keeps it, and Catch2 2 has it by value.
    const struct {
      const ::Catch::TestCaseInfo* testInfo;
      const ::Catch::Totals& totals;
    } ended{&stats.testInfo, stats.totals};
    report_missing_failure(ended);
    recorder_.test_ended(status_of(stats.totals.testCases, 0));
  }
}

#ifndef CATCH_CONFIG_DISABLE
// The linker keeps this because the source belongs to the program and to no library.
[[maybe_unused]] const bool k_is_registered = [] {
  if (fits_catch2()) {
    static const ::Catch::ListenerRegistrar<Listener> k_registrar;
  }
  return true;
}();
#endif

}  // namespace
}  // namespace testtracker::catch2
