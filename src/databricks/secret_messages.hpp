#pragma once

// Messages of the Secrets API 2.0 as plain structs; member names are the names on the wire.

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace testtracker::databricks {

struct ScopeMessage {
  std::string scope;
};
BOOST_DESCRIBE_STRUCT(ScopeMessage, (), (scope))

struct PutSecretMessage {
  std::string scope;
  std::string key;
  std::string string_value;  ///< Secret.
};
BOOST_DESCRIBE_STRUCT(PutSecretMessage, (), (scope, key, string_value))

struct SecretKeyMessage {
  std::string scope;
  std::string key;
};
BOOST_DESCRIBE_STRUCT(SecretKeyMessage, (), (scope, key))

struct ScopeName {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ScopeName, (), (name))

struct ScopesReply {
  std::vector<ScopeName> scopes;
};
BOOST_DESCRIBE_STRUCT(ScopesReply, (), (scopes))

struct SecretName {
  std::string key;
};
BOOST_DESCRIBE_STRUCT(SecretName, (), (key))

struct SecretsReply {
  std::vector<SecretName> secrets;
};
BOOST_DESCRIBE_STRUCT(SecretsReply, (), (secrets))

struct SecretReply {
  std::string value;  ///< base 64. Secret.
};
BOOST_DESCRIBE_STRUCT(SecretReply, (), (value))

}  // namespace testtracker::databricks
