#include "mlflow/retry_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <random>
#include <string_view>
#include <thread>

namespace testtracker::mlflow {
namespace {

using std::chrono::milliseconds;

// `Sun, 06 Nov 1994 08:49:37 GMT`; strptime would want the names of the current locale.
std::optional<std::time_t> parse_http_date(const std::string& text) {
  std::array<char, 4> month{};
  std::tm time{};
  if (std::sscanf(text.c_str(), "%*3c, %2d %3s %4d %2d:%2d:%2d GMT", &time.tm_mday, month.data(),
                  &time.tm_year, &time.tm_hour, &time.tm_min, &time.tm_sec) != 6) {
    return std::nullopt;
  }
  constexpr std::string_view k_months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t found = k_months.find(month.data());
  if (found == std::string_view::npos || found % 3 != 0) {
    return std::nullopt;
  }
  time.tm_mon = static_cast<int>(found / 3);
  time.tm_year -= 1900;
  return ::timegm(&time);
}

milliseconds random_up_to(milliseconds most) {
  static thread_local std::minstd_rand k_source{std::random_device{}()};
  return milliseconds(std::uniform_int_distribution<milliseconds::rep>(
      0, std::max<milliseconds::rep>(most.count(), 0))(k_source));
}

bool sleep_for_real(milliseconds time) {
  std::this_thread::sleep_for(time);
  return true;
}

// `now` or `in 4 s`.
std::string when(milliseconds delay) {
  return delay.count() < 50
             ? "now"
             : fmt::format("in {:.3g} s", std::chrono::duration<double>(delay).count());
}

}  // namespace

bool is_repeatable(int status, bool has_retry_after) noexcept {
  constexpr std::array<int, 7> k_statuses{408, 425, 429, 500, 502, 503, 504};
  return std::find(k_statuses.begin(), k_statuses.end(), status) != k_statuses.end() ||
         (status == 413 && has_retry_after);
}

milliseconds backoff(const RetryPolicy& policy, std::int32_t repetition) {
  if (repetition <= 1) {
    return milliseconds(0);
  }
  milliseconds delay = std::min(policy.backoff_factor, policy.max_delay);
  for (std::int32_t i = 1; i < repetition && delay < policy.max_delay; ++i) {
    delay *= 2;
  }
  return std::min(delay, policy.max_delay);
}

std::optional<milliseconds> parse_retry_after(const std::string& text,
                                              std::chrono::system_clock::time_point now) {
  std::int64_t seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, seconds);
  if (stop == end && (code == std::errc() || code == std::errc::result_out_of_range)) {
    constexpr std::int64_t k_year = 366LL * 24 * 3600;
    const std::int64_t known = code == std::errc() ? std::min(seconds, k_year) : k_year;
    return std::chrono::seconds(std::max<std::int64_t>(known, 0));
  }
  const auto date = parse_http_date(text);
  if (!date) {
    return std::nullopt;
  }
  const auto left = std::chrono::system_clock::from_time_t(*date) - now;
  return std::max(std::chrono::ceil<milliseconds>(left), milliseconds(0));
}

Retries::Retries(const RetryPolicy& policy, std::string server)
    : policy_(policy), server_(std::move(server)) {}

bool Retries::wait(const std::string& reason, std::optional<milliseconds> retry_after) {
  if (count_ >= policy_.max_retries) {
    return false;
  }
  ++count_;
  milliseconds delay = retry_after && policy_.respect_retry_after
                           ? *retry_after
                           : backoff(policy_, count_) +
                                 (count_ > 1 ? random_up_to(policy_.jitter) : milliseconds(0));
  delay = std::min(delay, policy_.max_delay);
  if (policy_.notice) {
    policy_.notice(fmt::format("MLflow at {} {}; trying again {} ({} of {})", server_, reason,
                               when(delay), count_, policy_.max_retries));
  }
  return policy_.sleep ? policy_.sleep(delay) : sleep_for_real(delay);
}

}  // namespace testtracker::mlflow
