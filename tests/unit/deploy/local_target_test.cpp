#include "deploy/local_target.hpp"

#include "deploy/manifest.hpp"
#include "deploy/sha256.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LocalTarget : public ::testing::Test {
 protected:
  VersionFile file(const std::string& path, const std::string& text) {
    VersionFile made;
    made.path = path;
    made.source = folder_ / ("source-" + std::to_string(++files_));
    test::write_file(made.source, text);
    return made;
  }

  void import(const Version& version, const std::vector<VersionFile>& files) {
    ASSERT_TRUE(target_->make_folders(version, {"etl/sub"}));
    ASSERT_TRUE(target_->import_files(version, files, {}));
  }

  void complete(const Version& version) {
    auto load = file("etl/load.py", "load " + version.githash);
    load.sha256 = *sha256_of_file(load.source);
    const auto wheel = file("orders.whl", "wheel");
    const Artefact artefact{"orders.whl", wheel.source, *sha256_of_file(wheel.source), 5};
    import(version, {load});
    ASSERT_TRUE(target_->put_artefacts(version, {artefact}, {}));
    manifest_.version = version;
    manifest_.files = {load};
    manifest_.artefacts = {artefact};
    ASSERT_TRUE(target_->write_manifest(version, to_text(manifest_)));
  }

  std::vector<std::string> changes() {
    return *target_->find_changes(version_, manifest_.files, manifest_.artefacts);
  }

  std::string text_of(const Version& version, const std::string& path) {
    return test::read_file(target_->location(version) + "/" + path);
  }

  bool is_complete(const Version& version) {
    const auto manifest = target_->read_manifest(version);
    return manifest && manifest->has_value();
  }

  const test::TempDir folder_;
  const std::string base_ = folder_ / "base";
  std::unique_ptr<DeployTarget> target_ = make_local_target(base_);
  const Version version_{"staging", std::string(40, 'a')};
  const Version other_{"prod", std::string(40, 'a')};
  Manifest manifest_;  // of the one that was made complete last
  int files_ = 0;
};

TEST_F(LocalTarget, PutsFilesBelowEnvironmentAndHash) {
  import(version_, {file("etl/sub/load.py", "x = 1\n")});
  EXPECT_EQ(test::read_file(base_ + "/staging/" + version_.githash + "/etl/sub/load.py"),
            "x = 1\n");
}

TEST_F(LocalTarget, KeepsPermissionsOfPrograms) {
  const auto script = file("etl/run.sh", "#!/bin/sh\n");
  fs::permissions(script.source, fs::perms::owner_exec, fs::perm_options::add);
  import(version_, {script});
  EXPECT_NE(
      fs::status(target_->runnable_path(version_, script)).permissions() & fs::perms::owner_exec,
      fs::perms::none);
}

TEST_F(LocalTarget, CallsAVersionCompleteWhenItHasAManifest) {
  import(version_, {file("etl/load.py", "")});
  EXPECT_FALSE(is_complete(version_));
  ASSERT_TRUE(target_->write_manifest(version_, "{}"));
  EXPECT_EQ(target_->read_manifest(version_)->value(), "{}");
}

TEST_F(LocalTarget, KnowsNoManifestOfAnUnknownVersion) {
  EXPECT_FALSE(is_complete(version_));
}

TEST_F(LocalTarget, ListsHashesAndNothingElse) {
  complete(version_);
  fs::create_directories(base_ + "/staging/notes");
  EXPECT_THAT(*target_->versions("staging"), ElementsAre(version_.githash));
  EXPECT_THAT(*target_->versions("unknown"), IsEmpty());
}

TEST_F(LocalTarget, RemovesAVersionWithAllInIt) {
  complete(version_);
  ASSERT_TRUE(target_->remove_version(version_));
  EXPECT_FALSE(fs::exists(target_->location(version_)));
  EXPECT_TRUE(target_->remove_version(version_)) << "removing nothing is no failure";
}

TEST_F(LocalTarget, CopiesAllButTheManifest) {
  complete(version_);
  ASSERT_TRUE(target_->copy_version(version_, other_, {}));
  EXPECT_EQ(text_of(other_, "etl/load.py"), "load " + version_.githash);
  EXPECT_FALSE(is_complete(other_));
}

TEST_F(LocalTarget, CopiesWhatTheManifestNamesAndNothingElse) {
  complete(version_);
  test::write_file(target_->location(version_) + "/etl/left-by-a-job.csv", "1\n");
  ASSERT_TRUE(target_->copy_version(version_, other_, {}));
  EXPECT_FALSE(fs::exists(target_->location(other_) + "/etl/left-by-a-job.csv"));
  EXPECT_EQ(text_of(other_, ".testtracker/artefacts/orders.whl"), "wheel");
}

TEST_F(LocalTarget, FindsNoChangesInAVersionThatOthersWroteBesideItsFiles) {
  complete(version_);
  test::write_file(target_->location(version_) + "/etl/left-by-a-job.csv", "1\n");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(LocalTarget, FindsFilesAndArtefactsThatWereChanged) {
  complete(version_);
  test::write_file(target_->location(version_) + "/etl/load.py", "other");
  test::write_file(target_->location(version_) + "/.testtracker/artefacts/orders.whl", "");
  EXPECT_THAT(changes(), ElementsAre("etl/load.py", "orders.whl"));
}

TEST_F(LocalTarget, FindsFilesThatAreGone) {
  complete(version_);
  fs::remove(target_->location(version_) + "/etl/load.py");
  EXPECT_THAT(changes(), ElementsAre("etl/load.py"));
}

TEST_F(LocalTarget, FindsAFolderInTheWayOfAFile) {
  complete(version_);
  fs::remove(target_->location(version_) + "/etl/load.py");
  fs::create_directory(target_->location(version_) + "/etl/load.py");
  EXPECT_THAT(changes(), ElementsAre("etl/load.py"));
}

TEST_F(LocalTarget, ReplacesAFileAsAWholeSoThatWhoReadsItSeesTheOldOne) {
  complete(version_);
  const std::string path = target_->location(version_) + "/etl/load.py";
  std::ifstream reader(path);
  import(version_, {file("etl/load.py", "new")});
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "load " + version_.githash);
  EXPECT_EQ(text_of(version_, "etl/load.py"), "new");
}

TEST_F(LocalTarget, CopiesNoIncompleteVersion) {
  import(version_, {file("etl/load.py", "")});
  const auto copied = target_->copy_version(version_, other_, {});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code, ErrorCode::not_found);
}

TEST_F(LocalTarget, KeepsArtefactsBesideTheFiles) {
  import(version_, {});
  const auto wheel = file("orders.whl", "wheel");
  ASSERT_TRUE(target_->put_artefacts(version_, {{"orders.whl", wheel.source, {}, 5}}, {}));
  EXPECT_EQ(text_of(version_, ".testtracker/artefacts/orders.whl"), "wheel");
}

TEST_F(LocalTarget, StopsOnRequestBetweenTwoFiles) {
  ASSERT_TRUE(target_->make_folders(version_, {}));
  ImportHooks hooks;
  std::size_t done = 0;
  hooks.on_progress = [&done](std::size_t count) { done = count; };
  hooks.is_cancelled = [&done] { return done == 1; };
  const auto imported =
      target_->import_files(version_, {file("a.py", ""), file("b.py", "")}, hooks);
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().code, ErrorCode::busy);
  EXPECT_FALSE(fs::exists(target_->location(version_) + "/b.py"));
}

TEST_F(LocalTarget, NamesTheFileThatCannotBeCopied) {
  ASSERT_TRUE(target_->make_folders(version_, {}));
  auto missing = file("a.py", "");
  fs::remove(missing.source);
  const auto imported = target_->import_files(version_, {missing}, {});
  ASSERT_FALSE(imported);
  EXPECT_THAT(imported.error().message, ::testing::HasSubstr(missing.source));
}

}  // namespace
}  // namespace testtracker::deploy
