// The program around the tests. TEST_MAIN names what it does beside running them.

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace {

std::string request() {
  const char* const text = std::getenv("TEST_MAIN");
  return text == nullptr ? "" : text;
}

bool is_requested(const std::string& what) {
  return request() == what;
}

class Environment : public ::testing::Environment {
 public:
  void SetUp() override {
    if (is_requested("environment_fails")) {
      FAIL() << "environment is broken";
    }
    if (is_requested("environment_complains")) {
      ADD_FAILURE() << "environment is not quite right";
    }
    if (is_requested("environment_throws")) {
      throw std::runtime_error("environment boom");
    }
    if (is_requested("environment_skips")) {
      GTEST_SKIP() << "no cluster";
    }
    if (is_requested("environment_records")) {
      ::testing::Test::RecordProperty("cluster", "c7");
    }
  }
  void TearDown() override {
    if (is_requested("environment_leaves_dirt")) {
      ADD_FAILURE() << "tear-down is broken";
    }
    if (is_requested("environment_throws_late")) {
      throw std::runtime_error("late boom");
    }
  }
};

// Does at one hook what the request says: `kill_at_<hook>`, `throw_at_<hook>`.
class Saboteur : public ::testing::EmptyTestEventListener {
  using Program = ::testing::UnitTest;

 public:
  void OnTestProgramStart(const Program&) override { at("program_start"); }
  void OnTestIterationStart(const Program&, int) override { at("iteration_start"); }
  void OnEnvironmentsSetUpStart(const Program&) override { at("environments_set_up_start"); }
  void OnEnvironmentsSetUpEnd(const Program&) override { at("environments_set_up_end"); }
  void OnTestSuiteStart(const ::testing::TestSuite&) override { at("suite_start"); }
  void OnTestStart(const ::testing::TestInfo&) override { at("test_start"); }
  void OnTestPartResult(const ::testing::TestPartResult&) override { at("part_result"); }
  void OnTestEnd(const ::testing::TestInfo&) override { at("test_end"); }
  void OnTestSuiteEnd(const ::testing::TestSuite&) override { at("suite_end"); }
  void OnEnvironmentsTearDownStart(const Program&) override { at("environments_tear_down_start"); }
  void OnEnvironmentsTearDownEnd(const Program&) override { at("environments_tear_down_end"); }
  void OnTestIterationEnd(const Program&, int) override { at("iteration_end"); }
  void OnTestProgramEnd(const Program&) override { at("program_end"); }

 private:
  static void at(const std::string& hook) {
    if (is_requested("kill_at_" + hook)) {
      std::raise(SIGKILL);
    }
    if (is_requested("throw_at_" + hook)) {
      throw std::runtime_error("listener boom");
    }
  }
};

class Empty : public ::testing::Test {
  void TestBody() override {}
};

void register_test(const std::string& suite, const std::string& name) {
  ::testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, "many.cpp", 1,
                          []() -> ::testing::Test* { return new Empty; });
}

void register_requested_tests() {
  if (is_requested("many_tests")) {
    for (int i = 0; i < 20'000; ++i) {
      register_test("Many" + std::to_string(i / 1000), "Test" + std::to_string(i));
    }
  }
  if (is_requested("odd_names")) {
    std::string bytes;
    for (int byte = 1; byte < 256; ++byte) {
      bytes += static_cast<char>(byte);
    }
    register_test("Odd", bytes);
    register_test("Odd", "");
    register_test("Odd", std::string(10'000, 'n'));
    register_test("Odd\n\"Suite\"", "newline\nin name");
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_requested_tests();
  ::testing::InitGoogleTest(&argc, argv);
  ::testing::AddGlobalTestEnvironment(new Environment);
  ::testing::UnitTest::GetInstance()->listeners().Append(new Saboteur);
  if (is_requested("fail_before_all_tests")) {
    ADD_FAILURE() << "main is broken";
  }
  if (is_requested("as_nobody") && ::geteuid() == 0 && ::setuid(65534) != 0) {
    return 1;
  }
  if (is_requested("throw_out_of_run")) {
    try {
      return RUN_ALL_TESTS();
    } catch (int) {
      return 42;
    }
  }
  const int code = RUN_ALL_TESTS();
  if (is_requested("return_0") || is_requested("return_7")) {
    return request().back() - '0';
  }
  return is_requested("run_twice") ? code | RUN_ALL_TESTS() : code;
}
