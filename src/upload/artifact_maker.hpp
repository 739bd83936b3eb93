#pragma once

// Makes the contents of artifacts ahead of their sending, in a thread of its own, so that reports
// are written while the server stores values. Used by the final delivery.

#include "upload/artifact_list.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace testtracker::upload {

/// Works through the artifacts that have to be made, in their order. The destructor waits for the
/// one at hand and makes no more. `take` is for one thread.
class ArtifactMaker {
 public:
  /// Requires: `artifacts` and what their functions read stay unchanged while this lives.
  /// `is_wanted` is asked at once.
  ArtifactMaker(const std::vector<Artifact>& artifacts,
                const std::function<bool(const Artifact&)>& is_wanted);
  ArtifactMaker(const ArtifactMaker&) = delete;
  ArtifactMaker& operator=(const ArtifactMaker&) = delete;
  ~ArtifactMaker();

  /// Content of the artifact at `index`; waits for it. Requires: it was wanted, has no file, and
  /// was not taken before.
  std::string take(std::size_t index) { return contents_[index].get(); }

 private:
  std::vector<std::packaged_task<std::string()>> tasks_;
  std::vector<std::future<std::string>> contents_;  ///< one per artifact; without a state for files
  std::atomic<bool> is_stopped_{false};
  std::thread worker_;
};

}  // namespace testtracker::upload
