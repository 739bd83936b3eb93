#pragma once

// Turns the parser's complaints into sentences that say what to type instead.

#include <CLI/App.hpp>
#include <CLI/Error.hpp>

#include <string>

namespace testtracker::cli {

/// `word` is the innermost word that was recognised, the program itself if there was none.
std::string usage_sentence(const CLI::App& word, const CLI::ParseError& error);

/// `argument` is one that `word` does not know; the nearest that it knows is told.
std::string unknown_argument(const CLI::App& word, const std::string& argument);

}  // namespace testtracker::cli
