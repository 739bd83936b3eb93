#include "sources/reports/read_report.hpp"

#include "sources/reports/benchmark_reader.hpp"
#include "sources/reports/boost_reader.hpp"
#include "sources/reports/catch2_json_reader.hpp"
#include "sources/reports/catch2_xml_reader.hpp"
#include "sources/reports/ctest_reader.hpp"
#include "sources/reports/doctest_reader.hpp"
#include "sources/reports/gtest_json_reader.hpp"
#include "sources/reports/junit_reader.hpp"
#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace testtracker::sources {
namespace {

struct RootElement {
  std::string_view name;
  ReportFormat format;
};

constexpr std::array<RootElement, 9> k_roots = {{
    {"testsuites", ReportFormat::junit},
    {"testsuite", ReportFormat::junit},
    {"testcase", ReportFormat::junit},
    {"Catch", ReportFormat::catch2_xml},
    {"Catch2TestRun", ReportFormat::catch2_xml},
    {"doctest", ReportFormat::doctest_xml},
    {"TestLog", ReportFormat::boost_xml},
    {"TestResult", ReportFormat::boost_xml},
    {"Site", ReportFormat::ctest_xml},
}};

/// The first element's name, behind declaration, comments and document type.
std::string_view root_of(std::string_view text) {
  while (true) {
    const auto open = text.find('<');
    if (open == std::string_view::npos || open + 1 >= text.size()) {
      return {};
    }
    text.remove_prefix(open + 1);
    if (text.substr(0, 3) == "!--") {
      text.remove_prefix(std::min(text.find("-->"), text.size()));
    } else if (text[0] != '?' && text[0] != '!') {
      return text.substr(0, text.find_first_of(" \t\r\n/>"));
    }
  }
}

ReportFormat xml_format_of(std::string_view head) {
  const auto root = root_of(head);
  for (const auto& known : k_roots) {
    if (known.name == root) {
      return known.format;
    }
  }
  return ReportFormat::unknown;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

ReportFormat json_format_of(std::string_view head) {
  if (holds(head, "\"testtracker-journal\"")) {
    return ReportFormat::journal;
  }
  if (holds(head, "\"testsuites\"")) {
    return ReportFormat::gtest_json;
  }
  if (holds(head, "\"catch2-version\"") || holds(head, "\"test-run\"")) {
    return ReportFormat::catch2_json;
  }
  return holds(head, "\"benchmarks\"") || holds(head, "\"library_build_type\"") ||
                 (holds(head, "\"context\"") && holds(head, "\"num_cpus\""))
             ? ReportFormat::benchmark_json
             : ReportFormat::unknown;
}

// UTF-16 is rare and readable enough for names of elements once its zeros are gone.
std::string narrowed(std::string_view head) {
  std::string text(head);
  text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
  return text;
}

template <typename Reader>
Result<void> read_with(ReportInput& input, const ReportOrigin& origin, ReportSink& sink) {
  Reader reader(origin, sink);
  if constexpr (std::is_base_of_v<XmlHandler, Reader>) {
    return read_xml(input, reader);
  } else {
    return read_json(input, reader);
  }
}

Result<void> read_benchmarks(ReportInput& input, const ReportOrigin& origin, ReportSink& sink) {
  BenchmarkReader reader(origin, sink);
  auto read = read_json(input, reader);
  reader.finish();
  return read;
}

}  // namespace

std::string_view word_of(ReportFormat format) {
  switch (format) {
    case ReportFormat::unknown:
      return "unknown";
    case ReportFormat::junit:
      return "junit";
    case ReportFormat::gtest_json:
      return "googletest-json";
    case ReportFormat::catch2_xml:
      return "catch2-xml";
    case ReportFormat::catch2_json:
      return "catch2-json";
    case ReportFormat::doctest_xml:
      return "doctest-xml";
    case ReportFormat::boost_xml:
      return "boost-xml";
    case ReportFormat::ctest_xml:
      return "ctest-xml";
    case ReportFormat::benchmark_json:
      return "benchmark-json";
    case ReportFormat::journal:
      return "journal";
  }
  return {};
}

std::string_view understood_formats() {
  return "JUnit XML, GoogleTest's XML and JSON, Catch2's XML and JSON, doctest's and Boost.Test's "
         "XML, CTest's Test.xml, Google Benchmark's JSON, journals of testtracker";
}

ReportFormat format_of(std::string_view head) {
  const auto text = narrowed(head);
  const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF");
  if (first == std::string::npos) {
    return ReportFormat::unknown;
  }
  return text[first] == '<'   ? xml_format_of(text)
         : text[first] == '{' ? json_format_of(text)
                              : ReportFormat::unknown;
}

Result<void> read_report(ReportInput& input, ReportFormat format, const ReportOrigin& origin,
                         ReportSink& sink) {
  switch (format) {
    case ReportFormat::junit:
      return read_with<JunitReader>(input, origin, sink);
    case ReportFormat::catch2_xml:
      return read_with<Catch2XmlReader>(input, origin, sink);
    case ReportFormat::doctest_xml:
      return read_with<DoctestReader>(input, origin, sink);
    case ReportFormat::boost_xml:
      return read_with<BoostReader>(input, origin, sink);
    case ReportFormat::ctest_xml:
      return read_with<CtestReader>(input, origin, sink);
    case ReportFormat::gtest_json:
      return read_with<GtestJsonReader>(input, origin, sink);
    case ReportFormat::catch2_json:
      return read_with<Catch2JsonReader>(input, origin, sink);
    case ReportFormat::benchmark_json:
      return read_benchmarks(input, origin, sink);
    case ReportFormat::journal:
    case ReportFormat::unknown:
      break;
  }
  return Error{ErrorCode::bad_format,
               "read " + input.path() + ", line 1: it is no report that is " +
                   "understood; expected was one of: " + std::string(understood_formats())};
}

}  // namespace testtracker::sources
