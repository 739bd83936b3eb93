#include "upload/cursor.hpp"

#include "spool/replace_file.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

namespace testtracker::upload {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::optional<TraceCount>& traces) {
  return traces ? Json{{"sent", traces->sent}, {"left_out", traces->left_out}} : Json();
}

/// Throws what nlohmann-json throws.
std::optional<TraceCount> traces_from_json(const Json& cursor) {
  const auto found = cursor.find("traces");
  if (found == cursor.end() || found->is_null()) {
    return std::nullopt;
  }
  return TraceCount{found->at("sent").get<std::size_t>(), found->at("left_out").get<std::size_t>()};
}

Json to_json(const Cursor& cursor) {
  return {
      {"format", "testtracker-cursor"},
      {"version", 1},
      {"server", cursor.server},
      {"experiment_id", cursor.experiment_id},
      {"run_id", cursor.run_id},
      {"creating", cursor.is_creating},
      {"delivery", cursor.delivery},
      {"ordinal", cursor.ordinal},
      {"previous_run_id", cursor.previous_run_id},
      {"previous_name", cursor.previous_name},
      {"previous_durations", cursor.previous_durations},
      {"values_sent", cursor.values_sent},
      {"artifacts_sent", cursor.artifacts_sent},
      {"traces_wanted", cursor.traces_wanted},
      {"traces", to_json(cursor.traces)},
      {"ended", cursor.has_ended},
      {"rejected", cursor.rejected},
  };
}

/// Throws what nlohmann-json throws.
Cursor from_json(const Json& json) {
  Cursor cursor;
  cursor.server = json.at("server").get<std::string>();
  cursor.experiment_id = json.at("experiment_id").get<std::string>();
  cursor.run_id = json.at("run_id").get<std::string>();
  cursor.is_creating = json.at("creating").get<bool>();
  cursor.delivery = json.at("delivery").get<std::int64_t>();
  cursor.ordinal = json.at("ordinal").get<std::int64_t>();
  cursor.previous_run_id = json.at("previous_run_id").get<std::string>();
  cursor.previous_name = json.at("previous_name").get<std::string>();
  cursor.previous_durations = json.at("previous_durations").get<std::set<std::string>>();
  cursor.values_sent = json.at("values_sent").get<bool>();
  cursor.artifacts_sent = json.at("artifacts_sent").get<std::set<std::string>>();
  cursor.traces_wanted = json.value("traces_wanted", false);  // older versions wrote none
  cursor.traces = traces_from_json(json);
  cursor.has_ended = json.at("ended").get<bool>();
  cursor.rejected = json.at("rejected").get<std::string>();
  return cursor;
}

}  // namespace

Cursor read_cursor(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return {};
  }
  try {
    return from_json(Json::parse(file));
  } catch (const Json::exception&) {
    Cursor unknown;
    unknown.is_creating = true;
    return unknown;
  }
}

Result<void> write_cursor(const std::string& path, const Cursor& cursor) {
  const auto text = to_json(cursor).dump(1, ' ', false, Json::error_handler_t::replace);
  return spool::replace_file(path, text + "\n");
}

std::string delivery_tag(const std::string& session_id, const Cursor& cursor) {
  return cursor.delivery == 1 ? session_id : session_id + "/" + std::to_string(cursor.delivery);
}

}  // namespace testtracker::upload
