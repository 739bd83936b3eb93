#include "upload/test_keys.hpp"

#include "upload/key_text.hpp"

#include <string_view>
#include <unordered_map>

namespace testtracker::upload {
namespace {

std::string lower_case(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return text;
}

/// How often each key is wanted, and by whom it was wanted first.
class Claims {
 public:
  void claim(const std::string& key, std::size_t who) {
    const auto [at, is_new] = claims_.emplace(lower_case(key), Claim{who, false});
    at->second.is_disputed = at->second.is_disputed || (!is_new && at->second.who != who);
  }
  [[nodiscard]] bool is_disputed(const std::string& key) const {
    return claims_.at(lower_case(key)).is_disputed;
  }

 private:
  struct Claim {
    std::size_t who;
    bool is_disputed;
  };
  std::unordered_map<std::string, Claim> claims_;
};

constexpr std::string_view k_appendices[] = {"", "_exception", "_dur_ms"};

bool is_disputed(const Claims& claims, const std::string& key) {
  for (const auto appendix : k_appendices) {
    if (claims.is_disputed(key + std::string(appendix))) {
      return true;
    }
  }
  return false;
}

std::string with_hash(const std::string& key, std::size_t max_bytes, const std::string& hash) {
  return key.substr(0, max_bytes - hash.size() - 1) + "-" + hash;
}

/// `Environment::SetUp` of the results outside of tests is a word of ours: it reads `.` in a key.
std::string name_in_key(const session::TestResult& test) {
  auto name = test.identity.name;
  if (const auto colons = name.find("::"); test.outside_tests && colons != std::string::npos) {
    name.replace(colons, 2, ".");
  }
  return name;
}

std::string own_hash(const session::TestResult& test) {
  const auto& identity = test.identity;
  return test.outside_tests
             ? name_hash({identity.program, identity.suite, identity.name, "outside"})
             : name_hash({identity.program, identity.suite, identity.name});
}

}  // namespace

std::vector<std::string> assign_test_keys(const std::vector<session::TestResult>& tests) {
  std::vector<std::string> keys;
  keys.reserve(tests.size());
  Claims claims;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const auto key = test_key(tests[i].identity.suite, name_in_key(tests[i]));
    keys.push_back(tests[i].nested ? "nested/" + key : key);
    for (const auto appendix : k_appendices) {
      claims.claim(keys.back() + std::string(appendix), i);
    }
  }
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (is_disputed(claims, keys[i])) {
      keys[i] = with_hash(keys[i], k_max_test_key_bytes, own_hash(tests[i]));
    }
  }
  return keys;
}

std::vector<std::string> assign_value_keys(const std::string& prefix,
                                           const std::vector<std::string>& names) {
  std::vector<std::string> keys;
  keys.reserve(names.size());
  Claims claims;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto encoded = encode_name(names[i]);
    keys.push_back(shortened_key(prefix.empty() ? encoded : prefix + "/" + encoded, k_max_key_bytes,
                                 name_hash({names[i]})));
    claims.claim(keys.back(), i);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (claims.is_disputed(keys[i])) {
      keys[i] = with_hash(keys[i], k_max_key_bytes, name_hash({names[i]}));
    }
  }
  return keys;
}

}  // namespace testtracker::upload
