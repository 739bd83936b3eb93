#include "baseline/record_file.hpp"

#include "unit/baseline/records.hpp"

#include <cmath>
#include <limits>

namespace testtracker::baseline {
namespace {

class RecordFile : public testing::Test {
 protected:
  RecordFile() {
    TestRecord test;
    test.key = texts_.intern("Engine/Starts");
    test.message = texts_.intern("two\nlines \\ and a \\n");
    test.status = Status::crashed;
    test.is_flaky = true;
    test.passes = 2;
    test.failures = 65535;
    test.duration_ms = 0.000001;
    test.file = texts_.intern("/src/engine_test.cpp");
    test.line = 42;
    run_.tests = {test, TestRecord{}};
    MetricRecord metric;
    metric.key = texts_.intern("Engine/Starts/rows");
    metric.test = test.key;
    metric.unit = texts_.intern("rows/s");
    metric.worse = Worse::lower;
    metric.value = 0.1;
    metric.cases = 400;
    run_.metrics = {metric};
    for (const double odd : {std::nan(""), HUGE_VAL, -HUGE_VAL, -0.0}) {
      run_.metrics.push_back(metric);
      run_.metrics.back().value = odd;
    }
  }

  Texts texts_;
  RunRecord run_;
};

TEST_F(RecordFile, ReadsBackWhatWasWritten) {
  Texts texts;
  texts.intern("another history knows other texts");
  RunRecord read;
  ASSERT_TRUE(read_record(write_record(run_, texts_, "17"), "17", texts, read));
  const auto* test = find_test(read, texts, "Engine/Starts");
  ASSERT_NE(test, nullptr);
  EXPECT_EQ(texts[test->message], "two\nlines \\ and a \\n");
  EXPECT_EQ(test->status, Status::crashed);
  EXPECT_TRUE(test->is_flaky);
  EXPECT_EQ(test->passes, 2);
  EXPECT_EQ(test->failures, 65535);
  EXPECT_EQ(test->duration_ms, 0.000001);
  EXPECT_EQ(texts[test->file], "/src/engine_test.cpp");
  EXPECT_EQ(test->line, 42);
  EXPECT_TRUE(std::isnan(read.tests.at(1).duration_ms));
  const auto* metric = find_metric(read, texts, "Engine/Starts/rows");
  EXPECT_EQ(texts[metric->unit], "rows/s");
  EXPECT_EQ(metric->worse, Worse::lower);
  EXPECT_EQ(metric->value, 0.1);
  EXPECT_EQ(metric->cases, 400);
}

TEST_F(RecordFile, KeepsNumbersThatAreNotFinite) {
  Texts texts;
  RunRecord read;
  ASSERT_TRUE(read_record(write_record(run_, texts_, "17"), "17", texts, read));
  EXPECT_TRUE(std::isnan(read.metrics.at(1).value));
  EXPECT_EQ(read.metrics.at(2).value, HUGE_VAL);
  EXPECT_EQ(read.metrics.at(3).value, -HUGE_VAL);
  EXPECT_TRUE(std::signbit(read.metrics.at(4).value));
}

TEST_F(RecordFile, ARunThatChangedSinceIsNotRead) {
  Texts texts;
  RunRecord read;
  EXPECT_FALSE(read_record(write_record(run_, texts_, "17"), "18", texts, read));
}

TEST_F(RecordFile, EveryTruncationIsDamage) {
  const auto bytes = write_record(run_, texts_, "17");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Texts texts;
    RunRecord read;
    ASSERT_FALSE(read_record(std::string_view(bytes).substr(0, size), "17", texts, read)) << size;
    ASSERT_TRUE(read.tests.empty());
  }
}

TEST_F(RecordFile, NoFlippedByteIsDangerous) {
  const auto bytes = write_record(run_, texts_, "17");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x15);
    Texts texts;
    RunRecord read;
    if (read_record(damaged, "17", texts, read)) {
      for (const auto& test : read.tests) {
        ASSERT_LT(test.key, texts.size());
      }
    }
  }
}

}  // namespace
}  // namespace testtracker::baseline
