#pragma once

// The program testtracker without its main.

namespace testtracker::cli {

/// Does what the arguments say and returns the exit code (exit_codes.hpp).
int run_app(int argc, const char* const* argv);

}  // namespace testtracker::cli
