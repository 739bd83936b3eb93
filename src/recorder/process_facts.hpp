#pragma once

// What a journal's first record says of the process that writes it.

#include "base/process.hpp"

#include <testtracker/event.hpp>
#include <testtracker/recorder.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::recorder {

/// Masks the values behind options that look like secrets: `--token=…`, and the word behind a bare
/// `--token`.
void mask_secrets(std::vector<std::string>& arguments);

/// argv as /proc/<pid>/cmdline has it; empty when it cannot be read. Secrets are masked.
[[nodiscard]] std::vector<std::string> command_line_of(std::int64_t pid);

/// Empty when it cannot be read.
[[nodiscard]] std::string working_directory_of(std::int64_t pid);

/// `<host>-<pid>-<start ticks>`: the stem of the journal's name, a valid file name.
[[nodiscard]] std::string process_id(const ProcessStat& process);

/// All fields but `nested`; `wall_time` is now.
[[nodiscard]] ProgramStarted describe_process(const ProcessStat& self,
                                              const ProgramDescription& description);

}  // namespace testtracker::recorder
