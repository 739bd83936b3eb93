#include "sources/reports/read_report.hpp"

#include <gtest/gtest.h>

namespace testtracker::sources {
namespace {

TEST(ReportFormats, AreToldByContentBehindCommentsAndDeclarations) {
  EXPECT_EQ(format_of("\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <doctest> -->\n<testsuites>"),
            ReportFormat::junit);
  EXPECT_EQ(format_of("<Catch2TestRun name='x'>"), ReportFormat::catch2_xml);
  EXPECT_EQ(format_of("<TestLog><TestSuite name='x'>"), ReportFormat::boost_xml);
  EXPECT_EQ(format_of("<Site BuildName='x'>"), ReportFormat::ctest_xml);
  EXPECT_EQ(format_of("{\"context\": {\"date\": \"\", \"num_cpus\": 2"),
            ReportFormat::benchmark_json);
  EXPECT_EQ(format_of("{\"event\":\"program_started\",\"at\":0,\"format\":\"testtracker-journal\""),
            ReportFormat::journal);
}

TEST(ReportFormats, OtherFilesAreUnknown) {
  for (const char* const text : {"", "hello", "<html>", "<project>", "{\"name\": 1}", "[1]", "<"}) {
    EXPECT_EQ(format_of(text), ReportFormat::unknown) << text;
  }
}

}  // namespace
}  // namespace testtracker::sources
