#pragma once

// What every verb that records has in common: `run`, `ctest`, `notebook`. The settings and flags of
// a session, its uploader, waiting for its delivery and telling about it.

#include "cli/common_options.hpp"
#include "cli/delivery/delivery_wait.hpp"
#include "settings/settings.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

struct Recording {
  settings::Settings settings;
  bool is_upload_required = false;
  bool is_switched_off = false;  ///< by TESTTRACKER=off
  /// Changes that give a child its environment back as it was before the flags went there.
  std::vector<std::pair<std::string, std::optional<std::string>>> former_environment;
};

/// Reads the settings and puts the flags into our own environment, from where the session's
/// description and the uploader take them. Errors: as load_settings.
Result<Recording> begin_recording(const CommonOptions& common);

/// Of pid 0 when none could be started. `log_path` gets the path of its log.
Uploader start_session_uploader(const spool::SessionFolder& folder, std::string& log_path);

/// A session at its end.
struct SessionDelivery {
  const spool::SessionFolder& folder;
  Uploader uploader;
  std::string log_path;
};

struct DeliveryPatience {
  double wait_s = -1;  ///< negative = the default
  bool is_upload_required = false;
};

/// Prints the counts, waits, prints what came of it. Returns `code`, or k_not_delivered instead of
/// 0 where delivery is required.
int await_delivery_and_tell(const SessionDelivery& session, const DeliveryPatience& patience,
                            const CommonOptions& common,
                            const std::function<bool()>& is_asked_to_stop, int code);

}  // namespace testtracker::cli
