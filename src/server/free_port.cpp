#include "server/free_port.hpp"

#include "base/unique_fd.hpp"

#include <fstream>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace testtracker::server {
namespace {

// Binds as servers do, so that connections of a former server that linger do not count. Returns the
// port that was bound, 0 = it is taken.
std::uint16_t bind_to(std::uint16_t port) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd.get(), any, sizeof address) != 0 || ::getsockname(fd.get(), any, &size) != 0) {
    return 0;
  }
  return ntohs(address.sin_port);
}

}  // namespace

bool is_port_free(std::uint16_t port) {
  return bind_to(port) == port;
}

std::uint16_t choose_port(const std::string& remembered_in) {
  std::uint16_t remembered = 0;
  if (std::ifstream file(remembered_in);
      file >> remembered && remembered >= 1024 && is_port_free(remembered)) {
    return remembered;
  }
  return bind_to(0);
}

}  // namespace testtracker::server
