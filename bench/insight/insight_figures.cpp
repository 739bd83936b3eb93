// Prints the error rates and the speed of insight's rules on noise from fixed seeds: the tables of
// docs/insight.md, in Markdown.
//
// usage: insight_figures [REPEATS]      series per cell, 1,000 when not given

#include "anchors.hpp"
#include "insight/change_gates.hpp"
#include "insight/deviation.hpp"
#include "insight/drift.hpp"
#include "insight/drift_or_steps.hpp"
#include "insight/level_history.hpp"
#include "insight/potts_levels.hpp"
#include "noise.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>

namespace {

using namespace testtracker::insight;
using testtracker::bench::k_kinds;
using testtracker::bench::Kind;
using testtracker::bench::name_of;
using testtracker::bench::Noise;
using Values = std::vector<double>;
using Detector = std::function<std::vector<std::size_t>(const Values&)>;

constexpr double k_level = 100;

struct Named {
  const char* name;
  Detector detect;
};

std::vector<std::size_t> candidates(const Values& values) {
  std::vector<std::size_t> indices;
  for (const auto& point : find_change_points(values)) {
    indices.push_back(point.index);
  }
  return indices;
}

std::vector<std::size_t> history(const Values& values) {
  std::vector<std::size_t> indices;
  for (const auto& change : find_level_changes(values)) {
    indices.push_back(change.index);
  }
  return indices;
}

std::vector<std::size_t> gated(const Values& values) {
  std::vector<std::size_t> indices;
  for (const auto& change : keep_real_changes(values, find_change_points(values))) {
    indices.push_back(change.index);
  }
  return indices;
}

std::vector<std::size_t> potts_gated(const Values& values) {
  std::vector<std::size_t> indices;
  for (const auto& change : keep_real_steps(values, find_potts_changes(values))) {
    indices.push_back(change.index);
  }
  return indices;
}

const std::vector<Named>& detectors() {
  static const std::vector<Named> all{
      {"candidates (as Otava)", candidates},
      {"candidates + gates", gated},
      {"history (both)", history},
      {"Potts levels (after asv)", find_potts_changes},
      {"Potts levels + gates", potts_gated},
      {"after Perfherder", testtracker::bench::perfherder_points},
      {"after cargo-bench-history", testtracker::bench::pettitt_points}};
  return all;
}

/// Of `repeats`, the share for which `happens`, in per cent or as a fraction by `scale`.
template <typename Happens>
double share(int repeats, Happens happens) {
  int count = 0;
  for (int i = 0; i < repeats; ++i) {
    count += happens(i) ? 1 : 0;
  }
  return static_cast<double>(count) / repeats;
}

void print_false_changes(int repeats) {
  std::puts(
      "\n| noise | rule | n = 50 | n = 100 | n = 200 | last 5 runs, n = 50 "
      "|\n|---|---|---|---|---|---|");
  for (const Kind kind : k_kinds) {
    for (const auto& [name, detect] : detectors()) {
      std::printf("| %s | %s |", name_of(kind), name);
      for (const std::size_t size : {50U, 100U, 200U}) {
        Noise noise(1000 + size);
        const double any = share(
            repeats, [&](int) { return !detect(noise.series(kind, size, k_level, 5)).empty(); });
        std::printf(" %.2f %% |", any * 100);
      }
      Noise noise(1050);
      const double last = share(4 * repeats, [&](int) {
        const auto found = detect(noise.series(kind, 50, k_level, 5));
        return !found.empty() && found.back() >= 45;
      });
      std::printf(" %.2f %% |\n", last * 100);
    }
  }
}

void print_detection(int repeats) {
  std::puts("\n| step | rule | k = 1 | 2 | 3 | 5 | 10 |\n|---|---|---|---|---|---|---|");
  for (const double step : {2.0, 3.0, 5.0, 10.0}) {
    for (const auto& [name, detect] : detectors()) {
      std::printf("| %.0f sd | %s |", step, name);
      for (const std::size_t runs : {1U, 2U, 3U, 5U, 10U}) {
        Noise noise(2000 + runs);
        const double found = share(repeats, [&](int) {
          auto values = noise.series(Kind::normal, 50 + runs, k_level, 5);
          for (std::size_t i = 50; i < values.size(); ++i) {
            values[i] += 5 * step;
          }
          for (const std::size_t index : detect(values)) {
            if (index >= 48 && index <= 52) {
              return true;
            }
          }
          return false;
        });
        std::printf(" %.2f |", found);
      }
      std::puts("");
    }
  }
}

using Rule = bool (*)(const Values& baseline, double value);

bool is_suspect(const Values& baseline, double value) {
  return deviation_of(value, *band_of(baseline), Worse::higher) == Deviation::worse;
}

struct NamedRule {
  const char* name;
  Rule alarms;
  std::size_t runs;  ///< all of so many new runs must alarm
};

const std::vector<NamedRule>& rules() {
  using namespace testtracker::bench;
  static const std::vector<NamedRule> all{
      {"the run before + 10 % (CodSpeed)", above_previous_by_tenth, 1},
      {"the run before x 200 % (github-action-benchmark)", above_twice_previous, 1},
      {"t prediction .99 (Bencher)", above_prediction_interval, 1},
      {"z > 5 (Conbench)", above_five_deviations, 1},
      {"Q3 + 3 IQR (rustc-perf)", above_fence, 1},
      {"suspect", is_suspect, 1},
      {"suspect, confirmed by a second run", is_suspect, 2},
      {"suspect, confirmed by two more runs", is_suspect, 3},
      {"t prediction .99, confirmed by a second run", above_prediction_interval, 2},
  };
  return all;
}

/// Asked with a fresh baseline of 20 runs and new ones of `slowdown` times the level: do all of
/// them alarm?
double alarms(const NamedRule& rule, Kind kind, double deviation, double slowdown, int repeats) {
  Noise noise(3000);
  return share(repeats, [&](int) {
    const auto values = noise.series(kind, 20 + rule.runs, k_level, deviation);
    const Values baseline(values.begin(), values.begin() + 20);
    return std::all_of(values.begin() + 20, values.end(),
                       [&](double value) { return rule.alarms(baseline, value * slowdown); });
  });
}

void print_gate(int repeats) {
  std::puts(
      "\n| rule | false alarms per 1,000: normal | lognormal | outliers | power +20 / +50 / "
      "+100 % (normal, cv 5 %) | (lognormal, cv 15 %) |\n|---|---|---|---|---|---|");
  for (const NamedRule& rule : rules()) {
    std::printf("| %s |", rule.name);
    for (const Kind kind : {Kind::normal, Kind::lognormal, Kind::outliers}) {
      std::printf(" %.2f |", 1000 * alarms(rule, kind, 5, 1, 50 * repeats));
    }
    for (const auto& [kind, deviation] : {std::pair{Kind::normal, 5}, {Kind::lognormal, 15}}) {
      for (const double slowdown : {1.2, 1.5, 2.0}) {
        std::printf(" %.2f", alarms(rule, kind, deviation, slowdown, 5 * repeats));
      }
      std::printf(" |");
    }
    std::puts("");
  }
}

void print_drift(int repeats) {
  std::puts(
      "\n| noise | false, 30 runs without drift | found: 2 sd over 30 runs | 3 sd | 5 sd "
      "| a step of 5 sd taken for drift |\n|---|---|---|---|---|---|");
  for (const Kind kind : k_kinds) {
    std::printf("| %s |", name_of(kind));
    for (const double height : {0.0, 2.0, 3.0, 5.0}) {
      Noise noise(5000);
      const double found = share(repeats, [&](int) {
        auto values = noise.series(kind, 30, k_level, 5);
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] += 5 * height * static_cast<double>(i) / 29;
        }
        return find_drift(values).has_value();
      });
      std::printf(height == 0 ? " %.4f |" : " %.2f |", found);
    }
    Noise noise(5000);
    std::printf(" %.2f |\n", share(repeats, [&](int) {
                  auto values = noise.series(kind, 30, k_level, 5);
                  for (std::size_t i = 15; i < values.size(); ++i) {
                    values[i] += 25;
                  }
                  return find_drift(values).has_value();
                }));
  }
}

/// A rise so slow that the last 30 runs do not show it.
void print_slow_drift(int repeats) {
  std::puts(
      "\n| noise | false, 100 runs without drift | found: 3 sd over 100 runs | 5 sd | 10 sd "
      "| 10 sd told as steps |\n|---|---|---|---|---|---|");
  for (const Kind kind : k_kinds) {
    std::printf("| %s |", name_of(kind));
    for (const double height : {0.0, 3.0, 5.0, 10.0}) {
      Noise noise(6000);
      double steps = 0;
      const double found = share(repeats, [&](int) {
        auto values = noise.series(kind, 100, k_level, 5);
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] += 5 * height * static_cast<double>(i) / 99;
        }
        auto changes = find_level_changes(values);
        const auto drift = find_drift_beside(values, changes);
        steps += changes.empty() ? 0 : 1;
        return drift.has_value();
      });
      std::printf(height == 0 ? " %.4f |" : " %.2f |", found);
      if (height == 10) {
        std::printf(" %.2f |\n", steps / repeats);
      }
    }
  }
}

void print_speed() {
  constexpr int many = 10000;
  Noise noise(4000);
  std::vector<Values> all;
  for (int i = 0; i < many; ++i) {
    all.push_back(
        noise.series(k_kinds[static_cast<std::size_t>(i) % k_kinds.size()], 100, k_level, 5));
  }
  const std::clock_t start = std::clock();  // of this process: others may be busy
  std::size_t changes = 0;
  std::size_t drifts = 0;
  std::size_t suspected = 0;
  for (const Values& values : all) {
    auto found = find_level_changes(values);
    drifts += find_drift_beside(values, found).has_value() ? 1U : 0U;
    changes += found.size();
    const auto band = band_of(values);
    suspected += deviation_of(values.back(), *band, Worse::higher) == Deviation::worse ? 1U : 0U;
  }
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("\n%d series of 100 runs, changes, drift and band: %.2f s of a core\n", many, took);
  std::printf("(%zu changes, %zu drifts, %zu suspects)\n", changes, drifts, suspected);
}

}  // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 1000;
  if (repeats < 1) {
    std::fputs("insight_figures: REPEATS must be a number from 1\n", stderr);
    return 2;
  }
  std::puts("False changes on constant series:");
  print_false_changes(repeats);
  std::puts("\nFound within 2 runs of the step, 50 runs before it and k after:");
  print_detection(repeats);
  std::puts("\nOne new run against 20 runs of main:");
  print_gate(repeats);
  std::puts("\nDrift:");
  print_drift(10 * repeats);
  print_slow_drift(repeats);
  print_speed();
}
