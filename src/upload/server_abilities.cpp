#include "upload/server_abilities.hpp"

#include <cstdio>
#include <utility>

namespace testtracker::upload {

ServerAbilities abilities_of(const std::string& version) {
  int major = 0;
  int minor = 0;
  if (std::sscanf(version.c_str(), "%d.%d", &major, &minor) != 2) {
    return {};
  }
  const auto is_since = [&](int wanted_major, int wanted_minor) {
    return std::pair(major, minor) >= std::pair(wanted_major, wanted_minor);
  };
  ServerAbilities abilities;
  abilities.max_tag_bytes = is_since(2, 18) ? 8000 : 5000;
  abilities.max_experiment_tag_bytes = is_since(3, 16) ? 20000 : 5000;
  abilities.has_views = is_since(2, 22);
  abilities.has_traces = is_since(3, 12);  // the first that takes spans as JSON
  return abilities;
}

}  // namespace testtracker::upload
