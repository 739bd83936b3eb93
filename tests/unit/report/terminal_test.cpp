#include "report/terminal.hpp"

#include "base/json_text.hpp"
#include "report/line_fitting.hpp"
#include "unit/report/golden.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::report {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Le;
using testing::Not;

std::string text_of(const SampleSession& session, const TerminalOptions& options = {}) {
  return terminal_text(session.result, sample_context(), options);
}

TEST(TerminalReport, LooksLikeThis) {
  auto session = full_session();
  session.result.nested_counts.total = 1;
  session.result.nested_counts.failed = 1;
  const auto text = text_of(session);
  EXPECT_EQ(text, golden("report_terminal.txt", text));
}

TEST(TerminalReport, LinesFitTheTerminal) {
  TerminalOptions options;
  options.width = 40;
  std::vector<std::size_t> widths;
  const auto text = text_of(full_session(), options);
  for (const auto line : lines_of(text)) {
    if (line.find("again:") == std::string_view::npos) {  // to be copied, never cut
      widths.push_back(character_count(line));
    }
  }
  EXPECT_THAT(widths, Each(Le(40U)));
}

TEST(TerminalReport, ColoursAreOursAlone) {
  TerminalOptions options;
  EXPECT_THAT(text_of(full_session(), options), Not(HasSubstr("\x1b")));
  options.paint = Paint::coloured;
  EXPECT_THAT(text_of(full_session(), options), HasSubstr("\x1b[1;31mengine #30 f3eb639a: 2 of 5"));
}

TEST(TerminalReport, ManyFailuresBecomeOneLineEach) {
  SampleSession session;
  for (int i = 0; i < 300; ++i) {
    session.add_failed("Test" + std::to_string(1000 + i), "a\nb");
  }
  const auto text = text_of(session);
  EXPECT_THAT(text, HasSubstr("  Engine.Test1020  engine_test.cpp:42 a b\n"));
  EXPECT_THAT(text, HasSubstr("  … and 80 more\n"));
}

TEST(TerminalReport, AFailedCaseNamesItsEntryOfCtest) {
  const auto text = text_of(entries_session());
  EXPECT_THAT(text, HasSubstr("\n1 of 2 entries of ctest failed\n"));
  EXPECT_THAT(text, HasSubstr("failed, 5.00 ms, in entry parser\n"));
}

TEST(TerminalReport, LongTextsAreCut) {
  SampleSession session;
  std::string text;
  for (int i = 0; i < 30; ++i) {
    text += "line\n";
  }
  session.add_failed("A", text);
  EXPECT_THAT(text_of(session), HasSubstr("    … 11 more lines\n"));
}

TEST(TerminalReport, AnyBytesBecomeValidUtf8) {
  SampleSession session;
  session.add_failed(all_bytes(), all_bytes());
  EXPECT_TRUE(is_valid_utf8(text_of(session)));
}

TEST(Fitted, CutsBetweenCharacters) {
  EXPECT_EQ(fitted("äöü", 3), "äöü");
  EXPECT_EQ(fitted("äöüß", 3), "äö…");
  EXPECT_EQ(fitted("äöüß", 0), "äöüß");
}

}  // namespace
}  // namespace testtracker::report
