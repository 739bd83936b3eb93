#pragma once

// Pipes and the descriptors that become a child's standard streams.

#include "base/unique_fd.hpp"
#include "process/command.hpp"

#include <testtracker/result.hpp>

#include <optional>

namespace testtracker::process {

struct Pipe {
  UniqueFd reader;
  UniqueFd writer;
};

/// Both ends close-on-exec and none of them 0 to 2. Nothing when there are no descriptors left;
/// errno says so.
[[nodiscard]] std::optional<Pipe> make_pipe();

/// The child's end of a stream; an empty descriptor = inherited. `captured` gets our end of a
/// captured or relayed one, which does not block. Errors: `io`. Requires: `captured` unless the
/// stream is an input; the kind is not `output`.
Result<UniqueFd> open_stream(const Stream& stream, bool is_input, UniqueFd* captured);

}  // namespace testtracker::process
