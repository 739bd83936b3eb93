#include "base/unique_fd.hpp"
#include "journal/format_words.hpp"
#include "journal/record_parse.hpp"

#include <testtracker/journal_reader.hpp>

#include <cerrno>
#include <cstring>
#include <exception>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker {
namespace {

constexpr std::size_t k_block_bytes = 64 * 1024;
// The writer cuts every text; a longer line is damage, and must not fill the memory.
constexpr std::size_t k_longest_line_bytes = 64 * 1024 * 1024;

}  // namespace

struct JournalReader::State {
  std::string path;
  UniqueFd fd;
  std::uint64_t position = 0;  // behind the last consumed line
  std::string buffer;          // bytes of the file from `position` on, minus `consumed`
  std::size_t consumed = 0;    // bytes of `buffer` that belong to consumed lines
  std::size_t searched = 0;    // bytes of `buffer` known to hold no newline from `consumed` on
  bool is_skipping = false;    // inside a line that is too long
  bool is_header_due = false;  // the next line must be the journal's first record
  std::uint64_t damaged = 0;

  Error io_error() const {
    return {ErrorCode::io, "read the journal " + path + ": " + std::strerror(errno)};
  }

  // Appends the next block; false at the end of the file.
  Result<bool> fill() {
    buffer.erase(0, consumed);
    searched -= consumed;
    consumed = 0;
    const std::size_t old_size = buffer.size();
    buffer.resize(old_size + k_block_bytes);
    const auto offset = static_cast<off_t>(position + old_size);
    ssize_t size = 0;
    do {
      size = ::pread(fd.get(), buffer.data() + old_size, k_block_bytes, offset);
    } while (size < 0 && errno == EINTR);
    buffer.resize(old_size + static_cast<std::size_t>(size < 0 ? 0 : size));
    if (size < 0) {
      return io_error();
    }
    return size > 0;
  }

  // The next complete line without its newline; valid until the next call.
  Result<std::optional<std::string_view>> next_line() {
    while (true) {
      const std::size_t newline = buffer.find('\n', searched);
      if (newline != std::string::npos) {
        const std::string_view line(buffer.data() + consumed, newline - consumed);
        position += line.size() + 1;
        consumed = searched = newline + 1;
        return std::optional<std::string_view>(line);
      }
      searched = buffer.size();
      if (buffer.size() - consumed > k_longest_line_bytes) {
        position += buffer.size() - consumed;
        consumed = searched = buffer.size();
        is_skipping = true;
      }
      auto more = fill();
      if (!more) {
        return more.error();
      }
      if (!*more) {
        return std::optional<std::string_view>();
      }
    }
  }

  Result<void> check_header(std::string_view line) const {
    const auto claim = journal::parse_format_claim(line);
    if (claim.format != journal::k_format) {
      return Error{ErrorCode::bad_format,
                   path + " is no journal: its first line does not announce the format '" +
                       std::string(journal::k_format) + "'"};
    }
    if (claim.major_version > journal::k_major_version) {
      return Error{ErrorCode::newer_format,
                   "the journal " + path + " has format version " + claim.version +
                       ", this program reads up to " + std::to_string(journal::k_major_version) +
                       ".x; it stays as it is, read it with a newer testtracker"};
    }
    return {};
  }
};

JournalReader::JournalReader(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
JournalReader::JournalReader(JournalReader&&) noexcept = default;
JournalReader& JournalReader::operator=(JournalReader&&) noexcept = default;
JournalReader::~JournalReader() = default;

Result<JournalReader> JournalReader::open(const std::string& path, std::uint64_t offset) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->fd.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!state->fd) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::io;
    return Error{code, "open the journal " + path + ": " + std::strerror(errno)};
  }
  state->position = offset;
  state->is_header_due = offset == 0;
  return JournalReader(std::move(state));
}

Result<std::optional<Record>> JournalReader::next() {
  State& state = *state_;
  try {
    while (true) {
      auto line = state.next_line();
      if (!line) {
        return line.error();
      }
      if (!*line) {
        return std::optional<Record>();
      }
      if (state.is_skipping) {  // the end of a line that was too long
        state.is_skipping = false;
        ++state.damaged;
        continue;
      }
      if (state.is_header_due) {
        if (auto header = state.check_header(**line); !header) {
          return header.error();
        }
        state.is_header_due = false;
      }
      if ((*line)->empty()) {
        continue;
      }
      if (auto record = journal::parse_record(**line)) {
        return record;
      }
      ++state.damaged;
    }
  } catch (const std::exception& failure) {
    return Error{ErrorCode::io, "read the journal " + state.path + ": " + failure.what()};
  }
}

std::uint64_t JournalReader::position() const noexcept {
  return state_->position;
}

std::uint64_t JournalReader::damaged_lines() const noexcept {
  return state_->damaged;
}

bool JournalReader::has_torn_tail() const noexcept {
  return state_->is_skipping || state_->buffer.size() > state_->consumed;
}

}  // namespace testtracker
