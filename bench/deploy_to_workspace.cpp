// Puts the files of a folder into a workspace as one version and prints the seconds that took, to
// the last request. usage: deploy_to_workspace URL FOLDER CONNECTIONS

#include "databricks/workspace_target.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace testtracker;

std::vector<deploy::VersionFile> files_of(const std::string& folder) {
  std::vector<deploy::VersionFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    deploy::VersionFile file;
    file.path = "notebooks/" + entry.path().filename().string();
    file.kind = deploy::FileKind::notebook;
    file.source = entry.path().string();
    file.size_bytes = entry.file_size();
    files.push_back(std::move(file));
  }
  return files;
}

Result<void> deploy_all(deploy::DeployTarget& target, const std::string& folder) {
  const deploy::Version version{"staging", std::string(40, 'a')};
  auto done = target.remove_version(version);
  if (done) {
    done = target.make_folders(version, {"notebooks"});
  }
  if (done) {
    done = target.import_files(version, files_of(folder), {});
  }
  return done ? target.write_manifest(version, "{}") : done;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: deploy_to_workspace URL FOLDER CONNECTIONS\n");
    return 2;
  }
  databricks::Credentials credentials;
  credentials.host = argv[1];
  credentials.token = "dapi-fake";
  databricks::WorkspaceTargetOptions options;
  options.base = "/Shared/bench";
  options.calls.connections = static_cast<std::size_t>(std::atoi(argv[3]));
  options.calls.requests_per_second = 1e6;  // what the client costs, not what a workspace allows
  auto target = databricks::WorkspaceTarget::create(credentials, options);
  const auto begin = std::chrono::steady_clock::now();
  const auto done = target ? deploy_all(**target, argv[2]) : Result<void>(target.error());
  if (!done) {
    std::fprintf(stderr, "deploy_to_workspace: %s\n", done.error().message.c_str());
    return 1;
  }
  std::printf("%f\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return 0;
}
