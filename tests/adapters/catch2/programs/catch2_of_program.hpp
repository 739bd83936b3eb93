#pragma once

// The Catch2 of the program, version 2 or 3: one source serves both.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#define PROGRAM_HAS_CATCH2_3 1
#else
#include <catch2/catch.hpp>
#define PROGRAM_HAS_CATCH2_3 0
#endif
