"""`testtracker ctest` with real ctest programs: what it prints, what it records, how it ends."""

import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSIONS = ["system", "3.31.6", "4.1.2"]

PROJECT = r"""
cmake_minimum_required(VERSION 3.22)
project(lab NONE)
enable_testing()
add_test(NAME pass COMMAND sh -c "exit 0")
add_test(NAME fail COMMAND sh -c "echo the output; exit 3")
add_test(NAME "odd; name [x] $ \\ \"q\"" COMMAND sh -c "test \"$1$2\" = 'a;b'" x "" "a;b")
add_test(NAME slow COMMAND sleep 20)
set_tests_properties(slow PROPERTIES TIMEOUT 1)
add_test(NAME segv COMMAND sh -c "kill -SEGV $$")
add_test(NAME missing COMMAND /nonexistent/program)
add_test(NAME off COMMAND true)
set_tests_properties(off PROPERTIES DISABLED TRUE)
add_test(NAME skip COMMAND sh -c "exit 77")
set_tests_properties(skip PROPERTIES SKIP_RETURN_CODE 77 LABELS "fast;net")
add_test(NAME will_fail COMMAND sh -c "exit 1")
set_tests_properties(will_fail PROPERTIES WILL_FAIL TRUE)
add_test(NAME regex COMMAND echo hello)
set_tests_properties(regex PROPERTIES PASS_REGULAR_EXPRESSION "bye")
add_test(NAME setup COMMAND false)
set_tests_properties(setup PROPERTIES FIXTURES_SETUP db)
add_test(NAME needs COMMAND true)
set_tests_properties(needs PROPERTIES FIXTURES_REQUIRED db)
add_test(NAME flaky COMMAND sh -c "echo x >> flaky; test $(wc -l < flaky) -ge 3")
add_test(NAME here COMMAND sh -c "test $(pwd) = '${CMAKE_CURRENT_BINARY_DIR}'")
"""

STATUSES = {
    "pass": "passed", "fail": "failed", 'odd; name [x] $ \\ "q"': "passed", "slow": "timed_out",
    "segv": "crashed", "missing": "not_run", "off": "disabled", "skip": "skipped",
    "will_fail": "passed", "regex": "failed", "setup": "failed", "needs": "not_run",
    "here": "passed",
}


def folder_of(version):
    if version == "system":
        return os.path.dirname(shutil.which("ctest"))
    made = subprocess.run([ROOT / "scripts" / "cmake_env", version], check=True, text=True,
                          stdout=subprocess.PIPE)
    return made.stdout.strip() + "/bin"


@pytest.fixture(params=VERSIONS)
def ctest_path(request, environment):
    """A PATH with one version of ctest first."""
    return folder_of(request.param) + ":" + environment["PATH"]


@pytest.fixture
def project(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "CMakeLists.txt").write_text(PROJECT)
    build = tmp_path / "build"
    subprocess.run(["cmake", "-S", source, "-B", build], check=True, stdout=subprocess.DEVNULL)
    return build


@pytest.fixture
def ctest(testtracker, project, ctest_path):
    """Runs `testtracker ctest --test-dir build …`."""

    def run(*arguments, own=(), **options):
        env = {"PATH": ctest_path, "TESTTRACKER_SERVER_START": "never"}
        return testtracker("ctest", "--wait", "0", *own, "--test-dir", project, *arguments, env=env,
                           **options)

    return run


def journals(environment):
    spool = pathlib.Path(environment["TESTTRACKER_SPOOL"])
    for path in sorted(spool.glob("sessions/*/*.journal")):
        yield [json.loads(line) for line in path.read_text().splitlines()]


def entries(environment):
    """Name → list of attempts: status, texts, exit."""
    found = {}
    for records in journals(environment):
        if records[0]["kind"] != "ctest":
            continue
        by_id = {}
        for record in records:
            if record["event"] == "test_started":
                by_id[record["test"]] = {"texts": [], "tags": record.get("tags", [])}
                found.setdefault(record["name"], []).append(by_id[record["test"]])
            elif record["event"] == "failure":
                by_id[record["test"]]["texts"].append(record["text"])
            elif record["event"] == "process_exited":
                by_id[record["test"]]["exit"] = record
            elif record["event"] == "test_ended":
                by_id[record["test"]]["status"] = record["status"]
    return found


def without_times(text):
    text = re.sub(r" +\d+\.\d+ sec", " sec", text)
    return re.sub(r"\(\d+\.\d+ sec\)", "", text)


def test_prints_what_ctest_prints_and_exits_with_its_code(ctest, project, ctest_path, work):
    env = {**os.environ, "PATH": ctest_path}
    bare = subprocess.run(["ctest", "--test-dir", project, "-E", "slow|flaky"], env=env, cwd=work,
                          text=True, capture_output=True, check=False)
    tracked = ctest("-E", "slow|flaky")
    assert tracked.returncode == bare.returncode
    assert without_times(tracked.stdout) == without_times(bare.stdout)
    assert tracked.stderr.startswith(bare.stderr)


def test_verbose_output_shows_no_launcher(ctest, project, ctest_path, work):
    env = {**os.environ, "PATH": ctest_path}
    bare = subprocess.run(["ctest", "--test-dir", project, "-V", "-R", "^(pass|fail)$"], env=env,
                          cwd=work, text=True, capture_output=True, check=False)
    assert without_times(ctest("-V", "-R", "^(pass|fail)$").stdout) == without_times(bare.stdout)


def test_every_entry_has_ctests_word(ctest, environment):
    ctest("-E", "flaky", "-j2")
    found = entries(environment)
    assert {name: attempts[-1]["status"] for name, attempts in found.items()} == STATUSES
    assert found["fail"][0]["texts"] == ["Failed (exit code 3)", "the output\n"]
    assert found["fail"][0]["exit"]["exit_code"] == 3
    assert found["fail"][0]["exit"]["max_resident_bytes"] > 0
    assert found["segv"][0]["texts"][0] == "SEGFAULT"
    assert found["segv"][0]["exit"]["signal"] == signal.SIGSEGV
    assert found["needs"][0]["texts"][0] == "Not Run: Failed test dependencies: setup"
    assert "Unable to find executable" in found["missing"][0]["texts"][0]
    assert found["regex"][0]["texts"][0].startswith("Failed: Required regular expression not found")
    assert found["skip"][0]["tags"] == ["fast", "net"]


def test_a_flaky_entry_keeps_every_attempt(ctest, environment):
    assert ctest("-R", "flaky", "--repeat", "until-pass:3").returncode == 0
    attempts = entries(environment)["flaky"]
    assert [attempt["status"] for attempt in attempts] == ["failed", "failed", "passed"]
    assert all("exit" in attempt for attempt in attempts)


@pytest.mark.parametrize("option", ["--quiet", "--progress"])
def test_terse_output_loses_nothing(ctest, environment, option):
    ctest("-R", "^(pass|fail)$", option)
    found = entries(environment)
    assert {name: attempts[0]["status"] for name, attempts in found.items()} == {
        "pass": "passed", "fail": "failed"}


@pytest.mark.parametrize("option", ["-N", "--show-only=json-v1", "--version"])
def test_options_that_run_nothing_record_nothing(ctest, environment, option):
    assert ctest(option).returncode == 0
    assert list(journals(environment)) == []


def test_own_options_come_first(ctest):
    document = json.loads(ctest("-R", "^pass$", own=["--json"]).stderr.splitlines()[-1])
    assert document["counts"]["total"] == 1


def test_files_of_the_user_arrive_where_ctest_puts_them(ctest, project, work):
    ctest("-R", "^pass$", "--output-junit", "mine.xml", "-O", "mine.log")
    assert "<testcase" in (project / "mine.xml").read_text()
    assert "Test #1" in (work / "mine.log").read_text()


PRESETS = """{"version": 3,
 "configurePresets": [{"name": "dev", "generator": "Ninja", "binaryDir": "${sourceDir}/out/dev"}],
 "testPresets": [{"name": "fast", "configurePreset": "dev", "environment": {"WORD": "of the preset"},
                  "filter": {"exclude": {"name": "slow"}}}]}
"""
SMALL_PROJECT = r"""
cmake_minimum_required(VERSION 3.22)
project(small NONE)
include(CTest)
add_test(NAME here COMMAND sh -c "test $(pwd) = '${CMAKE_CURRENT_BINARY_DIR}'")
add_test(NAME fail COMMAND sh -c "echo $WORD; exit 3")
add_test(NAME slow COMMAND sleep 60)
"""


@pytest.fixture
def sources(tmp_path):
    """A project with presets, configured in out/dev below its sources."""
    place = tmp_path / "small"
    place.mkdir()
    (place / "CMakeLists.txt").write_text(SMALL_PROJECT)
    (place / "CMakePresets.json").write_text(PRESETS)
    subprocess.run(["cmake", "--preset", "dev"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    return place


def test_a_preset_is_observed_like_a_directory(testtracker, sources, ctest_path, environment):
    env = {"PATH": ctest_path, "TESTTRACKER_SERVER_START": "never"}
    bare = subprocess.run(["ctest", "--preset", "fast"], cwd=sources, env={**os.environ, **env},
                          text=True, capture_output=True, check=False)
    done = testtracker("ctest", "--wait", "0", "--preset", "fast", cwd=sources, env=env)
    assert done.returncode == bare.returncode
    shown = [line for line in without_times(done.stdout).splitlines()
             if not line.startswith("Internal ctest")]  # of the --test-dir that new ones get
    assert shown == without_times(bare.stdout).splitlines()
    found = entries(environment)
    assert {name: attempts[-1]["status"] for name, attempts in found.items()} == {
        "here": "passed", "fail": "failed"}
    assert found["fail"][0]["texts"] == ["Failed (exit code 3)", "of the preset\n"]
    assert found["fail"][0]["exit"]["max_resident_bytes"] > 0
    assert sorted(path.name for path in sources.iterdir()) == [
        "CMakeLists.txt", "CMakePresets.json", "out"]


@pytest.mark.parametrize("step", [["-T", "Test"], ["-D", "ExperimentalTest"]])
def test_a_test_step_of_a_dashboard_is_observed(testtracker, sources, ctest_path, environment, step):
    env = {"PATH": ctest_path, "TESTTRACKER_SERVER_START": "never"}
    testtracker("ctest", "--wait", "0", *step, "-E", "slow", cwd=sources / "out" / "dev", env=env)
    found = entries(environment)
    assert found["here"][0]["status"] == "passed"
    assert found["fail"][0]["exit"]["exit_code"] == 3
    (report,) = (sources / "out" / "dev" / "Testing").glob("*/Test.xml")
    assert "of the preset" not in report.read_text()  # that is another way to start it


SCRIPT = """
file(APPEND "${CTEST_SCRIPT_DIRECTORY}/runs" "${CTEST_SCRIPT_NAME} ${CTEST_SCRIPT_ARG}\\n")
set(CTEST_SOURCE_DIRECTORY "${CTEST_SCRIPT_DIRECTORY}")
set(CTEST_BINARY_DIRECTORY "${CTEST_SCRIPT_DIRECTORY}/out/dev")
set(CTEST_CMAKE_GENERATOR Ninja)
ctest_start(Experimental)
ctest_build()
ctest_test(EXCLUDE slow RETURN_VALUE failed OUTPUT_JUNIT mine.xml)
file(APPEND "${CTEST_SCRIPT_DIRECTORY}/runs" "${failed}\\n")
"""


def test_a_script_runs_once_and_its_tests_are_observed(
    testtracker, sources, ctest_path, environment, work
):
    (sources / "nightly.cmake").write_text(SCRIPT)
    env = {"PATH": ctest_path, "TESTTRACKER_SERVER_START": "never"}
    bare = subprocess.run(["ctest", "-V", "-S", sources / "nightly.cmake,word"], cwd=work,
                          env={**os.environ, **env}, text=True, capture_output=True, check=False)
    (sources / "runs").unlink()
    (sources / "out" / "dev" / "mine.xml").unlink()
    done = testtracker("ctest", "--wait", "0", "-V", "-S", f"{sources}/nightly.cmake,word", env=env)
    assert done.returncode == bare.returncode
    assert without_times(done.stdout) == without_times(bare.stdout)
    name, failed = (sources / "runs").read_text().splitlines()
    assert name == "nightly.cmake word" and int(failed) != 0
    found = entries(environment)
    assert {entry: attempts[-1]["status"] for entry, attempts in found.items()} == {
        "here": "passed", "fail": "failed"}
    assert found["fail"][0]["texts"] == ["Failed (exit code 3)", "\n"]
    assert found["fail"][0]["exit"]["max_resident_bytes"] > 0
    assert not (sources / "out" / "dev" / "CTestTestfile.cmake").is_symlink()
    assert "<testcase" in (sources / "out" / "dev" / "mine.xml").read_text()


def test_build_and_test_builds_once(testtracker, sources, work):
    (sources / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.22)\nproject(once NONE)\n"
        'file(APPEND "${CMAKE_SOURCE_DIR}/runs" "configured\\n")\n')
    done = testtracker("ctest", "--wait", "0", "--build-and-test", sources, work / "built",
                       "--build-generator", "Ninja", env={"TESTTRACKER_SERVER_START": "never"})
    assert done.returncode == 0, done.stdout
    assert (sources / "runs").read_text().count("configured") == 1


def test_a_command_that_a_fixture_makes_knows_its_entry(testtracker, tmp_path, environment):
    (tmp_path / "CTestTestfile.cmake").write_text(f"""
        add_test(make sh -c "cp /bin/sh '{tmp_path}/made'")
        set_tests_properties(make PROPERTIES FIXTURES_SETUP made)
        add_test("a; b" "{tmp_path}/made" "-c" "echo $TESTTRACKER_ENTRY; exit 1")
        set_tests_properties("a; b" PROPERTIES FIXTURES_REQUIRED made)
        """)
    testtracker("ctest", "--wait", "0", cwd=tmp_path, env={"TESTTRACKER_SERVER_START": "never"})
    assert entries(environment)["a; b"][0]["texts"] == ["Failed", "a; b\n"]


def test_a_missing_launcher_is_told_and_the_words_of_ctest_stay(
    program, project, environment, work, tmp_path
):
    alone = shutil.copy(program, tmp_path / "testtracker")
    done = subprocess.run(
        [alone, "ctest", "--wait", "0", "--test-dir", project, "-R", "^(pass|fail)$"], cwd=work,
        env={**environment, "TESTTRACKER_SERVER_START": "never"}, text=True, capture_output=True,
        check=False)
    told = [line for line in done.stderr.splitlines() if "not observed" in line]
    assert len(told) == 1 and f"run {tmp_path}/testtracker-launch: No such file" in told[0]
    assert done.returncode == 8
    found = entries(environment)
    assert found["pass"][0]["status"] == "passed"
    assert found["fail"][0]["texts"] == ["Failed", "the output\n"]


def in_terminal(command, env, cwd, until=None, key=b""):
    """Runs it on a terminal of its own and types `key` when `until` was shown; exit code, output."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execve(command[0], [str(word) for word in command], env)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # nobody has the other end any more
            break
        if not piece:
            break
        shown += piece
        if until and until in shown:
            os.write(terminal, key)
            until = None
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_a_terminal_shows_what_ctest_shows_there(program, project, ctest_path, environment, work):
    env = {**environment, "PATH": ctest_path, "TESTTRACKER_SERVER_START": "never",
           "TERM": "xterm-256color"}
    arguments = ["ctest", "--test-dir", str(project), "-R", "^(pass|fail)$"]
    ctest = shutil.which("ctest", path=ctest_path)
    _, bare = in_terminal([ctest, *arguments[1:]], env, work)
    code, tracked = in_terminal([str(program), *arguments], env, work)
    assert code == 8
    assert without_times(tracked).startswith(without_times(bare))


def screen(text):
    """What a terminal shows in the end, line by line, without colours and times."""
    lines = []
    for line in re.sub(r"\x1b\[[\d;]*m", "", without_times(text)).split("\r\n"):
        shown = ""
        for part in line.split("\r"):
            begin, erases, rest = part.partition("\x1b[K")
            shown = begin + rest if erases else part + shown[len(part):]
        lines.append(re.sub(r" ?\.{3,}", " ... ", shown))
    return lines


def test_the_progress_of_a_terminal_is_ctests_and_loses_nothing(
    program, project, ctest_path, environment, work
):
    env = {**environment, "PATH": ctest_path, "TESTTRACKER_SERVER_START": "never",
           "TERM": "xterm-256color"}
    arguments = ["ctest", "--test-dir", str(project), "-R", "^(pass|fail|skip|here)$", "--progress"]
    ctest = shutil.which("ctest", path=ctest_path)
    _, bare = in_terminal([ctest, *arguments[1:]], env, work)
    _, tracked = in_terminal([str(program), *arguments], env, work)
    assert "0/4 Test  #1: pass\x1b[K" in bare and "0/4 Test  #1: pass\x1b[K" in tracked
    shown = screen(bare)[:-1]
    assert screen(tracked)[:len(shown)] == shown
    assert {name: attempts[0]["status"] for name, attempts in entries(environment).items()} == {
        "pass": "passed", "fail": "failed", "skip": "skipped", "here": "passed"}


def test_ctrl_c_on_a_terminal_leaves_an_interrupted_session(
    program, project, environment, work, testtracker
):
    env = {**environment, "TESTTRACKER_SERVER_START": "never", "TERM": "xterm"}
    code, _ = in_terminal([str(program), "ctest", "--wait", "0", "--test-dir", str(project), "-R",
                           "^(pass|slow)$", "--timeout", "60"], env, work, b"slow", b"\x03")
    assert code == 128 + signal.SIGINT
    (session,) = json.loads(testtracker("report", "--json", env=env).stdout)["sessions"]
    assert session["verdict"] == "interrupted"
    assert {test["name"]: test["status"] for test in session["tests"]} == {
        "pass": "passed", "slow": "not_run"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_ctest_leaves_a_finished_session(
    program, project, environment, work, number, testtracker
):
    env = {**environment, "TESTTRACKER_SERVER_START": "never"}
    with subprocess.Popen(
        [program, "ctest", "--wait", "0", "--test-dir", project, "-R", "^(pass|slow|needs)$"],
        env=env, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as run:
        line = b""
        while b"slow" not in line:
            line = run.stdout.readline()
        deadline = time.monotonic() + 20
        child = ""
        while not child and time.monotonic() < deadline:
            child = open(f"/proc/{run.pid}/task/{run.pid}/children").read().split()[:1]
        os.kill(int(child[0]), number)
        run.stdout.read()
        assert run.wait(timeout=30) == 128 + number
    report = testtracker("report", "--json", env=env)
    document = json.loads(report.stdout)["sessions"][0]
    assert document["verdict"] == "interrupted"
    statuses = {test["name"]: test["status"] for test in document["tests"]}
    assert statuses["pass"] == "passed"
    assert statuses["slow"] == statuses["needs"] == "not_run"


def test_a_killed_testtracker_leaves_an_interrupted_session(
    program, project, environment, work, testtracker
):
    env = {**environment, "TESTTRACKER_SERVER_START": "never"}
    with subprocess.Popen(
        [program, "ctest", "--wait", "0", "--test-dir", project, "-R", "^(pass|slow)$"],
        env=env, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as run:
        line = b""
        while b"slow" not in line:
            line = run.stdout.readline()
        run.kill()
    deadline = time.monotonic() + 20
    verdict = ""
    while verdict != "interrupted" and time.monotonic() < deadline:
        report = testtracker("report", "--json", env=env)
        verdict = json.loads(report.stdout)["sessions"][0]["verdict"] if report.stdout else ""
    assert verdict == "interrupted"
