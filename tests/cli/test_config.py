"""testtracker config: every value with its origin."""

import json
import os
import pty
import subprocess


def settings(testtracker, *arguments, **options):
    result = testtracker("config", "--json", *arguments, **options)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)["settings"]


def row(output, name):
    """The columns of one setting in the printed table."""
    return next(line.split() for line in output.splitlines() if line.startswith(name + " "))


def test_defaults_say_that_they_are_defaults(testtracker):
    assert row(testtracker("config").stdout, "upload.max_keys") == ["upload.max_keys", "500",
                                                                    "default"]


def test_a_flag_wins_over_environment_and_file(testtracker, work):
    (work / "testtracker.toml").write_text('experiment = "file"\n')
    environment = {"MLFLOW_EXPERIMENT_NAME": "environment"}

    def experiment(*arguments, env=None):
        found = settings(testtracker, *arguments, env=env)["experiment"]
        return found["value"], found["origin"]

    assert experiment() == ("file", str(work / "testtracker.toml"))
    assert experiment(env=environment) == ("environment", "MLFLOW_EXPERIMENT_NAME")
    assert experiment("--experiment", "flag", env=environment) == ("flag", "--experiment")


def test_the_file_is_found_in_a_folder_above(testtracker, work):
    (work / "testtracker.toml").write_text("keep_days = 3\n")
    below = work / "a" / "b"
    below.mkdir(parents=True)
    assert settings(testtracker, cwd=below)["keep_days"]["value"] == "3"
    assert f"Settings file: {work}/testtracker.toml" in testtracker("config", cwd=below).stdout


def test_secrets_are_never_shown(testtracker):
    secrets = {
        "MLFLOW_TRACKING_USERNAME": "hidden-user",
        "MLFLOW_TRACKING_PASSWORD": "hidden-password",
        "MLFLOW_TRACKING_TOKEN": "hidden-token",
        "DATABRICKS_TOKEN": "hidden-databricks",
        "MLFLOW_TRACKING_URI": "https://me:hidden-in-url@mlflow.example.com/prefix",
    }
    for arguments in (["config"], ["config", "--json"]):
        result = testtracker(*arguments, env=secrets)
        assert result.returncode == 0
        assert "hidden" not in result.stdout + result.stderr
        assert "https://***@mlflow.example.com/prefix" in result.stdout
        assert "****" in result.stdout


def test_a_wrong_secret_is_not_repeated_in_the_complaint(testtracker, work):
    (work / "testtracker.toml").write_text('[auth]\ntoken = "hidden"\n')
    result = testtracker("config")
    assert "hidden" not in result.stdout + result.stderr
    assert "testtracker.toml:2: 'auth.token' is a secret" in result.stderr
    assert "set MLFLOW_TRACKING_TOKEN instead" in result.stderr


def test_an_unknown_key_is_named_with_file_line_and_the_nearest_one(testtracker, work):
    (work / "testtracker.toml").write_text('suite = "x"\n[upload]\nmax_key = 3\n')
    result = testtracker("config")
    assert result.returncode == 2
    assert result.stderr == (
        f"testtracker: {work}/testtracker.toml:3: there is no setting 'upload.max_key'; "
        "did you mean 'upload.max_keys'?\n"
    )


def test_tags_are_listed_with_their_origin(testtracker, work):
    (work / "testtracker.toml").write_text('[tags]\nteam = "parser"\narea = "x"\n')
    found = settings(testtracker, "--tag", "area=y=z",
                     env={"MLFLOW_RUN_CONTEXT": '{"from": "context"}'})
    assert found["tags.team"] == {"value": "parser", "origin": str(work / "testtracker.toml")}
    assert found["tags.area"] == {"value": "y=z", "origin": "--tag"}
    assert found["tags.from"] == {"value": "context", "origin": "MLFLOW_RUN_CONTEXT"}


def test_the_folder_of_sessions_is_shown(testtracker, environment):
    assert f"Sessions: {environment['TESTTRACKER_SPOOL']}/sessions\n" in testtracker("config").stdout


def on_terminal(program, arguments, environment, cwd):
    """What the program writes when its stdout is a terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen([program, *arguments], env=environment, cwd=cwd,
                             stdin=subprocess.DEVNULL, stdout=theirs)
    os.close(theirs)
    output = b""
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        try:
            while chunk := terminal.read(65536):
                output += chunk
        except OSError:  # EIO: nobody has the other side any more
            pass
    assert child.wait(timeout=60) == 0
    return output.decode()


def test_colours_appear_on_a_terminal_that_wants_them(program, environment, work, testtracker):
    environment = {**environment, "TERM": "xterm"}
    assert "\x1b[" in on_terminal(program, ["config"], environment, work)
    assert "\x1b[" not in on_terminal(program, ["config", "--no-color"], environment, work)
    assert "\x1b[" not in on_terminal(program, ["config"], {**environment, "NO_COLOR": "1"}, work)
    assert "\x1b[" not in on_terminal(program, ["config"], {**environment, "TERM": "dumb"}, work)
    assert "\x1b" not in testtracker("config", env={"TERM": "xterm"}).stdout
