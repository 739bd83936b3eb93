// Measures a gate over 10,000 series of 100 runs that the cache holds: reading the records, putting
// them in order, judging the newest. What a server needs to list them comes on top.
//
// usage: gate_speed FOLDER      records are written there first, by a process of their own

#include "baseline/record_file.hpp"
#include "baseline/run_order.hpp"
#include "judge/gate.hpp"
#include "noise.hpp"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace testtracker;
using bench::Kind;

constexpr int k_runs = 100;
constexpr int k_tests = 10'000;

std::string path_of(const std::string& folder, int run) {
  return folder + "/" + std::to_string(run) + ".record";
}

/// Durations of 100 ms, 5 % wide, the last run of every thousandth test twice as slow.
void write_records(const std::string& folder) {
  bench::Noise noise(9000);
  for (int number = 0; number < k_runs; ++number) {
    baseline::Texts texts;
    baseline::RunRecord run;
    const auto durations = noise.series(Kind::normal, k_tests, 100, 5);
    for (int i = 0; i < k_tests; ++i) {
      baseline::TestRecord test;
      test.key = texts.intern("Suite" + std::to_string(i / 50) + "/Test" + std::to_string(i));
      test.passes = 1;
      const bool is_slow = number == k_runs - 1 && i % 1000 == 0;
      test.duration_ms = durations[static_cast<std::size_t>(i)] * (is_slow ? 2 : 1);
      run.tests.push_back(test);
    }
    std::ofstream(path_of(folder, number)) << baseline::write_record(run, texts, "0");
  }
}

bool read_all(const std::string& folder, baseline::RunHistory& history) {
  for (int number = 0; number < k_runs; ++number) {
    std::ifstream file(path_of(folder, number), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    baseline::RunRecord run;
    run.id = run.session = std::to_string(number);
    run.branch = "main";
    run.commit = run.id;
    run.build = number + 1;
    if (!baseline::read_record(bytes, "0", history.texts, run)) {
      return false;
    }
    history.runs.push_back(std::move(run));
  }
  return true;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int judge_newest(const std::string& folder) {
  const auto start = std::chrono::steady_clock::now();
  baseline::RunHistory history;
  if (!read_all(folder, history)) {
    std::fprintf(stderr, "gate_speed: %s has no records\n", folder.c_str());
    return 1;
  }
  const double reading = seconds_since(start);
  baseline::put_in_order(history.runs, {});
  const auto report =
      judge::judge_run(judge::gate_input(history, k_runs - 1, "main"), judge::GateOptions{});
  const double all = seconds_since(start);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "gate over %d series of %d runs: %.2f s (%.2f s of them reading), %.0f MiB, %zu series "
      "judged, %zu findings\n",
      k_tests, k_runs, all, reading, static_cast<double>(usage.ru_maxrss) / 1024.0,
      report.judged_series, report.findings.size());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: gate_speed FOLDER\n", stderr);
    return 2;
  }
  // A process of its own, whose memory does not count.
  const pid_t writer = ::fork();
  if (writer == 0) {
    write_records(argv[1]);
    ::_exit(0);
  }
  ::waitpid(writer, nullptr, 0);
  return judge_newest(argv[1]);
}
