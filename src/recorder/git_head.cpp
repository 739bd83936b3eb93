#include "recorder/git_head.hpp"

#include <fstream>
#include <string_view>

#include <sys/stat.h>

namespace testtracker::recorder {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_hash(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// `text` behind `prefix`, empty when it does not begin with it.
std::string behind(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0 ? text.substr(prefix.size()) : std::string();
}

std::string resolved(const std::string& path, const std::string& directory) {
  return path.empty() || path[0] == '/' ? path : directory + "/" + path;
}

// The git directory of a repository at `directory`, empty when there is none.
std::string git_directory_at(const std::string& directory) {
  const std::string dot_git = directory + "/.git";
  if (exists(dot_git + "/HEAD")) {
    return dot_git;
  }
  return resolved(behind(first_line(dot_git), "gitdir: "), directory);
}

std::string packed_ref(const std::string& git_directory, const std::string& ref) {
  std::ifstream file(git_directory + "/packed-refs");
  for (std::string line; std::getline(file, line);) {
    const std::size_t blank = line.find(' ');
    if (blank != std::string::npos && line.compare(blank + 1, std::string::npos, ref) == 0) {
      return line.substr(0, blank);
    }
  }
  return {};
}

// Refs of a worktree are kept in the main repository, which `commondir` names.
std::string hash_of_ref(const std::string& git_directory, const std::string& ref) {
  const std::string common = resolved(first_line(git_directory + "/commondir"), git_directory);
  for (const std::string& place : {git_directory, common}) {
    if (place.empty()) {
      continue;
    }
    for (const std::string& hash : {first_line(place + "/" + ref), packed_ref(place, ref)}) {
      if (is_hash(hash)) {
        return hash;
      }
    }
  }
  return {};
}

}  // namespace

std::string read_git_head(std::string directory) {
  while (!directory.empty()) {
    if (const std::string git_directory = git_directory_at(directory); !git_directory.empty()) {
      const std::string head = first_line(git_directory + "/HEAD");
      const std::string ref = behind(head, "ref: ");
      return ref.empty() ? (is_hash(head) ? head : std::string()) : hash_of_ref(git_directory, ref);
    }
    directory.resize(directory.rfind('/') == std::string::npos ? 0 : directory.rfind('/'));
  }
  return {};
}

}  // namespace testtracker::recorder
