#include "databricks/workspace_target.hpp"

#include "base/content_hash.hpp"
#include "databricks/script_runner_text.hpp"
#include "databricks/workspace_calls.hpp"
#include "deploy/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace testtracker::databricks {
namespace {

using deploy::Artefact;
using deploy::FileKind;
using deploy::Version;
using deploy::VersionFile;

constexpr const char* k_own_folder = ".testtracker";
constexpr std::uint64_t k_largest_import_bytes = 10'485'760;

std::string below(const Version& version) {
  return version.environment + "/" + version.githash;
}

WorkspaceFormat format_of(const VersionFile& file) {
  return file.kind == FileKind::notebook ? notebook_format(file.path) : WorkspaceFormat{"RAW", ""};
}

Result<std::string> read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) {
    return Error{ErrorCode::io, fmt::format("read {}: {}", path, std::strerror(errno))};
  }
  return text;
}

Error too_large(const VersionFile& file) {
  return {ErrorCode::invalid_argument,
          fmt::format("import {}: it has {} bytes, and a workspace takes at most {} (10 MB); keep "
                      "it out of the repository, or give it as an artefact",
                      file.path, file.size_bytes, k_largest_import_bytes)};
}

/// The folders that contain no other one of the list: mkdirs makes parents too.
std::vector<std::string> innermost(const std::vector<std::string>& folders) {
  const std::set<std::string> all(folders.begin(), folders.end());
  std::vector<std::string> kept;
  for (const std::string& folder : all) {
    const auto first_below = all.lower_bound(folder + "/");
    const bool has_more =
        first_below != all.end() && first_below->compare(0, folder.size() + 1, folder + "/") == 0;
    if (!has_more) {
      kept.push_back(folder);
    }
  }
  return kept;
}

}  // namespace

Result<std::unique_ptr<deploy::DeployTarget>> WorkspaceTarget::create(
    const Credentials& credentials, const WorkspaceTargetOptions& options) {
  std::string base = options.base;
  while (base.size() > 1 && base.back() == '/') {
    base.pop_back();
  }
  if (base.size() < 2 || base.front() != '/') {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("deploy to '{}': it is no folder of a workspace; name one such as "
                             "/Shared/testtracker",
                             options.base)};
  }
  auto artefacts = ArtefactFolder::at(options.artefacts);
  if (!artefacts) {
    return artefacts.error();
  }
  auto calls = ParallelCalls::create(credentials, options.calls);
  if (!calls) {
    return calls.error();
  }
  return std::unique_ptr<deploy::DeployTarget>(
      new WorkspaceTarget(std::move(base), *std::move(artefacts), *std::move(calls)));
}

std::string WorkspaceTarget::location(const Version& version) const {
  return base_ + "/" + below(version);
}

std::string WorkspaceTarget::runnable_path(const Version& version, const VersionFile& file) const {
  return location(version) + "/" + deploy::object_path(file);
}

Result<std::string> WorkspaceTarget::prepare_scripts() {
  const std::string folder = base_ + "/" + k_own_folder;
  if (auto made = make_workspace_folder(calls_->rest(), folder); !made) {
    return made.error();
  }
  const std::string text(script_runner_text());
  ContentHash hash;
  hash.add(text);
  const std::string path = folder + "/run_script-" + hash.text() + ".py";
  auto imported = import_object(calls_->rest(), path, {"RAW", ""}, text);
  return imported ? Result<std::string>(path) : imported.error();
}

std::string WorkspaceTarget::artefact_path(const Version& version, const std::string& name) const {
  return artefacts_.shown(below(version) + "/" + name);
}

std::string WorkspaceTarget::manifest_path(const Version& version) const {
  return location(version) + "/" + k_own_folder + "/manifest.json";
}

Result<std::optional<std::string>> WorkspaceTarget::read_manifest(const Version& version) {
  return export_object(calls_->rest(), manifest_path(version), {"RAW", ""});
}

Result<std::vector<std::string>> WorkspaceTarget::versions(const std::string& environment) {
  const auto list = list_workspace(calls_->rest(), base_ + "/" + environment);
  if (!list) {
    return list.error();
  }
  std::vector<std::string> hashes;
  for (const WorkspaceObject& object : *list ? (*list)->objects : std::vector<WorkspaceObject>()) {
    std::string name = object.path.substr(object.path.rfind('/') + 1);
    if (object.object_type == "DIRECTORY" && deploy::is_githash(name)) {
      hashes.push_back(std::move(name));
    }
  }
  return hashes;
}

Result<void> WorkspaceTarget::remove_version(const Version& version) {
  Rest& rest = calls_->rest();
  if (Result<void> done = delete_from_workspace(rest, manifest_path(version)); !done) {
    return done;
  }
  if (Result<void> done = delete_from_workspace(rest, location(version)); !done) {
    return done;
  }
  return artefacts_.remove(rest, below(version));
}

Result<void> WorkspaceTarget::make_folders(const Version& version,
                                           const std::vector<std::string>& folders) {
  std::vector<std::string> wanted = innermost(folders);
  wanted.push_back(k_own_folder);
  return calls_->run(wanted.size(),
                     [&](std::size_t index, Rest& rest) {
                       return make_workspace_folder(rest, location(version) + "/" + wanted[index]);
                     },
                     {});
}

Result<void> WorkspaceTarget::import_files(const Version& version,
                                           const std::vector<VersionFile>& files,
                                           const deploy::ImportHooks& hooks) {
  const auto large = std::find_if(files.begin(), files.end(), [](const VersionFile& file) {
    return file.size_bytes > k_largest_import_bytes;
  });
  if (large != files.end()) {
    return too_large(*large);
  }
  return calls_->run(
      files.size(),
      [&](std::size_t index, Rest& rest) -> Result<void> {
        const VersionFile& file = files[index];
        const Result<std::string> content = read_whole(file.source);
        return content
                   ? import_object(rest, runnable_path(version, file), format_of(file), *content)
                   : content.error();
      },
      hooks);
}

Result<void> WorkspaceTarget::put_artefacts(const Version& version,
                                            const std::vector<Artefact>& artefacts,
                                            const deploy::ImportHooks& hooks) {
  return calls_->run(
      artefacts.size(),
      [&](std::size_t index, Rest& rest) {
        const Artefact& artefact = artefacts[index];
        return artefacts_.put(rest, below(version) + "/" + artefact.name, artefact.source);
      },
      hooks);
}

Result<void> WorkspaceTarget::copy_file(Rest& rest, const Version& from, const Version& to,
                                        const VersionFile& file) const {
  const std::string path = runnable_path(from, file);
  const auto content = export_object(rest, path, format_of(file));
  if (!content) {
    return content.error();
  }
  if (!*content) {
    return Error{ErrorCode::not_found,
                 fmt::format("copy {}: the manifest of its version has it and the workspace does "
                             "not; deploy that version anew",
                             path)};
  }
  return import_object(rest, runnable_path(to, file), format_of(file), **content);
}

Result<void> WorkspaceTarget::copy_version(const Version& from, const Version& to,
                                           const deploy::ImportHooks& hooks) {
  const auto text = read_manifest(from);
  if (!text) {
    return text.error();
  }
  if (!*text) {
    return Error{ErrorCode::not_found, "copy " + location(from) + ": it is no complete version"};
  }
  const auto manifest = deploy::parse_manifest(**text);
  if (!manifest) {
    return Error{manifest.error().code, manifest_path(from) + ": " + manifest.error().message};
  }
  std::vector<std::string> folders;
  for (const VersionFile& file : manifest->files) {
    if (const std::size_t end = file.path.rfind('/'); end != std::string::npos) {
      folders.push_back(file.path.substr(0, end));
    }
  }
  if (Result<void> made = make_folders(to, folders); !made) {
    return made;
  }
  const std::size_t files = manifest->files.size();
  return calls_->run(
      files + manifest->artefacts.size(),
      [&](std::size_t index, Rest& rest) {
        if (index < files) {
          return copy_file(rest, from, to, manifest->files[index]);
        }
        const std::string& name = manifest->artefacts[index - files].name;
        return artefacts_.copy(rest, below(from) + "/" + name, below(to) + "/" + name);
      },
      hooks);
}

Result<void> WorkspaceTarget::write_manifest(const Version& version, const std::string& text) {
  return import_object(calls_->rest(), manifest_path(version), {"RAW", ""}, text);
}

}  // namespace testtracker::databricks
