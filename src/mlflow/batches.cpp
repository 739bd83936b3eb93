#include "mlflow/batches.hpp"

#include "mlflow/json_describe.hpp"
#include "mlflow/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace testtracker::mlflow {
namespace {

// The list's next entry that has not been put into a batch yet.
template <typename Entry>
struct Queue {
  const std::vector<Entry>& entries;
  std::size_t next = 0;

  [[nodiscard]] bool is_empty() const { return next == entries.size(); }
};

// One batch while it is filled.
class Filling {
 public:
  explicit Filling(const std::string& run_id) {
    batch_.run_id = run_id;
    bytes_ = to_json_text(batch_).size();
  }

  template <typename Entry>
  void take(Queue<Entry>& queue, std::vector<Entry> LogBatch::*list, std::size_t most) {
    std::vector<Entry>& taken = batch_.*list;
    while (!queue.is_empty() && taken.size() < most && entries_ < k_max_entries) {
      const Entry& entry = queue.entries[queue.next];
      const std::size_t bytes = to_json_text(entry).size() + 1;  // and a comma
      if (bytes_ + bytes > k_max_body_bytes && entries_ > 0) {
        return;
      }
      taken.push_back(entry);
      bytes_ += bytes;
      ++entries_;
      ++queue.next;
    }
  }

  LogBatch finish() { return std::move(batch_); }

 private:
  LogBatch batch_;
  std::size_t bytes_ = 0;
  std::size_t entries_ = 0;
};

}  // namespace

std::vector<LogBatch> make_batches(const std::string& run_id, const std::vector<Metric>& metrics,
                                   const std::vector<Param>& params, const std::vector<Tag>& tags) {
  Queue<Metric> metric_queue{metrics};
  Queue<Param> param_queue{params};
  Queue<Tag> tag_queue{tags};
  std::vector<LogBatch> batches;
  while (!metric_queue.is_empty() || !param_queue.is_empty() || !tag_queue.is_empty()) {
    Filling filling(run_id);
    filling.take(param_queue, &LogBatch::params, k_max_params);
    filling.take(tag_queue, &LogBatch::tags, k_max_tags);
    filling.take(metric_queue, &LogBatch::metrics, k_max_metrics);
    batches.push_back(filling.finish());
  }
  return batches;
}

Result<std::vector<Param>> distinct_params(const std::vector<Param>& params) {
  std::unordered_map<std::string, const std::string*> values;
  std::vector<Param> distinct;
  for (const Param& param : params) {
    const auto [known, is_new] = values.emplace(param.key, &param.value);
    if (is_new) {
      distinct.push_back(param);
    } else if (*known->second != param.value) {
      return Error{ErrorCode::invalid_argument,
                   fmt::format("param {} has two values, {} and {}; MLflow keeps one per run",
                               param.key, *known->second, param.value)};
    }
  }
  return distinct;
}

std::vector<Tag> last_tags(const std::vector<Tag>& tags) {
  std::unordered_set<std::string> known;
  std::vector<Tag> last;
  for (auto tag = tags.rbegin(); tag != tags.rend(); ++tag) {
    if (known.insert(tag->key).second) {
      last.push_back(*tag);
    }
  }
  std::reverse(last.begin(), last.end());
  return last;
}

}  // namespace testtracker::mlflow
