// Of the crash matrix: with a listener and without one.

#include "endings.hpp"

#include <gtest/gtest.h>

TEST(Matrix, Before) {}

TEST(Matrix, Ends) {
  endings::end_in_test();
}

TEST(Matrix, Behind) {}

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 1) {
    endings::chosen() = argv[1];
  }
  const int code = RUN_ALL_TESTS();
  endings::end_outside();
  return code;
}
