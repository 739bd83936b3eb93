# testtracker_track(<target>…)
#
# Records the GoogleTest tests of these executables. Only the listener is compiled and linked in
# addition, as C++17 and without warnings: the standard, flags and warnings of the targets' own
# sources stay. A target whose sources use testtracker's headers links testtracker::gtest instead.
#
# TESTTRACKER_PROGRAM_PATH, when set, is the path of the program `testtracker` that is compiled in.

# The listener's source as testtracker::gtest has it, in the source tree or installed.
function(testtracker_listener_source out)
  get_target_property(sources testtracker::gtest INTERFACE_SOURCES)
  string(REGEX REPLACE "\\$<INSTALL_INTERFACE:[^>]*>" "" sources "${sources}")
  string(REGEX REPLACE "\\$<BUILD_INTERFACE:([^>]*)>" "\\1" sources "${sources}")
  list(FILTER sources INCLUDE REGEX "listener\\.cpp$")
  set(${out} "${sources}" PARENT_SCOPE)
endfunction()

# Compiles <source>, which is or includes the listener, in <target> and links the recorder. By
# properties and not by target_link_libraries, whose plain and keyword forms exclude each other; and
# through $<LINK_ONLY>, since the recorder's headers and its C++17 are no affair of the target.
function(testtracker_compile_listener target source)
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
  set_source_files_properties("${source}" TARGET_DIRECTORY ${target} PROPERTIES
    COMPILE_DEFINITIONS "${definitions}"
    # The last -std counts; -w silences whatever the target turned into errors.
    COMPILE_OPTIONS "-std=gnu++17;-w"
    INCLUDE_DIRECTORIES "$<TARGET_PROPERTY:testtracker::gtest,INTERFACE_INCLUDE_DIRECTORIES>"
    SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON SKIP_AUTOGEN ON SKIP_LINTING ON)
  set_property(TARGET ${target} APPEND PROPERTY SOURCES "${source}")
  set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES testtracker_link_recorder)
endfunction()

function(testtracker_track)
  testtracker_listener_source(source)
  foreach(target IN LISTS ARGN)
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "EXECUTABLE")
      message(FATAL_ERROR "testtracker_track(${target}): only an executable can be tracked.")
    endif()
    testtracker_compile_listener(${target} "${source}")
  endforeach()
endfunction()
