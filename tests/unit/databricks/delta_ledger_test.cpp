#include "databricks/delta_ledger.hpp"

#include "databricks/connect.hpp"
#include "http/curl_client.hpp"
#include "support/fake_databricks/fake_databricks.hpp"
#include "unit/ledger/ledger_conformance.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace testtracker::ledger {
namespace {

using databricks::DeltaLedgerOptions;
using login::Credentials;
using std::chrono::seconds;
using test::Json;
using ::testing::HasSubstr;

/// A workspace of the test's own, with SQLite behind its SQL, or, when TESTTRACKER_TEST_SPARK names
/// a Python that has Spark, one with real Delta tables for all tests of the program: its start
/// takes seconds. Each place has tables of its own.
class DeltaPlace final : public LedgerPlace {
 public:
  DeltaPlace()
      : own_(spark_python() == nullptr ? std::make_unique<test::FakeDatabricks>() : nullptr),
        fake_(own_ ? *own_ : workspace_with_spark()) {
    static std::atomic<int> count{0};
    name_ = "main.deploy.t" + std::to_string(++count);
  }
  ~DeltaPlace() override {
    EXPECT_EQ(fake_.violations(), Json::array());
    fake_.forget();
  }

  std::unique_ptr<Ledger> open(std::function<WallTime()> now) override {
    Credentials credentials;
    credentials.host = fake_.url();
    credentials.token = "dapi-fake";
    auto ledger = databricks::connect_delta_ledger(credentials, {"w1", name_, std::move(now)});
    EXPECT_TRUE(ledger);
    return *std::move(ledger);
  }
  test::FakeDatabricks& fake() { return fake_; }
  [[nodiscard]] bool has_delta() const { return own_ == nullptr; }
  [[nodiscard]] const std::string& name() const { return name_; }

  std::string run_sql(const std::string& text) {
    http_ = *http::make_curl_client({});
    Credentials credentials;
    credentials.host = fake_.url();
    credentials.token = "dapi-fake";
    databricks::Rest rest(credentials, *http_);
    const auto rows = run_sql(rest, text);
    return rows ? "" : rows.error().message;
  }

 private:
  static Result<std::vector<databricks::SqlRow>> run_sql(databricks::Rest& rest,
                                                         const std::string& text) {
    return databricks::run_sql(rest, "w1", {"test", text, {}});
  }

  static const char* spark_python() { return std::getenv("TESTTRACKER_TEST_SPARK"); }
  static test::FakeDatabricks& workspace_with_spark() {
    static test::FakeDatabricks fake({{"sql", "spark"}}, spark_python());
    return fake;
  }

  std::unique_ptr<test::FakeDatabricks> own_;
  test::FakeDatabricks& fake_;
  std::unique_ptr<http::HttpClient> http_;
  std::string name_;
};

INSTANTIATE_TEST_SUITE_P(Delta, LedgerConformance,
                         ::testing::Values(PlaceMaker{"statements",
                                                      []() -> std::unique_ptr<LedgerPlace> {
                                                        return std::make_unique<DeltaPlace>();
                                                      }}));

class DeltaLedgerTest : public ::testing::Test {
 protected:
  static Result<LedgerEntry> activate(Ledger& ledger, const std::string& hash,
                                      std::int64_t expected,
                                      const std::string& environment = "prod") {
    return ledger.append(
        {environment, expected, hash, "run-" + hash, VersionState::active, "ann", ""});
  }
  /// Threads that begin together, each with a ledger of its own.
  static void at_once(DeltaPlace& place, int count, const std::function<void(int, Ledger&)>& body) {
    std::atomic<int> ready{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i, ledger = place.open({})] {
        for (++ready; ready < count;) {
          std::this_thread::yield();
        }
        body(i, *ledger);
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
  std::size_t statements_with(const std::string& text) {
    std::size_t count = 0;
    for (const Json& request : place_.fake().requests_to("sql/statements")) {
      count += request["body"].get<std::string>().find(text) != std::string::npos ? 1U : 0U;
    }
    return count;
  }
  std::size_t failures_with(const std::string& text) {
    std::size_t count = 0;
    const Json state = place_.fake().state();
    for (const Json& failure : state["sql_failures"]) {
      count += failure.get<std::string>().find(text) != std::string::npos ? 1U : 0U;
    }
    return count;
  }

  DeltaPlace place_;
  std::unique_ptr<Ledger> ledger_ = place_.open({});
};

// On Delta the racers go on until a transaction of theirs was refused because of another's; SQLite
// puts one after the other.
TEST_F(DeltaLedgerTest, RacingForOneSerialHasOneWinnerWhoIsNamed) {
  constexpr int k_racers = 4;
  constexpr int k_most_rounds = 20;
  ASSERT_TRUE(activate(*ledger_, "base", 0));
  int round = 0;
  do {
    const std::int64_t serial = ledger_->environment("prod")->serial;
    std::vector<std::string> errors(k_racers);
    at_once(place_, k_racers, [&](int i, Ledger& ledger) {
      const auto entry = activate(ledger, fmt::format("racer{}-{}", round, i), serial);
      errors[static_cast<std::size_t>(i)] = entry ? "" : entry.error().message;
    });
    EXPECT_EQ(std::count(errors.begin(), errors.end(), ""), 1);
    for (const std::string& error : errors) {
      if (!error.empty()) {
        EXPECT_THAT(error,
                    HasSubstr(fmt::format("somebody else was first: ann made racer{}-", round)));
      }
    }
    EXPECT_EQ(ledger_->history("prod")->size(), static_cast<std::size_t>(serial) + 2);
    ++round;
  } while (place_.has_delta() && failures_with("DELTA_CONCURRENT") == 0 && round < k_most_rounds &&
           !HasFailure());
  EXPECT_LT(round, k_most_rounds) << "no two transactions ever met";
}

TEST_F(DeltaLedgerTest, NoChangeOfWritersThatCollideIsLostOrNumberedTwice) {
  constexpr int k_writers = 3;
  constexpr int k_changes = 3;
  ASSERT_TRUE(activate(*ledger_, "base", 0));
  at_once(place_, k_writers, [](int writer, Ledger& ledger) {
    for (int done = 0; done < k_changes;) {
      const auto state = ledger.environment("prod");
      ASSERT_TRUE(state) << state.error().message;
      const auto entry = activate(ledger, fmt::format("{}-{}", writer, done), state->serial);
      ASSERT_TRUE(entry || entry.error().code == ErrorCode::rejected) << entry.error().message;
      done += entry ? 1 : 0;
    }
  });
  const auto history = *ledger_->history("prod");
  ASSERT_EQ(history.size(), 1U + 2U * k_writers * k_changes);  // each but the first retires another
  for (std::size_t i = 0; i < history.size(); ++i) {
    EXPECT_EQ(history[i].serial, static_cast<std::int64_t>(history.size() - i));
    EXPECT_EQ(history[i].state, i % 2 == 0 ? VersionState::active : VersionState::retired);
    if (i % 2 == 1) {
      EXPECT_EQ(history[i].githash, history[i + 1].githash);  // retired is what was active
    }
  }
}

TEST_F(DeltaLedgerTest, AReaderNeverSeesAMixedMissingOrOlderVersionDuringPromotions) {
  constexpr int k_promotions = 20;
  ASSERT_TRUE(activate(*ledger_, "v0", 0));
  std::atomic<int> reads{0};
  std::atomic<bool> is_over{false};
  std::thread writer([&, ledger = place_.open({})] {
    // Each promotion writes two entries: v1 is retired v0 and active v1, entries 2 and 3.
    for (int i = 1; i <= k_promotions || reads < k_promotions; ++i) {
      const auto entry = activate(*ledger, fmt::format("v{}", i), 2 * i - 1);
      EXPECT_TRUE(entry) << entry.error().message;
      if (!entry || is_over) {
        break;
      }
    }
    is_over = true;
  });
  std::int64_t last_serial = 1;
  while (!is_over && !HasFailure()) {
    const auto state = reads % 2 == 0 ? ledger_->environment("prod") : [this] {
      const auto all = ledger_->environments();
      return all ? Result<EnvironmentState>(all->at(0)) : Result<EnvironmentState>(all.error());
    }();
    ++reads;
    EXPECT_TRUE(state) << state.error().message;
    EXPECT_TRUE(state && state->active) << "no version";
    if (HasFailure()) {
      break;
    }
    EXPECT_EQ(state->active->serial, state->serial);
    EXPECT_EQ(state->active->githash, fmt::format("v{}", state->serial / 2));
    EXPECT_EQ(state->active->run_id, "run-" + state->active->githash);
    EXPECT_GE(state->serial, last_serial);
    last_serial = state->serial;
  }
  is_over = true;
  writer.join();
  EXPECT_GE(ledger_->environment("prod")->serial, 2 * k_promotions + 1);
}

TEST_F(DeltaLedgerTest, FirstUseByManyAtOnceMakesTheTablesForAll) {
  constexpr int k_users = 4;
  at_once(place_, k_users, [](int i, Ledger& ledger) {
    const std::string environment = fmt::format("e{}", i);
    const auto lease = ledger.acquire_lease(environment, "run-1", seconds(600));
    EXPECT_TRUE(lease) << lease.error().message;
    const auto entry = activate(ledger, "aaa", 0, environment);
    EXPECT_TRUE(entry) << entry.error().message;
  });
  EXPECT_EQ(ledger_->environments()->size(), static_cast<std::size_t>(k_users));
}

TEST_F(DeltaLedgerTest, RacingForALeaseHasOneWinner) {
  std::atomic<int> winners{0};
  at_once(place_, 4, [&](int i, Ledger& ledger) {
    const auto lease = ledger.acquire_lease("prod", fmt::format("run-{}", i), seconds(600));
    winners += lease ? 1 : 0;
    if (!lease) {
      EXPECT_EQ(lease.error().code, ErrorCode::busy) << lease.error().message;
      EXPECT_THAT(lease.error().message, HasSubstr("is at work there and holds the lease until"));
    }
  });
  EXPECT_EQ(winners, 1);
}

TEST_F(DeltaLedgerTest, HistoryCannotBeRewrittenByOtherPrograms) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  for (const std::string& change : {"UPDATE " + place_.name() + "_changes SET githash = 'x'",
                                    "DELETE FROM " + place_.name() + "_changes"}) {
    EXPECT_THAT(place_.run_sql(change), HasSubstr("append")) << change;
  }
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
}

TEST_F(DeltaLedgerTest, ALostReplyIsSettledByReadingTheTable) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  // The statements of an append: read, merge, read back.
  place_.fake().add_fault(
      {{"route", "sql/statements"}, {"skip", 1}, {"action", "drop"}, {"effect", true}});
  const auto entry = activate(*ledger_, "bbb", 1);
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(entry->serial, 3);
  EXPECT_EQ(ledger_->history("prod")->size(), 3U);
}

TEST_F(DeltaLedgerTest, ALostReplyOfALeaseKeepsWhoseItWas) {
  const WallTime begin{std::chrono::milliseconds(1'790'000'000'000)};
  WallTime now = begin;
  const auto timed = place_.open([&now] { return now; });
  ASSERT_TRUE(timed->acquire_lease("prod", "run-1", seconds(1)));
  now += seconds(2);
  place_.fake().add_fault({{"route", "sql/statements"}, {"action", "drop"}, {"effect", true}});
  const auto lease = timed->acquire_lease("prod", "run-2", seconds(60));
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(lease->taken_over_from, "run-1");
}

TEST_F(DeltaLedgerTest, WhatChangesNothingMakesNoTables) {
  EXPECT_TRUE(ledger_->environments()->empty());
  EXPECT_TRUE(ledger_->history("prod")->empty());
  EXPECT_TRUE(ledger_->release_lease("prod", "run-1"));
  EXPECT_EQ(ledger_->renew_lease("prod", "run-1", seconds(1)).error().code, ErrorCode::rejected);
  EXPECT_EQ(statements_with("CREATE TABLE"), 0U);
}

TEST_F(DeltaLedgerTest, MakesItsTablesOnlyWhenTheyAreMissing) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  ASSERT_TRUE(activate(*place_.open({}), "bbb", 1));
  EXPECT_EQ(statements_with("CREATE TABLE"), 2U);
}

TEST_F(DeltaLedgerTest, AHistoryOfManyPiecesComesWhole) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  std::string rows = "('prod', 2, 'h', '', '', 'tested', 'w', 0, '', 'c')";
  for (int serial = 3; serial <= 2500; ++serial) {
    rows += fmt::format(", ('prod', {}, 'h', '', '', 'tested', 'w', 0, '', 'c')", serial);
  }
  EXPECT_EQ(place_.run_sql("INSERT INTO " + place_.name() + "_changes VALUES " + rows), "");
  const auto history = ledger_->history("prod");
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_EQ(history->size(), 2500U);
  EXPECT_EQ(history->front().serial, 2500);
}

/// What only a fake answers on demand; it says nothing about Delta.
class AnsweredDeltaLedger : public DeltaLedgerTest {
 protected:
  void fail_statements(const std::string& message, int times, int skip = 0) {
    fail_statements(place_, message, times, skip);
  }
  /// The next statements, but for the first `skip`, fail with `message` and do nothing.
  static void fail_statements(DeltaPlace& place, const std::string& message, int times, int skip) {
    place.fake().add_fault(
        {{"route", "sql/statements"},
         {"skip", skip},
         {"times", times},
         {"body", Json({{"statement_id", "x"},
                        {"status",
                         {{"state", "FAILED"},
                          {"error", {{"error_code", "BAD_REQUEST"}, {"message", message}}}}}})
                      .dump()},
         {"type", "application/json"},
         {"status", 200}});
  }
};

TEST_F(AnsweredDeltaLedger, TransactionsOfOthersInTheWayAreTriedAgain) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  fail_statements("[DELTA_CONCURRENT_APPEND] Files were added by a concurrent update.", 2, 1);
  const auto entry = activate(*ledger_, "bbb", 1);
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(ledger_->history("prod")->size(), 3U);
}

TEST_F(AnsweredDeltaLedger, AFailureIsToldInTheWordsOfDatabricks) {
  fail_statements("[INSUFFICIENT_PERMISSIONS] User does not have USE SCHEMA", 1);
  const auto entry = activate(*ledger_, "aaa", 0);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, ErrorCode::rejected);
  EXPECT_THAT(entry.error().message, HasSubstr("User does not have USE SCHEMA"));
}

TEST_F(AnsweredDeltaLedger, AMissingWarehouseIsNotTakenForAnEmptyLedger) {
  place_.fake().add_fault({{"route", "sql/statements"},
                           {"status", 404},
                           {"error_code", "NOT_FOUND"},
                           {"message", "SQL warehouse w1 does not exist"}});
  const auto environments = ledger_->environments();
  ASSERT_FALSE(environments);
  EXPECT_EQ(environments.error().code, ErrorCode::rejected);
  EXPECT_THAT(environments.error().message, HasSubstr("SQL warehouse w1 does not exist"));
}

TEST_F(AnsweredDeltaLedger, AFailureThatOnlyMentionsConcurrencyIsNotTriedAgain) {
  fail_statements("[CAST_INVALID_INPUT] The value 'ConcurrentFix' cannot be cast to BIGINT", 1);
  const auto entry = activate(*ledger_, "aaa", 0);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, ErrorCode::rejected);
}

TEST_F(AnsweredDeltaLedger, TwoThatMakeTheTablesAtOnceBothGoOn) {
  for (const char* met : {"[DELTA_PROTOCOL_CHANGED] multiple writers",
                          "[DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION] Cannot create table"}) {
    // Read and MERGE: missing; the first CREATE meets another's.
    DeltaPlace place;
    fail_statements(place, met, 1, 2);
    ASSERT_TRUE(activate(*place.open({}), "aaa", 0)) << met;
  }
}

TEST_F(AnsweredDeltaLedger, ASleepingWarehouseIsWaitedFor) {
  place_.fake().set_options({{"sql_pending", true}});
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
}

TEST(DeltaLedgerOptions, RefusesWhatIsMissingOrNoName) {
  EXPECT_THAT(databricks::DeltaLedger::finalize({"", "a.b.c"}).error().message,
              HasSubstr("DATABRICKS_WAREHOUSE_ID"));
  for (const char* name : {"", "a", "a.b", "a.b.c.d", "a.b.c; DROP TABLE x", "a.b.`c`"}) {
    EXPECT_EQ(databricks::DeltaLedger::finalize({"w", name}).error().code,
              ErrorCode::invalid_argument)
        << name;
  }
}

}  // namespace
}  // namespace testtracker::ledger
