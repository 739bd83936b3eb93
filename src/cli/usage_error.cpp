#include "cli/usage_error.hpp"

#include "base/nearest_word.hpp"

#include <CLI/Option.hpp>
#include <fmt/core.h>

namespace testtracker::cli {
namespace {

// `testtracker server start`, as a person types it.
std::string spelled(const CLI::App& word) {
  const CLI::App* const parent = word.get_parent();
  return parent == nullptr ? word.get_name() : spelled(*parent) + " " + word.get_name();
}

std::vector<std::string> names_of_verbs(const CLI::App& word) {
  std::vector<std::string> names;
  for (const CLI::App* const verb : word.get_subcommands({})) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> names_of_options(const CLI::App& word) {
  std::vector<std::string> names;
  for (const CLI::Option* const option : word.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

std::string suggestion(const std::string& nearest) {
  return nearest.empty() ? std::string() : "; did you mean '" + nearest + "'?";
}

}  // namespace

std::string unknown_argument(const CLI::App& word, const std::string& argument) {
  const std::string see = fmt::format(" See '{} --help'.", spelled(word));
  if (argument.rfind('-', 0) == 0) {
    const std::string name = argument.substr(0, argument.find('='));
    const std::string nearest = suggestion(nearest_word(name, names_of_options(word)));
    return fmt::format("'{}' has no option '{}'{}{}", spelled(word), name,
                       nearest.empty() ? "." : nearest, see);
  }
  const std::vector<std::string> verbs = names_of_verbs(word);
  if (verbs.empty()) {
    return fmt::format("'{}' does not know what to do with '{}'.{}", spelled(word), argument, see);
  }
  const std::string nearest = suggestion(nearest_word(argument, verbs));
  return fmt::format("'{}' has no verb '{}'{}{}", spelled(word), argument,
                     nearest.empty() ? "." : nearest, see);
}

std::string usage_sentence(const CLI::App& word, const CLI::ParseError& error) {
  // What the parser could not place says more than that a verb is missing.
  for (const std::string& argument : word.remaining()) {
    if (argument != "--") {
      return unknown_argument(word, argument);
    }
  }
  return fmt::format("{}: {}. See '{} --help'.", spelled(word), error.what(), spelled(word));
}

}  // namespace testtracker::cli
