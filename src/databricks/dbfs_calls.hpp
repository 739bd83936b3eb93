#pragma once

// The DBFS API 2.0: files in blocks of at most 1 MB. Used by ArtefactFolder. Source:
// https://docs.databricks.com/api/workspace/dbfs

#include "databricks/rest.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <string>

namespace testtracker::databricks {

inline constexpr std::size_t k_dbfs_block_bytes = std::size_t{1} << 20;

/// The next at most k_dbfs_block_bytes bytes; empty = the end.
using NextBlock = std::function<Result<std::string>()>;

/// Writes a file with its folders, replacing what was there. A file is begun anew when a block got
/// lost, for nobody can tell whether it was appended; `begin_again` rewinds `next`.
Result<void> write_dbfs(Rest& rest, const std::string& path, const NextBlock& next,
                        const std::function<void()>& begin_again);
/// A piece from `offset`; empty beyond the end. Errors: `not_found`.
Result<std::string> read_dbfs(Rest& rest, const std::string& path, std::size_t offset);
/// With all below it. Success also when it was not there.
Result<void> delete_from_dbfs(Rest& rest, const std::string& path);

}  // namespace testtracker::databricks
