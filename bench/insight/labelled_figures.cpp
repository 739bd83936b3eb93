// Scores of insight's detectors on series in which people marked the changes, beside the score of
// finding nothing: a table for docs/insight.md.
//
// usage: labelled_figures FOLDER
//
// FOLDER is laid out as the Turing Change Point Dataset: annotations.json and
// datasets/NAME/NAME.json. Series of more than one value per time are left out.

#include "insight/change_gates.hpp"
#include "insight/level_history.hpp"
#include "insight/potts_levels.hpp"
#include "labelled_scores.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace {

using namespace testtracker::insight;
using testtracker::bench::covering;
using testtracker::bench::f1_score;
using testtracker::bench::Indices;
using Json = nlohmann::json;
using Values = std::vector<double>;

struct Labelled {
  std::string name;
  Values values;
  std::vector<Indices> people;
};

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
      {"history", [](const Values& values) { return indices_of(find_level_changes(values)); }},
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

Json parsed(const std::filesystem::path& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

std::vector<Labelled> read_all(const std::filesystem::path& folder) {
  std::vector<Labelled> all;
  const Json annotations = parsed(folder / "annotations.json");
  for (const auto& [name, people] : annotations.items()) {
    const auto path = folder / "datasets" / name / (name + ".json");
    if (!std::filesystem::exists(path)) {
      continue;
    }
    const Json data = parsed(path);
    if (data.at("series").size() != 1) {
      continue;
    }
    Labelled one{name, {}, {}};
    for (const Json& value : data.at("series")[0].at("raw")) {
      // Missing values: the last one goes on.
      one.values.push_back(value.is_number()    ? value.get<double>()
                           : one.values.empty() ? 0.0
                                                : one.values.back());
    }
    for (const auto& person : people.items()) {
      one.people.push_back(person.value().get<Indices>());
    }
    all.push_back(std::move(one));
  }
  return all;
}

void print(const std::vector<Labelled>& all) {
  std::printf("| series |");
  for (const Detector& detector : detectors()) {
    std::printf(" %s: F1 / covering |", detector.name);
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
  if (argc != 2) {
    std::fputs("usage: labelled_figures FOLDER\n", stderr);
    return 2;
  }
  try {
    print(read_all(argv[1]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "labelled_figures: read %s: %s\n", argv[1], error.what());
    return 1;
  }
}
