"""Every way in which a program ends × every source of results, as docs/crash_matrix.md has it. The
table is printed as it came out."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ["TESTTRACKER_MATRIX_PROGRAMS"])
PROGRAM = os.environ["TESTTRACKER_TEST_PROGRAM"]
ENDINGS = ["exit(0)", "abort", "SIGSEGV", "SIGKILL", "hang", "overflow", "throw"]
SOURCES = {
    "GoogleTest": "matrix_googletest",
    "Catch2 2": "matrix_catch2_v2",
    "Catch2 3": "matrix_catch2_v3",
    "unmodified GoogleTest": "matrix_unmodified",
    "unmodified Catch2 2": "matrix_catch2_v2_unmodified",
    "unmodified Catch2 3": "matrix_catch2_v3_unmodified",
    "any other program": None,
    "entry of ctest": "matrix_unmodified",
    "GoogleTest in an entry": "matrix_googletest",
}
ENTRIES = {"entry of ctest", "GoogleTest in an entry"}


def documented():
    """(source, ending) → cell of the document's table."""
    lines = (ROOT / "docs" / "crash_matrix.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in lines if line.startswith("|")]
    names = [name.strip("`") for name in rows[0][1:]]
    return {(row[0], ending): cell for row in rows[2:] for ending, cell in zip(names, row[1:])}


def command_of(source, ending):
    if SOURCES[source]:
        program = PROGRAMS / SOURCES[source]
        return [program] if "Catch2" in source else [program, ending]
    scripts = {"exit(0)": "exit 0", "abort": "kill -ABRT $$", "SIGSEGV": "kill -SEGV $$",
               "SIGKILL": "kill -KILL $$", "hang": "exec sleep 600"}
    return ["sh", "-c", scripts[ending]] if ending in scripts else None


def outcome(directory, source, ending):
    """Runs it; what became of the test that ends, of the one behind it, and of the program."""
    # A sanitizer would turn a fatal signal into an exit code of its own.
    environment = {"HOME": str(directory), "PATH": os.environ["PATH"],
                   "ASAN_OPTIONS": "handle_segv=0", "MATRIX_ENDING": ending,
                   "TESTTRACKER_SPOOL": str(directory / "spool"), "TESTTRACKER_PROGRAM": "/bin/true"}
    arguments = command_of(source, ending)
    if arguments is None:
        return "–"
    timeout = "1" if ending == "hang" else "60"
    command = ["run", "--wait", "0", "--timeout", timeout, "--", *arguments]
    if source in ENTRIES:
        words = " ".join(f'"{word}"' for word in arguments)
        (directory / "CTestTestfile.cmake").write_text(
            f"add_test(Entry {words})\nset_tests_properties(Entry PROPERTIES TIMEOUT {timeout})\n")
        command = ["ctest", "--wait", "0"]
    subprocess.run([PROGRAM, *command], env=environment, cwd=directory, check=False,
                   capture_output=True, stdin=subprocess.DEVNULL)
    shown = subprocess.run([PROGRAM, "report", "--json"], env=environment, cwd=directory,
                           check=True, capture_output=True, text=True)
    (session,) = json.loads(shown.stdout)["sessions"]
    tests = {test["name"]: test["status"] for test in session["tests"]}
    has_tests = "Before" in tests
    assert not has_tests or tests["Before"] == "passed"
    assert session["verdict"] == ("passed" if set(tests.values()) == {"passed"} else "failed")
    named = [("", tests.get("Ends")), ("entry " if has_tests else "", tests.get("Entry")),
             ("behind it ", tests.get("Behind", tests.get("Z behind"))),
             ("program ", tests.get("Program"))]
    words = [name + status for name, status in named
             if status and (status != "passed" or name == "" or not has_tests)]
    return ", ".join(words).replace("program ", "program " if has_tests else "")


@pytest.mark.parametrize("source", SOURCES)
def test_every_ending_is_told_as_documented(source, tmp_path, capsys):
    if SOURCES[source] and not (PROGRAMS / SOURCES[source]).exists():
        pytest.skip(f"{SOURCES[source]} is not built")
    expected = documented()
    seen = {}
    for number, ending in enumerate(ENDINGS):
        directory = tmp_path / str(number)
        directory.mkdir()
        seen[ending] = outcome(directory, source, ending)
    with capsys.disabled():
        print(f"\n| {source} | " + " | ".join(seen[ending] for ending in ENDINGS) + " |")
    assert seen == {ending: expected[source, ending] for ending in ENDINGS}
