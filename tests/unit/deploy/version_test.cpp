#include "deploy/version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::deploy {
namespace {

VersionFile notebook(const std::string& path) {
  VersionFile file;
  file.path = path;
  file.kind = FileKind::notebook;
  return file;
}

TEST(Version, AcceptsNamesOfEnvironmentsThatArePartsOfPaths) {
  for (const char* const name : {"staging", "prod-eu", "team.a_1", "7"}) {
    EXPECT_TRUE(check_environment_name(name)) << name;
  }
}

TEST(Version, RefusesNamesThatAreNoPartsOfPaths) {
  for (const auto& name :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a b"),
        std::string("-x"), std::string("pröd"), std::string(65, 'a')}) {
    EXPECT_FALSE(check_environment_name(name)) << name;
  }
}

TEST(Version, TellsHashesFromOtherNames) {
  EXPECT_TRUE(is_githash(std::string(40, 'a')));
  EXPECT_TRUE(is_githash(std::string(64, '0')));
  EXPECT_FALSE(is_githash(std::string(39, 'a')));
  EXPECT_FALSE(is_githash(std::string(40, 'g')));
  EXPECT_FALSE(is_githash(std::string(40, 'A')));
}

TEST(Version, TakesTheExtensionFromNotebooksOnly) {
  EXPECT_EQ(object_path(notebook("etl/load.py")), "etl/load");
  EXPECT_EQ(object_path(notebook("a.b/load")), "a.b/load");
  VersionFile module;
  module.path = "etl/helpers.py";
  EXPECT_EQ(object_path(module), "etl/helpers.py");
}

}  // namespace
}  // namespace testtracker::deploy
