// Prints what the two choices of `testtracker gate` rest on, in Markdown, from fixed seeds:
// whether one run may confirm a slowdown by itself, and whether a failure that was seen once
// counts.
//
// usage: gate_figures [REPEATS]      gates of 1,000 tests per cell, 200 when not given

#include "insight/deviation.hpp"
#include "insight/distributions.hpp"
#include "insight/rank_tests.hpp"
#include "insight/status_class.hpp"
#include "noise.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace {

using namespace testtracker::insight;
using testtracker::bench::Kind;
using testtracker::bench::name_of;
using testtracker::bench::Noise;
using Values = std::vector<double>;

constexpr double k_level = 100;
constexpr std::size_t k_runs = 20;
constexpr std::size_t k_tests = 1000;
constexpr std::size_t k_slowed = 10;  // of them

struct Measured {
  Values baseline;
  double now = 0;
  double again = 0;  // a second run of the same commit
};

Measured measure(Noise& noise, Kind kind, double deviation, double slowdown) {
  const auto values = noise.series(kind, k_runs + 2, k_level, deviation);
  return {Values(values.begin(), values.begin() + k_runs), values[k_runs] * slowdown,
          values[k_runs + 1] * slowdown};
}

/// One-sided p of Student's t prediction interval for one new value.
double prediction_p_value(const Values& baseline, double value) {
  const auto runs = static_cast<double>(baseline.size());
  double sum = 0;
  for (const double one : baseline) {
    sum += one;
  }
  const double mean = sum / runs;
  double squares = 0;
  for (const double one : baseline) {
    squares += (one - mean) * (one - mean);
  }
  const double deviation = std::sqrt(squares / (runs - 1) * (1 + 1 / runs));
  const double t = (value - mean) / deviation;
  const double two_sided = student_t_two_sided(t, runs - 1);
  return t > 0 ? two_sided / 2 : 1 - two_sided / 2;
}

/// Benjamini and Hochberg: the greatest p that counts when `rate` of the found may be false.
double greatest_p_value(Values p_values, double rate) {
  std::sort(p_values.begin(), p_values.end());
  double greatest = -1;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    const double allowed = rate * static_cast<double>(i + 1) / static_cast<double>(p_values.size());
    greatest = p_values[i] <= allowed ? p_values[i] : greatest;
  }
  return greatest;
}

bool is_beyond_floor(const Measured& test) {
  return test.now > 1.1 * median(test.baseline);
}

bool is_suspect(const Measured& test, double value) {
  return deviation_of(value, *band_of(test.baseline), Worse::higher) == Deviation::worse;
}

struct Shares {
  double found_of_constant = 0;
  double found_of_slowed = 0;
};

/// Of gates of 1,000 tests, 10 of which got slower: what either way of confirming finds.
void print_confirmation(Kind kind, double deviation, double slowdown, int gates) {
  Shares by_prediction;
  Shares by_second_run;
  Noise noise(7000);
  for (int gate = 0; gate < gates; ++gate) {
    std::vector<Measured> tests;
    Values p_values;
    for (std::size_t i = 0; i < k_tests; ++i) {
      tests.push_back(measure(noise, kind, deviation, i < k_slowed ? slowdown : 1));
      p_values.push_back(prediction_p_value(tests[i].baseline, tests[i].now));
    }
    const double greatest = greatest_p_value(p_values, 0.01);
    for (std::size_t i = 0; i < k_tests; ++i) {
      const bool predicted = p_values[i] <= greatest && is_beyond_floor(tests[i]);
      const bool repeated =
          is_suspect(tests[i], tests[i].now) && is_suspect(tests[i], tests[i].again);
      (i < k_slowed ? by_prediction.found_of_slowed : by_prediction.found_of_constant) +=
          predicted ? 1 : 0;
      (i < k_slowed ? by_second_run.found_of_slowed : by_second_run.found_of_constant) +=
          repeated ? 1 : 0;
    }
  }
  const double constant = static_cast<double>(gates) * (k_tests - k_slowed) / 1000.0;
  const double slowed = static_cast<double>(gates) * k_slowed;
  std::printf("| %s, %.0f %% wide, +%.0f %% | %.2f | %.2f | %.2f | %.2f |\n", name_of(kind),
              deviation, 100 * (slowdown - 1), by_prediction.found_of_constant / constant,
              by_second_run.found_of_constant / constant, by_prediction.found_of_slowed / slowed,
              by_second_run.found_of_slowed / slowed);
}

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) / 9007199254740992.0; }
  RunOutcome run(double failure) {
    const bool fails = uniform() < failure;
    return {{}, fails ? 0U : 1U, fails ? 1U : 0U};
  }

 private:
  std::mt19937_64 engine_;
};

/// A suite of 1,000 tests, `flaky` of them, which fail in `mean` of all runs; nothing is broken.
void print_failures(double flaky, double mean, int gates) {
  Chance chance(8000);
  double once = 0;
  double twice = 0;
  int red_once = 0;
  int red_twice = 0;
  for (int gate = 0; gate < gates; ++gate) {
    int found_once = 0;
    int found_twice = 0;
    for (int i = 0; i < static_cast<int>(flaky * k_tests); ++i) {
      const double failure = std::min(0.5, -mean * std::log(chance.uniform()));
      std::vector<RunOutcome> main;
      for (std::size_t run = 0; run < k_runs; ++run) {
        main.push_back(chance.run(failure));
      }
      auto now = chance.run(failure);
      if (classify(main, now) == StatusClass::new_failure) {
        ++found_once;
        const auto again = chance.run(failure);
        found_twice += again.failures > 0 ? 1 : 0;
      }
    }
    once += found_once;
    twice += found_twice;
    red_once += found_once > 0 ? 1 : 0;
    red_twice += found_twice > 0 ? 1 : 0;
  }
  std::printf("| %.1f %%, each fails in %.1f %% | %.2f | %.0f %% | %.3f | %.1f %% |\n", 100 * flaky,
              100 * mean, once / gates, 100.0 * red_once / gates, twice / gates,
              100.0 * red_twice / gates);
}

}  // namespace

int main(int argc, char** argv) {
  const int gates = argc > 1 ? std::atoi(argv[1]) : 200;
  if (gates < 1) {
    std::fputs("gate_figures: REPEATS must be a number from 1\n", stderr);
    return 2;
  }
  std::puts(
      "| 1,000 tests, 10 of them slower | false alarms per 1,000: t prediction, BH 0.01 | second "
      "run | found: t prediction, BH 0.01 | second run |\n|---|---|---|---|---|");
  for (const double slowdown : {1.5, 2.0}) {
    print_confirmation(Kind::normal, 5, slowdown, gates);
    print_confirmation(Kind::lognormal, 15, slowdown, gates);
    print_confirmation(Kind::student3, 5, slowdown, gates);
    print_confirmation(Kind::outliers, 5, slowdown, gates);
  }
  std::puts(
      "\n| flaky tests among 1,000 | false new failures per gate, seen once | gates red | seen "
      "twice | gates red |\n|---|---|---|---|---|");
  for (const auto& [flaky, mean] :
       {std::pair{0.16, 0.094}, {0.16, 0.01}, {0.02, 0.05}, {0.002, 0.05}}) {
    print_failures(flaky, mean, 10 * gates);
  }
}
