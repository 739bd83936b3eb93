// Every outcome that a single test can have.

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

namespace {

TEST(Outcome, Passes) {}

TEST(Outcome, FailsFatally) {
  ASSERT_EQ(1, 2) << "fatal text";
}

TEST(Outcome, FailsTwice) {
  EXPECT_TRUE(false) << "first text";
  EXPECT_TRUE(false) << "second text";
}

TEST(Outcome, IsSkipped) {
  GTEST_SKIP() << "no GPU";
}

TEST(Outcome, SkipsAfterAFailure) {
  ADD_FAILURE() << "failed before";
  GTEST_SKIP() << "too late";
}

TEST(Outcome, SucceedsWithWords) {
  SUCCEED() << "nothing to report";
}

TEST(Outcome, DISABLED_IsOff) {
  FAIL();
}

TEST(DISABLED_Off, IsOffWithItsSuite) {
  FAIL();
}

TEST(Outcome, FailsInAnotherThread) {
  std::thread([] { EXPECT_EQ(1, 2) << "from a thread"; }).join();
}

TEST(Outcome, FailsInManyThreads) {
  std::thread threads[8];
  for (auto& thread : threads) {
    thread = std::thread([] {
      for (int i = 0; i < 25; ++i) {
        ADD_FAILURE() << "one of many";
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
}

TEST(Outcome, FailsWith10Megabytes) {
  ADD_FAILURE() << std::string(10U * 1024 * 1024, 'x');
}

class SetUpSkips : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_SKIP() << "SetUp says no"; }
};
TEST_F(SetUpSkips, IsSkipped) {
  FAIL() << "must not run";
}

class SetUpFails : public ::testing::Test {
 protected:
  void SetUp() override { FAIL() << "SetUp is broken"; }
};
TEST_F(SetUpFails, IsNotEntered) {
  ADD_FAILURE() << "must not run";
}

// --- exceptions, by phase

TEST(Throws, InTheBody) {
  throw std::runtime_error("body boom");
}

TEST(Throws, WhatIsNoException) {
  throw 7;
}

class ThrowingConstructor : public ::testing::Test {
 protected:
  ThrowingConstructor() { throw std::runtime_error("constructor boom"); }
};
TEST_F(ThrowingConstructor, Test) {}

class ThrowingSetUp : public ::testing::Test {
 protected:
  void SetUp() override { throw std::runtime_error("set-up boom"); }
};
TEST_F(ThrowingSetUp, Test) {}

class ThrowingTearDown : public ::testing::Test {
 protected:
  void TearDown() override { throw std::runtime_error("tear-down boom"); }
};
TEST_F(ThrowingTearDown, Test) {}

// An exception cannot leave a destructor, since C++11; an assertion can fail in one.
class FailingDestructor : public ::testing::Test {
 protected:
  ~FailingDestructor() override { ADD_FAILURE() << "destructor is broken"; }
};
TEST_F(FailingDestructor, Test) {}

// --- whole suites

class SuiteSetUpFails : public ::testing::Test {
 public:
  static void SetUpTestSuite() { FAIL() << "suite set-up is broken"; }
};
TEST_F(SuiteSetUpFails, First) {}
TEST_F(SuiteSetUpFails, Second) {}

class SuiteSetUpThrows : public ::testing::Test {
 public:
  static void SetUpTestSuite() { throw std::runtime_error("suite boom"); }
};
TEST_F(SuiteSetUpThrows, Test) {}

class SuiteSetUpSkips : public ::testing::Test {
 public:
  static void SetUpTestSuite() { GTEST_SKIP() << "no database"; }
};
TEST_F(SuiteSetUpSkips, First) {}
TEST_F(SuiteSetUpSkips, Second) {}

class SuiteTearDownFails : public ::testing::Test {
 public:
  static void TearDownTestSuite() { ADD_FAILURE() << "suite tear-down is broken"; }
};
TEST_F(SuiteTearDownFails, Test) {}

class SuiteTearDownThrows : public ::testing::Test {
 public:
  static void TearDownTestSuite() { throw std::runtime_error("tear-down of the suite"); }
};
TEST_F(SuiteTearDownThrows, Test) {}

// --- parameters, types, properties

class Even : public ::testing::TestWithParam<int> {};
TEST_P(Even, IsEven) {
  EXPECT_EQ(GetParam() % 2, 0);
}
INSTANTIATE_TEST_SUITE_P(Numbers, Even, ::testing::Values(2, 3, 4));

template <typename T>
class Size : public ::testing::Test {};
using Types = ::testing::Types<char, long>;
TYPED_TEST_SUITE(Size, Types);
TYPED_TEST(Size, IsOne) {
  EXPECT_EQ(sizeof(TypeParam), 1U);
}

class Property : public ::testing::Test {
 public:
  static void SetUpTestSuite() { RecordProperty("database", "sqlite"); }
};
TEST_F(Property, OfATest) {
  RecordProperty("rows", 12);
  RecordProperty("rows", 13);
  RecordProperty("host", "h1");
}

// --- for repetitions

TEST(Repeat, FailsTheSecondTime) {
  static int executions = 0;
  EXPECT_NE(++executions, 2);
}

// --- one failure after which nothing must happen

TEST(Order, A) {}
TEST(Order, B) {
  FAIL() << "stop here";
}
TEST(Order, C) {}
TEST(OrderLater, D) {}

}  // namespace
