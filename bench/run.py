"""Runs the benchmarks and prints one line per figure. Started by scripts/bench.

Each figure has an aim and a floor: what the same work costs at least on this machine, measured in
the same run. Nothing fails when an aim is missed; the line says so.
"""

import argparse
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests" / "support")]

import adapter_figures  # noqa: E402
import ctest_figures  # noqa: E402
import deploy_figures  # noqa: E402
import gate_figures  # noqa: E402
import history_figures  # noqa: E402
import import_figures  # noqa: E402
import notebook_figures  # noqa: E402
import upload_figures  # noqa: E402
import workspace_figures  # noqa: E402

FIGURES = {
    "adapter": adapter_figures.added_per_test,
    "catch2": adapter_figures.added_per_catch2_test,
    "start": adapter_figures.added_to_start,
    "ctest": ctest_figures.whole_ctest,
    "deploy": deploy_figures.local_target,
    "import": import_figures.million_tests,
    "notebook": notebook_figures.notebooks,
    "gate": gate_figures.gates,
    "history": history_figures.judged,
    "upload": upload_figures.finished_sessions,
    "workspace": workspace_figures.to_a_workspace,
    "follow": upload_figures.after_the_last_test,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], metavar="|".join(FIGURES))
    arguments = parser.parse_args()
    for name in arguments.figures or FIGURES:
        with tempfile.TemporaryDirectory(prefix="testtracker-bench-") as directory:
            for figure in FIGURES[name](arguments.build.resolve(), pathlib.Path(directory)):
                print(figure, flush=True)


if __name__ == "__main__":
    main()
