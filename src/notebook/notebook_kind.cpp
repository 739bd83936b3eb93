#include "notebook/notebook_kind.hpp"

#include "base/program_path.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <unistd.h>

namespace testtracker::notebook {
namespace {

namespace fs = std::filesystem;

// A language's comment, in front of `Databricks notebook source` in the first line.
std::string comment_of(const std::string& extension) {
  if (extension == ".py" || extension == ".r" || extension == ".R") {
    return "#";
  }
  return extension == ".scala" ? "//" : extension == ".sql" ? "--" : "";
}

bool is_source_format(const std::string& path, const std::string& comment) {
  std::ifstream file(path);
  std::string line;
  return !comment.empty() && std::getline(file, line) &&
         line.rfind(comment + " Databricks notebook source", 0) == 0;
}

}  // namespace

Result<NotebookKind> kind_of(const std::string& path) {
  std::error_code failed;
  const auto status = fs::status(path, failed);
  if (!fs::exists(status)) {
    return Error{ErrorCode::not_found, "run " + path + ": there is no such notebook"};
  }
  if (fs::is_directory(status)) {
    return Error{ErrorCode::invalid_argument,
                 "run " + path + ": it is a directory; name its notebooks, for example '" + path +
                     "/*.ipynb'"};
  }
  if (::access(path.c_str(), R_OK) != 0) {
    return Error{ErrorCode::io, "read " + path + ": " + std::strerror(errno)};
  }
  const std::string extension = fs::path(path).extension().string();
  if (extension == ".ipynb" || is_source_format(path, comment_of(extension))) {
    return NotebookKind::notebook;
  }
  if (extension == ".py") {
    return NotebookKind::python;
  }
  if (is_executable_file(path)) {
    return NotebookKind::program;
  }
  if (extension == ".sh") {
    return NotebookKind::shell;
  }
  return Error{ErrorCode::invalid_argument,
               "run " + path +
                   ": it is neither a notebook (.ipynb, or one in Databricks' source format) nor "
                   "a script (.py, .sh, an executable file)"};
}

}  // namespace testtracker::notebook
