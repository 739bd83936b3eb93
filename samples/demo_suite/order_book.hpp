#pragma once

// A limit order book for one instrument: bids and asks by price, oldest first within a price.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace order_book {

enum class Side { buy, sell };

struct Order {
  std::uint64_t id = 0;
  Side side = Side::buy;
  std::int64_t price_cents = 0;
  std::int64_t quantity = 0;
};

struct Trade {
  std::uint64_t buyer = 0;
  std::uint64_t seller = 0;
  std::int64_t price_cents = 0;
  std::int64_t quantity = 0;
};

class OrderBook {
 public:
  /// Matches the order against the other side; what is left of it rests in the book. Throws
  /// std::invalid_argument when price or quantity is not positive.
  std::vector<Trade> add(Order order);
  /// Lowest ask minus highest bid; throws std::logic_error when a side is empty.
  [[nodiscard]] std::int64_t spread_cents() const;
  [[nodiscard]] std::int64_t quantity_at(Side side, std::int64_t price_cents) const;
  [[nodiscard]] std::size_t levels(Side side) const;

 private:
  using Level = std::deque<Order>;
  template <typename Levels>
  static std::vector<Trade> match(Order& order, Levels& others);

  std::map<std::int64_t, Level, std::greater<>> bids_;
  std::map<std::int64_t, Level> asks_;
};

}  // namespace order_book
