#pragma once

// What a compiler knows of the program that it compiles. Included by adapters' sources, which are
// compiled in the test program with its flags and with what testtracker's CMake targets define.

#include <testtracker/recorder.hpp>

namespace testtracker {
namespace {  // macros decide: each translation unit has its own

/// Compiler, build type and the path of `testtracker`, where they are known.
[[maybe_unused]] ProgramDescription compiled_program(const char* framework) {
  ProgramDescription description;
  description.framework = framework;
#if defined(__clang__)
  description.compiler = "Clang " __clang_version__;
#elif defined(__GNUC__)
  description.compiler = "GCC " __VERSION__;
#endif
#ifdef TESTTRACKER_BUILD_TYPE
  description.build_type = TESTTRACKER_BUILD_TYPE;
#endif
#ifdef TESTTRACKER_PROGRAM_PATH
  description.uploader_program = TESTTRACKER_PROGRAM_PATH;
#endif
  return description;
}

}  // namespace
}  // namespace testtracker
