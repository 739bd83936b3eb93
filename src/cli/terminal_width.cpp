#include "cli/terminal_width.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace testtracker::cli {

std::size_t terminal_width(std::size_t otherwise) {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : otherwise;
}

}  // namespace testtracker::cli
