# For a project's CTestCustom.cmake (cmake.org, ctest(1), "CTest Test Step"):
#
#   include("<where testtracker is installed>/lib/cmake/testtracker/TestTrackerCTestCustom.cmake")
#
# A plain `ctest` then ends with one line of counts and the run's URL, which test programs under ctest
# do not print, because tests compare outputs. TESTTRACKER_PROGRAM, a variable or of the environment,
# names the program `testtracker`; otherwise it is the one of the package, or of PATH.
#
# A hook that fails makes ctest fail. This one cannot: without the program there is none, and what the
# program says of its success is dropped.

set(testtracker_program "${TESTTRACKER_PROGRAM}")
if(NOT testtracker_program)
  set(testtracker_program "$ENV{TESTTRACKER_PROGRAM}")
endif()
if(NOT testtracker_program)
  find_program(testtracker_program_found NAMES testtracker NO_CACHE
    HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../bin")
  set(testtracker_program "${testtracker_program_found}")
endif()
# ctest splits a hook at semicolons and parses quotes: paths with either get no hook.
if(EXISTS "${testtracker_program}" AND NOT testtracker_program MATCHES "[;'\"\\]")
  list(APPEND CTEST_CUSTOM_POST_TEST
    "sh -c \"'${testtracker_program}' report --brief --of-ctest || :\"")
endif()
