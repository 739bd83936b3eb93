#pragma once

// The Workspace API 2.0: notebooks, files and folders of a workspace. Used by WorkspaceTarget.
// Source: https://docs.databricks.com/api/workspace/workspace. Everything here may be repeated.

#include "databricks/rest.hpp"
#include "databricks/workspace_messages.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>

namespace testtracker::databricks {

/// What an object becomes, and comes back as.
struct WorkspaceFormat {
  std::string format;    ///< SOURCE, JUPYTER; RAW = a file
  std::string language;  ///< of SOURCE
};

/// By the extension of a notebook's file; RAW for one that is none.
[[nodiscard]] WorkspaceFormat notebook_format(const std::string& path);

/// With its parents, as `mkdir -p`.
Result<void> make_workspace_folder(Rest& rest, const std::string& path);
/// Replaces what was there. Requires: its folder exists. `content` at most 10 MB.
Result<void> import_object(Rest& rest, const std::string& path, const WorkspaceFormat& format,
                           const std::string& content);
/// Its bytes; nothing when it is not there.
Result<std::optional<std::string>> export_object(Rest& rest, const std::string& path,
                                                 const WorkspaceFormat& format);
/// What is in a folder, without what is below it; nothing when it is not there.
Result<std::optional<WorkspaceList>> list_workspace(Rest& rest, const std::string& path);
/// With all below it. Success also when it was not there.
Result<void> delete_from_workspace(Rest& rest, const std::string& path);

}  // namespace testtracker::databricks
