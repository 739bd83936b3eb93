#pragma once

// Delivers one session with the settings that hold where it happened: finds context, server and
// options and hands them to the uploader. Used by `upload`.

#include "cli/common_options.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>
#include <testtracker/uploader.hpp>

#include <functional>
#include <string>

namespace testtracker::cli {

enum class DeliveryMode {
  finished,  ///< the session must be over
  follow,    ///< while it runs, to its end
};

struct DeliveryRequest {
  spool::SessionFolder folder;
  DeliveryMode mode = DeliveryMode::finished;
  bool again = false;  ///< as a new run, whatever happened before
  /// If not empty: only if this is the session's server, else `unsupported`; nothing is done with a
  /// session whose owner lives.
  std::string only_server = {};
};

/// A delivery that was tried, and where.
struct Delivery {
  DeliveryReport report;
  std::string server;  ///< base URL
};

/// Writes the session's context.json when there is none, so that commit and branch are those of now
/// however late it is delivered. Errors: as deliver's.
Result<void> keep_context(const spool::SessionFolder& folder, const CommonOptions& common);

/// `log` takes sentences of what happens meanwhile. Writes the session's context.json when there is
/// none. Errors: as `upload::SessionUploader`, settings, and the choice of a server; those are also
/// told to who waits for the session (`outcome`).
Result<Delivery> deliver(const DeliveryRequest& request, const CommonOptions& common,
                         const std::function<void(const std::string&)>& log);

}  // namespace testtracker::cli
