// The second way in which the listener for Catch2 2 is compiled; listener_v2.hpp tells why. With
// Catch2 3 there is nothing in it.

#define TESTTRACKER_CATCH2_WITH_BENCHMARKS
#include "catch2_headers.hpp"

#if TESTTRACKER_CATCH2_MAJOR == 2
#include "listener_v2.hpp"
#endif
