"""The table [notebook] of testtracker.toml."""

import subprocess

from conftest import PROGRAM, write_notebook

FLAKY = """import pathlib
seen = pathlib.Path('seen')
if not seen.exists():
    seen.touch()
    raise RuntimeError('the first time')"""


def test_the_list_of_the_file_runs_with_what_each_entry_says(notebook, work, journal):
    (work / "checks").mkdir()
    write_notebook(work / "checks" / "value.ipynb", "dbutils.notebook.exit(env + ':' + str(n + 1))")
    write_notebook(work / "checks" / "slow.ipynb", "import time; time.sleep(1000)")
    write_notebook(work / "checks" / "flaky.ipynb", FLAKY)
    (work / "testtracker.toml").write_text(
        "[notebook.parameters]\nenv = 'staging'\n"
        "[[notebook.tests]]\npath = 'checks/*.ipynb'\nretries = 1\n"
        "[[notebook.tests]]\npath = 'checks/value.ipynb'\nparameters = { n = 41 }\n"
        "tags = { team = 'core', nightly = '' }\n"
        "[[notebook.tests]]\npath = 'checks/slow.ipynb'\ntimeout_s = 3\n")
    code, results, stderr = notebook("test", "--wait", "0")
    assert code == 1, stderr
    assert results["value"]["value"] == "staging:42"
    assert results["value"]["tags"] == {"team": "core", "nightly": ""}
    assert results["slow"]["status"] == "timed_out"
    assert results["slow"]["duration_s"] < 60
    assert results["flaky"]["status"] == "passed"
    records = journal()
    started = [r for r in records if r["event"] == "test_started"]
    assert [r["name"] for r in started] == ["flaky", "flaky", "slow", "value"]
    assert started[-1]["tags"] == ["nightly", "team=core"]
    ended = [r for r in records if r["event"] == "test_ended"]
    assert [(r["status"], r.get("retried", False)) for r in ended[:2]] == \
        [("failed", True), ("passed", False)]


def test_a_parameter_of_one_is_told_when_that_does_not_read_it(notebook, work):
    write_notebook(work / "a.ipynb", "x = 1")
    write_notebook(work / "b.ipynb", "x = env")
    (work / "testtracker.toml").write_text(
        "[notebook.parameters]\nenv = 'e'\nnobody = 1\n"
        "[[notebook.tests]]\npath = 'a.ipynb'\nparameters = { own = 1 }\n"
        "[[notebook.tests]]\npath = 'b.ipynb'\n")
    code, _, stderr = notebook("run")
    assert code == 0
    assert "a.ipynb: the parameter own is read nowhere in the notebook" in stderr
    assert "the parameter nobody is read by none of the notebooks" in stderr
    assert "parameter env" not in stderr


def test_nothing_named_and_nothing_listed_is_wrong_usage(notebook):
    code, _, stderr = notebook("run")
    assert code == 2
    assert "no notebook is named" in stderr and "testtracker.toml" in stderr


def test_config_shows_the_list(work, environment):
    (work / "testtracker.toml").write_text(
        "[notebook]\nparallel = 3\n[notebook.parameters]\nenv = 'staging'\n"
        "[[notebook.tests]]\npath = 'checks/*.ipynb'\nretries = 1\ntags = { team = 'core' }\n")
    shown = subprocess.run([PROGRAM, "config"], cwd=work, env=environment, check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in shown.splitlines() if line}
    file = f"{work}/testtracker.toml"
    assert rows["notebook.parallel"] == f"3 {file}"
    assert rows["notebook.parameters.env"] == f"staging {file}"
    assert rows["notebook.tests.1"] == f"checks/*.ipynb tags.team=core retries=1 {file}:5"
