#include "http/url_text.hpp"

#include <gtest/gtest.h>

namespace testtracker::http {
namespace {

TEST(Redacted, HidesUserNameAndPassword) {
  EXPECT_EQ(redacted("http://me:secret@host:5000/p"), "http://***@host:5000/p");
  EXPECT_EQ(redacted("https://token@host"), "https://***@host");
}

TEST(Redacted, HidesAPasswordWithAnAtSignCompletely) {
  EXPECT_EQ(redacted("http://me:se@cret@host/p"), "http://***@host/p");
}

TEST(Redacted, LeavesAnAtSignInPathAndQueryAlone) {
  EXPECT_EQ(redacted("http://host/a@b"), "http://host/a@b");
  EXPECT_EQ(redacted("http://host?q=a@b"), "http://host?q=a@b");
  EXPECT_EQ(redacted("no url @ all"), "no url @ all");
}

TEST(PercentEncoded, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a/b c+%ü"), "a%2Fb%20c%2B%25%C3%BC");
}

TEST(PercentEncodedPath, KeepsSlashes) {
  EXPECT_EQ(percent_encoded_path("log/A.b c.txt"), "log/A.b%20c.txt");
}

TEST(PercentDecoded, UndoesTheEncodingOfAllBytes) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes += static_cast<char>(byte);
  }
  EXPECT_EQ(percent_decoded(percent_encoded(bytes)), bytes);
}

TEST(PercentDecoded, LeavesAPercentSignAloneThatBeginsNothing) {
  EXPECT_EQ(percent_decoded("100% %zz %4"), "100% %zz %4");
  EXPECT_EQ(percent_decoded("%4a%4A"), "JJ");
}

TEST(Origin, IsSchemeHostAndPort) {
  EXPECT_EQ(origin("HTTP://u:p@Host:5000/a/b?c"), "http://host:5000");
  EXPECT_EQ(origin("https://host"), "https://host");
  EXPECT_EQ(origin("/relative"), "");
}

}  // namespace
}  // namespace testtracker::http
