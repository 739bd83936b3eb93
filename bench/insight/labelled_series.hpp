#pragma once

// Reads a series in which people marked the changes. bench/insight/labelled/README.md says how a
// file is written and where its numbers come from.

#include "labelled_scores.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace testtracker::bench {

struct Labelled {
  std::string name;
  std::vector<double> values;
  std::vector<Indices> people;  ///< what each marked: first values of new levels
};

/// Throws a std::runtime_error with a sentence when the file has no values or nobody's marks.
inline Labelled read_labelled(const std::string& path) {
  std::ifstream file(path);
  Labelled one{std::filesystem::path(path).stem().string(), {}, {}};
  bool are_values = false;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string first;
    if (are_values) {
      one.values.insert(one.values.end(), std::istream_iterator<double>(words), {});
    } else if (words >> first && first == "person") {
      one.people.emplace_back(std::istream_iterator<std::size_t>(words),
                              std::istream_iterator<std::size_t>());
    }
    are_values = are_values || first == "values";
  }
  if (one.values.empty() || one.people.empty()) {
    throw std::runtime_error(path + ": no values, or nobody's marks");
  }
  return one;
}

}  // namespace testtracker::bench
