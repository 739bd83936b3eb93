#include "report/page_data.hpp"

#include "report/json_builder.hpp"
#include "report/plain_text.hpp"
#include "report/test_order.hpp"
#include "report/test_words.hpp"
#include "session/failure_text.hpp"
#include "session/program_identity.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace testtracker::report {
namespace {

using session::Attempt;
using session::SessionResult;
using session::TestResult;

constexpr std::size_t k_max_text_bytes = 16'000;  // of one text
constexpr std::size_t k_text_budget = 8'000'000;  // of all of them; then each gets only …
constexpr std::size_t k_short_text_bytes = 300;
constexpr std::size_t k_max_attempts = 50;

double milliseconds(std::chrono::nanoseconds duration) {
  return std::round(static_cast<double>(duration.count()) / 1e2) / 1e4;
}

/// Texts by their number, in the order in which they were first asked for.
class Names {
 public:
  std::int64_t number(const std::string& name) {
    const auto [at, is_new] = numbers_.emplace(name, numbers_.size());
    if (is_new) {
      names_.push_back(&at->first);
    }
    return static_cast<std::int64_t>(at->second);
  }
  void write(JsonBuilder& json, std::string_view key) const {
    json.key(key);
    json.begin_array();
    for (const auto* name : names_) {
      json.text(*name);
    }
    json.end_array();
  }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<const std::string*> names_;
};

bool has_details(const TestResult& test) {
  return test.attempts.size() > 1 || test.status != Status::passed || !test.finished ||
         !test.metrics.empty() || !test.params.empty() || !test.notes.empty() ||
         !test.spans.empty() || !test.attachments.empty() || !test.type_param.empty() ||
         !test.value_param.empty();
}

class PageData {
 public:
  explicit PageData(const SessionResult& result) : result_(result) {}

  std::string text() {
    std::string text;
    JsonBuilder json(text);
    json.begin_object();
    json.key("tests");
    json.begin_array();
    const auto order = display_order(result_.tests);
    for (const auto index : order) {
      write_row(json, result_.tests[index]);
    }
    json.end_array();
    suites_.write(json, "suites");
    programs_.write(json, "programs");
    statuses_.write(json, "statuses");
    files_.write(json, "files");
    entries_.write(json, "entries");
    json.key("details");
    json.begin_array();
    for (const auto index : order) {
      if (has_details(result_.tests[index])) {
        write_details(json, result_.tests[index]);
      }
    }
    json.end_array();
    json.end_object();
    return text;
  }

 private:
  std::string fitting(const std::string& bytes) {
    const auto limit = written_ < k_text_budget ? k_max_text_bytes : k_short_text_bytes;
    auto text = plain_excerpt(bytes, limit);
    written_ += text.size();
    return text;
  }

  void write_row(JsonBuilder& json, const TestResult& test) {
    const auto& identity = test.identity;
    json.begin_array();
    json.text(visible_text(identity.name));
    json.integer(suites_.number(visible_text(identity.suite + (test.outside_tests ? " " : "."))));
    json.integer(programs_.number(visible_text(identity.program)));
    json.integer(statuses_.number(std::string(status_word(test))));
    json.integer(test.flaky ? 1 : 0);
    json.integer(test.nested ? 1 : 0);
    write_time(json, has_duration(test), test.duration);
    json.text(message_line(test));
    json.integer(test.file.empty() ? -1 : files_.number(visible_text(test.file)));
    json.integer(test.line);
    json.integer(has_details(test) ? ++details_ : 0);
    json.integer(test.entry.empty() ? -1 : entries_.number(visible_text(test.entry)));
    json.end_array();
  }

  static void write_time(JsonBuilder& json, bool is_known, std::chrono::nanoseconds duration) {
    if (is_known) {
      json.real(milliseconds(duration));
    } else {
      json.null();
    }
  }

  template <typename Items, typename Write>
  static void write_list(JsonBuilder& json, std::string_view key, const Items& items, Write write) {
    if (items.empty()) {
      return;
    }
    json.key(key);
    json.begin_array();
    for (const auto& item : items) {
      write(item);
    }
    json.end_array();
  }

  static void write_pair(JsonBuilder& json, const std::string& name, const std::string& value) {
    json.begin_array();
    json.text(visible_text(name));
    json.text(value);
    json.end_array();
  }

  void write_facts(JsonBuilder& json, const TestResult& test) {
    std::vector<std::pair<std::string, std::string>> facts;
    if (!test.type_param.empty()) {
      facts.emplace_back("Type", fitting(test.type_param));
    }
    if (!test.value_param.empty()) {
      facts.emplace_back("Value", fitting(test.value_param));
    }
    if (!test.attempts.empty() && test.status != Status::passed) {
      const auto& process = result_.processes.at(test.attempts.back().process);
      const auto command = session::rerun_command(process, test);
      if (!command.empty()) {
        facts.emplace_back("Run it again", visible_text(command));
      }
    }
    write_list(json, "facts", facts,
               [&](const auto& fact) { write_pair(json, fact.first, fact.second); });
  }

  void write_attempts(JsonBuilder& json, const TestResult& test) {
    const auto shown = std::min(test.attempts.size(), k_max_attempts);
    const auto first = test.attempts.end() - static_cast<std::ptrdiff_t>(shown);
    const std::vector<Attempt> last(first, test.attempts.end());
    write_list(json, "attempts", last, [&](const Attempt& attempt) {
      const bool is_skip = attempt.status == Status::skipped;
      json.begin_array();
      json.text(attempt.finished ? to_string(attempt.status) : "running");
      write_time(json, attempt.finished, attempt.duration);
      json.text(visible_text(result_.processes.at(attempt.process).start.process));
      json.text(fitting(is_skip ? attempt.skip_reason : session::text_of(attempt)));
      json.end_array();
    });
  }

  void write_numbers(JsonBuilder& json, const TestResult& test) {
    std::vector<std::pair<std::string, std::string>> numbers;
    for (const auto& metric : test.metrics) {
      numbers.emplace_back(metric.name, fmt::format("{}", metric.value));
    }
    for (const auto& param : test.params) {
      numbers.emplace_back(param.name, fitting(param.value));
    }
    write_list(json, "numbers", numbers,
               [&](const auto& number) { write_pair(json, number.first, number.second); });
  }

  void write_details(JsonBuilder& json, const TestResult& test) {
    json.begin_object();
    write_facts(json, test);
    if (test.attempts.size() > 1 || test.status != Status::passed) {
      write_attempts(json, test);
    }
    write_numbers(json, test);
    write_list(json, "spans", test.spans, [&](const session::Span& span) {
      json.begin_array();
      json.text(visible_text(span.name));
      json.real(milliseconds(span.start));
      json.real(milliseconds(span.duration));
      json.end_array();
    });
    write_list(json, "notes", test.notes,
               [&](const std::string& note) { json.text(fitting(note)); });
    write_list(json, "files", test.attachments, [&](const session::Attachment& file) {
      write_pair(json, file.name, visible_text(file.path));
    });
    json.end_object();
  }

  const SessionResult& result_;
  Names suites_, programs_, statuses_, files_, entries_;
  std::int64_t details_ = 0;
  std::size_t written_ = 0;
};

/// In JSON these characters stand only in strings, where an escape means the same.
std::string safe_in_script(const std::string& json) {
  constexpr std::string_view k_separators = "\xE2\x80";  // U+2028 and U+2029 end in A8, A9
  std::string out;
  out.reserve(json.size() + json.size() / 32);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const bool is_separator =
        json.compare(i, 2, k_separators) == 0 && (json[i + 2] == '\xA8' || json[i + 2] == '\xA9');
    if (is_separator) {
      out += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (json[i] == '<') {
      out += "\\u003c";
    } else {
      out += json[i];
    }
  }
  return out;
}

}  // namespace

std::string page_data(const SessionResult& result) {
  return safe_in_script(PageData(result).text());
}

}  // namespace testtracker::report
