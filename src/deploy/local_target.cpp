#include "deploy/local_target.hpp"

#include "base/unique_fd.hpp"
#include "deploy/manifest.hpp"
#include "deploy/sha256.hpp"
#include "deploy/source_tree.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_own_folder = ".testtracker";

Error failed(const std::string& action, const std::string& path, const std::string& why) {
  return {ErrorCode::io, action + " " + path + ": " + why};
}

Error failed(const std::string& action, const std::string& path) {
  return failed(action, path, std::strerror(errno));
}

bool write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(fd, bytes, size);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

/// Everything written below `folder` so far reaches the disk: one call for any number of files.
Result<void> sync_all(const std::string& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::syncfs(fd.get()) != 0) {
    return failed("write to disk what is in", folder);
  }
  return {};
}

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? failed("create the folder", path, error.message()) : Result<void>();
}

/// Programs stay programs: their permissions are copied. What is in the way is replaced as a whole.
Result<void> copy_one(const std::string& from, const std::string& to) {
  std::error_code error;
  const bool is_new = !fs::exists(to, error);
  const std::string place = is_new ? to : to + ".testtracker-new";
  fs::copy_file(from, place, fs::copy_options::overwrite_existing, error);
  if (!error && !is_new) {
    fs::rename(place, to, error);
  }
  return error ? failed("copy " + from + " to", to, error.message()) : Result<void>();
}

bool is_cancelled(const ImportHooks& hooks) {
  return hooks.is_cancelled && hooks.is_cancelled();
}

class LocalTarget final : public DeployTarget {
 public:
  explicit LocalTarget(std::string base) : base_(std::move(base)) {}

  [[nodiscard]] std::string location(const Version& version) const override {
    return base_ + "/" + version.environment + "/" + version.githash;
  }

  [[nodiscard]] std::string runnable_path(const Version& version,
                                          const VersionFile& file) const override {
    return location(version) + "/" + file.path;
  }

  [[nodiscard]] std::string artefact_path(const Version& version,
                                          const std::string& name) const override {
    return artefact_folder(version) + "/" + name;
  }

  Result<std::string> prepare_scripts() override { return std::string(); }

  Result<std::optional<std::string>> read_manifest(const Version& version) override {
    const std::string path = manifest_path(version);
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      std::error_code error;
      const bool is_there = fs::exists(path, error);
      return is_there || error ? Result<std::optional<std::string>>(failed("read", path))
                               : std::optional<std::string>();
    }
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return file.bad() ? Result<std::optional<std::string>>(failed("read", path))
                      : std::optional<std::string>(std::move(text));
  }

  Result<std::vector<std::string>> find_changes(const Version& version,
                                                const std::vector<VersionFile>& files,
                                                const std::vector<Artefact>& artefacts) override {
    std::vector<std::string> changes;
    const auto check = [&changes](const std::string& path, const std::string& name,
                                  const std::string& sha256) -> Result<void> {
      const auto hash = sha256_of_file(path);
      if (!hash && hash.error().code != ErrorCode::not_found) {
        return hash.error();
      }
      if (!hash || *hash != sha256) {
        changes.push_back(name);
      }
      return {};
    };
    for (const auto& file : files) {
      if (auto checked = check(runnable_path(version, file), file.path, file.sha256); !checked) {
        return checked.error();
      }
    }
    for (const auto& artefact : artefacts) {
      if (auto checked =
              check(artefact_path(version, artefact.name), artefact.name, artefact.sha256);
          !checked) {
        return checked.error();
      }
    }
    return changes;
  }

  Result<std::vector<std::string>> versions(const std::string& environment) override {
    const std::string folder = base_ + "/" + environment;
    std::vector<std::string> hashes;
    std::error_code error;
    if (!fs::exists(folder, error)) {
      return hashes;
    }
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (auto name = entry->path().filename().string(); is_githash(name)) {
        hashes.push_back(std::move(name));
      }
    }
    return error ? failed("list", folder, error.message())
                 : Result<std::vector<std::string>>(std::move(hashes));
  }

  Result<void> remove_version(const Version& version) override {
    const std::string manifest = manifest_path(version);
    if (::unlink(manifest.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
      return failed("remove", manifest);
    }
    std::error_code error;
    fs::remove_all(location(version), error);
    return error ? failed("remove", location(version), error.message()) : Result<void>();
  }

  Result<void> make_folders(const Version& version,
                            const std::vector<std::string>& folders) override {
    auto made = make_folder(artefact_folder(version));
    for (auto folder = folders.begin(); made && folder != folders.end(); ++folder) {
      made = make_folder(location(version) + "/" + *folder);
    }
    return made;
  }

  Result<void> import_files(const Version& version, const std::vector<VersionFile>& files,
                            const ImportHooks& hooks) override {
    std::size_t done = 0;
    for (const auto& file : files) {
      if (auto copied = step(file.source, runnable_path(version, file), hooks); !copied) {
        return copied;
      }
      tell(hooks, ++done);
    }
    return {};
  }

  Result<void> put_artefacts(const Version& version, const std::vector<Artefact>& artefacts,
                             const ImportHooks& hooks) override {
    std::size_t done = 0;
    for (const auto& artefact : artefacts) {
      const std::string to = artefact_path(version, artefact.name);
      if (auto copied = step(artefact.source, to, hooks); !copied) {
        return copied;
      }
      tell(hooks, ++done);
    }
    return {};
  }

  Result<void> copy_version(const Version& from, const Version& to,
                            const ImportHooks& hooks) override {
    const auto text = read_manifest(from);
    if (!text) {
      return text.error();
    }
    if (!*text) {
      return Error{ErrorCode::not_found, "copy " + location(from) + ": it is no complete version"};
    }
    auto manifest = parse_manifest(**text);
    if (!manifest) {
      return Error{manifest.error().code, manifest_path(from) + ": " + manifest.error().message};
    }
    for (auto& file : manifest->files) {
      file.source = runnable_path(from, file);
    }
    for (auto& artefact : manifest->artefacts) {
      artefact.source = artefact_path(from, artefact.name);
    }
    auto done = make_folders(to, folders_of(manifest->files));
    if (done) {
      done = import_files(to, manifest->files, hooks);
    }
    return done ? put_artefacts(to, manifest->artefacts, hooks) : done;
  }

  Result<void> write_manifest(const Version& version, const std::string& text) override {
    if (auto synced = sync_all(location(version)); !synced) {
      return synced;  // a manifest on disk promises that all else is
    }
    const std::string path = manifest_path(version);
    const std::string temporary = path + ".tmp";
    {
      const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
      if (!fd || !write_all(fd.get(), text.data(), text.size()) || ::fsync(fd.get()) != 0) {
        return failed("write", temporary);
      }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
      return failed("rename to", path);
    }
    const UniqueFd folder(::open(own_folder(version).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder && ::fsync(folder.get()) == 0 ? Result<void>() : failed("write to disk", path);
  }

 private:
  [[nodiscard]] std::string own_folder(const Version& version) const {
    return location(version) + "/" + k_own_folder;
  }
  [[nodiscard]] std::string manifest_path(const Version& version) const {
    return own_folder(version) + "/manifest.json";
  }
  [[nodiscard]] std::string artefact_folder(const Version& version) const {
    return own_folder(version) + "/artefacts";
  }

  static Result<void> step(const std::string& from, const std::string& to,
                           const ImportHooks& hooks) {
    return is_cancelled(hooks) ? Error{ErrorCode::busy, "copy to " + to + ": stopped on request"}
                               : copy_one(from, to);
  }

  static void tell(const ImportHooks& hooks, std::size_t done) {
    if (hooks.on_progress) {
      hooks.on_progress(done);
    }
  }

  std::string base_;
};

}  // namespace

std::unique_ptr<DeployTarget> make_local_target(const std::string& base) {
  return std::make_unique<LocalTarget>(base);
}

}  // namespace testtracker::deploy
