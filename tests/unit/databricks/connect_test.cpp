#include "databricks/connect.hpp"

#include "support/fake_databricks/fake_databricks.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <string>

namespace testtracker::databricks {
namespace {

using std::chrono::steady_clock;

settings::Settings settings_with(const std::map<std::string, std::string>& variables,
                                 const std::string& file = {}) {
  const test::TempDir folder;
  if (!file.empty()) {
    std::ofstream(folder / "testtracker.toml") << file;
  }
  const auto loaded = settings::Settings::load(
      folder.path(),
      [&](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      },
      {});
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
  return *loaded;
}

TEST(Connect, TakesEveryVariableOfTheCredentials) {
  const login::CredentialOptions options =
      credential_options(settings_with({{"DATABRICKS_HOST", "host"},
                                        {"DATABRICKS_TOKEN", "token"},
                                        {"DATABRICKS_CLIENT_ID", "id"},
                                        {"DATABRICKS_CLIENT_SECRET", "secret"},
                                        {"ARM_CLIENT_ID", "azure"},
                                        {"ARM_CLIENT_SECRET", "azure secret"},
                                        {"ARM_TENANT_ID", "tenant"},
                                        {"AZURE_AUTHORITY_HOST", "login"},
                                        {"DATABRICKS_AUTH_TYPE", "pat"},
                                        {"DATABRICKS_CONFIG_FILE", "/file"},
                                        {"DATABRICKS_CONFIG_PROFILE", "ci"}}),
                         "/home");
  EXPECT_EQ(options.host, "host");
  EXPECT_EQ(options.token, "token");
  EXPECT_EQ(options.client_id, "id");
  EXPECT_EQ(options.client_secret, "secret");
  EXPECT_EQ(options.azure_client_id, "azure");
  EXPECT_EQ(options.azure_client_secret, "azure secret");
  EXPECT_EQ(options.azure_tenant_id, "tenant");
  EXPECT_EQ(options.azure_login_url, "login");
  EXPECT_EQ(options.auth_type, "pat");
  EXPECT_EQ(options.config_file, "/file");
  EXPECT_EQ(options.profile, "ci");
  EXPECT_EQ(options.home, "/home");
}

TEST(Connect, ReadsTheTableOfTheFile) {
  const auto options =
      job_options(settings_with({},
                                "[notebook.databricks]\ncluster_id = \"0923-1\"\ngit_url = \"u\"\n"
                                "git_provider = \"gitHub\"\ngit_tag = \"v1\"\n"));
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->cluster_id, "0923-1");
  EXPECT_EQ(options->git.url, "u");
  EXPECT_EQ(options->git.provider, "gitHub");
  EXPECT_EQ(options->git.tag, "v1");
}

TEST(Connect, ReadsJsonAndVersionFromTheEnvironment) {
  const auto options = job_options(
      settings_with({{"TESTTRACKER_NOTEBOOK_DATABRICKS_NEW_CLUSTER", R"({"num_workers": 1})"},
                     {"TESTTRACKER_NOTEBOOK_DATABRICKS_ENVIRONMENT", "2"}}));
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->new_cluster, R"({"num_workers": 1})");
  EXPECT_EQ(options->environment, "2");
}

TEST(Connect, MakesAnEngineThatRunsNotebooks) {
  test::FakeDatabricks fake;
  fake.add_notebook("/t/a", "dbutils.notebook.exit('1')");
  const auto credentials = finalize(credential_options(
      settings_with({{"DATABRICKS_HOST", fake.url()}, {"DATABRICKS_TOKEN", "dapi-fake"}}), ""));
  ASSERT_TRUE(credentials) << credentials.error().message;
  const auto engine = make_job_engine(*credentials, {}, {});
  ASSERT_TRUE(engine);
  notebook::NotebookTask task;
  task.path = "/t/a";
  task.idempotency_token = "t";
  ASSERT_TRUE((*engine)->start(task));
  const auto end = steady_clock::now() + std::chrono::minutes(1);
  std::optional<std::string> value;
  while (!value && steady_clock::now() < end) {
    for (const auto& event : (*engine)->poll(end)) {
      value = event.outcome ? event.outcome->value : value;
    }
  }
  EXPECT_EQ(value, "1");
}

}  // namespace
}  // namespace testtracker::databricks
