#include "upload/key_text.hpp"

#include "unit/upload/key_rules.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace testtracker::upload {
namespace {

std::string random_bytes(std::mt19937& random, std::size_t max_size) {
  // Few different bytes of the dangerous kind meet more often than 256 of all kinds.
  static const std::string k_dangerous = "_x004/. F\xC3\xBC\x80:s";
  std::string text(random() % (max_size + 1), '\0');
  const bool is_dangerous = random() % 2 == 0;
  for (auto& c : text) {
    c = is_dangerous ? k_dangerous[random() % k_dangerous.size()] : static_cast<char>(random());
  }
  return text;
}

std::string with_dots(std::string text) {
  for (auto& c : text) {
    c = c == '/' ? '.' : c;
  }
  return text;
}

TEST(KeyText, LeavesIdentifiersAsTheyAre) {
  EXPECT_EQ(encode_name("Parser_Test-1.2 b"), "Parser_Test-1.2 b");
}

TEST(KeyText, TurnsSlashesIntoDots) {
  EXPECT_EQ(test_key("Sizes/Parser", "Reads/0"), "Sizes.Parser/Reads.0");
}

TEST(KeyText, EncodesWhatMlflowRefuses) {
  EXPECT_EQ(encode_name("a<b>"), "a_x003C_b_x003E_");
  EXPECT_EQ(encode_name("Foo::Bar"), "Foo_x003A__x003A_Bar");
  EXPECT_EQ(encode_name("größe"), "gr_x00F6__x00DF_e");
  EXPECT_EQ(encode_name("😀"), "_x1F600_");
  EXPECT_EQ(encode_name(std::string("a\0b", 3)), "a_x0000_b");
}

TEST(KeyText, TellsBrokenBytesFromCharacters) {
  EXPECT_EQ(encode_name("\xFF"), "_xFF_");
  EXPECT_EQ(encode_name("\xC3\xBF"), "_x00FF_");
}

TEST(KeyText, EscapesWhatLooksLikeAnEscape) {
  EXPECT_EQ(encode_name("a_x003C_"), "a_x005F_x003C_");
  EXPECT_EQ(encode_name("_x_"), "_x005F_x_");
  EXPECT_EQ(encode_name("_xyz_"), "_xyz_");
}

TEST(KeyText, GivesNamesWithoutTextAName) {
  EXPECT_EQ(encode_name(""), "_x_");
  EXPECT_EQ(encode_name("."), "_x002E_");
  EXPECT_EQ(encode_name(".."), "_x002E_.");
  EXPECT_EQ(encode_name("//"), "_x002E_.");
  EXPECT_EQ(encode_name(" "), "_x0020_");
  EXPECT_EQ(encode_name(" a "), "_x0020_a_x0020_");
}

TEST(KeyText, KeepsOutOfTheSectionOfSystemMetrics) {
  EXPECT_EQ(test_key("system", "Cpu"), "_x0073_ystem/Cpu");
}

TEST(KeyText, ShortensLongNamesToTheirBeginAndAHash) {
  const std::string long_name(10000, 'n');
  const auto key = test_key("Suite", long_name);
  EXPECT_EQ(key.size(), k_max_test_key_bytes);
  EXPECT_EQ(key.substr(0, 8), "Suite/nn");
  EXPECT_NE(key, test_key("Suite", long_name + "n"));
}

TEST(KeyText, HashesNeverChange) {
  // In use at servers: another value would break every trend.
  EXPECT_EQ(name_hash({""}), "af63bd4c8601");
  EXPECT_NE(name_hash({"ab", "c"}), name_hash({"a", "bc"}));
}

TEST(KeyText, EveryNameBecomesAKeyOfItsOwnThatMlflowAccepts) {
  std::mt19937 random(20261124);
  std::map<std::string, std::string> raw_of;
  for (int i = 0; i < 50000; ++i) {
    const auto raw = random_bytes(random, 12);
    const auto key = encode_name(raw);
    ASSERT_TRUE(is_mlflow_key(key)) << key;
    ASSERT_EQ(key.find('/'), std::string::npos);
    ASSERT_EQ(key, encode_name(raw));
    const auto [at, is_new] = raw_of.emplace(key, with_dots(raw));
    ASSERT_EQ(at->second, with_dots(raw)) << key;  // `/` and `.` are the only ones to meet
  }
}

TEST(KeyText, EveryPathAndTestBecomesAKeyThatMlflowAccepts) {
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    const auto suite = random_bytes(random, 300);
    const auto name = random_bytes(random, 300);
    ASSERT_TRUE(is_mlflow_key(test_key(suite, name) + "_exception")) << test_key(suite, name);
    ASSERT_TRUE(is_mlflow_key(encode_path(random_bytes(random, 20))));
  }
}

}  // namespace
}  // namespace testtracker::upload
