#include "upload/missing_values.hpp"

#include <gtest/gtest.h>

namespace testtracker::upload {
namespace {

SelectedValues given() {
  SelectedValues values;
  values.metrics = {{"a", 1, 0, 1}, {"b", 2, 0, 1}};
  values.params = {{"p", "x"}};
  return values;
}

TEST(MissingValues, AreNoneWhenAllIsThere) {
  EXPECT_TRUE(missing_values(given(), {{"t", "1"}},
                             {{{"a", 1, 0, 1}, {"b", 2, 0, 1}}, {{"p", "x"}}, {{"t", "1"}}})
                  .is_empty());
}

TEST(MissingValues, AreWhatWasLost) {
  const auto missing = missing_values(given(), {{"t", "1"}}, {{{"a", 1, 0, 1}}, {}, {}});
  ASSERT_EQ(missing.metrics.size(), 1U);
  EXPECT_EQ(missing.metrics[0].key, "b");
  EXPECT_EQ(missing.words(), "1 metric, 1 param and 1 tag");
}

TEST(MissingValues, ATagWithAnOldValueIsMissing) {
  EXPECT_EQ(missing_values({}, {{"t", "new"}}, {{}, {}, {{"t", "old"}}}).tags.size(), 1U);
}

TEST(MissingValues, AParamWithAnotherValueStays) {
  EXPECT_TRUE(missing_values(given(), {}, {given().metrics, {{"p", "other"}}, {}}).is_empty());
}

}  // namespace
}  // namespace testtracker::upload
