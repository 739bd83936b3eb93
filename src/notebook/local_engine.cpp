#include "notebook/local_engine.hpp"

#include "notebook/driver_files.hpp"

#include <climits>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <poll.h>

namespace testtracker::notebook {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// That a reaper was killed shows in no descriptor while something below it still has one.
constexpr std::chrono::milliseconds k_tick{50};
// A kernel that dies at its start may be bad luck; the notebook has not begun yet.
constexpr int k_most_starts = 3;
constexpr std::chrono::seconds k_start_patience{90};

}  // namespace

Result<std::unique_ptr<LocalEngine>> LocalEngine::create(LocalOptions options) {
  auto folder = LocalFolder::create(options.folder);
  if (!folder) {
    return folder.error();
  }
  std::unique_ptr<LocalEngine> engine(new LocalEngine(std::move(options), *std::move(folder)));
  if (auto written = engine->write_driver(); !written) {
    return written.error();
  }
  return engine;
}

// The pool first, so that all end at the same time and not one after the other.
LocalEngine::~LocalEngine() {
  for (auto& helper : pool_) {
    helper.helper.close_input();
    helper.helper.terminate();
  }
}

Result<void> LocalEngine::write_driver() {
  for (const auto& [name, text] : driver_files()) {
    const fs::path path = fs::path(folder_.path()) / name;
    std::error_code ignored;  // told by the file that is not written
    fs::create_directories(path.parent_path(), ignored);
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) {
      return Error{ErrorCode::io, "write " + path.string() + ": " + std::strerror(errno)};
    }
  }
  return {};
}

HelperCommand LocalEngine::command_in(const std::string& folder) const {
  HelperCommand command;
  command.reaper = options_.reaper;
  command.environment = options_.environment;
  command.mark = folder;
  return command;
}

Result<KernelHelper> LocalEngine::start_kernel() {
  auto folder = folder_.add_folder();
  if (!folder) {
    return folder.error();
  }
  HelperCommand command = command_in(*folder);
  command.arguments = {options_.python, "-X",
                       "utf8",          folder_.path() + "/testtracker_notebook.py",
                       *folder,         options_.reaper};
  command.log_path = *folder + "/driver.log";
  command.environment.emplace_back("JUPYTER_RUNTIME_DIR", *folder);
  auto helper = Helper::start(command);
  if (!helper) {
    return helper.error();
  }
  return KernelHelper{*std::move(helper), *folder};
}

Result<KernelHelper> LocalEngine::start_script(const NotebookTask& task, NotebookKind kind) {
  auto folder = folder_.add_folder();
  if (!folder) {
    return folder.error();
  }
  const fs::path path = fs::absolute(task.path);
  HelperCommand command = command_in(*folder);
  if (kind != NotebookKind::program) {
    command.arguments.push_back(kind == NotebookKind::python ? options_.python : "sh");
  }
  command.arguments.push_back(path.string());
  command.directory = path.parent_path().string();
  for (const auto& [name, value] : task.parameters) {
    command.environment.emplace_back("TESTTRACKER_PARAM_" + name, value);
  }
  auto helper = Helper::start(command);
  if (!helper) {
    return helper.error();
  }
  helper->close_input();  // a script that reads its input sees the end of it
  return KernelHelper{*std::move(helper), *folder};
}

Result<KernelHelper> LocalEngine::helper_for(const NotebookTask& task, NotebookKind kind) {
  if (kind != NotebookKind::notebook) {
    return start_script(task, kind);
  }
  if (pool_.empty()) {
    return start_kernel();
  }
  KernelHelper helper = std::move(pool_.front());
  pool_.pop_front();
  return helper;
}

void LocalEngine::fill_pool() {
  const std::size_t to_come = options_.notebooks - std::min(options_.notebooks, notebooks_begun_);
  while (fatal_reason_.empty() && pool_.size() < std::min(options_.kernels_ahead, to_come)) {
    auto helper = start_kernel();
    if (!helper) {
      return;  // the notebook that needs it will say so
    }
    pool_.push_back(*std::move(helper));
  }
}

void LocalEngine::advance_pool() {
  for (auto& helper : pool_) {
    read_events(helper, [](const DriverEvent&) {});
    if (helper.is_fatal) {
      fatal_reason_ = helper.refusal;
    }
  }
  const auto is_useless = [](const KernelHelper& helper) {
    return helper.helper.descriptor() < 0 || helper.helper.has_ended();
  };
  pool_.erase(std::remove_if(pool_.begin(), pool_.end(), is_useless), pool_.end());
}

Result<void> LocalEngine::prepare() {
  if (options_.kernels_ahead == 0 || options_.notebooks == 0) {
    return {};
  }
  fill_pool();
  const auto until = Clock::now() + k_start_patience;
  while (!pool_.empty() && !pool_.front().is_warm && Clock::now() < until) {
    if (!wait(until)) {
      break;  // a signal: the caller knows what to do
    }
    advance_pool();
  }
  if (!fatal_reason_.empty()) {
    return Error{ErrorCode::unsupported, fatal_reason_};
  }
  return {};
}

Result<RunId> LocalEngine::start(const NotebookTask& task) {
  const auto kind = kind_of(task.path);
  if (!kind) {
    return kind.error();
  }
  if (*kind == NotebookKind::notebook && !fatal_reason_.empty()) {
    return Error{ErrorCode::unsupported, fatal_reason_};
  }
  auto helper = helper_for(task, *kind);
  if (!helper) {
    return helper.error();
  }
  notebooks_begun_ += *kind == NotebookKind::notebook ? 1U : 0U;
  runs_.push_back(std::make_unique<LocalRun>(++last_id_, task, *kind, report_, options_.secrets));
  runs_.back()->use(*std::move(helper));
  runs_.back()->advance();
  fill_pool();
  return last_id_;
}

// Only notebooks that were not handed over get here: the body of one never runs twice.
void LocalEngine::provide_helpers() {
  for (const auto& run : runs_) {
    if (!run->fatal_reason().empty()) {
      fatal_reason_ = run->fatal_reason();
    }
    if (!run->needs_helper()) {
      continue;
    }
    auto helper = run->starts() < k_most_starts
                      ? helper_for(run->task(), run->kind())
                      : Result<KernelHelper>(Error{
                            ErrorCode::io, "start a kernel of " + options_.python +
                                               ": it died three times; try: " + options_.python +
                                               " -m ipykernel_launcher"});
    if (helper) {
      run->use(*std::move(helper));
    } else {
      run->give_up(helper.error().message);
    }
  }
}

/// False when a signal was caught.
bool LocalEngine::wait(Clock::time_point deadline) const {
  auto until = std::min(deadline, Clock::now() + k_tick);
  std::vector<pollfd> descriptors;
  const auto add = [&](int descriptor) {
    if (descriptor >= 0) {
      descriptors.push_back({descriptor, POLLIN, 0});
    }
  };
  for (const auto& helper : pool_) {
    add(helper.helper.descriptor());
  }
  for (const auto& run : runs_) {
    add(run->descriptor());
    until = std::min(until, run->next_step());
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  const int result = ::poll(descriptors.data(), static_cast<nfds_t>(descriptors.size()),
                            static_cast<int>(std::max<std::int64_t>(left, 0)));
  return result >= 0 || errno != EINTR;
}

std::vector<NotebookEvent> LocalEngine::poll(Clock::time_point deadline) {
  bool goes_on = !runs_.empty();
  while (events_.empty() && goes_on) {
    goes_on = wait(deadline) && Clock::now() < deadline;
    advance_pool();
    for (const auto& run : runs_) {
      run->advance();
    }
    provide_helpers();
    fill_pool();
  }
  runs_.erase(
      std::remove_if(runs_.begin(), runs_.end(), [](const auto& run) { return run->is_over(); }),
      runs_.end());
  return std::exchange(events_, {});
}

void LocalEngine::cancel(RunId id) {
  for (const auto& run : runs_) {
    if (run->id() == id) {
      run->cancel();
    }
  }
}

}  // namespace testtracker::notebook
