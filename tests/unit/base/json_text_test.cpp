#include "base/json_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace testtracker {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EveryAsciiByteSurvivesAnotherParser) {
  std::string all;
  for (int byte = 0; byte < 0x80; ++byte) {
    all += static_cast<char>(byte);
  }
  EXPECT_EQ(nlohmann::json::parse(json_string(all)).get<std::string>(), all);
}

TEST(JsonText, EveryByteAboveAsciiAloneBecomesTheReplacementCharacter) {
  for (int byte = 0x80; byte < 0x100; ++byte) {
    EXPECT_EQ(json_string(std::string(1, static_cast<char>(byte))), "\"\xEF\xBF\xBD\"") << byte;
  }
}

TEST(JsonText, ValidUtf8StaysAsItIs) {
  const std::string text = "gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80";
  EXPECT_EQ(json_string(text), '"' + text + '"');
}

TEST(JsonText, TellsWhetherAnythingWasLost) {
  std::string out;
  EXPECT_TRUE(append_json_string(out, "plain \x01 \xC3\xA4"));
  EXPECT_FALSE(append_json_string(out, "broken \xC3"));
}

TEST(JsonText, SurrogatesOverlongFormsAndTooLargeNumbersAreNotUtf8) {
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF"));
  EXPECT_FALSE(is_valid_utf8("\xE0\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xF0\x80\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
}

TEST(JsonText, TheBordersOfTheRangesAreUtf8) {
  EXPECT_TRUE(is_valid_utf8("\xED\x9F\xBF"));
  EXPECT_TRUE(is_valid_utf8("\xEE\x80\x80"));
  EXPECT_TRUE(is_valid_utf8("\xF4\x8F\xBF\xBF"));
}

TEST(JsonText, RepairedTextIsValidUtf8) {
  EXPECT_EQ(to_valid_utf8("a\xFFz\xE2\x82"), "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace testtracker
