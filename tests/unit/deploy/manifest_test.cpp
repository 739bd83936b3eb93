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
  return manifest;
}

TEST(Manifest, ReadsWhatItWrote) {
  const auto read = parse_manifest(to_text(sample()));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_text(*read), to_text(sample()));
  EXPECT_EQ(read->files[0].kind, FileKind::notebook);
  EXPECT_EQ(read->artefacts[0].size_bytes, 99U);
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
