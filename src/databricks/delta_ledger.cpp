#include "databricks/delta_ledger.hpp"

#include "ledger/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <utility>

namespace testtracker::databricks {
namespace {

using ledger::EnvironmentState;
using ledger::Lease;
using ledger::LedgerChange;
using ledger::LedgerEntry;
using ledger::VersionState;
using ledger::WallTime;
using std::chrono::milliseconds;

// Of transactions of others that came between; each try reads the table anew.
constexpr int k_most_tries = 30;

constexpr const char* k_columns =
    "environment, serial, githash, run_id, previous, state, who, at_ms, note, change_id";

std::int64_t to_ms(WallTime time) {
  return time.time_since_epoch().count();
}

std::string text_of(const SqlRow& row, std::size_t column) {
  return column < row.size() ? row[column].value_or("") : std::string();
}

std::int64_t number_of(const SqlRow& row, std::size_t column) {
  return std::strtoll(text_of(row, column).c_str(), nullptr, 10);
}

LedgerEntry entry_of(const SqlRow& row) {
  LedgerEntry entry;
  entry.environment = text_of(row, 0);
  entry.serial = number_of(row, 1);
  entry.githash = text_of(row, 2);
  entry.run_id = text_of(row, 3);
  entry.previous = text_of(row, 4);
  // As in SQLite's: a word that is not known never makes a version live.
  entry.state = ledger::state_from_text(text_of(row, 5)).value_or(VersionState::failed);
  entry.who = text_of(row, 6);
  entry.when = WallTime(milliseconds(number_of(row, 7)));
  entry.note = text_of(row, 8);
  return entry;
}

/// 128 random bits as hexadecimal digits: tells what one call wrote from what others did.
std::string new_id() {
  std::random_device source;
  std::string id;
  for (int i = 0; i < 4; ++i) {
    id += fmt::format("{:08x}", source());
  }
  return id;
}

milliseconds random_pause(int tries) {
  const unsigned longest = 50U * static_cast<unsigned>(tries);
  return milliseconds(std::random_device{}() % longest + longest / 2);
}

bool is_identifier(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return letter == '_' || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z');
  });
}

bool is_table_name(const std::string& name) {
  const std::size_t first = name.find('.');
  const std::size_t second = first == std::string::npos ? first : name.find('.', first + 1);
  return second != std::string::npos && is_identifier(name.substr(0, first)) &&
         is_identifier(name.substr(first + 1, second - first - 1)) &&
         is_identifier(name.substr(second + 1));
}

}  // namespace

Result<DeltaLedgerOptions> DeltaLedger::finalize(DeltaLedgerOptions options) {
  if (options.warehouse_id.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "the ledger of a workspace needs a SQL warehouse; set DATABRICKS_WAREHOUSE_ID to "
                 "its id (SQL warehouses, Connection details, last part of the HTTP path)"};
  }
  if (!is_table_name(options.name)) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("keep the ledger in '{}': that is no name of three parts; set "
                             "TESTTRACKER_DEPLOY_DATABRICKS_LEDGER to one such as "
                             "main.deploy.testtracker",
                             options.name)};
  }
  return options;
}

DeltaLedger::DeltaLedger(Rest& rest, DeltaLedgerOptions options)
    : rest_(rest),
      options_(std::move(options)),
      changes_(options_.name + "_changes"),
      leases_(options_.name + "_leases") {}

WallTime DeltaLedger::now() const {
  return options_.now
             ? options_.now()
             : std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

std::string DeltaLedger::action(const std::string& doing) const {
  return doing + " in the ledger " + options_.name;
}

// A concurrent transaction makes Delta refuse the later one, which then changed nothing.
Result<std::vector<SqlRow>> DeltaLedger::run(const SqlStatement& statement, MissingTables missing) {
  for (int tries = 1;; ++tries) {
    auto rows = run_sql(rest_, options_.warehouse_id, statement);
    if (rows || tries == k_most_tries) {
      return rows;
    }
    const bool is_missing = rows.error().code == ErrorCode::not_found;
    if (is_missing && missing == MissingTables::are_empty) {
      return std::vector<SqlRow>();
    }
    if (is_missing) {
      if (Result<void> made = make_tables(); !made) {
        return made.error();
      }
    } else if (rows.error().code != ErrorCode::busy) {
      return rows;
    }
    // Tables that others are making need a moment; their transactions a random one, so that two do
    // not meet again.
    if (!(is_missing && tries == 1) && !rest_.sleep(random_pause(tries))) {
      return rows;
    }
  }
}

// Partitioned by environment, so that deployments to different ones do not get in each other's
// way. Serializable: a MERGE must also see the blind inserts of other programs.
Result<void> DeltaLedger::make_tables() {
  const std::string properties =
      " USING DELTA PARTITIONED BY (environment) TBLPROPERTIES "
      "('delta.isolationLevel' = 'Serializable'";
  for (const std::string& text :
       {"CREATE TABLE IF NOT EXISTS " + changes_ +
            " (environment STRING, serial BIGINT, githash STRING, run_id STRING, previous STRING, "
            "state STRING, who STRING, at_ms BIGINT, note STRING, change_id STRING)" +
            properties + ", 'delta.appendOnly' = 'true')",
        "CREATE TABLE IF NOT EXISTS " + leases_ +
            " (environment STRING, owner STRING, expires_ms BIGINT, previous_owner STRING, "
            "grant_id STRING)" +
            properties + ")"}) {
    auto made = run_sql(rest_, options_.warehouse_id, {action("make the tables"), text, {}});
    // Two that make it at once: it is there for both.
    if (!made && made.error().code != ErrorCode::busy) {
      return made.error();
    }
  }
  return {};
}

// One reference to the table, hence one snapshot of it: newest and active entry of one instant.
Result<std::vector<DeltaLedger::Standing>> DeltaLedger::standings(const std::string& environment) {
  SqlStatement query;
  query.action = action(environment.empty() ? "list the environments" : "read " + environment);
  query.text = fmt::format(
      "SELECT {0} FROM (SELECT *, MAX(serial) OVER (PARTITION BY environment) AS newest, "
      "MAX(CASE WHEN state = 'active' THEN serial END) OVER (PARTITION BY environment) AS live "
      "FROM {1}{2}) AS numbered WHERE serial = newest OR serial = live "
      "ORDER BY environment, serial",
      k_columns, changes_, environment.empty() ? "" : " WHERE environment = :environment");
  if (!environment.empty()) {
    query.parameters = {sql_text("environment", environment)};
  }
  const auto rows = run(query, MissingTables::are_empty);
  if (!rows) {
    return rows.error();
  }
  std::vector<Standing> standings;
  for (const SqlRow& row : *rows) {
    LedgerEntry entry = entry_of(row);
    if (standings.empty() || standings.back().newest->environment != entry.environment) {
      standings.emplace_back();
    }
    if (entry.state == VersionState::active) {
      standings.back().active = entry;
    }
    standings.back().newest = std::move(entry);
  }
  return standings;
}

Result<std::vector<EnvironmentState>> DeltaLedger::environments() {
  const auto found = standings("");
  if (!found) {
    return found.error();
  }
  std::vector<EnvironmentState> states;
  for (const Standing& standing : *found) {
    states.push_back({standing.newest->environment, standing.newest->serial, standing.active});
  }
  return states;
}

Result<EnvironmentState> DeltaLedger::environment(const std::string& name) {
  const auto found = standings(name);
  if (!found) {
    return found.error();
  }
  return found->empty()
             ? EnvironmentState{name, 0, std::nullopt}
             : EnvironmentState{name, found->front().newest->serial, found->front().active};
}

Result<std::vector<LedgerEntry>> DeltaLedger::history(const std::string& environment) {
  const auto found = entries_after(environment, 0, "read the history of " + environment);
  if (!found) {
    return found.error();
  }
  std::vector<LedgerEntry> entries;
  for (auto stored = found->rbegin(); stored != found->rend(); ++stored) {
    entries.push_back(stored->entry);
  }
  return entries;
}

Result<std::vector<DeltaLedger::StoredEntry>> DeltaLedger::entries_after(
    const std::string& environment, std::int64_t serial, const std::string& doing) {
  const auto rows =
      run({action(doing),
           fmt::format("SELECT {} FROM {} WHERE environment = :environment AND serial > :serial "
                       "ORDER BY serial",
                       k_columns, changes_),
           {sql_text("environment", environment), sql_number("serial", serial)}},
          MissingTables::are_empty);
  if (!rows) {
    return rows.error();
  }
  std::vector<StoredEntry> entries;
  for (const SqlRow& row : *rows) {
    entries.push_back({entry_of(row), text_of(row, 9)});
  }
  return entries;
}

// Inserts all entries or none: any entry after the expected one matches all of them. Hence it may
// also run twice.
SqlStatement DeltaLedger::merge_of(const std::vector<LedgerEntry>& entries,
                                   const std::string& change_id, std::int64_t expected) const {
  SqlStatement merge;
  const LedgerEntry& last = entries.back();
  merge.action = action("append to " + last.environment);
  merge.parameters = {sql_text("environment", last.environment),
                      sql_text("previous", last.previous),
                      sql_text("who", last.who),
                      sql_number("at_ms", to_ms(last.when)),
                      sql_text("note", last.note),
                      sql_text("change_id", change_id),
                      sql_number("expected", expected)};
  std::string source;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    source += fmt::format(
        "{}SELECT :environment AS environment, :serial{} AS serial, :githash{} AS githash, "
        ":run_id{} AS run_id, :state{} AS state",
        i == 0 ? "" : " UNION ALL ", i, i, i, i);
    merge.parameters.push_back(sql_number(fmt::format("serial{}", i), entries[i].serial));
    merge.parameters.push_back(sql_text(fmt::format("githash{}", i), entries[i].githash));
    merge.parameters.push_back(sql_text(fmt::format("run_id{}", i), entries[i].run_id));
    merge.parameters.push_back(
        sql_text(fmt::format("state{}", i), std::string(ledger::to_text(entries[i].state))));
  }
  merge.text = fmt::format(
      "MERGE INTO {} AS t USING ({}) AS s "
      "ON t.environment = :environment AND t.serial > :expected "
      "WHEN NOT MATCHED THEN INSERT ({}) VALUES (s.environment, s.serial, s.githash, s.run_id, "
      ":previous, s.state, :who, :at_ms, :note, :change_id)",
      changes_, source, k_columns);
  return merge;
}

Result<LedgerEntry> DeltaLedger::append(const LedgerChange& change) {
  if (Result<void> good = ledger::check_change(change); !good) {
    return good.error();
  }
  const auto found = standings(change.environment);
  if (!found) {
    return found.error();
  }
  const Standing standing = found->empty() ? Standing() : found->front();
  if ((standing.newest ? standing.newest->serial : 0) != change.expected_serial) {
    return ledger::unexpected_serial(change, standing.newest);
  }
  const std::vector<LedgerEntry> entries = ledger::entries_of(change, standing.active, now());
  const std::string change_id = new_id();
  const auto merged =
      run(merge_of(entries, change_id, change.expected_serial), MissingTables::are_made);
  // Who won stands in the table, whatever came back of the statement.
  const auto written = entries_after(change.environment, change.expected_serial,
                                     "read back what was appended to " + change.environment);
  if (!written) {
    return merged ? written.error() : merged.error();
  }
  if (written->empty()) {
    return merged ? Error{ErrorCode::io, action("append to " + change.environment) +
                                             ": the statement succeeded and wrote nothing"}
                  : merged.error();
  }
  return written->front().change_id == change_id
             ? Result<LedgerEntry>(entries.back())
             : ledger::unexpected_serial(change, written->back().entry);
}

Result<std::optional<DeltaLedger::StoredLease>> DeltaLedger::lease_of(
    const std::string& environment) {
  const auto rows = run({action("read the lease of " + environment),
                         fmt::format("SELECT owner, expires_ms, previous_owner, grant_id FROM {} "
                                     "WHERE environment = :environment",
                                     leases_),
                         {sql_text("environment", environment)}},
                        MissingTables::are_empty);
  if (!rows) {
    return rows.error();
  }
  if (rows->empty()) {
    return std::optional<StoredLease>();
  }
  const SqlRow& row = rows->front();
  Lease lease{environment, text_of(row, 0), WallTime(milliseconds(number_of(row, 1))),
              text_of(row, 2)};
  return std::optional(StoredLease{std::move(lease), text_of(row, 3)});
}

// `grant_id` makes it one that may run twice: the second time it finds its own grant and keeps
// what that one found.
Result<Lease> DeltaLedger::acquire_lease(const std::string& environment, const std::string& owner,
                                         milliseconds duration) {
  const std::string grant_id = new_id();
  const WallTime begin = now();
  const auto merged = run(
      {action("lease " + environment),
       fmt::format("MERGE INTO {} AS t USING (SELECT :environment AS environment) AS s "
                   "ON t.environment = :environment "
                   "WHEN MATCHED AND t.grant_id <> :grant_id AND (t.owner = :owner OR "
                   "t.expires_ms <= :now) THEN UPDATE SET previous_owner = CASE WHEN t.owner = "
                   ":owner THEN '' ELSE t.owner END, owner = :owner, expires_ms = :expires, "
                   "grant_id = :grant_id "
                   "WHEN NOT MATCHED THEN INSERT (environment, owner, expires_ms, previous_owner, "
                   "grant_id) VALUES (s.environment, :owner, :expires, '', :grant_id)",
                   leases_),
       {sql_text("environment", environment), sql_text("owner", owner),
        sql_text("grant_id", grant_id), sql_number("now", to_ms(begin)),
        sql_number("expires", to_ms(begin + duration))}},
      MissingTables::are_made);
  const auto held = lease_of(environment);
  if (!held) {
    return merged ? held.error() : merged.error();
  }
  if (*held && (*held)->grant_id == grant_id) {
    return (*held)->lease;
  }
  if (!merged) {
    return merged.error();
  }
  return *held ? Result<Lease>(ledger::lease_is_held((*held)->lease))
               : Error{ErrorCode::busy, action("lease " + environment) +
                                            ": it was released at this instant; try again"};
}

Result<Lease> DeltaLedger::renew_lease(const std::string& environment, const std::string& owner,
                                       milliseconds duration) {
  const WallTime expires = now() + duration;
  const auto updated =
      run({action("prolong the lease of " + environment),
           fmt::format("UPDATE {} SET expires_ms = :expires WHERE environment = :environment AND "
                       "owner = :owner",
                       leases_),
           {sql_text("environment", environment), sql_text("owner", owner),
            sql_number("expires", to_ms(expires))}},
          MissingTables::are_empty);
  if (!updated) {
    return updated.error();
  }
  const auto held = lease_of(environment);
  if (!held) {
    return held.error();
  }
  if (!*held || (*held)->lease.owner != owner) {
    return ledger::lease_is_lost(environment, owner,
                                 *held ? std::optional((*held)->lease) : std::nullopt);
  }
  return Lease{environment, owner, (*held)->lease.expires, {}};
}

Result<void> DeltaLedger::release_lease(const std::string& environment, const std::string& owner) {
  const auto deleted = run({action("release the lease of " + environment),
                            fmt::format("DELETE FROM {} WHERE environment = :environment AND "
                                        "owner = :owner",
                                        leases_),
                            {sql_text("environment", environment), sql_text("owner", owner)}},
                           MissingTables::are_empty);
  return deleted ? Result<void>() : deleted.error();
}

}  // namespace testtracker::databricks
