#include "insight/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace testtracker::insight {
namespace {

TEST(Distributions, StudentAgreesWithTheClosedFormsOfOneAndTwoDegrees) {
  // One degree is the Cauchy distribution, two have P(|T| >= t) = 1 - t / sqrt(2 + t²).
  const double pi = std::acos(-1.0);
  for (const double t : {0.0, 0.1, 1.0, 3.0, 40.0}) {
    EXPECT_NEAR(student_t_two_sided(t, 1), 1 - 2 * std::atan(t) / pi, 1e-12) << t;
    EXPECT_NEAR(student_t_two_sided(t, 2), 1 - t / std::sqrt(2 + t * t), 1e-12) << t;
  }
}

TEST(Distributions, StudentKnowsTheTabulatedQuantiles) {
  EXPECT_NEAR(student_t_two_sided(2.228138852, 10), 0.05, 1e-9);
  EXPECT_NEAR(student_t_two_sided(-3.390528, 98), 0.001007, 2e-5);
}

TEST(Distributions, StudentOfAnExactStepIsZeroAndOfNothingNaN) {
  EXPECT_EQ(student_t_two_sided(std::numeric_limits<double>::infinity(), 5), 0);
  EXPECT_TRUE(std::isnan(student_t_two_sided(std::nan(""), 5)));
}

TEST(Distributions, NormalKnowsTheFivePerCentPoint) {
  EXPECT_NEAR(normal_two_sided(1.959963985), 0.05, 1e-9);
  EXPECT_EQ(normal_two_sided(0), 1);
}

TEST(Distributions, BetaOfOneAndNineteenHasItsClosedForm) {
  // P(X <= x) = 1 - (1 - x)^19
  EXPECT_NEAR(beta_cdf(0.05, 1, 19), 1 - std::pow(0.95, 19), 1e-12);
  EXPECT_NEAR(beta_quantile(0.975, 1, 19), 1 - std::pow(0.025, 1.0 / 19), 1e-12);
}

}  // namespace
}  // namespace testtracker::insight
