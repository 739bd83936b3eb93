#pragma once

// Result<T>: how everything that can fail at run time reports it. No exception leaves a public
// function of testtracker. Names follow C++23 `std::expected`, so that it can become an alias.

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace testtracker {

/// What went wrong, for code that must branch on it. Numbers are stable and never reused.
enum class ErrorCode {
  invalid_argument = 1,  ///< the caller gave a value outside the documented range
  io = 2,                ///< a file or directory could not be read or written
  not_found = 3,         ///< the named thing does not exist
  bad_format = 4,        ///< data that is not what its format says
  newer_format = 5,      ///< written by a newer testtracker; left untouched
  unreachable = 6,       ///< no HTTP status was received: DNS, connect, TLS, time-out, cut off
  retry_later = 7,       ///< the server answered that it cannot do it now
  rejected = 8,          ///< the server refused for good; repeating it will not help
  unauthorized = 9,      ///< 401 or 403: credentials missing, wrong or without the right
  busy = 10,             ///< another process holds the lock
  unsupported = 11,      ///< this platform, server or setting cannot do it
};

/// One failure. `message` is a sentence: what was tried, on what, why it failed, what to do.
/// It never holds a secret.
struct Error {
  ErrorCode code;
  std::string message;
};

/// Either a `T` or an `Error`. Requires: only the side that is present is read.
template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return error;` are the point.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] T& operator*() & { return value_reference(); }
  [[nodiscard]] const T& operator*() const& { return value_reference(); }
  [[nodiscard]] T&& operator*() && { return std::move(value_reference()); }
  [[nodiscard]] T* operator->() { return &value_reference(); }
  [[nodiscard]] const T* operator->() const { return &value_reference(); }
  [[nodiscard]] const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  T& value_reference() {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& value_reference() const {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

/// Success without a value, or an `Error`.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): `return error;` is the point.
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  [[nodiscard]] bool has_value() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] const Error& error() const {
    assert(failed_);
    return error_;
  }

 private:
  Error error_{ErrorCode::invalid_argument, {}};
  bool failed_ = false;
};

}  // namespace testtracker
