// The part of ResultBuilder that knows about entries of ctest and the cases beneath them.

#include "session/result_builder.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace testtracker::session {

void ResultBuilder::add_entry_process(Attempt& attempt, const TestRun& run) {
  if (!run.extras || !run.extras->exited) {
    return;
  }
  attempt.signal = run.extras->exited->signal;
  attempt.exit_code = run.extras->exited->exit_code;
  attempt.max_resident_bytes = run.extras->exited->max_resident_bytes;
}

void ResultBuilder::find_entries_of_cases() {
  struct Cases {
    bool any = false;
    bool any_bad = false;
  };
  std::unordered_map<std::string, Cases> cases;
  for (auto& test : result_.tests) {
    if (test.is_entry || test.nested || test.attempts.empty()) {
      continue;
    }
    test.entry = processes_[test.attempts.back().process].fold->start().entry;
    if (!test.entry.empty()) {
      auto& found = cases[test.entry];
      found.any = true;
      found.any_bad = found.any_bad || is_bad(test.status);
    }
  }
  for (auto& test : result_.tests) {
    const auto found = test.is_entry ? cases.find(test.identity.name) : cases.end();
    test.has_cases = found != cases.end() && (!is_bad(test.status) || found->second.any_bad);
  }
}

}  // namespace testtracker::session
