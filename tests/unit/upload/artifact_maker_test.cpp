#include "upload/artifact_maker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <thread>

namespace testtracker::upload {
namespace {

bool always(const Artifact&) {
  return true;
}

Artifact made(const std::string& path) {
  return {path, [path] { return "content of " + path; }, {}};
}

TEST(ArtifactMaker, GivesEachArtifactItsOwnContent) {
  const std::vector<Artifact> artifacts = {made("a"), {"b", {}, "/a/file"}, made("c")};
  ArtifactMaker maker(artifacts, always);
  EXPECT_EQ(maker.take(2), "content of c");
  EXPECT_EQ(maker.take(0), "content of a");
}

TEST(ArtifactMaker, WorksWhileNobodyAsks) {
  std::promise<std::thread::id> begun;
  const std::vector<Artifact> artifacts = {{"a",
                                            [&begun] {
                                              begun.set_value(std::this_thread::get_id());
                                              return std::string();
                                            },
                                            {}}};
  const ArtifactMaker maker(artifacts, always);
  EXPECT_NE(begun.get_future().get(), std::this_thread::get_id());
}

TEST(ArtifactMaker, MakesNothingThatIsNotWanted) {
  bool is_made = false;
  const std::vector<Artifact> artifacts = {{"a",
                                            [&is_made] {
                                              is_made = true;
                                              return std::string();
                                            },
                                            {}},
                                           made("b")};
  ArtifactMaker maker(artifacts, [](const Artifact& artifact) { return artifact.path == "b"; });
  EXPECT_EQ(maker.take(1), "content of b");
  EXPECT_FALSE(is_made);
}

TEST(ArtifactMaker, HandsAnExceptionToWhoTakes) {
  const std::vector<Artifact> artifacts = {
      {"a", []() -> std::string { throw std::runtime_error("too large"); }, {}}, made("b")};
  ArtifactMaker maker(artifacts, always);
  EXPECT_THROW(maker.take(0), std::runtime_error);
  EXPECT_EQ(maker.take(1), "content of b");
}

}  // namespace
}  // namespace testtracker::upload
