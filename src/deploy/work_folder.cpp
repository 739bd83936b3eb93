#include "deploy/work_folder.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_lock = "/lock";
constexpr const char* k_record = "/deployment.json";

Error failed(const std::string& action, const std::string& path) {
  return {ErrorCode::io, action + " " + path + ": " + std::strerror(errno)};
}

/// Nothing when somebody holds it or it cannot be opened; errno says which. No child inherits it:
/// a lock lives as long as any copy of its descriptor.
std::optional<UniqueFd> try_lock(const std::string& folder, int flags) {
  UniqueFd fd(::open((folder + k_lock).c_str(), O_RDWR | O_CLOEXEC | flags, 0600));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return std::nullopt;
  }
  return fd;
}

/// Held while a folder is made or orphans are looked for: between mkdir and flock a folder looks
/// like an orphan.
UniqueFd lock_root(const std::string& root) {
  UniqueFd fd(::open((root + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  while (fd && ::flock(fd.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
  return fd;
}

}  // namespace

Result<WorkFolder> WorkFolder::create(const std::string& root, const std::string& name) {
  std::error_code error;
  fs::create_directories(root, error);
  const UniqueFd root_lock = lock_root(root);
  std::string path = root + "/" + name;
  if (::mkdir(path.c_str(), 0700) != 0) {
    return failed("create the working directory", path);
  }
  auto lock = try_lock(path, O_CREAT);
  if (!lock) {
    Error problem = failed("lock the working directory", path);
    problem.code = errno == EWOULDBLOCK ? ErrorCode::busy : ErrorCode::io;
    return problem;
  }
  return WorkFolder(std::move(path), *std::move(lock));
}

std::vector<WorkFolder> WorkFolder::find_orphans(const std::string& root) {
  std::vector<WorkFolder> orphans;
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    return orphans;
  }
  const UniqueFd root_lock = lock_root(root);
  for (fs::directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string path = entry->path().string();
    if (!entry->is_directory(error)) {
      continue;
    }
    if (auto lock = try_lock(path, O_CREAT)) {  // its owner may have died before it made the file
      orphans.push_back(WorkFolder(path, *std::move(lock)));
    }
  }
  return orphans;
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

WorkFolder& WorkFolder::operator=(WorkFolder&& other) noexcept {
  if (this != &other) {
    remove();
    path_ = std::exchange(other.path_, {});
    lock_ = std::move(other.lock_);
  }
  return *this;
}

WorkFolder::~WorkFolder() {
  remove();
}

void WorkFolder::remove() noexcept {
  if (!path_.empty()) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
}

Result<void> WorkFolder::write(const WorkRecord& record) const {
  const nlohmann::json json = {{"owner", record.owner},
                               {"environment", record.environment},
                               {"githash", record.githash},
                               {"place", record.place}};
  const std::string path = path_ + k_record;
  const std::string temporary = path + ".tmp";
  std::ofstream file(temporary, std::ios::trunc);
  file << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  file.close();
  return file && ::rename(temporary.c_str(), path.c_str()) == 0 ? Result<void>()
                                                                : failed("write", path);
}

WorkRecord WorkFolder::read() const {
  std::ifstream file(path_ + k_record);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto field = [&json](const char* name) {
    const auto found = json.is_object() ? json.find(name) : json.end();
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return {field("owner"), field("environment"), field("githash"), field("place")};
}

}  // namespace testtracker::deploy
