#pragma once

// The Python program that runs one notebook: src/notebook/driver/testtracker_notebook.py, compiled
// in. The local engine writes it into its folder.

#include <string_view>

namespace testtracker::notebook {

[[nodiscard]] std::string_view driver_text();

}  // namespace testtracker::notebook
