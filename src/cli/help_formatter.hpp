#pragma once

// How `--help` looks: what it is, usage, verbs, then options in two columns, wrapped to the width
// of a terminal.

#include <CLI/App.hpp>
#include <CLI/FormatterFwd.hpp>

#include <string>
#include <vector>

namespace testtracker::cli {

class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const final;
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const final;
  std::string make_option(const CLI::Option* option, bool is_positional) const final;
  std::string make_option_opts(const CLI::Option* option) const final;
  std::string make_subcommand(const CLI::App* app) const final;

 private:
  [[nodiscard]] std::string make_options(const CLI::App* app) const;
};

}  // namespace testtracker::cli
