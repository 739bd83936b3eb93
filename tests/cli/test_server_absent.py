"""testtracker server where there is no MLflow."""


def test_without_mlflow_it_says_how_to_get_one(testtracker, work):
    result = testtracker("server", "start", env={"PATH": "/usr/bin:/bin"})
    assert result.returncode == 1
    assert "pip install mlflow" in result.stderr
    assert not (work / ".testtracker" / "server.json").exists()


def test_a_wrong_setting_is_named(testtracker):
    result = testtracker("server", "start", env={"TESTTRACKER_SERVER_MLFLOW": "/no/such"})
    assert "server.mlflow" in result.stderr
    assert "/no/such" in result.stderr


def test_status_and_open_say_what_to_type(testtracker):
    status = testtracker("server", "status")
    assert status.returncode == 1
    assert "type: testtracker server start" in status.stdout
    opened = testtracker("server", "open")
    assert opened.returncode == 3
    assert "type: testtracker server start" in opened.stderr


def test_open_prints_the_configured_server_without_its_password(testtracker):
    result = testtracker("server", "open",
                         env={"MLFLOW_TRACKING_URI": "http://me:geheim@mlflow.example.com/prefix"})
    assert result.stdout == "http://mlflow.example.com/prefix\n"
    assert "geheim" not in result.stderr


def test_a_server_that_dies_shows_its_last_words(testtracker, tmp_path):
    mlflow = tmp_path / "mlflow"
    mlflow.write_text("#!/bin/sh\necho 'No module named uvicorn'\nexit 1\n")
    mlflow.chmod(0o755)
    result = testtracker("server", "start", env={"TESTTRACKER_SERVER_MLFLOW": str(mlflow)})
    assert result.returncode == 3
    assert "No module named uvicorn" in result.stderr
    assert "server.log" in result.stderr
