#include "server/server_lock.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace testtracker::server {
namespace {

using std::chrono::milliseconds;

TEST(ServerLock, IsHeldByOneAtATime) {
  const test::TempDir directory;
  const ServerFolder folder(directory.path());
  ASSERT_TRUE(folder.create());
  std::optional<ServerLock> held;
  {
    auto first = ServerLock::take(folder, milliseconds(0), nullptr);
    ASSERT_TRUE(first);
    held.emplace(*std::move(first));
  }
  int waits = 0;
  const auto second = ServerLock::take(folder, milliseconds(50), [&](milliseconds) { ++waits; });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::busy);
  EXPECT_GT(waits, 0);
  held.reset();
  EXPECT_TRUE(ServerLock::take(folder, milliseconds(0), nullptr));
}

}  // namespace
}  // namespace testtracker::server
