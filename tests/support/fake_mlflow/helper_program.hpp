#pragma once

// A program beside the test that prints one line when it is ready, and ends when its standard input
// ends: nothing is left behind, whatever happens to the test.

#include "base/unique_fd.hpp"

#include <string>
#include <vector>

#include <sys/types.h>

namespace testtracker::test {

class HelperProgram {
 public:
  /// Waits for the line. A program that cannot be started ends the test program.
  explicit HelperProgram(std::vector<std::string> command);
  HelperProgram(const HelperProgram&) = delete;
  HelperProgram& operator=(const HelperProgram&) = delete;
  ~HelperProgram();

  /// Without the newline.
  [[nodiscard]] const std::string& first_line() const { return first_line_; }

 private:
  UniqueFd input_;
  pid_t pid_ = -1;
  std::string first_line_;
};

}  // namespace testtracker::test
