#include "cli/delivery/stored_session.hpp"

#include "cli/load_settings.hpp"
#include "context/collect.hpp"
#include "context/context_file.hpp"
#include "report/archive.hpp"
#include "session/session_reader.hpp"
#include "spool/session_info_reader.hpp"
#include "spool/session_list.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

/// The context as it was kept; when nobody has kept it yet, as it can be told now.
Result<context::RunContext> context_of(const spool::SessionFolder& folder,
                                       const session::SessionResult& result,
                                       const CommonOptions& common) {
  auto kept = context::read_context(folder.context_path());
  if (kept || kept.error().code != ErrorCode::not_found) {
    return kept;
  }
  const auto info = spool::read_session_info(folder);
  if (!info) {
    return context::RunContext{};  // its journals still tell what happened
  }
  const auto settings = load_settings(*info, common);
  if (!settings) {
    return settings.error();
  }
  auto collected = context::collect(*info, *settings);
  for (const auto& process : result.processes) {
    if (!process.start.compiler.empty()) {
      context::set_build_facts(collected, process.start.compiler, process.start.build_type);
      break;
    }
  }
  return collected;
}

/// From the one line that the uploader leaves: docs/sessions.md.
void read_delivery(const spool::SessionFolder& folder, StoredSession& session) {
  std::error_code ignored;
  session.delivery =
      fs::exists(folder.delivered_path(), ignored) ? Delivery::delivered : Delivery::waiting;
  std::ifstream file(folder.outcome_path());
  std::string word;
  std::string rest;
  if (!(file >> word) || !std::getline(file >> std::ws, rest)) {
    return;
  }
  (word == "spooled" ? session.reason : session.run_url) = rest;
}

bool is_session_folder(const spool::SessionFolder& folder) {
  std::error_code ignored;
  if (fs::exists(folder.info_path(), ignored)) {
    return true;
  }
  const auto journals = folder.journals();
  return journals && !journals->empty();
}

Result<StoredSession> read_archive_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error{ErrorCode::io, "open the session archive " + path + ": it cannot be read"};
  }
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  auto archive = report::read_archive(bytes);
  if (!archive) {
    return Error{archive.error().code, path + ": " + archive.error().message};
  }
  StoredSession session;
  session.result = std::move(archive->result);
  session.context = std::move(archive->context);
  session.path = path;
  return session;
}

}  // namespace

Result<StoredSession> read_session_folder(const spool::SessionFolder& folder,
                                          const CommonOptions& common) {
  auto reader = session::SessionReader::open(folder);
  if (!reader) {
    return reader.error();
  }
  if (!is_session_folder(folder)) {
    return Error{ErrorCode::not_found,
                 "read the session " + folder.path() +
                     ": there is neither a session.json nor a journal in it; `testtracker report "
                     "--list` shows the sessions of the spool"};
  }
  if (const auto polled = reader->poll(); !polled) {
    return polled.error();
  }
  StoredSession session;
  session.result = reader->result();
  session.path = folder.path();
  auto context = context_of(folder, session.result, common);
  if (!context) {
    return context.error();
  }
  session.context = *std::move(context);
  read_delivery(folder, session);
  return session;
}

Result<StoredSession> read_stored_session(const std::string& name, const CommonOptions& common) {
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored)) {
    return read_archive_file(name);
  }
  if (fs::is_directory(name, ignored)) {
    return read_session_folder(spool::SessionFolder(fs::absolute(name).string()), common);
  }
  const auto sessions = spool::sessions_path();
  if (!sessions) {
    return sessions.error();
  }
  const spool::SessionFolder folder(*sessions + "/" + name);
  if (name.find('/') != std::string::npos || !folder.exists()) {
    return Error{ErrorCode::not_found,
                 "find the session '" + name +
                     "': it is neither a folder nor a file, and no id in " + *sessions +
                     "; `testtracker report --list` shows the sessions there"};
  }
  return read_session_folder(folder, common);
}

Result<StoredSession> read_newest_session(const CommonOptions& common) {
  const auto path = spool::sessions_path();
  if (!path) {
    return path.error();
  }
  const auto sessions = spool::list_sessions(*path);
  if (!sessions) {
    return sessions.error();
  }
  if (sessions->empty()) {
    return Error{ErrorCode::not_found, "there is no session in " + *path +
                                           " yet; run a test program that testtracker listens to, "
                                           "or `testtracker run -- PROGRAM`"};
  }
  return read_session_folder(sessions->front(), common);
}

}  // namespace testtracker::cli
