#!/usr/bin/env python3
"""Checks who includes whom: every module of src/ may use only the modules it needs.

usage: scripts/check_layers.py

The tables are the rule; a new folder or edge changes them and ARCHITECTURE.md in one commit.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Module → the modules whose headers it may include. Every module may use base.
NEEDS = {
    "base": [],
    "journal": [],
    "spool": [],
    "recorder": ["journal", "spool"],
    "session": ["journal", "spool"],
    "process": [],
    "launch": [],
    "ledger": [],
    "redact": [],
    "secrets": ["spool"],
    "reaper": [],
    "deploy": ["ledger", "notebook", "process", "redact", "settings"],
    "sources": ["journal", "spool"],
    "settings": [],
    "context": ["process", "settings", "spool"],
    "http": [],
    "login": ["http"],
    "mlflow": ["http", "login"],
    "notebook": ["journal", "process", "redact", "settings", "spool"],
    "databricks": ["deploy", "http", "ledger", "login", "mlflow", "notebook", "redact", "secrets", "settings"],
    "server": ["http", "spool"],
    "report": ["context", "journal", "session"],
    "upload": ["context", "http", "journal", "mlflow", "report", "session", "spool"],
    "insight": [],
    "baseline": ["context", "insight", "mlflow", "report", "session", "settings", "spool", "upload"],
    "history": ["baseline", "insight", "report"],
    "traces": ["baseline", "history", "mlflow", "report", "session", "upload"],
    "judge": ["baseline", "insight", "report"],
    "cli": ["baseline", "context", "databricks", "deploy", "history", "http", "journal", "judge", "ledger", "login", "mlflow", "notebook",
            "process", "recorder", "redact", "report", "secrets", "server", "session", "settings", "sources", "spool", "traces", "upload"],
    "gtest": ["journal", "recorder"],
    "catch2": ["journal", "recorder"],
}

# Public header → the module it belongs to.
PUBLIC = {
    "event": "base", "result": "base", "status": "base", "version": "base",
    "journal_reader": "journal", "journal_writer": "journal",
    "recorder": "recorder", "tracking": "recorder", "case_recorder": "recorder",
    "compiled_program": "recorder",
    "test_run": "base",
    "uploader": "upload",
    "gtest": "gtest", "catch2": "catch2",
}

# Third-party library (as its includes begin) → the only modules that may see it. What a test
# program links (base, spool, recorder, gtest and the journal's writer) is in no list but the adapters'.
LIBRARIES = {
    "curl/": ["http"],
    "CLI/": ["cli"],
    "expat.h": ["sources"],
    "openssl/": ["deploy"],
    "sqlite3.h": ["ledger"],
    "toml++/": ["settings"],
    "zlib.h": ["report", "sources"],
    "gtest/": ["gtest"],
    "catch": ["catch2"],
    "nlohmann/": ["cli", "context", "databricks", "deploy", "http", "journal", "login", "mlflow", "notebook", "report",
                  "secrets", "server", "session", "settings", "sources", "spool", "upload"],
    "boost/": ["databricks", "mlflow"],
    "fmt/": ["baseline", "cli", "context", "databricks", "deploy", "history", "http", "judge", "login", "mlflow", "notebook", "process",
             "report", "secrets", "server", "session", "settings", "traces", "upload"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def sources():
    """Every source file with the name of its module."""
    for folder in sorted((ROOT / "src").iterdir()):
        if folder.is_dir():
            yield from ((path, folder.name) for path in sorted(folder.rglob("*.[ch]pp")))
    for folder in sorted((ROOT / "adapters").iterdir()):
        yield from ((path, folder.name) for path in sorted(folder.rglob("*.[ch]pp")))
    for path in sorted((ROOT / "include" / "testtracker").glob("*.hpp")):
        yield path, PUBLIC.get(path.stem, path.stem)


def complaint(module, include):
    """What is wrong with this include in this module, or None."""
    public = re.fullmatch(r"testtracker/(\w+)(?:/.*)?\.hpp", include)
    head, slash, _ = include.partition("/")
    if public and public[1] not in PUBLIC:
        return f"public header {include} belongs to no module in scripts/check_layers.py"
    used = PUBLIC[public[1]] if public else head if slash and head in NEEDS else None
    if used and used not in (module, "base") and used not in NEEDS[module]:
        return f"{module} may not use {used} ({include})"
    for library, users in LIBRARIES.items():
        if include.startswith(library) and not used and module not in users:
            return f"{module} may not use {library.rstrip('/')} ({include})"
    return None


def main():
    complaints = []
    for path, module in sources():
        place = path.relative_to(ROOT)
        if module not in NEEDS:
            complaints.append(f"{place}: module {module} is not in scripts/check_layers.py")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            wrong = match and complaint(module, match[1] or match[2])
            if wrong:
                complaints.append(f"{place}:{number}: {wrong}")
    print("\n".join(complaints) or "layers: every include points downwards")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
