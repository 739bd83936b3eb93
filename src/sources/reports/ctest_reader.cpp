#include "sources/reports/ctest_reader.hpp"

#include "sources/reports/inflate_text.hpp"
#include "sources/reports/report_text.hpp"

#include <cstdint>

namespace testtracker::sources {
namespace {

// ctest keeps 300 KiB of a failed test; a project may allow more.
constexpr std::size_t k_max_packed_bytes = 8 * 1024 * 1024;

bool is_crash(const std::string& word) {
  for (const char* const crash :
       {"SEGFAULT", "ILLEGAL", "NUMERICAL", "Subprocess aborted", "Subprocess killed",
        "Child aborted", "Child killed", "SIGABRT", "BAD_COMMAND", "OTHER_FAULT", "Exception"}) {
    if (word.rfind(crash, 0) == 0) {
      return word.rfind("BAD_COMMAND", 0) != 0;
    }
  }
  return false;
}

Status status_of(const std::string& word, const std::string& exit_code,
                 const std::string& completion) {
  if (word == "passed") {
    return Status::passed;
  }
  if (word == "notrun") {
    return completion == "Disabled"            ? Status::disabled
           : completion.rfind("SKIP_", 0) == 0 ? Status::skipped
                                               : Status::not_run;
  }
  return exit_code == "Timeout" ? Status::timed_out
         : is_crash(exit_code)  ? Status::crashed
                                : Status::failed;
}

}  // namespace

std::size_t CtestReader::max_text_bytes() const {
  return is_packed_ ? k_max_packed_bytes : k_max_text_bytes;
}

void CtestReader::begin(const XmlElement& element, const std::vector<std::string>& path) {
  const auto name = element.name();
  if (name == "Site") {
    host_ = element.attribute("Hostname");
    version_ = element.attribute("Generator");
    version_ = version_.substr(version_.find('-') + 1);
  } else if (name == "Test" && path.back() == "Testing") {
    if (!has_program_) {
      begin_program({});
    }
    in_test_ = true;
    test_ = {};
    test_.suite = "ctest";
    test_word_ = element.attribute("Status");
    exit_code_.clear();
    exit_value_.clear();
    completion_.clear();
    output_.clear();
  } else if (name == "NamedMeasurement") {
    measurement_ = element.attribute("name");
    is_numeric_ = element.attribute("type") == "numeric/double";
  } else if (name == "Value") {
    is_packed_ = element.attribute("encoding") == "base64";
  }
}

void CtestReader::end(std::string_view name, std::string& text,
                      const std::vector<std::string>& path) {
  if (name == "StartTestTime") {
    begin_program(text);
  } else if (!in_test_) {
    return;
  } else if (name == "Name") {
    test_.name = trimmed(text);
  } else if (name == "Value") {
    path.back() == "NamedMeasurement" ? take_measurement(text) : take_output(text);
    is_packed_ = false;
  } else if (name == "Label") {
    test_.tags.emplace_back(trimmed(text));
  } else if (name == "Test" && path.back() == "Testing") {
    end_test();
  }
}

void CtestReader::begin_program(const std::string& start_time) {
  ReportedProgram program;
  program.name = origin_.name("ctest");
  program.framework = "ctest";
  program.framework_version = version_;
  program.host = host_;
  if (const auto since_1970 = seconds(start_time); since_1970.count() > 0) {
    program.started = since_1970;
  }
  sink_.program(program);
  has_program_ = true;
}

void CtestReader::take_measurement(const std::string& text) {
  const std::string value(trimmed(text));
  if (measurement_ == "Execution Time") {
    test_.attempt.duration = seconds(value);
  } else if (measurement_ == "Exit Code") {
    exit_code_ = value;
  } else if (measurement_ == "Exit Value") {
    exit_value_ = value;
  } else if (measurement_ == "Completion Status") {
    completion_ = value;
  } else if (is_numeric_ && measurement_ != "Processors") {
    test_.metrics.push_back({0, measurement_, number(value)});
  }
}

void CtestReader::take_output(std::string& text) {
  if (is_packed_) {
    auto unpacked = inflate_text(text, k_max_text_bytes);
    output_ = unpacked ? *std::move(unpacked) : "[testtracker: this output cannot be unpacked]";
  } else {
    output_ = std::move(text);
  }
}

void CtestReader::end_test() {
  in_test_ = false;
  auto& attempt = test_.attempt;
  attempt.status = status_of(test_word_, exit_code_, completion_);
  const std::string output(trimmed(output_));
  if (attempt.status == Status::skipped || attempt.status == Status::disabled) {
    attempt.skip_reason = completion_;
  } else if (attempt.status != Status::passed) {
    FailureReported failure;
    failure.text = attempt.status == Status::not_run
                       ? "Not run: " + (output.empty() ? completion_ : output)
                       : exit_code_ + (exit_value_ == "0" ? "" : ", exit code " + exit_value_);
    attempt.failures.push_back(std::move(failure));
  }
  if (!output.empty() && attempt.status != Status::not_run && attempt.status != Status::disabled) {
    test_.notes.push_back(output);
  }
  sink_.test(test_);
}

}  // namespace testtracker::sources
