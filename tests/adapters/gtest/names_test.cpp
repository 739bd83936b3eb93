// Names that nobody expects, and more tests than anybody reads.

#include "program_run.hpp"

#include <gmock/gmock.h>

namespace testtracker::adapters {
namespace {

class Names : public ProgramTest {};

TEST_F(Names, OfAnyBytesComeBackUnchanged) {
  ProgramCall call;
  call.main = "odd_names";
  call.filter = "Odd*";
  const auto run = this->run(call);
  std::string bytes;
  for (int byte = 1; byte < 256; ++byte) {
    bytes += static_cast<char>(byte);
  }
  EXPECT_EQ(run.status("Odd", bytes), Status::passed);
  EXPECT_EQ(run.status("Odd", ""), Status::passed);
  EXPECT_EQ(run.status("Odd\n\"Suite\"", "newline\nin name"), Status::passed);
}

TEST_F(Names, Of10000CharactersAreKeptWhole) {
  ProgramCall call;
  call.main = "odd_names";
  call.filter = "Odd.nnn*";
  EXPECT_EQ(run(call).status("Odd", std::string(10'000, 'n')), Status::passed);
}

TEST_F(Names, Of20000TestsAreAllThere) {
  ProgramCall call;
  call.main = "many_tests";
  call.filter = "Many*";
  const auto run = this->run(call);
  EXPECT_EQ(run.session.counts.passed, 20'000U);
  EXPECT_EQ(run.session.counts.total, 20'000U);
  EXPECT_EQ(run.exit.exit_code, 0);
}

}  // namespace
}  // namespace testtracker::adapters
