#pragma once

// Texts as HTML.

#include "session/session_result.hpp"

#include <string>
#include <string_view>

namespace testtracker::report {

/// For text and for attributes in double quotes. Requires: valid UTF-8, as `plain_text` and
/// `visible_text` make it.
[[nodiscard]] std::string html_text(std::string_view text);

/// A name: control characters shown, escaped.
[[nodiscard]] std::string html_name(std::string_view name);

/// The CSS class that gives a status its colour: `good`, `bad`, `warn`, `calm`, `live`.
[[nodiscard]] std::string_view tone_of(const session::TestResult& test);

/// `<span class="badge …">…</span>` with the status word.
[[nodiscard]] std::string html_badge(std::string_view tone, std::string_view word);

/// A `<section>` with a heading; `small` (may be empty) and `body` are HTML.
[[nodiscard]] std::string html_section(std::string_view id, std::string_view title,
                                       std::string_view small, const std::string& body);

/// `<dt>…</dt><dd>…</dd>` in a `<div>`; empty when `value` is. `value` is HTML.
[[nodiscard]] std::string html_fact(std::string_view name, const std::string& value,
                                    std::string_view css_class = {});

}  // namespace testtracker::report
