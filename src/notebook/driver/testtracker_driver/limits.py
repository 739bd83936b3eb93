"""How much of what a notebook puts out is kept. On both sides of a kernel."""

import re

EXIT_MIME = "application/vnd.testtracker.exit+json"
MAX_CELL_BYTES = 1 << 20
MAX_NOTEBOOK_BYTES = 8 << 20
MAX_VALUE_BYTES = 5 << 20  # as Databricks has it
VALUE_SLACK_BYTES = 64 << 10  # what the kernel cuts ends behind the bound: a secret may be cut there
MAX_EXCEPTION_CHARACTERS = 64 << 10
MAX_TAIL = 4096
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def bounded(text, most=MAX_EXCEPTION_CHARACTERS):
    """Exceptions may carry any amount of data; begin and end tell what it was."""
    if len(text) <= most:
        return text
    half = most // 2
    return text[:half] + "\n[… %d more …]\n" % (len(text) - 2 * half) + text[-half:]
