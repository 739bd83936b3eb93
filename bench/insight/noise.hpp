#pragma once

// Series with known noise, made from fixed seeds: the same numbers on every machine, since only the
// engine of the standard library is used, whose output the standard defines (its distributions
// are not). All kinds have mean 0 and standard deviation 1 before outliers.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace testtracker::bench {

enum class Kind { normal, lognormal, student3, outliers, autocorrelated };

inline constexpr std::array<Kind, 5> k_kinds{Kind::normal, Kind::lognormal, Kind::student3,
                                             Kind::outliers, Kind::autocorrelated};

inline const char* name_of(Kind kind) {
  constexpr std::array<const char*, 5> names{"normal", "lognormal 0.6", "Student t3",
                                             "5 % outliers +8 sd", "AR(1) 0.5"};
  return names[static_cast<std::size_t>(kind)];
}

class Noise {
 public:
  explicit Noise(std::uint64_t seed) : engine_(seed) {}

  /// `size` values around `level`, `deviation` wide.
  std::vector<double> series(Kind kind, std::size_t size, double level, double deviation) {
    std::vector<double> values;
    double previous = normal();
    for (std::size_t i = 0; i < size; ++i) {
      previous = kind == Kind::autocorrelated ? 0.5 * previous + std::sqrt(0.75) * normal()
                                              : independent(kind);
      values.push_back(level + deviation * previous);
    }
    return values;
  }

 private:
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) / 9007199254740992.0; }
  double normal() {  // Box and Muller
    constexpr double two_pi = 6.283185307179586;
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(two_pi * uniform());
  }
  double independent(Kind kind) {
    if (kind == Kind::lognormal) {
      const double square = 0.36;
      const double deviation = std::sqrt((std::exp(square) - 1) * std::exp(square));
      return (std::exp(0.6 * normal()) - std::exp(square / 2)) / deviation;
    }
    if (kind == Kind::student3) {
      const double above = normal();
      double squares = 0;
      for (int i = 0; i < 3; ++i) {
        const double one = normal();
        squares += one * one;
      }
      return above / std::sqrt(squares / 3) / std::sqrt(3.0);
    }
    const double value = normal();
    return kind == Kind::outliers && uniform() < 0.05 ? value + 8 : value;
  }

  std::mt19937_64 engine_;
};

}  // namespace testtracker::bench
