#pragma once

// cursor.json in a session's folder: how far its delivery is. Written before and after each step
// that cannot be asked of the server, by temp file and rename, so that a delivery which was killed
// at any instant goes on without doing anything twice.
//
//   new → creating (a run may exist, its id is not known) → run_id → values → artifacts → traces →
//   ended

#include <testtracker/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace testtracker::upload {

/// Traces that a run has.
struct TraceCount {
  std::size_t sent = 0;
  std::size_t left_out = 0;  ///< beyond the allowed number
};

struct Cursor {
  std::string server;  ///< base URL, without credentials
  std::string experiment_id;
  std::string run_id;           ///< empty: not known yet
  bool is_creating = false;     ///< a request to create the run was about to be sent
  std::int64_t delivery = 1;    ///< 2, 3 … after the user asked to deliver again
  std::int64_t ordinal = 0;     ///< position in the series, ≥ 1; 0 = not decided
  std::string previous_run_id;  ///< of the series; empty = none
  std::string previous_name;
  std::set<std::string> previous_durations;  ///< keys of its `_dur_ms` metrics
  bool values_sent = false;                  ///< all params, metrics and tags
  std::set<std::string> artifacts_sent;      ///< paths
  bool traces_wanted = false;                ///< once asked for, whoever goes on sends them
  std::optional<TraceCount> traces;          ///< nothing = not sent yet
  bool has_ended = false;                    ///< the run has its status
  std::string rejected;  ///< why the server refuses for good; not tried again unasked
};

/// A new cursor when there is none. One that cannot be read gives a cursor with `is_creating`: the
/// server will be asked what is there.
[[nodiscard]] Cursor read_cursor(const std::string& path);

/// Errors: `io`; the old file is then untouched.
Result<void> write_cursor(const std::string& path, const Cursor& cursor);

/// The value of the tag `testtracker.session`.
[[nodiscard]] std::string delivery_tag(const std::string& session_id, const Cursor& cursor);

}  // namespace testtracker::upload
