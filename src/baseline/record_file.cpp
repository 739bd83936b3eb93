#include "baseline/record_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <iterator>
#include <unordered_map>
#include <utility>
#include <vector>

namespace testtracker::baseline {
namespace {

constexpr std::string_view k_first_words = "testtracker-record 2 ";
constexpr unsigned k_flaky_flag = 1;
constexpr unsigned k_outside_flag = 2;
constexpr double k_ns_per_ms = 1e6;

/// Numbers texts in the order in which they are first asked for; 0 is the empty one.
class LocalTexts {
 public:
  explicit LocalTexts(const Texts& texts) : texts_(texts) { number_of(0); }

  std::size_t number_of(TextId id) {
    const auto [place, is_new] = numbers_.emplace(id, ids_.size());
    if (is_new) {
      ids_.push_back(id);
    }
    return place->second;
  }
  void write(fmt::memory_buffer& out) const {
    fmt::format_to(std::back_inserter(out), "texts {}\n", ids_.size());
    for (const auto id : ids_) {
      for (const char byte : texts_[id]) {
        if (byte == '\n' || byte == '\\') {
          out.push_back('\\');
        }
        out.push_back(byte == '\n' ? 'n' : byte);
      }
      out.push_back('\n');
    }
  }

 private:
  const Texts& texts_;
  std::vector<TextId> ids_;
  std::unordered_map<TextId, std::size_t> numbers_;
};

/// Numbers and lines, one after the other. After the first that is not there all are 0.
class Scanner {
 public:
  explicit Scanner(std::string_view rest) : rest_(rest) {}

  /// The line's bytes without its end.
  std::string_view line() {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) {
      return fail();
    }
    const auto found = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return found;
  }
  void word(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) {
      fail();
      return;
    }
    rest_.remove_prefix(expected.size());
  }
  /// A number and the one byte after it.
  template <typename Number>
  Number number() {
    Number value{};
    const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (problem != std::errc() || end == rest_.data() + rest_.size()) {
      fail();
      return Number{};
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()) + 1);
    return value;
  }
  /// For counts: more than could follow is damage, not a reason to ask for memory.
  std::size_t count() {
    const auto value = number<std::size_t>();
    if (value > rest_.size()) {
      fail();
      return 0;
    }
    return value;
  }
  std::string_view fail() {
    is_good_ = false;
    rest_ = {};
    return {};
  }
  [[nodiscard]] bool is_good() const noexcept { return is_good_; }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

std::string unescaped(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_escape = line[i] == '\\' && i + 1 < line.size();
    i += is_escape ? 1 : 0;
    text += is_escape && line[i] == 'n' ? '\n' : line[i];
  }
  return text;
}

std::vector<TextId> read_texts(Scanner& in, Texts& texts) {
  in.word("texts ");
  const auto count = in.count();
  std::vector<TextId> ids;
  ids.reserve(count);
  for (std::size_t i = 0; i < count && in.is_good(); ++i) {
    const auto line = in.line();
    ids.push_back(line.find('\\') == std::string_view::npos ? texts.intern(line)
                                                            : texts.intern(unescaped(line)));
  }
  return ids;
}

TextId text_of(Scanner& in, const std::vector<TextId>& ids) {
  const auto number = in.number<std::size_t>();
  if (number >= ids.size()) {
    in.fail();
    return 0;
  }
  return ids[number];
}

TestRecord read_test(Scanner& in, const std::vector<TextId>& ids) {
  TestRecord test;
  test.key = text_of(in, ids);
  test.message = text_of(in, ids);
  const auto status = in.number<unsigned>();
  if (status > static_cast<unsigned>(Status::not_run)) {
    in.fail();
  }
  test.status = static_cast<Status>(status);
  const auto flags = in.number<unsigned>();
  test.is_flaky = (flags & k_flaky_flag) != 0;
  test.is_outside_tests = (flags & k_outside_flag) != 0;
  test.passes = in.number<std::uint16_t>();
  test.failures = in.number<std::uint16_t>();
  const auto duration_ns = in.number<std::int64_t>();
  test.file = text_of(in, ids);
  test.line = in.number<std::int32_t>();
  test.duration_ms = duration_ns < 0 ? k_no_value : static_cast<double>(duration_ns) / k_ns_per_ms;
  return test;
}

MetricRecord read_metric(Scanner& in, const std::vector<TextId>& ids) {
  MetricRecord metric;
  metric.key = text_of(in, ids);
  metric.test = text_of(in, ids);
  metric.unit = text_of(in, ids);
  const auto worse = in.number<unsigned>();
  if (worse > static_cast<unsigned>(Worse::lower)) {
    in.fail();
  }
  metric.worse = static_cast<Worse>(worse);
  metric.cases = in.number<double>();
  metric.value = in.number<double>();
  return metric;
}

void write_test(const TestRecord& test, LocalTexts& local, fmt::memory_buffer& out) {
  const unsigned flags =
      (test.is_flaky ? k_flaky_flag : 0) | (test.is_outside_tests ? k_outside_flag : 0);
  const std::int64_t duration_ns = std::isfinite(test.duration_ms) && test.duration_ms >= 0
                                       ? std::llround(test.duration_ms * k_ns_per_ms)
                                       : -1;
  fmt::format_to(std::back_inserter(out), "{} {} {} {} {} {} {} {} {}\n", local.number_of(test.key),
                 local.number_of(test.message), static_cast<unsigned>(test.status), flags,
                 test.passes, test.failures, duration_ns, local.number_of(test.file), test.line);
}

void write_metric(const MetricRecord& metric, LocalTexts& local, fmt::memory_buffer& out) {
  fmt::format_to(std::back_inserter(out), "{} {} {} {} {} {}\n", local.number_of(metric.key),
                 local.number_of(metric.test), local.number_of(metric.unit),
                 static_cast<unsigned>(metric.worse), metric.cases, metric.value);
}

}  // namespace

std::string write_record(const RunRecord& run, const Texts& texts, std::string_view stamp) {
  LocalTexts local(texts);
  fmt::memory_buffer results;
  fmt::format_to(std::back_inserter(results), "tests {}\n", run.tests.size());
  for (const auto& test : run.tests) {
    write_test(test, local, results);
  }
  fmt::format_to(std::back_inserter(results), "metrics {}\n", run.metrics.size());
  for (const auto& metric : run.metrics) {
    write_metric(metric, local, results);
  }
  fmt::memory_buffer all;
  fmt::format_to(std::back_inserter(all), "{}{}\n", k_first_words, stamp);
  local.write(all);
  all.append(results.data(), results.data() + results.size());
  fmt::format_to(std::back_inserter(all), "end\n");
  return fmt::to_string(all);
}

bool read_record(std::string_view bytes, std::string_view stamp, Texts& texts, RunRecord& run) {
  Scanner in(bytes);
  in.word(k_first_words);
  if (in.line() != stamp || !in.is_good()) {
    return false;
  }
  const auto ids = read_texts(in, texts);
  std::vector<TestRecord> tests;
  in.word("tests ");
  const auto test_count = in.count();
  tests.reserve(test_count);
  for (std::size_t i = 0; i < test_count && in.is_good(); ++i) {
    tests.push_back(read_test(in, ids));
  }
  std::vector<MetricRecord> metrics;
  in.word("metrics ");
  const auto metric_count = in.count();
  metrics.reserve(metric_count);
  for (std::size_t i = 0; i < metric_count && in.is_good(); ++i) {
    metrics.push_back(read_metric(in, ids));
  }
  in.word("end\n");
  if (!in.is_good()) {
    return false;
  }
  run.tests = std::move(tests);
  run.metrics = std::move(metrics);
  return true;
}

}  // namespace testtracker::baseline
