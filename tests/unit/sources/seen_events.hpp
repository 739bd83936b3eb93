#pragma once

// Collects what a source says, in words that a test can compare.

#include "sources/event_sink.hpp"

#include <testtracker/status.hpp>

#include <string>
#include <variant>
#include <vector>

namespace testtracker::sources::test {

/// `start Suite.Name`, `end 1 failed`, `failure 1 f.cpp:2 text` …, one per event.
class SeenEvents {
 public:
  [[nodiscard]] EventSink sink() {
    return [this](const Event& event) {
      events_.push_back(event);
      std::visit([this](const auto& known) { words_.push_back(words_for(known)); }, event);
    };
  }
  [[nodiscard]] const std::vector<std::string>& words() const noexcept { return words_; }
  /// The last event of a kind. Requires: there is one.
  template <typename Kind>
  [[nodiscard]] Kind last() const {
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
      if (const auto* const found = std::get_if<Kind>(&*event)) {
        return *found;
      }
    }
    return {};
  }

 private:
  static std::string words_for(const IterationStarted& event) {
    return "iteration " + std::to_string(event.iteration);
  }
  static std::string words_for(const TestStarted& event) {
    return "start " + event.suite + "." + event.name;
  }
  static std::string words_for(const TestEnded& event) {
    return "end " + std::to_string(event.id) + " " + std::string(to_string(event.status));
  }
  static std::string words_for(const TestDisabled& event) {
    return "disabled " + event.suite + "." + event.name;
  }
  static std::string words_for(const TestDescribed& event) {
    return "described " + std::to_string(event.id);
  }
  static std::string words_for(const FailureReported& event) {
    return "failure " + std::to_string(event.test) + " " + event.file + ":" +
           std::to_string(event.line) + " " + event.text;
  }
  static std::string words_for(const SkipReported& event) {
    return "skip " + std::to_string(event.test) + " " + event.text;
  }
  static std::string words_for(const SuiteEnded& event) { return "suite " + event.suite; }
  static std::string words_for(const ParamReported& event) {
    return "param " + std::to_string(event.test) + " " + event.name + "=" + event.value;
  }
  template <typename Other>
  static std::string words_for(const Other&) {
    return "other";
  }

  std::vector<Event> events_;
  std::vector<std::string> words_;
};

}  // namespace testtracker::sources::test
