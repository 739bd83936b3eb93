#include "context/repository_path.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::context {
namespace {

namespace fs = std::filesystem;

class RepositoryPath : public testing::Test {
 protected:
  RepositoryPath() {
    fs::create_directories(root_ + "/tests");
    fs::create_directories(dir_ / "elsewhere");
    test::write_file(root_ + "/tests/parser test.cpp", "");
    test::write_file(dir_ / "elsewhere/gtest.h", "");
  }
  [[nodiscard]] std::string of(const std::string& file) const {
    return path_in_repository(file, root_);
  }

  test::TempDir dir_;
  std::string root_ = dir_ / "repository";
};

TEST_F(RepositoryPath, IsRelativeToTheTop) {
  EXPECT_EQ(of(root_ + "/tests/parser test.cpp"), "tests/parser test.cpp");
  EXPECT_EQ(of(root_ + "/build/../tests/parser test.cpp"), "tests/parser test.cpp");
}

TEST_F(RepositoryPath, AFileElsewhereHasNone) {
  EXPECT_EQ(of(dir_ / "elsewhere/gtest.h"), "");
  EXPECT_EQ(of(root_ + "/../elsewhere/gtest.h"), "");
  EXPECT_EQ(of(root_ + "-beside/a.cpp"), "");
  EXPECT_EQ(of(root_), "");
}

TEST_F(RepositoryPath, NamesOfABuildBesideTheSourcesAreFound) {
  EXPECT_EQ(of("tests/parser test.cpp"), "tests/parser test.cpp");
  EXPECT_EQ(of("../../tests/parser test.cpp"), "tests/parser test.cpp");
}

TEST_F(RepositoryPath, ARelativeNameOfNoFileHasNone) {
  EXPECT_EQ(of("parser test.cpp"), "");
  EXPECT_EQ(of("../elsewhere/gtest.h"), "");
}

TEST_F(RepositoryPath, LinksAreFollowed) {
  fs::create_directory_symlink(root_, dir_ / "link");
  EXPECT_EQ(of(dir_ / "link/tests/parser test.cpp"), "tests/parser test.cpp");
  fs::create_directory_symlink(dir_ / "elsewhere", root_ + "/vendored");
  EXPECT_EQ(of("vendored/gtest.h"), "");
}

TEST_F(RepositoryPath, WithoutARepositoryThereIsNone) {
  EXPECT_EQ(path_in_repository("/src/a.cpp", ""), "");
  EXPECT_EQ(of(""), "");
}

}  // namespace
}  // namespace testtracker::context
