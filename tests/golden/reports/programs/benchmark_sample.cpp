// Sample behind the Google Benchmark report.

#include <string>

#include <benchmark/benchmark.h>

static void copy_text(benchmark::State& state) {
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    std::string copy = text;
    benchmark::DoNotOptimize(copy.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
  state.counters["allocations"] = 1;
}
BENCHMARK(copy_text)->Arg(64)->Arg(4096)->Repetitions(3)->MinTime(0.001);

static void one_more(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.iterations());
  }
}
BENCHMARK(one_more)->MinTime(0.001)->Unit(benchmark::kMicrosecond);

static void needs_a_disk(benchmark::State& state) {
  state.SkipWithError("no disk");
  for (auto _ : state) {
  }
}
BENCHMARK(needs_a_disk);

BENCHMARK_MAIN();
