#include "cli/notebook/notebook_list.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fnmatch.h>
#include <glob.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> matches(const std::string& word) {
  std::error_code ignored;
  if (word.find_first_of("*?[") == std::string::npos || fs::exists(word, ignored)) {
    return {word};  // that it is missing is told when its turn comes
  }
  std::vector<std::string> found;
  glob_t result{};
  if (::glob(word.c_str(), 0, nullptr, &result) == 0) {
    for (std::size_t i = 0; i < result.gl_pathc; ++i) {
      if (!fs::is_directory(result.gl_pathv[i], ignored)) {
        found.emplace_back(result.gl_pathv[i]);
      }
    }
  }
  ::globfree(&result);
  return found;
}

// The folder as seen from the project, so that it is the same on every machine.
std::string suite_of(const std::string& path, const std::string& project) {
  std::error_code ignored;
  const fs::path here = project.empty() ? fs::current_path(ignored) : fs::path(project);
  const fs::path folder = fs::absolute(path, ignored).lexically_normal().parent_path();
  const std::string seen = folder.lexically_relative(here).string();
  if (seen == ".") {
    return here.filename().string();
  }
  return seen.empty() || seen.rfind("..", 0) == 0 ? folder.filename().string() : seen;
}

ListedNotebook describe(const std::string& path, const std::string& project) {
  return {path, suite_of(path, project), fs::path(path).stem().string(), {}};
}

bool is_chosen(const ListedNotebook& notebook, const std::string& filter) {
  const auto fits = [&](const std::string& text) {
    return ::fnmatch(filter.c_str(), text.c_str(), 0) == 0;
  };
  return filter.empty() || fits(notebook.name) || fits(notebook.suite + "/" + notebook.name);
}

}  // namespace

void tell_apart(std::vector<ListedNotebook>& list) {
  std::map<std::pair<std::string, std::string>, int> uses;
  for (const auto& notebook : list) {
    ++uses[{notebook.suite, notebook.name}];
  }
  for (auto& notebook : list) {
    if (uses[{notebook.suite, notebook.name}] > 1) {
      notebook.name = fs::path(notebook.path).filename().string();
    }
  }
  std::map<std::string, int> names;
  for (const auto& notebook : list) {
    ++names[notebook.name];
  }
  for (auto& notebook : list) {
    notebook.label =
        names[notebook.name] > 1 ? notebook.suite + "." + notebook.name : notebook.name;
  }
}

Result<std::vector<ListedNotebook>> list_notebooks(const std::vector<std::string>& words,
                                                   const std::string& filter,
                                                   const std::string& project) {
  std::vector<ListedNotebook> list;
  std::set<fs::path> seen;
  for (const auto& word : words) {
    const auto paths = matches(word);
    if (paths.empty()) {  // also beside others: it is a slip, or a folder that moved
      return Error{ErrorCode::invalid_argument, "no notebook matches " + word};
    }
    for (const auto& path : paths) {
      if (seen.insert(fs::absolute(path).lexically_normal()).second) {
        list.push_back(describe(path, project));
      }
    }
  }
  tell_apart(list);
  const std::size_t named = list.size();
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&](const auto& notebook) { return !is_chosen(notebook, filter); }),
             list.end());
  if (list.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "none of " + std::to_string(named) + " notebooks matches the filter " + filter};
  }
  return list;
}

}  // namespace testtracker::cli
