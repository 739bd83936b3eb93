#include "baseline/texts.hpp"

namespace testtracker::baseline {

TextId Texts::intern(std::string_view text) {
  const auto known = ids_.find(text);
  if (known != ids_.end()) {
    return known->second;
  }
  const auto id = static_cast<TextId>(texts_.size());
  ids_.emplace(texts_.emplace_back(text), id);
  return id;
}

}  // namespace testtracker::baseline
