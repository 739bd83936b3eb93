#include "deploy/lease_keeper.hpp"

#include <utility>

#include <pthread.h>
#include <signal.h>

namespace testtracker::deploy {
namespace {

/// Signals that ask the program to end are for its main thread, whose calls they interrupt.
std::thread start_without_signals(std::function<void()> work) {
  sigset_t all;
  sigset_t former;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &former);
  std::thread thread(std::move(work));
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
  return thread;
}

}  // namespace

Result<std::unique_ptr<LeaseKeeper>> LeaseKeeper::acquire(const OpenLedger& open,
                                                          const std::string& environment,
                                                          const std::string& owner,
                                                          std::chrono::milliseconds duration) {
  auto ledger = open();
  if (!ledger) {
    return ledger.error();
  }
  auto lease = (*ledger)->acquire_lease(environment, owner, duration);
  if (!lease) {
    return lease.error();
  }
  return std::unique_ptr<LeaseKeeper>(
      new LeaseKeeper(*std::move(ledger), *std::move(lease), duration));
}

LeaseKeeper::LeaseKeeper(std::unique_ptr<ledger::Ledger> ledger, ledger::Lease lease,
                         std::chrono::milliseconds duration)
    : ledger_(std::move(ledger)), lease_(std::move(lease)), duration_(duration) {
  thread_ = start_without_signals([this] { keep(); });
}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  // What cannot be released expires.
  static_cast<void>(ledger_->release_lease(lease_.environment, lease_.owner));
}

void LeaseKeeper::keep() {
  std::unique_lock<std::mutex> lock(mutex_);
  auto prolonged = std::chrono::steady_clock::now();
  while (!wake_.wait_for(lock, duration_ / 3, [this] { return is_stopping_; })) {
    lock.unlock();
    const auto asked = std::chrono::steady_clock::now();
    const auto renewed = ledger_->renew_lease(lease_.environment, lease_.owner, duration_);
    if (renewed) {
      prolonged = asked;
    } else if (renewed.error().code == ErrorCode::rejected ||
               std::chrono::steady_clock::now() - prolonged >= duration_) {
      is_lost_ = true;
    }
    lock.lock();
  }
}

}  // namespace testtracker::deploy
