#include "report/html.hpp"

#include "base/json_text.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace testtracker::report {
namespace {

using nlohmann::json;

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::string page_of(const SampleSession& session) {
  return html_page(session.result, sample_context());
}

/// The JSON that the page's script draws the table from.
json data_of(const std::string& page) {
  const std::string open = R"(<script type="application/json" id="data">)";
  const auto from = page.find(open) + open.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from));
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(HtmlReport, SaysWhatBrokeInPlainHtml) {
  const auto page = page_of(full_session());
  EXPECT_THAT(page, HasSubstr("2 of 5 tests failed"));
  EXPECT_THAT(page, HasSubstr("Expected: 1\n  Actual: 2 &lt;/script&gt;</pre>"));
  EXPECT_THAT(page, HasSubstr("/build/engine_test --gtest_filter=Engine.Starts"));
}

TEST(HtmlReport, SaysWhereTheSessionRan) {
  const auto page = page_of(full_session());
  for (const auto* fact : {"#30 f3eb639a", "f3eb639a0c1d2e3f405162738495a6b7c8d9e0f1", "main",
                           "build7, user ada", "./engine_test", "2025-11-25 12:00:00 UTC"}) {
    EXPECT_THAT(page, HasSubstr(fact));
  }
}

TEST(HtmlReport, TheTableHasEveryTestBadOnesFirst) {
  const auto data = data_of(page_of(full_session()));
  ASSERT_THAT(data["tests"], SizeIs(6));
  EXPECT_EQ(data["tests"][0][0], "Explodes");
  EXPECT_EQ(data["tests"][5][0], "Inner");
  EXPECT_EQ(data["tests"][5][5], 1);  // nested
  EXPECT_EQ(data["details"][1]["numbers"][0], json::parse(R"(["rows_per_s","1500000"])"));
}

TEST(HtmlReport, AsksForNothingFromOutside) {
  const auto page = page_of(full_session());
  for (const auto* request : {"src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest",
                              "localStorage", "target=", "innerHTML"}) {
    EXPECT_THAT(page, Not(HasSubstr(request)));
  }
}

TEST(HtmlReport, NamesCannotLeaveTheirPlace) {
  SampleSession session;
  const std::string attack = "</script></pre><img src=x onerror=alert(1)>\"'\xE2\x80\xA8";
  auto& test = session.add_failed(attack, attack);
  test.notes.push_back(attack);
  test.message = attack;
  test.params.push_back({attack, attack});
  auto context = sample_context();
  context.branch = attack;
  context.ci_url = "javascript:alert(1)";
  const auto page = html_page(session.result, context);
  EXPECT_EQ(occurrences(page, "<img"), 0U);
  EXPECT_EQ(occurrences(page, "</script>"), 2U);
  EXPECT_THAT(page, Not(HasSubstr("href=\"javascript")));
  EXPECT_EQ(data_of(page)["details"][0]["notes"][0], attack);
}

TEST(HtmlReport, TheAddressOfTheCiJobIsALink) {
  auto context = sample_context();
  context.ci_url = "https://ci.example/job/7?a=1&b=2";
  const auto page = html_page(full_session().result, context);
  EXPECT_THAT(page, HasSubstr(R"(<a href="https://ci.example/job/7?a=1&amp;b=2">)"));
}

TEST(HtmlReport, AnyBytesBecomeValidUtf8) {
  SampleSession session;
  auto& test = session.add_failed(all_bytes(), all_bytes());
  test.notes.push_back(all_bytes());
  test.file = all_bytes();
  test.metrics.push_back({all_bytes(), 1, {}});
  const auto page = page_of(session);
  EXPECT_TRUE(is_valid_utf8(page));
  EXPECT_EQ(data_of(page)["tests"].size(), 1U);
}

TEST(HtmlReport, EntriesOfCtestHaveTheirCasesBeneath) {
  const auto page = page_of(entries_session());
  EXPECT_THAT(page, HasSubstr("1 of 2 entries of ctest failed"));
  EXPECT_THAT(page, HasSubstr(R"(data-entry="parser">2, 1 failed</button>)"));
  EXPECT_THAT(page, HasSubstr("5.0 MiB"));
  const auto data = data_of(page);
  EXPECT_EQ(data["entries"], json::array({"parser"}));
  EXPECT_THAT(data["tests"], SizeIs(3)) << "an entry that has cases is no row beside them";
}

TEST(HtmlReport, WithoutCtestThereIsNoListOfEntries) {
  EXPECT_THAT(page_of(full_session()), Not(HasSubstr("Entries of ctest")));
}

TEST(HtmlReport, AGreenSessionHasNoFailuresSection) {
  SampleSession session;
  session.add("A");
  session.add("B");
  const auto page = page_of(session);
  EXPECT_THAT(page, HasSubstr("All 2 tests passed"));
  EXPECT_THAT(page, Not(HasSubstr("Failed tests")));
}

TEST(HtmlReport, ARunningSessionSaysSo) {
  auto session = full_session();
  session.result.verdict = session::Verdict::running;
  EXPECT_THAT(page_of(session), HasSubstr("was still running when this page was made"));
}

TEST(HtmlReport, DamageIsMentioned) {
  auto session = full_session();
  session.result.processes.front().damaged_lines = 1;
  session.result.processes.front().lost_records = 2;
  const auto page = page_of(session);
  EXPECT_THAT(page, HasSubstr("1 line of the journals could not be read"));
  EXPECT_THAT(page, HasSubstr("2 records could not be written"));
}

TEST(HtmlReport, AnEmptySessionHasAPageToo) {
  EXPECT_THAT(html_page({}, {}), HasSubstr("</html>"));
}

TEST(HtmlReport, TwentyThousandPassingTestsStaySmall) {
  SampleSession session;
  for (int i = 0; i < 20'000; ++i) {
    session.add("Test" + std::to_string(i));
  }
  const auto page = page_of(session);
  EXPECT_LT(page.size(), 2'000'000U);
  EXPECT_THAT(data_of(page)["tests"], SizeIs(20'000));
}

TEST(HtmlReport, TwentyThousandLongFailuresStayBounded) {
  SampleSession session;
  const std::string text(64 * 1024, 'x');
  for (int i = 0; i < 20'000; ++i) {
    auto& test = session.add("Test" + std::to_string(i), Status::failed);
    test.attempts.back().failures.push_back({});
    test.attempts.back().failures.back().text = i < 2000 ? text : text.substr(0, 4096);
  }
  EXPECT_LT(page_of(session).size(), 25'000'000U);
}

}  // namespace
}  // namespace testtracker::report
