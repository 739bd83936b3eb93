#include "recorder/metric_params.hpp"

#include <testtracker/recorder.hpp>
#include <testtracker/tracking.hpp>

#include <exception>

namespace testtracker {

void metric(std::string_view name, double value) noexcept {
  Recorder& recorder = Recorder::instance();
  if (!recorder.is_recording()) {
    return;
  }
  try {
    recorder.report(MetricReported{recorder.current_test(), std::string(name), value});
  } catch (const std::exception&) {  // out of memory: the value is lost, the test goes on
  }
}

void metric(std::string_view name, double value, const MetricMeaning& meaning) noexcept {
  metric(name, value);
  if (!Recorder::instance().is_recording()) {
    return;
  }
  try {
    for (const auto& [param_name, text] : meaning_params(std::string(name), meaning)) {
      param(param_name, text);
    }
  } catch (const std::exception&) {  // as above
  }
}

void param(std::string_view name, std::string_view value) noexcept {
  Recorder& recorder = Recorder::instance();
  if (!recorder.is_recording()) {
    return;
  }
  try {
    recorder.report(ParamReported{recorder.current_test(), std::string(name), std::string(value)});
  } catch (const std::exception&) {  // as above
  }
}

void attach(const std::string& path, std::string_view name) noexcept {
  Recorder& recorder = Recorder::instance();
  if (!recorder.is_recording()) {
    return;
  }
  try {
    recorder.attach(path, std::string(name));
  } catch (const std::exception&) {  // as above
  }
}

void note(std::string_view text) noexcept {
  Recorder& recorder = Recorder::instance();
  if (!recorder.is_recording()) {
    return;
  }
  try {
    recorder.report(NoteReported{recorder.current_test(), std::string(text)});
  } catch (const std::exception&) {  // as above
  }
}

Span::Span(std::string_view name) noexcept {
  const Recorder& recorder = Recorder::instance();
  if (!recorder.is_recording()) {
    return;
  }
  try {
    name_ = name;
    test_ = recorder.current_test();
    start_ = recorder.now();
  } catch (const std::exception&) {  // out of memory: this span is not measured
  }
}

Span::~Span() {
  Recorder& recorder = Recorder::instance();
  if (start_.count() >= 0 && recorder.is_recording()) {
    recorder.report(SpanEnded{test_, std::move(name_), start_, recorder.now() - start_});
  }
}

}  // namespace testtracker
