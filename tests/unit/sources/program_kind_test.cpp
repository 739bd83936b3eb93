#include "sources/programs/program_kind.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::sources {
namespace {

using testtracker::test::TempDir;

TEST(ProgramKind, KnowsAGoogleTestProgram) {
  const auto kind = program_kind(std::filesystem::read_symlink("/proc/self/exe").string());
  EXPECT_EQ(kind.framework, Framework::googletest);
  EXPECT_FALSE(kind.has_listener);
}

TEST(ProgramKind, OtherProgramsAreUnknown) {
  EXPECT_EQ(program_kind("/bin/sh").framework, Framework::unknown);
}

TEST(ProgramKind, AScriptThatNamesAFrameworkIsNoneOfIts) {
  const TempDir dir;
  testtracker::test::write_file(
      dir / "script", "#!/bin/sh\n# This program contains tests written using Google Test\n");
  EXPECT_EQ(program_kind(dir / "script").framework, Framework::unknown);
}

TEST(ProgramKind, WhatCannotBeReadIsUnknown) {
  const TempDir dir;
  EXPECT_EQ(program_kind(dir / "none").framework, Framework::unknown);
  EXPECT_EQ(program_kind(dir.path()).framework, Framework::unknown);
}

TEST(ProgramKind, ATornProgramIsUnknown) {
  const TempDir dir;
  const auto whole = testtracker::test::read_file("/bin/sh");
  for (const std::size_t size : {4U, 16U, 63U, 64U, 100U, 5000U}) {
    testtracker::test::write_file(dir / "torn", whole.substr(0, size));
    EXPECT_EQ(program_kind(dir / "torn").framework, Framework::unknown) << size;
  }
}

}  // namespace
}  // namespace testtracker::sources
