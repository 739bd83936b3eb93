#include "baseline/run_record.hpp"

namespace testtracker::baseline {
namespace {

/// As upload::series_of writes it.
std::string end_of_series(const std::string& branch, const std::string& platform) {
  const auto known = [](const std::string& text) { return text.empty() ? "unknown" : text; };
  return "/" + known(branch) + "/" + known(platform);
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

std::string suite_of(const RunRecord& run) {
  const auto end = end_of_series(run.branch, run.platform);
  return ends_with(run.series, end) ? run.series.substr(0, run.series.size() - end.size())
                                    : run.series;
}

std::string series_on(const RunRecord& run, const std::string& branch) {
  return ends_with(run.series, end_of_series(run.branch, run.platform))
             ? suite_of(run) + end_of_series(branch, run.platform)
             : run.series;
}

}  // namespace testtracker::baseline
