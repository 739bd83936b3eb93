#pragma once

// Real git repositories in a folder of one test.

#include "process/child_process.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace testtracker::test {

/// Runs git in `directory`, returns its stdout without the last newline.
inline std::string git(const std::string& directory, std::vector<std::string> arguments) {
  process::Command command;
  command.arguments = {"git",
                       "-c",
                       "user.name=Test",
                       "-c",
                       "user.email=test@example.com",
                       "-c",
                       "protocol.file.allow=always",
                       "-c",
                       "commit.gpgsign=false"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.directory = directory;
  command.output.kind = process::Stream::Kind::capture;
  command.error.kind = process::Stream::Kind::capture;
  const auto exit = process::run(command, {std::chrono::seconds(60)});
  EXPECT_TRUE(exit && exit->succeeded())
      << "git " << arguments.front() << ": " << (exit ? exit->error : exit.error().message);
  std::string text = exit ? exit->output : "";
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

/// A repository with a work tree on the branch `main`.
class GitRepository {
 public:
  explicit GitRepository(std::string path) : path_(std::move(path)) {
    git("/", {"init", "--quiet", "--initial-branch=main", path_});
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Changes the file `f` and commits; returns the commit's hash.
  std::string commit(const std::string& contents) { return commit_file("f", contents, contents); }

  /// Changes a file and commits everything; returns the commit's hash.
  std::string commit_file(const std::string& path, const std::string& contents,
                          const std::string& message) {
    write_file(path_ + "/" + path, contents);
    run({"add", "--all"});
    run({"commit", "--quiet", "--message", message});
    return head();
  }

  [[nodiscard]] std::string head() const { return run({"rev-parse", "HEAD"}); }

  std::string run(std::vector<std::string> arguments) const {
    return git(path_, std::move(arguments));
  }

 private:
  std::string path_;
};

}  // namespace testtracker::test
