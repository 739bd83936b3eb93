#include "databricks/artefact_folder.hpp"

#include "databricks/dbfs_calls.hpp"
#include "databricks/workspace_messages.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::databricks {
namespace {

bool begins_with(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

Call volume_call(std::string action, http::Method method, const std::string& kind,
                 const std::string& path) {
  Call call;
  call.action = std::move(action);
  call.method = method;
  call.path = "/api/2.0/fs/" + kind + path;
  return call;
}

Result<void> done(const Outcome& outcome) {
  return outcome.error ? Result<void>(*outcome.error) : Result<void>();
}

bool is_missing(const Outcome& outcome) {
  return outcome.error && outcome.error->code == ErrorCode::not_found;
}

Result<void> make_volume_folder_of(Rest& rest, const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/'));
  return done(rest.send(
      volume_call("make the folder " + folder, http::Method::put, "directories", folder)));
}

Result<void> put_to_volume(Rest& rest, const std::string& path, const std::string& source) {
  if (Result<void> made = make_volume_folder_of(rest, path); !made) {
    return made;
  }
  Call call = volume_call("write " + path, http::Method::put, "files", path);
  call.query = {{"overwrite", "true"}};
  call.body_file = source;
  return done(rest.send(call));
}

Result<void> copy_in_volume(Rest& rest, const std::string& from, const std::string& to) {
  Call read = volume_call("read " + from, http::Method::get, "files", from);
  read.takes_any_reply = true;
  const Outcome outcome = rest.send(read);
  if (outcome.error) {
    return *outcome.error;
  }
  if (Result<void> made = make_volume_folder_of(rest, to); !made) {
    return made;
  }
  Call write = volume_call("write " + to, http::Method::put, "files", to);
  write.query = {{"overwrite", "true"}};
  write.body = outcome.response.body;
  write.is_body_raw = true;
  return done(rest.send(write));
}

/// All of a folder, page by page; empty when it is not there.
Result<std::vector<VolumeEntry>> list_volume(Rest& rest, const std::string& path) {
  std::vector<VolumeEntry> entries;
  for (std::string page;;) {
    Call call = volume_call("list " + path, http::Method::get, "directories", path);
    if (!page.empty()) {
      call.query = {{"page_token", page}};
    }
    const Outcome outcome = rest.send(call);
    if (outcome.error) {
      return is_missing(outcome) ? Result<std::vector<VolumeEntry>>(entries) : *outcome.error;
    }
    auto list = rest.parse<VolumeList>(call, outcome.response);
    if (!list) {
      return list.error();
    }
    entries.insert(entries.end(), list->contents.begin(), list->contents.end());
    page = list->next_page_token;
    if (page.empty()) {
      return entries;
    }
  }
}

/// The Files API removes empty folders only.
Result<void> remove_from_volume(Rest& rest, const std::string& path) {
  const auto entries = list_volume(rest, path);
  if (!entries) {
    return entries.error();
  }
  for (const VolumeEntry& entry : *entries) {
    if (entry.is_directory) {
      if (Result<void> removed = remove_from_volume(rest, entry.path); !removed) {
        return removed;
      }
      continue;
    }
    const Outcome outcome =
        rest.send(volume_call("delete " + entry.path, http::Method::delete_, "files", entry.path));
    if (outcome.error && !is_missing(outcome)) {
      return *outcome.error;
    }
  }
  const Outcome outcome =
      rest.send(volume_call("delete " + path, http::Method::delete_, "directories", path));
  return is_missing(outcome) ? Result<void>() : done(outcome);
}

Result<void> put_to_dbfs(Rest& rest, const std::string& path, const std::string& source) {
  std::ifstream file(source, std::ios::binary);
  const auto next = [&]() -> Result<std::string> {
    std::string block(k_dbfs_block_bytes, '\0');
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(file.gcount()));
    return file.bad() || (!file.is_open())
               ? Result<std::string>(
                     Error{ErrorCode::io, fmt::format("read {}: {}", source, std::strerror(errno))})
               : block;
  };
  return write_dbfs(rest, path, next, [&file] {
    file.clear();
    file.seekg(0);
  });
}

Result<void> copy_in_dbfs(Rest& rest, const std::string& from, const std::string& to) {
  std::size_t offset = 0;
  const auto next = [&]() -> Result<std::string> {
    auto piece = read_dbfs(rest, from, offset);
    offset += piece ? piece->size() : 0;
    return piece;
  };
  return write_dbfs(rest, to, next, [&offset] { offset = 0; });
}

}  // namespace

Result<ArtefactFolder> ArtefactFolder::at(const std::string& base) {
  std::string path = base;
  while (path.size() > 1 && path.back() == '/') {
    path.pop_back();
  }
  if (begins_with(path, "dbfs:/")) {
    return ArtefactFolder(path == "dbfs:/" ? "" : path.substr(5), false);
  }
  if (begins_with(path, "/Volumes/")) {
    return ArtefactFolder(path, true);
  }
  return Error{ErrorCode::invalid_argument,
               fmt::format("keep artefacts in {}: it is neither in DBFS nor in a Volume; write "
                           "dbfs:/FOLDER or /Volumes/CATALOG/SCHEMA/VOLUME/FOLDER",
                           base)};
}

std::string ArtefactFolder::shown(const std::string& name) const {
  return (is_volume_ ? "" : "dbfs:") + path_of(name);
}

Result<void> ArtefactFolder::put(Rest& rest, const std::string& name,
                                 const std::string& source) const {
  return is_volume_ ? put_to_volume(rest, path_of(name), source)
                    : put_to_dbfs(rest, path_of(name), source);
}

Result<void> ArtefactFolder::copy(Rest& rest, const std::string& from,
                                  const std::string& to) const {
  return is_volume_ ? copy_in_volume(rest, path_of(from), path_of(to))
                    : copy_in_dbfs(rest, path_of(from), path_of(to));
}

Result<void> ArtefactFolder::remove(Rest& rest, const std::string& name) const {
  return is_volume_ ? remove_from_volume(rest, path_of(name))
                    : delete_from_dbfs(rest, path_of(name));
}

}  // namespace testtracker::databricks
