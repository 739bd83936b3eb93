#pragma once

// What history, flaky and compare do alike with what they found: as JSON or as texts, in the width
// and colours of this terminal.

#include "baseline/run_record.hpp"
#include "cli/common_options.hpp"
#include "history/text_parts.hpp"

#include <testtracker/result.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::cli {

[[nodiscard]] history::TextOptions text_options(const CommonOptions& common, bool details);

/// A name that fits nothing is a mistake, not "nothing found": `not_found`, unless there are no
/// `patterns` or one of them `fits`. `what` is what could have been called so.
Result<void> require_named(const std::vector<std::string>& patterns, bool fits,
                           std::string_view what);

/// Prints the report of each history: all in one document, or a text each. Quiet prints no text.
template <typename OfSeries, typename Report>
void print_reports(const std::vector<std::unique_ptr<baseline::RunHistory>>& histories,
                   const std::vector<Report>& reports, const CommonOptions& common, bool details,
                   std::string (*json)(const std::vector<OfSeries>&),
                   std::string (*text)(const baseline::RunHistory&, const Report&,
                                       const history::TextOptions&)) {
  if (common.json) {
    std::vector<OfSeries> all;
    for (std::size_t i = 0; i < histories.size(); ++i) {
      all.push_back({*histories[i], reports[i]});
    }
    fmt::print("{}\n", json(all));
    return;
  }
  for (std::size_t i = 0; !common.quiet && i < histories.size(); ++i) {
    fmt::print("{}{}", i == 0 ? "" : "\n",
               text(*histories[i], reports[i], text_options(common, details)));
  }
}

}  // namespace testtracker::cli
