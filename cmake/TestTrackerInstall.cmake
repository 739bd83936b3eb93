# Install rules: one package component per library, one export set per component, relocatable.
#
#   journal   testtracker::journal (write journals), ::recorder, ::spool, ::base, the package's config
#   gtest     testtracker::gtest (the listener, as a source), testtracker_track, the injection file
#   catch2    testtracker::catch2, likewise
#   upload    testtracker::upload and what it is made of
#   program   bin/testtracker, known to CMake as testtracker::program
#
# Included by the top CMakeLists.txt behind all targets.

include(CMakePackageConfigHelpers)

set(testtracker_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/testtracker")

function(testtracker_install_headers component)
  install(FILES ${ARGN} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/testtracker"
    COMPONENT ${component})
endfunction()

function(testtracker_install_target target component)
  install(TARGETS ${target} EXPORT testtracker-${component}
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT ${component}
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${component})
endfunction()

function(testtracker_install_export component)
  install(EXPORT testtracker-${component} NAMESPACE testtracker::
    FILE testtracker-${component}-targets.cmake
    DESTINATION "${testtracker_package_dir}" COMPONENT ${component})
endfunction()

# A module of the component `program` is part of the executable and nothing for others to link.
get_property(modules GLOBAL PROPERTY testtracker_modules)
foreach(module IN LISTS modules)
  get_target_property(component ${module} TESTTRACKER_COMPONENT)
  if(NOT component STREQUAL "program")
    testtracker_install_target(${module} ${component})
  endif()
endforeach()

set(public "${PROJECT_SOURCE_DIR}/include/testtracker")
testtracker_install_headers(journal "${public}/case_recorder.hpp"
  "${public}/compiled_program.hpp" "${public}/event.hpp"
  "${public}/journal_writer.hpp" "${public}/recorder.hpp" "${public}/result.hpp"
  "${public}/status.hpp" "${public}/test_run.hpp" "${public}/tracking.hpp")
testtracker_install_export(journal)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/testtracker-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_LIST_DIR}/testtracker-config.cmake"
  "${PROJECT_BINARY_DIR}/testtracker-config-version.cmake"
  DESTINATION "${testtracker_package_dir}" COMPONENT journal)

testtracker_install_target(testtracker_gtest gtest)
testtracker_install_headers(gtest
  "${PROJECT_SOURCE_DIR}/adapters/gtest/include/testtracker/gtest.hpp")
install(FILES "${PROJECT_SOURCE_DIR}/adapters/gtest/listener.cpp"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/testtracker" RENAME gtest_listener.cpp COMPONENT gtest)
testtracker_install_export(gtest)

testtracker_install_target(testtracker_catch2 catch2)
testtracker_install_headers(catch2
  "${PROJECT_SOURCE_DIR}/adapters/catch2/include/testtracker/catch2.hpp")
foreach(source IN ITEMS catch2_headers.hpp listener.cpp listener_benchmarking.cpp listener_v2.hpp
    listener_v3.hpp listener_words.hpp)
  install(FILES "${PROJECT_SOURCE_DIR}/adapters/catch2/${source}"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/testtracker/catch2" COMPONENT catch2)
endforeach()
testtracker_install_export(catch2)

# They serve every adapter that is installed.
foreach(component IN ITEMS gtest catch2)
  install(FILES "${CMAKE_CURRENT_LIST_DIR}/TestTracker.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/TestTrackerFrameworks.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/TestTrackerInject.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/TestTrackerCTestCustom.cmake"
    DESTINATION "${testtracker_package_dir}" COMPONENT ${component})
endforeach()

if(TESTTRACKER_BUILD_UPLOAD)
  testtracker_install_headers(upload "${public}/journal_reader.hpp" "${public}/uploader.hpp"
    "${public}/version.hpp")
  testtracker_install_export(upload)
  testtracker_install_target(testtracker_program program)
  testtracker_install_target(testtracker_launch program)
  testtracker_install_target(testtracker_reap program)
  testtracker_install_export(program)
endif()

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}"
  COMPONENT journal)
