#pragma once

// Scripts that teach a shell the verbs and options of testtracker, made from the parser, so that
// they cannot lag behind it.

#include <CLI/App.hpp>

#include <string>

namespace testtracker::cli {

/// For bash 4 and newer; put into a folder of bash-completion or sourced.
[[nodiscard]] std::string bash_completion(const CLI::App& program);

/// For zsh; the file `_testtracker` in a folder of $fpath, or sourced after compinit.
[[nodiscard]] std::string zsh_completion(const CLI::App& program);

/// For fish; ~/.config/fish/completions/testtracker.fish, or sourced.
[[nodiscard]] std::string fish_completion(const CLI::App& program);

}  // namespace testtracker::cli
