#include "sources/reports/declared_metrics.hpp"

#include <algorithm>
#include <utility>

namespace testtracker::sources {
namespace {

void add_param(ReportedTest& test, std::string name, std::string_view value) {
  const bool is_known = std::any_of(test.params.begin(), test.params.end(),
                                    [&](const ParamReported& param) { return param.name == name; });
  if (!is_known && !value.empty()) {
    test.params.push_back({0, std::move(name), std::string(value)});
  }
}

}  // namespace

void declare_metric(ReportedTest& test, const std::string& name, std::string_view worse,
                    std::string_view unit) {
  add_param(test, name + ".worse", worse);
  add_param(test, name + ".unit", unit);
}

}  // namespace testtracker::sources
