# testtracker_track(<target>… [FRAMEWORK gtest|catch2])
#
# Records the GoogleTest or Catch2 tests of these executables. Only the listener is compiled and
# linked in addition, as C++17 and without warnings: the standard, flags and warnings of the targets'
# own sources stay. A target whose sources use testtracker's headers links testtracker::gtest or
# testtracker::catch2 instead. Which framework it is, is seen from what the targets link so far and
# from their sources; FRAMEWORK says it for those that tell too late or not at all.
#
# TESTTRACKER_PROGRAM_PATH, when set, is the path of the program `testtracker` that is compiled in.

# testtracker_discover_tests(<target> [FRAMEWORK gtest|catch2] [<arguments>…])
#
# Makes an entry of ctest of each test of the executable, by gtest_discover_tests or
# catch_discover_tests, which get the further arguments, and records it: a target that does not link
# testtracker::gtest or ::catch2 is tracked as by testtracker_track. GoogleTest's entries are called
# as reports call the tests, `Suite.Name`, without the texts of their parameters, which may be
# addresses and change from build to build: a name from a report can be typed behind `ctest -R`, and a
# series does not break. An entry of Catch2 is called as its test case.

include("${CMAKE_CURRENT_LIST_DIR}/TestTrackerFrameworks.cmake")

# The listener's sources as testtracker::<framework> has them, in the source tree or installed.
function(testtracker_listener_sources framework out)
  get_target_property(sources testtracker::${framework} INTERFACE_SOURCES)
  string(REGEX REPLACE "\\$<INSTALL_INTERFACE:[^>]*>" "" sources "${sources}")
  string(REGEX REPLACE "\\$<BUILD_INTERFACE:([^>]*)>" "\\1" sources "${sources}")
  list(FILTER sources INCLUDE REGEX "listener[a-z_]*\\.cpp$")
  set(${out} "${sources}" PARENT_SCOPE)
endfunction()

# Replaces the sources by some that include them and that no other target has: properties of a source
# are those of all targets of a directory.
function(testtracker_write_own_sources target in_out)
  set(own "")
  foreach(source IN LISTS ${in_out})
    cmake_path(GET source FILENAME name)
    set(path "${CMAKE_BINARY_DIR}/testtracker/${target}/${name}")
    file(CONFIGURE OUTPUT "${path}" CONTENT "#include \"@source@\"\n" @ONLY)
    list(APPEND own "${path}")
  endforeach()
  set(${in_out} "${own}" PARENT_SCOPE)
endfunction()

# Compiles <sources…>, which are or include the listener, in <target> and links the recorder. By
# properties and not by target_link_libraries, whose plain and keyword forms exclude each other; and
# through $<LINK_ONLY>, since the recorder's headers and its C++17 are no affair of the target.
function(testtracker_compile_listener target framework)
  if(NOT TARGET testtracker_link_recorder)
    add_library(testtracker_link_recorder INTERFACE IMPORTED GLOBAL)
    set_target_properties(testtracker_link_recorder PROPERTIES
      INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:testtracker::recorder>")
  endif()
  set(definitions "TESTTRACKER_BUILD_TYPE=\"$<CONFIG>\"")
  if(TESTTRACKER_PROGRAM_PATH)
    list(APPEND definitions "TESTTRACKER_PROGRAM_PATH=\"${TESTTRACKER_PROGRAM_PATH}\"")
  elseif(TARGET testtracker::program)
    list(APPEND definitions "TESTTRACKER_PROGRAM_PATH=\"$<TARGET_FILE:testtracker::program>\"")
  endif()
  set(directories
    "$<TARGET_PROPERTY:testtracker::${framework},INTERFACE_INCLUDE_DIRECTORIES>")
  set(sources ${ARGN})
  if(framework STREQUAL "catch2")
    testtracker_catch2_directory(${target} directory)
    if(directory)
      list(APPEND directories "${directory}")
      testtracker_write_own_sources(${target} sources)
    endif()
  endif()
  foreach(source IN LISTS sources)
    set_source_files_properties("${source}" TARGET_DIRECTORY ${target} PROPERTIES
      COMPILE_DEFINITIONS "${definitions};${TESTTRACKER_LISTENER_DEFINITIONS}"
      # The last -std counts; -w silences whatever the target turned into errors.
      COMPILE_OPTIONS "-std=gnu++17;-w"
      INCLUDE_DIRECTORIES "${directories}"
      SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON SKIP_AUTOGEN ON SKIP_LINTING ON)
  endforeach()
  set_property(TARGET ${target} APPEND PROPERTY SOURCES ${sources})
  set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES testtracker_link_recorder)
endfunction()

# The framework that <given> names or, when it is empty, that <target> has in it; else GoogleTest. The
# adapter for it is there, or this is an error of <caller>.
function(testtracker_choose_framework caller target given out)
  set(framework "${given}")
  if(NOT framework)
    testtracker_framework_of(${target} framework)
  endif()
  if(NOT framework)
    set(framework gtest)
  endif()
  if(NOT TARGET testtracker::${framework})
    message(FATAL_ERROR "${caller}(${target}): there is no testtracker::${framework}; "
      "ask for it by find_package(testtracker COMPONENTS ${framework}).")
  endif()
  set(${out} "${framework}" PARENT_SCOPE)
endfunction()

function(testtracker_check_executable caller target)
  if(NOT TARGET ${target})
    message(FATAL_ERROR "${caller}(${target}): there is no such target.")
  endif()
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "EXECUTABLE")
    message(FATAL_ERROR "${caller}(${target}): only an executable can be tracked.")
  endif()
endfunction()

function(testtracker_track)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "FRAMEWORK" "")
  foreach(target IN LISTS arg_UNPARSED_ARGUMENTS)
    testtracker_check_executable(testtracker_track ${target})
    testtracker_choose_framework(testtracker_track ${target} "${arg_FRAMEWORK}" framework)
    testtracker_listener_sources(${framework} sources)
    testtracker_compile_listener(${target} ${framework} ${sources})
  endforeach()
endfunction()

# The functions of Catch2 stand beside its package.
macro(testtracker_include_catch)
  if(NOT COMMAND catch_discover_tests)
    include("${Catch2_DIR}/Catch.cmake" OPTIONAL RESULT_VARIABLE testtracker_catch_module)
    if(NOT testtracker_catch_module)
      include(Catch)
    endif()
  endif()
endmacro()

function(testtracker_discover_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FRAMEWORK" "")
  testtracker_check_executable(testtracker_discover_tests ${target})
  testtracker_choose_framework(testtracker_discover_tests ${target} "${arg_FRAMEWORK}" framework)
  get_property(links TARGET ${target} PROPERTY LINK_LIBRARIES)
  if(NOT links MATCHES "testtracker(::|_link_recorder)")
    testtracker_track(${target} FRAMEWORK ${framework})
  endif()
  if(framework STREQUAL "gtest")
    include(GoogleTest)
    gtest_discover_tests(${target} NO_PRETTY_TYPES NO_PRETTY_VALUES ${arg_UNPARSED_ARGUMENTS})
    return()
  endif()
  testtracker_include_catch()
  catch_discover_tests(${target} ${arg_UNPARSED_ARGUMENTS})
endfunction()
