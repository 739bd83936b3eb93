#include "session/session_fold.hpp"

#include "session/process_ending.hpp"
#include "session/result_builder.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace testtracker::session {

void SessionFold::add_process(const std::string& process) {
  entry(process);
}

void SessionFold::add(const std::string& process, Record record) {
  entry(process).fold.add(std::move(record));
}

void SessionFold::process_died(const std::string& process) {
  entry(process).is_dead = true;
}

void SessionFold::set_damaged_lines(const std::string& process, std::uint64_t lines) {
  entry(process).damaged_lines = lines;
}

const ProcessFold& SessionFold::process(const std::string& process) {
  return entry(process).fold;
}

Progress SessionFold::progress() const {
  // Entries of ctest and the cases beneath them are not counted together.
  const bool is_ctest = std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
    return item.second.fold.start().kind == "ctest";
  });
  Progress sum;
  for (const auto& [key, entry] : entries_) {
    if (!entry.fold.start().nested && (!is_ctest || entry.fold.start().kind == "ctest")) {
      const auto part = entry.fold.progress();
      sum.finished += part.finished;
      sum.failed += part.failed;
      sum.planned += part.planned;
    }
  }
  return sum;
}

SessionResult SessionFold::result(SessionState state) const {
  std::vector<FoldedProcess> processes;
  processes.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) {
    const bool is_dead = entry.is_dead || state == SessionState::over;
    processes.push_back({&entry.fold, is_dead, entry.damaged_lines});
  }
  // Not by the map's order alone: the first process of a session is the one that began first.
  std::sort(processes.begin(), processes.end(), [](const auto& left, const auto& right) {
    return std::forward_as_tuple(left.fold->start().wall_time, left.fold->key()) <
           std::forward_as_tuple(right.fold->start().wall_time, right.fold->key());
  });
  return ResultBuilder(id_, std::move(processes)).build(state == SessionState::over);
}

SessionFold::Entry& SessionFold::entry(const std::string& process) {
  const auto known = entries_.find(process);
  if (known != entries_.end()) {
    return known->second;
  }
  return entries_.emplace(process, Entry{ProcessFold(process, pool_), false, 0}).first->second;
}

}  // namespace testtracker::session
