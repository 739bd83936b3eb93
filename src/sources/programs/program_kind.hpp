#pragma once

// Which test framework a program was built with, from its file alone: nothing is run.

#include <string>

namespace testtracker::sources {

enum class Framework { unknown, googletest, catch2_v2, catch2_v3, doctest, boost_test };

struct ProgramKind {
  Framework framework = Framework::unknown;
  bool has_listener = false;  ///< testtracker's recorder is linked: the program records itself
};

/// Looks into the loaded parts of an ELF file: for texts that each framework prints, and for the
/// names of frameworks in shared libraries. A script or a file that cannot be read is unknown.
[[nodiscard]] ProgramKind program_kind(const std::string& path);

}  // namespace testtracker::sources
