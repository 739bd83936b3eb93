#include "context/machine.hpp"

#include <gtest/gtest.h>

namespace testtracker::context {
namespace {

TEST(Machine, ThePrettyNameIsReadWithAnyQuotes) {
  EXPECT_EQ(pretty_name("ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"),
            "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(pretty_name("PRETTY_NAME='Some \"OS\"'"), "Some \"OS\"");
  EXPECT_EQ(pretty_name("PRETTY_NAME=Plain"), "Plain");
  EXPECT_EQ(pretty_name("PRETTY_NAME=\"a \\\"b\\\"\""), "a \"b\"");
  EXPECT_EQ(pretty_name("NAME=x\n"), "");
}

TEST(Machine, KnowsThisOne) {
  EXPECT_EQ(machine_name().rfind("linux-", 0), 0U);
  EXPECT_NE(operating_system(), "");
  EXPECT_NE(user_name(), "");
}

}  // namespace
}  // namespace testtracker::context
