#include "upload/artifact_maker.hpp"

namespace testtracker::upload {

ArtifactMaker::ArtifactMaker(const std::vector<Artifact>& artifacts,
                             const std::function<bool(const Artifact&)>& is_wanted)
    : contents_(artifacts.size()) {
  for (std::size_t i = 0; i < artifacts.size(); ++i) {
    if (artifacts[i].file.empty() && is_wanted(artifacts[i])) {
      tasks_.emplace_back(artifacts[i].make);
      contents_[i] = tasks_.back().get_future();
    }
  }
  worker_ = std::thread([this] {
    for (auto& task : tasks_) {
      if (is_stopped_) {
        return;
      }
      task();
    }
  });
}

ArtifactMaker::~ArtifactMaker() {
  is_stopped_ = true;
  worker_.join();
}

}  // namespace testtracker::upload
