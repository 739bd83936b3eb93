#include "databricks/secret_scopes.hpp"

#include "base/base64.hpp"
#include "databricks/messages.hpp"
#include "databricks/secret_messages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace testtracker::databricks {
namespace {

Call read_call(std::string action, const std::string& what) {
  Call call;
  call.action = std::move(action);
  call.path = "/api/2.0/secrets/" + what;
  return call;
}

template <typename Message>
Call write_call(std::string action, const std::string& what, const Message& message) {
  Call call = read_call(std::move(action), what);
  call.method = http::Method::post;
  call.body = mlflow::to_json_text(message);
  return call;
}

Result<void> done(const Outcome& outcome) {
  return outcome.error ? Result<void>(*outcome.error) : Result<void>();
}

/// What is not there was told by Databricks; what helps is ours to say.
Error with_hint(Error error, const std::string& hint) {
  if (error.code == ErrorCode::not_found) {
    error.message += "; type: testtracker secrets " + hint + " --target databricks";
  }
  return error;
}

std::string name_of(const std::string& scope, const std::string& key) {
  return fmt::format("the secret {} of the scope {}", key, scope);
}

}  // namespace

// A lost reply to what makes or removes something leaves open who did it: asked once.
Result<void> SecretScopes::create_scope(const std::string& scope) {
  Call call = write_call("create the scope " + scope, "scopes/create", ScopeMessage{scope});
  call.is_idempotent = false;
  return done(rest_.send(call));
}

Result<void> SecretScopes::delete_scope(const std::string& scope) {
  Call call = write_call("delete the scope " + scope, "scopes/delete", ScopeMessage{scope});
  call.is_idempotent = false;
  const Outcome outcome = rest_.send(call);
  return outcome.error ? Result<void>(with_hint(*outcome.error, "list")) : Result<void>();
}

Result<std::vector<std::string>> SecretScopes::scopes() {
  const auto reply = rest_.ask<ScopesReply>(read_call("list the scopes", "scopes/list"));
  if (!reply) {
    return reply.error();
  }
  std::vector<std::string> names;
  for (const ScopeName& scope : reply->scopes) {
    names.push_back(scope.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> SecretScopes::put(const std::string& scope, const std::string& key,
                               const std::string& value) {
  const Outcome outcome = rest_.send(
      write_call("put " + name_of(scope, key), "put", PutSecretMessage{scope, key, value}));
  return outcome.error ? Result<void>(with_hint(*outcome.error, "create-scope " + scope))
                       : Result<void>();
}

Result<std::string> SecretScopes::get(const std::string& scope, const std::string& key) {
  Call call = read_call("get " + name_of(scope, key), "get");
  call.query = {{"scope", scope}, {"key", key}};
  const Outcome outcome = rest_.send(call);
  if (outcome.error && outcome.error->message.find("not allowed outside") != std::string::npos) {
    return Error{ErrorCode::unsupported,
                 call.action +
                     ": this workspace gives values only to notebooks and jobs; read it there with "
                     "dbutils.secrets.get, or name it as {{secrets/" +
                     scope + "/" + key + "}} in the environment of a cluster"};
  }
  if (outcome.error) {
    return with_hint(*outcome.error, "list " + scope);
  }
  const auto reply = rest_.parse<SecretReply>(call, outcome.response);
  if (!reply) {
    return reply.error();
  }
  const auto value = from_base64(reply->value);
  if (!value) {
    return Error{ErrorCode::bad_format, call.action + ": the value that came is not base 64"};
  }
  return *value;
}

Result<std::vector<std::string>> SecretScopes::keys(const std::string& scope) {
  Call call = read_call("list the scope " + scope, "list");
  call.query = {{"scope", scope}};
  const auto reply = rest_.ask<SecretsReply>(call);
  if (!reply) {
    return with_hint(reply.error(), "list");
  }
  std::vector<std::string> names;
  for (const SecretName& secret : reply->secrets) {
    names.push_back(secret.key);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> SecretScopes::delete_secret(const std::string& scope, const std::string& key) {
  Call call = write_call("delete " + name_of(scope, key), "delete", SecretKeyMessage{scope, key});
  call.is_idempotent = false;
  const Outcome outcome = rest_.send(call);
  return outcome.error ? Result<void>(with_hint(*outcome.error, "list " + scope)) : Result<void>();
}

}  // namespace testtracker::databricks
