#include "upload/cursor.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace testtracker::upload {
namespace {

class CursorFile : public ::testing::Test {
 protected:
  test::TempDir directory_;
  std::string path_ = directory_.path() + "/cursor.json";
};

TEST_F(CursorFile, ReadsBackWhatWasWritten) {
  Cursor cursor;
  cursor.server = "http://host";
  cursor.experiment_id = "7";
  cursor.run_id = "0f3c";
  cursor.is_creating = true;
  cursor.delivery = 2;
  cursor.ordinal = 30;
  cursor.previous_run_id = "0a1b";
  cursor.previous_name = "#29 \xFF";
  cursor.previous_durations = {"A/X_dur_ms"};
  cursor.values_sent = true;
  cursor.artifacts_sent = {"junit.xml", "tests.json"};
  cursor.traces_wanted = true;
  cursor.traces = TraceCount{200, 5};
  cursor.has_ended = true;
  cursor.rejected = "no";
  ASSERT_TRUE(write_cursor(path_, cursor).has_value());
  const auto read = read_cursor(path_);
  EXPECT_EQ(read.server, cursor.server);
  EXPECT_EQ(read.experiment_id, cursor.experiment_id);
  EXPECT_EQ(read.run_id, cursor.run_id);
  EXPECT_TRUE(read.is_creating && read.values_sent && read.has_ended);
  EXPECT_EQ(read.delivery, 2);
  EXPECT_EQ(read.ordinal, 30);
  EXPECT_EQ(read.previous_run_id, cursor.previous_run_id);
  EXPECT_EQ(read.previous_name, "#29 \xEF\xBF\xBD");
  EXPECT_EQ(read.previous_durations, cursor.previous_durations);
  EXPECT_EQ(read.artifacts_sent, cursor.artifacts_sent);
  EXPECT_TRUE(read.traces_wanted);
  ASSERT_TRUE(read.traces);
  EXPECT_EQ(read.traces->sent, 200U);
  EXPECT_EQ(read.traces->left_out, 5U);
  EXPECT_EQ(read.rejected, "no");
}

TEST_F(CursorFile, WithoutAFileNothingWasDone) {
  const auto cursor = read_cursor(path_);
  EXPECT_TRUE(cursor.run_id.empty());
  EXPECT_FALSE(cursor.is_creating);
}

TEST_F(CursorFile, OneOfAVersionWithoutTracesIsUnderstood) {
  Cursor cursor;
  cursor.run_id = "0f3c";
  ASSERT_TRUE(write_cursor(path_, cursor).has_value());
  std::ifstream file(path_);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto begin = text.find(" \"traces");
  const auto end = text.find(" \"ended");
  ASSERT_LT(begin, end);
  text.erase(begin, end - begin);
  std::ofstream(path_) << text;
  EXPECT_EQ(read_cursor(path_).run_id, "0f3c");
  EXPECT_FALSE(read_cursor(path_).traces);
}

TEST_F(CursorFile, AnUnreadableOneMeansThatARunMayExist) {
  for (const auto* text : {"", "{", "[]", "{\"run_id\": 7}"}) {
    std::ofstream(path_) << text;
    EXPECT_TRUE(read_cursor(path_).is_creating) << text;
  }
}

TEST(DeliveryTag, IsTheSessionAndTellsLaterDeliveriesApart) {
  Cursor cursor;
  EXPECT_EQ(delivery_tag("session-1", cursor), "session-1");
  cursor.delivery = 2;
  EXPECT_EQ(delivery_tag("session-1", cursor), "session-1/2");
}

}  // namespace
}  // namespace testtracker::upload
