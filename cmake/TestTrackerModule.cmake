# How every module of testtracker is declared: one static library per folder of src/.

find_package(Threads REQUIRED)

# Warnings and sanitizers are for developers of testtracker, never for its consumers.
add_library(testtracker_build_flags INTERFACE)
if(TESTTRACKER_DEVELOPER)
  target_compile_options(testtracker_build_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow
    -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Werror
    # GCC 12 with optimisation takes the value of an empty std::optional for read where it is not.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(TESTTRACKER_SANITIZE)
  add_compile_options(-fsanitize=${TESTTRACKER_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TESTTRACKER_SANITIZE})
endif()

# testtracker_add_module(<name> COMPONENT <component> SOURCES <files…> [PUBLIC <targets…>]
#                        [PRIVATE <targets…>])
#
# Makes the library testtracker_<name> with the alias testtracker::<name>, installed with
# <component>. PUBLIC lists what its headers show, PRIVATE what only its sources need.
function(testtracker_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "COMPONENT" "SOURCES;PUBLIC;PRIVATE")
  set(target testtracker_${name})
  set(sources "")
  foreach(source IN LISTS arg_SOURCES)
    # The injection file includes a module's list from another directory.
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
    list(APPEND sources "${source}")
  endforeach()
  add_library(${target} STATIC ${sources})
  add_library(testtracker::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON
    CXX_EXTENSIONS OFF TESTTRACKER_COMPONENT ${arg_COMPONENT})
  target_compile_features(${target} PUBLIC cxx_std_17)
  target_include_directories(${target}
    PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
           "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
    PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC}
    PRIVATE ${arg_PRIVATE} "$<BUILD_INTERFACE:testtracker_build_flags>")
  set_property(GLOBAL APPEND PROPERTY testtracker_modules ${target})
endfunction()

# testtracker_add_test(<name> SOURCES <files…> [LINK <targets…>] [LABELS <labels…>]
#                      [ENVIRONMENT <NAME=value…>] [TIMEOUT <seconds>])
#
# One GoogleTest program; each of its cases becomes a ctest entry of its own.
function(testtracker_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINK;LABELS;ENVIRONMENT")
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src"
    "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main
    testtracker_build_flags)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set(properties TIMEOUT ${arg_TIMEOUT})
  foreach(property IN ITEMS LABELS ENVIRONMENT)
    if(arg_${property})  # an empty value would swallow the next property's name
      list(APPEND properties ${property} "${arg_${property}}")
    endif()
  endforeach()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()

# testtracker_add_small_program(<module> <output name> SOURCES <file>...)
#
# A program beside `testtracker` that is started once for each test or notebook: static, because
# loading libraries would cost more than all that it does. Called testtracker::<module>.
function(testtracker_add_small_program module output)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES")
  set(target testtracker_${module})
  add_executable(${target} ${arg_SOURCES})
  add_executable(testtracker::${module} ALIAS ${target})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output} EXPORT_NAME ${module}
    CXX_EXTENSIONS OFF RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin"
    TESTTRACKER_COMPONENT program)
  target_compile_features(${target} PRIVATE cxx_std_17)
  target_link_libraries(${target} PRIVATE "$<BUILD_INTERFACE:testtracker_build_flags>")
  if(NOT TESTTRACKER_SANITIZE)
    target_link_options(${target} PRIVATE -static)
  endif()
endfunction()
