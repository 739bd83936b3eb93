"""How notebooks and scripts end, and what is told about it."""

import pathlib

import pytest

from conftest import processes_with, write_notebook


def run_one(notebook, work, *cells, options=()):
    write_notebook(work / "one.ipynb", *cells)
    code, results, _ = notebook("run", "one.ipynb", *options)
    return code, results["one"]


def test_a_notebook_that_runs_through_passes(notebook, work):
    code, result = run_one(notebook, work, "x = 1", "assert x == 1")
    assert (code, result["status"], result["value"]) == (0, "passed", None)


def test_two_dashes_end_the_options(notebook, work):
    write_notebook(work / "one.ipynb", "1")
    code, results, _ = notebook("run", "--", "one.ipynb")
    assert code == 0 and results["one"]["status"] == "passed"


def test_an_exception_is_told_with_cell_and_line(notebook, work):
    code, result = run_one(notebook, work, "a = 1", "b = 2\n1 / 0", "c = 3")
    assert code == 1
    assert result["status"] == "failed"
    assert (result["exception"], result["text"]) == ("ZeroDivisionError", "division by zero")
    assert (result["cell"], result["line"]) == (2, 2)
    assert "\x1b" not in result["traceback"]


@pytest.mark.parametrize("source, status, reason", [
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "crashed", "SIGKILL"),
    ("import ctypes\nctypes.string_at(0)", "crashed", "SIGSEGV"),
    ("import os\nos._exit(3)", "exited", "exit code 3"),
])
def test_a_dead_kernel_is_told_with_how_it_died(notebook, work, source, status, reason):
    code, result = run_one(notebook, work, source)
    assert (code, result["status"]) == (1, status)
    assert reason in result["reason"]


def test_sys_exit_is_a_failure_even_with_0(notebook, work):
    _, result = run_one(notebook, work, "import sys\nsys.exit(0)", "never = 1")
    assert (result["status"], result["exception"]) == ("failed", "SystemExit")


def test_a_request_for_input_fails_at_once(notebook, work):
    _, result = run_one(notebook, work, "input('name?')")
    assert (result["status"], result["exception"]) == ("failed", "StdinNotImplementedError")


@pytest.mark.parametrize("source", [
    "while True: pass",
    "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(1)",
    "import ctypes\nctypes.PyDLL(None).sleep(1000)",  # holds the GIL: no signal is handled
])
def test_the_time_out_holds_whatever_the_notebook_does(notebook, work, tmp_path, source):
    code, result = run_one(notebook, work, source, options=["--timeout", "5"])
    assert (code, result["status"]) == (1, "timed_out")
    assert result["duration_s"] >= 5
    assert not processes_with(str(tmp_path))


def test_the_time_out_is_for_all_cells_together(notebook, work):
    _, result = run_one(notebook, work, *["import time; time.sleep(3)"] * 4,
                        options=["--timeout", "6"])
    assert result["status"] == "timed_out"


def test_a_flood_of_output_is_bounded(notebook, work):
    write_notebook(work / "one.ipynb", "for _ in range(500): print('x' * 100_000)")
    code, _, _ = notebook("test", "one.ipynb", "--timeout", "100", "--wait", "0")
    assert code == 0
    (file,) = (pathlib.Path(work).parent / "spool").glob("sessions/*/attachments/*one.ipynb")
    assert file.stat().st_size < 2_000_000
    assert "bytes of output were dropped" in file.read_text()


def test_a_daemon_of_a_notebook_does_not_outlive_it(notebook, work, tmp_path):
    code, _ = run_one(notebook, work, "import subprocess\nsubprocess.Popen("
                      "['bash', '-c', 'setsid setsid sleep 1000 &'])")
    assert code == 0
    assert not processes_with(str(tmp_path))


def test_scripts_are_tests_too(notebook, work):
    (work / "good.py").write_text("import os\nassert os.environ['TESTTRACKER_PARAM_env'] == 'x'\n")
    (work / "bad.sh").write_text("echo something went wrong\nexit 3\n")
    code, results, _ = notebook("run", "good.py", "bad.sh", "--param", "env=x")
    assert code == 1
    assert results["good"]["status"] == "passed"
    assert (results["bad"]["status"], results["bad"]["reason"]) == \
        ("failed", "it ended with exit code 3")


def test_a_missing_or_broken_notebook_is_its_own_failure(notebook, work):
    (work / "broken.ipynb").write_text("{")
    (work / "folder").mkdir()
    write_notebook(work / "good.ipynb", "1")
    code, results, _ = notebook("run", "broken.ipynb", "missing.ipynb", "folder", "good.ipynb")
    assert code == 1
    assert "no notebook" in results["broken"]["reason"]
    assert "there is no such notebook" in results["missing"]["reason"]
    assert "it is a directory" in results["folder"]["reason"]
    assert results["good"]["status"] == "passed"


def test_no_match_is_an_error_also_beside_others(notebook, work):
    write_notebook(work / "good.ipynb", "pass")
    for others in ([], ["good.ipynb"]):
        code, _, stderr = notebook("run", *others, "nothing*.ipynb")
        assert code == 2
        assert "no notebook matches nothing*.ipynb" in stderr


def test_without_jupyter_the_command_is_told_and_nothing_recorded(notebook, work, tmp_path):
    write_notebook(work / "one.ipynb", "1")
    bare = tmp_path / "bare"
    bare.write_text("#!/bin/sh\nexec python3 -S -I \"$@\"\n")  # no site-packages
    bare.chmod(0o755)
    code, _, stderr = notebook("test", "one.ipynb", "--python", bare)
    assert code == 2
    assert "-m pip install jupyter_client ipykernel" in stderr
    assert not list((tmp_path / "spool").glob("sessions/*"))


def test_fail_fast_leaves_the_rest_not_run(notebook, work):
    write_notebook(work / "a.ipynb", "1 / 0")
    write_notebook(work / "b.ipynb", "1")
    _, results, _ = notebook("run", "a.ipynb", "b.ipynb", "--fail-fast")
    assert results["b"]["status"] == "not_run"


def test_what_mlflow_gets_stands_in_the_journal(notebook, work, journal):
    write_notebook(work / "value.ipynb", "dbutils.notebook.exit('42')")
    write_notebook(work / "fails.ipynb", "1 / 0")
    notebook("test", "value.ipynb", "fails.ipynb", "--wait", "0")
    records = journal()
    params = {r["name"]: r["value"] for r in records if r["event"] == "param"}
    assert params == {"value": "42", "fails": "failed"}
    assert {r["name"] for r in records if r["event"] == "metric"} == {"value_dur", "fails_dur"}
    assert [r["suite"] for r in records if r["event"] == "test_started"] == ["work", "work"]
    assert records[-1]["event"] == "program_ended"


def test_notebooks_of_one_name_in_two_folders_keep_their_values_apart(notebook, work, journal):
    for folder in ("daily", "weekly"):
        (work / folder).mkdir()
        write_notebook(work / folder / "load.ipynb", f"dbutils.notebook.exit('{folder}')")
    notebook("test", "*/load.ipynb", "--wait", "0")
    params = {r["name"]: r["value"] for r in journal() if r["event"] == "param"}
    assert params == {"daily.load": "daily", "weekly.load": "weekly"}
