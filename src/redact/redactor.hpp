#pragma once

// Takes secrets out of text that passes by: the output of child programs. Used by whoever relays or
// keeps such output while it holds secrets. What it finds is listed in docs/redaction.md.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::redact {

/// What stands in place of a secret.
inline constexpr std::string_view k_mark = "***";

/// Shorter secrets are not looked for: their text is found in innocent words too.
inline constexpr std::size_t k_shortest_secret_bytes = 4;

/// Every text in which `secret` is looked for: raw, each line of it, base 64, URL- and
/// JSON-escaped. Empty for a secret below k_shortest_secret_bytes.
[[nodiscard]] std::vector<std::string> forms_of(const std::string& secret);

/// One stream; cutting it into other chunks gives the same text. Memory: the forms and at most as
/// many bytes as the longest form has.
class Redactor {
 public:
  explicit Redactor(const std::vector<std::string>& secrets);

  /// What is certain by now; an end that may begin a secret is held back.
  [[nodiscard]] std::string feed(std::string_view chunk);
  /// The rest. Eight and more bytes that begin a form are taken for a secret cut off. The redactor
  /// begins a new stream afterwards.
  [[nodiscard]] std::string finish();
  /// A stream of one piece. Requires: nothing is held back of another one.
  [[nodiscard]] std::string redacted(std::string_view text);

 private:
  enum class Ending { open, closed };

  [[nodiscard]] bool is_certain(std::size_t position, Ending ending);
  [[nodiscard]] std::string pass(Ending ending);

  std::array<std::vector<std::string>, 256> forms_;  ///< by first byte
  std::string held_;
  std::size_t covered_ = 0;  ///< bytes at the front of held_ that belong to a secret
  bool is_after_mark_ = false;
};

}  // namespace testtracker::redact
