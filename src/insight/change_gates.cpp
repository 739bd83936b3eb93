#include "insight/change_gates.hpp"

#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace testtracker::insight {
namespace {

std::vector<double> part(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  return {values.begin() + static_cast<std::ptrdiff_t>(begin),
          values.begin() + static_cast<std::ptrdiff_t>(end)};
}

struct Judged {
  LevelChange change;
  double residuals;  ///< height of the step in median residuals, infinite between constant levels
  double rank_p_value;
  double line_share;  ///< of the distances from both levels, what a line through them leaves
};

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return sum;
}

/// The sum of the distances from the least-squares line; its height is that of their median.
double distances_from_line(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double centre = (count - 1) / 2;
  const double mean = sum_of(values) / count;
  double slope = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    slope += (static_cast<double>(i) - centre) * (values[i] - mean);
  }
  slope /= count * (count * count - 1) / 12;
  std::vector<double> flat = values;
  for (std::size_t i = 0; i < flat.size(); ++i) {
    flat[i] -= slope * static_cast<double>(i);
  }
  const double height = median(flat);
  for (double& value : flat) {
    value = std::fabs(value - height);
  }
  return sum_of(flat);
}

Judged judge(const std::vector<double>& values, std::size_t begin, std::size_t index,
             std::size_t end) {
  const auto left = part(values, begin, index);
  const auto right = part(values, index, end);
  Judged judged{};
  judged.change = {index, median(left), median(right), left.size(), right.size()};
  const double above = superiority(left, right);
  judged.change.superiority = std::max(above, 1 - above);
  std::vector<double> residuals;
  for (std::size_t i = begin; i < end; ++i) {
    const double level = i < index ? judged.change.before : judged.change.after;
    residuals.push_back(std::fabs(values[i] - level));
  }
  const double distances = sum_of(residuals);
  judged.line_share =
      distances == 0 ? 1 : distances_from_line(part(values, begin, end)) / distances;
  const double height = std::fabs(judged.change.after - judged.change.before);
  judged.residuals = height == 0 ? 0 : height / median(std::move(residuals));
  judged.rank_p_value = mann_whitney(left, right);
  return judged;
}

bool passes(const Judged& judged, const ChangeGates& gates, bool is_correlated) {
  const LevelChange& change = judged.change;
  const double height = std::fabs(change.after - change.before);
  const bool reachable =
      smallest_mann_whitney(change.runs_before, change.runs_after) <= gates.max_rank_p_value;
  return std::min(change.runs_before, change.runs_after) >= gates.min_runs &&
         height >= gates.min_relative * std::fabs(change.before) &&
         judged.line_share >= gates.min_line_share &&
         judged.residuals >=
             (is_correlated ? gates.correlated_min_residuals : gates.min_residuals) &&
         change.superiority >=
             (is_correlated ? gates.correlated_min_superiority : gates.min_superiority) &&
         (!reachable || judged.rank_p_value <= gates.max_rank_p_value);
}

std::vector<Judged> judge_all(const std::vector<double>& values,
                              const std::vector<std::size_t>& indices) {
  std::vector<Judged> judged;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : indices[i - 1];
    const std::size_t end = i + 1 == indices.size() ? values.size() : indices[i + 1];
    judged.push_back(judge(values, begin, indices[i], end));
  }
  return judged;
}

}  // namespace

double residual_autocorrelation(const std::vector<double>& values,
                                const std::vector<std::size_t>& indices) {
  std::vector<double> residuals;
  for (std::size_t i = 0; i <= indices.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : indices[i - 1];
    const std::size_t end = i == indices.size() ? values.size() : indices[i];
    double sum = 0;
    for (std::size_t j = begin; j < end; ++j) {
      sum += values[j];
    }
    for (std::size_t j = begin; j < end; ++j) {
      residuals.push_back(values[j] - sum / static_cast<double>(end - begin));
    }
  }
  double squares = 0;
  double products = 0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    squares += residuals[i] * residuals[i];
    products += i == 0 ? 0 : residuals[i] * residuals[i - 1];
  }
  if (squares == 0) {
    return 0;
  }
  // Each fitted level pulls the estimate down by (1 + 3 r) / n (Marriott and Pope 1954, Biometrika
  // 41); without the correction half of the correlated series of 50 runs look independent.
  const double raw = products / squares;
  return raw + (1 + 3 * raw) * static_cast<double>(indices.size() + 1) /
                   static_cast<double>(values.size());
}

std::vector<LevelChange> keep_real_changes(const std::vector<double>& values,
                                           const std::vector<ChangePoint>& candidates,
                                           const ChangeGates& gates) {
  std::vector<std::size_t> indices;
  for (const ChangePoint& candidate : candidates) {
    indices.push_back(candidate.index);
  }
  return keep_real_steps(values, std::move(indices), gates);
}

std::vector<LevelChange> keep_real_steps(const std::vector<double>& values,
                                         std::vector<std::size_t> indices,
                                         const ChangeGates& gates) {
  while (!indices.empty()) {
    const auto judged = judge_all(values, indices);
    const bool is_correlated =
        residual_autocorrelation(values, indices) > gates.max_autocorrelation;
    std::optional<std::size_t> weakest;
    for (std::size_t i = 0; i < judged.size(); ++i) {
      if (!passes(judged[i], gates, is_correlated) &&
          (!weakest || judged[i].residuals < judged[*weakest].residuals)) {
        weakest = i;
      }
    }
    if (!weakest) {
      std::vector<LevelChange> changes;
      for (const Judged& one : judged) {
        changes.push_back(one.change);
        changes.back().is_certain =
            std::min(one.change.runs_before, one.change.runs_after) >= gates.certain_runs;
      }
      return changes;
    }
    indices.erase(indices.begin() + static_cast<std::ptrdiff_t>(*weakest));
  }
  return {};
}

}  // namespace testtracker::insight
