// A GoogleTest program for `gate --confirm`: plain, parameterised and typed tests.

#include "moody.hpp"

#include <gtest/gtest.h>

#include <string>

TEST(Net, Connects) {
  EXPECT_FALSE(is_told("connects")) << "no answer";
}

TEST(Net, Sends) {
  EXPECT_FALSE(is_told("sends")) << "no answer";
}

TEST(DepsLog, Loads) {
  work("loads");
}

class Buffer : public testing::TestWithParam<int> {};
TEST_P(Buffer, Grows) {
  EXPECT_FALSE(is_told("grows" + std::to_string(GetParam())));
}
INSTANTIATE_TEST_SUITE_P(Sizes, Buffer, testing::Values(1, 2));

template <typename T>
class Number : public testing::Test {};
TYPED_TEST_SUITE_P(Number);
TYPED_TEST_P(Number, Adds) {
  EXPECT_FALSE(is_told(sizeof(TypeParam) == 1 ? "adds_char" : "adds_long"));
}
REGISTER_TYPED_TEST_SUITE_P(Number, Adds);
using Types = testing::Types<char, long long>;
INSTANTIATE_TYPED_TEST_SUITE_P(My, Number, Types);

// So that it is not the machine when all of the above fail.
class Calm : public testing::TestWithParam<int> {};
TEST_P(Calm, Passes) {
  SUCCEED();
}
INSTANTIATE_TEST_SUITE_P(Many, Calm, testing::Range(0, 10));
