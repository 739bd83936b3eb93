#include "sources/reports/catch2_xml_reader.hpp"

#include "sources/reports/declared_metrics.hpp"
#include "sources/reports/report_text.hpp"

#include <utility>

namespace testtracker::sources {

std::vector<std::string> catch2_tags(std::string_view text) {
  std::vector<std::string> tags;
  while (true) {
    const auto open = text.find('[');
    const auto close = text.find(']', open);
    if (close == std::string_view::npos) {
      return tags;
    }
    tags.emplace_back(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

void Catch2XmlReader::begin(const XmlElement& element, const std::vector<std::string>& path) {
  if (path.empty()) {
    begin_program(element);
  } else if (element.name() == "TestCase") {
    begin_test(element);
  } else if (in_test_) {
    begin_in_test(element);
  }
}

void Catch2XmlReader::begin_program(const XmlElement& element) {
  ReportedProgram program;
  program.name = origin_.name(std::string(element.attribute("name")));
  program.framework = "catch2";
  program.framework_version = element.attribute("catch2-version");
  sink_.program(program);
}

void Catch2XmlReader::begin_test(const XmlElement& element) {
  in_test_ = true;
  test_ = {};
  test_.name = element.attribute("name");
  test_.file = element.attribute("filename");
  test_.suite = stem_of(test_.file);
  test_.line = line_number(element.attribute("line"));
  test_.tags = catch2_tags(element.attribute("tags"));
  succeeded_ = true;
  crashed_ = false;
  messages_.clear();
}

void Catch2XmlReader::begin_in_test(const XmlElement& element) {
  const auto name = element.name();
  if (const auto file = element.attribute("filename"); !file.empty() && name != "Info") {
    file_ = file;
    line_ = line_number(element.attribute("line"));
  }
  if (name == "Expression") {
    check_ = element.attribute("type");
    original_.clear();
    expanded_.clear();
    exception_.clear();
  } else if (name == "OverallResult") {
    succeeded_ = element.attribute("success") != "false";
    test_.attempt.duration = seconds(element.attribute("durationInSeconds"));
    if (number(element.attribute("skips")) > 0) {
      test_.attempt.status = Status::skipped;
    }
  } else if (name == "BenchmarkResults") {
    benchmark_ = element.attribute("name");
    test_.metrics.push_back({0, benchmark_ + "/samples", number(element.attribute("samples"))});
  } else if (name == "mean" || name == "standardDeviation") {
    add_benchmark_values(element);
  }
}

// As the listener reports them: the mean alone says that more is worse.
void Catch2XmlReader::add_benchmark_values(const XmlElement& element) {
  const auto add = [&](const char* name, std::string_view attribute, const char* worse) {
    const auto key = benchmark_ + "/" + name;
    test_.metrics.push_back({0, key, number(element.attribute(attribute))});
    declare_metric(test_, key, worse, "ns");
  };
  if (element.name() == "mean") {
    add("mean_ns", "value", "higher");
    add("mean_low_ns", "lowerBound", "");
    add("mean_high_ns", "upperBound", "");
  } else {
    add("stddev_ns", "value", "");
  }
}

void Catch2XmlReader::end(std::string_view name, std::string& text,
                          const std::vector<std::string>& path) {
  if (!in_test_) {
    return;
  }
  const std::string own(trimmed(text));
  if (name == "TestCase") {
    end_test();
  } else if (name == "Info" || name == "Warning") {
    messages_.push_back(own);
  } else if (name == "Original") {
    original_ = own;
  } else if (name == "Expanded") {
    expanded_ = own;
  } else if (name == "Exception" && path.back() == "Expression") {
    exception_ = own;
  } else if (name == "Expression") {
    auto what = check_ + "( " + original_ + " )";
    what += expanded_.empty() || expanded_ == original_ ? "" : "\nwith expansion:\n  " + expanded_;
    what += exception_.empty() ? "" : "\ndue to an exception:\n  " + exception_;
    add_failure(exception_.empty() ? FailureKind::assertion : FailureKind::exception, what);
  } else if (name == "Failure" || name == "Exception" || name == "FatalErrorCondition") {
    crashed_ = crashed_ || name == "FatalErrorCondition";
    add_failure(name == "Failure" ? FailureKind::assertion : FailureKind::exception, own);
  } else if (name == "Skip") {
    test_.attempt.skip_reason = own;
  } else if ((name == "StdOut" || name == "StdErr") && !own.empty()) {
    test_.notes.push_back(own);
  } else if (name == "Section") {
    messages_.clear();
  }
}

void Catch2XmlReader::add_failure(FailureKind kind, std::string text) {
  for (const auto& message : messages_) {
    text += "\n" + message;
  }
  messages_.clear();
  FailureReported failure;
  failure.kind = kind;
  failure.file = file_;
  failure.line = line_;
  failure.text = std::move(text);
  test_.attempt.failures.push_back(std::move(failure));
}

void Catch2XmlReader::end_test() {
  in_test_ = false;
  auto& attempt = test_.attempt;
  const bool has_failure = !attempt.failures.empty();
  if (crashed_) {
    attempt.status = Status::crashed;
  } else if (!succeeded_) {
    attempt.status = Status::failed;
  } else if (has_failure) {
    attempt.status = Status::expected_failure;  // [!mayfail], [!shouldfail]
  }
  sink_.test(test_);
}

}  // namespace testtracker::sources
