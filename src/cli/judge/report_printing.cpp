#include "cli/judge/report_printing.hpp"

#include "cli/colours.hpp"
#include "cli/terminal_width.hpp"
#include "report/terminal.hpp"

#include <unistd.h>

namespace testtracker::cli {

history::TextOptions text_options(const CommonOptions& common, bool details) {
  history::TextOptions text;
  text.paint =
      shows_colour(STDOUT_FILENO, common.no_color) ? report::Paint::coloured : report::Paint::plain;
  text.width = terminal_width(100);
  text.details = details;
  return text;
}

Result<void> require_named(const std::vector<std::string>& patterns, bool fits,
                           std::string_view what) {
  if (patterns.empty() || fits) {
    return {};
  }
  return Error{ErrorCode::not_found,
               fmt::format("find '{}' in the newest runs: no {} is called so; without a name all "
                           "are shown",
                           patterns.front(), what)};
}

}  // namespace testtracker::cli
