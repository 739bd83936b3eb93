#pragma once

// All verbs of the command line, each in its own file `<verb>_verb.cpp`.

#include "cli/program.hpp"

namespace testtracker::cli {

void add_run(Program& program);
void add_ctest(Program& program);
void add_notebook(Program& program);
void add_deploy(Program& program);
void add_env(Program& program);
void add_upload(Program& program);
void add_import(Program& program);
void add_secrets(Program& program);
void add_server(Program& program);
void add_config(Program& program);
void add_doctor(Program& program);
void add_report(Program& program);
void add_gate(Program& program);
void add_history(Program& program);
void add_flaky(Program& program);
void add_compare(Program& program);
void add_accept(Program& program);
void add_completion(Program& program);

/// Adds every verb, in the order in which the help shows them.
inline void add_verbs(Program& program) {
  add_run(program);
  add_ctest(program);
  add_notebook(program);
  add_deploy(program);
  add_env(program);
  add_upload(program);
  add_import(program);
  add_secrets(program);
  add_server(program);
  add_config(program);
  add_doctor(program);
  add_report(program);
  add_gate(program);
  add_history(program);
  add_flaky(program);
  add_compare(program);
  add_accept(program);
  add_completion(program);
}

}  // namespace testtracker::cli
