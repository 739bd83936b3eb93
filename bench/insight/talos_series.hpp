#pragma once

// Reads tests/golden/insight/talos.txt: series of Firefox's performance tests, and where
// Perfherder's own tests expect its alerts. The file says how it is written.

#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace testtracker::bench {

struct TalosSeries {
  std::string name;
  std::vector<double> values;
  std::vector<std::size_t> alerts;  ///< indices of first runs of new levels
};

/// Empty when there is no such file.
inline std::vector<TalosSeries> read_talos(const std::string& path) {
  std::vector<TalosSeries> all;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::string heading = "series ";
    if (line.rfind(heading, 0) == 0) {
      all.push_back({line.substr(heading.size()), {}, {}});
    }
    if (all.empty() || line.rfind(heading, 0) == 0) {
      continue;
    }
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (word == "|") {
        all.back().alerts.push_back(all.back().values.size());
        continue;
      }
      const auto times = word.find('*');
      const auto count = times == std::string::npos ? 1 : std::stoul(word.substr(0, times));
      const double value = std::stod(times == std::string::npos ? word : word.substr(times + 1));
      all.back().values.insert(all.back().values.end(), count, value);
    }
  }
  return all;
}

}  // namespace testtracker::bench
