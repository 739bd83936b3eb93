#pragma once

// Reads a session's folder, while the session runs and afterwards: all journals, each from where
// it was left. Holds no file open between two calls, since a session may have thousands of
// journals.

#include "session/progress.hpp"
#include "session/session_result.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <memory>

namespace testtracker::session {

/// Not thread-safe.
class SessionReader {
 public:
  /// Errors: `not_found` when there is no such folder, `io`. Reads nothing yet: call `poll`.
  static Result<SessionReader> open(spool::SessionFolder folder);

  SessionReader(SessionReader&&) noexcept;
  SessionReader& operator=(SessionReader&&) noexcept;
  ~SessionReader();

  /// Reads what is new in all journals and looks who still lives; true when something changed. A
  /// file that is no journal is a process of which nothing is known. Errors: `newer_format` (the
  /// session is to be left alone), `io`, `not_found` when the folder is gone.
  Result<bool> poll();

  /// What is known by the last poll. With 20,000 tests it takes about 15 ms.
  [[nodiscard]] SessionResult result() const;
  [[nodiscard]] Progress progress() const;

  /// True when, at the last poll, the owner was gone (an owner of kind `runner` also when its own
  /// journal had ended) and every journal had ended or had nobody behind it: nothing more will
  /// come.
  [[nodiscard]] bool is_over() const noexcept;

 private:
  struct State;
  explicit SessionReader(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace testtracker::session
