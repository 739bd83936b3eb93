#include "session/catch2_arguments.hpp"

#include <algorithm>
#include <string_view>

namespace testtracker::session {
namespace {

enum class Kind { foreign, flag, with_value };

// docs/command-line.md of Catch2, versions 2.13 to 3.
constexpr std::string_view k_short_flags = "?hlsbeiat#";
constexpr std::string_view k_short_with_value = "ornxwdDfcv";
constexpr std::string_view k_flags[] = {"help",
                                        "list-tests",
                                        "list-test-names-only",
                                        "list-tags",
                                        "list-reporters",
                                        "list-listeners",
                                        "success",
                                        "break",
                                        "nothrow",
                                        "invisibles",
                                        "abort",
                                        "filenames-as-tags",
                                        "libidentify",
                                        "skip-benchmarks",
                                        "benchmark-no-analysis",
                                        "allow-running-no-tests"};
constexpr std::string_view k_with_value[] = {"out",
                                             "reporter",
                                             "name",
                                             "abortx",
                                             "warn",
                                             "durations",
                                             "min-duration",
                                             "input-file",
                                             "section",
                                             "verbosity",
                                             "order",
                                             "rng-seed",
                                             "use-colour",
                                             "colour-mode",
                                             "wait-for-keypress",
                                             "benchmark-samples",
                                             "benchmark-resamples",
                                             "benchmark-confidence-interval",
                                             "benchmark-warmup-time",
                                             "shard-count",
                                             "shard-index"};

template <std::size_t Size>
bool contains(const std::string_view (&names)[Size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// `-sa` is `-s -a`: the last letter tells whether a value follows.
Kind kind_of_short(std::string_view letters) {
  const bool all_known = std::all_of(letters.begin(), letters.end(), [](char letter) {
    return k_short_flags.find(letter) != std::string_view::npos ||
           k_short_with_value.find(letter) != std::string_view::npos;
  });
  if (letters.empty() || !all_known) {
    return Kind::foreign;
  }
  return k_short_with_value.find(letters.back()) == std::string_view::npos ? Kind::flag
                                                                           : Kind::with_value;
}

Kind kind_of(std::string_view option) {
  if (option.substr(0, 2) != "--") {
    return kind_of_short(option.substr(1));
  }
  const auto name = option.substr(2);
  return contains(k_flags, name)        ? Kind::flag
         : contains(k_with_value, name) ? Kind::with_value
                                        : Kind::foreign;
}

bool is_option(std::string_view argument) {
  return argument.size() > 1 && argument[0] == '-';
}

std::string tags_suffix(const TestResult& test) {
  std::string text;
  for (const auto& tag : test.tags) {
    if (tag.empty() || tag[0] != '#') {
      text += "[" + tag + "]";
    }
  }
  return text;
}

std::string escaped(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_special_first = i == 0 && (name[i] == '~' || name[i] == '-');  // not, an option
    if (std::string_view("\\,[]\"").find(name[i]) != std::string_view::npos || is_special_first) {
      text += '\\';
    }
    text += name[i];
  }
  return text;
}

}  // namespace

std::vector<std::string> without_catch2_arguments(const std::vector<std::string>& arguments) {
  std::vector<std::string> own;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!is_option(argument)) {
      continue;  // a test spec
    }
    const auto end_of_name = argument.find_first_of(":=");
    const Kind kind = kind_of(argument.substr(0, end_of_name));
    const bool has_value_behind_it = end_of_name == std::string::npos && i + 1 < arguments.size() &&
                                     !is_option(arguments[i + 1]);
    if (kind == Kind::foreign) {
      own.push_back(argument);
      if (has_value_behind_it) {
        own.push_back(arguments[i + 1]);
      }
    }
    i += kind != Kind::flag && has_value_behind_it ? 1U : 0U;
  }
  return own;
}

std::string catch2_spec_of(const TestResult& test) {
  const std::string& name = test.identity.name;
  const std::string suffix = tags_suffix(test);
  const std::string behind_name = " " + suffix;
  // The adapter appends the tags to names that occur twice.
  const bool names_tags =
      !suffix.empty() && name.size() > behind_name.size() &&
      name.compare(name.size() - behind_name.size(), behind_name.size(), behind_name) == 0;
  return names_tags ? escaped(name.substr(0, name.size() - behind_name.size())) + suffix
                    : escaped(name);
}

}  // namespace testtracker::session
