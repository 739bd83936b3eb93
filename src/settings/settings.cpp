#include "settings/settings.hpp"

#include "settings/settings_file.hpp"
#include "settings/value_check.hpp"

#include <cassert>
#include <charconv>
#include <utility>

namespace testtracker::settings {
namespace {

constexpr std::string_view k_tag_prefix = "tags.";

bool is_tag(const std::string& name) {
  return name.rfind(k_tag_prefix, 0) == 0;
}

std::string tag_key(const std::string& name) {
  return name.substr(k_tag_prefix.size());
}

// Where the wrong value came from, what is wrong with it.
Error complaint(const Definition& definition, const std::string& source, const Error& reason) {
  const std::string setting =
      source == definition.flag ? std::string() : " (setting '" + definition.name + "')";
  return {ErrorCode::invalid_argument, source + setting + " " + reason.message};
}

template <typename Number>
Number parsed(const std::string& text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Result<Settings> Settings::load(const std::string& directory, const Environment& environment,
                                const std::map<std::string, std::string>& flags) {
  Settings settings;
  for (const Definition& definition : definitions()) {
    settings.values_[definition.name] = {definition.default_text, Origin::default_, ""};
  }
  if (auto done = settings.apply_file(directory); !done) {
    return done.error();
  }
  if (auto done = settings.apply_environment(environment); !done) {
    return done.error();
  }
  if (auto done = settings.apply_flags(flags); !done) {
    return done.error();
  }
  return settings;
}

Result<void> Settings::apply_file(const std::string& directory) {
  file_ = find_settings_file(directory);
  if (file_.empty()) {
    return {};
  }
  auto contents = read_settings_file(file_);
  if (!contents) {
    return contents.error();
  }
  notebooks_ = std::move(contents->notebooks);
  metrics_ = std::move(contents->metrics);
  for (FileEntry& entry : contents->entries) {
    Value value{std::move(entry.text), Origin::file, file_};
    (is_tag(entry.name) ? tags_[tag_key(entry.name)] : values_[entry.name]) = std::move(value);
  }
  return {};
}

Result<void> Settings::apply_environment(const Environment& environment) {
  for (const Definition& definition : definitions()) {
    for (const std::string& variable : definition.variables) {
      const std::optional<std::string> text = environment(variable);
      if (!text || text->empty()) {
        continue;
      }
      auto good = checked_text(definition, *text);
      if (!good) {
        return complaint(definition, variable, good.error());
      }
      values_[definition.name] = {std::move(*good), Origin::environment, variable};
      break;
    }
  }
  const Value& context = get("run_context");
  if (!context.text.empty()) {
    const auto tags = parse_json_tags(context.text);  // checked already
    for (const auto& [key, text] : *tags) {
      tags_[key] = {text, context.origin, context.source};
    }
  }
  return {};
}

Result<void> Settings::apply_flags(const std::map<std::string, std::string>& flags) {
  for (const auto& [name, text] : flags) {
    if (is_tag(name)) {
      if (const auto good = check_tag_key(tag_key(name)); !good) {
        return Error{ErrorCode::invalid_argument,
                     "--tag '" + tag_key(name) + "': its name " + good.error().message};
      }
      tags_[tag_key(name)] = {text, Origin::flag, "--tag"};
      continue;
    }
    const Definition* const definition = find_definition(name);
    assert(definition != nullptr);
    const std::string source = definition->flag.empty() ? "--" + name : definition->flag;
    auto good = checked_text(*definition, text);
    if (!good) {
      return complaint(*definition, source, good.error());
    }
    values_[name] = {std::move(*good), Origin::flag, source};
  }
  return {};
}

const Value& Settings::get(const std::string& name) const {
  const auto found = values_.find(name);
  assert(found != values_.end());
  return found->second;
}

bool Settings::is_set(const std::string& name) const {
  return !text(name).empty();
}

bool Settings::boolean(const std::string& name) const {
  return text(name) == "true";
}

std::int64_t Settings::integer(const std::string& name) const {
  return parsed<std::int64_t>(text(name));
}

double Settings::number(const std::string& name) const {
  return parsed<double>(text(name));
}

std::vector<std::string> Settings::list(const std::string& name) const {
  std::vector<std::string> items;
  std::string_view rest = text(name);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (comma > 0) {
      items.emplace_back(rest.substr(0, comma));
    }
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return items;
}

std::string Settings::shown(const std::string& name) const {
  const bool is_secret = find_definition(name)->type == Type::secret && is_set(name);
  return is_secret ? "****" : without_credentials(text(name));
}

}  // namespace testtracker::settings
