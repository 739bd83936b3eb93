#include "secrets/secret_names.hpp"

#include <gtest/gtest.h>

namespace testtracker::secrets {
namespace {

TEST(SecretNames, LettersDigitsAndFourSignsMakeAName) {
  EXPECT_TRUE(check_name("scope", "Deploy-1_a@b.c"));
  for (const char* name : {"", "a b", "a/b", "ü", "a\n"}) {
    EXPECT_FALSE(check_name("scope", name)) << name;
  }
  EXPECT_TRUE(check_name("key", std::string(128, 'k')));
  EXPECT_FALSE(check_name("key", std::string(129, 'k')));
}

TEST(SecretNames, AValueIsTextOfAtMost128KiB) {
  EXPECT_TRUE(check_value(std::string(k_longest_value_bytes, 'x')));
  EXPECT_TRUE(check_value("zwei\nZeilen ü"));
  EXPECT_FALSE(check_value(""));
  EXPECT_FALSE(check_value(std::string(k_longest_value_bytes + 1, 'x')));
  EXPECT_FALSE(check_value("a\xFF"));
  EXPECT_FALSE(check_value(std::string("a\0b", 3)));
}

TEST(SecretNames, AComplaintNeverHoldsTheValue) {
  EXPECT_EQ(check_value("geheim\xFF").error().message.find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace testtracker::secrets
