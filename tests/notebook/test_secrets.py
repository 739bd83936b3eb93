"""Secrets reach notebooks, and nothing that notebooks leave behind has them."""

import json
import os
import pathlib
import subprocess

import pytest

from conftest import PROGRAM, write_notebook

VALUE = "s3cr/t+\"w rd ü!"

# Prints it in every form, in pieces, within other texts, to both streams, as data and as an error.
LEAK = """
import base64, json, sys, time, urllib.parse
s = dbutils.secrets.get('deploy', 'token')
assert dbutils.secrets.listScopes()[0].name == 'deploy'
assert [k.key for k in dbutils.secrets.list('deploy')] == ['token']
print('raw', s, 'url', urllib.parse.quote(s, safe=''), urllib.parse.quote_plus(s))
print('json', json.dumps(s), json.dumps({'a': s}, ensure_ascii=False))
print('base64', base64.b64encode(s.encode()).decode())
for user in ('', 'a:', 'user:'):
    print(base64.urlsafe_b64encode((user + s + '@host').encode()).decode())
for letter in s * 2:
    print(letter, end='', flush=True)
    time.sleep(0.01)
print(file=sys.stderr, *[s])
from IPython.display import display, HTML, JSON
display(HTML('<b title="x">' + s + '</b>'))
display({'application/json': {s: [s]}}, raw=True)
"""


@pytest.fixture
def secret(environment):
    """In the store of `testtracker secrets`, put there by it."""
    for words, given in ((["create-scope", "deploy"], ""), (["put", "deploy", "token"], VALUE)):
        subprocess.run([PROGRAM, "secrets", *words], input=given, text=True, env=environment,
                       check=True, stdout=subprocess.DEVNULL)
    return VALUE


def forms():
    """What must be found nowhere. As bytes: files are compared as they lie there."""
    quoted = json.dumps(VALUE)[1:-1]
    yield from (text.encode() for text in (
        VALUE, quoted, json.dumps(quoted)[1:-1], "s3cr%2Ft", "s3cr\\/t", "s3cr/t", "w rd",
        "czNjci90KyJ3"))  # the last: begin of it in base 64


def files_with_a_form(*folders):
    return [(path, form) for folder in folders for path in pathlib.Path(folder).rglob("*")
            if path.is_file() for form in forms() if form in path.read_bytes()]


def test_no_form_of_a_secret_is_left_in_outputs_values_and_files(notebook, work, environment,
                                                                secret):
    write_notebook(work / "leak.ipynb", LEAK, "dbutils.notebook.exit('got ' + s)")
    write_notebook(work / "raise.ipynb", LEAK, "raise ValueError('not ' + s)")
    (work / "script.py").write_text(
        "import os, sys, time\n"
        f"for letter in {VALUE!r}:\n    print(letter, end='', flush=True); time.sleep(0.005)\n"
        "sys.exit('it was ' + " + repr(VALUE) + ")\n")
    code, results, stderr = notebook("test", "leak.ipynb", "raise.ipynb", "script.py", "--wait", "0")
    assert code == 1, stderr
    assert results["leak"]["value"] == "got [REDACTED]"
    assert results["raise"]["text"] == "not [REDACTED]"
    shown = json.dumps(results, ensure_ascii=False).encode() + stderr.encode()
    assert [form for form in forms() if form in shown] == []
    # Journals and attachments; MLflow gets nothing else (nothing listens there).
    spool = environment["TESTTRACKER_SPOOL"]
    assert list(pathlib.Path(spool).rglob("*.ipynb")), "the notebook is an attachment"
    assert files_with_a_form(spool) == []


def test_other_output_stays_as_it_was(notebook, work, environment, secret):
    write_notebook(work / "one.ipynb", "print('plain text')", "dbutils.notebook.exit('x' * 5000)")
    _, results, _ = notebook("test", "one.ipynb", "--wait", "0")
    assert results["one"]["value"] == "x" * 5000
    (kept,) = pathlib.Path(environment["TESTTRACKER_SPOOL"]).rglob("*one*.ipynb")
    assert json.loads(kept.read_text())["cells"][0]["outputs"][0]["text"] == "plain text\n"


def test_credentials_are_no_output_of_notebooks_within_notebooks(notebook, work, environment):
    write_notebook(work / "inner.ipynb", "import os; token = os.environ['MLFLOW_TRACKING_TOKEN']",
                   "print(token)\ndbutils.notebook.exit(token)")
    write_notebook(work / "outer.ipynb", "print(dbutils.notebook.run('inner', 60))", "1 / 0")
    notebook("test", "outer.ipynb", "inner.ipynb", "--wait", "0",
             env={"MLFLOW_TRACKING_TOKEN": "cr3dential"})
    spool = pathlib.Path(environment["TESTTRACKER_SPOOL"])
    assert [path for path in spool.rglob("*") if path.is_file()
            and b"cr3dential" in path.read_bytes()] == []


def test_a_store_that_others_may_read_is_refused(notebook, work, environment, secret):
    store = pathlib.Path(environment["HOME"], ".local/state/testtracker/secrets/secrets.json")
    os.chmod(store, 0o644)
    write_notebook(work / "one.ipynb", "1")
    code, _, stderr = notebook("run", "one.ipynb")
    assert code == 3
    assert f"chmod 600 {store}" in stderr
