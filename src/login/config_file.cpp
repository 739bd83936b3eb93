#include "login/config_file.hpp"

#include "base/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::login {

Result<std::string> config_text(const Credentials& credentials) {
  using Fields = std::array<std::pair<const char*, const std::string*>, 4>;
  const std::string pat = "pat";
  const std::string oauth = "oauth-m2m";
  const std::string azure = "azure-client-secret";
  Fields fields{};
  switch (credentials.kind) {
    case AuthKind::token:
      fields = {{{"auth_type", &pat}, {"token", &credentials.token}}};
      break;
    case AuthKind::oauth_client:
      fields = {{{"auth_type", &oauth},
                 {"client_id", &credentials.client_id},
                 {"client_secret", &credentials.client_secret}}};
      break;
    case AuthKind::azure_client:
      fields = {{{"auth_type", &azure},
                 {"azure_client_id", &credentials.client_id},
                 {"azure_client_secret", &credentials.client_secret},
                 {"azure_tenant_id", &credentials.azure_tenant_id}}};
      break;
  }
  std::string text = "[DEFAULT]\nhost = " + credentials.host + "\n";
  for (const auto& [name, value] : fields) {
    if (name == nullptr) {
      continue;
    }
    if (value->find_first_of("\r\n") != std::string::npos ||
        value->find(" #") != std::string::npos) {
      return Error{ErrorCode::invalid_argument,
                   std::string("write a .databrickscfg for child programs: the value of ") + name +
                       " has a line break or ' #', which such a file cannot hold; make a new one"};
    }
    text += std::string(name) + " = " + *value + "\n";
  }
  return text;
}

Result<void> write_config_file(const Credentials& credentials, const std::string& path) {
  const Result<std::string> text = config_text(credentials);
  if (!text) {
    return text.error();
  }
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const char* rest = text->data();
  for (std::size_t left = text->size(); file && left > 0;) {
    const ssize_t written = ::write(file.get(), rest, left);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      break;
    }
    rest += written;
    left -= static_cast<std::size_t>(written);
  }
  if (!file || rest != text->data() + text->size()) {
    return Error{ErrorCode::io, "write " + path + ": " + std::strerror(errno)};
  }
  return {};
}

}  // namespace testtracker::login
