"""Databricks' source format, parameters, `dbutils`."""

from conftest import write_notebook


def test_databricks_source_format_runs_with_its_magics(notebook, work):
    (work / "helper.py").write_text("# Databricks notebook source\nshared = 'from helper'\n")
    (work / "one.py").write_text(
        "# Databricks notebook source\n"
        "dbutils.widgets.text('env', 'dev')\n"
        "# COMMAND ----------\n"
        "# MAGIC %run ./helper\n"
        "# COMMAND ----------\n"
        "# MAGIC %sh\n# MAGIC echo hello\n"
        "# COMMAND ----------\n"
        "# MAGIC %md\n# MAGIC # Title\n"
        "# COMMAND ----------\n"
        "text = '''\n  # COMMAND ----------\n'''\n"  # no line of its own: part of the text
        "# COMMAND ----------\n"
        "dbutils.notebook.exit(dbutils.widgets.get('env') + ' ' + shared)\n")
    code, results, stderr = notebook("run", "one.py", "--param", "env=staging")
    assert code == 0, results
    assert results["one"]["value"] == "staging from helper"


def test_parameters_override_the_tagged_cell(notebook, work):
    write_notebook(work / "one.ipynb", "n = 1\nname = 'a'",
                   "dbutils.notebook.exit(repr((n, name)))", tags=["parameters"])
    _, results, _ = notebook("run", "one.ipynb", "--param", "n=5", "--param", "name=it's \"b\"")
    assert results["one"]["value"] == repr((5, "it's \"b\""))


def test_a_parameter_that_is_read_nowhere_is_a_warning(notebook, work):
    write_notebook(work / "one.ipynb", "x = 1")
    code, results, stderr = notebook("run", "one.ipynb", "--param", "unused=1")
    assert code == 0
    assert results["one"]["warnings"] == ["the parameter unused is read nowhere in the notebook"]
    assert "unused" in stderr


def test_exit_ends_the_notebook_even_where_it_is_caught(notebook, work):
    write_notebook(work / "one.ipynb", "try:\n  dbutils.notebook.exit('early')\nexcept: pass",
                   "1 / 0")
    code, results, _ = notebook("run", "one.ipynb")
    assert (code, results["one"]["value"]) == (0, "early")


def test_notebooks_call_each_other(notebook, work):
    write_notebook(work / "inner.ipynb", "dbutils.notebook.exit(dbutils.widgets.get('x') * 2)")
    write_notebook(work / "outer.ipynb",
                   "dbutils.notebook.exit(dbutils.notebook.run('inner', 60, {'x': 'ab'}))")
    _, results, _ = notebook("run", "outer.ipynb")
    assert results["outer"]["value"] == "abab"


def test_secrets_are_read_and_never_shown(notebook, work):
    write_notebook(work / "one.ipynb", "s = dbutils.secrets.get('my-scope', 'token')\n"
                   "assert s == 'tops3cret'\nprint(s)\ndbutils.notebook.exit('got ' + s)")
    _, results, _ = notebook("run", "one.ipynb",
                             env={"TESTTRACKER_SECRET_MY_SCOPE__TOKEN": "tops3cret"})
    assert results["one"]["value"] == "got [REDACTED]"


def test_what_only_databricks_has_is_skipped_with_the_way_out(notebook, work):
    write_notebook(work / "sql.ipynb", "%sql\nselect 1")
    (work / "scala.scala").write_text("// Databricks notebook source\nprintln(1)\n")
    code, results, _ = notebook("run", "sql.ipynb", "scala.scala")
    assert code == 0
    for name in ("sql", "scala"):
        assert results[name]["status"] == "skipped"
        assert "--engine databricks" in results[name]["reason"]
