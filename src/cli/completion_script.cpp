#include "cli/completion_script.hpp"

#include <CLI/Option.hpp>
#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::cli {
namespace {

using Described = std::vector<std::pair<std::string, std::string>>;  // word, help

// What may follow the program's name (path "") or a verb (path " server start").
struct Place {
  std::string path;
  Described verbs;
  Described options;
};

Described options_of(const CLI::App& app) {
  Described options;
  for (const CLI::Option* const option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      options.emplace_back("--" + name, option->get_description());
    }
  }
  return options;
}

void add_places(const CLI::App& app, const std::string& path, std::vector<Place>& places) {
  Place place{path, {}, options_of(app)};
  const auto verbs = app.get_subcommands({});
  for (const CLI::App* const verb : verbs) {
    place.verbs.emplace_back(verb->get_name(), verb->get_description());
  }
  places.push_back(std::move(place));
  for (const CLI::App* const verb : verbs) {
    add_places(*verb, path + " " + verb->get_name(), places);
  }
}

std::vector<Place> places_of(const CLI::App& program) {
  std::vector<Place> places;
  add_places(program, "", places);
  return places;
}

void add_value_options(const CLI::App& app, std::set<std::string>& names) {
  for (const CLI::Option* const option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (option->get_items_expected_max() > 0) {
        names.insert("--" + name);
      }
    }
  }
  for (const CLI::App* const verb : app.get_subcommands({})) {
    add_value_options(*verb, names);
  }
}

// Options whose next word is their value and no verb, as a pattern of `case`.
std::string value_option_pattern(const CLI::App& program) {
  std::set<std::string> names;
  add_value_options(program, names);
  return fmt::format("{}", fmt::join(names, "|"));
}

// All paths but the first, as a pattern of `case`.
std::string path_pattern(const std::vector<Place>& places) {
  std::string pattern;
  for (const Place& place : places) {
    if (!place.path.empty()) {
      pattern += (pattern.empty() ? "\"" : "|\"") + place.path + "\"";
    }
  }
  return pattern;
}

std::string words_of(const Described& described) {
  std::string words;
  for (const auto& [word, help] : described) {
    words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

// A single-quoted word of a shell; `quote` is how a single quote is written within.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string out = "'";
  for (const char letter : text) {
    letter == '\'' ? out.append(quote) : out.append(1, letter);
  }
  return out + "'";
}

// Word and help as zsh's _describe wants them.
std::string zsh_choices(const Described& described) {
  std::string choices;
  for (const auto& [word, help] : described) {
    choices += " " + quoted(word + ":" + help, R"('\'')");
  }
  return choices;
}

// The line counts when exactly its verbs were typed so far.
std::string fish_line(const std::string& path, const std::string& choice, const std::string& help) {
  return fmt::format("complete -c testtracker -n '__testtracker_at \"{}\"' {} -d {}\n", path,
                     choice, quoted(help, R"(\')"));
}

// Loop and `case` that bash and zsh share: sets `place`, leaves with `return` behind a `--`.
constexpr std::string_view k_find_place = R"(    if [[ -n $skip ]]; then skip=""; continue; fi
    case $word in
      --) return 1 ;;
      {0}) skip=1; continue ;;
    esac
    case "$place $word" in
      {1}) place="$place $word" ;;
    esac
)";

}  // namespace

std::string bash_completion(const CLI::App& program) {
  const std::vector<Place> places = places_of(program);
  std::string script =
      "_testtracker() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} place=\"\" skip=\"\" word\n"
      "  COMPREPLY=()\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n";
  script += fmt::format(k_find_place, value_option_pattern(program), path_pattern(places));
  script += "  done\n  [[ -z $skip ]] || return 1\n  local verbs=\"\" options=\"\"\n";
  script += "  case $place in\n";
  for (const Place& place : places) {
    script += fmt::format("    \"{}\") verbs=\"{}\" options=\"{}\" ;;\n", place.path,
                          words_of(place.verbs), words_of(place.options));
  }
  script +=
      "  esac\n"
      "  [[ $current != -* ]] || verbs=$options\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$verbs\" -- \"$current\")\n"
      "}\n"
      "complete -o default -F _testtracker testtracker\n";
  return script;
}

std::string zsh_completion(const CLI::App& program) {
  const std::vector<Place> places = places_of(program);
  std::string script =
      "#compdef testtracker\n"
      "_testtracker_place() {\n"
      "  local skip=\"\" word\n"
      "  place=\"\"\n"
      "  for word in ${words[2,CURRENT-1]}; do\n";
  script += fmt::format(k_find_place, value_option_pattern(program), path_pattern(places));
  script +=
      "  done\n  [[ -z $skip ]]\n}\n"
      "_testtracker() {\n"
      "  local place\n"
      "  local -a verbs options\n"
      "  _testtracker_place || { _files; return }\n"
      "  case $place in\n";
  for (const Place& place : places) {
    script += fmt::format("    \"{}\")\n      verbs=({})\n      options=({}) ;;\n", place.path,
                          zsh_choices(place.verbs), zsh_choices(place.options));
  }
  script +=
      "  esac\n"
      "  if [[ $PREFIX == -* ]]; then _describe -o option options\n"
      "  elif (( $#verbs )); then _describe verb verbs\n"
      "  else _files\n"
      "  fi\n"
      "}\n"
      "compdef _testtracker testtracker\n";
  return script;
}

std::string fish_completion(const CLI::App& program) {
  const std::vector<Place> places = places_of(program);
  std::set<std::string> values;
  add_value_options(program, values);
  std::string paths;
  for (const Place& place : places) {
    paths += place.path.empty() ? "" : " " + quoted(place.path, R"(\')");
  }
  std::string script = fmt::format(
      "function __testtracker_place\n"
      "  set -l place ''\n"
      "  set -l skip 0\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if test $skip = 1\n      set skip 0\n      continue\n    end\n"
      "    if test $word = --\n      echo program\n      return\n    end\n"
      "    if contains -- $word {}\n      set skip 1\n      continue\n    end\n"
      "    if contains -- \"$place $word\"{}\n      set place \"$place $word\"\n    end\n"
      "  end\n"
      "  test $skip = 1; and echo value; or echo $place\n"
      "end\n"
      "function __testtracker_at\n"
      "  set -l place (__testtracker_place)\n"
      "  test \"$place\" = \"$argv\"\n"
      "end\n",
      fmt::join(values, " "), paths);
  for (const Place& place : places) {
    for (const auto& [word, help] : place.verbs) {
      script += fish_line(place.path, "-f -a " + word, help);
    }
    for (const auto& [word, help] : place.options) {
      const bool takes_value = values.count(word) > 0;
      script += fish_line(place.path, "-l " + word.substr(2) + (takes_value ? " -r" : ""), help);
    }
  }
  return script;
}

}  // namespace testtracker::cli
