#pragma once

// Orders as text: `buy 100 @ 12.50`.

#include "order_book.hpp"

#include <string>

namespace order_book {

/// Throws std::invalid_argument that says what is wrong with the text.
[[nodiscard]] Order parse_order(const std::string& text);
[[nodiscard]] std::string to_text(const Order& order);

}  // namespace order_book
