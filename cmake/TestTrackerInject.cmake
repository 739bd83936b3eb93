# Gives every GoogleTest and Catch2 program of somebody else's project the listener, without an edit there:
#
#   cmake -DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=<path of this file> …      CMake 3.24 and newer
#   cmake -DCMAKE_PROJECT_INCLUDE=<path of this file> …                 CMake 3.22 and 3.23
#
# Works from the source tree, where it builds the recorder with the project's compiler, and from an
# installed package. What cannot take the listener is left out with a message: the project's build
# never fails because of this file.
#
#   TESTTRACKER_PROGRAM_PATH   the program `testtracker` that uploads; else found in PATH at run time
#   TESTTRACKER_EXCLUDE        regular expression; targets whose name matches are left alone

cmake_policy(PUSH)
cmake_policy(VERSION 3.22)

include("${CMAKE_CURRENT_LIST_DIR}/TestTrackerFrameworks.cmake")

# All targets of a directory and the directories below it.
function(testtracker_targets_below directory out)
  get_property(all DIRECTORY "${directory}" PROPERTY BUILDSYSTEM_TARGETS)
  get_property(subdirectories DIRECTORY "${directory}" PROPERTY SUBDIRECTORIES)
  foreach(subdirectory IN LISTS subdirectories)
    testtracker_targets_below("${subdirectory}" targets)
    list(APPEND all ${targets})
  endforeach()
  set(${out} "${all}" PARENT_SCOPE)
endfunction()

# Makes the recorder and the adapters of a source tree targets of the project's top directory:
# deferred calls may add no subdirectory. Nothing of the project may break what is compiled here.
function(testtracker_build_recorder root)
  foreach(variable IN ITEMS CMAKE_CXX_CLANG_TIDY CMAKE_CXX_CPPCHECK CMAKE_CXX_CPPLINT
      CMAKE_CXX_INCLUDE_WHAT_YOU_USE CMAKE_UNITY_BUILD CMAKE_AUTOMOC CMAKE_AUTOUIC CMAKE_AUTORCC
      CMAKE_INTERPROCEDURAL_OPTIMIZATION TESTTRACKER_BUILD_UPLOAD TESTTRACKER_DEVELOPER
      TESTTRACKER_SANITIZE)
    set(${variable} "")
  endforeach()
  set(CMAKE_CXX_STANDARD 17)
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/testtracker")
  set(PROJECT_SOURCE_DIR "${root}")
  include("${root}/cmake/TestTrackerModule.cmake")
  include("${root}/cmake/TestTracker.cmake")
  foreach(module IN ITEMS base journal spool recorder)
    include("${root}/src/${module}/CMakeLists.txt")
    set_target_properties(testtracker_${module} PROPERTIES EXCLUDE_FROM_ALL ON
      # Not the directory's: its headers may have the names of ours.
      INCLUDE_DIRECTORIES "${root}/include;${root}/src")
    # Behind the directory's own options, and the last one counts.
    target_compile_options(testtracker_${module} PRIVATE -w -std=gnu++17 -fexceptions -frtti)
  endforeach()
  foreach(framework IN ITEMS gtest catch2)
    include("${root}/adapters/${framework}/CMakeLists.txt")
  endforeach()
endfunction()

# Makes testtracker::<framework>, for all of the frameworks, and testtracker_compile_listener known;
# <out> tells why that failed.
function(testtracker_provide_listeners frameworks out)
  set(problem "")
  set(here "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  set(missing ${frameworks})
  foreach(framework IN LISTS frameworks)
    if(TARGET testtracker::${framework})
      list(REMOVE_ITEM missing ${framework})
    endif()
  endforeach()
  if(NOT missing)
    # The project has testtracker by itself.
  elseif(EXISTS "${here}/TestTrackerModule.cmake")
    cmake_path(GET here PARENT_PATH root)
    testtracker_build_recorder("${root}")
  else()
    find_package(testtracker QUIET COMPONENTS ${frameworks} NO_DEFAULT_PATH PATHS "${here}")
    if(NOT testtracker_FOUND)
      set(problem "the package in ${here} cannot be used. ${testtracker_NOT_FOUND_MESSAGE}")
    endif()
    # Directories that were there before see only what is global.
    foreach(target IN ITEMS base journal spool recorder gtest catch2 program)
      if(TARGET testtracker::${target})
        set_target_properties(testtracker::${target} PROPERTIES IMPORTED_GLOBAL ON)
      endif()
    endforeach()
  endif()
  set(${out} "${problem}" PARENT_SCOPE)
endfunction()

# A source that is the listener where GoogleTest 1.10 or newer can be included, and nothing else.
# That for Catch2 knows by itself when to be empty.
function(testtracker_write_careful_listener out)
  testtracker_listener_sources(gtest listener)
  set(path "${CMAKE_BINARY_DIR}/testtracker/careful_listener.cpp")
  file(CONFIGURE OUTPUT "${path}" CONTENT [[
#if __has_include(<gtest/gtest.h>)
#include <gtest/gtest.h>
#ifdef GTEST_SKIP
#include "@listener@"
#endif
#endif
]] @ONLY)
  set(${out} "${path}" PARENT_SCOPE)
endfunction()

# The executables that shall get a listener: <out>_gtest, <out>_catch2.
function(testtracker_choose_programs out)
  set(gtest "")
  set(catch2 "")
  testtracker_targets_below("${CMAKE_SOURCE_DIR}" targets)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "EXECUTABLE")
      continue()
    endif()
    testtracker_framework_of(${target} framework)
    get_target_property(links ${target} LINK_LIBRARIES)
    if(NOT framework OR "testtracker::${framework}" IN_LIST links
        OR "testtracker_link_recorder" IN_LIST links)
      continue()
    endif()
    if(TESTTRACKER_EXCLUDE AND target MATCHES "${TESTTRACKER_EXCLUDE}")
      message(STATUS "testtracker: ${target} is left out, TESTTRACKER_EXCLUDE matches it")
    else()
      list(APPEND ${framework} ${target})
    endif()
  endforeach()
  set(${out}_gtest "${gtest}" PARENT_SCOPE)
  set(${out}_catch2 "${catch2}" PARENT_SCOPE)
endfunction()

# Why no listener can be compiled in this project at all, or nothing.
function(testtracker_why_not_here out)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  set(problem "")
  if(NOT "CXX" IN_LIST languages)
    set(problem "the project has no C++")
  elseif(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    set(problem "the compiler ${CMAKE_CXX_COMPILER_ID} is neither GCC nor Clang")
  elseif(NOT "cxx_std_17" IN_LIST CMAKE_CXX_COMPILE_FEATURES)
    set(problem "the compiler does not know C++17")
  endif()
  set(${out} "${problem}" PARENT_SCOPE)
endfunction()

# Compiles the listener for one framework in its programs.
function(testtracker_add_listener framework)
  if(framework STREQUAL "gtest")
    testtracker_write_careful_listener(sources)
  else()
    testtracker_listener_sources(${framework} sources)
    set(TESTTRACKER_LISTENER_DEFINITIONS TESTTRACKER_LISTENER_IS_OPTIONAL)
  endif()
  foreach(program IN LISTS ARGN)
    testtracker_compile_listener(${program} ${framework} ${sources})
  endforeach()
endfunction()

# Runs when the project's top directory has been read, and with it all its targets.
function(testtracker_inject)
  testtracker_choose_programs(programs)
  set(frameworks "")
  foreach(framework IN ITEMS gtest catch2)
    if(programs_${framework})
      list(APPEND frameworks ${framework})
    endif()
  endforeach()
  if(NOT frameworks)
    message(STATUS "testtracker: no program links GoogleTest or Catch2, nothing to do")
    return()
  endif()
  testtracker_why_not_here(problem)
  if(NOT problem)
    testtracker_provide_listeners("${frameworks}" problem)
  endif()
  if(problem)
    message(STATUS "testtracker: nothing is recorded: ${problem}")
    return()
  endif()
  foreach(framework IN LISTS frameworks)
    testtracker_add_listener(${framework} ${programs_${framework}})
  endforeach()
  set(programs ${programs_gtest} ${programs_catch2})
  list(LENGTH programs count)
  list(JOIN programs " " names)
  message(STATUS "testtracker: records the tests of ${count} programs")
  message(VERBOSE "testtracker: ${names}")
endfunction()

# With CMAKE_PROJECT_INCLUDE this file is read once per project().
get_property(is_deferred GLOBAL PROPERTY testtracker_is_injected)
if(NOT is_deferred)
  set_property(GLOBAL PROPERTY testtracker_is_injected ON)
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL testtracker_inject)
endif()
unset(is_deferred)

cmake_policy(POP)
