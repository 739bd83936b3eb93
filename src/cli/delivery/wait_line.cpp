#include "cli/delivery/wait_line.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include <unistd.h>

namespace testtracker::cli {

WaitLine::WaitLine(std::string what, const CommonOptions& common)
    : what_(std::move(what)),
      is_on_(::isatty(STDERR_FILENO) == 1 && !common.quiet && !common.json) {}

void WaitLine::show(std::chrono::milliseconds waited) {
  show(what_, waited);
}

void WaitLine::show(const std::string& what, std::chrono::milliseconds waited) {
  constexpr std::chrono::milliseconds k_glance{300};
  if (!is_on_ || waited < k_glance) {
    return;
  }
  fmt::print(stderr, "\r\x1b[K  {} … {} s", what, waited.count() / 1000);
  std::fflush(stderr);
  is_shown_ = true;
}

void WaitLine::clear() {
  if (is_shown_) {
    fmt::print(stderr, "\r\x1b[K");
    is_shown_ = false;
  }
}

}  // namespace testtracker::cli
