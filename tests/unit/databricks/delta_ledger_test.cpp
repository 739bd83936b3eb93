#include "databricks/delta_ledger.hpp"

#include "databricks/connect.hpp"
#include "http/curl_client.hpp"
#include "support/fake_databricks/fake_databricks.hpp"
#include "unit/ledger/ledger_conformance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

#include <unistd.h>

namespace testtracker::ledger {
namespace {

using databricks::Credentials;
using databricks::DeltaLedgerOptions;
using std::chrono::seconds;
using test::Json;
using ::testing::HasSubstr;

/// A workspace of the test's own, or, with TESTTRACKER_TEST_WORKSPACE, one that is there (with real
/// Delta tables); there each place has tables of its own.
class DeltaPlace final : public LedgerPlace {
 public:
  DeltaPlace() {
    const char* const shared = std::getenv("TESTTRACKER_TEST_WORKSPACE");
    if (shared == nullptr) {
      fake_ = std::make_unique<test::FakeDatabricks>();
    }
    url_ = shared == nullptr ? fake_->url() : shared;
    static std::atomic<int> count{0};
    name_ = "main.deploy.t" + std::to_string(::getpid()) + "_" + std::to_string(++count);
  }
  ~DeltaPlace() override {
    if (fake_) {
      EXPECT_EQ(fake_->violations(), Json::array());
    }
  }

  std::unique_ptr<Ledger> open(std::function<WallTime()> now) override {
    Credentials credentials;
    credentials.host = url_;
    credentials.token = "dapi-fake";
    auto ledger = connect_delta_ledger(credentials, {"w1", name_, std::move(now)});
    EXPECT_TRUE(ledger);
    return *std::move(ledger);
  }
  /// Of the test's own workspace.
  test::FakeDatabricks& fake() { return *fake_; }
  [[nodiscard]] bool is_own() const { return fake_ != nullptr; }
  [[nodiscard]] const std::string& name() const { return name_; }

  std::string run_sql(const std::string& text) {
    http_ = *http::make_curl_client({});
    Credentials credentials;
    credentials.host = url_;
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

  std::unique_ptr<test::FakeDatabricks> fake_;
  std::unique_ptr<http::HttpClient> http_;
  std::string url_;
  std::string name_;
};

INSTANTIATE_TEST_SUITE_P(Delta, LedgerConformance,
                         ::testing::Values([]() -> std::unique_ptr<LedgerPlace> {
                           return std::make_unique<DeltaPlace>();
                         }));

class DeltaLedgerTest : public ::testing::Test {
 protected:
  Result<LedgerEntry> activate(Ledger& ledger, const std::string& hash, std::int64_t expected) {
    return ledger.append({"prod", expected, hash, "run-" + hash, VersionState::active, "ann", ""});
  }
  std::size_t statements_with(const std::string& text) {
    std::size_t count = 0;
    for (const Json& request : place_.fake().requests_to("sql/statements")) {
      count += request["body"].get<std::string>().find(text) != std::string::npos ? 1U : 0U;
    }
    return count;
  }
  void fail_statements(const std::string& message, int times, int skip = 0) {
    fail_statements(place_, message, times, skip);
  }
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

  DeltaPlace place_;
  std::unique_ptr<Ledger> ledger_ = place_.open({});
};

/// Tests that steer the workspace, which therefore must be the test's own.
class SteeredDeltaLedger : public DeltaLedgerTest {
 protected:
  void SetUp() override {
    if (!place_.is_own()) {
      GTEST_SKIP() << "the workspace is shared";
    }
  }
};

TEST_F(DeltaLedgerTest, RacingForOneSerialHasOneWinnerWhoIsNamed) {
  constexpr int k_racers = 4;
  ASSERT_TRUE(activate(*ledger_, "base", 0));
  std::atomic<int> ready{0};
  std::vector<std::thread> racers;
  std::vector<std::string> errors(k_racers);
  for (int i = 0; i < k_racers; ++i) {
    racers.emplace_back([&, i, ledger = place_.open({})] {
      for (++ready; ready < k_racers;) {
        std::this_thread::yield();
      }
      const auto entry = activate(*ledger, "racer" + std::to_string(i), 1);
      errors[static_cast<std::size_t>(i)] = entry ? "" : entry.error().message;
    });
  }
  for (std::thread& racer : racers) {
    racer.join();
  }
  EXPECT_EQ(std::count(errors.begin(), errors.end(), ""), 1);
  for (const std::string& error : errors) {
    if (!error.empty()) {
      EXPECT_THAT(error, HasSubstr("somebody else was first: ann made racer"));
    }
  }
  EXPECT_EQ(ledger_->history("prod")->size(), 3U);
}

TEST_F(DeltaLedgerTest, RacingForALeaseHasOneWinner) {
  constexpr int k_racers = 4;
  std::atomic<int> winners{0};
  std::atomic<int> ready{0};
  std::vector<std::thread> racers;
  for (int i = 0; i < k_racers; ++i) {
    racers.emplace_back([&, i, ledger = place_.open({})] {
      for (++ready; ready < k_racers;) {
        std::this_thread::yield();
      }
      const auto lease = ledger->acquire_lease("prod", "run-" + std::to_string(i), seconds(600));
      winners += lease ? 1 : 0;
      if (!lease) {
        EXPECT_EQ(lease.error().code, ErrorCode::busy) << lease.error().message;
      }
    });
  }
  for (std::thread& racer : racers) {
    racer.join();
  }
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

TEST_F(SteeredDeltaLedger, ALostReplyIsSettledByReadingTheTable) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  // The statements of an append: read, merge, read back.
  place_.fake().add_fault(
      {{"route", "sql/statements"}, {"skip", 1}, {"action", "drop"}, {"effect", true}});
  const auto entry = activate(*ledger_, "bbb", 1);
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(entry->serial, 3);
  EXPECT_EQ(ledger_->history("prod")->size(), 3U);
}

TEST_F(SteeredDeltaLedger, ALostReplyOfALeaseKeepsWhoseItWas) {
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

TEST_F(SteeredDeltaLedger, TransactionsOfOthersInTheWayAreTriedAgain) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  fail_statements("[DELTA_CONCURRENT_APPEND] Files were added by a concurrent update.", 2, 1);
  const auto entry = activate(*ledger_, "bbb", 1);
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(ledger_->history("prod")->size(), 3U);
}

TEST_F(SteeredDeltaLedger, AFailureIsToldInTheWordsOfDatabricks) {
  fail_statements("[INSUFFICIENT_PERMISSIONS] User does not have USE SCHEMA", 1);
  const auto entry = activate(*ledger_, "aaa", 0);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, ErrorCode::rejected);
  EXPECT_THAT(entry.error().message, HasSubstr("User does not have USE SCHEMA"));
}

TEST_F(SteeredDeltaLedger, MakesItsTablesOnlyWhenTheyAreMissing) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  ASSERT_TRUE(activate(*place_.open({}), "bbb", 1));
  EXPECT_EQ(statements_with("CREATE TABLE"), 2U);
}

TEST_F(SteeredDeltaLedger, TwoThatMakeTheTablesAtOnceBothGoOn) {
  for (const char* met : {"[DELTA_PROTOCOL_CHANGED] multiple writers",
                          "[DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION] Cannot create table"}) {
    // Read: missing; the first CREATE meets another's.
    DeltaPlace place;
    fail_statements(place, met, 1, 1);
    ASSERT_TRUE(activate(*place.open({}), "aaa", 0)) << met;
  }
}

TEST_F(SteeredDeltaLedger, ASleepingWarehouseIsWaitedFor) {
  place_.fake().set_options({{"sql_pending", true}});
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
}

TEST_F(SteeredDeltaLedger, AHistoryOfManyPiecesComesWhole) {
  ASSERT_TRUE(activate(*ledger_, "aaa", 0));
  EXPECT_EQ(place_.run_sql("INSERT INTO " + place_.name() +
                           "_changes WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM "
                           "n WHERE i < 2500) SELECT 'prod', i, 'h', '', '', 'tested', 'w', 0, '', "
                           "'c' FROM n"),
            "");
  const auto history = ledger_->history("prod");
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_EQ(history->size(), 2500U);
  EXPECT_EQ(history->front().serial, 2500);
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
