#include "cli/complain.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace testtracker::cli {

void complain(std::string_view sentence) {
  fmt::print(stderr, "testtracker: {}\n", sentence);
}

}  // namespace testtracker::cli
