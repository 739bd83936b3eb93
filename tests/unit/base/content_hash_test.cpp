#include "base/content_hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace testtracker {
namespace {

std::string hash_of(std::string_view text) {
  ContentHash hash;
  hash.add(text);
  return hash.text();
}

TEST(ContentHash, DoesNotDependOnHowTheBytesAreCut) {
  const std::string text = "a text that is longer than two words of the machine";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    ContentHash hash;
    hash.add(text.substr(0, cut));
    hash.add(text.substr(cut));
    EXPECT_EQ(hash.text(), hash_of(text)) << cut;
  }
}

TEST(ContentHash, TellsContentsApart) {
  std::set<std::string> hashes;
  std::string zeros;
  for (int size = 0; size < 100; ++size, zeros += '\0') {
    hashes.insert(hash_of(zeros));
  }
  for (int number = 0; number < 10000; ++number) {
    hashes.insert(hash_of(std::to_string(number)));
  }
  EXPECT_EQ(hashes.size(), 10100U);
}

}  // namespace
}  // namespace testtracker
