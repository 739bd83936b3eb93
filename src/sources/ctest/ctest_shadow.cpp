#include "sources/ctest/ctest_shadow.hpp"

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace testtracker::sources {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_tests = "CTestTestfile.cmake";
constexpr const char* k_custom = "CTestCustom.cmake";
constexpr const char* k_dashboard = "DartConfiguration.tcl";

// %LAUNCHER% and %BUILD% are replaced. Arguments keep every byte: they are quoted by brackets, of
// which CMake drops a first newline. A program that is not there yet, or is none, is left to ctest,
// which has its own words for that; if it is there when its turn comes, it knows its entry at
// least.
constexpr const char* k_tests_text = R"cmake(# Written by `testtracker ctest`, for one run.
if(NOT DEFINED ENV{TESTTRACKER_LISTING})
function(add_test testtracker_name testtracker_command)
  set(launch "")
  set(program "${testtracker_command}")
  if(NOT program MATCHES "/" AND NOT EXISTS "${CMAKE_CURRENT_BINARY_DIR}/${program}")
    find_program(found NAMES "${program}" PATHS ENV PATH NO_DEFAULT_PATH NO_CACHE)
    if(found)
      set(program "${found}")
    endif()
  endif()
  if(IS_ABSOLUTE "${program}" AND EXISTS "${program}" AND NOT IS_DIRECTORY "${program}")
    set(launch "[=====[%LAUNCHER%]=====] [=====[\n${testtracker_name}]=====]")
  else()
    set(program "${testtracker_command}")
  endif()
  set(code "_add_test([=====[\n${testtracker_name}]=====] ${launch} [=====[\n${program}]=====]")
  math(EXPR last "${ARGC} - 1")
  if(last GREATER 1)
    foreach(i RANGE 2 ${last})
      string(APPEND code " [=====[\n${ARGV${i}}]=====]")
    endforeach()
  endif()
  cmake_language(EVAL CODE "${code})")
  if(NOT launch)
    string(REPLACE ";" "\\;" name "${testtracker_name}")
    set_tests_properties("${testtracker_name}" PROPERTIES
      ENVIRONMENT_MODIFICATION "TESTTRACKER_ENTRY=set:${name}")
  endif()
endfunction()
endif()
include([=====[%BUILD%/CTestTestfile.cmake]=====])
)cmake";

// Hooks must run once, not for the listing as well.
constexpr const char* k_custom_text = R"cmake(# Written by `testtracker ctest`, for one run.
include([=====[%BUILD%/CTestCustom.cmake]=====])
if(DEFINED ENV{TESTTRACKER_LISTING})
  set(CTEST_CUSTOM_PRE_TEST "")
  set(CTEST_CUSTOM_POST_TEST "")
endif()
)cmake";

// %FOLDER%, %DIRECTORY% and %NAME% are replaced. A macro, because ctest_test sets variables of its
// caller.
constexpr const char* k_script_text = R"cmake(# Written by `testtracker ctest`, for one run.
function(testtracker_shadow build)
  file(REAL_PATH "${build}" build)
  set(folder [=====[%FOLDER%]=====])
  set(shadow "${folder}/shadow")
  file(REMOVE_RECURSE "${shadow}")
  file(MAKE_DIRECTORY "${shadow}" "${build}/Testing/Temporary")
  file(GLOB items LIST_DIRECTORIES TRUE RELATIVE "${build}" "${build}/*" "${build}/.[!.]*")
  foreach(item IN LISTS items)
    if(NOT item MATCHES "^(CTestTestfile|CTestCustom)[.]cmake$")
      file(CREATE_LINK "${build}/${item}" "${shadow}/${item}" SYMBOLIC)
    endif()
  endforeach()
  foreach(name IN ITEMS CTestTestfile CTestCustom)
    if(EXISTS "${build}/${name}.cmake")
      file(READ "${folder}/${name}.cmake" text)
      string(REPLACE "%BUILD%" "${build}" text "${text}")
      file(WRITE "${shadow}/${name}.cmake" "${text}")
    endif()
  endforeach()
  set(ENV{TESTTRACKER_SHADOW} "${shadow}")
  set(ENV{TESTTRACKER_BUILD} "${build}")
  file(WRITE "${folder}/build" "${build}")
endfunction()
# What ctest wrote to the top of the shadow, for example OUTPUT_JUNIT, belongs to the build.
function(testtracker_keep_files)
  set(folder [=====[%FOLDER%/shadow]=====])
  file(GLOB items LIST_DIRECTORIES FALSE "${folder}/*")
  foreach(item IN LISTS items)
    if(NOT IS_SYMLINK "${item}" AND NOT item MATCHES "/(CTestTestfile|CTestCustom)[.]cmake$")
      file(COPY "${item}" DESTINATION "$ENV{TESTTRACKER_BUILD}")
    endif()
  endforeach()
endfunction()
macro(ctest_test)
  cmake_parse_arguments(testtracker "" "BUILD" "" ${ARGN})
  if(NOT testtracker_BUILD)
    set(testtracker_BUILD "${CTEST_BINARY_DIRECTORY}")
  endif()
  testtracker_shadow("${testtracker_BUILD}")
  _ctest_test(BUILD [=====[%FOLDER%/shadow]=====] ${testtracker_UNPARSED_ARGUMENTS})
  testtracker_keep_files()
endmacro()
set(CTEST_SCRIPT_DIRECTORY [=====[%DIRECTORY%]=====])
set(CTEST_SCRIPT_NAME [=====[%NAME%]=====])
include([=====[%DIRECTORY%/%NAME%]=====])
)cmake";

std::string replaced(std::string text, const std::string& mark, const std::string& value) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size()) {
    text.replace(at, mark.size(), value);
  }
  return text;
}

bool is_own(const fs::path& name) {
  return name == k_tests || name == k_custom || name == k_dashboard;
}

void link_all(const fs::path& build, const fs::path& shadow) {
  for (const auto& item : fs::directory_iterator(build)) {
    const fs::path name = item.path().filename();
    if (!is_own(name)) {
      fs::create_symlink(item.path(), shadow / name);
    }
  }
  // ctest makes it when it is missing, and it must be the build's.
  fs::create_directories(build / "Testing" / "Temporary");
  if (!fs::exists(fs::symlink_status(shadow / "Testing"))) {
    fs::create_symlink(build / "Testing", shadow / "Testing");
  }
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file << text;
  file.close();
}

// The configuration with the shadow as the build directory, for a client of a dashboard.
void write_dashboard(const fs::path& build, const fs::path& shadow, CtestShadow::Client client) {
  if (!fs::exists(build / k_dashboard)) {
    return;
  }
  if (client == CtestShadow::Client::plain) {
    fs::create_symlink(build / k_dashboard, shadow / k_dashboard);
    return;
  }
  constexpr std::string_view k_key = "BuildDirectory:";
  std::ifstream original(build / k_dashboard, std::ios::binary);
  std::string text;
  for (std::string line; std::getline(original, line);) {
    const bool is_directory = line.compare(0, k_key.size(), k_key) == 0;
    text += is_directory ? std::string(k_key) + " " + shadow.string() : line;
    text += '\n';
  }
  write(shadow / k_dashboard, text);
}

}  // namespace

Result<CtestShadow> CtestShadow::create(const std::string& path, const std::string& build_directory,
                                        const std::string& launcher, Client client) {
  try {
    const fs::path build = fs::canonical(build_directory);
    if (!fs::exists(build / k_tests)) {
      return Error{ErrorCode::not_found, "find tests in " + build.string() + ": there is no " +
                                             k_tests + " (enable_testing() in CMakeLists.txt)"};
    }
    fs::create_directories(path);
    const fs::path shadow = fs::canonical(path);
    link_all(build, shadow);
    write(shadow / k_tests,
          replaced(replaced(k_tests_text, "%LAUNCHER%", launcher), "%BUILD%", build.string()));
    write_dashboard(build, shadow, client);
    if (fs::exists(build / k_custom)) {
      write(shadow / k_custom, replaced(k_custom_text, "%BUILD%", build.string()));
    }
    return CtestShadow(shadow.string(), build.string());
  } catch (const std::exception& failure) {
    return Error{ErrorCode::io, "prepare a directory for ctest: " + std::string(failure.what())};
  }
}

void CtestShadow::remove() const {
  std::error_code error;
  for (const auto& item : fs::directory_iterator(path_, error)) {
    const fs::path name = item.path().filename();
    if (!item.is_symlink(error) && !is_own(name)) {
      const fs::path target = fs::path(build_directory_) / name;
      fs::rename(item.path(), target, error);
      if (error) {  // another file system
        fs::copy(item.path(), target,
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
      }
    }
  }
  fs::remove_all(path_, error);
}

Result<SourceShadow> SourceShadow::create(const std::string& path, const std::string& sources,
                                          const std::string& build_directory) {
  try {
    const fs::path way = fs::canonical(build_directory).lexically_relative(fs::canonical(sources));
    if (way.empty() || *way.begin() == ".." || *way.begin() == ".") {
      return Error{ErrorCode::unsupported,
                   "observe " + build_directory + ": it is not below " + sources};
    }
    fs::create_directories(path);
    fs::path original = fs::canonical(sources);
    fs::path shadow = fs::canonical(path);
    for (const fs::path& step : way) {
      for (const auto& item : fs::directory_iterator(original)) {
        if (item.path().filename() != step) {
          fs::create_symlink(item.path(), shadow / item.path().filename());
        }
      }
      original /= step;
      shadow /= step;
      fs::create_directory(shadow);
    }
    fs::remove(shadow);
    return SourceShadow(fs::canonical(path).string(), sources, shadow.string());
  } catch (const std::exception& failure) {
    return Error{ErrorCode::io, "prepare a directory for ctest: " + std::string(failure.what())};
  }
}

void SourceShadow::remove() const {
  std::error_code error;
  for (const auto& item : fs::directory_iterator(path_, error)) {
    if (!item.is_symlink(error) && item.is_regular_file(error)) {
      fs::copy(item.path(), fs::path(sources_) / item.path().filename(),
               fs::copy_options::overwrite_existing, error);
    }
  }
  fs::remove_all(path_, error);
}

Result<ScriptShadow> ScriptShadow::create(const std::string& folder, const std::string& script,
                                          const std::string& launcher) {
  try {
    std::error_code failed;
    const fs::path original = fs::canonical(script, failed);
    if (failed || !fs::is_regular_file(original)) {
      return Error{ErrorCode::not_found, "observe " + script + ": there is no such script"};
    }
    ScriptShadow shadow(fs::canonical(folder).string());
    std::string text = replaced(k_script_text, "%FOLDER%", shadow.folder_);
    text = replaced(text, "%DIRECTORY%", original.parent_path().string());
    write(shadow.script(), replaced(text, "%NAME%", original.filename().string()));
    write(fs::path(folder) / k_tests, replaced(k_tests_text, "%LAUNCHER%", launcher));
    write(fs::path(folder) / k_custom, k_custom_text);
    return shadow;
  } catch (const std::exception& failure) {
    return Error{ErrorCode::io, "prepare a script for ctest: " + std::string(failure.what())};
  }
}

}  // namespace testtracker::sources
