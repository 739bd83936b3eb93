"""Long lists, several at once, and kernels that do not start."""

import json
import pathlib
import signal
import subprocess

import pytest

from conftest import PROGRAM, processes_with, wait_until, write_notebook

HERE = pathlib.Path(__file__).resolve().parent


def test_a_thousand_scripts_are_a_thousand_tests(notebook, work, journal, environment):
    for number in range(1000):
        (work / f"n{number:04}.sh").write_text(f"exit {int(number == 500)}\n")
    code, results, _ = notebook("test", "n*.sh", "--parallel", "4", "--wait", "0", timeout=280)
    assert code == 1
    assert list(results) == [f"n{number:04}" for number in range(1000)]
    assert [name for name, result in results.items() if result["status"] != "passed"] == ["n0500"]
    assert sum(record["event"] == "test_ended" for record in journal()) == 1000
    assert not processes_with("HOME=" + environment["HOME"] + "\0")


def test_ctrl_c_ends_all_that_run_and_begins_nothing_more(python, work, environment):
    for name in "abcd":
        write_notebook(work / f"{name}.ipynb", f"open('{name}.began', 'w').close()",
                       "import time; time.sleep(1000)")
    running = subprocess.Popen(
        [PROGRAM, "notebook", "test", "*.ipynb", "--parallel", "3", "--python", python, "--wait", "0",
         "--json"], cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True)
    wait_until(lambda: len(list(work.glob("*.began"))) == 3, "three notebooks")
    running.send_signal(signal.SIGINT)
    output, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    shown = [(item["name"], item["status"], item["reason"])
             for item in json.loads(output)["notebooks"]]
    assert shown[:3] == [(name, "failed", "it was cancelled") for name in "abc"]
    assert shown[3] == ("d", "not_run", "")
    assert not (work / "d.began").exists()
    wait_until(lambda: not processes_with("HOME=" + environment["HOME"] + "\0"),
               "the end of all processes", 10)


@pytest.mark.parametrize("deaths, status", [(1, "passed"), (1000, "failed")])
def test_a_kernel_that_dies_at_its_start_is_started_again(notebook, work, tmp_path, deaths, status):
    left = tmp_path / "deaths"
    left.write_text("\n".join(["x"] * deaths))
    write_notebook(work / "one.ipynb", "x = 1")
    _, results, _ = notebook("run", "one.ipynb", env={
        "PYTHONPATH": str(HERE / "dying_kernel"), "TESTTRACKER_DYING_KERNELS": str(left)})
    assert results["one"]["status"] == status
    if status == "failed":
        assert results["one"]["reason"].startswith("start a kernel of ")
        assert len(left.read_text().splitlines()) > deaths - 20  # it does not try for ever
