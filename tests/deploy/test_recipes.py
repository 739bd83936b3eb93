"""The recipes for CI systems: the shell lines of samples/ci and the commands of the page are typed, with the
variables that such a system sets and the local target."""

import re
import sqlite3
import subprocess
import types

import pytest
import yaml

from conftest import NOTEBOOK, PROGRAM, ROOT

from documented_commands import console_blocks

SAMPLES = ROOT / "samples" / "ci"
MAIN = NOTEBOOK + "dbutils.notebook.exit('orders of ' + dbutils.widgets.get('day'))\n"
EXIT_CODES = {"testtracker env rollback": 1}  # nothing to go back to


@pytest.fixture
def repository(repository):
    repository.commit({"orders/main.py": MAIN})
    return repository


@pytest.fixture
def shell(repository, environment, python):
    """Types lines as a CI system does; returns exit code and output."""
    head = repository.git("rev-parse", "HEAD")
    variables = {
        "GITHUB_SHA": head, "GITHUB_SERVER_URL": "file://" + str(repository.path.parent),
        "GITHUB_REPOSITORY": repository.path.name, "GITHUB_RUN_ID": "1", "GITHUB_REF_NAME": "main",
        "CI_COMMIT_SHA": head, "CI_PROJECT_URL": "file://" + str(repository.path)[:-4],
        "CI_PIPELINE_ID": "2", "CI_COMMIT_TITLE": "Change; 'it'", "GITLAB_USER_LOGIN": "ann",
        "GIT_COMMIT": head, "GIT_URL": "file://" + str(repository.path), "BUILD_TAG": "jenkins-3",
        "BRANCH_NAME": "main"}

    def run(text, **more):
        done = subprocess.run(
            ["bash", "-eu", "-c", text], cwd=repository.path, text=True, capture_output=True,
            env={**environment, **variables, "TESTTRACKER_NOTEBOOK_PYTHON": python, **more,
                 "PATH": f"{PROGRAM.parent}:{environment['PATH']}"}, timeout=180, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def check_recipe(shell, place, repository, deploys, promotes):
    for text in (deploys, promotes):
        code, said = shell(text)
        assert code == 0, said
    head = repository.git("rev-parse", "HEAD")
    assert (place.active("staging"), place.active("prod")) == (head, head)


def test_github(shell, place, repository):
    steps = yaml.safe_load((SAMPLES / "github.yml").read_text())["jobs"]["deploy"]["steps"]
    deploys, promotes = [step["run"] for step in steps if "run" in step]
    check_recipe(shell, place, repository, deploys, promotes)


def test_gitlab(shell, place, repository, tmp_path):
    jobs = yaml.safe_load((SAMPLES / "gitlab.yml").read_text())
    # GitLab's addresses end in .git: so does the repository's here.
    renamed = tmp_path / "orders.git"
    renamed.symlink_to(repository.path)
    deploys = "\n".join(jobs["staging"]["before_script"] + jobs["staging"]["script"])
    code, said = shell(deploys, CI_PROJECT_URL=f"file://{tmp_path}/orders")
    assert code == 0, said
    code, said = shell("\n".join(jobs["prod"]["script"]))
    assert code == 0, said
    assert place.active("prod") == repository.git("rev-parse", "HEAD")


def test_jenkins(shell, place, repository):
    text = (SAMPLES / "Jenkinsfile").read_text()
    (deploys,) = re.findall(r"sh '''(.*?)'''", text, re.S)
    (promotes,) = re.findall(r"sh '([^'].*?)'$", text, re.M)
    # A Groovy string in ''' gives the shell one backslash for each that stands there.
    check_recipe(shell, place, repository, deploys, promotes)


def test_cron(shell, deploy, repository, environment):
    (line,) = [line for line in (SAMPLES / "crontab").read_text().splitlines()
               if line and not line.startswith("#")]
    command = re.sub(r"^(\S+\s+){5}", "", line).replace(r"\%", "%")  # crontab(5)
    assert deploy(to="prod").returncode == 0
    settings = f"{environment['HOME']}/.config"
    code, said = shell(f"mkdir -p {settings}; echo export X=1 > {settings}/orders.env; {command}")
    assert code == 0, said


def test_databricks_notebook(deploy, place, repository):
    assert deploy(to="prod").returncode == 0
    ran, values = [], {}

    def sql(text, args):
        text = text.replace("main.deploy.testtracker_changes", "changes")
        row = sqlite3.connect(place.base / ".ledger.db").execute(text, args).fetchone()
        return types.SimpleNamespace(first=lambda: row and types.SimpleNamespace(githash=row[0]))

    def start(path, timeout, parameters):
        ran.append(path)
        return "done"

    dbutils = types.SimpleNamespace(
        widgets=types.SimpleNamespace(text=values.setdefault, get=values.get),
        notebook=types.SimpleNamespace(run=start, exit=values.setdefault))
    code = "".join(line for line in (SAMPLES / "databricks_notebook.py").read_text().splitlines(True)
                   if not line.startswith("# MAGIC"))
    dbutils.notebook.exit = lambda value: ran.append(value)
    exec(compile(code, "databricks_notebook.py", "exec"),
         {"spark": types.SimpleNamespace(sql=sql), "dbutils": dbutils})
    head = repository.git("rev-parse", "HEAD")
    assert ran == [f"/Shared/testtracker/prod/{head}/orders/main", "done"]


def test_the_commands_of_the_page(shell):
    (block,) = console_blocks(ROOT / "docs" / "deployment_recipes.md")
    for command in block:
        code, said = shell(command.text)
        expected = next((code for text, code in EXIT_CODES.items()
                         if command.text.startswith(text)), 0)
        assert code == expected, f"{command.place}: {said}"
