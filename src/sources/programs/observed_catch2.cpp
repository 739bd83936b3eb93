#include "sources/programs/observed_catch2.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::sources {
namespace {

constexpr const char* k_pipe = "/catch2";

std::chrono::nanoseconds steady_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

// Open for both, so that neither side waits for the other and no end is seen before ours.
UniqueFd make_pipe(const std::string& path) {
  return UniqueFd(::mkfifo(path.c_str(), 0600) == 0
                      ? ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK)
                      : -1);
}

}  // namespace

bool shows_console(const std::vector<std::string>& arguments) {
  constexpr std::array<std::string_view, 6> k_long = {"--reporter", "--out",     "--list",
                                                      "--help",     "--version", "--libidentify"};
  return std::none_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    if (argument == "--") {
      return true;  // what stands behind it is no option
    }
    if (argument.rfind("--", 0) == 0) {
      return std::any_of(k_long.begin(), k_long.end(),
                         [&](auto word) { return argument.rfind(word, 0) == 0; });
    }
    // Short options may stand together, and an argument may follow at once.
    return argument[0] == '-' && argument.find_first_of("roh?l") != std::string::npos;
  });
}

std::unique_ptr<ObservedCatch2> ObservedCatch2::create(ProgramStarted start,
                                                       std::string report_folder,
                                                       OpenJournal open_journal,
                                                       const std::vector<std::string>& arguments) {
  // Bazel's variable is a reporter, too. `::` separates the parts of Catch2's words.
  if (!shows_console(arguments) || std::getenv("XML_OUTPUT_FILE") != nullptr ||
      report_folder.find("::") != std::string::npos) {
    return nullptr;
  }
  std::error_code error;
  std::filesystem::create_directory(report_folder, error);
  UniqueFd pipe = make_pipe(report_folder + k_pipe);
  if (!pipe) {
    std::filesystem::remove_all(report_folder, error);
    return nullptr;
  }
  return std::unique_ptr<ObservedCatch2>(
      new ObservedCatch2(std::move(start), std::move(report_folder), std::move(open_journal),
                         std::move(pipe)));  // NOLINT: the constructor is private
}

ObservedCatch2::ObservedCatch2(ProgramStarted start, std::string report_folder,
                               OpenJournal open_journal, UniqueFd pipe)
    : ObservedProgram(std::move(start), std::move(report_folder), std::move(open_journal)),
      pipe_(std::move(pipe)),
      output_(
          program(), [this](const Event& event) { record(event); }, steady_now) {}

// The first reporter is the one that the program has without our asking.
std::vector<std::string> ObservedCatch2::arguments() const {
  const std::string out = "::out=" + report_folder() + k_pipe;
  return {"-r", "console", "-r", "console" + out + "::colour-mode=none", "-r", "automake" + out};
}

void ObservedCatch2::read_side_news() {
  std::array<char, 16384> piece;
  while (true) {
    const auto size = ::read(pipe_.get(), piece.data(), piece.size());
    if (size > 0) {
      output_.feed({piece.data(), static_cast<std::size_t>(size)});
    } else if (size == 0 || errno != EINTR) {
      return;
    }
  }
}

void ObservedCatch2::complete(Ending ending) {
  read_side_news();
  output_.finish(ending == Ending::signal);
  if (output_.has_ended()) {
    record_end(output_.has_passed());
  }
}

}  // namespace testtracker::sources
