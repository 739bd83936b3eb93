// Scores of insight's detectors on series in which people marked the changes, beside the score of
// finding nothing: a table for docs/insight.md.
//
// usage: labelled_figures FILE...      bench/insight/labelled/*.txt; scripts/labelled_figures adds
//                                      what is not kept there

#include "insight/change_gates.hpp"
#include "insight/level_history.hpp"
#include "insight/potts_levels.hpp"
#include "labelled_scores.hpp"
#include "labelled_series.hpp"

#include <cstdio>
#include <exception>
#include <functional>
#include <vector>

namespace {

using namespace testtracker::insight;
using testtracker::bench::covering;
using testtracker::bench::f1_score;
using testtracker::bench::Indices;
using testtracker::bench::Labelled;
using testtracker::bench::read_labelled;
using Values = std::vector<double>;

Indices indices_of(const std::vector<LevelChange>& changes) {
  Indices indices;
  for (const LevelChange& change : changes) {
    indices.push_back(change.index);
  }
  return indices;
}

struct Detector {
  const char* name;
  std::function<Indices(const Values&)> detect;
};

const std::vector<Detector>& detectors() {
  static const std::vector<Detector> all{
      {"nothing", [](const Values&) { return Indices{}; }},
      {"candidates (as Otava)",
       [](const Values& values) {
         Indices indices;
         for (const auto& point : find_change_points(values)) {
           indices.push_back(point.index);
         }
         return indices;
       }},
      {"**history**", [](const Values& values) { return indices_of(find_level_changes(values)); }},
      {"candidates + gates",
       [](const Values& values) {
         return indices_of(keep_real_changes(values, find_change_points(values)));
       }},
      {"Potts levels", [](const Values& values) { return find_potts_changes(values); }},
      {"Potts levels + gates",
       [](const Values& values) {
         return indices_of(keep_real_steps(values, find_potts_changes(values)));
       }},
  };
  return all;
}

void print(const std::vector<Labelled>& all) {
  std::puts("F1 / covering of each:\n");
  std::printf("| series (values) |");
  for (const Detector& detector : detectors()) {
    std::printf(" %s |", detector.name);
  }
  std::printf("\n|---|---|---|---|---|---|---|\n");
  Values f1(detectors().size(), 0);
  Values cover(detectors().size(), 0);
  for (const Labelled& one : all) {
    std::printf("| %s (%zu) |", one.name.c_str(), one.values.size());
    for (std::size_t i = 0; i < detectors().size(); ++i) {
      const Indices found = detectors()[i].detect(one.values);
      const double f1_here = f1_score(one.people, found);
      const double cover_here = covering(one.people, found, one.values.size());
      std::printf(" %.3f / %.3f |", f1_here, cover_here);
      f1[i] += f1_here / static_cast<double>(all.size());
      cover[i] += cover_here / static_cast<double>(all.size());
    }
    std::puts("");
  }
  std::printf("| **mean of %zu** |", all.size());
  for (std::size_t i = 0; i < detectors().size(); ++i) {
    std::printf(" **%.3f / %.3f** |", f1[i], cover[i]);
  }
  std::puts("");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: labelled_figures FILE...\n", stderr);
    return 2;
  }
  try {
    std::vector<Labelled> all;
    for (int i = 1; i < argc; ++i) {
      all.push_back(read_labelled(argv[i]));
    }
    print(all);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "labelled_figures: read %s\n", error.what());
    return 1;
  }
}
