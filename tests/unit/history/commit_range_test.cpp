#include "history/commit_range.hpp"

#include <gtest/gtest.h>

namespace testtracker::history {
namespace {

TEST(CommitRange, IsReadShort) {
  const std::string good(40, 'a');
  const std::string bad(40, 'b');
  EXPECT_EQ((CommitRange{good, bad, ""}).text(), "aaaaaaaa..bbbbbbbb");
  EXPECT_EQ((CommitRange{"", bad, ""}).text(), "bbbbbbbb");
  EXPECT_EQ((CommitRange{bad, bad, ""}).text(), "unchanged code at bbbbbbbb");
  EXPECT_EQ((CommitRange{good, "", ""}).text(), "");
}

TEST(WebPage, IsThatOfARemote) {
  for (const char* const remote :
       {"https://github.com/me/project.git", "git@github.com:me/project.git",
        "ssh://git@github.com/me/project", "ssh://git@github.com:22/me/project.git",
        "https://github.com/me/project/"}) {
    EXPECT_EQ(web_page_of(remote), "https://github.com/me/project") << remote;
  }
  EXPECT_EQ(web_page_of("/srv/git/project.git"), "");
  EXPECT_EQ(web_page_of(""), "");
}

TEST(ComparePage, FollowsTheWaysOfTheHost) {
  EXPECT_EQ(compare_page("git@github.com:me/x.git", "a1", "b2"),
            "https://github.com/me/x/compare/a1...b2");
  EXPECT_EQ(compare_page("https://gitlab.example.com/me/x.git", "a1", "b2"),
            "https://gitlab.example.com/me/x/-/compare/a1...b2");
  EXPECT_EQ(compare_page("https://git.example.com/x.git", "a1", "b2"), "");
  EXPECT_EQ(compare_page("git@github.com:me/x.git", "a1", "a1"), "");
  EXPECT_EQ(commit_page("git@github.com:me/x.git", "a1"), "https://github.com/me/x/commit/a1");
}

}  // namespace
}  // namespace testtracker::history
