#include "cli/import/imported_session.hpp"

#include "base/content_hash.hpp"
#include "base/process.hpp"
#include "recorder/chosen_environment.hpp"
#include "recorder/new_session.hpp"
#include "sources/reports/journal_sink.hpp"
#include "sources/reports/report_text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using sources::JournalSink;

std::string session_id(const std::vector<ReportFile>& files) {
  ContentHash hash;
  for (const auto& file : files) {  // sorted: the order on the command line does not matter
    hash.add(file.content_hash);
  }
  return "import-" + hash.text();
}

/// Where a session is made until it is whole: `<spool>/imports/<id>.<pid>-<start ticks>`.
std::string staging_name(const std::string& id, const ProcessStat& self) {
  return fmt::format("{}.{}-{}", id, self.pid, self.start_ticks);
}

/// What imports left behind that were killed.
void remove_leftovers(const fs::path& staging_area) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(staging_area, ignored)) {
    const auto name = entry.path().filename().string();
    long long pid = 0;
    unsigned long long ticks = 0;
    const auto dot = name.rfind('.');
    if (dot != std::string::npos &&
        std::sscanf(name.c_str() + dot + 1, "%lld-%llu", &pid, &ticks) == 2 &&
        !is_process_alive(pid, ticks)) {
      std::error_code also_ignored;
      fs::remove_all(entry.path(), also_ignored);
    }
  }
}

sources::ReportOrigin origin_of(const ReportFile& file, const ImportOptions& options) {
  sources::ReportOrigin origin;
  origin.program = file.shown == file.path ? sources::stem_of(file.path) : "stdin";
  origin.forced_program = options.program;
  origin.written = file.written;
  return origin;
}

/// A session that nobody owns: it is over as soon as its journals are.
spool::SessionInfo describe(const std::string& id, const ProcessStat& self) {
  auto info = recorder::describe_session(id, self, "import");
  info.owner.pid = 0;
  info.owner.start_ticks = 0;
  return info;
}

/// Moves the finished folder to its place. False: somebody else made the same session meanwhile.
Result<bool> publish(const std::string& from, const std::string& to) {
  std::error_code ignored;
  fs::create_directories(fs::path(to).parent_path(), ignored);
  if (::rename(from.c_str(), to.c_str()) == 0) {
    return true;
  }
  const int error = errno;
  fs::remove_all(from, ignored);
  if (error == EEXIST || error == ENOTEMPTY) {
    return false;
  }
  return Error{ErrorCode::io, fmt::format("move the session to {}: {}", to, std::strerror(error))};
}

Result<void> read_all(const std::vector<ReportFile>& files, const ImportOptions& options,
                      const spool::SessionFolder& staging, const std::string& prefix,
                      ImportedSession& session) {
  JournalSink sink(staging, prefix, recorder::looks_secret);
  for (const auto& file : files) {
    auto report = import_report(file, origin_of(file, options), staging, sink);
    if (!report) {
      return report.error();
    }
    session.reports.push_back(*std::move(report));
  }
  session.counts = sink.tally().counts();
  return {};
}

}  // namespace

Result<ImportedSession> import_reports(const std::vector<ReportFile>& files,
                                       const ImportOptions& options) {
  const auto spool_path = spool::spool_path();
  const auto sessions = spool::sessions_path();
  const auto self = read_process_stat(::getpid());
  if (!spool_path || !sessions || !self) {
    return !spool_path ? spool_path.error()
                       : Error{ErrorCode::unsupported, "read /proc/self/stat: /proc is needed"};
  }
  auto id = session_id(files);
  if (options.again) {
    id += "-" + recorder::new_session_id(*self);
  }
  ImportedSession session{spool::SessionFolder(*sessions + "/" + id), false, {}, {}};
  session.existed = session.folder.exists();
  if (session.existed) {
    return session;
  }
  remove_leftovers(*spool_path + "/imports");
  const spool::SessionFolder staging(*spool_path + "/imports/" + staging_name(id, *self));
  if (auto created = spool::SessionFolder::create(staging.path(), describe(id, *self)); !created) {
    return created.error();
  }
  // The journals' names tell sessions apart also in MLflow's archive.
  const auto read = read_all(files, options, staging, id.substr(0, 19), session);
  if (!read || session.counts.total == 0) {
    std::error_code ignored;
    fs::remove_all(staging.path(), ignored);
    return read ? Result<ImportedSession>(std::move(session)) : read.error();
  }
  const auto published = publish(staging.path(), session.folder.path());
  if (!published) {
    return published.error();
  }
  session.existed = !*published;
  return session;
}

}  // namespace testtracker::cli
