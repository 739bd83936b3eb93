#include "sources/reports/test_tally.hpp"

#include "base/content_hash.hpp"

namespace testtracker::sources {
namespace {

// The low byte of a slot: the deciding status + 1, then whether good and bad attempts were seen.
constexpr std::uint64_t k_status_bits = 0x0F;
constexpr std::uint64_t k_good = 0x10;
constexpr std::uint64_t k_bad = 0x20;
constexpr std::uint64_t k_used = 0x40;
constexpr std::uint64_t k_state_bits = 0xFF;

bool is_good(Status status) {
  return status == Status::passed || status == Status::expected_failure;
}

/// As src/session decides: what ran beats what was left out, bad beats good.
int weight(Status status) {
  if (status == Status::skipped || status == Status::disabled) {
    return 1;
  }
  return is_good(status) ? 2 : status == Status::not_run ? 3 : 4;
}

Status status_of(std::uint64_t state) {
  return static_cast<Status>((state & k_status_bits) - 1);
}

}  // namespace

void TestTally::add(std::string_view program, std::string_view suite, std::string_view name,
                    Status status, bool is_retried) {
  if ((used_ + 1) * 4 > slots_.size() * 3) {
    grow();
  }
  ContentHash hash;
  for (const auto text : {program, suite, name}) {
    hash.add(text);
    hash.add(std::string_view("\0", 1));
  }
  auto& state = slot(hash.low() | k_used);
  state |= is_bad(status) && status != Status::not_run ? k_bad : is_good(status) ? k_good : 0;
  const bool is_first = (state & k_status_bits) == 0;
  if (!is_retried && (is_first || weight(status) >= weight(status_of(state)))) {
    state = (state & ~k_status_bits) | (static_cast<std::uint64_t>(status) + 1);
  }
}

TestTally::Counts TestTally::counts() const {
  Counts counts;
  for (const auto state : slots_) {
    if ((state & k_status_bits) == 0) {
      continue;
    }
    const auto status = status_of(state);
    ++counts.total;
    counts.flaky += (state & k_good) != 0 && (state & k_bad) != 0 ? 1U : 0U;
    counts.failed += is_bad(status) ? 1U : 0U;
    counts.passed += status == Status::passed ? 1U : 0U;
    counts.skipped += status == Status::skipped ? 1U : 0U;
    counts.disabled += status == Status::disabled ? 1U : 0U;
    counts.expected_failures += status == Status::expected_failure ? 1U : 0U;
    counts.not_run += status == Status::not_run ? 1U : 0U;
  }
  return counts;
}

std::uint64_t& TestTally::slot(std::uint64_t hash) {
  const auto wanted = hash & ~k_state_bits;
  const auto mask = slots_.size() - 1;
  for (auto at = static_cast<std::size_t>(hash >> 8U) & mask;; at = (at + 1) & mask) {
    if (slots_[at] == 0) {
      ++used_;
      slots_[at] = wanted | k_used;
      return slots_[at];
    }
    if ((slots_[at] & ~k_state_bits) == wanted) {
      return slots_[at];
    }
  }
}

void TestTally::grow() {
  std::vector<std::uint64_t> old(slots_.empty() ? 1024 : slots_.size() * 2);
  old.swap(slots_);
  used_ = 0;
  for (const auto state : old) {
    if (state != 0) {
      slot(state) = state;
    }
  }
}

}  // namespace testtracker::sources
