#include "mlflow/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace testtracker::mlflow {
namespace {

using testing::HasSubstr;

TEST(CheckKey, TakesWhatMlflowTakes) {
  for (const char* key :
       {"a", "Suite/Test", "A.b-c_d:e f", " x", "a/b/c", "über/日本", "a..b", ".a"}) {
    EXPECT_TRUE(check_key(key)) << key;
  }
  EXPECT_TRUE(check_key(std::string(250, 'k')));
}

TEST(CheckKey, RefusesEveryOtherAsciiCharacter) {
  const std::string good = "_.- :";  // beside letters and digits; / alone is no path
  for (int byte = 0; byte < 128; ++byte) {
    const std::string key = std::string("a") + static_cast<char>(byte) + "b";
    const bool is_good = std::isalnum(byte) != 0 || byte == '/' ||
                         good.find(static_cast<char>(byte)) != std::string::npos;
    EXPECT_EQ(check_key(key).has_value(), is_good) << byte;
  }
}

TEST(CheckKey, RefusesWhatIsNotANormalPath) {
  for (const char* key : {"", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/."}) {
    EXPECT_FALSE(check_key(key)) << key;
  }
}

TEST(CheckKey, RefusesMoreThan250Bytes) {
  const auto checked = check_key(std::string(251, 'k'));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::invalid_argument);
  EXPECT_LT(checked.error().message.size(), 250U);  // the name is not repeated in full
}

TEST(CheckParam, CountsCharactersAndNotBytes) {
  std::string value;
  for (std::size_t i = 0; i < k_max_param; ++i) {
    value += "ü";
  }
  EXPECT_TRUE(check(Param{"p", value}));
  const auto checked = check(Param{"p", value + "x"});
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("param p has 6001 characters"));
}

TEST(CheckTag, HasTheLimitThatItIsGiven) {
  EXPECT_TRUE(check(Tag{"t", std::string(5001, 'x')}, k_max_tag));
  EXPECT_FALSE(check(Tag{"t", std::string(5001, 'x')}, k_max_tag_before_2_18));
}

TEST(CheckMetric, TakesEveryValueAndStepButNoTimeBefore1970) {
  EXPECT_TRUE(check(Metric{"m", std::numeric_limits<double>::quiet_NaN(), 0, INT64_MIN}));
  EXPECT_TRUE(check(Metric{"m", -std::numeric_limits<double>::infinity(), INT64_MAX, INT64_MAX}));
  EXPECT_FALSE(check(Metric{"m", 1, -1, 0}));
}

TEST(CheckArtifactPath, RefusesWhatMlflowRefusesOrDecodesTwice) {
  for (const char* path : {"a.txt", "log/A.b c.txt", "ü/;?&+:.txt", "...txt"}) {
    EXPECT_TRUE(check_artifact_path(path)) << path;
  }
  for (const char* path :
       {"", "/a", "a/", "a//b", "../a", "a/./b", "a#b", "a%2Fb", "a\\b", "a\nb"}) {
    EXPECT_FALSE(check_artifact_path(path)) << path;
  }
}

TEST(IsAtLeast, ComparesNumbersAndNotTexts) {
  EXPECT_TRUE(is_at_least("3.16.0", 3, 16));
  EXPECT_TRUE(is_at_least("3.17.2", 3, 9));
  EXPECT_TRUE(is_at_least("4.0", 3, 16));
  EXPECT_FALSE(is_at_least("2.22.5", 3, 1));
  EXPECT_FALSE(is_at_least("2.9.2", 2, 18));
  EXPECT_TRUE(is_at_least("3.17.2.dev0", 3, 17));
  EXPECT_TRUE(is_at_least("databricks", 3, 16));
}

}  // namespace
}  // namespace testtracker::mlflow
