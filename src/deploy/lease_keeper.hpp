#pragma once

// Holds an environment's lease while a deployment works: a thread prolongs it. Specified in
// docs/ledger.md, "Leases".

#include "ledger/ledger.hpp"

#include <testtracker/result.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace testtracker::deploy {

/// Opens the ledger once more: a thread needs one of its own.
using OpenLedger = std::function<Result<std::unique_ptr<ledger::Ledger>>()>;

/// Not movable. The destructor stops the thread and releases the lease.
class LeaseKeeper {
 public:
  /// Acquires it for `duration` and prolongs it every third of that. Errors: `busy` while another
  /// owner has it, `io`.
  static Result<std::unique_ptr<LeaseKeeper>> acquire(const OpenLedger& open,
                                                      const std::string& environment,
                                                      const std::string& owner,
                                                      std::chrono::milliseconds duration);
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;
  ~LeaseKeeper();

  /// Whose expired lease this was; empty = nobody's.
  [[nodiscard]] const std::string& taken_over_from() const noexcept {
    return lease_.taken_over_from;
  }
  /// It is not ours any more, or could not be prolonged in time: touch nothing of the environment.
  /// Any thread.
  [[nodiscard]] bool is_lost() const noexcept { return is_lost_; }

 private:
  LeaseKeeper(std::unique_ptr<ledger::Ledger> ledger, ledger::Lease lease,
              std::chrono::milliseconds duration);
  void keep();

  std::unique_ptr<ledger::Ledger> ledger_;  // of the thread, while it runs
  ledger::Lease lease_;
  std::chrono::milliseconds duration_;
  std::atomic<bool> is_lost_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace testtracker::deploy
