#pragma once

// The Python program that runs one notebook: the files of src/notebook/driver, compiled in. The
// local engine writes them into its folder.

#include <string_view>
#include <vector>

namespace testtracker::notebook {

struct DriverFile {
  std::string_view name;  ///< relative: `testtracker_driver/limits.py`
  std::string_view text;
};

/// `testtracker_notebook.py` is the one to start.
[[nodiscard]] const std::vector<DriverFile>& driver_files();

}  // namespace testtracker::notebook
