// An adapter of somebody else's test framework: records one test.
#include <testtracker/recorder.hpp>
#include <testtracker/tracking.hpp>

int main() {
  auto& recorder = testtracker::Recorder::instance();
  testtracker::ProgramDescription description;
  description.framework = "homemade";
  recorder.begin(description);
  testtracker::TestStarted test;
  test.suite = "Consumer";
  test.name = "Records";
  const testtracker::TestId id = recorder.start_test(test);
  testtracker::metric("answer", 42);
  recorder.end_test(id, testtracker::Status::passed);
  recorder.end(true);
}
