#include "judge/finding_words.hpp"
#include "judge/report_formats.hpp"
#include "report/xml_text.hpp"

#include <fmt/format.h>

namespace testtracker::judge {
namespace {

using report::xml_attribute;
using report::xml_text;

std::string body_of(const GateFinding& finding) {
  return finding.message.empty() ? finding_line(finding)
                                 : finding_line(finding) + "\n" + finding.message;
}

std::string case_of(const GateFinding& finding) {
  const auto head = fmt::format("    <testcase classname=\"{}\" name=\"{}\">\n",
                                xml_attribute(fmt::format("gate.{}", to_string(finding.finding))),
                                xml_attribute(finding.key));
  const auto body = finding.weight == Weight::regression
                        ? fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                                      xml_attribute(finding_line(finding)),
                                      to_string(finding.finding), xml_text(body_of(finding)))
                        : fmt::format("      <system-out>{}: {}</system-out>\n",
                                      to_string(finding.weight), xml_text(body_of(finding)));
  return head + body + "    </testcase>\n";
}

/// The gate itself, so that a clean report is not an empty one.
std::string verdict_case(const GateReport& report) {
  if (report.verdict != GateVerdict::cannot_judge) {
    return fmt::format(
        "    <testcase classname=\"gate\" name=\"verdict\">\n"
        "      <system-out>{}\n{}</system-out>\n    </testcase>\n",
        xml_text(report.sentence), xml_text(judged_text(report)));
  }
  return fmt::format(
      "    <testcase classname=\"gate\" name=\"verdict\">\n"
      "      <error message=\"{}\" type=\"cannot-judge\"/>\n    </testcase>\n",
      xml_attribute(report.sentence));
}

}  // namespace

std::string junit_report(const GateReport& report) {
  const auto tests = report.findings.size() + 1;
  const auto failures = count(report, Weight::regression);
  const int errors = report.verdict == GateVerdict::cannot_judge ? 1 : 0;
  auto out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites tests=\"{0}\" failures=\"{1}\" errors=\"{2}\">\n"
      "  <testsuite name=\"{3}\" tests=\"{0}\" failures=\"{1}\" errors=\"{2}\" skipped=\"0\">\n",
      tests, failures, errors, xml_attribute("testtracker gate " + report.run.name));
  out += verdict_case(report);
  for (const auto& finding : report.findings) {
    out += case_of(finding);
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace testtracker::judge
