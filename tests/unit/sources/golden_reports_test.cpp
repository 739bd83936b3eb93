// Reports of real programs: how many tests with which status, and one test looked at closely.

#include "report_fixture.hpp"

#include <algorithm>

namespace testtracker::sources {
namespace {

using Counts = std::map<Status, int>;

class GoldenReport : public ReportTest {
 protected:
  Counts counts_of(const std::string& name) {
    kept_ = read_file(golden(name));
    EXPECT_EQ(problem_, "");
    Counts counts;
    for (const auto& test : kept_.tests) {
      ++counts[test.attempt.status];
    }
    return counts;
  }

  const ReportedTest& test(const std::string& name) {
    for (const auto& test : kept_.tests) {
      if (test.name == name) {
        return test;
      }
    }
    ADD_FAILURE() << "there is no test " << name;
    return none_;
  }

  static std::map<std::string, std::string> params_of(const ReportedTest& test) {
    std::map<std::string, std::string> params;
    for (const auto& param : test.params) {
      params[param.name] = param.value;
    }
    return params;
  }

  KeptReport kept_;
  ReportedTest none_;
};

constexpr auto passed = Status::passed, failed = Status::failed, skipped = Status::skipped,
               disabled = Status::disabled, expected = Status::expected_failure;

TEST_F(GoldenReport, GoogleTestXml) {
  EXPECT_EQ(counts_of("gtest.xml"),
            (Counts{{passed, 2}, {failed, 3}, {skipped, 2}, {disabled, 1}}));
  const auto& twice = test("FailsTwice");
  ASSERT_EQ(twice.attempt.failures.size(), 2U);
  EXPECT_EQ(twice.attempt.failures[0].file, "gtest_sample.cpp");
  EXPECT_EQ(twice.attempt.failures[0].line, 12);
  EXPECT_EQ(twice.attempt.failures[1].text.rfind("Value of: false", 0), 0U);
  EXPECT_EQ(test("Skips").attempt.skip_reason, "needs a network");
  EXPECT_EQ(test("AreSmall/1").value_param, "5");
  EXPECT_EQ(test("Passes").params.at(0).value, "42");
}

TEST_F(GoldenReport, GoogleTestJson) {
  EXPECT_EQ(counts_of("gtest.json"),
            (Counts{{passed, 2}, {failed, 3}, {skipped, 2}, {disabled, 1}}));
  EXPECT_EQ(test("FailsTwice").attempt.failures.at(1).line, 13);
  EXPECT_EQ(test("Passes").params.at(0).name, "rows");
}

TEST_F(GoldenReport, Catch2Xml) {
  for (const std::string version : {"v2", "v3"}) {
    const int skips = version == "v3" ? 1 : 0;
    Counts expected_counts{{passed, 3}, {failed, 3}, {expected, 1}};
    if (skips > 0) {
      expected_counts[skipped] = skips;
    }
    EXPECT_EQ(counts_of("catch2_" + version + ".xml"), expected_counts);
    const auto& sections = test("sections share their test");
    EXPECT_EQ(sections.suite, "catch2_sample");
    EXPECT_EQ(sections.tags, (std::vector<std::string>{"math", "section"}));
    ASSERT_EQ(sections.attempt.failures.size(), 3U);
    EXPECT_EQ(sections.attempt.failures[0].line, 25);
    EXPECT_NE(sections.attempt.failures[0].text.find("value was 1"), std::string::npos);
    EXPECT_EQ(test("measures").metrics.at(1).name, "sum of 100/mean_ns");
  }
}

TEST_F(GoldenReport, Catch2Json) {
  EXPECT_EQ(counts_of("catch2_v3.json"),
            (Counts{{passed, 3}, {failed, 3}, {skipped, 1}, {expected, 1}}));
  EXPECT_EQ(test("sections share their test").attempt.failures.at(1).text,
            "an assertion failed in broken/deeper");
}

TEST_F(GoldenReport, Catch2Junit) {
  EXPECT_EQ(counts_of("catch2_v2.junit.xml"), (Counts{{passed, 3}, {failed, 5}, {expected, 1}}));
  EXPECT_EQ(test("methods have a class").suite, "Fixture");
  EXPECT_EQ(test("throws").attempt.failures.at(0).line, 32);
  EXPECT_EQ(counts_of("catch2_v3.junit.xml"),
            (Counts{{passed, 4}, {failed, 5}, {skipped, 1}, {expected, 1}}));
}

TEST_F(GoldenReport, DoctestXml) {
  EXPECT_EQ(counts_of("doctest.xml"),
            (Counts{{passed, 1}, {failed, 3}, {skipped, 1}, {expected, 1}}));
  EXPECT_EQ(kept_.programs.at(0).name, "doctest_sample");
  EXPECT_EQ(test("throws").suite, "parser");
  EXPECT_EQ(test("says why").attempt.failures.at(0).text, "explicitly & <clearly>");
}

TEST_F(GoldenReport, DoctestJunit) {
  EXPECT_EQ(counts_of("doctest.junit.xml"), (Counts{{passed, 3}, {failed, 3}}));
  EXPECT_EQ(test("may fail").attempt.failures.at(0).line, 35);
}

TEST_F(GoldenReport, BoostLog) {
  EXPECT_EQ(counts_of("boost_log.xml"), (Counts{{passed, 1}, {failed, 4}, {disabled, 1}}));
  EXPECT_EQ(test("fails_twice").suite, "parser.inner");
  EXPECT_EQ(test("fails_twice").attempt.failures.at(0).text, "sums & <signs>");
  EXPECT_EQ(test("throws").attempt.failures.at(0).kind, FailureKind::exception);
}

TEST_F(GoldenReport, BoostReport) {
  EXPECT_EQ(counts_of("boost_report.xml"), (Counts{{passed, 1}, {failed, 3}, {expected, 1}}));
}

TEST_F(GoldenReport, BoostJunit) {
  EXPECT_EQ(counts_of("boost.junit.xml"), (Counts{{passed, 1}, {failed, 4}, {skipped, 1}}));
  EXPECT_EQ(test("fails_twice").attempt.failures.at(0).line, 15);
  EXPECT_EQ(test("fails_twice").attempt.failures.at(0).text, "sums & <signs>");
}

TEST_F(GoldenReport, CtestTestXml) {
  EXPECT_EQ(counts_of("ctest_test.xml"), (Counts{{passed, 2},
                                                 {failed, 2},
                                                 {Status::crashed, 1},
                                                 {Status::timed_out, 1},
                                                 {skipped, 1},
                                                 {disabled, 1},
                                                 {Status::not_run, 2}}));
  EXPECT_EQ(test("passes").metrics.at(0).value, 1500);
  EXPECT_EQ(test("passes").tags, (std::vector<std::string>{"fast", "parser"}));
  EXPECT_EQ(test("crashes").attempt.failures.at(0).text, "SEGFAULT");
  const auto& output = test("fails").notes.at(0);  // packed by ctest
  EXPECT_EQ(output.rfind("1\n2\n3\n", 0), 0U);
  EXPECT_NE(output.find("500\nexpected 1 & got <2>"), std::string::npos);
}

TEST_F(GoldenReport, CtestJunit) {
  EXPECT_EQ(counts_of("ctest.junit.xml"),
            (Counts{{passed, 2}, {failed, 4}, {skipped, 1}, {disabled, 1}, {Status::not_run, 2}}));
  EXPECT_EQ(test("has_no_program").attempt.failures.at(0).text,
            "Not run: Unable to find executable: no_such_program");
}

TEST_F(GoldenReport, Pytest) {
  EXPECT_EQ(counts_of("pytest.junit.xml"),
            (Counts{{passed, 2}, {failed, 3}, {skipped, 1}, {expected, 1}}));
  EXPECT_EQ(test("test_fails").suite, "test_sample.TestParser");
}

TEST_F(GoldenReport, GoogleBenchmark) {
  EXPECT_EQ(counts_of("benchmark.json"), (Counts{{passed, 3}, {failed, 1}}));
  EXPECT_EQ(kept_.programs.at(0).name, "benchmark_sample");
  EXPECT_EQ(test("needs_a_disk").attempt.failures.at(0).text, "no disk");
  std::map<std::string, double> metrics;
  for (const auto& metric : test("copy_text/64/min_time:0.001/repeats:3").metrics) {
    metrics[metric.name] = metric.value;
  }
  EXPECT_GT(metrics["real_time_ns"], 0);
  EXPECT_GT(metrics["real_time_ns_median"], 0);
  EXPECT_LT(metrics["real_time_cv"], 5);
  EXPECT_EQ(metrics["allocations"], 1);
}

TEST_F(GoldenReport, GoogleBenchmarkDefinesWhatItsTimesAndRatesMean) {
  counts_of("benchmark.json");
  const auto params = params_of(test("copy_text/64/min_time:0.001/repeats:3"));
  EXPECT_EQ(params.at("real_time_ns.worse"), "higher");
  EXPECT_EQ(params.at("real_time_ns.unit"), "ns");
  EXPECT_EQ(params.at("cpu_time_ns_median.worse"), "higher");
  EXPECT_EQ(params.at("bytes_per_second.worse"), "lower");
  EXPECT_EQ(params.at("bytes_per_second_mean.unit"), "bytes/s");
  EXPECT_EQ(params.at("real_time_ns_stddev.unit"), "ns");
  for (const char* const undefined :
       {"real_time_ns_stddev.worse", "real_time_cv.worse", "real_time_cv.unit", "allocations.worse",
        "allocations.unit"}) {
    EXPECT_EQ(params.count(undefined), 0U) << undefined;
  }
}

TEST_F(GoldenReport, Catch2DefinesWhatItsBenchmarksMean) {
  for (const char* const name : {"catch2_v2.xml", "catch2_v3.xml"}) {
    counts_of(name);
    const auto measured = std::find_if(kept_.tests.begin(), kept_.tests.end(),
                                       [](const auto& test) { return !test.metrics.empty(); });
    ASSERT_NE(measured, kept_.tests.end()) << name;
    const auto params = params_of(*measured);
    const auto mean = measured->metrics.at(1).name;
    ASSERT_EQ(mean.substr(mean.rfind('/')), "/mean_ns");
    EXPECT_EQ(params.at(mean + ".worse"), "higher");
    EXPECT_EQ(params.at(mean + ".unit"), "ns");
    const auto benchmark = mean.substr(0, mean.rfind('/'));
    EXPECT_EQ(params.at(benchmark + "/mean_low_ns.unit"), "ns");
    EXPECT_EQ(params.at(benchmark + "/stddev_ns.unit"), "ns");
    EXPECT_EQ(params.size(), 5U);
  }
}

TEST_F(GoldenReport, ToolsThatAreNotHere) {
  EXPECT_EQ(counts_of("gradle.xml"), (Counts{{passed, 1}, {failed, 1}, {skipped, 1}}));
  EXPECT_EQ(counts_of("bazel.xml"), (Counts{{failed, 1}}));
  EXPECT_EQ(kept_.notes.size(), 1U);
  EXPECT_EQ(counts_of("go_junit_report.xml"), (Counts{{passed, 1}, {failed, 1}, {skipped, 1}}));
  EXPECT_EQ(counts_of("jest.xml"), (Counts{{passed, 1}, {failed, 1}}));
}

}  // namespace
}  // namespace testtracker::sources
