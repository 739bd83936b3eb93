// Reports that are broken, on purpose or by accident, must cost a sentence and nothing else.

#include "report_fixture.hpp"

#include <filesystem>

namespace testtracker::sources {
namespace {

class HostileReport : public ReportTest {
 protected:
  static std::vector<std::string> golden_reports() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(TESTTRACKER_REPORTS)) {
      if (entry.is_regular_file()) {
        paths.push_back(entry.path().string());
      }
    }
    return paths;
  }
};

TEST_F(HostileReport, EveryTruncationLosesOnlyWhatFollows) {
  for (const auto& path : golden_reports()) {
    const auto whole = test::read_file(path);
    const auto all = read_file(path).tests.size();
    std::size_t before = 0;
    for (std::size_t size = 1; size < whole.size(); size += 1 + whole.size() / 100) {
      const auto tests = read(whole.substr(0, size)).tests.size();
      EXPECT_GE(tests, before) << path << " cut to " << size;
      EXPECT_LE(tests, all);
      before = tests;
    }
  }
}

TEST_F(HostileReport, FlippedBytesDoNoHarm) {
  for (const auto& path : golden_reports()) {
    auto bytes = test::read_file(path);
    for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 25) {
      const char before = bytes[at];
      for (const char damage : {'\0', '<', '"', '\xFF', static_cast<char>(before ^ 1)}) {
        bytes[at] = damage;
        read(bytes);
      }
      bytes[at] = before;
    }
  }
}

TEST_F(HostileReport, ABreakNamesItsLineAndWhatWasExpected) {
  const auto kept =
      read("<testsuite name='S'>\n<testcase name='T'/>\n<testcase name='U'>\n</testsuite>\n");
  EXPECT_EQ(kept.tests.size(), 1U);
  EXPECT_NE(problem_.find(", line 4: another element is closed; </testcase> was expected"),
            std::string::npos)
      << problem_;
}

TEST_F(HostileReport, AnEarlyEndNamesWhatWasExpected) {
  read("<testsuite name='S'>\n<testcase name='T'/>\n");
  EXPECT_NE(problem_.find("the file ends here; </testsuite> was expected"), std::string::npos)
      << problem_;
}

TEST_F(HostileReport, ABillionLaughsAreRefused) {
  const auto kept = read(
      "<!DOCTYPE testsuite [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
      "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
      "<testsuite name='S'><testcase name='&c;'/></testsuite>");
  EXPECT_TRUE(kept.tests.empty());
  EXPECT_NE(problem_.find("declares the entity a"), std::string::npos) << problem_;
}

TEST_F(HostileReport, AnEntityThatNamesAFileIsRefused) {
  const auto kept = read(
      "<!DOCTYPE testsuite [<!ENTITY a SYSTEM '/etc/passwd'>]>"
      "<testsuite name='S'><testcase name='T'><failure>&a;</failure></testcase></testsuite>");
  EXPECT_TRUE(kept.tests.empty());
  EXPECT_NE(problem_, "");
}

TEST_F(HostileReport, ControlBytesCostOnlyThemselves) {
  const auto test = read_one(
      "<testsuite name='S'><testcase name='T'><failure>\x1b[31mred\x07</failure>"
      "</testcase></testsuite>");
  EXPECT_EQ(problem_, "");
  EXPECT_NE(test.attempt.failures.at(0).text.find("[31mred"), std::string::npos);
}

TEST_F(HostileReport, BrokenUtf8CostsOnlyItself) {
  const auto test = read_one("<testsuite name='S'><testcase name='\xC3\xA4\xFF'/></testsuite>");
  EXPECT_EQ(test.name, "\xC3\xA4\xEF\xBF\xBD");
}

TEST_F(HostileReport, OtherEncodingsAreRead) {
  const auto latin = read_one(
      "<?xml version='1.0' encoding='windows-1252'?>"
      "<testsuite name='S'><testcase name='\xE4'/></testsuite>");
  EXPECT_EQ(latin.name, "\xC3\xA4");
}

TEST_F(HostileReport, RawControlBytesInJsonCostOnlyThemselves) {
  const auto test = read_one(
      "{\"testsuites\":[{\"name\":\"S\",\"testsuite\":[{\"name\":\"T\",\"status\":\"RUN\","
      "\"failures\":[{\"failure\":\"red \x1b[31m\ntwo\tlines \\\"quoted\\\\\"}]}]}]}");
  EXPECT_EQ(problem_, "");
  EXPECT_NE(test.attempt.failures.at(0).text.find("two\tlines \"quoted\\"), std::string::npos);
}

TEST_F(HostileReport, JsonNestedWithoutEndIsRefused) {
  read("{\"testsuites\":" + std::string(100000, '['));
  EXPECT_NE(problem_, "");
}

}  // namespace
}  // namespace testtracker::sources
