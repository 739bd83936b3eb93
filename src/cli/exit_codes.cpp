#include "cli/exit_codes.hpp"

namespace testtracker::cli::exit_codes {

int of_failed_start(ErrorCode code) noexcept {
  if (code == ErrorCode::not_found) {
    return k_no_program;
  }
  return code == ErrorCode::unsupported ? k_not_executable : k_before_start;
}

int of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::unsupported:
      return k_usage;
    case ErrorCode::unreachable:
    case ErrorCode::retry_later:
    case ErrorCode::rejected:
    case ErrorCode::unauthorized:
    case ErrorCode::busy:
      return k_not_delivered;
    case ErrorCode::io:
    case ErrorCode::not_found:
    case ErrorCode::bad_format:
    case ErrorCode::newer_format:
      break;
  }
  return k_failed;
}

}  // namespace testtracker::cli::exit_codes
