#include "databricks/workspace_target.hpp"

#include "base/base64.hpp"
#include "deploy/manifest.hpp"
#include "support/fake_databricks/fake_databricks.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace testtracker::databricks {
namespace {

using deploy::Artefact;
using deploy::FileKind;
using deploy::Version;
using deploy::VersionFile;
using test::Json;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string k_header = "# Databricks notebook source\n";

/// The value is where artefacts lie.
class WorkspaceTargetTest : public testing::TestWithParam<const char*> {
 protected:
  ~WorkspaceTargetTest() override { EXPECT_EQ(fake_.violations(), Json::array()); }

  std::unique_ptr<deploy::DeployTarget> connect(std::size_t connections = 4) {
    Credentials credentials;
    credentials.host = fake_.url();
    credentials.token = "dapi-fake";
    WorkspaceTargetOptions options;
    options.base = "/Shared/tt/";
    options.artefacts = GetParam();
    options.calls.connections = connections;
    options.calls.requests_per_second = 10'000;
    auto target = WorkspaceTarget::create(credentials, options);
    EXPECT_TRUE(target);
    return *std::move(target);
  }

  VersionFile file(const std::string& path, const std::string& text,
                   FileKind kind = FileKind::file) {
    const std::string source = sources_ / std::to_string(count_++);
    std::ofstream(source, std::ios::binary) << text;
    VersionFile made;
    made.path = path;
    made.kind = kind;
    made.source = source;
    made.size_bytes = text.size();
    return made;
  }
  Artefact artefact(const std::string& name, const std::string& bytes) {
    const VersionFile made = file(name, bytes);
    Artefact artefact;
    artefact.name = name;
    artefact.source = made.source;
    artefact.size_bytes = bytes.size();
    return artefact;
  }

  /// Everything of a version, manifest included.
  void complete(const Version& version, std::vector<VersionFile> files,
                std::vector<Artefact> artefacts = {}) {
    ASSERT_TRUE(target_->make_folders(version, {"etl", "etl/sub"}));
    ASSERT_TRUE(target_->import_files(version, files, {}));
    ASSERT_TRUE(target_->put_artefacts(version, artefacts, {}));
    deploy::Manifest manifest;
    manifest.version = version;
    for (VersionFile& made : files) {
      made.sha256 = std::string(64, '0');
    }
    for (Artefact& made : artefacts) {
      made.sha256 = std::string(64, '0');
    }
    manifest.files = files;
    manifest.artefacts = artefacts;
    const auto written = target_->write_manifest(version, deploy::to_text(manifest));
    ASSERT_TRUE(written) << written.error().message;
  }

  std::string content_of(const std::string& path) {
    return fake_.state()["workspace_contents"].value(path, "absent");
  }

  test::FakeDatabricks fake_;
  test::TempDir sources_;
  int count_ = 0;
  std::unique_ptr<deploy::DeployTarget> target_ = connect();
  const Version version_{"staging", std::string(40, 'a')};
  const std::string at_ = "/Shared/tt/staging/" + std::string(40, 'a');
};

TEST_P(WorkspaceTargetTest, NotebooksLoseTheirExtensionAndFilesKeepIt) {
  const VersionFile notebook = file("etl/load.py", k_header + "x = 1\n", FileKind::notebook);
  complete(version_,
           {notebook, file("etl/sub/module.py", "y = 1\n"),
            file("etl/report.ipynb", R"({"cells": []})", FileKind::notebook),
            file("etl/query.sql", "-- Databricks notebook source\n", FileKind::notebook)});
  const Json objects = fake_.state()["workspace"];
  EXPECT_EQ(objects[at_ + "/etl/load"], "NOTEBOOK");
  EXPECT_EQ(objects[at_ + "/etl/report"], "NOTEBOOK");
  EXPECT_EQ(objects[at_ + "/etl/query"], "NOTEBOOK");
  EXPECT_EQ(objects[at_ + "/etl/sub/module.py"], "FILE");
  EXPECT_EQ(content_of(at_ + "/etl/load"), k_header + "x = 1\n");
  EXPECT_EQ(target_->runnable_path(version_, notebook), at_ + "/etl/load");
  EXPECT_EQ(target_->location(version_), at_);
}

TEST_P(WorkspaceTargetTest, AFileThatLooksLikeANotebookStaysAFile) {
  complete(version_,
           {file("etl/page.html", "<!doctype html><html></html>"), file("etl/other.py", k_header)});
  EXPECT_EQ(fake_.state()["workspace"][at_ + "/etl/page.html"], "FILE");
  EXPECT_EQ(fake_.state()["workspace"][at_ + "/etl/other.py"], "FILE");
}

TEST_P(WorkspaceTargetTest, OnlyAManifestMakesAVersionComplete) {
  EXPECT_FALSE(*target_->read_manifest(version_));
  ASSERT_TRUE(target_->make_folders(version_, {}));
  EXPECT_FALSE(*target_->read_manifest(version_));
  ASSERT_TRUE(target_->write_manifest(version_, "{\"a\": \"<html>\"}"));
  EXPECT_EQ(target_->read_manifest(version_)->value(), "{\"a\": \"<html>\"}");
}

TEST_P(WorkspaceTargetTest, ListsTheVersionsOfAnEnvironment) {
  EXPECT_THAT(*target_->versions("staging"), ElementsAre());
  complete(version_, {});
  fake_.call("/api/2.0/workspace/mkdirs", {{"path", "/Shared/tt/staging/something"}});
  EXPECT_THAT(*target_->versions("staging"), ElementsAre(version_.githash));
}

TEST_P(WorkspaceTargetTest, RemovesTheManifestFirstThenAll) {
  complete(version_, {file("etl/a.txt", "a")}, {artefact("a.whl", "wheel")});
  ASSERT_TRUE(target_->remove_version(version_));
  const Json deleted = fake_.requests_to("workspace/delete");
  ASSERT_EQ(deleted.size(), 2U);
  EXPECT_THAT(deleted[0]["body"].get<std::string>(), HasSubstr("manifest.json"));
  EXPECT_EQ(fake_.state()["dbfs"], Json::array());
  EXPECT_THAT(*target_->versions("staging"), ElementsAre());
  EXPECT_TRUE(target_->remove_version(version_)) << "what is not there is removed already";
}

TEST_P(WorkspaceTargetTest, ArtefactsOfAnySizeArriveWhole) {
  std::string large(2'500'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) {
    large[i] = static_cast<char>(i * 7 % 251);
  }
  complete(version_, {},
           {artefact("empty.whl", ""), artefact("block.whl", std::string(1 << 20, 'x')),
            artefact("large.whl", large)});
  const std::string root = GetParam();
  const std::string folder =
      (root.rfind("dbfs:", 0) == 0 ? root.substr(5) : root) + "/staging/" + version_.githash + "/";
  const Json contents = fake_.state()["dbfs_contents"];
  EXPECT_EQ(contents.value(folder + "empty.whl", "absent"), "");
  EXPECT_EQ(*from_base64(contents.value(folder + "block.whl", "")), std::string(1 << 20, 'x'));
  EXPECT_TRUE(*from_base64(contents.value(folder + "large.whl", "")) == large);
}

TEST_P(WorkspaceTargetTest, CopiesFilesNotebooksAndArtefacts) {
  const Version prod{"prod", version_.githash};
  complete(version_,
           {file("etl/load.py", k_header + "x", FileKind::notebook), file("top.txt", "<html>")},
           {artefact("a.whl", std::string(1'500'000, 'w'))});
  const auto copied = target_->copy_version(version_, prod, {});
  ASSERT_TRUE(copied) << copied.error().message;
  EXPECT_FALSE(*target_->read_manifest(prod));
  const std::string to = "/Shared/tt/prod/" + version_.githash;
  EXPECT_EQ(content_of(to + "/etl/load"), k_header + "x");
  EXPECT_EQ(content_of(to + "/top.txt"), "<html>");
  EXPECT_EQ(fake_.state()["dbfs"].size(), 2U);
}

TEST_P(WorkspaceTargetTest, CopiesNoIncompleteVersion) {
  ASSERT_TRUE(target_->make_folders(version_, {}));
  EXPECT_EQ(target_->copy_version(version_, {"prod", version_.githash}, {}).error().code,
            ErrorCode::not_found);
}

TEST_P(WorkspaceTargetTest, RefusesWhatIsTooLargeBeforeAnythingIsSent) {
  VersionFile large = file("etl/data.csv", "x");
  large.size_bytes = 10'485'761;
  const auto refused = target_->import_files(version_, {file("a.txt", "a"), large}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(refused.error().message, HasSubstr("etl/data.csv: it has 10485761 bytes"));
  EXPECT_EQ(fake_.requests_to("import").size(), 0U);
}

TEST_P(WorkspaceTargetTest, SeveralConnectionsWorkAtOnce) {
  fake_.set_options({{"latency_s", 0.02}});
  std::vector<VersionFile> files;
  for (int i = 0; i < 12; ++i) {
    files.push_back(file("etl/" + std::to_string(i) + ".txt", "x"));
  }
  ASSERT_TRUE(target_->make_folders(version_, {"etl"}));
  std::vector<std::size_t> told;
  ASSERT_TRUE(target_->import_files(version_, files,
                                    {[&](std::size_t done) { told.push_back(done); }, {}}));
  std::set<int> connections;
  for (const Json& request : fake_.requests_to("workspace/import")) {
    connections.insert(request["connection"].get<int>());
  }
  EXPECT_EQ(connections.size(), 4U);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), 12U);
}

TEST_P(WorkspaceTargetTest, ALimitThatIsHitLosesNothing) {
  fake_.add_fault({{"route", "workspace/import"},
                   {"status", 429},
                   {"times", 3},
                   {"headers", {{"Retry-After", "1"}}},
                   {"error_code", "REQUEST_LIMIT_EXCEEDED"}});
  complete(version_, {file("etl/a.txt", "a"), file("etl/b.txt", "b"), file("etl/c.txt", "c")});
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(content_of(at_ + "/etl/" + name + ".txt"), name);
  }
}

TEST_P(WorkspaceTargetTest, ALostReplyIsAskedForAgain) {
  fake_.add_fault({{"route", "workspace/import"}, {"action", "drop"}, {"effect", true}});
  complete(version_, {file("etl/a.txt", "a")});
  EXPECT_EQ(content_of(at_ + "/etl/a.txt"), "a");
}

TEST_P(WorkspaceTargetTest, AnErrorNamesThePathAndEndsTheRest) {
  std::vector<VersionFile> files;
  for (int i = 0; i < 40; ++i) {
    files.push_back(file("missing/" + std::to_string(i) + ".txt", "x"));
  }
  const auto failed = target_->import_files(version_, files, {});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("import " + at_ + "/missing/"));
  EXPECT_LE(fake_.requests_to("workspace/import").size(), 8U);
}

TEST_P(WorkspaceTargetTest, StopsOnRequestAlsoWhileItWaits) {
  fake_.add_fault({{"route", "workspace/import"},
                   {"status", 429},
                   {"times", 1000},
                   {"headers", {{"Retry-After", "30"}}}});
  const auto begin = std::chrono::steady_clock::now();
  int asked = 0;
  const auto stopped =
      target_->import_files(version_, {file("a.txt", "a")}, {{}, [&asked] { return ++asked > 3; }});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::busy);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST_P(WorkspaceTargetTest, NothingIsBegunOnceItIsStopped) {
  const auto stopped =
      target_->import_files(version_, {file("a.txt", "a")}, {{}, [] { return true; }});
  EXPECT_EQ(stopped.error().code, ErrorCode::busy);
  EXPECT_EQ(fake_.requests_to("import").size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Artefacts, WorkspaceTargetTest,
                         testing::Values("dbfs:/builds", "/Volumes/main/deploy/builds"),
                         [](const auto& place) {
                           return std::string(place.index == 0 ? "Dbfs" : "Volume");
                         });

TEST(WorkspaceTargetOptions, RefusesPlacesThatAreNone) {
  Credentials credentials;
  credentials.host = "http://127.0.0.1:9";
  for (const char* base : {"", "/", "relative"}) {
    EXPECT_EQ(WorkspaceTarget::create(credentials, {base, "dbfs:/a", {}}).error().code,
              ErrorCode::invalid_argument)
        << base;
  }
  EXPECT_THAT(WorkspaceTarget::create(credentials, {"/Shared/tt", "s3://a", {}}).error().message,
              HasSubstr("neither in DBFS nor in a Volume"));
}

}  // namespace
}  // namespace testtracker::databricks
