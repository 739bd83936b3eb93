#include "cli/doctor/doctor_clock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace testtracker::cli {
namespace {

using std::chrono::seconds;

constexpr seconds k_clock_tolerance{30};

// Server's time minus ours, from the Date header (RFC 9110 section 6.6.1).
std::optional<seconds> clock_difference(const http::Response& response) {
  const auto date = response.headers.find("date");
  std::tm time{};
  if (date == response.headers.end() ||
      ::strptime(date->second.c_str(), "%a, %d %b %Y %H:%M:%S", &time) == nullptr) {
    return std::nullopt;
  }
  return seconds(::timegm(&time) - std::time(nullptr));
}

}  // namespace

std::optional<Check> check_clock(std::string name, const http::Response& response,
                                 const std::string& advice) {
  const auto difference = clock_difference(response);
  if (!difference) {
    return std::nullopt;
  }
  const bool is_off = std::chrono::abs(*difference) > k_clock_tolerance;
  return Check{std::move(name), is_off ? Check::State::notice : Check::State::good,
               fmt::format("the server's clock differs by {} s", std::abs(difference->count())),
               is_off ? advice : std::string()};
}

}  // namespace testtracker::cli
