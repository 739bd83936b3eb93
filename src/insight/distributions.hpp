#pragma once

// The three distributions that insight's rules ask: Student's t, the standard normal and Beta.
// Used by change_points, rank_tests and flakiness. Pure functions of finite numbers; accuracy is
// 1e-10 or better where the rules compare.

namespace testtracker::insight {

/// P(|T| >= |t|) for Student's t with `degrees` > 0 degrees of freedom. NaN gives NaN, infinity 0.
[[nodiscard]] double student_t_two_sided(double t, double degrees) noexcept;

/// P(|Z| >= |z|) for the standard normal distribution.
[[nodiscard]] double normal_two_sided(double z) noexcept;

/// P(X <= x) for Beta(a, b). Requires: a > 0, b > 0, 0 <= x <= 1.
[[nodiscard]] double beta_cdf(double x, double a, double b) noexcept;

/// The x with beta_cdf(x, a, b) = p. Requires: a > 0, b > 0, 0 <= p <= 1.
[[nodiscard]] double beta_quantile(double p, double a, double b) noexcept;

}  // namespace testtracker::insight
