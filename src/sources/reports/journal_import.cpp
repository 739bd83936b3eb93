#include "sources/reports/journal_import.hpp"

#include <testtracker/journal_reader.hpp>

#include <filesystem>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <variant>

namespace testtracker::sources {
namespace {

namespace fs = std::filesystem;

bool stays_below(const fs::path& path) {
  if (path.is_absolute() || path.empty()) {
    return false;
  }
  for (const auto& part : path) {
    if (part == "..") {
      return false;
    }
  }
  return true;
}

/// Walks through a journal once.
class Walk {
 public:
  Walk(const std::string& path, const spool::SessionFolder& folder, TestTally& tally)
      : from_(fs::path(path).parent_path()), folder_(folder), tally_(tally) {}

  void take(const ProgramStarted& event) {
    process_ = event.process;
    program_ = event.program;
  }
  void take(const TestStarted& event) { open_[event.id] = {event.suite, event.name}; }
  void take(const TestDisabled& event) {
    count({event.suite, event.name}, Status::disabled, false);
  }
  void take(const TestEnded& event) {
    if (const auto started = open_.find(event.id); started != open_.end()) {
      count(started->second, event.status, event.retried);
      open_.erase(started);
    }
  }
  void take(const AttachmentReported& event) {
    if (!stays_below(event.path)) {
      return;
    }
    const auto to = fs::path(folder_.path()) / event.path;
    std::error_code ignored;  // a file that is gone is gone; the test is not
    fs::create_directories(to.parent_path(), ignored);
    fs::copy_file(from_ / event.path, to, fs::copy_options::skip_existing, ignored);
  }
  template <typename Event>
  void take(const Event& /*event*/) {}

  /// Tests that its process died in.
  void finish() {
    for (const auto& [id, test] : std::exchange(open_, {})) {
      count(test, Status::crashed, false);
    }
  }

  [[nodiscard]] const std::string& process() const { return process_; }
  [[nodiscard]] std::uint64_t results() const { return results_; }

 private:
  void count(const TestName& test, Status status, bool is_retried) {
    ++results_;
    tally_.add(program_, test.suite, test.name, status, is_retried);
  }

  fs::path from_;
  const spool::SessionFolder& folder_;
  TestTally& tally_;
  std::string process_;
  std::string program_;
  std::unordered_map<TestId, TestName> open_;
  std::uint64_t results_ = 0;
};

// The process's id becomes a file's name, and the file may come from anywhere.
bool is_file_name(const std::string& id) {
  return !id.empty() && id.size() < 200 && id[0] != '.' && id.find('/') == std::string::npos &&
         id.find('\0') == std::string::npos;
}

}  // namespace

Result<std::uint64_t> import_journal(const std::string& path, const spool::SessionFolder& folder,
                                     TestTally& tally) {
  auto reader = JournalReader::open(path);
  if (!reader) {
    return reader.error();
  }
  Walk walk(path, folder, tally);
  while (true) {
    auto record = reader->next();
    if (!record) {
      return record.error();
    }
    if (!*record) {
      break;
    }
    std::visit([&walk](const auto& event) { walk.take(event); }, (*record)->event);
  }
  walk.finish();
  if (!is_file_name(walk.process())) {
    return Error{
        ErrorCode::bad_format,
        "read " + path + ", line 1: a journal's first record with its process was expected"};
  }
  std::error_code failed;
  if (!fs::copy_file(path, folder.journal_path(walk.process()), fs::copy_options::skip_existing,
                     failed) &&
      failed) {
    return Error{ErrorCode::io, "copy " + path + " to " + folder.path() + ": " + failed.message()};
  }
  return walk.results();
}

}  // namespace testtracker::sources
