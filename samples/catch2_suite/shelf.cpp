#include "shelf.hpp"

#include <stdexcept>

bool Shelf::add(const std::string& book) {
  if (has(book)) {
    return false;
  }
  if (books_.size() == room_) {
    throw std::length_error("the shelf is full");
  }
  books_.insert(book);
  return true;
}
