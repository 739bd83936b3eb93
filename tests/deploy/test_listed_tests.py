"""The notebook tests that the testtracker.toml of the deployed commit lists."""

import gzip

import pytest

# Passes with the parameter that the commit gives it.
WANTS_ONE = '[ "$TESTTRACKER_PARAM_rows" = 1 ]\n'
LIST = '[[notebook.tests]]\npath = "tests/*.sh"\n'


@pytest.fixture
def commit(repository):
    """commit(LIST, **files): a commit with that testtracker.toml and files of the folder tests."""

    def make(toml, **files):
        return repository.commit({"testtracker.toml": toml, **{
            f"tests/{name}.sh": text for name, text in files.items()}})

    return make


def archive(mlflow_server, run):
    return gzip.decompress(
        mlflow_server.artifact(run["run_id"], "testtracker/session.jsonl.gz")).decode()


def test_without_named_tests_those_of_the_commit_decide(deploy, commit, place, runs):
    good = commit(LIST)
    done = deploy()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 notebook test" in done.stdout
    commit(LIST, columns="exit 3\n")
    done = deploy()
    assert done.returncode == 1
    assert "1 of 1 notebook tests did not pass" in done.stderr
    assert place.active("staging") == good
    assert runs()[-1]["params"]["step/test"].startswith("failed")


def test_they_decide_again_when_the_version_is_complete_already(deploy, commit, place):
    commit(LIST, columns="exit 3\n")
    for _ in range(2):
        assert deploy().returncode == 1
    assert place.active("staging") is None


def test_no_tests_runs_none(deploy, commit, runs):
    commit(LIST, columns="exit 3\n")
    assert deploy("main", "--no-tests").returncode == 0
    assert "step/test" not in runs()[-1]["params"]


def test_named_tests_run_instead_and_keep_their_entries(deploy, commit, runs):
    commit(LIST + "parameters = { rows = 1 }\n", columns="exit 3\n", rows=WANTS_ONE)
    done = deploy("main", "--test", "tests/rows.sh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests/columns" not in runs()[-1]["params"]


def test_the_commits_file_holds_and_not_that_of_the_working_directory(deploy, commit, repository):
    commit('[notebook.parameters]\nrows = 1\n' + LIST, columns=WANTS_ONE)
    (repository.path / "testtracker.toml").write_text("[notebook.parameters]\nrows = 2\n")
    done = deploy()
    assert done.returncode == 0, done.stdout + done.stderr


def test_parameters_of_the_command_win(deploy, commit):
    commit(LIST + "parameters = { rows = 2 }\n", columns=WANTS_ONE)
    assert deploy().returncode == 1
    assert deploy("main", "--param", "rows=1").returncode == 0


@pytest.mark.parametrize("toml", [LIST + "timeout_s = 1\n", "[notebook]\ntimeout_s = 1\n" + LIST])
def test_time_outs_are_those_of_the_commit(deploy, commit, repository, toml):
    commit(toml, columns="sleep 600\n")
    (repository.path / "testtracker.toml").unlink()
    done = deploy()
    assert done.returncode == 1
    assert "it took longer than 1 s" in done.stdout


def test_a_time_out_of_the_command_wins(deploy, commit):
    commit(LIST + "timeout_s = 600\n", columns="sleep 600\n")
    done = deploy("main", "--timeout", "1")
    assert done.returncode == 1
    assert "it took longer than 1 s" in done.stdout


def test_a_test_is_retried_and_tagged_as_its_entry_says(deploy, commit, runs, mlflow_server, tmp_path):
    commit(LIST + 'retries = 1\ntags = { team = "orders" }\n',
           columns=f"[ -e {tmp_path}/tried ] || {{ touch {tmp_path}/tried; exit 1; }}\n")
    done = deploy()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "once more" in done.stdout
    (run,) = runs()
    assert run["tags"]["testtracker.flaky"] == "tests/columns"
    assert "team=orders" in archive(mlflow_server, run)


def test_a_promotion_tests_with_what_the_promoted_commit_says(deploy, testtracker, commit, repository):
    commit(LIST + "parameters = { rows = 1 }\n", columns=WANTS_ONE)
    assert deploy().returncode == 0
    (repository.path / "testtracker.toml").unlink()
    done = testtracker("env", "promote", "staging", "prod", "--test", "tests/*")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 notebook test" in done.stdout


def test_a_wrong_file_in_the_commit_is_found_before_anything_is_written(deploy, commit, repository, place):
    commit(LIST + 'timeout = 3\n')
    (repository.path / "testtracker.toml").unlink()
    done = deploy()
    assert done.returncode == 1
    assert "the commit's testtracker.toml:3: an entry of [[notebook.tests]] has no 'timeout'" in done.stderr
    assert str(place.work) not in done.stderr
    assert place.versions("staging") == []


def test_an_entry_without_a_notebook_is_found_before_anything_is_written(deploy, commit, place):
    commit(LIST + '[[notebook.tests]]\npath = "tests/none.ipynb"\n')
    done = deploy()
    assert done.returncode == 1
    assert ("no notebook or script that matches 'tests/none.ipynb' of [[notebook.tests]] in the "
            "commit's testtracker.toml") in done.stderr
    assert "--no-tests" in done.stderr
    assert place.versions("staging") == []


def test_an_entry_outside_of_the_repository_is_no_test_and_told(deploy, commit):
    commit(LIST + '[[notebook.tests]]\npath = "../shared/*.sh"\n')
    done = deploy()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "../shared/*.sh of [[notebook.tests]] is not in the repository" in done.stdout
