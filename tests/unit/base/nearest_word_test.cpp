#include "base/nearest_word.hpp"

#include <gtest/gtest.h>

namespace testtracker {
namespace {

TEST(NearestWord, FindsAWordWithSwappedLetters) {
  EXPECT_EQ(nearest_word("uplaod", {"run", "upload", "server"}), "upload");
}

TEST(NearestWord, FindsAWordWithAMissingOrADoubledLetter) {
  EXPECT_EQ(nearest_word("experimnt", {"suite", "experiment"}), "experiment");
  EXPECT_EQ(nearest_word("runn", {"suite", "run"}), "run");
}

TEST(NearestWord, SaysNothingWhenNoneIsNear) {
  EXPECT_EQ(nearest_word("banana", {"run", "upload", "server"}), "");
  EXPECT_EQ(nearest_word("xy", {"run"}), "");
  EXPECT_EQ(nearest_word("", {"run"}), "");
}

TEST(NearestWord, PrefersTheFirstOfEqualsAndTheNearestOfAll) {
  EXPECT_EQ(nearest_word("tost", {"test", "toast", "tost"}), "tost");
  EXPECT_EQ(nearest_word("tist", {"test", "tost"}), "test");
}

}  // namespace
}  // namespace testtracker
