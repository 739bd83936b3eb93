#pragma once

// Every distinct text once, as a number. A hundred runs of ten thousand tests name the same keys
// over and over; a number per name keeps a million results in a few megabytes.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace testtracker::baseline {

/// A text of one `Texts`; 0 is the empty one.
using TextId = std::uint32_t;

/// Not thread-safe. Texts never go away.
class Texts {
 public:
  Texts() { intern({}); }
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;

  TextId intern(std::string_view text);
  /// Requires: `id` is of this object.
  [[nodiscard]] const std::string& operator[](TextId id) const { return texts_[id]; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // addresses stay
  std::unordered_map<std::string_view, TextId> ids_;
};

}  // namespace testtracker::baseline
