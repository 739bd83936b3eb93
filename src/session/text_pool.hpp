#pragma once

// Keeps each distinct text once. A session of a million tests names the same suites and files over
// and over, and equal texts of one pool have equal addresses.

#include <string>
#include <unordered_set>

namespace testtracker::session {

class TextPool {
 public:
  /// The pool's copy; valid and unchanged as long as the pool lives.
  const std::string* intern(const std::string& text) { return &*texts_.insert(text).first; }

 private:
  std::unordered_set<std::string> texts_;  // node-based: addresses stay
};

}  // namespace testtracker::session
