#pragma once

// Reads reports that a test writes down, and keeps what came out.

#include "sources/reports/read_report.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace testtracker::sources {

/// Keeps everything.
class KeptReport final : public ReportSink {
 public:
  void program(const ReportedProgram& program) override { programs.push_back(program); }
  void test(ReportedTest& test) override { tests.push_back(test); }
  void failure(const FailureReported& failure) override { failures.push_back(failure); }
  void param(const ParamReported& param) override { params.push_back(param); }
  void note(const NoteReported& note) override { notes.push_back(note.text); }

  std::vector<ReportedProgram> programs;
  std::vector<ReportedTest> tests;
  std::vector<FailureReported> failures;
  std::vector<ParamReported> params;
  std::vector<std::string> notes;
};

class ReportTest : public ::testing::Test {
 protected:
  /// Reads `text` as a file; what went wrong is in `problem_`.
  KeptReport read(const std::string& text) {
    const auto path = dir_ / "report.xml";
    test::write_file(path, text);
    return read_file(path);
  }

  KeptReport read_file(const std::string& path) {
    KeptReport kept;
    ReportOrigin origin;
    origin.program = "report";
    auto input = ReportInput::open(path);
    EXPECT_TRUE(input);
    const auto done = read_report(*input, format_of(input->head()), origin, kept);
    problem_ = done ? "" : done.error().message;
    return kept;
  }

  /// The only test in `text`.
  ReportedTest read_one(const std::string& text) {
    auto kept = read(text);
    EXPECT_EQ(kept.tests.size(), 1U) << problem_;
    return kept.tests.empty() ? ReportedTest{} : kept.tests.front();
  }

  static std::string golden(const std::string& name) {
    return std::string(TESTTRACKER_REPORTS) + "/" + name;
  }

  test::TempDir dir_;
  std::string problem_;
};

}  // namespace testtracker::sources
