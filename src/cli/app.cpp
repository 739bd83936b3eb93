#include "cli/app.hpp"

#include "cli/program.hpp"
#include "cli/verbs.hpp"

namespace testtracker::cli {

int run_app(int argc, const char* const* argv) {
  Program program;
  add_verbs(program);
  return program.run(argc, argv);
}

}  // namespace testtracker::cli
