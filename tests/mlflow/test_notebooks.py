"""Notebooks in MLflow, read back with its own client."""

import gzip
import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTEBOOKS = {
    "load.py": "# Databricks notebook source\n"
               "dbutils.notebook.exit(dbutils.widgets.get('env') + ':42')\n",
    "schema.py": "# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n"
                 "raise ValueError('no column named price')\n",
    "smoke.sh": "#!/bin/sh\nexit 0\n",
}


@pytest.fixture
def python():
    made = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                          stdout=subprocess.PIPE)
    return made.stdout.strip() + "/bin/python"


def test_notebooks_are_tests_and_have_what_they_returned(testtracker, client, runs_of, tmp_path,
                                                          python):
    folder = tmp_path / "checks"
    folder.mkdir()
    for name, text in NOTEBOOKS.items():
        (folder / name).write_text(text)
    (folder / "smoke.sh").chmod(0o755)
    done = testtracker("notebook", "test", "--python", python, "--param", "env=staging",
                       *[f"checks/{name}" for name in NOTEBOOKS])
    assert done.returncode == 1, done.stderr
    (run,) = runs_of()
    params, metrics = run.data.params, run.data.metrics
    assert run.info.status == "FAILED"
    assert (metrics["tests/total"], metrics["tests/failed"]) == (3, 1)
    assert (params["load"], params["schema"], params["smoke"]) == ("staging:42", "failed", "passed")
    assert 0 < metrics["load_dur"] < 60
    assert metrics["checks/load_dur_ms"] == pytest.approx(metrics["load_dur"] * 1000, rel=0.01)
    assert params["checks/load"] == "passed"
    assert params["checks/schema"].startswith("failed: ")
    assert "no column named price" in params["checks/schema_exception"]
    kept = [item.path for item in _files_below(client, run.info.run_id)]
    assert any(path.endswith(".ipynb") for path in kept), kept
    assert any(path.endswith(".html") and "schema" in path for path in kept), kept


def test_no_artefact_param_or_tag_has_a_secret(testtracker, client, runs_of, tmp_path, python):
    secret = "s3cr-t+w0rd"
    for name, end in (("good", "dbutils.notebook.exit(s)"), ("bad", "raise ValueError(s)")):
        (tmp_path / f"{name}.py").write_text(
            "# Databricks notebook source\nimport base64\n"
            "s = dbutils.secrets.get('deploy', 'token')\n"
            "for letter in s:\n    print(letter, end='', flush=True)\n"
            f"print(base64.b64encode(('user:' + s).encode()))\n{end}\n")
    testtracker("notebook", "test", "--python", python, "good.py", "bad.py",
                env={"TESTTRACKER_SECRET_DEPLOY__TOKEN": secret})
    (run,) = runs_of()
    assert run.data.params["good"] == "[REDACTED]"
    texts = [str(run.to_dictionary()).encode()]
    for item in _files_below(client, run.info.run_id):
        path = pathlib.Path(client.download_artifacts(run.info.run_id, item.path, tmp_path))
        texts.append(gzip.decompress(path.read_bytes()) if path.suffix == ".gz"
                     else path.read_bytes())
    assert len(texts) > 5
    assert [text for text in texts if b"s3cr-t" in text or b"czNjci10K3cwc" in text
            or b"zM2NyLXQrdzBy" in text or b"M2NyLXQrdzByZ" in text] == []


def _files_below(client, run_id, folder=None):
    for item in client.list_artifacts(run_id, folder):
        if item.is_dir:
            yield from _files_below(client, run_id, item.path)
        else:
            yield item


def test_one_that_passes_when_tried_again_is_flaky_and_has_its_tags(testtracker, client, runs_of,
                                                                    tmp_path):
    (tmp_path / "flaky.sh").write_text("[ -e seen ] || { touch seen; exit 1; }\n")
    (tmp_path / "testtracker.toml").write_text(
        "[[notebook.tests]]\npath = 'flaky.sh'\nretries = 1\ntags = { team = 'core' }\n")
    done = testtracker("notebook", "test")
    assert done.returncode == 0, done.stderr
    (run,) = runs_of()
    assert run.data.params["flaky"] == "passed"
    assert run.data.metrics["tests/flaky"] == 1
    archive = client.download_artifacts(run.info.run_id, "testtracker/session.jsonl.gz",
                                        str(tmp_path))
    with gzip.open(archive, "rt") as lines:
        records = [json.loads(line) for line in lines]
    (test,) = [record for record in records if record.get("name") == "flaky"]
    assert test["tags"] == ["team=core"]
    assert len(test["attempts"]) == 2
