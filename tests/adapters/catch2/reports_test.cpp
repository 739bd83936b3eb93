// What test code reports and what it is told; benchmarks.

#include "catch2_test.hpp"
#include "support/file_text.hpp"

#include <gmock/gmock.h>

#include <map>

namespace testtracker::adapters {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Reports : public Catch2Test {
 protected:
  static std::map<std::string, double> metrics_of(const TestResult& test) {
    std::map<std::string, double> values;
    for (const auto& metric : test.metrics) {
      values[metric.name] = metric.value;
    }
    return values;
  }
};

TEST_F(Reports, BelongToTheirTest) {
  const auto run = run_with({"Reports"});
  const auto& test = run.test("reports", "Reports");
  EXPECT_EQ(metrics_of(test).at("rows_per_s"), 1.5e6);
  EXPECT_EQ(test.params.at(0).value, "large");
  EXPECT_THAT(test.notes, ElementsAre("a remark"));
  EXPECT_EQ(test.spans.at(0).name, "load");
  EXPECT_EQ(test::read_file(session_ + "/" + test.attachments.at(0).path), "tracked_\n");
}

TEST_F(Reports, ComeFromAnyThread) {
  const auto run = run_with({"Reports from a thread"});
  EXPECT_EQ(metrics_of(run.test("reports", "Reports from a thread")).at("from_thread"), 7);
}

TEST_F(Reports, ABenchmarkIsFiveMetrics) {
  const auto run = run_with({"Is measured", "--benchmark-samples", "20"});
  const auto values = metrics_of(run.test("reports", "Is measured"));
  EXPECT_THAT(values, SizeIs(5));
  EXPECT_GT(values.at("sum/mean_ns"), 0);
  EXPECT_LE(values.at("sum/mean_low_ns"), values.at("sum/mean_ns"));
  EXPECT_GE(values.at("sum/mean_high_ns"), values.at("sum/mean_ns"));
  EXPECT_GE(values.at("sum/stddev_ns"), 0);
  EXPECT_EQ(values.at("sum/samples"), 20);
}

TEST_F(Reports, ABenchmarkSaysThatMoreTimeIsWorse) {
  const auto run = run_with({"Is measured", "--benchmark-samples", "20"});
  std::map<std::string, std::string> params;
  for (const auto& param : run.test("reports", "Is measured").params) {
    params[param.name] = param.value;
  }
  EXPECT_EQ(params, (std::map<std::string, std::string>{{"sum/mean_ns.worse", "higher"},
                                                        {"sum/mean_ns.unit", "ns"},
                                                        {"sum/mean_low_ns.unit", "ns"},
                                                        {"sum/mean_high_ns.unit", "ns"},
                                                        {"sum/stddev_ns.unit", "ns"}}));
}

TEST_F(Reports, TestsKnowOfTheTestsBeforeThem) {
  const auto run = run_with({"[layer]", "--order", "decl"});
  EXPECT_EQ(run.status("fixture_layer", "Layer 1 passes"), Status::passed);
  EXPECT_EQ(run.status("fixture_layer", "Layer 3 knows both"), Status::passed)
      << run.test("fixture_layer", "Layer 3 knows both").exception_text;
}

TEST_F(Reports, TestsKnowThatToWhenNothingIsRecorded) {
  ProgramCall call;
  call.arguments = {"[layer]", "--order", "decl"};
  call.environment = {{"TESTTRACKER", "off"}};
  const auto exit = run_only(call);
  EXPECT_THAT(exit.output, HasSubstr("3 | 2 passed | 1 failed"));
  EXPECT_THAT(journals(), SizeIs(0));
}

class Catch2Two : public Catch2Test, public ::testing::WithParamInterface<const char*> {};

TEST_P(Catch2Two, IsRecordedWhateverTheMainFileKnowsOfBenchmarks) {
  if (has_version_3()) {
    GTEST_SKIP() << "Catch2 3 always has them";
  }
  ProgramCall call;
  call.program = GetParam();
  const auto run = this->run(call);
  EXPECT_THAT(run.names(), ElementsAre("no_benchmarks.Plain passes", "no_benchmarks.Plain fails"));
  EXPECT_EQ(run.status("no_benchmarks", "Plain passes"), Status::passed);
  EXPECT_EQ(run.status("no_benchmarks", "Plain fails"), Status::failed);
  EXPECT_EQ(run.exit.exit_code, 1);
}

INSTANTIATE_TEST_SUITE_P(Without, Catch2Two, ::testing::Values("nowhere_", "everywhere_"),
                         [](const auto& program) {
                           return std::string(program.param).substr(0, 7);
                         });

}  // namespace
}  // namespace testtracker::adapters
