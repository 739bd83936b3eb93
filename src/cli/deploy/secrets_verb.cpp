// testtracker secrets create-scope, put, get, list, delete: values by scope and key, in a file of
// this machine or in the scopes of a Databricks workspace.

#include "cli/complain.hpp"
#include "cli/deploy/secret_input.hpp"
#include "cli/exit_codes.hpp"
#include "cli/load_settings.hpp"
#include "cli/verbs.hpp"
#include "databricks/connect.hpp"
#include "redact/redactor.hpp"
#include "secrets/local_store.hpp"
#include "secrets/secret_names.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

using Json = nlohmann::ordered_json;
using Store = std::unique_ptr<secrets::SecretStore>;

struct SecretsOptions {
  std::string target = "local";
  std::string scope;
  std::string key;
  std::vector<std::string> values;  ///< given in argv: refused
  bool show = false;
};

Result<Store> open_databricks(const CommonOptions& common) {
  const auto settings = load_settings(".", common);
  if (!settings) {
    return settings.error();
  }
  const char* const home = std::getenv("HOME");
  const auto credentials =
      login::finalize(databricks::credential_options(*settings, home == nullptr ? "" : home));
  if (!credentials) {
    return credentials.error();
  }
  for (const std::string& warning : credentials->warnings) {
    complain(warning);
  }
  return databricks::connect_secret_scopes(*credentials);
}

/// Checks the names that were typed, then opens the store.
Result<Store> open_store(const SecretsOptions& options, const CommonOptions& common) {
  for (const auto& [kind, name] : {std::pair("scope", &options.scope), {"key", &options.key}}) {
    if (Result<void> good = secrets::check_name(kind, *name); !name->empty() && !good) {
      return good.error();
    }
  }
  if (options.target == "databricks") {
    return open_databricks(common);
  }
  const auto place = secrets::local_store_place();
  return place ? Result<Store>(secrets::open_local_store(*place)) : place.error();
}

void print_json(const Json& document) {
  fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

/// What was done, to people and to programs.
int say(const CommonOptions& common, const Json& document, const std::string& sentence) {
  if (common.json) {
    print_json(document);
  } else if (!common.quiet) {
    fmt::print("{}\n", sentence);
  }
  return exit_codes::k_ok;
}

std::string name_of(const SecretsOptions& options) {
  return options.scope + "/" + options.key;
}

Result<int> run_create_scope(const SecretsOptions& options, const CommonOptions& common) {
  auto store = open_store(options, common);
  if (!store) {
    return store.error();
  }
  if (Result<void> done = (*store)->create_scope(options.scope); !done) {
    return done.error();
  }
  return say(common, {{"created", options.scope}},
             fmt::format("The scope {} is there.", options.scope));
}

Result<int> run_put(const SecretsOptions& options, const CommonOptions& common) {
  if (!options.values.empty()) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("every user of this machine can read what stands on a command line, "
                             "and shells keep it; type: testtracker secrets put {} {}, and give "
                             "the value when you are asked for it, or by a pipe",
                             options.scope, options.key)};
  }
  auto store = open_store(options, common);
  if (!store) {
    return store.error();
  }
  const auto value = read_secret(fmt::format("Value of {}: ", name_of(options)));
  if (!value) {
    return value.error();
  }
  if (Result<void> good = secrets::check_value(*value); !good) {
    return good.error();
  }
  if (Result<void> done = (*store)->put(options.scope, options.key, *value); !done) {
    return done.error();
  }
  const bool is_redacted = value->size() >= redact::k_shortest_secret_bytes;
  if (!is_redacted) {
    complain(
        fmt::format("the value of {} has fewer than {} bytes and is therefore not taken out "
                    "of what programs print",
                    name_of(options), redact::k_shortest_secret_bytes));
  }
  return say(common,
             {{"put", {{"scope", options.scope}, {"key", options.key}}}, {"redacted", is_redacted}},
             fmt::format("The secret {} is kept.", name_of(options)));
}

bool is_pipe(int fd) {
  struct stat facts {};
  return ::fstat(fd, &facts) == 0 && (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode));
}

Result<int> run_get(const SecretsOptions& options, const CommonOptions& common) {
  if (!options.show && !is_pipe(STDOUT_FILENO)) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("print the secret {}: standard output is no pipe, and the value would "
                             "stay on the screen or in a file; add --show if that is wanted",
                             name_of(options))};
  }
  auto store = open_store(options, common);
  if (!store) {
    return store.error();
  }
  const auto value = (*store)->get(options.scope, options.key);
  if (!value) {
    return value.error();
  }
  if (common.json) {
    print_json({{"scope", options.scope}, {"key", options.key}, {"value", *value}});
  } else {
    // Whole and nothing else for a program that reads it; a line for a person.
    fmt::print("{}{}", *value, ::isatty(STDOUT_FILENO) == 1 ? "\n" : "");
  }
  return exit_codes::k_ok;
}

Result<int> run_list(const SecretsOptions& options, const CommonOptions& common) {
  auto store = open_store(options, common);
  if (!store) {
    return store.error();
  }
  const bool lists_scopes = options.scope.empty();
  const auto names = lists_scopes ? (*store)->scopes() : (*store)->keys(options.scope);
  if (!names) {
    return names.error();
  }
  if (common.json) {
    print_json(lists_scopes ? Json{{"scopes", *names}}
                            : Json{{"scope", options.scope}, {"keys", *names}});
  } else {
    for (const std::string& name : *names) {
      fmt::print("{}\n", name);
    }
  }
  return exit_codes::k_ok;
}

Result<int> run_delete(const SecretsOptions& options, const CommonOptions& common) {
  auto store = open_store(options, common);
  if (!store) {
    return store.error();
  }
  if (options.key.empty()) {
    if (Result<void> done = (*store)->delete_scope(options.scope); !done) {
      return done.error();
    }
    return say(common, {{"deleted", {{"scope", options.scope}}}},
               fmt::format("The scope {} and all in it are gone.", options.scope));
  }
  if (Result<void> done = (*store)->delete_secret(options.scope, options.key); !done) {
    return done.error();
  }
  return say(common, {{"deleted", {{"scope", options.scope}, {"key", options.key}}}},
             fmt::format("The secret {} is gone.", name_of(options)));
}

enum class Names { scope, scope_and_key, scope_perhaps, scope_and_key_perhaps };

/// Adds one word of the group with the names it takes.
CLI::App& add_word(Program& program, CLI::App& group, Names names, const char* name,
                   const char* help,
                   Result<int> (*run)(const SecretsOptions&, const CommonOptions&),
                   const std::shared_ptr<SecretsOptions>& options) {
  CLI::App& verb = program.add_verb(
      {name, help, [options, run, &common = program.common()] { return run(*options, common); }},
      &group);
  verb.add_option("scope", options->scope, "Scope: a group of secrets")
      ->type_name("SCOPE")
      ->required(names != Names::scope_perhaps);
  if (names == Names::scope_and_key || names == Names::scope_and_key_perhaps) {
    verb.add_option("key", options->key, "Name of the secret in its scope")
        ->type_name("KEY")
        ->required(names == Names::scope_and_key);
  }
  verb.add_option("--target", options->target, "Where: local (a file) or databricks")
      ->type_name("TARGET")
      ->check(CLI::IsMember({"local", "databricks"}))
      ->capture_default_str();
  return verb;
}

}  // namespace

void add_secrets(Program& program) {
  CLI::App& group = program.add_group(
      "secrets", "Keep values that notebooks and deployments need and nobody sees");
  const auto options = std::make_shared<SecretsOptions>();
  add_word(program, group, Names::scope, "create-scope", "Make a scope", run_create_scope, options);
  CLI::App& put =
      add_word(program, group, Names::scope_and_key, "put",
               "Keep a value, from standard input or typed without an echo", run_put, options);
  // Known only so that the answer can say what to type, and does not repeat the value.
  put.add_option("value,--value,--string-value", options->values, "Refused")->group("");
  put.footer("  printf %s \"$TOKEN\" | testtracker secrets put deploy git-token");
  CLI::App& get = add_word(program, group, Names::scope_and_key, "get",
                           "Print a value, to a pipe only", run_get, options);
  get.add_flag("--show", options->show, "Print it wherever standard output goes");
  add_word(program, group, Names::scope_perhaps, "list", "Print the scopes, or the keys of one",
           run_list, options);
  add_word(program, group, Names::scope_and_key_perhaps, "delete",
           "Remove a secret, or a scope with all in it", run_delete, options);
}

}  // namespace testtracker::cli
