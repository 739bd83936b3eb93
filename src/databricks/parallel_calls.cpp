#include "databricks/parallel_calls.hpp"

#include "http/curl_client.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace testtracker::databricks {

using std::chrono::milliseconds;

/// What the threads of one `run` share.
struct ParallelCalls::Round {
  /// The next piece of work, or nothing when all is begun or none shall be.
  std::optional<std::size_t> next() {
    const std::lock_guard lock(mutex);
    return error || is_cancelled || begun == count ? std::nullopt
                                                   : std::optional<std::size_t>(begun++);
  }
  void finish(Result<void> result) {
    const std::lock_guard lock(mutex);
    if (result) {
      ++done;
    } else if (!error) {
      error = result.error();
    }
    change.notify_all();
  }
  void leave() {
    const std::lock_guard lock(mutex);
    --threads;
    change.notify_all();
  }
  bool sleep(milliseconds time) {
    std::unique_lock lock(mutex);
    change.wait_for(lock, time, [this] { return error || is_cancelled; });
    return !error && !is_cancelled;
  }

  std::mutex mutex;
  std::condition_variable change;
  std::size_t count = 0;
  std::size_t begun = 0;
  std::size_t done = 0;
  std::size_t threads = 0;
  bool is_cancelled = false;
  std::optional<Error> error;
};

namespace {

// How late a request to stop may be seen; nothing else is polled for.
constexpr milliseconds k_look_around{50};

Error stopped() {
  return {ErrorCode::busy, "write to the workspace: stopped on request"};
}

}  // namespace

ParallelCalls::ParallelCalls(const ParallelOptions& options)
    : budget_(options.requests_per_second, static_cast<int>(options.connections)) {}

Result<std::unique_ptr<ParallelCalls>> ParallelCalls::create(const Credentials& credentials,
                                                             const ParallelOptions& options) {
  std::unique_ptr<ParallelCalls> calls(new ParallelCalls(options));  // its constructor is private
  if (Result<void> connected = calls->connect(credentials, options); !connected) {
    return connected.error();
  }
  return calls;
}

Result<void> ParallelCalls::connect(const Credentials& credentials,
                                    const ParallelOptions& options) {
  RestOptions rest = options.rest;
  rest.sleep = [this](milliseconds time) { return pause(time); };
  for (std::size_t i = 0; i < options.connections; ++i) {
    auto client = http::make_curl_client({});
    if (!client) {
      return client.error();
    }
    std::unique_ptr<http::HttpClient> http =
        std::make_unique<PacedClient>(*std::move(client), budget_);
    http::HttpClient& used = *http;
    connections_.push_back(std::unique_ptr<Connection>(
        new Connection{std::move(http), Rest(credentials, used, rest)}));
  }
  return {};
}

bool ParallelCalls::pause(milliseconds time) {
  if (round_ != nullptr) {
    return round_->sleep(time);
  }
  std::this_thread::sleep_for(time);
  return true;
}

Result<void> ParallelCalls::run(std::size_t count,
                                const std::function<Result<void>(std::size_t, Rest&)>& work,
                                const deploy::ImportHooks& hooks) {
  if (hooks.is_cancelled && hooks.is_cancelled()) {
    return stopped();
  }
  Round round;
  round.count = count;
  round.threads = std::min(count, connections_.size());
  round_ = &round;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(count, connections_.size()); ++i) {
    threads.emplace_back([&round, &work, &rest = connections_[i]->rest] {
      while (const auto index = round.next()) {
        round.finish(work(*index, rest));
      }
      round.leave();
    });
  }
  std::size_t told = 0;
  for (bool is_over = false; !is_over;) {
    std::unique_lock lock(round.mutex);
    round.change.wait_for(lock, k_look_around,
                          [&] { return round.threads == 0 || round.done != told; });
    is_over = round.threads == 0;
    const std::size_t done = round.done;
    lock.unlock();
    if (done != told && hooks.on_progress) {
      hooks.on_progress(done);
    }
    told = done;
    if (hooks.is_cancelled && hooks.is_cancelled()) {
      lock.lock();
      round.is_cancelled = true;
      round.change.notify_all();
    }
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  round_ = nullptr;
  if (round.is_cancelled && round.done < count) {
    return stopped();
  }
  return round.error ? Result<void>(*round.error) : Result<void>();
}

}  // namespace testtracker::databricks
