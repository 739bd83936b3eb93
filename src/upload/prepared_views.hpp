#pragma once

// Views of the experiment's page that open ready made, and the experiment's note. Written as tags
// of the experiment, in a form that MLflow 2.22 to 3.17 understand: the state stands in the
// envelope twice, as text (`state`, read by 3.x) and as fields (read by 2.22). Pure.
// Specified in docs/mlflow_mapping.md, "The experiment".

#include "session/session_result.hpp"
#include "upload/links.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::upload {

inline constexpr const char* k_trend_view_tag = "mlflow.sharedViewState.testtracker_trend";
inline constexpr const char* k_status_view_tag = "mlflow.sharedViewState.testtracker_status";
inline constexpr const char* k_note_tag = "mlflow.note.content";

/// What an experiment has to be told; empty = what is there is fine.
struct ExperimentTexts {
  std::string trend_view;
  std::string status_view;
  std::string note;
};

struct ExistingTexts {
  std::string trend_view;
  std::string status_view;
  std::string note;
};

/// Lines over builds, one per series: failed tests, all tests, duration, then what `existing` shows
/// of single tests.
[[nodiscard]] std::string trend_view(const std::string& existing, std::int64_t now_ms);

/// The same, but the single tests are exactly the metrics `keys`, as many as fit into `max_bytes`.
[[nodiscard]] std::string trend_view_of(const std::string& existing,
                                        const std::vector<std::string>& keys, std::size_t max_bytes,
                                        std::int64_t now_ms);

/// A column for each of `bad_keys`, then for each test that `existing` has a column for, as many as
/// fit into `max_bytes`. Without bad tests an existing view stays as it is.
[[nodiscard]] std::string status_view(const std::string& existing,
                                      const std::vector<std::string>& bad_keys,
                                      std::size_t max_bytes, std::int64_t now_ms);

/// A table with exactly these columns (``params.`key` ``, ``metrics.`key` ``) beside those of every
/// view, as many as fit into `max_bytes`.
[[nodiscard]] std::string status_view_of(const std::string& existing,
                                         const std::vector<std::string>& columns,
                                         std::size_t max_bytes, std::int64_t now_ms);

/// The texts that are missing or no longer right. A note that a person wrote stays.
[[nodiscard]] ExperimentTexts changed_texts(const ExistingTexts& existing, const Place& place,
                                            const std::vector<std::string>& bad_keys,
                                            std::size_t max_bytes, std::int64_t now_ms);

}  // namespace testtracker::upload
