"""The executed notebook as .ipynb and as a page."""

import base64
import html
import json
import os

from .limits import ANSI


def final_outputs(cell):
    outputs = []
    for output in cell.outputs:
        pieces = output.pop("pieces", None)
        if pieces:
            output["text"] = "".join(pieces)
        outputs.append(output)
    if cell.dropped:
        outputs.append({"output_type": "stream", "name": "stderr",
                        "text": "\n[testtracker: %d more bytes of output were dropped]\n"
                                % cell.dropped})
    return outputs


def write_results(notebook, folder, redactor):
    stem = os.path.splitext(os.path.basename(notebook.path))[0]
    cells = []
    for cell in notebook.cells:
        cell.source = redactor.text(cell.source)
        item = {**redactor.fields(cell.original), "cell_type": cell.kind, "source": cell.source}
        metadata = dict(item.get("metadata") or {})
        if cell.tags:
            metadata["tags"] = cell.tags
        item["metadata"] = metadata
        if cell.kind == "code":
            item["outputs"] = cell.outputs = [
                redactor.fields(output, kept=("output_type", "name", "execution_count"))
                for output in final_outputs(cell)]
            item["execution_count"] = cell.count
        cells.append(item)
    document = {"nbformat": 4, "nbformat_minor": 5, "cells": cells,
                "metadata": redactor.fields(notebook.metadata)}
    for number, item in enumerate(cells):
        item.setdefault("id", "cell-%d" % number)
    written = []
    for extension, text in ((".ipynb", json.dumps(document, indent=1)),
                            (".html", page_of(stem, notebook))):
        path = os.path.join(folder, stem + extension)
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        written.append(path)
    return written


def page_of(title, notebook):
    """One HTML file without scripts of its own; what a cell displayed as HTML stays in a sandbox."""
    parts = ["<!doctype html><meta charset='utf-8'><title>%s</title><style>body{font:14px sans-serif;"
             "max-width:60em;margin:2em auto}pre{background:#f6f6f6;padding:.6em;overflow:auto}"
             ".error{background:#fdd}.out{background:#fff;border-left:3px solid #ccc}"
             "iframe{border:0;width:100%%}</style><h1>%s</h1>" % ((html.escape(title),) * 2)]
    for cell in notebook.cells:
        parts.append("<pre class='%s'>%s</pre>" % (cell.kind, html.escape(cell.source)))
        for output in cell.outputs if cell.kind == "code" else ():
            parts.append(html_of_output(output))
    return "\n".join(parts)


def html_of_output(output):
    if output["output_type"] == "stream":
        return "<pre class='out'>%s</pre>" % html.escape(ANSI.sub("", output["text"]))
    if output["output_type"] == "error":
        text = ANSI.sub("", "\n".join(output["traceback"]))
        return "<pre class='error'>%s</pre>" % html.escape(text)
    data = output["data"]
    for mime in ("image/png", "image/jpeg"):
        if isinstance(data.get(mime), str):
            try:
                base64.b64decode(data[mime])
            except ValueError:
                continue
            return "<img src='data:%s;base64,%s'>" % (mime, html.escape("".join(data[mime].split())))
    if isinstance(data.get("text/html"), str):
        return "<iframe sandbox srcdoc='%s'></iframe>" % html.escape(data["text/html"])
    return "<pre class='out'>%s</pre>" % html.escape(str(data.get("text/plain", "")))
