#include "upload/links.hpp"

#include <cstdio>
#include <string_view>

namespace testtracker::upload {
namespace {

bool is_unreserved(char c) {  // RFC 3986, 2.3; with `/`, which paths keep
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      char escape[4];
      std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned char>(c));
      encoded += escape;
    }
  }
  return encoded;
}

/// What stands in front of `#` in every link; nothing in relative ones.
std::string page(const Place& place) {
  return place.ui_url.empty() ? "#" : place.ui_url + "/#";
}

std::string runs_link(const Place& place) {
  // Without the workflow type MLflow 3 opens its pages for language models.
  return page(place) + "/experiments/" + place.experiment_id +
         "/runs?workflowType=machine_learning";
}

}  // namespace

std::string trend_link(const Place& place) {
  return runs_link(place) +
         (place.has_views ? "&viewStateShareKey=testtracker_trend&compareRunsMode=CHART" : "");
}

std::string status_link(const Place& place) {
  return runs_link(place) +
         (place.has_views ? "&viewStateShareKey=testtracker_status&compareRunsMode=TABLE" : "");
}

std::string run_link(const Place& place) {
  return page(place) + "/experiments/" + place.experiment_id + "/runs/" + place.run_id;
}

std::string compare_link(const Place& place) {
  if (place.previous_run_id.empty()) {
    return {};
  }
  const auto runs = "[\"" + place.run_id + "\",\"" + place.previous_run_id + "\"]";
  const auto experiments = "[\"" + place.experiment_id + "\"]";
  return page(place) + "/compare-runs?runs=" + percent_encoded(runs) +
         "&experiments=" + percent_encoded(experiments);
}

std::string traces_link(const Place& place) {
  return run_link(place) + "/evaluations" +
         (place.previous_run_id.empty() ? "" : "?compareToRunUuid=" + place.previous_run_id);
}

std::string artifact_link(const Place& place, const std::string& path) {
  return run_link(place) + "/artifacts/" + percent_encoded(path);
}

}  // namespace testtracker::upload
