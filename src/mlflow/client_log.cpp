// Metrics, params and tags: Client::log.

#include "mlflow/batches.hpp"
#include "mlflow/client.hpp"
#include "mlflow/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace testtracker::mlflow {
namespace {

// What databases say when a row is there already; servers before 3.16 look for equal rows before
// they insert, and NaN equals nothing.
bool is_repeated_row(const std::string& message) {
  constexpr std::array<const char*, 4> k_words{"UNIQUE constraint", "unique constraint",
                                               "Duplicate entry", "PRIMARY KEY constraint"};
  return std::any_of(k_words.begin(), k_words.end(),
                     [&](const char* words) { return message.find(words) != std::string::npos; });
}

bool is_nan(const Metric& metric) {
  return std::isnan(metric.value);
}

template <typename Entry>
std::unordered_map<std::string, const Entry*> by_key(const std::vector<Entry>& entries) {
  std::unordered_map<std::string, const Entry*> map;
  for (const Entry& entry : entries) {
    map[entry.key] = &entry;
  }
  return map;
}

// As MLflow stores it.
double stored_value(double value) {
  constexpr double k_greatest = std::numeric_limits<double>::max();
  return std::isnan(value) ? value : std::clamp(value, -k_greatest, k_greatest);
}

bool is_same(const Metric& sent, const Metric& found) {
  const double value = stored_value(sent.value);
  return sent.step == found.step && sent.timestamp == found.timestamp &&
         (value == stored_value(found.value) || (std::isnan(value) && is_nan(found)));
}

}  // namespace

Result<std::size_t> Client::max_tag(const std::vector<Tag>& tags) {
  const bool has_long = std::any_of(tags.begin(), tags.end(), [](const Tag& tag) {
    return tag.value.size() > k_max_tag_before_2_18;
  });
  if (!has_long) {
    return k_max_tag_before_2_18;
  }
  const auto is_new = is_at_least(2, 18);
  if (!is_new) {
    return is_new.error();
  }
  return *is_new ? k_max_tag : k_max_tag_before_2_18;
}

Result<void> Client::check_all(const std::vector<Metric>& metrics, const std::vector<Param>& params,
                               const std::vector<Tag>& tags) {
  for (const Metric& metric : metrics) {
    if (auto good = check(metric); !good) {
      return good;
    }
  }
  for (const Param& param : params) {
    if (auto good = check(param); !good) {
      return good;
    }
  }
  const auto most = max_tag(tags);
  if (!most) {
    return most.error();
  }
  for (const Tag& tag : tags) {
    if (auto good = check(tag, *most); !good) {
      return good;
    }
  }
  return {};
}

Result<std::uint64_t> Client::log(const std::string& run_id, const std::vector<Metric>& metrics,
                                  const std::vector<Param>& params, const std::vector<Tag>& tags) {
  if (auto good = check_all(metrics, params, tags); !good) {
    return good.error();
  }
  const auto distinct = distinct_params(params);
  if (!distinct) {
    return distinct.error();
  }
  const auto batches = make_batches(run_id, metrics, *distinct, last_tags(tags));
  for (const LogBatch& batch : batches) {
    if (auto sent = send_batch(batch); !sent) {
      return sent.error();
    }
  }
  return std::uint64_t{batches.size()};
}

Result<void> Client::send_batch(const LogBatch& batch) {
  const Call call =
      rest_.post(fmt::format("log to the run {}", batch.run_id), "runs/log-batch", batch);
  const Outcome outcome = rest_.send(call);
  if (!outcome.error) {
    const auto reply = Rest::parse<NoReply>(call, outcome.response);
    return reply ? Result<void>() : reply.error();
  }
  if (outcome.response.status == 400 && is_repeated_row(outcome.words.message)) {
    return send_without_known_nans(batch, *outcome.error);
  }
  if (outcome.words.message.find("Changing param values is not allowed") != std::string::npos) {
    return explain_changed_param(batch, *outcome.error);
  }
  return *outcome.error;
}

// The server has refused all metrics of the batch for those that it has.
Result<void> Client::send_without_known_nans(LogBatch batch, const Error& refusal) {
  if (std::none_of(batch.metrics.begin(), batch.metrics.end(), is_nan)) {
    return refusal;
  }
  const auto run = get_run(batch.run_id);
  if (!run) {
    return run.error();
  }
  const auto stored = by_key(run->data.metrics);
  const auto is_there = [&](const Metric& metric) {
    const auto found = stored.find(metric.key);
    return is_nan(metric) && found != stored.end() && is_same(metric, *found->second);
  };
  const std::size_t before = batch.metrics.size();
  batch.metrics.erase(std::remove_if(batch.metrics.begin(), batch.metrics.end(), is_there),
                      batch.metrics.end());
  if (batch.metrics.size() == before) {
    return refusal;  // it is about something else
  }
  const auto reply = rest_.ask<NoReply>(
      rest_.post(fmt::format("log to the run {}", batch.run_id), "runs/log-batch", batch));
  return reply ? Result<void>() : reply.error();
}

Error Client::explain_changed_param(const LogBatch& batch, const Error& refusal) {
  const auto run = get_run(batch.run_id);
  if (!run) {
    return refusal;
  }
  const auto stored = by_key(run->data.params);
  for (const Param& param : batch.params) {
    const auto found = stored.find(param.key);
    if (found != stored.end() && found->second->value != param.value) {
      return {ErrorCode::rejected,
              fmt::format("log to the run {}: its param {} is {} and cannot become {}, because "
                          "MLflow never changes params; somebody else wrote it",
                          batch.run_id, param.key, found->second->value, param.value)};
    }
  }
  return refusal;
}

}  // namespace testtracker::mlflow
