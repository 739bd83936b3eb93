#include "upload/session_lock.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace testtracker::upload {
namespace {

using std::chrono::milliseconds;

class SessionLockTest : public ::testing::Test {
 protected:
  const test::TempDir dir_;
  const spool::SessionFolder folder_{dir_.path()};
};

TEST_F(SessionLockTest, IsOneProcessAtATime) {
  const auto held = SessionLock::acquire(folder_);
  ASSERT_TRUE(held);
  const auto second = SessionLock::acquire(folder_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::busy);
}

TEST_F(SessionLockTest, WaitsForWhoOnlyLooked) {
  std::optional<Result<SessionLock>> held = SessionLock::acquire(folder_);
  const auto second = SessionLock::acquire(folder_, milliseconds(1000), [&](milliseconds) {
    held.reset();
    return true;
  });
  EXPECT_TRUE(second);
}

TEST_F(SessionLockTest, GivesUpAfterItsPatience) {
  const auto held = SessionLock::acquire(folder_);
  milliseconds slept{0};
  const auto second = SessionLock::acquire(folder_, milliseconds(1000), [&](milliseconds pause) {
    slept += pause;
    return true;
  });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::busy);
  EXPECT_EQ(slept, milliseconds(1000));
}

TEST_F(SessionLockTest, GivesUpWhenAsked) {
  const auto held = SessionLock::acquire(folder_);
  EXPECT_FALSE(
      SessionLock::acquire(folder_, milliseconds(1000), [](milliseconds) { return false; }));
}

}  // namespace
}  // namespace testtracker::upload
