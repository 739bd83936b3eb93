// One test of a suite of thousands: `one_case NUMBER` runs Case.NUMBER, every hundredth fails.

#include <gtest/gtest.h>

#include <cstdlib>

namespace {

int number = 0;

class Case : public ::testing::Test {
  void TestBody() override { EXPECT_NE(number % 100, 0) << "a hundredth one"; }
};

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    return 2;
  }
  number = std::atoi(argv[1]);
  ::testing::RegisterTest("Case", argv[1], nullptr, nullptr, __FILE__, __LINE__,
                          [] { return static_cast<::testing::Test*>(new Case); });
  return RUN_ALL_TESTS();
}
