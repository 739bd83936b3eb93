#pragma once

// Shows what an observed program prints, byte by byte, as if it wrote to our own standard output.

#include "process/child_process.hpp"
#include "process/command.hpp"

#include <functional>
#include <string_view>

namespace testtracker::cli {

/// One per process, for one thread.
class OutputRelay {
 public:
  /// `also` gets every piece too, after it was shown.
  explicit OutputRelay(std::function<void(std::string_view)> also) : also_(std::move(also)) {}
  OutputRelay(const OutputRelay&) = delete;
  OutputRelay& operator=(const OutputRelay&) = delete;

  /// Makes the command's standard output come here: a terminal if ours is one; with its standard
  /// error when both of ours lead to the same place, so that their order stays.
  void redirect(process::Command& command);

  /// From now on a reader of ours that is gone is the program's affair: it gets the SIGPIPE.
  void belongs_to(const process::ChildProcess& child);

 private:
  void show(std::string_view bytes);

  std::function<void(std::string_view)> also_;
  const process::ChildProcess* child_ = nullptr;
  bool is_closed_ = false;
};

}  // namespace testtracker::cli
