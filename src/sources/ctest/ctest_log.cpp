#include "sources/ctest/ctest_log.hpp"

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_begin =
    "Output:\n----------------------------------------------------------\n";
constexpr std::string_view k_end = "<end of output>\nTest time =";
constexpr std::string_view k_name = " Testing: ";
// Files are dated by a clock that is up to one tick late (Linux, CONFIG_HZ ≥ 100).
constexpr std::chrono::milliseconds k_coarse_clock{10};

bool is_log(const std::string& name) {
  return name.rfind("LastTest", 0) == 0 && name.find(".log") != std::string::npos &&
         name.rfind("LastTestsFailed", 0) != 0 && name.rfind("LastTestsDisabled", 0) != 0;
}

std::uint64_t inode_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::chrono::nanoseconds changed_at(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? std::chrono::seconds(status.st_mtim.tv_sec) +
                                                  std::chrono::nanoseconds(status.st_mtim.tv_nsec)
                                            : std::chrono::nanoseconds();
}

}  // namespace

CtestLog::CtestLog(std::string folder)
    : folder_(std::move(folder)),
      began_(std::chrono::system_clock::now().time_since_epoch() - k_coarse_clock) {
  std::error_code error;
  for (const auto& item : fs::directory_iterator(folder_, error)) {
    if (const std::string name = item.path().filename(); is_log(name)) {
      known_[name] = inode_of(item.path());
    }
  }
}

CtestLog::~CtestLog() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

void CtestLog::find_log() {
  std::error_code error;
  for (const auto& item : fs::directory_iterator(folder_, error)) {
    const std::string name = item.path().filename();
    const auto known = known_.find(name);
    if (file_ < 0 && is_log(name) && changed_at(item.path()) >= began_ &&
        (known == known_.end() || known->second != inode_of(item.path()))) {
      file_ = ::open(item.path().c_str(), O_RDONLY | O_CLOEXEC);
    }
  }
}

void CtestLog::read() {
  std::array<char, 65536> buffer;
  for (ssize_t size = 0;
       (size = ::pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(position_))) > 0;) {
    rest_.append(buffer.data(), static_cast<std::size_t>(size));
    position_ += static_cast<std::uint64_t>(size);
  }
}

// `3/17 Testing: name`, some lines, the output between its two marks.
bool CtestLog::take_block() {
  const std::size_t begin = rest_.find(k_begin);
  const std::size_t end = begin == std::string::npos ? begin : rest_.find(k_end, begin);
  // Blocks of entries that did not run have no output: the last name before it counts.
  const std::size_t name = end == std::string::npos ? end : rest_.rfind(k_name, begin);
  if (name == std::string::npos) {
    return false;
  }
  const std::size_t name_begin = name + k_name.size();
  const std::size_t output_begin = begin + k_begin.size();
  outputs_[rest_.substr(name_begin, rest_.find('\n', name_begin) - name_begin)].push_back(
      rest_.substr(output_begin, end - output_begin));
  rest_.erase(0, end + k_end.size());
  return true;
}

void CtestLog::poll() {
  if (file_ < 0) {
    find_log();
  }
  if (file_ < 0) {
    return;
  }
  read();
  while (take_block()) {
  }
}

std::optional<std::string> CtestLog::next_output(const std::string& entry) {
  const auto found = outputs_.find(entry);
  if (found == outputs_.end() || found->second.empty()) {
    return std::nullopt;
  }
  std::string output = std::move(found->second.front());
  found->second.pop_front();
  return output;
}

}  // namespace testtracker::sources
