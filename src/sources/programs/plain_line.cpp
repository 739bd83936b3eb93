#include "sources/programs/plain_line.hpp"

#include "base/escape_sequences.hpp"

namespace testtracker::sources {

std::string plain_line(std::string_view line) {
  std::string text = without_escapes(line);
  if (!text.empty() && text.back() == '\r') {
    text.pop_back();
  }
  return text;
}

}  // namespace testtracker::sources
