#include "cli/judge/gate_output.hpp"

#include "judge/report_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>

namespace testtracker::cli {
namespace {

struct Format {
  std::string_view word;
  OutputFormat format;
};

constexpr std::array<Format, 5> k_formats{{{"text", OutputFormat::text},
                                           {"markdown", OutputFormat::markdown},
                                           {"json", OutputFormat::json},
                                           {"junit", OutputFormat::junit},
                                           {"github", OutputFormat::github}}};

std::string text_of(const judge::GateReport& report, OutputFormat format) {
  switch (format) {
    case OutputFormat::markdown:
      return judge::markdown_report(report);
    case OutputFormat::json:
      return judge::json_report(report);
    case OutputFormat::junit:
      return judge::junit_report(report);
    case OutputFormat::github:
      return judge::github_report(report);
    case OutputFormat::text:
      break;
  }
  return judge::text_report(report);
}

Result<void> write(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return {};
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return file ? Result<void>()
              : Error{ErrorCode::io,
                      fmt::format("write the report to {}: {}", path, std::strerror(errno))};
}

}  // namespace

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& words) {
  std::vector<Output> outputs;
  for (const auto& word : words) {
    const auto equals = std::min(word.find('='), word.size());
    const auto name = word.substr(0, equals);
    const auto* const known =
        std::find_if(k_formats.begin(), k_formats.end(),
                     [&](const Format& format) { return format.word == name; });
    const auto file = equals == word.size() ? "-" : word.substr(equals + 1);
    if (known == k_formats.end() || file.empty()) {
      return Error{ErrorCode::invalid_argument,
                   fmt::format("--output {}: write it as FORMAT=FILE, where FORMAT is text, "
                               "markdown, json, junit or github, and FILE - is stdout",
                               word)};
    }
    outputs.push_back({known->format, file});
  }
  return outputs;
}

Result<void> write_outputs(const judge::GateReport& report, const std::vector<Output>& outputs) {
  for (const auto& output : outputs) {
    if (auto written = write(output.file, text_of(report, output.format)); !written) {
      return written;
    }
  }
  return {};
}

}  // namespace testtracker::cli
