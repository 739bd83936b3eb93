#include "sources/programs/catch2_v2_output.hpp"

#include "sources/programs/plain_line.hpp"
#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace testtracker::sources {
namespace {

// A long name is broken where white space is, or within a word behind a hyphen.
std::string squeezed(std::string_view text) {
  std::string result;
  std::copy_if(text.begin(), text.end(), std::back_inserter(result),
               [](char c) { return c != ' ' && c != '\t' && c != '-'; });
  return result;
}

bool is_indented(const std::string& line) {
  return line.compare(0, 2, "  ") == 0;
}

}  // namespace

Catch2V2Output::Catch2V2Output(std::string suite, Catch2Lists lists, EventSink sink)
    : suite_(std::move(suite)),
      lists_(std::move(lists)),
      sink_(std::move(sink)),
      lines_([this](std::string_view line) { console_.read_line(plain_line(line)); }) {
  std::map<std::string, std::size_t> uses;
  for (const auto& name : lists_.chosen) {
    ++uses[squeezed(name)];
  }
  for (const auto& name : lists_.chosen) {
    if (auto key = squeezed(name); uses[key] == 1) {
      names_.emplace(std::move(key), name);
    }
  }
  for (const auto& name : lists_.chosen) {
    names_.insert_or_assign(name, name);
  }
}

void Catch2V2Output::tell(const Event& event) {
  if (!std::exchange(has_begun_, true)) {
    sink_(IterationStarted{0});
  }
  sink_(event);
}

// Sections are indented; so is the rest of a long name behind `: `.
std::string Catch2V2Output::name_of(const std::vector<std::string>& heading) const {
  std::string joined, first;
  for (const auto& line : heading) {
    if (first.empty() && is_indented(line)) {
      first = joined;
    }
    joined += (joined.empty() ? "" : " ") + std::string(trimmed(line));
    for (const auto& spelling : {joined, squeezed(joined)}) {
      if (const auto known = names_.find(spelling); known != names_.end()) {
        return known->second;
      }
    }
  }
  return first.empty() ? joined : first;
}

void Catch2V2Output::take(Catch2Part part) {
  const auto name = name_of(part.heading);
  if (name != test_) {
    tell_failed_test();
    test_ = name;
  }
  parts_.push_back(std::move(part));
}

/// Once the next one fails, or Catch2 sums up, or the program is gone.
void Catch2V2Output::tell_failed_test() {
  if (parts_.empty()) {
    return;
  }
  const bool is_expected = lists_.may_fail.count(test_) + lists_.should_fail.count(test_) > 0;
  tell_test(test_, is_expected ? Status::expected_failure : Status::failed);
  parts_.clear();
}

void Catch2V2Output::tell_test(const std::string& name, Status status) {
  TestStarted started;
  started.id = next_id_++;
  started.suite = suite_;
  started.name = name;
  tell(started);
  for (auto& part : parts_) {
    part.failure.test = started.id;
    tell(part.failure);
  }
  const bool ends_program = is_dying_ && !parts_.empty();
  if (!ends_program) {
    tell(TestEnded{started.id, status, k_unknown_duration});
  }
  told_[name] = status;
  has_passed_ = has_passed_ && status != Status::failed;
}

/// Of a test that printed no failure.
Status Catch2V2Output::status_of_silent(const std::string& name) const {
  return lists_.should_fail.count(name) > 0 ? Status::failed : Status::passed;
}

// Catch2 sums up what ran, also after --abort and a fatal signal: the first ones of the list.
std::vector<std::string> Catch2V2Output::tests_that_ran() const {
  const auto total = console_.totals()->total;
  if (total > lists_.chosen.size() || (total < lists_.chosen.size() && !lists_.is_ordered)) {
    return {};
  }
  return {lists_.chosen.begin(), lists_.chosen.begin() + static_cast<std::ptrdiff_t>(total)};
}

/// Their statuses add up to Catch2's totals, and no other test has failed.
bool Catch2V2Output::agrees(const std::vector<std::string>& ran) const {
  Catch2Totals sum;
  std::size_t told = 0;
  for (const auto& name : ran) {
    const auto known = told_.find(name);
    told += known != told_.end() ? 1U : 0U;
    const auto status = known != told_.end() ? known->second : status_of_silent(name);
    sum.passed += status == Status::passed ? 1U : 0U;
    sum.failed += status == Status::failed ? 1U : 0U;
    sum.failed_as_expected += status == Status::expected_failure ? 1U : 0U;
  }
  const auto& totals = *console_.totals();
  return !ran.empty() && told == told_.size() && sum.passed == totals.passed &&
         sum.failed == totals.failed && sum.failed_as_expected == totals.failed_as_expected;
}

void Catch2V2Output::tell_silent_tests() {
  const auto ran = tests_that_ran();
  if (!agrees(ran)) {
    const auto& totals = *console_.totals();
    if (has_begun_) {
      tell(NoteReported{0, "Catch2 counted " + std::to_string(totals.total) + " tests, " +
                               std::to_string(totals.passed) +
                               " of them passed; which ones, it did not tell."});
    }
    return;
  }
  for (const auto& name : ran) {
    if (told_.count(name) == 0) {
      tell_test(name, status_of_silent(name));
    }
  }
  TestsPlanned rest;
  for (std::size_t i = ran.size(); i < lists_.chosen.size(); ++i) {
    rest.tests.push_back({suite_, lists_.chosen[i]});
  }
  if (!rest.tests.empty()) {
    tell(rest);
  }
}

void Catch2V2Output::tell_disappearance(bool is_killed) {
  const std::string text =
      "The program ended before Catch2 summed up its tests; it does not tell which ones had "
      "passed.";
  if (is_killed) {
    tell(NoteReported{0, text});
    return;
  }
  FailureReported lost;
  lost.phase = Phase::program;
  lost.text = text;
  tell(lost);
}

void Catch2V2Output::finish(bool is_killed) {
  lines_.finish();
  console_.end_part();
  is_dying_ = is_killed && !parts_.empty() && is_fatal(parts_.back());
  tell_failed_test();
  if (console_.totals()) {
    tell_silent_tests();
  } else if (!is_dying_ && !lists_.chosen.empty()) {
    tell_disappearance(is_killed);
  }
}

}  // namespace testtracker::sources
