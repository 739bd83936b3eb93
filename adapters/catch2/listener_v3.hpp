// The listener for Catch2 3. Included by listener.cpp alone.

#include "listener_words.hpp"

#include <testtracker/case_recorder.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace testtracker::catch2 {
namespace {

// Newer versions call assertionStarting for each assertion unless told not to.
template <typename Preferences>
auto decline_assertion_starts(Preferences& preferences, int)
    -> decltype(preferences.shouldReportAllAssertionStarts, void()) {
  preferences.shouldReportAllAssertionStarts = false;
}
template <typename Preferences>
void decline_assertion_starts(Preferences& /*preferences*/, long) {}

TestCase test_case(const ::Catch::TestCaseInfo& info) {
  TestCase test;
  test.class_name = view(info.className);
  test.name = info.name;
  test.file = info.lineInfo.file;
  test.line = line_of(info.lineInfo);
  for (const ::Catch::Tag& tag : info.tags) {
    test.tags.push_back(copy(tag.original));
  }
  return test;
}

using Handles = std::set<const ::Catch::TestCaseHandle*>;

// As Catch2's session chooses them; it does so behind testRunStarting.
Handles chosen_tests(const std::vector<::Catch::TestCaseHandle>& all,
                     const ::Catch::IConfig& config) {
  Handles chosen;
  if (!config.testSpec().hasFilters()) {
    for (const ::Catch::TestCaseHandle& test : all) {
      if (!test.getTestCaseInfo().isHidden()) {
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

// Positions in `all`.
std::vector<std::size_t> planned_tests(const std::vector<::Catch::TestCaseHandle>& all,
                                       const ::Catch::IConfig& config) {
  const Handles chosen = chosen_tests(all, config);
  const std::size_t shards = config.shardCount();
  const std::size_t index = config.shardIndex();
  const std::size_t share = chosen.size() / shards;
  const std::size_t rest = chosen.size() % shards;
  const std::size_t begin = index * share + std::min(index, rest);
  const std::size_t end = (index + 1) * share + std::min(index + 1, rest);
  std::vector<std::size_t> planned;
  std::size_t position = 0;
  for (const ::Catch::TestCaseHandle* const test : chosen) {
    if (position >= begin && position < end) {
      planned.push_back(static_cast<std::size_t>(test - all.data()));
    }
    ++position;
  }
  return planned;
}

class Listener final : public ::Catch::EventListenerBase {
 public:
  explicit Listener(const ::Catch::IConfig* config) : ::Catch::EventListenerBase(config) {
    decline_assertion_starts(m_preferences, 0);
  }

  void testRunStarting(const ::Catch::TestRunInfo& run) override;
  void noMatchingTestCases(::Catch::StringRef spec) override {
    recorder_.note("no test matches '" + copy(spec) + "'");
  }
  void testCaseStarting(const ::Catch::TestCaseInfo& test) override {
    recorder_.test_starting(test_case(test));
  }
  void sectionStarting(const ::Catch::SectionInfo& section) override {
    recorder_.section_starting(section.name);
  }
  void assertionEnded(const ::Catch::AssertionStats& stats) override;
  void benchmarkEnded(const ::Catch::BenchmarkStats<>& stats) override { report_benchmark(stats); }
  void benchmarkFailed(::Catch::StringRef error) override {
    recorder_.note("benchmark failed: " + copy(error));
  }
  void sectionEnded(const ::Catch::SectionStats& stats) override {
    recorder_.section_ended(status_of(stats.assertions, stats.assertions.skipped));
  }
  void testCaseEnded(const ::Catch::TestCaseStats& stats) override;
  void testRunEnded(const ::Catch::TestRunStats& stats) override {
    recorder_.program_ended(stats.totals.testCases.failed == 0 &&
                            stats.totals.assertions.failed == 0);
  }
  void fatalErrorEncountered(::Catch::StringRef error) override {
    recorder_.fatal_signal(signal_in(view(error)));
  }

 private:
  CaseRecorder& recorder_ = CaseRecorder::instance();
};

void Listener::testRunStarting(const ::Catch::TestRunInfo& /*run*/) {
  // Throws when two tests have one identity, and then the program runs none.
  const auto& all = ::Catch::getAllTestCasesSorted(*m_config);
  std::vector<TestCase> registered;
  registered.reserve(all.size());
  for (const ::Catch::TestCaseHandle& test : all) {
    registered.push_back(test_case(test.getTestCaseInfo()));
  }
  ProgramDescription description = describe_program();
  if (m_config->shardCount() > 1) {
    description.shard_total = static_cast<std::int32_t>(m_config->shardCount());
    description.shard_index = static_cast<std::int32_t>(m_config->shardIndex());
  }
  recorder_.program_starting(description, registered, planned_tests(all, *m_config));
}

void Listener::assertionEnded(const ::Catch::AssertionStats& stats) {
  const ::Catch::AssertionResult& result = stats.assertionResult;
  if (recorder_.is_dying()) {  // in the signal handler
    const auto place = result.getSourceInfo();
    recorder_.fatal_place(place.file, line_of(place), view(result.m_resultData.message));
  } else if (result.getResultType() == ::Catch::ResultWas::ExplicitSkip) {
    const auto place = result.getSourceInfo();
    recorder_.skip(place.file, line_of(place), copy(result.getMessage()));
  } else {
    report_assertion(stats);
  }
}

void Listener::testCaseEnded(const ::Catch::TestCaseStats& stats) {
  if (!recorder_.is_dying()) {
    report_missing_failure(stats);
    recorder_.test_ended(status_of(stats.totals.testCases, stats.totals.testCases.skipped));
  }
}

#ifndef CATCH_CONFIG_DISABLE
// The linker keeps this because the source belongs to the program and to no library.
const ::Catch::ListenerRegistrar<Listener> k_registrar("testtracker");
#endif

}  // namespace
}  // namespace testtracker::catch2
