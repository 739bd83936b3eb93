#include "deploy/source_tree.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* k_header = "# Databricks notebook source\n";

class SourceTreeTest : public ::testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(folder_ / path).parent_path());
    test::write_file(folder_ / path, text);
    paths_.push_back(path);
  }

  Result<SourceTree> read(const std::vector<std::string>& excluded = {}) {
    return read_source_tree(folder_.path(), paths_, excluded);
  }

  const test::TempDir folder_;
  std::vector<std::string> paths_;
};

TEST_F(SourceTreeTest, RecognisesNotebooksByTheirHeader) {
  write("a.py", k_header);
  write("b.py", "import os\n");
  write("c.ipynb", "{}");
  write("d.sql", "-- Databricks notebook source\n");
  const auto tree = read();
  ASSERT_TRUE(tree);
  std::vector<FileKind> kinds;
  for (const auto& file : tree->files) {
    kinds.push_back(file.kind);
  }
  EXPECT_THAT(kinds, ElementsAre(FileKind::notebook, FileKind::file, FileKind::notebook,
                                 FileKind::notebook));
}

TEST_F(SourceTreeTest, SortsByPathAndMeasures) {
  write("z.txt", "abc");
  write("a/b.txt", "");
  const auto tree = read();
  ASSERT_TRUE(tree);
  ASSERT_EQ(tree->files.size(), 2U);
  EXPECT_EQ(tree->files[0].path, "a/b.txt");
  EXPECT_EQ(tree->files[1].size_bytes, 3U);
  EXPECT_THAT(tree->files[1].sha256, HasSubstr("ba7816bf"));
}

TEST_F(SourceTreeTest, RefusesTwoFilesOfOneName) {
  write("etl/a.py", k_header);
  write("etl/a.ipynb", "{}");
  write("etl/b.py", k_header);
  const auto tree = read();
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(tree.error().message, HasSubstr("etl/a.py, etl/a.ipynb would all be etl/a"));
}

TEST_F(SourceTreeTest, RefusesANotebookThatMeetsAFile) {
  write("a.py", k_header);
  write("a", "text");
  EXPECT_FALSE(read());
}

TEST_F(SourceTreeTest, RefusesFilesAboveTenMegabytesUnlessTheyAreExcluded) {
  write("data/big.bin", std::string(k_largest_file_bytes + 1, 'x'));
  const auto tree = read();
  ASSERT_FALSE(tree);
  EXPECT_THAT(tree.error().message, HasSubstr("data/big.bin is above 10 MB"));
  EXPECT_TRUE(read({"data/*"}));
}

TEST_F(SourceTreeTest, DeploysWhatLinksLeadTo) {
  write("real.py", "x = 1\n");
  fs::create_symlink("real.py", folder_ / "link.py");
  paths_.emplace_back("link.py");
  const auto tree = read();
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->files[0].path, "link.py");
  EXPECT_EQ(tree->files[0].sha256, tree->files[1].sha256);
}

TEST_F(SourceTreeTest, RefusesLinksOutOfTheRepository) {
  const test::TempDir elsewhere;
  test::write_file(elsewhere / "secret", "x");
  fs::create_symlink(elsewhere / "secret", folder_ / "link");
  paths_.emplace_back("link");
  const auto tree = read();
  ASSERT_FALSE(tree);
  EXPECT_THAT(tree.error().message, HasSubstr("leads out of the repository"));
}

TEST_F(SourceTreeTest, SaysWhatItLeavesOut) {
  write("lfs.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  write(".testtracker/manifest.json", "{}");
  fs::create_symlink("nowhere", folder_ / "dangling");
  paths_.emplace_back("dangling");
  const auto tree = read();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tree->files, ::testing::SizeIs(1));
  EXPECT_THAT(tree->remarks, ::testing::SizeIs(3));
}

TEST_F(SourceTreeTest, NamesAllFoldersOnce) {
  write("a/b/c.txt", "");
  write("a/d.txt", "");
  write("e.txt", "");
  EXPECT_THAT(folders_of(read()->files), ElementsAre("a", "a/b"));
}

TEST_F(SourceTreeTest, FindsArtefactsByPattern) {
  write("dist/orders.whl", "wheel");
  write("dist/orders.txt", "");
  const auto artefacts = find_artefacts(folder_.path(), {"*.whl"});
  ASSERT_TRUE(artefacts);
  ASSERT_EQ(artefacts->size(), 1U);
  EXPECT_EQ(artefacts->front().name, "orders.whl");
}

TEST_F(SourceTreeTest, SaysWhichArtefactIsMissing) {
  const auto artefacts = find_artefacts(folder_.path(), {"*.jar"});
  ASSERT_FALSE(artefacts);
  EXPECT_THAT(artefacts.error().message, HasSubstr("*.jar"));
}

}  // namespace
}  // namespace testtracker::deploy
