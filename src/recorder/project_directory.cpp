#include "recorder/project_directory.hpp"

#include <cstddef>
#include <fstream>
#include <string_view>

#include <sys/stat.h>

namespace testtracker::recorder {
namespace {

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

// The nearest directory from `directory` upwards in which `holds` is true, empty when none is.
template <typename Predicate>
std::string nearest(std::string directory, Predicate holds) {
  while (!directory.empty()) {
    if (holds(directory)) {
      return directory;
    }
    const std::size_t slash = directory.rfind('/');
    directory.erase(directory == "/" || slash == std::string::npos ? 0 : slash);
  }
  return {};
}

std::string marked_directory(const std::string& directory) {
  return nearest(directory, [](const std::string& place) {
    return exists(place + "/.git") || exists(place + "/testtracker.toml") ||
           exists(place + "/.testtracker");
  });
}

// The sources of the CMake build tree at `directory`, empty when they are gone.
std::string sources_of(const std::string& directory) {
  constexpr std::string_view k_entry = "CMAKE_HOME_DIRECTORY:INTERNAL=";
  std::ifstream cache(directory + "/CMakeCache.txt");
  for (std::string line; std::getline(cache, line);) {
    if (line.compare(0, k_entry.size(), k_entry) == 0) {
      std::string sources = line.substr(k_entry.size());
      return exists(sources) ? sources : std::string();
    }
  }
  return {};
}

}  // namespace

std::string project_directory_of(const std::string& working_directory) {
  if (std::string marked = marked_directory(working_directory); !marked.empty()) {
    return marked;
  }
  const std::string build_tree = nearest(working_directory, [](const std::string& place) {
    return exists(place + "/CMakeCache.txt");
  });
  const std::string sources = build_tree.empty() ? std::string() : sources_of(build_tree);
  if (sources.empty()) {
    return working_directory;
  }
  const std::string marked = marked_directory(sources);
  return marked.empty() ? sources : marked;
}

}  // namespace testtracker::recorder
