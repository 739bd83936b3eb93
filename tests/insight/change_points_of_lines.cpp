// Reads series from standard input, one per line as numbers with spaces between, and prints the
// change points of each as a line of indices. Driven by test_otava.py.

#include "insight/change_points.hpp"

#include <iostream>
#include <sstream>
#include <string>

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream numbers(line);
    std::vector<double> values;
    for (double value = 0; numbers >> value;) {
      values.push_back(value);
    }
    for (const auto& point : testtracker::insight::find_change_points(values)) {
      std::cout << point.index << ' ';
    }
    std::cout << '\n';
  }
}
