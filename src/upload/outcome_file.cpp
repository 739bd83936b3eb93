#include "upload/outcome_file.hpp"

#include "session/failure_text.hpp"
#include "spool/replace_file.hpp"

namespace testtracker::upload {
namespace {

constexpr std::size_t k_max_reason_bytes = 2000;

std::string first_line(OutcomeWord word, const DeliveryReport& report) {
  switch (word) {
    case OutcomeWord::delivering:
      return "delivering " + report.run_url;
    case OutcomeWord::delivered:
      return "delivered " + report.run_url;
    case OutcomeWord::spooled:
      return "spooled " + session::one_line(report.message, k_max_reason_bytes);
  }
  return {};
}

std::string link_line(const std::string& name, const std::string& url) {
  return url.empty() ? std::string() : name + " " + url + "\n";
}

}  // namespace

Result<void> write_outcome(const spool::SessionFolder& folder, OutcomeWord word,
                           const DeliveryReport& report) {
  return spool::replace_file(folder.outcome_path(), first_line(word, report) + "\n" +
                                                        link_line("trend", report.trend_url) +
                                                        link_line("run", report.run_url) +
                                                        link_line("compare", report.compare_url) +
                                                        link_line("traces", report.traces_url));
}

}  // namespace testtracker::upload
