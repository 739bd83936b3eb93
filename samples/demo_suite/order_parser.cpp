#include "order_parser.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace order_book {

Order parse_order(const std::string& text) {
  std::istringstream words(text);
  std::string side;
  std::string at;
  double price = 0;
  Order order;
  if (!(words >> side >> order.quantity >> at >> price) || at != "@") {
    throw std::invalid_argument("expected '<buy|sell> <quantity> @ <price>', got '" + text + "'");
  }
  if (side != "buy" && side != "sell") {
    throw std::invalid_argument("'" + side + "' is neither buy nor sell");
  }
  order.side = side == "buy" ? Side::buy : Side::sell;
  order.price_cents = std::llround(price * 100);
  return order;
}

std::string to_text(const Order& order) {
  std::ostringstream text;
  const std::int64_t cents = order.price_cents % 100;
  text << (order.side == Side::buy ? "buy " : "sell ") << order.quantity << " @ "
       << order.price_cents / 100 << (cents < 10 ? ".0" : ".") << cents;
  return text.str();
}

}  // namespace order_book
