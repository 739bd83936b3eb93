#pragma once

// Colour for terminals, nothing for pipes and files.

#include <string>
#include <string_view>

namespace testtracker::cli {

/// True when `descriptor` is a terminal that shows colours, and neither NO_COLOR (no-color.org)
/// nor `--no-color` asks for none.
[[nodiscard]] bool shows_colour(int descriptor, bool no_color_flag);

/// Wraps texts into escape sequences; returns them as they are when `on` is false.
class Colours {
 public:
  explicit Colours(bool on) : on_(on) {}

  [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }
  [[nodiscard]] std::string red(std::string_view text) const { return wrap("31", text); }
  [[nodiscard]] std::string green(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return wrap("33", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;

  bool on_;
};

}  // namespace testtracker::cli
