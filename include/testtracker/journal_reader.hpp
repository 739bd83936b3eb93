#pragma once

// Reads a journal as a stream, also while its writer is still appending. Specified in
// docs/journal_format.md. Memory is bounded by the longest line, not by the file.

#include <testtracker/event.hpp>
#include <testtracker/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace testtracker {

/// One pass over one file. Not thread-safe; one reader per thread.
class JournalReader {
 public:
  /// Opens `path` and positions at byte `offset`, which must be 0 or a value `position()` returned.
  /// Errors: `not_found`, `io`. An empty file is no error.
  static Result<JournalReader> open(const std::string& path, std::uint64_t offset = 0);

  JournalReader(JournalReader&&) noexcept;
  JournalReader& operator=(JournalReader&&) noexcept;
  ~JournalReader();

  /// The next complete record, or nothing when no complete line is left at the moment (call again
  /// after the writer went on). Lines that are not records are counted and skipped; an unknown
  /// kind gives an UnknownEvent. Errors: `newer_format` when the first line announces a newer
  /// major version, `bad_format` when the file is no journal at all, `io`.
  Result<std::optional<Record>> next();

  /// Byte offset just behind the last complete line that `next` consumed.
  [[nodiscard]] std::uint64_t position() const noexcept;
  /// Lines skipped because they were no valid record.
  [[nodiscard]] std::uint64_t damaged_lines() const noexcept;
  /// True when bytes without a final newline stand at the end: a torn or unfinished record.
  [[nodiscard]] bool has_torn_tail() const noexcept;

 private:
  struct State;
  explicit JournalReader(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace testtracker
