#include "secrets/local_store.hpp"

#include "base/unique_fd.hpp"
#include "spool/replace_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::secrets {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Error io_error(const std::string& action) {
  return {ErrorCode::io, action + ": " + std::strerror(errno)};
}

/// Whether `facts` leave to others what `forbidden` has, as a sentence; nothing = they do not.
std::string too_open(const std::string& what, const std::string& path, const struct stat& facts,
                     unsigned forbidden, const char* cure) {
  if (facts.st_uid != ::geteuid()) {
    return fmt::format("use the {} {}: it belongs to another user (id {})", what, path,
                       facts.st_uid);
  }
  if ((facts.st_mode & forbidden) != 0) {
    return fmt::format("use the {} {}: others may use it too (mode {:04o}); type: chmod {} {}",
                       what, path, facts.st_mode & 07777U, cure, path);
  }
  return {};
}

/// The folder of a named file may be one of many users, as /tmp is: sticky, so that nobody
/// replaces what is ours.
Result<void> check_folder(const LocalStoreOptions& options) {
  const std::string folder = fs::path(options.path).parent_path().string();
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0) {
    return errno == ENOENT ? Result<void>() : io_error("look at " + folder);
  }
  const bool is_shared = options.is_named && (facts.st_mode & S_ISVTX) != 0;
  const std::string complaint =
      is_shared ? std::string()
                : too_open("folder of secrets", folder, facts, options.is_named ? 0022U : 0077U,
                           options.is_named ? "go-w" : "700");
  return complaint.empty() ? Result<void>() : Error{ErrorCode::unauthorized, complaint};
}

Result<void> make_folder(const LocalStoreOptions& options) {
  const fs::path folder = fs::path(options.path).parent_path();
  std::error_code problem;
  fs::create_directories(folder.parent_path(), problem);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return io_error("create the folder of secrets " + folder.string());
  }
  return check_folder(options);
}

Result<std::string> read_whole(int fd, const std::string& path) {
  std::string text;
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return io_error("read the secrets in " + path);
    }
    if (got == 0) {
      return text;
    }
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

Result<SecretTable> table_of(const std::string& text, const std::string& path) {
  const Json document = Json::parse(text, nullptr, false);
  SecretTable table;
  bool is_good = document.is_object();
  for (auto scope = document.begin(); is_good && scope != document.end(); ++scope) {
    is_good = scope->is_object();
    auto& keys = table[scope.key()];
    for (auto key = scope->begin(); is_good && key != scope->end(); ++key) {
      is_good = key->is_string();
      keys[key.key()] = is_good ? key->get<std::string>() : std::string();
    }
  }
  if (!is_good) {
    return Error{ErrorCode::bad_format,
                 fmt::format("read the secrets in {}: it is not {{\"scope\": {{\"key\": "
                             "\"value\"}}}}; mend or remove it",
                             path)};
  }
  return table;
}

class LocalStore final : public SecretStore {
 public:
  explicit LocalStore(LocalStoreOptions options) : options_(std::move(options)) {}

  Result<void> create_scope(const std::string& scope) override {
    return change([&](SecretTable& table) -> Result<void> {
      if (!table.emplace(scope, SecretTable::mapped_type()).second) {
        return Error{ErrorCode::rejected, fmt::format("create the scope {}: there is one of that "
                                                      "name in {}",
                                                      scope, options_.path)};
      }
      return {};
    });
  }

  Result<void> delete_scope(const std::string& scope) override {
    return change([&](SecretTable& table) -> Result<void> {
      return table.erase(scope) > 0 ? Result<void>() : no_scope(scope);
    });
  }

  Result<std::vector<std::string>> scopes() override {
    const auto table = read_secrets(options_);
    if (!table) {
      return table.error();
    }
    std::vector<std::string> names;
    for (const auto& [scope, keys] : *table) {
      names.push_back(scope);
    }
    return names;
  }

  Result<void> put(const std::string& scope, const std::string& key,
                   const std::string& value) override {
    return change([&](SecretTable& table) -> Result<void> {
      const auto found = table.find(scope);
      if (found == table.end()) {
        return no_scope(scope);
      }
      found->second[key] = value;
      return {};
    });
  }

  Result<std::string> get(const std::string& scope, const std::string& key) override {
    const auto found = keys_of(scope);
    if (!found) {
      return found.error();
    }
    const auto secret = found->find(key);
    return secret != found->end() ? Result<std::string>(secret->second) : no_key(scope, key);
  }

  Result<std::vector<std::string>> keys(const std::string& scope) override {
    const auto found = keys_of(scope);
    if (!found) {
      return found.error();
    }
    std::vector<std::string> names;
    for (const auto& [key, value] : *found) {
      names.push_back(key);
    }
    return names;
  }

  Result<void> delete_secret(const std::string& scope, const std::string& key) override {
    return change([&](SecretTable& table) -> Result<void> {
      const auto found = table.find(scope);
      if (found == table.end()) {
        return no_scope(scope);
      }
      return found->second.erase(key) > 0 ? Result<void>() : no_key(scope, key);
    });
  }

 private:
  [[nodiscard]] Error no_scope(const std::string& scope) const {
    return {ErrorCode::not_found,
            fmt::format("there is no scope {0} in {1}; type: testtracker secrets create-scope {0}",
                        scope, options_.path)};
  }
  [[nodiscard]] Error no_key(const std::string& scope, const std::string& key) const {
    return {ErrorCode::not_found,
            fmt::format("there is no secret {1} in the scope {0} of {2}; type: testtracker "
                        "secrets list {0}",
                        scope, key, options_.path)};
  }

  Result<SecretTable::mapped_type> keys_of(const std::string& scope) const {
    auto table = read_secrets(options_);
    if (!table) {
      return table.error();
    }
    const auto found = table->find(scope);
    return found != table->end() ? Result<SecretTable::mapped_type>(found->second)
                                 : no_scope(scope);
  }

  /// Under the lock: reads, changes, replaces the file.
  Result<void> change(const std::function<Result<void>(SecretTable&)>& edit) {
    if (Result<void> folder = make_folder(options_); !folder) {
      return folder;
    }
    const std::string lock_path = options_.path + ".lock";
    const UniqueFd lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    while (!lock || ::flock(lock.get(), LOCK_EX) != 0) {
      if (!lock || errno != EINTR) {
        return io_error("lock the secrets by " + lock_path);
      }
    }
    Result<SecretTable> table = read_secrets(options_);
    if (!table) {
      return table.error();
    }
    if (Result<void> done = edit(*table); !done) {
      return done;
    }
    return spool::replace_file(options_.path, Json(*table).dump(1) + "\n");
  }

  LocalStoreOptions options_;
};

}  // namespace

Result<LocalStoreOptions> local_store_place() {
  if (std::string named = variable("TESTTRACKER_SECRETS_FILE"); !named.empty()) {
    std::error_code problem;
    return LocalStoreOptions{fs::absolute(named, problem).string(), true};
  }
  const std::string end = "/testtracker/secrets/secrets.json";
  if (const std::string state = variable("XDG_STATE_HOME"); !state.empty() && state[0] == '/') {
    return LocalStoreOptions{state + end, false};
  }
  if (const std::string home = variable("HOME"); !home.empty()) {
    return LocalStoreOptions{home + "/.local/state" + end, false};
  }
  return Error{ErrorCode::not_found,
               "there is no place for secrets: neither TESTTRACKER_SECRETS_FILE nor "
               "XDG_STATE_HOME nor HOME is set; set TESTTRACKER_SECRETS_FILE"};
}

Result<SecretTable> read_secrets(const LocalStoreOptions& options) {
  if (Result<void> folder = check_folder(options); !folder) {
    return folder.error();
  }
  const UniqueFd file(::open(options.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) {
    return errno == ENOENT ? Result<SecretTable>(SecretTable())
                           : io_error("open the secrets in " + options.path);
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) {
    return io_error("look at " + options.path);
  }
  const std::string complaint = too_open("file of secrets", options.path, facts, 0077U, "600");
  if (!complaint.empty()) {
    return Error{ErrorCode::unauthorized, complaint};
  }
  const Result<std::string> text = read_whole(file.get(), options.path);
  return text ? table_of(*text, options.path) : Result<SecretTable>(text.error());
}

std::unique_ptr<SecretStore> open_local_store(const LocalStoreOptions& options) {
  return std::make_unique<LocalStore>(options);
}

}  // namespace testtracker::secrets
