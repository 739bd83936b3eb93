#include "sources/programs/googletest_report.hpp"

#include "sources/reports/read_report.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace testtracker::sources {
namespace {

/// The tests of a report. What it says beside them was printed, and so was seen.
class ReportedTests final : public ReportSink {
 public:
  void program(const ReportedProgram& /*program*/) override {}
  void test(ReportedTest& test) override { tests_.push_back(std::move(test)); }
  void failure(const FailureReported& /*failure*/) override {}
  void param(const ParamReported& /*param*/) override {}
  void note(const NoteReported& /*note*/) override {}

  [[nodiscard]] const std::vector<ReportedTest>& tests() const noexcept { return tests_; }

 private:
  std::vector<ReportedTest> tests_;
};

class Completion {
 public:
  Completion(const GoogleTestOutput& output, const EventSink& sink)
      : output_(output), sink_(sink), next_id_(output.next_id()) {}

  void add(const ReportedTest& test) {
    const auto seen = output_.seen().find({test.suite, test.name});
    if (seen != output_.seen().end()) {
      if (seen->second != 0) {
        sink_(TestDescribed{seen->second, test.type_param, test.value_param, test.file, test.line});
        add_params(seen->second, test);
      }
    } else if (test.attempt.status == Status::disabled) {
      sink_(TestDisabled{test.suite, test.name, test.file, test.line});
    } else {
      add_unseen(test);
    }
  }

 private:
  void add_unseen(const ReportedTest& test) {
    const TestId id = next_id_++;
    TestStarted started;
    started.id = id;
    started.suite = test.suite;
    started.name = test.name;
    started.type_param = test.type_param;
    started.value_param = test.value_param;
    started.file = test.file;
    started.line = test.line;
    sink_(started);
    for (auto failure : test.attempt.failures) {
      failure.test = id;
      sink_(failure);
    }
    if (!test.attempt.skip_reason.empty()) {
      sink_(SkipReported{id, Phase::test, {}, {}, 0, test.attempt.skip_reason});
    }
    add_params(id, test);
    TestEnded ended;
    ended.id = id;
    ended.status = test.attempt.status;
    ended.duration = test.attempt.duration;
    sink_(ended);
  }

  void add_params(TestId id, const ReportedTest& test) {
    for (const auto& param : test.params) {
      sink_(ParamReported{id, param.name, param.value});
    }
  }

  const GoogleTestOutput& output_;
  const EventSink& sink_;
  TestId next_id_;
};

std::size_t count_seen(const std::vector<ReportedTest>& tests,
                       const GoogleTestOutput::SeenTests& seen) {
  std::size_t count = 0;
  for (const auto& test : tests) {
    count += seen.count({test.suite, test.name});
  }
  return count;
}

}  // namespace

bool complete_from_report(const std::string& path, const GoogleTestOutput& output,
                          const EventSink& sink) {
  auto input = ReportInput::open(path);
  if (!input || format_of(input->head()) != ReportFormat::gtest_json) {
    return false;
  }
  ReportedTests reported;
  if (!read_report(*input, ReportFormat::gtest_json, {}, reported) ||
      count_seen(reported.tests(), output.seen()) < output.seen().size()) {
    return false;
  }
  Completion completion(output, sink);
  for (const auto& test : reported.tests()) {
    completion.add(test);
  }
  return true;
}

}  // namespace testtracker::sources
