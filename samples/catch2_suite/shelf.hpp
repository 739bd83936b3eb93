#pragma once

#include <cstddef>
#include <set>
#include <string>

/// A shelf with room for so many books, each of them once.
class Shelf {
 public:
  explicit Shelf(std::size_t room) : room_(room) {}

  /// False when the book stands there already. Throws std::length_error when the shelf is full.
  bool add(const std::string& book);
  [[nodiscard]] bool has(const std::string& book) const { return books_.count(book) > 0; }
  [[nodiscard]] std::size_t size() const { return books_.size(); }

 private:
  std::size_t room_;
  std::set<std::string> books_;
};
