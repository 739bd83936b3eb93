"""The official client makes the calls that testtracker makes: what it understands is a workspace.

By hand: scripts/databricks_env prints the environment; then
    $(scripts/databricks_env)/bin/python -B -m pytest -q tests/databricks/test_official_client.py
"""

import base64
import io
import pathlib
import sys
import time

import pytest
from databricks.sdk import WorkspaceClient, errors
from databricks.sdk.core import Config
from databricks.sdk.service import compute, jobs, sql, workspace

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support/fake_databricks"))

from databricks_server import FakeDatabricks  # noqa: E402

HEADER = "# Databricks notebook source\n"


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """The server; what it does not know must not have been asked."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none"))
    with FakeDatabricks() as server:
        yield server
        assert server.violations() == []


@pytest.fixture
def client(fake):
    return WorkspaceClient(host=fake.url, token="dapi-fake")


def add_notebook(client, path, code):
    client.workspace.mkdirs(path.rsplit("/", 1)[0] or "/")
    client.workspace.import_(
        path, content=base64.b64encode((HEADER + code).encode()).decode(), overwrite=True,
        format=workspace.ImportFormat.SOURCE, language=workspace.Language.PYTHON)


def submit(client, path, **more):
    task = jobs.SubmitTask(task_key="notebook", notebook_task=jobs.NotebookTask(
        notebook_path=path, base_parameters=more.pop("parameters", None)))
    return client.jobs.submit(run_name="test", tasks=[task], **more)


def finished(client, run_id):
    """The run, once it has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        run = client.jobs.get_run(run_id)
        if run.state.life_cycle_state.value in ("TERMINATED", "INTERNAL_ERROR"):
            return run
        time.sleep(0.05)
    raise AssertionError("the run does not end")


def output_of(client, run):
    return client.jobs.get_run_output(run.tasks[0].run_id)


def test_workspace_keeps_notebooks_and_files(client):
    add_notebook(client, "/base/env/main", "print(1)")
    client.workspace.upload("/base/env/data.txt", io.BytesIO(b"1,2"),
                            format=workspace.ImportFormat.AUTO)
    found = {thing.path: thing.object_type.value for thing in client.workspace.list("/base",
                                                                                    recursive=True)}
    assert found == {"/base/env/main": "NOTEBOOK", "/base/env/data.txt": "FILE"}
    assert client.workspace.get_status("/base/env/main").language == workspace.Language.PYTHON
    assert client.workspace.download("/base/env/data.txt").read() == b"1,2"
    exported = client.workspace.export("/base/env/main", format=workspace.ExportFormat.SOURCE)
    assert base64.b64decode(exported.content) == (HEADER + "print(1)").encode()


def test_workspace_refuses_as_databricks_does(client):
    add_notebook(client, "/base/main", "")
    with pytest.raises(errors.BadRequest, match="not empty"):
        client.workspace.delete("/base")
    with pytest.raises(errors.ResourceAlreadyExists):
        client.workspace.import_("/base/main", content="", format=workspace.ImportFormat.SOURCE,
                                 language=workspace.Language.PYTHON)
    client.workspace.delete("/base", recursive=True)
    with pytest.raises(errors.ResourceDoesNotExist):
        client.workspace.get_status("/base")


def test_auto_makes_a_notebook_of_the_header_only(client):
    client.workspace.mkdirs("/a")
    for name, text in (("job.py", HEADER), ("module.py", "x = 1\n")):
        client.workspace.upload(f"/a/{name}", io.BytesIO(text.encode()),
                                format=workspace.ImportFormat.AUTO)
    assert {thing.path for thing in client.workspace.list("/a")} == {"/a/job", "/a/module.py"}


def test_dbfs_keeps_files_larger_than_a_block(client):
    data = bytes(range(256)) * 10_000
    client.dbfs.upload("/wheels/a.whl", io.BytesIO(data))
    assert client.dbfs.download("/wheels/a.whl").read() == data
    assert [file.path for file in client.dbfs.list("/wheels")] == ["/wheels/a.whl"]
    client.dbfs.delete("/wheels", recursive=True)
    with pytest.raises(errors.NotFound):
        client.dbfs.get_status("/wheels/a.whl")


def test_volumes_keep_files_in_folders_and_list_them_in_pages(client):
    folder = "/Volumes/main/deploy/builds/a b"
    client.files.create_directory(folder)
    for number in range(3):
        client.files.upload(f"{folder}/{number}.whl", io.BytesIO(b"wheel" * number), overwrite=True)
    listed = list(client.files.list_directory_contents(folder, page_size=2))
    assert [(entry.path, entry.is_directory) for entry in listed] == [
        (f"{folder}/{number}.whl", False) for number in range(3)]
    assert client.files.download(f"{folder}/2.whl").contents.read() == b"wheel" * 2
    with pytest.raises(errors.BadRequest, match="not empty"):
        client.files.delete_directory(folder)
    for number in range(3):
        client.files.delete(f"{folder}/{number}.whl")
    client.files.delete_directory(folder)
    with pytest.raises(errors.NotFound):
        list(client.files.list_directory_contents(folder))


def test_files_and_notebooks_of_every_format_come_back(client):
    client.workspace.mkdirs("/f/.testtracker")
    for path, content, form, language in (
            ("/f/nb", b'{"cells": []}', workspace.ImportFormat.JUPYTER, None),
            ("/f/query", b"-- Databricks notebook source\nselect 1", workspace.ImportFormat.SOURCE,
             workspace.Language.SQL),
            ("/f/.testtracker/manifest.json", b"{}", workspace.ImportFormat.RAW, None)):
        client.workspace.import_(path, content=base64.b64encode(content).decode(), format=form,
                                 language=language, overwrite=True)
    types = {thing.path: (thing.object_type.value, thing.language and thing.language.value)
             for thing in client.workspace.list("/f", recursive=True)}
    assert types == {"/f/nb": ("NOTEBOOK", "PYTHON"), "/f/query": ("NOTEBOOK", "SQL"),
                     "/f/.testtracker/manifest.json": ("FILE", None)}
    for path, form in (("/f/nb", workspace.ExportFormat.JUPYTER),
                       ("/f/.testtracker/manifest.json", workspace.ExportFormat.AUTO)):
        assert client.workspace.export(path, format=form).content


def test_files_over_10_mb_are_refused(client):
    client.workspace.mkdirs("/f")
    with pytest.raises(errors.BadRequest, match="exceeded the limit"):
        client.workspace.import_("/f/big", format=workspace.ImportFormat.RAW,
                                 content=base64.b64encode(b"x" * 10_485_761).decode())


def test_secrets_come_back_in_base64(client):
    client.secrets.create_scope("deploy")
    client.secrets.put_secret("deploy", "token", string_value="s3cret")
    assert [scope.name for scope in client.secrets.list_scopes()] == ["deploy"]
    assert [secret.key for secret in client.secrets.list_secrets("deploy")] == ["token"]
    assert base64.b64decode(client.secrets.get_secret("deploy", "token").value) == b"s3cret"
    client.secrets.delete_secret("deploy", "token")
    with pytest.raises(errors.ResourceDoesNotExist):
        client.secrets.get_secret("deploy", "token")


def test_notebook_runs_with_parameters_and_returns_a_value(client):
    add_notebook(client, "/t/echo", "dbutils.notebook.exit(dbutils.widgets.get('env') + '!')")
    run = finished(client, submit(client, "/t/echo", parameters={"env": "staging"}).run_id)
    assert run.state.result_state == jobs.RunResultState.SUCCESS
    assert run.run_id > 2**53
    assert output_of(client, run).notebook_output.result == "staging!"


def test_failed_task_makes_its_parent_an_internal_error(client):
    add_notebook(client, "/t/bad", "1/0")
    run = finished(client, submit(client, "/t/bad").run_id)
    assert run.state.life_cycle_state == jobs.RunLifeCycleState.INTERNAL_ERROR
    assert run.tasks[0].state.result_state == jobs.RunResultState.FAILED
    output = output_of(client, run)
    assert output.error == "ZeroDivisionError: division by zero"
    assert "1/0" in output.error_trace
    with pytest.raises(errors.InvalidParameterValue, match="multiple tasks"):
        client.jobs.get_run_output(run.run_id)


def test_waiter_sees_the_states_in_order(client, fake):
    fake.set_options(pending_s=0.3, terminating_s=0.3)
    add_notebook(client, "/t/slow", "import time; time.sleep(0.3)")
    run_id = submit(client, "/t/slow").run_id
    seen = []
    deadline = time.monotonic() + 60
    while "TERMINATED" not in seen and time.monotonic() < deadline:
        life = client.jobs.get_run(run_id).state.life_cycle_state.value
        seen += [life] if life not in seen else []
        time.sleep(0.01)
    assert seen == ["PENDING", "RUNNING", "TERMINATING", "TERMINATED"]


def test_same_idempotency_token_is_the_same_run(client, fake):
    add_notebook(client, "/t/once", "")
    first = submit(client, "/t/once", idempotency_token="t1").run_id
    assert submit(client, "/t/once", idempotency_token="t1").run_id == first
    finished(client, first)
    client.jobs.delete_run(first)
    with pytest.raises(errors.InvalidParameterValue, match="deleted"):
        submit(client, "/t/once", idempotency_token="t1")
    assert fake.state()["executions"] == ["/t/once"]


def test_cancelled_run_ends_and_kills_its_notebook(client):
    add_notebook(client, "/t/endless", "while True: pass")
    run_id = submit(client, "/t/endless").run_id
    client.jobs.cancel_run(run_id)
    run = finished(client, run_id)
    assert run.tasks[0].state.result_state == jobs.RunResultState.CANCELED


def test_run_ends_at_its_timeout(client):
    add_notebook(client, "/t/endless", "while True: pass")
    run = finished(client, submit(client, "/t/endless", timeout_seconds=1).run_id)
    assert run.tasks[0].state.result_state == jobs.RunResultState.TIMEDOUT


def test_result_is_cut_after_5_mb(client):
    add_notebook(client, "/t/big", "dbutils.notebook.exit('x' * 6_000_000)")
    output = output_of(client, finished(client, submit(client, "/t/big").run_id))
    assert output.notebook_output.truncated
    assert len(output.notebook_output.result) == 5 * 1024 * 1024


def add_file(client, path, text):
    client.workspace.mkdirs(path.rsplit("/", 1)[0])
    client.workspace.import_(path, content=base64.b64encode(text.encode()).decode(), overwrite=True,
                             format=workspace.ImportFormat.RAW)


def submit_file(client, path, *parameters, **more):
    task = jobs.SubmitTask(task_key="script", existing_cluster_id=more.pop("cluster", None),
                           environment_key=more.pop("environment", None),
                           spark_python_task=jobs.SparkPythonTask(
                               python_file=path, source=jobs.Source.WORKSPACE,
                               parameters=list(parameters)))
    return client.jobs.submit(run_name="test", tasks=[task], **more)


def test_python_files_run_with_parameters_and_the_files_beside_them(client):
    add_file(client, "/s/data.txt", "17")
    add_file(client, "/s/job.py", "import sys\nprint(open(sys.argv[1] + '/data.txt').read(), sys.argv[2])")
    submitted = submit_file(client, "/s/job.py", "/Workspace/s", "rows", cluster="0923-1")
    run = finished(client, submitted.run_id)
    assert run.state.result_state == jobs.RunResultState.SUCCESS
    assert run.tasks[0].spark_python_task.python_file == "/s/job.py"
    output = output_of(client, run)
    assert (output.logs, output.logs_truncated) == ("17 rows\n", False)
    assert output.notebook_output is None


def test_python_file_that_fails_has_error_and_trace(client):
    add_file(client, "/s/bad.py", "print('before')\n1/0")
    run = finished(client, submit_file(client, "/s/bad.py", cluster="0923-1").run_id)
    assert run.tasks[0].state.result_state == jobs.RunResultState.FAILED
    output = output_of(client, run)
    assert output.error == "ZeroDivisionError: division by zero"
    assert "1/0" in output.error_trace
    assert output.logs == "before\n"


def test_python_file_without_a_cluster_needs_an_environment(client):
    add_file(client, "/s/job.py", "")
    with pytest.raises(errors.InvalidParameterValue, match="environment"):
        submit_file(client, "/s/job.py")
    serverless = jobs.JobEnvironment("default", spec=compute.Environment(environment_version="2"))
    run = finished(client, submit_file(client, "/s/job.py", environment="default",
                                       environments=[serverless]).run_id)
    assert run.state.result_state == jobs.RunResultState.SUCCESS


def test_missing_run_reads_as_not_there(client):
    with pytest.raises(errors.ResourceDoesNotExist):
        client.jobs.get_run(4)


def test_sql_statement_has_rows_and_a_failure_is_http_200(client):
    def run(text, *parameters):
        return client.statement_execution.execute_statement(text, "w1", parameters=list(parameters))

    run("CREATE TABLE main.deploy.env (name STRING, serial BIGINT) USING DELTA")
    run("INSERT INTO main.deploy.env VALUES (:name, :serial)",
        sql.StatementParameterListItem(name="name", value="prod"),
        sql.StatementParameterListItem(name="serial", value="7", type="BIGINT"))
    reply = run("SELECT name, serial FROM main.deploy.env")
    assert reply.result.data_array == [["prod", "7"]]
    assert run("SELECT * FROM nowhere").status.state == sql.StatementState.FAILED


def test_cancelling_a_sql_statement_that_has_ended_changes_nothing(client):
    statements = client.statement_execution
    statement_id = statements.execute_statement("SELECT 1", "w1").statement_id
    statements.cancel_execution(statement_id)
    assert statements.get_statement(statement_id).status.state == sql.StatementState.SUCCEEDED


def test_too_many_requests_are_repeated_as_late_as_told(client, fake):
    fake.add_faults({"route": "workspace/mkdirs", "status": 429, "headers": {"Retry-After": "1"},
                     "error_code": "REQUEST_LIMIT_EXCEEDED"})
    begin = time.monotonic()
    client.workspace.mkdirs("/a")
    assert time.monotonic() - begin >= 1
    assert [request["status"] for request in fake.requests("workspace/mkdirs")] == [429, 200]


def test_lost_reply_of_submit_leads_to_one_run(client, fake):
    add_notebook(client, "/t/once", "")
    fake.add_faults({"route": "runs/submit", "action": "drop", "effect": True})
    finished(client, submit(client, "/t/once", idempotency_token="t2").run_id)
    assert len(fake.requests("runs/submit")) == 2
    assert fake.state()["executions"] == ["/t/once"]


def test_wrong_token_is_unauthenticated(fake):
    with pytest.raises(errors.Unauthenticated):
        WorkspaceClient(host=fake.url, token="wrong").workspace.get_status("/")


def test_oauth_for_machines_logs_in(fake):
    machine = WorkspaceClient(host=fake.url, client_id="client", client_secret="secret")
    assert machine.current_user.me().user_name == "someone@example.com"
    assert len(fake.requests("/oidc/v1/token")) == 1


def test_oauth_for_machines_refuses_a_wrong_secret(fake):
    machine = WorkspaceClient(host=fake.url, client_id="client", client_secret="wrong")
    with pytest.raises(Exception, match="invalid_client"):
        machine.current_user.me()


def test_profile_names_host_and_token(fake, monkeypatch, tmp_path):
    file = tmp_path / "databrickscfg"
    file.write_text(f"[ci]\nhost = {fake.url}\ntoken = dapi-fake\n")
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(file))
    client = WorkspaceClient(config=Config(profile="ci"))
    assert client.current_user.me().user_name == "someone@example.com"
