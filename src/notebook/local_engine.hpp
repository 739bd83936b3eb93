#pragma once

// Runs notebooks in Jupyter kernels of this machine, and scripts as programs. Every one has its own
// reaper, so that nothing it started outlives it. Specified in docs/notebooks.md, "The local
// engine".

#include "notebook/engine.hpp"
#include "notebook/helper.hpp"
#include "notebook/local_folder.hpp"
#include "notebook/local_run.hpp"

#include <testtracker/result.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::notebook {

struct LocalOptions {
  std::string python;           ///< path of the Python that has Jupyter
  std::string reaper;           ///< path of testtracker-reap
  std::string folder = "/tmp";  ///< where the private folder is made; a short path
  /// Changes to the environment of everything that is started.
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
  /// Taken out of all that notebooks and scripts put out; docs/redaction.md.
  std::vector<std::string> secrets;
  /// So many kernels wait for notebooks, each used once; 0 = every notebook waits for its own.
  std::size_t kernels_ahead = 2;
  /// So many notebooks with a kernel are to come; no kernel is started for nothing.
  std::size_t notebooks = 1;
};

class LocalEngine final : public NotebookEngine {
 public:
  /// Errors: `io`.
  static Result<std::unique_ptr<LocalEngine>> create(LocalOptions options);
  ~LocalEngine() override;

  /// Starts the first kernels and waits until one is ready. Errors: `unsupported`, a sentence that
  /// says what to type when this Python has no Jupyter; `io`.
  Result<void> prepare();

  Result<RunId> start(const NotebookTask& task) override;
  std::vector<NotebookEvent> poll(std::chrono::steady_clock::time_point deadline) override;
  void cancel(RunId run) override;

 private:
  LocalEngine(LocalOptions options, LocalFolder folder)
      : options_(std::move(options)), folder_(std::move(folder)) {}

  Result<void> write_driver();
  Result<KernelHelper> start_kernel();
  Result<KernelHelper> start_script(const NotebookTask& task, NotebookKind kind);
  Result<KernelHelper> helper_for(const NotebookTask& task, NotebookKind kind);
  void fill_pool();
  void advance_pool();
  void provide_helpers();
  [[nodiscard]] bool wait(std::chrono::steady_clock::time_point deadline) const;
  [[nodiscard]] HelperCommand command_in(const std::string& folder) const;

  LocalOptions options_;
  LocalFolder folder_;
  LocalRun::Report report_ = [this](NotebookEvent event) { events_.push_back(std::move(event)); };
  std::deque<KernelHelper> pool_;
  std::vector<std::unique_ptr<LocalRun>> runs_;
  std::vector<NotebookEvent> events_;
  std::string fatal_reason_;  // no kernel can be had here
  std::size_t notebooks_begun_ = 0;
  RunId last_id_ = 0;
};

}  // namespace testtracker::notebook
