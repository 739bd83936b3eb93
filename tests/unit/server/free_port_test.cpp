#include "server/free_port.hpp"

#include "base/unique_fd.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace testtracker::server {
namespace {

TEST(FreePort, TakesTheRememberedOneAgain) {
  const test::TempDir directory;
  const std::uint16_t port = choose_port(directory / "port");
  ASSERT_GT(port, 0);
  test::write_file(directory / "port", std::to_string(port));
  EXPECT_EQ(choose_port(directory / "port"), port);
}

TEST(FreePort, PassesOverOneThatIsTaken) {
  const test::TempDir directory;
  const std::uint16_t port = choose_port("");
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  EXPECT_FALSE(is_port_free(port));
  test::write_file(directory / "port", std::to_string(port));
  EXPECT_NE(choose_port(directory / "port"), port);
}

TEST(FreePort, DoesNotTrustADamagedFile) {
  const test::TempDir directory;
  for (const char* const text : {"", "x", "80", "99999999", "-1"}) {
    test::write_file(directory / "port", text);
    EXPECT_GE(choose_port(directory / "port"), 1024) << text;
  }
}

}  // namespace
}  // namespace testtracker::server
