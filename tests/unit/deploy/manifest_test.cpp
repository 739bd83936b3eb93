#include "deploy/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::deploy {
namespace {

Manifest sample() {
  Manifest manifest;
  manifest.version = {"staging", std::string(40, 'a')};
  manifest.run_id = "run-1";
  manifest.reference = "main";
  manifest.files = {{"etl/load.py", FileKind::notebook, {}, std::string(64, '1'), 12},
                    {"etl/plain.py", FileKind::file, {}, std::string(64, '2'), 0}};
  manifest.artefacts = {{"orders.whl", {}, std::string(64, '3'), 99}};
  manifest.notebooks.parameters = {{"day", "monday"}};
  manifest.notebooks.timeout_s = 30;
  manifest.notebooks.tests = {{"tests/*.py", {{"rows", "3"}}, {{"team", "orders"}}, 7.5, 2, 0},
                              {"tests/b.py", {}, {}, std::nullopt, std::nullopt, 0}};
  return manifest;
}

TEST(Manifest, ReadsWhatItWrote) {
  const auto read = parse_manifest(to_text(sample()));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_text(*read), to_text(sample()));
  EXPECT_EQ(read->files[0].kind, FileKind::notebook);
  EXPECT_EQ(read->artefacts[0].size_bytes, 99U);
}

TEST(Manifest, KeepsWhatTheCommitSaysOfItsTests) {
  const auto read = parse_manifest(to_text(sample()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->notebooks.timeout_s, 30);
  EXPECT_EQ(read->notebooks.retries, std::nullopt);
  ASSERT_EQ(read->notebooks.tests.size(), 2U);
  EXPECT_EQ(read->notebooks.tests[0].parameters, sample().notebooks.tests[0].parameters);
  EXPECT_EQ(read->notebooks.tests[0].tags, sample().notebooks.tests[0].tags);
  EXPECT_EQ(read->notebooks.tests[0].timeout_s, 7.5);
  EXPECT_EQ(read->notebooks.tests[0].retries, 2);
  EXPECT_EQ(read->notebooks.tests[1].timeout_s, std::nullopt);
}

TEST(Manifest, OfAnOlderVersionSaysNothingOfTests) {
  const auto read = parse_manifest(
      R"({"format": 1, "environment": "e", "githash": "h", "files": [], "artefacts": []})");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->notebooks.tests.empty());
}

TEST(Manifest, FindsNotebooksWithAndWithoutExtension) {
  const Manifest manifest = sample();
  EXPECT_EQ(find_file(manifest, "etl/load.py"), &manifest.files[0]);
  EXPECT_EQ(find_file(manifest, "etl/load"), &manifest.files[0]);
  EXPECT_EQ(find_file(manifest, "etl/plain"), nullptr);
}

TEST(Manifest, RefusesWhatIsDamagedAndWhatIsNewer) {
  EXPECT_EQ(parse_manifest("{").error().code, ErrorCode::bad_format);
  EXPECT_EQ(parse_manifest(R"({"format": 1})").error().code, ErrorCode::bad_format);
  EXPECT_EQ(parse_manifest(R"({"format": 2})").error().code, ErrorCode::newer_format);
}

}  // namespace
}  // namespace testtracker::deploy
