// What tests are told of other tests; nothing is recorded here. What is recorded, tests/adapters
// see.

#include <testtracker/case_recorder.hpp>

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace testtracker {
namespace {

using ::testing::HasSubstr;

TestCase test_case(std::string_view name, std::string_view file) {
  TestCase test;
  test.name = name;
  test.file = file;
  return test;
}

TEST(SuiteOf, IsTheClassElseTheStemOfTheFile) {
  TestCase test = test_case("t", "/src/a/parser.test.cpp");
  EXPECT_EQ(suite_of(test), "parser.test");
  test.file = "Makefile";
  EXPECT_EQ(suite_of(test), "Makefile");
  test.class_name = "Fixture";
  EXPECT_EQ(suite_of(test), "Fixture");
}

TEST(CaseRecorder, FailuresOfSeveralThreadsAreAllKept) {
  CaseRecorder& recorder = CaseRecorder::instance();
  recorder.test_starting(test_case("threads", "threads.cpp"));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&recorder, thread] {
      for (int i = 0; i < 50; ++i) {
        recorder.failure(
            {FailureKind::assertion, "threads.cpp", i, "of " + std::to_string(thread)});
      }
    });
  }
  for (int pass = 0; pass < 50; ++pass) {
    recorder.section_starting("threads");
    recorder.section_starting("section");
    recorder.section_ended(Status::passed);
    recorder.section_ended(Status::passed);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_FALSE(recorder.all_tests_passed());
  recorder.test_ended(Status::failed);
  const TestRun run = recorder.test_runs().at("threads");
  EXPECT_EQ(run.status, Status::failed);
  for (int thread = 0; thread < 8; ++thread) {
    EXPECT_THAT(run.exception_text, HasSubstr("threads.cpp:49: of " + std::to_string(thread)));
  }
}

TEST(CaseRecorder, ARepeatedTestIsAnAttemptMore) {
  CaseRecorder& recorder = CaseRecorder::instance();
  for (const Status status : {Status::failed, Status::passed}) {
    recorder.test_starting(test_case("again", "again.cpp"));
    recorder.test_ended(status);
  }
  EXPECT_EQ(recorder.test_runs().at("again").attempt, 2);
  EXPECT_EQ(recorder.test_runs().at("again").status, Status::passed);
}

}  // namespace
}  // namespace testtracker
