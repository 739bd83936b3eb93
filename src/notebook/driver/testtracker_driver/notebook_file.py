"""Notebooks as files: .ipynb, and Databricks' source format."""

import json
import os
import re

COMMENTS = {".py": "#", ".r": "#", ".scala": "//", ".sql": "--"}
LANGUAGES = {".py": "python", ".r": "r", ".scala": "scala", ".sql": "sql"}
CELL_LANGUAGES = ("md", "sh", "fs", "python", "sql", "scala", "r")


class NotRunnable(Exception):
    """A notebook that cannot be read, in a sentence."""


class Cell:
    def __init__(self, kind, source, tags=(), original=None):
        self.kind, self.source, self.tags = kind, source, list(tags)
        self.original = original or {}
        self.outputs = []
        self.count = None
        self.bytes = self.dropped = 0  # of the outputs


class Notebook:
    def __init__(self, path, language, cells, kernel="", metadata=None):
        self.path, self.language, self.cells = path, language, cells
        self.kernel, self.metadata = kernel, metadata or {}


def is_source_format(path):
    """Whether a file is a notebook as Databricks exports it: its first line says so."""
    comment = COMMENTS.get(os.path.splitext(path)[1].lower())
    if comment is None:
        return False
    with open(path, "rb") as file:
        first = file.readline(100).decode("utf-8-sig", "replace")
    return first.rstrip() == comment + " Databricks notebook source"


def read_notebook(path):
    if path.endswith(".ipynb"):
        return read_ipynb(path)
    return read_source(path)


def read_ipynb(path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            document = json.load(file)
    except (ValueError, OSError) as error:
        raise NotRunnable("read %s: it is no notebook: %s" % (path, error)) from None
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        old = isinstance(document, dict) and "worksheets" in document
        raise NotRunnable(
            "read %s: %s" % (path, "its format is older than 4; convert it with: jupyter nbconvert"
                             " --to notebook --inplace" if old else "it has no list of cells"))
    cells = []
    for item in document["cells"]:
        if not isinstance(item, dict):
            raise NotRunnable("read %s: a cell is no object" % path)
        source = item.get("source", "")
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        metadata = item.get("metadata") or {}
        tags = metadata.get("tags") if isinstance(metadata.get("tags"), list) else []
        cells.append(Cell(item.get("cell_type", "raw"), source, tags, item))
    metadata = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
    spec = metadata.get("kernelspec") if isinstance(metadata.get("kernelspec"), dict) else {}
    info = metadata.get("language_info") if isinstance(metadata.get("language_info"), dict) else {}
    databricks = metadata.get("application/vnd.databricks.v1+notebook")
    language = databricks.get("language") if isinstance(databricks, dict) else None
    language = language or spec.get("language") or info.get("name") or "python"
    return Notebook(path, str(language).lower(), cells, str(spec.get("name") or ""), metadata)


def read_source(path):
    extension = os.path.splitext(path)[1].lower()
    comment = re.escape(COMMENTS[extension])
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        text = file.read().replace("\r\n", "\n")
    body = text.split("\n", 1)[1] if "\n" in text else ""
    cells = []
    for piece in re.split(r"(?m)^%s COMMAND -{10}[ \t]*$" % comment, body):
        lines = [line for line in piece.split("\n")
                 if not re.match(r"%s DBTITLE " % comment, line)]
        lines = [re.sub(r"^%s MAGIC ?" % comment, "", line) for line in lines]
        source = "\n".join(lines).strip("\n")
        if source.strip():
            kind = "markdown" if source.startswith("%md") else "code"
            cells.append(Cell(kind, source))
    return Notebook(path, LANGUAGES[extension], cells)


def kernel_code(source, language):
    """A cell as the kernel takes it: Databricks has `%sql` in front of a whole cell, IPython
    `%%sql`; cells of a notebook in another language than Python carry no magic."""
    stripped = source.lstrip()
    match = re.match(r"%(\w+)[ \t]*([^\n]*)(?:\n|$)", stripped)
    if match and match[1] in CELL_LANGUAGES:
        body = stripped[match.end():]
        if match[1] == "python":
            return match[2] + "\n" + body
        return "%%%s%s %s\n%s" % ("%", match[1], match[2], body or "\n")
    if language == "sql" and not stripped.startswith("%"):
        return "%%sql\n" + source
    return source


def typed_literal(text):
    """A parameter as papermill's command line takes it: numbers, True, False and None are not
    texts."""
    if text in ("True", "False", "None"):
        return text
    for number in (int, float):
        try:
            return repr(number(text)) if "_" not in text and "n" not in text else repr(text)
        except ValueError:
            pass
    return repr(text)


def inject_parameters(notebook, parameters):
    """Adds the cell that overrides those of the cell tagged `parameters`."""
    valid = [(name, text) for name, text in parameters if name.isidentifier()]
    if not valid or notebook.language != "python" or not notebook.path.endswith(".ipynb"):
        return
    notebook.cells[:] = [cell for cell in notebook.cells if "injected-parameters" not in cell.tags]
    source = "# Parameters\n" + "\n".join("%s = %s" % (n, typed_literal(t)) for n, t in valid)
    place = next((i + 1 for i, cell in enumerate(notebook.cells) if "parameters" in cell.tags), 0)
    notebook.cells.insert(place, Cell("code", source, ["injected-parameters"]))


def unread_parameters(notebook, parameters):
    text = "\n".join(cell.source for cell in notebook.cells
                     if "injected-parameters" not in cell.tags)
    return [name for name, _ in parameters
            if not re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), text)]
