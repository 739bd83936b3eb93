#pragma once

// What a file is that was named as a notebook test.

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::notebook {

enum class NotebookKind {
  notebook,  ///< needs a kernel: .ipynb, or Databricks' source format (told by its first line)
  python,    ///< any other .py
  shell,     ///< .sh that is not executable
  program,   ///< an executable file
};

/// Errors: `not_found`, `invalid_argument` (a directory, or a file that nobody can run), `io`; each
/// a sentence that names the file.
Result<NotebookKind> kind_of(const std::string& path);

}  // namespace testtracker::notebook
