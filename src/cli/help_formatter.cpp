#include "cli/help_formatter.hpp"

#include <CLI/Formatter.hpp>
#include <CLI/Option.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace testtracker::cli {
namespace {

constexpr std::size_t k_page_width = 100;
constexpr std::size_t k_left_width = 26;

// Columns that a UTF-8 text takes, for the letters that help texts are made of.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char byte : text) {
    width += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1U : 0U;
  }
  return width;
}

// `text` in the right column; later lines are indented.
std::string two_columns(const std::string& left, std::string_view text) {
  std::string out = fmt::format("  {:<{}}", left, k_left_width);
  if (left.size() >= k_left_width) {
    out += "\n" + std::string(k_left_width + 2, ' ');
  }
  std::size_t column = k_left_width + 2;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    if (column + width_of(word) > k_page_width) {
      out.pop_back();  // the space that the line's end makes needless
      out += "\n" + std::string(k_left_width + 2, ' ');
      column = k_left_width + 2;
    }
    out.append(word).append(" ");
    column += width_of(word) + 1;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  out.back() = '\n';
  return out;
}

}  // namespace

HelpFormatter::HelpFormatter() {
  label("SUBCOMMAND", "VERB");
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  std::string out = make_description(app) + "\n" + make_usage(app, std::move(name));
  out += make_subcommands(app, mode) + make_positionals(app) + make_options(app);
  const std::string footer = make_footer(app);
  return out + (footer.empty() ? "" : "\n" + footer);
}

std::string HelpFormatter::make_options(const CLI::App* app) const {
  std::string out;
  std::vector<std::string> groups = app->get_groups();
  // A verb's own options before those that every verb has.
  std::stable_partition(groups.begin(), groups.end(),
                        [](const std::string& group) { return group == "Options"; });
  for (const std::string& group : groups) {
    const auto options = app->get_options([&group](const CLI::Option* option) {
      return option->get_group() == group && option->nonpositional();
    });
    if (!group.empty() && !options.empty()) {
      out += make_group(group, false, options);
    }
  }
  return out;
}

std::string HelpFormatter::make_group(std::string group, bool is_positional,
                                      std::vector<const CLI::Option*> options) const {
  std::string out = "\n" + group + ":\n";
  for (const CLI::Option* const option : options) {
    out += make_option(option, is_positional);
  }
  return out;
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string names = make_option_name(option, is_positional);
  if (const std::size_t comma = names.find(','); comma != std::string::npos) {
    names.insert(comma + 1, " ");
  }
  return two_columns(names + (is_positional ? "" : make_option_opts(option)),
                     make_option_desc(option));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_items_expected_max() == 0) {
    return {};
  }
  // Behind the colon stand the names of checks, which mean nothing to a reader.
  const std::string type = option->get_type_name();
  return " " + type.substr(0, type.find(':'));
}

std::string HelpFormatter::make_subcommand(const CLI::App* app) const {
  return two_columns(app->get_display_name(), app->get_description());
}

}  // namespace testtracker::cli
