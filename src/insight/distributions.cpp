#include "insight/distributions.hpp"

#include <cmath>

namespace testtracker::insight {
namespace {

/// lgamma() without its write to the global `signgam`: arguments here are positive.
double log_gamma(double x) noexcept {
  int sign = 0;
  return lgamma_r(x, &sign);
}

/// Keeps a term of the fraction away from zero, as Lentz's method asks.
double away_from_zero(double x) noexcept {
  constexpr double tiny = 1e-300;
  return std::fabs(x) < tiny ? tiny : x;
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), evaluated
/// by the modified method of Lentz. Converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) noexcept {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double result = d;
  for (int m = 1; m <= 300; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    const double factor = d * c;
    result *= factor;
    if (std::fabs(factor - 1) < 1e-15) {
      break;
    }
  }
  return result;
}

/// beta_cdf(x, a, b) where `rest` = 1 - x is given too: near 1 the difference would lose its
/// digits.
double beta_tail(double x, double rest, double a, double b) noexcept {
  if (x <= 0) {
    return 0;
  }
  if (rest <= 0) {
    return 1;
  }
  const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) +
                                b * std::log(rest));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(x, a, b) / a
                                   : 1 - front * beta_fraction(rest, b, a) / b;
}

}  // namespace

double student_t_two_sided(double t, double degrees) noexcept {
  if (std::isnan(t)) {
    return t;
  }
  if (std::isinf(t)) {
    return 0;
  }
  const double square = t * t;
  const double sum = degrees + square;
  return beta_tail(degrees / sum, square / sum, degrees / 2, 0.5);
}

double normal_two_sided(double z) noexcept {
  return std::erfc(std::fabs(z) / std::sqrt(2.0));
}

double beta_cdf(double x, double a, double b) noexcept {
  return beta_tail(x, 1 - x, a, b);
}

double beta_quantile(double p, double a, double b) noexcept {
  double low = 0;
  double high = 1;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (beta_cdf(middle, a, b) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace testtracker::insight
