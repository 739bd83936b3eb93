#include "upload/server_abilities.hpp"

#include <gtest/gtest.h>

namespace testtracker::upload {
namespace {

TEST(ServerAbilities, TagsOfRunsGrewWith218) {
  EXPECT_EQ(abilities_of("2.17.9").max_tag_bytes, 5000U);
  EXPECT_EQ(abilities_of("2.18.0").max_tag_bytes, 8000U);
}

TEST(ServerAbilities, ViewsCameWith222) {
  EXPECT_FALSE(abilities_of("2.9.2").has_views);
  EXPECT_TRUE(abilities_of("2.22.5").has_views);
  EXPECT_TRUE(abilities_of("3.0.0rc1").has_views);
}

TEST(ServerAbilities, TagsOfExperimentsGrewWith316) {
  EXPECT_EQ(abilities_of("3.15.2").max_experiment_tag_bytes, 5000U);
  EXPECT_EQ(abilities_of("3.16.0").max_experiment_tag_bytes, 20000U);
}

TEST(ServerAbilities, TracesAreComparedSince312) {
  EXPECT_FALSE(abilities_of("3.11.9").has_traces);
  EXPECT_TRUE(abilities_of("3.12.0").has_traces);
}

TEST(ServerAbilities, AnUnknownVersionGetsWhatEveryServerCanDo) {
  for (const auto* text : {"", "<html>", "latest"}) {
    EXPECT_FALSE(abilities_of(text).has_views) << text;
    EXPECT_EQ(abilities_of(text).max_tag_bytes, 5000U) << text;
  }
}

}  // namespace
}  // namespace testtracker::upload
