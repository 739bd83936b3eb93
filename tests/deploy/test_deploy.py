"""testtracker deploy to the local target."""

import json
import stat

from conftest import NOTEBOOK, interrupt, wait_until


def test_a_commit_becomes_the_active_version_with_all_its_files(deploy, repository, place):
    head = repository.git("rev-parse", "HEAD")
    done = deploy()
    assert done.returncode == 0, done.stderr
    assert f"staging is at {head[:8]}" in done.stderr
    assert place.active("staging") == head
    assert place.is_complete("staging", head)
    assert (place.version("staging", head) / "orders/helpers.py").read_text() == "x = 1\n"
    assert place.states("staging") == [("deploying", head), ("tested", head), ("active", head)]


def test_nothing_is_left_but_the_version(deploy, place):
    assert deploy().returncode == 0
    assert place.orphans() == []
    assert place.leases() == []


def test_the_run_tells_what_was_deployed(deploy, repository, runs, mlflow_server):
    head = repository.git("rev-parse", "HEAD")
    assert deploy("main", "--pipeline-id", "orders", "--note", "Friday").returncode == 0
    (run,) = runs()
    assert run["params"]["run_id"] == run["run_id"]
    assert run["params"]["env"] == "staging"
    assert run["params"]["githash"] == head
    assert run["params"]["pipeline_id"] == "orders"
    assert run["params"]["deploy_note"] == "Friday"
    assert run["params"]["step/import"] == "passed"
    assert run["metrics"]["step/import_dur_ms"] >= 0
    assert run["tags"]["testtracker.kind"] == "deployment"
    assert run["tags"]["git.commit"] == head
    assert run["run_name"] == f"deploy staging {head[:8]}"
    assert run["status"] == "FINISHED"
    commits = mlflow_server.artifact(run["run_id"], "attachments/commits.txt").decode()
    assert "Count the orders of a day" in commits
    manifest = json.loads(mlflow_server.artifact(run["run_id"], "attachments/manifest.json"))
    assert manifest["githash"] == head
    log = mlflow_server.artifact(run["run_id"], "attachments/deploy.log").decode()
    assert "activate" in log


def test_branches_tags_and_short_hashes_are_understood(deploy, repository, place):
    first = repository.git("rev-parse", "HEAD")
    repository.git("tag", "-a", "v1", "-m", "one")
    second = repository.commit({"b.txt": "b"})
    for reference, expected in (("main", second), ("v1", first), (second[:10], second),
                                (first, first)):
        assert deploy(reference).returncode == 0, reference
        assert place.active("staging") == expected, reference


def test_an_unknown_reference_is_a_failed_run_that_changed_nothing(deploy, runs, place):
    done = deploy("nowhere")
    assert done.returncode == 1
    assert "it has no such branch, tag or commit" in done.stderr
    (run,) = runs()
    assert run["status"] == "FAILED"
    assert run["params"]["step/fetch"].startswith("failed")
    assert "nowhere" in run["params"]["reason"]
    assert place.states("staging") == []


def test_a_complete_version_is_not_written_again(deploy, repository, place):
    head = repository.git("rev-parse", "HEAD")
    assert deploy().returncode == 0
    file = place.version("staging", head) / "orders/main.py"
    before = file.stat()
    done = deploy()
    assert done.returncode == 0, done.stderr
    assert "the version is complete already" in done.stdout
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_half_version_is_made_anew(deploy, repository, place):
    head = repository.git("rev-parse", "HEAD")
    half = place.version("staging", head)
    half.mkdir(parents=True)
    (half / "left.txt").write_text("from a dead deployment")
    assert deploy().returncode == 0
    assert not (half / "left.txt").exists()
    assert place.is_complete("staging", head)


def test_two_files_of_one_name_are_found_before_anything_is_written(deploy, repository, place):
    repository.commit({"etl/a.py": NOTEBOOK, "etl/a.ipynb": "{}"})
    done = deploy()
    assert done.returncode == 1
    assert "etl/a.ipynb, etl/a.py would all be etl/a" in done.stderr
    assert place.versions("staging") == []


def test_tests_run_from_the_version_and_decide(deploy, repository, place, runs):
    good = repository.git("rev-parse", "HEAD")
    repository.commit({"tests/here.sh": 'pwd; [ "$TESTTRACKER_DEPLOY_ENV" = staging ]\n'})
    good = repository.git("rev-parse", "HEAD")
    done = deploy("main", "--test", "tests/*")
    assert done.returncode == 0, done.stdout + done.stderr
    bad = repository.commit({"tests/here.sh": "echo broken; exit 3\n"})
    done = deploy("main", "--test", "tests/*")
    assert done.returncode == 1
    assert f"staging stays at {good[:8]}: test: 1 of 2 notebook tests did not pass" in done.stderr
    assert place.active("staging") == good
    assert place.states("staging")[-1] == ("failed", bad)
    assert place.is_complete("staging", bad), "it is kept to look at, and pruned later"
    run = runs()[-1]
    assert run["status"] == "FAILED"
    assert run["params"]["tests/here"].startswith("failed")
    assert run["params"]["here"] == "failed"
    assert run["params"]["step/activate"] == "skipped: an earlier step failed"


def test_a_test_that_is_not_there_is_found_before_anything_is_written(deploy, place):
    done = deploy("main", "--test", "tests/none*")
    assert done.returncode == 1
    assert "no notebook or script that matches --test tests/none*" in done.stderr
    assert place.versions("staging") == []


def test_notebooks_get_parameters_and_their_values_are_params(deploy, repository, python, runs):
    repository.commit({"tests/sum.py": NOTEBOOK + "a = int(dbutils.widgets.get('a'))\n"
                                                  "dbutils.notebook.exit(str(a + 1))\n"})
    done = deploy("main", "--test", "tests/sum.py", "--param", "a=41", "--python", python)
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = runs()
    assert run["params"]["sum"] == "42"
    assert run["metrics"]["sum_dur"] > 0


def test_a_build_gets_chosen_variables_and_its_artefacts_are_kept(deploy, repository, place, runs,
                                                                  mlflow_server):
    head = repository.git("rev-parse", "HEAD")
    done = deploy(
        "main", "--build-command", "mkdir dist; echo changed > orders/helpers.py; "
        "env > dist/seen.env; echo built $TESTTRACKER_DEPLOY_GITHASH", "--artefact", "dist/*",
        env={"HIDDEN": "1", "ASKED_FOR": "1",
             "TESTTRACKER_DEPLOY_BUILD_ENVIRONMENT": "ASKED_FOR"})
    assert done.returncode == 0, done.stdout + done.stderr
    seen = (place.version("staging", head) / ".testtracker/artefacts/seen.env").read_text()
    assert "ASKED_FOR=1" in seen and "HIDDEN" not in seen and "MLFLOW" not in seen
    assert (place.version("staging", head) / "orders/helpers.py").read_text() == "x = 1\n", \
        "the commit is deployed, not what the build made of it"
    (run,) = runs()
    log = mlflow_server.artifact(run["run_id"], "attachments/build.log").decode()
    assert f"built {head}" in log


def test_a_build_that_fails_or_takes_too_long_ends_the_deployment(deploy, place):
    done = deploy("main", "--build-command", "echo no; exit 4")
    assert done.returncode == 1
    assert "the build ended with exit code 4" in done.stderr
    done = deploy("main", "--build-command", "sleep 600",
                  env={"TESTTRACKER_DEPLOY_BUILD_TIMEOUT_S": "1"})
    assert "the build took longer than 1 s" in done.stderr
    assert place.active("staging") is None
    assert place.orphans() == []


def test_no_output_of_a_build_shows_a_secret(deploy, repository, runs, mlflow_server):
    secret = "s3cr3t-of-the-build"
    done = deploy("main", "--build-command", 'printf %s "$DATABRICKS_TOKEN"; sleep 0.1; '
                  'printf %s "$DATABRICKS_TOKEN" | base64', env={
                      "DATABRICKS_TOKEN": secret, "DATABRICKS_HOST": "https://example.com",
                      "TESTTRACKER_DEPLOY_BUILD_ENVIRONMENT": "DATABRICKS_TOKEN"})
    assert done.returncode == 0, done.stderr
    (run,) = runs()
    log = mlflow_server.artifact(run["run_id"], "attachments/build.log").decode()
    assert "***" in log
    assert secret not in log + done.stdout + done.stderr


def test_ctrl_c_leaves_nothing_behind(start, repository, place, tmp_path):
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"touch {tmp_path}/begun; sleep 600")
    wait_until((tmp_path / "begun").exists, "the build")
    code, text = interrupt(process)
    assert code == 130, text
    assert "staging is not changed: build: stopped on request" in text
    assert place.orphans() == [] and place.leases() == []
    assert place.versions("staging") == []
    assert place.states("staging")[-1][0] == "failed"


def test_ctrl_c_in_the_tests_ends_them_and_keeps_the_version(start, repository, place, runs, tmp_path):
    head = repository.commit({"tests/slow.sh": f"touch {tmp_path}/begun; exec sleep 600\n"})
    process = start("deploy", "--env", "staging", "--ref", "main", "--test", "tests/slow.sh")
    wait_until((tmp_path / "begun").exists, "the test")
    code, text = interrupt(process)
    assert code == 130, text
    assert place.active("staging") is None
    assert place.is_complete("staging", head)
    assert place.orphans() == [] and place.leases() == []
    (run,) = runs()
    assert run["status"] == "KILLED"


def test_without_mlflow_nothing_is_deployed(deploy, place):
    done = deploy(env={"MLFLOW_TRACKING_URI": "http://127.0.0.1:9"})
    assert done.returncode == 3
    assert "nothing was deployed, because a deployment is a run in MLflow" in done.stderr
    assert place.states("staging") == [] and place.versions("staging") == []
    assert place.orphans() == []


def test_mlflow_that_goes_away_meanwhile_stops_nothing(start, place, mlflow_server, tmp_path):
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"touch {tmp_path}/begun; until [ -e {tmp_path}/go ]; do sleep 0.05; done")
    wait_until((tmp_path / "begun").exists, "the build")
    mlflow_server.add_faults({"route": "", "status": 503, "times": 1000000})
    (tmp_path / "go").touch()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert place.active("staging") is not None
    assert "deliver with: testtracker upload" in err or "still being delivered" in err
    mlflow_server.clear_faults()


def test_the_working_directory_has_the_runs_id(start, place, runs, tmp_path):
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"pwd > {tmp_path}/begun; sleep 600")
    wait_until(lambda: (tmp_path / "begun").exists() and (tmp_path / "begun").read_text(), "the build")
    (run,) = runs()
    assert place.orphans() == [run["run_id"]]
    assert (tmp_path / "begun").read_text().strip() == str(place.work / run["run_id"] / "build")
    interrupt(process)


def test_there_is_no_working_directory_before_there_is_a_run(start, place, mlflow_server):
    mlflow_server.add_faults({"route": "runs/create", "action": "silence", "delay_s": 20})
    process = start("deploy", "--env", "staging", "--ref", "main")
    wait_until(lambda: mlflow_server.requests("runs/create"), "the request for the run")
    assert place.orphans() == []
    assert interrupt(process)[0] == 3
    assert place.orphans() == []


def test_a_run_without_a_known_commit_is_named_by_what_was_asked_for(deploy, runs):
    assert deploy("nowhere").returncode == 1
    (run,) = runs()
    assert run["run_name"] == "deploy staging nowhere"
    assert "git.commit" not in run["tags"]


def test_names_of_environments_are_checked_first(testtracker, runs):
    done = testtracker("deploy", "--env", "../prod", "--ref", "main")
    assert done.returncode == 2
    assert "cannot be the name of an environment" in done.stderr
    assert runs() == []


def test_json_tells_all_steps(deploy, repository):
    done = deploy("main", "--json")
    document = json.loads(done.stdout)
    assert document["is_active"] is True
    assert document["githash"] == repository.git("rev-parse", "HEAD")
    assert [step["name"] for step in document["steps"]] == [
        "fetch", "lease", "checkout", "import", "activate"]


def test_programs_of_a_version_stay_executable(deploy, repository, place):
    script = repository.path / "run.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    head = repository.commit({})
    assert deploy().returncode == 0
    assert (place.version("staging", head) / "run.sh").stat().st_mode & stat.S_IXUSR
