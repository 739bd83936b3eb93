#include "settings/value_check.hpp"

#include <gtest/gtest.h>

namespace testtracker::settings {
namespace {

bool is_allowed(const char* setting, const std::string& text) {
  return checked_text(*find_definition(setting), text).has_value();
}

TEST(ValueCheck, WholeNumbersAreTakenWholeOrNotAtAll) {
  EXPECT_TRUE(is_allowed("build", "9223372036854775807"));
  for (const char* const text : {"", "1.5", "0x10", " 1", "1 ", "+1", "9223372036854775808"}) {
    EXPECT_FALSE(is_allowed("build", text)) << text;
  }
}

TEST(ValueCheck, NumbersMayHaveFractionsAndAreFinite) {
  EXPECT_TRUE(is_allowed("http.backoff_jitter_s", "0.25"));
  for (const char* const text : {"nan", "inf", "-1", "120.5", "1,5"}) {
    EXPECT_FALSE(is_allowed("http.backoff_jitter_s", text)) << text;
  }
}

TEST(ValueCheck, NamesOfTagsFollowMlflow) {
  EXPECT_TRUE(check_tag_key("team.area-1/x: y"));
  EXPECT_TRUE(check_tag_key(std::string(250, 'a')));
  for (const std::string& key : {std::string(), std::string(251, 'a'), std::string("a=b"),
                                 std::string("a\nb"), std::string("testtracker.kind")}) {
    EXPECT_FALSE(check_tag_key(key)) << key;
  }
}

TEST(ValueCheck, MembersOfARunContextThatAreNoTextsBecomeTheirJson) {
  const auto tags = parse_json_tags(R"({"a": "x", "b": 3, "c": true})");
  ASSERT_TRUE(tags);
  EXPECT_EQ(*tags, (std::map<std::string, std::string>{{"a", "x"}, {"b", "3"}, {"c", "true"}}));
}

TEST(ValueCheck, OnlyTheUserPartOfAUrlIsACredential) {
  EXPECT_EQ(without_credentials("http://host/a@b"), "http://host/a@b");
  EXPECT_EQ(without_credentials("mail me@host"), "mail me@host");
  EXPECT_EQ(without_credentials("https://token@host"), "https://***@host");
}

}  // namespace
}  // namespace testtracker::settings
