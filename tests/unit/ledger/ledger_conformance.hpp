#pragma once

// What every implementation of Ledger promises (docs/ledger.md), as tests of all of them: whoever
// compiles ledger_conformance.cpp instantiates the suite with the places where its ledgers lie.

#include "ledger/ledger.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

namespace testtracker::ledger {

/// A place for one ledger, empty at first; gone with the object.
class LedgerPlace {
 public:
  virtual ~LedgerPlace() = default;
  /// Opens it, again and again. Null when that fails.
  virtual std::unique_ptr<Ledger> open(std::function<WallTime()> now) = 0;
};

struct PlaceMaker {
  const char* name;  ///< ends the names of the tests, the same in each run
  std::unique_ptr<LedgerPlace> (*make)();
};
inline std::ostream& operator<<(std::ostream& out, const PlaceMaker& maker) {
  return out << maker.name;
}

class LedgerConformance : public ::testing::TestWithParam<PlaceMaker> {
 protected:
  LedgerConformance() { reopen(); }

  void reopen() {
    ledger_ = place_->open([this] { return now_; });
    ASSERT_TRUE(ledger_);
  }
  Result<LedgerEntry> append(const std::string& hash, VersionState state, std::int64_t expected,
                             const std::string& who = "ann") {
    return ledger_->append({"prod", expected, hash, "run-" + hash, state, who, "note"});
  }
  std::int64_t serial() { return ledger_->environment("prod")->serial; }
  void activate(const std::string& hash) {
    const Result<LedgerEntry> done = append(hash, VersionState::active, serial());
    ASSERT_TRUE(done) << done.error().message;
  }

  WallTime now_{std::chrono::milliseconds(1'790'000'000'123)};
  std::unique_ptr<LedgerPlace> place_ = GetParam().make();
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace testtracker::ledger
