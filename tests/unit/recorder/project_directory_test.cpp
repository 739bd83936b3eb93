#include "recorder/project_directory.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::recorder {
namespace {

class ProjectDirectory : public ::testing::Test {
 protected:
  std::string folder(const std::string& name) {
    std::filesystem::create_directories(dir_ / name);
    return dir_ / name;
  }

  /// A build tree of the sources in `source`.
  std::string build_tree(const std::string& name, const std::string& source) {
    test::write_file(folder(name) + "/CMakeCache.txt",
                     "# comment\nCMAKE_HOME_DIRECTORY:INTERNAL=" + source + "\n");
    return dir_ / name;
  }

  test::TempDir dir_;
};

TEST_F(ProjectDirectory, IsTheRepositoryAbove) {
  folder("parser/.git");
  EXPECT_EQ(project_directory_of(folder("parser/build/tests")), dir_ / "parser");
}

TEST_F(ProjectDirectory, IsTheNearestFolderWithSettings) {
  folder("parser/.git");
  test::write_file(folder("parser/tools") + "/testtracker.toml", "");
  EXPECT_EQ(project_directory_of(folder("parser/tools/build")), dir_ / "parser/tools");
}

TEST_F(ProjectDirectory, OfABuildTreeBesideTheSourcesAreTheSources) {
  build_tree("build", folder("parser"));
  EXPECT_EQ(project_directory_of(folder("build/tests")), dir_ / "parser");
}

TEST_F(ProjectDirectory, OfABuildTreeIsTheRepositoryOfItsSources) {
  folder("monorepo/.git");
  build_tree("build", folder("monorepo/parser"));
  EXPECT_EQ(project_directory_of(folder("build/tests")), dir_ / "monorepo");
}

TEST_F(ProjectDirectory, OfABuildTreeWithoutItsSourcesIsTheDirectoryItself) {
  build_tree("build", dir_ / "gone");
  EXPECT_EQ(project_directory_of(folder("build/tests")), dir_ / "build/tests");
}

TEST_F(ProjectDirectory, WithoutAnyMarkIsTheDirectoryItself) {
  EXPECT_EQ(project_directory_of(folder("somewhere")), dir_ / "somewhere");
  EXPECT_EQ(project_directory_of("/"), "/");
  EXPECT_EQ(project_directory_of("relative/path"), "relative/path");
  EXPECT_EQ(project_directory_of(""), "");
}

}  // namespace
}  // namespace testtracker::recorder
