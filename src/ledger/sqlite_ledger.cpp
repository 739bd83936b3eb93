#include "ledger/sqlite_ledger.hpp"

#include "ledger/changes.hpp"
#include "ledger/sqlite_database.hpp"
#include "ledger/sqlite_statement.hpp"

#include <utility>

namespace testtracker::ledger {

namespace {

#define TESTTRACKER_ENTRY_COLUMNS \
  "environment, serial, githash, run_id, previous, state, who, at_ms, note"

std::int64_t to_ms(WallTime time) {
  return time.time_since_epoch().count();
}
WallTime from_ms(std::int64_t ms) {
  return WallTime(std::chrono::milliseconds(ms));
}

LedgerEntry entry_of(const SqliteStatement& row) {
  LedgerEntry entry;
  entry.environment = row.text(0);
  entry.serial = row.number(1);
  entry.githash = row.text(2);
  entry.run_id = row.text(3);
  entry.previous = row.text(4);
  // A word of a newer testtracker within the same schema would be a mistake of ours; the safe
  // reading is the one that never makes a version live.
  entry.state = state_from_text(row.text(5)).value_or(VersionState::failed);
  entry.who = row.text(6);
  entry.when = from_ms(row.number(7));
  entry.note = row.text(8);
  return entry;
}

class SqliteLedger final : public Ledger {
 public:
  SqliteLedger(Database database, SqliteLedgerOptions options)
      : database_(std::move(database)), options_(std::move(options)) {}

  Result<std::vector<EnvironmentState>> environments() override;
  Result<EnvironmentState> environment(const std::string& name) override;
  Result<std::vector<LedgerEntry>> history(const std::string& environment) override;
  Result<LedgerEntry> append(const LedgerChange& change) override;
  Result<Lease> acquire_lease(const std::string& environment, const std::string& owner,
                              std::chrono::milliseconds duration) override;
  Result<Lease> renew_lease(const std::string& environment, const std::string& owner,
                            std::chrono::milliseconds duration) override;
  Result<void> release_lease(const std::string& environment, const std::string& owner) override;

 private:
  [[nodiscard]] WallTime now() const {
    return options_.now ? options_.now()
                        : std::chrono::time_point_cast<std::chrono::milliseconds>(
                              std::chrono::system_clock::now());
  }
  [[nodiscard]] std::string action(const std::string& doing) const {
    return doing + " in the ledger " + options_.path;
  }
  /// What `work` returns, kept when it is a success; an error leaves the file as it was.
  template <typename Work>
  auto in_transaction(const std::string& doing, const Work& work) -> decltype(work());
  Result<std::optional<LedgerEntry>> first_entry(const char* sql, const std::string& environment);
  Result<LedgerEntry> append_in_transaction(const LedgerChange& change);
  Result<void> insert(const LedgerEntry& entry);
  Result<Lease> put_lease(Lease lease);
  Result<std::optional<Lease>> lease_of(const std::string& environment);

  Database database_;
  SqliteLedgerOptions options_;
};

template <typename Work>
auto SqliteLedger::in_transaction(const std::string& doing, const Work& work) -> decltype(work()) {
  Transaction transaction(database_.get());
  if (Result<void> begun = transaction.begin(doing); !begun) {
    return begun.error();
  }
  auto result = work();
  if (result) {
    if (Result<void> done = transaction.commit(doing); !done) {
      return done.error();
    }
  }
  return result;
}

Result<std::optional<LedgerEntry>> SqliteLedger::first_entry(const char* sql,
                                                             const std::string& environment) {
  SqliteStatement query(database_.get(), sql);
  Result<bool> row = query.bind(environment).step(action("read " + environment));
  if (!row) {
    return row.error();
  }
  return *row ? std::optional<LedgerEntry>(entry_of(query)) : std::nullopt;
}

constexpr const char* k_newest = "SELECT " TESTTRACKER_ENTRY_COLUMNS
                                 " FROM changes WHERE environment = ? ORDER BY serial DESC LIMIT 1";
constexpr const char* k_newest_active =
    "SELECT " TESTTRACKER_ENTRY_COLUMNS
    " FROM changes WHERE environment = ? AND state = 'active' ORDER BY serial DESC LIMIT 1";

// Newest serial and active entry come from one statement, hence from one snapshot.
#define TESTTRACKER_STATES                                                                     \
  "SELECT a.environment, a.serial, a.githash, a.run_id, a.previous, a.state, a.who, a.at_ms, " \
  "a.note, e.name, e.newest FROM (SELECT environment AS name, MAX(serial) AS newest, "         \
  "MAX(CASE state WHEN 'active' THEN serial END) AS live FROM changes"
#define TESTTRACKER_JOIN_ACTIVE                                                                   \
  " GROUP BY environment) e LEFT JOIN changes a ON a.environment = e.name AND a.serial = e.live " \
  "ORDER BY e.name"

EnvironmentState state_of(const SqliteStatement& row) {
  EnvironmentState state{row.text(9), row.number(10), std::nullopt};
  if (row.number(1) > 0) {
    state.active = entry_of(row);
  }
  return state;
}

Result<std::vector<EnvironmentState>> SqliteLedger::environments() {
  SqliteStatement query(database_.get(), TESTTRACKER_STATES TESTTRACKER_JOIN_ACTIVE);
  std::vector<EnvironmentState> states;
  for (;;) {
    Result<bool> row = query.step(action("list the environments"));
    if (!row) {
      return row.error();
    }
    if (!*row) {
      return states;
    }
    states.push_back(state_of(query));
  }
}

Result<EnvironmentState> SqliteLedger::environment(const std::string& name) {
  SqliteStatement query(database_.get(),
                        TESTTRACKER_STATES " WHERE environment = ?" TESTTRACKER_JOIN_ACTIVE);
  Result<bool> row = query.bind(name).step(action("read " + name));
  if (!row) {
    return row.error();
  }
  return *row ? state_of(query) : EnvironmentState{name, 0, std::nullopt};
}

Result<std::vector<LedgerEntry>> SqliteLedger::history(const std::string& environment) {
  SqliteStatement query(database_.get(),
                        "SELECT " TESTTRACKER_ENTRY_COLUMNS
                        " FROM changes WHERE environment = ? ORDER BY serial DESC");
  query.bind(environment);
  std::vector<LedgerEntry> entries;
  for (;;) {
    Result<bool> row = query.step(action("read the history of " + environment));
    if (!row) {
      return row.error();
    }
    if (!*row) {
      return entries;
    }
    entries.push_back(entry_of(query));
  }
}

Result<void> SqliteLedger::insert(const LedgerEntry& entry) {
  SqliteStatement statement(database_.get(), "INSERT INTO changes (" TESTTRACKER_ENTRY_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Result<bool> done = statement.bind(entry.environment)
                          .bind(entry.serial)
                          .bind(entry.githash)
                          .bind(entry.run_id)
                          .bind(entry.previous)
                          .bind(std::string(to_text(entry.state)))
                          .bind(entry.who)
                          .bind(to_ms(entry.when))
                          .bind(entry.note)
                          .step(action("append to " + entry.environment));
  return done ? Result<void>() : Result<void>(done.error());
}

Result<LedgerEntry> SqliteLedger::append_in_transaction(const LedgerChange& change) {
  Result<std::optional<LedgerEntry>> newest = first_entry(k_newest, change.environment);
  if (!newest) {
    return newest.error();
  }
  if ((*newest ? (*newest)->serial : 0) != change.expected_serial) {
    return unexpected_serial(change, *newest);
  }
  Result<std::optional<LedgerEntry>> active = first_entry(k_newest_active, change.environment);
  if (!active) {
    return active.error();
  }
  const std::vector<LedgerEntry> entries = entries_of(change, *active, now());
  for (const LedgerEntry& entry : entries) {
    if (Result<void> done = insert(entry); !done) {
      return done.error();
    }
  }
  return entries.back();
}

Result<LedgerEntry> SqliteLedger::append(const LedgerChange& change) {
  if (Result<void> good = check_change(change); !good) {
    return good.error();
  }
  return in_transaction(action("append to " + change.environment),
                        [&] { return append_in_transaction(change); });
}

Result<std::optional<Lease>> SqliteLedger::lease_of(const std::string& environment) {
  SqliteStatement query(database_.get(),
                        "SELECT owner, expires_ms FROM leases WHERE environment = ?");
  Result<bool> row = query.bind(environment).step(action("read the lease of " + environment));
  if (!row) {
    return row.error();
  }
  if (!*row) {
    return std::optional<Lease>();
  }
  return std::optional<Lease>(Lease{environment, query.text(0), from_ms(query.number(1)), {}});
}

Result<Lease> SqliteLedger::put_lease(Lease lease) {
  SqliteStatement statement(database_.get(),
                            "INSERT OR REPLACE INTO leases (environment, owner, expires_ms) "
                            "VALUES (?, ?, ?)");
  Result<bool> done = statement.bind(lease.environment)
                          .bind(lease.owner)
                          .bind(to_ms(lease.expires))
                          .step(action("lease " + lease.environment));
  if (!done) {
    return done.error();
  }
  return lease;
}

Result<Lease> SqliteLedger::acquire_lease(const std::string& environment, const std::string& owner,
                                          std::chrono::milliseconds duration) {
  return in_transaction(action("lease " + environment), [&]() -> Result<Lease> {
    const Result<std::optional<Lease>> held = lease_of(environment);
    if (!held) {
      return held.error();
    }
    const WallTime begin = now();
    Lease wanted{environment, owner, begin + duration, {}};
    if (*held && (*held)->owner != owner) {
      if ((*held)->expires > begin) {
        return lease_is_held(**held);
      }
      wanted.taken_over_from = (*held)->owner;
    }
    return put_lease(std::move(wanted));
  });
}

Result<Lease> SqliteLedger::renew_lease(const std::string& environment, const std::string& owner,
                                        std::chrono::milliseconds duration) {
  return in_transaction(action("prolong the lease of " + environment), [&]() -> Result<Lease> {
    const Result<std::optional<Lease>> held = lease_of(environment);
    if (!held) {
      return held.error();
    }
    if (!*held || (*held)->owner != owner) {
      return lease_is_lost(environment, owner, *held);
    }
    return put_lease(Lease{environment, owner, now() + duration, {}});
  });
}

Result<void> SqliteLedger::release_lease(const std::string& environment, const std::string& owner) {
  SqliteStatement statement(database_.get(),
                            "DELETE FROM leases WHERE environment = ? AND owner = ?");
  Result<bool> done =
      statement.bind(environment).bind(owner).step(action("release the lease of " + environment));
  return done ? Result<void>() : Result<void>(done.error());
}

}  // namespace

Result<std::unique_ptr<Ledger>> open_sqlite_ledger(const SqliteLedgerOptions& options) {
  Result<Database> database = open_database(options.path, options.busy_timeout);
  if (!database) {
    return database.error();
  }
  return std::unique_ptr<Ledger>(std::make_unique<SqliteLedger>(*std::move(database), options));
}

}  // namespace testtracker::ledger
