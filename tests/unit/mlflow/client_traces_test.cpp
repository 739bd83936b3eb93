#include "client_fixture.hpp"

#include <gmock/gmock.h>

namespace testtracker::mlflow {
namespace {

using testing::HasSubstr;

class ClientTracesTest : public ClientTest {
 protected:
  ClientTracesTest() : run_(new_run().info.run_id) {}

  /// A trace of `run_` with one span whose attribute has so many bytes.
  Trace trace(int number, std::size_t bytes = 1) const {
    Trace trace;
    Span span;
    span.traceId = std::string(28, 'a') + std::to_string(1000 + number);
    span.spanId = std::string(16, 'b');
    span.name = "Suite/Test";
    span.startTimeUnixNano = "1";
    span.endTimeUnixNano = "2";
    span.attributes = {{"text", {std::string(bytes, 'x')}}};
    trace.info.trace_id = "tr-" + span.traceId;
    trace.info.trace_location.mlflow_experiment.experiment_id = "0";
    trace.info.trace_metadata = {{"mlflow.sourceRun", run_}};
    trace.info.state = "OK";
    trace.spans = {span};
    return trace;
  }
  std::vector<Trace> traces(int count, std::size_t bytes = 1) const {
    std::vector<Trace> all;
    for (int i = 0; i < count; ++i) {
      all.push_back(trace(i, bytes));
    }
    return all;
  }

  std::string run_;
};

TEST_F(ClientTracesTest, StoresWhatItWasGiven) {
  auto one = trace(0);
  Assessment passed;
  passed.assessment_id = "a-1";
  passed.assessment_name = "passed";
  passed.feedback.value = false;
  one.info.assessments = {passed};
  ASSERT_TRUE(client_->put_traces("0", {one}));
  const Json stored = fake_.state()["traces"][one.info.trace_id];
  EXPECT_EQ(stored["info"]["trace_metadata"]["mlflow.sourceRun"], run_);
  EXPECT_EQ(stored["assessments"]["a-1"]["feedback"]["value"], false);
  EXPECT_EQ(stored["spans"][one.spans[0].spanId]["name"], "Suite/Test");
}

TEST_F(ClientTracesTest, SpansTravelInBatches) {
  ASSERT_TRUE(client_->put_traces("0", traces(250)));
  EXPECT_EQ(fake_.requests_to("/v1/traces").size(), 3U);
  EXPECT_EQ(fake_.state()["traces"].size(), 250U);
}

TEST_F(ClientTracesTest, LongTextsMakeSmallerBatches) {
  ASSERT_TRUE(client_->put_traces("0", traces(10, 200'000)));
  EXPECT_EQ(fake_.requests_to("/v1/traces").size(), 5U);
}

TEST_F(ClientTracesTest, FindsTheTracesOfARunOverAllPages) {
  ASSERT_TRUE(client_->put_traces("0", traces(501)));
  const auto ids = client_->trace_ids_of_run("0", run_);
  ASSERT_TRUE(ids);
  EXPECT_EQ(ids->size(), 501U);
  EXPECT_EQ(fake_.requests_to("/traces/search").size(), 2U);
  EXPECT_TRUE(client_->trace_ids_of_run("0", "abc")->empty());
}

TEST_F(ClientTracesTest, AServerWithoutAWayInForSpansGetsNothing) {
  fake_.set_options({{"version", "3.11.0"}});
  const auto refused = error_of(client_->put_traces("0", traces(2)));
  EXPECT_EQ(refused.code, ErrorCode::unsupported);
  EXPECT_THAT(refused.message, HasSubstr("write spans to the experiment 0"));
  EXPECT_EQ(fake_.state()["traces"].size(), 0U);
}

}  // namespace
}  // namespace testtracker::mlflow
