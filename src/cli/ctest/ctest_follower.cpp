#include "cli/ctest/ctest_follower.hpp"

#include "cli/complain.hpp"
#include "recorder/process_facts.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

constexpr int k_pause_ms = 20;
// As much of a failed test's output as ctest itself keeps (--test-output-size-failed).
constexpr std::size_t k_max_output_bytes = 300 * 1024;

}  // namespace

CtestFollower::CtestFollower(const spool::SessionFolder& folder, sources::CtestCommand command)
    : folder_(folder),
      work_(folder.path() + "/ctest-" + std::to_string(::getpid())),
      prepared_(work_, std::move(command)) {
  std::error_code ignored;
  fs::create_directory(work_, ignored);
}

CtestFollower::~CtestFollower() {
  if (thread_.joinable()) {
    has_ended_ = true;
    thread_.join();
  }
  std::error_code ignored;
  fs::remove_all(work_, ignored);
}

ProgramStarted CtestFollower::describe(const ProcessStat& ctest) const {
  const auto self = read_process_stat(::getpid());
  ProgramStarted start = recorder::describe_process(self.value_or(ProcessStat{}), {});
  start.process = recorder::process_id(ctest);
  start.parent_process.clear();
  start.kind = "ctest";
  start.program = "ctest";
  start.executable.clear();
  start.arguments = prepared_.command().arguments;
  recorder::mask_secrets(start.arguments);
  start.working_directory = prepared_.command().build_directory;
  start.framework = "ctest";
  return start;
}

void CtestFollower::start(const ProcessStat& ctest) {
  const ProgramStarted first = describe(ctest);
  JournalWriterOptions options;
  options.max_text_bytes = k_max_output_bytes;
  auto journal = JournalWriter::create(folder_.journal_path(first.process), first, options);
  if (journal) {
    journal_.emplace(*std::move(journal), prepared_.launches(), prepared_.log());
    journal_->plan(prepared_.entries());
    lines_.emplace(sources::CtestLines::Listener{
        [this](const std::string& name) { journal_->start(name); },
        [this](const sources::CtestVerdict& verdict) { journal_->end(verdict); }});
  } else {
    complain("the entries of ctest are not recorded: " + journal.error().message);
  }
  is_heard_ = prepared_.output() != nullptr && lines_ && !prepared_.command().is_quiet;
  if (is_heard_) {
    prepared_.output()->on_output([this](const std::string& piece) { add_output(piece); });
  }
  thread_ = std::thread([this] { follow(); });
}

void CtestFollower::follow() {
  while (!has_ended_) {
    if (auto* const output = prepared_.output()) {
      output->pump(k_pause_ms);
    } else {
      ::usleep(k_pause_ms * 1000);
    }
    if (!is_heard_) {
      read_output_log();
    }
  }
}

void CtestFollower::add_output(const std::string& piece) {
  rest_ += piece;
  std::size_t from = 0;
  for (std::size_t end = 0; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1) {
    lines_->add(rest_.substr(from, end - from));
  }
  rest_.erase(0, from);
  journal_->poll_outputs();
}

// Has every line, also with --quiet; but ctest 4 writes it when it ends.
void CtestFollower::read_output_log() {
  const UniqueFd file(::open(prepared_.command().output_log.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || !lines_) {
    return;
  }
  std::array<char, 65536> buffer;
  for (ssize_t size = 0; (size = ::pread(file.get(), buffer.data(), buffer.size(),
                                         static_cast<off_t>(log_position_))) > 0;) {
    log_position_ += static_cast<std::uint64_t>(size);
    add_output(std::string(buffer.data(), static_cast<std::size_t>(size)));
  }
}

void CtestFollower::finish(bool passed) {
  has_ended_ = true;
  thread_.join();
  if (auto* const output = prepared_.output()) {
    output->finish();
  }
  if (!is_heard_) {
    read_output_log();
  }
  if (journal_) {
    journal_->finish(passed);
  }
  prepared_.remove_shadows();
}

}  // namespace testtracker::cli
