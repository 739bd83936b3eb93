#pragma once

// A secret's way into the program: by a pipe, or typed without an echo. Never by arguments, which
// every user of the machine can read. Used by `testtracker secrets put`.

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::cli {

/// The text on standard input, without the newline at its end that `echo` adds. From a terminal:
/// one line, after `prompt` on stderr, with the echo off; it is on again however this ends. Errors:
/// `invalid_argument` when more than a secret can hold comes, or the input ends before a line;
/// `io`.
Result<std::string> read_secret(const std::string& prompt);

}  // namespace testtracker::cli
