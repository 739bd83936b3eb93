#include "base/program_path.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker {
namespace {

// Two directories of a search path.
class FindProgram : public testing::Test {
 protected:
  FindProgram() {
    for (const char* const name : {"first", "second"}) {
      std::filesystem::create_directory(directory_ / name);
    }
  }
  void make(const std::string& path, bool is_executable) {
    test::write_file(directory_ / path, "");
    std::filesystem::permissions(directory_ / path, is_executable
                                                        ? std::filesystem::perms::owner_all
                                                        : std::filesystem::perms::owner_read);
  }
  [[nodiscard]] std::string search_path() const {
    return (directory_ / "first") + ":" + (directory_ / "second");
  }

  test::TempDir directory_;
};

TEST_F(FindProgram, TakesTheFirstExecutableInThePath) {
  make("first/tool", false);
  make("second/tool", true);
  const auto found = find_program("tool", search_path());
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, directory_ / "second/tool");
}

TEST_F(FindProgram, TellsOneThatCannotBeExecutedFromNone) {
  make("first/tool", false);
  EXPECT_EQ(find_program("tool", search_path()).error().code, ErrorCode::unsupported);
  EXPECT_EQ(find_program("other", search_path()).error().code, ErrorCode::not_found);
  EXPECT_EQ(find_program("tool", "").error().code, ErrorCode::not_found);
}

TEST_F(FindProgram, DoesNotSearchForANameWithASlash) {
  make("first/tool", true);
  EXPECT_EQ(*find_program(directory_ / "first/tool", ""), directory_ / "first/tool");
  EXPECT_FALSE(find_program("./tool", search_path()));
}

TEST_F(FindProgram, IsNoDirectory) {
  std::filesystem::create_directory(directory_ / "first/tool");
  EXPECT_FALSE(find_program("tool", search_path()));
  EXPECT_FALSE(find_program("", search_path()));
}

}  // namespace
}  // namespace testtracker
