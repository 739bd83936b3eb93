// Includes the Catch2 of the program and says in TESTTRACKER_CATCH2_MAJOR which one it is: 3, 2, or
// 0 for none that the listener can work with. Included by the listener's sources alone.

// Version 2 keeps its own part in the main file, whatever the project defines for all of its files.
#undef CATCH_CONFIG_MAIN
#undef CATCH_CONFIG_RUNNER
#undef CATCH_CONFIG_IMPL
#ifndef CATCH_CONFIG_EXTERNAL_INTERFACES
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#endif
#undef CATCH_CONFIG_ENABLE_BENCHMARKING
#ifdef TESTTRACKER_CATCH2_WITH_BENCHMARKS
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#endif

// A copy in the project's own tree comes first: what the system has may be another version. With
// version 3 a file of that name is one that includes the new headers.
#if __has_include(<catch.hpp>)
#include <catch.hpp>
#elif !__has_include(<catch2/reporters/catch_reporter_event_listener.hpp>) && \
    !__has_include(<catch_amalgamated.hpp>) && __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#endif

#if defined(TWOBLUECUBES_SINGLE_INCLUDE_CATCH_HPP_INCLUDED) && defined(CATCH_VERSION_MAJOR)

#if CATCH_VERSION_MAJOR == 2 && CATCH_VERSION_MINOR >= 13
#define TESTTRACKER_CATCH2_MAJOR 2
#else
#define TESTTRACKER_CATCH2_MAJOR 0
#endif

#elif __has_include(<catch2/reporters/catch_reporter_event_listener.hpp>)

#include <catch2/benchmark/detail/catch_benchmark_stats.hpp>
#include <catch2/catch_assertion_result.hpp>
#include <catch2/catch_test_case_info.hpp>
#include <catch2/catch_test_spec.hpp>
#include <catch2/catch_version_macros.hpp>
#include <catch2/interfaces/catch_interfaces_config.hpp>
#include <catch2/interfaces/catch_interfaces_reporter.hpp>
#include <catch2/internal/catch_test_case_registry_impl.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#define TESTTRACKER_CATCH2_MAJOR 3

#elif __has_include(<catch_amalgamated.hpp>)

#include <catch_amalgamated.hpp>
#define TESTTRACKER_CATCH2_MAJOR 3

#else
#define TESTTRACKER_CATCH2_MAJOR 0
#endif
