#include "databricks/paced_client.hpp"

#include "databricks/rest.hpp"
#include "mlflow/retry_policy.hpp"

#include <thread>

namespace testtracker::databricks {

Result<http::Response> PacedClient::send(const http::Request& request,
                                         std::chrono::steady_clock::time_point deadline) {
  const auto asked = RateBudget::Clock::now();
  const auto due = budget_.take(asked);
  std::this_thread::sleep_until(due);
  auto reply = client_->send(request, deadline + (due - asked));
  if (!reply || reply->status != 429) {
    return reply;
  }
  const auto header = reply->headers.find("retry-after");
  if (header != reply->headers.end()) {
    const auto told = mlflow::parse_retry_after(header->second, std::chrono::system_clock::now());
    if (told) {
      budget_.pause(RateBudget::Clock::now() + pause_before(1, told));
    }
  }
  return reply;
}

}  // namespace testtracker::databricks
