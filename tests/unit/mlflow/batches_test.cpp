#include "mlflow/batches.hpp"

#include "mlflow/json_describe.hpp"
#include "mlflow/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::mlflow {
namespace {

std::vector<Metric> metrics_of(std::size_t count) {
  std::vector<Metric> metrics;
  for (std::size_t i = 0; i < count; ++i) {
    metrics.push_back({"m" + std::to_string(i), static_cast<double>(i), 1, 1});
  }
  return metrics;
}

template <typename Entry>
std::vector<Entry> texts_of(std::size_t count, const std::string& value = "v") {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    entries.push_back({"k" + std::to_string(i), value});
  }
  return entries;
}

struct Counts {
  std::size_t metrics, params, tags;
  bool operator==(const Counts& other) const {
    return metrics == other.metrics && params == other.params && tags == other.tags;
  }
};
std::ostream& operator<<(std::ostream& out, const Counts& counts) {
  return out << counts.metrics << '+' << counts.params << '+' << counts.tags;
}

std::vector<Counts> counts_of(const std::vector<LogBatch>& batches) {
  std::vector<Counts> counts;
  for (const LogBatch& batch : batches) {
    counts.push_back({batch.metrics.size(), batch.params.size(), batch.tags.size()});
  }
  return counts;
}

TEST(MakeBatches, MakesNoneOfNothing) {
  EXPECT_TRUE(make_batches("r", {}, {}, {}).empty());
}

TEST(MakeBatches, FillsParamsUpWithMetrics) {
  const auto batches = make_batches("r", metrics_of(2000), texts_of<Param>(250), {});
  EXPECT_THAT(counts_of(batches),
              testing::ElementsAre(Counts{900, 100, 0}, Counts{900, 100, 0}, Counts{200, 50, 0}));
}

TEST(MakeBatches, PutsTagsIntoTheSameBatches) {
  const auto batches = make_batches("r", metrics_of(900), texts_of<Param>(100), texts_of<Tag>(150));
  EXPECT_THAT(counts_of(batches), testing::ElementsAre(Counts{800, 100, 100}, Counts{100, 0, 50}));
}

TEST(MakeBatches, LosesNothingAndKeepsTheOrder) {
  const auto metrics = metrics_of(12345);
  std::vector<Metric> sent;
  for (const LogBatch& batch : make_batches("r", metrics, texts_of<Param>(101), {})) {
    EXPECT_EQ(batch.run_id, "r");
    sent.insert(sent.end(), batch.metrics.begin(), batch.metrics.end());
  }
  EXPECT_EQ(to_json(sent), to_json(metrics));
}

TEST(MakeBatches, KeepsEveryBodyBelowOneMegabyte) {
  // Control characters take six bytes each in JSON.
  const auto params = texts_of<Param>(100, std::string(6000, '\x01'));
  std::size_t count = 0;
  for (const LogBatch& batch : make_batches("r", metrics_of(1000), params, {})) {
    EXPECT_LE(to_json_text(batch).size(), k_max_body_bytes);
    count += batch.params.size();
  }
  EXPECT_EQ(count, 100U);
}

TEST(DistinctParams, DropsRepetitionsAndRefusesTwoValues) {
  const auto distinct = distinct_params({{"a", "1"}, {"b", "2"}, {"a", "1"}});
  ASSERT_TRUE(distinct);
  EXPECT_EQ(distinct->size(), 2U);
  const auto refused = distinct_params({{"a", "1"}, {"a", "2"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

TEST(LastTags, AreTheLastOfEachKeyInTheirOrder) {
  const auto tags = last_tags({{"a", "1"}, {"b", "2"}, {"a", "3"}});
  EXPECT_EQ(to_json_text(tags), R"([{"key":"b","value":"2"},{"key":"a","value":"3"}])");
}

}  // namespace
}  // namespace testtracker::mlflow
