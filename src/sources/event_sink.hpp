#pragma once

// Where every source of results leaves its events.

#include <testtracker/event.hpp>

#include <functional>

namespace testtracker::sources {

/// Takes events in the order in which they go into a journal.
using EventSink = std::function<void(const Event&)>;

}  // namespace testtracker::sources
