#include "cli/colours.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include <unistd.h>

namespace testtracker::cli {

bool shows_colour(int descriptor, bool no_color_flag) {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool is_unwanted = no_color_flag || (no_color != nullptr && *no_color != '\0');
  const bool is_dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return !is_unwanted && !is_dumb && ::isatty(descriptor) == 1;
}

std::string Colours::wrap(std::string_view code, std::string_view text) const {
  return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

}  // namespace testtracker::cli
