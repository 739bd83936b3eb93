#include "databricks/workspace_calls.hpp"

#include "base/base64.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <utility>

namespace testtracker::databricks {
namespace {

Call call_of(std::string action, const std::string& what) {
  Call call;
  call.action = std::move(action);
  call.path = "/api/2.0/workspace/" + what;
  return call;
}

template <typename Message>
Result<void> post(Rest& rest, std::string action, const std::string& what, const Message& message) {
  Call call = call_of(std::move(action), what);
  call.method = http::Method::post;
  call.body = mlflow::to_json_text(message);
  const Outcome outcome = rest.send(call);
  return outcome.error ? Result<void>(*outcome.error) : Result<void>();
}

bool is_missing(const Outcome& outcome) {
  return outcome.error && outcome.error->code == ErrorCode::not_found;
}

}  // namespace

WorkspaceFormat notebook_format(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  constexpr std::array<std::pair<const char*, const char*>, 4> k_languages{
      {{".py", "PYTHON"}, {".r", "R"}, {".scala", "SCALA"}, {".sql", "SQL"}}};
  for (const auto& [known, language] : k_languages) {
    if (extension == known) {
      return {"SOURCE", language};
    }
  }
  return {extension == ".ipynb" ? "JUPYTER" : "RAW", ""};
}

Result<void> make_workspace_folder(Rest& rest, const std::string& path) {
  return post(rest, "make the folder " + path, "mkdirs", PathMessage{path});
}

Result<void> import_object(Rest& rest, const std::string& path, const WorkspaceFormat& format,
                           const std::string& content) {
  ImportMessage message;
  message.path = path;
  message.format = format.format;
  if (!format.language.empty()) {
    message.language = format.language;
  }
  message.content = to_base64(content);
  message.overwrite = true;
  return post(rest, "import " + path, "import", message);
}

Result<std::optional<std::string>> export_object(Rest& rest, const std::string& path,
                                                 const WorkspaceFormat& format) {
  Call call = call_of("export " + path, "export");
  // A file comes as it is by AUTO; RAW is for imports only.
  call.query = {{"path", path}, {"format", format.format == "RAW" ? "AUTO" : format.format}};
  const Outcome outcome = rest.send(call);
  if (outcome.error) {
    return is_missing(outcome) ? Result<std::optional<std::string>>(std::nullopt) : *outcome.error;
  }
  const auto reply = rest.parse<ExportReply>(call, outcome.response);
  if (!reply) {
    return reply.error();
  }
  auto content = from_base64(reply->content);
  if (!content) {
    return Error{ErrorCode::bad_format, call.action + ": what came is not base 64"};
  }
  return content;
}

Result<std::optional<WorkspaceList>> list_workspace(Rest& rest, const std::string& path) {
  Call call = call_of("list " + path, "list");
  call.query = {{"path", path}};
  const Outcome outcome = rest.send(call);
  if (outcome.error) {
    return is_missing(outcome) ? Result<std::optional<WorkspaceList>>(std::nullopt)
                               : *outcome.error;
  }
  auto list = rest.parse<WorkspaceList>(call, outcome.response);
  return list ? Result<std::optional<WorkspaceList>>(std::optional(*std::move(list)))
              : list.error();
}

Result<void> delete_from_workspace(Rest& rest, const std::string& path) {
  Result<void> done = post(rest, "delete " + path, "delete", DeleteMessage{path, true});
  return !done && done.error().code == ErrorCode::not_found ? Result<void>() : done;
}

}  // namespace testtracker::databricks
