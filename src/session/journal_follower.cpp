#include "session/journal_follower.hpp"

#include "journal/process_liveness.hpp"

#include <testtracker/journal_reader.hpp>

#include <chrono>
#include <utility>

#include <sys/stat.h>

namespace testtracker::session {
namespace {

// Between the creation of a journal and its lock lies no more than this.
constexpr std::chrono::seconds k_time_to_lock{10};

std::string stem_of(const std::string& path) {
  const auto name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

bool is_fresh(const std::string& path) {
  struct stat info {};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return ::stat(path.c_str(), &info) == 0 &&
         now - std::chrono::seconds(info.st_mtime) < k_time_to_lock;
}

/// 0 when it cannot be told: the file is gone.
std::uint64_t size_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

}  // namespace

JournalFollower::JournalFollower(std::string path)
    : path_(std::move(path)), process_(stem_of(path_)) {}

Result<bool> JournalFollower::poll(SessionFold& fold) {
  if (is_known_) {
    return step(fold);
  }
  is_known_ = true;
  fold.add_process(process_);
  // Whose life to ask for stands in the first record: the second step can tell.
  for (int i = 0; i < 2; ++i) {
    if (auto taken = step(fold); !taken) {
      return taken.error();
    }
  }
  return true;
}

Result<bool> JournalFollower::step(SessionFold& fold) {
  bool changed = false;
  // Asked before the last records are read, so that none of them can be missed.
  const bool died = !is_dead_ && !has_ended_ && looks_dead(fold);
  const auto size = size_of(path_);
  if (!is_unreadable_ && size > seen_bytes_) {
    auto read_more = read(fold);
    if (!read_more) {
      return read_more.error();
    }
    seen_bytes_ = size;
    changed = *read_more;
  }
  if (died) {
    is_dead_ = true;
    fold.process_died(process_);
  }
  has_ended_ = fold.process(process_).ended().has_value();
  return changed || died;
}

bool JournalFollower::looks_dead(SessionFold& fold) const {
  const auto& start = fold.process(process_).start();
  if (start.process.empty() && is_fresh(path_)) {
    return false;  // its first record may be on its way
  }
  return journal::liveness_of(path_, start) == journal::Liveness::dead;
}

Result<bool> JournalFollower::read(SessionFold& fold) {
  auto reader = JournalReader::open(path_, position_);
  if (!reader) {
    return reader.error().code == ErrorCode::not_found ? Result<bool>(false)
                                                       : Result<bool>(reader.error());
  }
  while (true) {
    auto record = reader->next();
    if (!record && record.error().code == ErrorCode::bad_format) {
      is_unreadable_ = true;
      fold.set_damaged_lines(process_, ++damaged_lines_);
      return true;
    }
    if (!record) {
      return record.error();
    }
    if (!*record) {
      break;
    }
    fold.add(process_, std::move(**record));
  }
  damaged_lines_ += reader->damaged_lines();
  fold.set_damaged_lines(process_, damaged_lines_);
  return std::exchange(position_, reader->position()) != position_;
}

}  // namespace testtracker::session
