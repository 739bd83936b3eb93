#include "deploy/source_tree.hpp"

#include "deploy/sha256.hpp"
#include "notebook/notebook_kind.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

#include <fnmatch.h>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_lfs_pointer = "version https://git-lfs.github.com/spec/";
constexpr std::size_t k_most_named = 10;

struct FileFacts {
  std::string sha256;
  std::uint64_t size_bytes = 0;
  bool is_lfs_pointer = false;
};

Result<FileFacts> read_facts(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  FileFacts facts;
  Sha256 hash;
  std::array<char, 65536> buffer{};
  while (file) {
    file.read(buffer.data(), buffer.size());
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(file.gcount()));
    if (facts.size_bytes == 0) {
      facts.is_lfs_pointer = piece.substr(0, k_lfs_pointer.size()) == k_lfs_pointer;
    }
    hash.add(piece);
    facts.size_bytes += piece.size();
  }
  if (!file.eof()) {
    return Error{ErrorCode::io, "read " + path + ": " + std::strerror(errno)};
  }
  facts.sha256 = hash.text();
  return facts;
}

bool matches_any(const std::string& path, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), path.c_str(), 0) == 0;
  });
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), k_most_named); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > k_most_named
             ? text + " and " + std::to_string(names.size() - k_most_named) + " more"
             : text;
}

std::string counted_files(std::size_t count) {
  return count == 1 ? "1 file" : std::to_string(count) + " files";
}

class TreeReader {
 public:
  TreeReader(const std::string& folder, const std::vector<std::string>& excluded)
      : folder_(fs::canonical(folder)), excluded_(excluded) {}

  Result<void> add(const std::string& path) {
    if (matches_any(path, excluded_)) {
      return {};
    }
    if (path.rfind(".testtracker/", 0) == 0) {
      tree_.remarks.push_back(path + " is left out: .testtracker is testtracker's own folder");
      return {};
    }
    std::error_code error;
    const fs::path real = fs::canonical(folder_ / path, error);
    if (error || !fs::is_regular_file(real, error)) {
      tree_.remarks.push_back(path + " is left out: it leads to no file");
      return {};
    }
    if (!is_below(real, folder_)) {
      leading_out_.push_back(path);
      return {};
    }
    return add_file(path, real.string());
  }

  Result<SourceTree> take() {
    if (auto sound = check(); !sound) {
      return sound.error();
    }
    if (pointers_ > 0) {
      tree_.remarks.push_back(counted_files(pointers_) +
                              " of Git LFS: the pointers are deployed, not the contents");
    }
    std::sort(tree_.files.begin(), tree_.files.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return std::move(tree_);
  }

 private:
  Result<void> add_file(const std::string& path, const std::string& real) {
    auto facts = read_facts(real);
    if (!facts) {
      return facts.error();
    }
    VersionFile file;
    file.path = path;
    file.source = real;
    const auto kind = notebook::kind_of(real);
    file.kind =
        kind && *kind == notebook::NotebookKind::notebook ? FileKind::notebook : FileKind::file;
    file.sha256 = std::move(facts->sha256);
    file.size_bytes = facts->size_bytes;
    pointers_ += facts->is_lfs_pointer ? 1U : 0U;
    if (file.size_bytes > k_largest_file_bytes) {
      too_large_.push_back(path);
    }
    by_object_[object_path(file)].push_back(path);
    tree_.files.push_back(std::move(file));
    return {};
  }

  [[nodiscard]] Result<void> check() const {
    std::string problems;
    const auto add_problem = [&problems](const std::string& text) {
      problems += (problems.empty() ? "" : "; ") + text;
    };
    for (const auto& [object, paths] : by_object_) {
      if (paths.size() > 1) {
        add_problem(list_of(paths) + " would all be " + object +
                    ", since notebooks lose their extension: rename all but one");
      }
    }
    if (!too_large_.empty()) {
      add_problem(list_of(too_large_) +
                  " is above 10 MB, the most that a workspace takes: leave it out by the setting "
                  "deploy.exclude, or make it an artefact");
    }
    if (!leading_out_.empty()) {
      add_problem(list_of(leading_out_) +
                  " leads out of the repository: leave it out by the "
                  "setting deploy.exclude");
    }
    return problems.empty()
               ? Result<void>()
               : Error{ErrorCode::invalid_argument, "this commit cannot be deployed: " + problems};
  }

  fs::path folder_;
  const std::vector<std::string>& excluded_;
  SourceTree tree_;
  std::map<std::string, std::vector<std::string>> by_object_;
  std::vector<std::string> too_large_;
  std::vector<std::string> leading_out_;
  std::size_t pointers_ = 0;
};

}  // namespace

Result<SourceTree> read_source_tree(const std::string& folder,
                                    const std::vector<std::string>& paths,
                                    const std::vector<std::string>& excluded) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Error{ErrorCode::io, "read " + folder + ": it is no folder"};
  }
  TreeReader reader(folder, excluded);
  for (const auto& path : paths) {
    if (auto added = reader.add(path); !added) {
      return added.error();
    }
  }
  return reader.take();
}

std::vector<std::string> folders_of(const std::vector<VersionFile>& files) {
  std::set<std::string> folders;
  for (const auto& file : files) {
    for (std::size_t slash = file.path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = file.path.rfind('/', slash - 1)) {
      folders.insert(file.path.substr(0, slash));
    }
  }
  return {folders.begin(), folders.end()};
}

Result<std::vector<Artefact>> find_artefacts(const std::string& folder,
                                             const std::vector<std::string>& patterns) {
  std::map<std::string, Artefact> found;
  std::error_code error;
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename() == ".git") {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(error)) {
      files.push_back(entry->path().lexically_relative(folder).string());
    }
  }
  if (error) {
    return Error{ErrorCode::io, "list " + folder + ": " + error.message()};
  }
  for (const auto& pattern : patterns) {
    bool has_match = false;
    for (const auto& file : files) {
      if (::fnmatch(pattern.c_str(), file.c_str(), 0) != 0) {
        continue;
      }
      has_match = true;
      const std::string path = folder + "/" + file;
      const auto facts = read_facts(path);
      if (!facts) {
        return facts.error();
      }
      const std::string name = fs::path(file).filename().string();
      const auto [place, is_new] =
          found.emplace(name, Artefact{name, path, facts->sha256, facts->size_bytes});
      if (!is_new && place->second.source != path) {
        return Error{ErrorCode::invalid_argument, "two artefacts are called " + name + ": " +
                                                      place->second.source + " and " + path};
      }
    }
    if (!has_match) {
      return Error{ErrorCode::invalid_argument,
                   "the build made no file that matches the artefact " + pattern};
    }
  }
  std::vector<Artefact> artefacts;
  for (auto& [name, artefact] : found) {
    artefacts.push_back(std::move(artefact));
  }
  return artefacts;
}

}  // namespace testtracker::deploy
