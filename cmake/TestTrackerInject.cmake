# Gives every GoogleTest program of somebody else's project the listener, without an edit there:
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

# The names in a list of link libraries. Only generator expressions that surely hold are opened: the
# listener in a program that turns out not to link GoogleTest would break it.
function(testtracker_linked_names items out)
  set(names "")
  foreach(item IN LISTS items)
    string(REGEX REPLACE "^\\$<(LINK_ONLY|BUILD_INTERFACE):([^<>]*)>$" "\\2" name "${item}")
    if(NOT name MATCHES "^::@|\\$<")
      list(APPEND names "${name}")
    endif()
  endforeach()
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

# What <target> is made of: the names it passes on to who links it (of an executable: all that it
# links itself) and its sources.
function(testtracker_parts_of target out_links out_sources)
  get_target_property(type ${target} TYPE)
  set(property INTERFACE_LINK_LIBRARIES)
  if(type STREQUAL "EXECUTABLE")
    set(property LINK_LIBRARIES)
  endif()
  get_property(links TARGET ${target} PROPERTY ${property})
  get_property(sources TARGET ${target} PROPERTY SOURCES)
  testtracker_linked_names("${links}" names)
  foreach(source IN LISTS sources)
    if(source MATCHES "^\\$<TARGET_OBJECTS:([^<>]+)>$")
      list(APPEND names "${CMAKE_MATCH_1}")
    endif()
  endforeach()
  set(${out_links} "${names}" PARENT_SCOPE)
  set(${out_sources} "${sources}" PARENT_SCOPE)
endfunction()

# Whether <name>, a target or anything else that can be linked, brings GoogleTest along: ON or OFF.
# Answers are kept, since the programs of a project share their libraries.
function(testtracker_brings_googletest name out)
  get_property(answer GLOBAL PROPERTY "testtracker_googletest_${name}")
  if("${answer}" STREQUAL "")
    set(answer OFF)
    set_property(GLOBAL PROPERTY "testtracker_googletest_${name}" OFF) # ends cycles
    if(name MATCHES "^((GTest|gtest|GMock|gmock)::)?(gtest|gmock)(_main)?$"
        OR name MATCHES "^GTest::(GTest|Main)$"
        OR name MATCHES "(^-l|(^|/)lib)(gtest|gmock)(_main)?d?(\\.a|\\.so[.0-9]*)?$")
      set(answer ON)
    elseif(TARGET "${name}")
      testtracker_parts_of("${name}" links sources)
      if(sources MATCHES "(^|[/;])(gtest|gmock|gmock-gtest)-all\\.cc(;|$)")
        set(answer ON)
      endif()
      foreach(link IN LISTS links)
        if(NOT answer)
          testtracker_brings_googletest("${link}" answer)
        endif()
      endforeach()
    endif()
    set_property(GLOBAL PROPERTY "testtracker_googletest_${name}" ${answer})
  endif()
  set(${out} ${answer} PARENT_SCOPE)
endfunction()

# Makes the recorder and testtracker::gtest of a source tree targets of the project's top directory:
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
  include("${root}/adapters/gtest/CMakeLists.txt")
endfunction()

# Makes testtracker::gtest and testtracker_compile_listener known; <out> tells why that failed.
function(testtracker_provide_listener out)
  set(problem "")
  set(here "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  if(TARGET testtracker::gtest)
    # The project has testtracker by itself.
  elseif(EXISTS "${here}/TestTrackerModule.cmake")
    cmake_path(GET here PARENT_PATH root)
    testtracker_build_recorder("${root}")
  else()
    find_package(testtracker QUIET COMPONENTS gtest NO_DEFAULT_PATH PATHS "${here}")
    if(NOT testtracker_FOUND)
      set(problem "the package in ${here} cannot be used. ${testtracker_NOT_FOUND_MESSAGE}")
    endif()
    # Directories that were there before see only what is global.
    foreach(target IN ITEMS base journal spool recorder gtest program)
      if(TARGET testtracker::${target})
        set_target_properties(testtracker::${target} PROPERTIES IMPORTED_GLOBAL ON)
      endif()
    endforeach()
  endif()
  set(${out} "${problem}" PARENT_SCOPE)
endfunction()

# A source that is the listener where GoogleTest 1.10 or newer can be included, and nothing else.
function(testtracker_write_careful_listener out)
  testtracker_listener_source(listener)
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

# The executables that shall get the listener.
function(testtracker_choose_programs out)
  set(chosen "")
  testtracker_targets_below("${CMAKE_SOURCE_DIR}" targets)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "EXECUTABLE")
      continue()
    endif()
    testtracker_brings_googletest(${target} has_googletest)
    get_target_property(links ${target} LINK_LIBRARIES)
    if(NOT has_googletest OR "testtracker::gtest" IN_LIST links
        OR "testtracker_link_recorder" IN_LIST links)
      continue()
    endif()
    if(TESTTRACKER_EXCLUDE AND target MATCHES "${TESTTRACKER_EXCLUDE}")
      message(STATUS "testtracker: ${target} is left out, TESTTRACKER_EXCLUDE matches it")
    else()
      list(APPEND chosen ${target})
    endif()
  endforeach()
  set(${out} "${chosen}" PARENT_SCOPE)
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

# Runs when the project's top directory has been read, and with it all its targets.
function(testtracker_inject)
  testtracker_choose_programs(programs)
  if(NOT programs)
    message(STATUS "testtracker: no program links GoogleTest, nothing to do")
    return()
  endif()
  testtracker_why_not_here(problem)
  if(NOT problem)
    testtracker_provide_listener(problem)
  endif()
  if(problem)
    message(STATUS "testtracker: nothing is recorded: ${problem}")
    return()
  endif()
  testtracker_write_careful_listener(source)
  foreach(program IN LISTS programs)
    testtracker_compile_listener(${program} "${source}")
  endforeach()
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
