#include "order_book.hpp"

#include <algorithm>
#include <stdexcept>

namespace order_book {
namespace {

bool crosses(const Order& order, std::int64_t price_cents) {
  return order.side == Side::buy ? price_cents <= order.price_cents
                                 : price_cents >= order.price_cents;
}

Trade trade_between(const Order& order, const Order& resting, std::int64_t quantity) {
  const bool is_buyer = order.side == Side::buy;
  return {is_buyer ? order.id : resting.id, is_buyer ? resting.id : order.id, resting.price_cents,
          quantity};
}

template <typename Levels>
std::int64_t quantity_in(const Levels& levels, std::int64_t price_cents) {
  std::int64_t quantity = 0;
  if (const auto level = levels.find(price_cents); level != levels.end()) {
    for (const Order& order : level->second) {
      quantity += order.quantity;
    }
  }
  return quantity;
}

}  // namespace

template <typename Levels>
std::vector<Trade> OrderBook::match(Order& order, Levels& others) {
  std::vector<Trade> trades;
  while (order.quantity > 0 && !others.empty() && crosses(order, others.begin()->first)) {
    Level& level = others.begin()->second;
    Order& resting = level.front();
    const std::int64_t quantity = std::min(order.quantity, resting.quantity);
    trades.push_back(trade_between(order, resting, quantity));
    order.quantity -= quantity;
    resting.quantity -= quantity;
    if (resting.quantity == 0) {
      level.pop_front();
    }
    if (level.empty()) {
      others.erase(others.begin());
    }
  }
  return trades;
}

std::vector<Trade> OrderBook::add(Order order) {
  if (order.price_cents <= 0 || order.quantity <= 0) {
    throw std::invalid_argument("price and quantity must be positive");
  }
  const bool is_buy = order.side == Side::buy;
  std::vector<Trade> trades = is_buy ? match(order, asks_) : match(order, bids_);
  if (order.quantity > 0) {
    Level& level = is_buy ? bids_[order.price_cents] : asks_[order.price_cents];
    level.push_back(order);
  }
  return trades;
}

std::int64_t OrderBook::spread_cents() const {
  if (bids_.empty() || asks_.empty()) {
    throw std::logic_error("a spread needs a bid and an ask");
  }
  return asks_.begin()->first - bids_.begin()->first;
}

std::int64_t OrderBook::quantity_at(Side side, std::int64_t price_cents) const {
  return side == Side::buy ? quantity_in(bids_, price_cents) : quantity_in(asks_, price_cents);
}

std::size_t OrderBook::levels(Side side) const {
  return side == Side::buy ? bids_.size() : asks_.size();
}

}  // namespace order_book
