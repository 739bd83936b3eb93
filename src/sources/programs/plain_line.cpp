#include "sources/programs/plain_line.hpp"

#include <cstddef>

namespace testtracker::sources {

std::string plain_line(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b' && i + 1 < line.size() && line[i + 1] == '[') {
      const auto end = line.find_first_not_of("0123456789;", i + 2);
      if (end != std::string_view::npos && (line[end] == 'm' || line[end] == 'K')) {
        i = end;
        continue;
      }
    }
    text += line[i];
  }
  if (!text.empty() && text.back() == '\r') {
    text.pop_back();
  }
  return text;
}

}  // namespace testtracker::sources
