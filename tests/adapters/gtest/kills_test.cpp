// SIGKILL at each hook of GoogleTest: what was finished is there, what was not is told as such.

#include "program_run.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace testtracker::adapters {
namespace {

struct Kill {
  const char* hook;
  Status first;   ///< what is known of Order.A, which would pass
  Status second;  ///< of Order.B, which would fail
};

void PrintTo(const Kill& kill, std::ostream* out) {
  *out << kill.hook;
}

class Kills : public ProgramTest, public ::testing::WithParamInterface<Kill> {};

TEST_P(Kills, LoseNothingThatHappenedBefore) {
  ProgramCall call;
  call.main = std::string("kill_at_") + GetParam().hook;
  call.filter = "Order.A:Order.B";
  const auto run = this->run(call);
  EXPECT_EQ(run.exit.signal, SIGKILL);
  ASSERT_EQ(run.session.processes.size(), 1U);
  EXPECT_EQ(run.session.processes[0].state, session::ProcessState::died);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
  EXPECT_EQ(run.status("Order", "A"), GetParam().first);
  EXPECT_EQ(run.status("Order", "B"), GetParam().second);
}

// Listeners hear of ends in reverse order: the killer before ours.
INSTANTIATE_TEST_SUITE_P(
    At, Kills,
    ::testing::Values(Kill{"iteration_start", Status::not_run, Status::not_run},
                      Kill{"environments_set_up_start", Status::not_run, Status::not_run},
                      Kill{"environments_set_up_end", Status::not_run, Status::not_run},
                      Kill{"suite_start", Status::not_run, Status::not_run},
                      Kill{"test_start", Status::crashed, Status::not_run},
                      Kill{"test_end", Status::crashed, Status::not_run},
                      Kill{"part_result", Status::passed, Status::crashed},
                      Kill{"suite_end", Status::passed, Status::failed},
                      Kill{"environments_tear_down_start", Status::passed, Status::failed},
                      Kill{"environments_tear_down_end", Status::passed, Status::failed},
                      Kill{"iteration_end", Status::passed, Status::failed},
                      Kill{"program_end", Status::passed, Status::failed}),
    [](const auto& kill) { return std::string(kill.param.hook); });

class EarlyKills : public ProgramTest {};

TEST_F(EarlyKills, AtTheProgramsStartLeaveAProcessThatDied) {
  ProgramCall call;
  call.main = "kill_at_program_start";
  const auto run = this->run(call);
  ASSERT_EQ(run.session.processes.size(), 1U);
  EXPECT_EQ(run.session.processes[0].state, session::ProcessState::died);
  EXPECT_EQ(run.status("tracked_", "Program"), Status::crashed);
}

}  // namespace
}  // namespace testtracker::adapters
