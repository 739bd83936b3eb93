#include "redact/redactor.hpp"

#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace testtracker::redact {
namespace {

const std::string k_secret = "s3cr/t+\"w rd\xC3\xBC";

std::string redacted(const std::string& text,
                     const std::vector<std::string>& secrets = {k_secret}) {
  Redactor redactor(secrets);
  std::string passed = redactor.feed(text);
  return passed + redactor.finish();
}

TEST(Redactor, LeavesOtherTextAlone) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    all += static_cast<char>(byte);
  }
  EXPECT_EQ(redacted(all), all);
  EXPECT_EQ(redacted(all, {}), all);
}

TEST(Redactor, MarksTheRawSecret) {
  EXPECT_EQ(redacted("a " + k_secret + " b"), "a *** b");
}

TEST(Redactor, MarksUrlEscapedForms) {
  EXPECT_EQ(redacted("?t=s3cr%2Ft%2B%22w%20rd%C3%BC&x"), "?t=***&x");
  EXPECT_EQ(redacted("?t=s3cr%2ft%2b%22w+rd%c3%bc&x"), "?t=***&x");
}

TEST(Redactor, MarksJsonEscapedForms) {
  EXPECT_EQ(redacted("{\"t\":\"s3cr/t+\\\"w rd\xC3\xBC\"}"), "{\"t\":\"***\"}");
  EXPECT_EQ(redacted("{\"t\":\"s3cr\\/t+\\\"w rd\xC3\xBC\"}"), "{\"t\":\"***\"}");
}

TEST(Redactor, MarksBase64OfTheSecret) {
  EXPECT_EQ(redacted("Bearer " + to_base64(k_secret) + "."), "Bearer ***.");
}

TEST(Redactor, MarksBase64AtEveryAlignmentInLongerTexts) {
  for (const std::string user : {"", "a", "ab", "abc", "user:"}) {
    const std::string text = redacted(to_base64(user + k_secret + "tail"));
    EXPECT_NE(text.find(k_mark), std::string::npos) << user;
    // At most the characters at both borders, which hold bits of the neighbours too, are left.
    EXPECT_LE(text.size(), to_base64(user).size() + to_base64("tail").size() + k_mark.size() + 2)
        << user;
  }
}

TEST(Redactor, MarksTheUrlAlphabetOfBase64) {
  const std::string secret = "\xFB\xEF\xBE\xFB\xEF\xBE\xFF\xFF\xFF";
  EXPECT_EQ(redacted("x " + to_base64(secret), {secret}), "x ***");
  EXPECT_EQ(redacted("x --------____", {secret}), "x ***");
}

TEST(Redactor, MarksSingleLinesOfASecretOfSeveral) {
  EXPECT_EQ(redacted("log: second-line\n", {"first-line\nsecond-line\n"}), "log: ***\n");
}

TEST(Redactor, GivesTheSameTextForEveryCut) {
  const std::string text = "a " + k_secret + k_secret + " s3cr/ " + to_base64(k_secret) + " s3c";
  const std::string whole = redacted(text);
  EXPECT_EQ(whole, "a *** s3cr/ *** s3c");
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      Redactor redactor({k_secret});
      std::string passed = redactor.feed(text.substr(0, first));
      passed += redactor.feed(text.substr(first, second - first));
      passed += redactor.feed(text.substr(second));
      passed += redactor.finish();
      ASSERT_EQ(passed, whole) << first << " " << second;
    }
  }
}

TEST(Redactor, FindsSecretsByteByByteWhenOneBeginsAnother) {
  Redactor redactor({"token", "token-longer"});
  std::string passed;
  for (const char letter : std::string("x token-longer y token-lo z token")) {
    passed += redactor.feed(std::string(1, letter));
  }
  EXPECT_EQ(passed + redactor.finish(), "x *** y ***-lo z ***");
}

TEST(Redactor, CoversAllOfOverlappingSecrets) {
  EXPECT_EQ(redacted("<abcdefgh>", {"abcdef", "efgh"}), "<***>");
}

TEST(Redactor, TakesALongBeginningAtTheEndForASecretCutOff) {
  EXPECT_EQ(redacted("x 12345678", {"1234567890"}), "x ***");
  EXPECT_EQ(redacted("x 1234567", {"1234567890"}), "x 1234567");
}

TEST(Redactor, PassesWhatBeginsNoSecretAtOnce) {
  Redactor redactor({k_secret});
  EXPECT_EQ(redactor.feed("progress 10 %\r"), "progress 10 %\r");
}

TEST(Redactor, DoesNotLookForTinySecrets) {
  EXPECT_EQ(redacted("cat", {"a", ""}), "cat");
}

}  // namespace
}  // namespace testtracker::redact
