# Finds out which test framework an executable has in it: testtracker_framework_of. Used by
# testtracker_track and by the injection file.

# The names in a list of link libraries. Only generator expressions that surely hold are opened: the
# listener in a program that turns out not to link its framework would break it.
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

# Whether a library of this name is GoogleTest itself.
function(testtracker_is_gtest name sources out)
  set(answer OFF)
  if(name MATCHES "^((GTest|gtest|GMock|gmock)::)?(gtest|gmock)(_main)?$"
      OR name MATCHES "^GTest::(GTest|Main)$"
      OR name MATCHES "(^-l|(^|/)lib)(gtest|gmock)(_main)?d?(\\.a|\\.so[.0-9]*)?$"
      OR sources MATCHES "(^|[/;])(gtest|gmock|gmock-gtest)-all\\.cc(;|$)")
    set(answer ON)
  endif()
  set(${out} ${answer} PARENT_SCOPE)
endfunction()

# Whether a library of this name is Catch2, or has Catch2's own part among its sources. Version 2 is
# headers alone: whoever links its target need not have that part.
function(testtracker_is_catch2 name sources out)
  set(answer OFF)
  set(type "")
  set(main "")
  if(TARGET "${name}")
    get_target_property(type "${name}" TYPE)
    testtracker_catch2_main("${name}" "${sources}" main)
  endif()
  if((name MATCHES "^(Catch2::)?Catch2(WithMain)?$" AND type MATCHES "_LIBRARY$"
        AND NOT type STREQUAL "INTERFACE_LIBRARY")
      OR name MATCHES "(^-l|(^|/)lib)Catch2(Main)?d?(\\.a|\\.so[.0-9]*)?$"
      OR sources MATCHES "(^|[/;])catch_amalgamated\\.cpp(;|$)"
      OR main)
    set(answer ON)
  endif()
  set(${out} ${answer} PARENT_SCOPE)
endfunction()

# The source of <target> in which Catch2 2 has its own part: CATCH_CONFIG_MAIN or _RUNNER is defined.
# Empty when there is none.
function(testtracker_catch2_main target sources out)
  set(found "")
  get_target_property(directory ${target} SOURCE_DIR)
  get_property(definitions TARGET ${target} PROPERTY COMPILE_DEFINITIONS)
  foreach(source IN LISTS sources)
    if(found OR NOT source MATCHES "\\.(cpp|cc|cxx|c\\+\\+|C)$" OR source MATCHES "\\$<")
      continue()
    endif()
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${directory}")
    if(EXISTS "${source}")
      file(STRINGS "${source}" lines LIMIT_COUNT 1
        REGEX "^[ \t]*#[ \t]*define[ \t]+CATCH_CONFIG_(MAIN|RUNNER)")
      if(lines OR definitions MATCHES "CATCH_CONFIG_(MAIN|RUNNER)")
        set(found "${source}")
      endif()
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Whether <name>, a target or anything else that can be linked, brings the framework along: ON or
# OFF. Answers are kept, since the programs of a project share their libraries.
function(testtracker_brings framework name out)
  set(property "testtracker_brings_${framework}_${name}")
  get_property(answer GLOBAL PROPERTY "${property}")
  if("${answer}" STREQUAL "")
    set_property(GLOBAL PROPERTY "${property}" OFF) # ends cycles
    set(links "")
    set(sources "")
    if(TARGET "${name}")
      testtracker_parts_of("${name}" links sources)
    endif()
    cmake_language(CALL testtracker_is_${framework} "${name}" "${sources}" answer)
    foreach(link IN LISTS links)
      if(NOT answer)
        testtracker_brings(${framework} "${link}" answer)
      endif()
    endforeach()
    set_property(GLOBAL PROPERTY "${property}" ${answer})
  endif()
  set(${out} ${answer} PARENT_SCOPE)
endfunction()

# `gtest`, `catch2` or nothing: named as testtracker's adapters.
function(testtracker_framework_of target out)
  set(framework "")
  foreach(candidate IN ITEMS gtest catch2)
    if(NOT framework)
      testtracker_brings(${candidate} ${target} is_there)
      if(is_there)
        set(framework ${candidate})
      endif()
    endif()
  endforeach()
  set(${out} "${framework}" PARENT_SCOPE)
endfunction()

# The directory of the catch.hpp beside which the sources of <target> or its libraries lie, when it
# is included by a path of its own; no include directory may know it.
function(testtracker_catch2_directory target out)
  set(directory "")
  testtracker_parts_of(${target} links sources)
  testtracker_catch2_main(${target} "${sources}" main)
  if(main)
    file(STRINGS "${main}" lines LIMIT_COUNT 1
      REGEX "^[ \t]*#[ \t]*include[ \t]*\"[^\"]*catch\\.hpp\"")
    if(lines MATCHES "\"([^\"]*)\"")
      set(header "${CMAKE_MATCH_1}")
      cmake_path(GET main PARENT_PATH base)
      cmake_path(ABSOLUTE_PATH header BASE_DIRECTORY "${base}" NORMALIZE)
      if(EXISTS "${header}")
        cmake_path(GET header PARENT_PATH directory)
      endif()
    endif()
  endif()
  foreach(link IN LISTS links)
    if(NOT directory AND TARGET "${link}")
      testtracker_brings(catch2 "${link}" has_catch2)
      if(has_catch2)
        testtracker_catch2_directory("${link}" directory)
      endif()
    endif()
  endforeach()
  set(${out} "${directory}" PARENT_SCOPE)
endfunction()
