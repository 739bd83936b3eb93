#include "baseline/spool_runs.hpp"

#include "baseline/record_of_session.hpp"
#include "context/context_file.hpp"
#include "session/session_reader.hpp"
#include "spool/session_list.hpp"
#include "upload/run_description.hpp"

#include <fmt/format.h>

namespace testtracker::baseline {
namespace {

bool agrees(const std::string& wanted, const std::string& value) {
  return wanted.empty() || wanted == value;
}

/// By what stands in context.json from the beginning: the platform, and with it the series, may
/// come only from the journals.
bool may_fit(const context::RunContext& context, const RunFilter& filter) {
  return agrees(filter.branch, context.branch) && agrees(filter.commit, context.commit) &&
         (context.platform.empty() || agrees(filter.series, upload::series_of(context)) ||
          !agrees(filter.platform, context.platform));
}

enum class Added { yes, of_other_platform, of_other_series };

/// Errors: also `busy` for one that still runs.
Result<session::SessionResult> result_of(const spool::SessionFolder& folder) {
  auto reader = session::SessionReader::open(folder);
  if (!reader) {
    return reader.error();
  }
  if (const auto polled = reader->poll(); !polled) {
    return polled.error();
  }
  if (!reader->is_over()) {
    return Error{ErrorCode::busy,
                 fmt::format("read the session {}: it still runs; try again when it has ended",
                             folder.id())};
  }
  return reader->result();
}

/// Errors: as `result_of`.
Result<Added> add(const spool::SessionFolder& folder, context::RunContext context,
                  const RunFilter& filter, RunHistory& history) {
  const auto result = result_of(folder);
  if (!result) {
    return result.error();
  }
  complete_context(*result, context);
  if (!agrees(filter.platform, context.platform)) {
    return Added::of_other_platform;
  }
  if (!agrees(filter.series, upload::series_of(context))) {
    return Added::of_other_series;
  }
  history.runs.push_back(record_of_session(*result, context, history.texts));
  return Added::yes;
}

/// What a look at the spool left out.
class Left {
 public:
  void count(const Result<Added>& added) {
    if (!added) {
      ++unreadable_;
      problem_ = added.error().message;
    } else if (*added == Added::of_other_platform) {
      ++of_other_platforms_;
    }
  }
  void tell(const std::string& sessions_path, const std::string& platform,
            RunHistory& history) const {
    if (of_other_platforms_ > 0) {
      history.notices.push_back(fmt::format("{} sessions are left out: their platform is not {}",
                                            of_other_platforms_, platform));
    }
    if (unreadable_ > 0) {
      history.notices.push_back(
          fmt::format("{} sessions in {} are left out: {}", unreadable_, sessions_path, problem_));
    }
  }

 private:
  std::size_t unreadable_ = 0;
  std::size_t of_other_platforms_ = 0;
  std::string problem_;
};

}  // namespace

Result<void> SpoolRuns::load(const RunFilter& filter, RunHistory& history) {
  const auto sessions = spool::list_sessions(sessions_path_);
  if (!sessions) {
    return sessions.error();
  }
  Left left;
  const auto already = history.runs.size();
  for (const auto& folder : *sessions) {
    if (history.runs.size() - already >= filter.most_runs) {
      break;
    }
    const auto context = context::read_context(folder.context_path());
    if (context && !may_fit(*context, filter)) {
      continue;
    }
    const auto added = context ? add(folder, *context, filter, history) : context.error();
    left.count(added);
  }
  left.tell(sessions_path_, filter.platform, history);
  return {};
}

Result<void> SpoolRuns::load_run(const std::string& id, RunHistory& history) {
  const spool::SessionFolder folder(sessions_path_ + "/" + id);
  if (id.empty() || id.find('/') != std::string::npos || !folder.exists()) {
    return Error{ErrorCode::not_found,
                 fmt::format("find the session '{}' in {}: there is none; `testtracker report "
                             "--list` shows the sessions there",
                             id, sessions_path_)};
  }
  const auto context = context::read_context(folder.context_path());
  const auto added = context ? add(folder, *context, {}, history) : context.error();
  return added ? Result<void>() : added.error();
}

}  // namespace testtracker::baseline
