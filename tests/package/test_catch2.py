"""Catch2 2 and 3 in projects of others: the installed package, a subdirectory, the injection file."""

import json
import os
import pathlib
import re

import pytest

from conftest import BUILD, CONSUMERS, ROOT, build, configure, install, run
from read_journals import journals

FOREIGN = pathlib.Path(__file__).parent / "foreign_catch2"
INJECT = ROOT / "cmake" / "TestTrackerInject.cmake"
CATCH_HPP = pathlib.Path("/usr/include/catch2/catch.hpp")
PREFIX_3 = os.environ.get("TESTTRACKER_CATCH2_3", "")


@pytest.fixture(scope="session", params=[2, 3])
def catch2(request):
    """What CMake is told to find that major version: a list of arguments."""
    if request.param == 2 and not CATCH_HPP.exists():
        pytest.skip("Catch2 2 is not installed")
    if request.param == 3 and not PREFIX_3:
        pytest.skip("TESTTRACKER_CATCH2_3 names no Catch2 3")
    found = [f"-DCatch2_DIR={PREFIX_3}/lib/cmake/Catch2"] if request.param == 3 else []
    return request.param, [f"-DCATCH2_MAJOR={request.param}", *found]


@pytest.fixture(scope="session")
def prefix(directory):
    return install(directory / "prefix", "journal", "catch2")


@pytest.fixture(scope="session")
def consumer(directory, prefix, catch2):
    major, arguments = catch2
    place = directory / f"consumer_{major}"
    configure(CONSUMERS / "catch2", place, f"-DCMAKE_PREFIX_PATH={prefix}",
              "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *arguments)
    build(place)
    return place


def recorded(program, environment, session):
    """The names of the tests that a program records."""
    run(program, env=environment)
    (journal,) = journals(session)
    assert journal.program == program.name and journal.start["framework"] == "catch2"
    return [test.full_name for test in journal.tests]


@pytest.mark.parametrize("program", ["with_listener", "tracked"])
def test_linking_or_tracking_is_enough_for_a_journal(consumer, environment, session, program):
    assert recorded(consumer / program, environment, session) == ["sums_test.Sums are right"]


@pytest.mark.parametrize("program", ["with_listener", "tracked"])
def test_the_listener_brings_no_shared_object(consumer, program):
    def shared_objects(name):
        return set(re.findall(r"^\s*(\S+)", run("ldd", consumer / name), re.MULTILINE))
    assert shared_objects(program) == shared_objects("without_listener")


def test_a_tracked_target_keeps_its_own_standard_and_warnings(consumer):
    commands = (consumer / "compile_commands.json").read_text()
    own = re.search(r'"command": "([^"]*tracked\.dir/sums_test\.cpp\.o [^"]*)"', commands)[1]
    assert "-std=gnu++14" in own and "-std=gnu++17" not in own and "-w " not in own


@pytest.fixture(scope="session")
def foreign(directory, catch2):
    """The foreign project with the listener of the source tree; what CMake said."""
    major, arguments = catch2
    place = directory / f"foreign_{major}"
    copy = [f"-DCATCH_HPP={CATCH_HPP}"] if CATCH_HPP.exists() else []
    said = configure(FOREIGN, place, f"-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES={INJECT}", *copy,
                     *arguments)
    build(place)
    return major, place, said


def programs_of(major):
    return ["ready_main"] if major == 3 else ["own_main", "main_in_a_library"]


def test_every_program_with_catch2_is_recorded(foreign, environment, session):
    major, place, _ = foreign
    for program in programs_of(major):
        run(place / program, env=environment)
    found = {journal.program: [test.full_name for test in journal.tests]
             for journal in journals(session)}
    assert found == {program: ["sums.Sums are right"] for program in programs_of(major)}


def test_a_copy_of_catch_hpp_beside_the_sources_is_found(foreign, environment, session):
    _, place, _ = foreign
    if not CATCH_HPP.exists():
        pytest.skip("Catch2 2 is not installed")
    assert recorded(place / "vendored", environment, session) == ["vendored.Vendored"]


@pytest.mark.parametrize("program", ["only_headers", "unrelated"])
def test_a_program_that_could_not_link_a_listener_is_left_alone(foreign, program):
    major, place, _ = foreign
    if major == 3 and program == "only_headers":
        pytest.skip("Catch2 3 is a library")
    assert b"testtracker" not in (place / program).read_bytes()


def test_the_number_of_programs_is_told(foreign):
    major, _, said = foreign
    count = len(programs_of(major)) + CATCH_HPP.exists()
    assert f"testtracker: records the tests of {count} programs" in said


def test_an_installed_package_does_it_too(directory, prefix, catch2, environment, session):
    major, arguments = catch2
    place = directory / f"by_package_{major}"
    package = prefix / "lib" / "cmake" / "testtracker"
    configure(FOREIGN, place, f"-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES={package / INJECT.name}",
              *arguments)
    program = programs_of(major)[0]
    build(place, program)
    assert recorded(place / program, environment, session) == ["sums.Sums are right"]


@pytest.fixture(scope="session")
def sample(directory, prefix, catch2):
    """The sample project, built; its tests are entries of ctest."""
    major, arguments = catch2
    place = directory / f"sample_{major}"
    configure(ROOT / "samples" / "catch2_suite", place, f"-DCMAKE_PREFIX_PATH={prefix}", *arguments)
    build(place)
    return place


def test_the_sample_runs_as_its_readme_says(sample, environment, session):
    run(sample / "shelf_tests", "--benchmark-samples", "10", env=environment)
    (journal,) = journals(session)
    assert {test.name: test.status for test in journal.tests} == {
        "A shelf keeps its books": "passed", "A shelf of any size fills up": "passed",
        "A shelf sorts by author": "expected_failure", "Adding is fast": "passed"}
    metrics = {record["name"] for record in journal.records if record["event"] == "metric"}
    assert {"books", "add 100/mean_ns", "add 100/stddev_ns"} <= metrics
    assert [len(record["path"]) for record in journal.records
            if record["event"] == "part_ended" and record.get("path")] == [1, 1]


@pytest.mark.parametrize("way", ["plain ctest", "testtracker ctest"])
def test_both_ways_have_ctests_own_numbers(sample, tmp_path, way):
    program = BUILD / "bin" / "testtracker"
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TESTTRACKER_SPOOL": str(tmp_path),
           "TESTTRACKER_SERVER_START": "never", "TESTTRACKER_PROGRAM": "/bin/true"}
    said = run(*([program] if way == "testtracker ctest" else []), "ctest", "-j2", env=env,
               cwd=sample)
    failed, total = map(int, re.search(r"(\d+) tests failed out of (\d+)", said).groups())
    (report,) = json.loads(run(program, "report", "--json", env=env))["sessions"]
    counts = report["counts"]
    # Catch2 and ctest call the test passed that may fail.
    assert (counts["total"], counts["failed"]) == (total, failed) == (4, 0)
    assert (counts["passed"], counts["expected_failures"]) == (3, 1)
    if way == "testtracker ctest":
        assert report["entry_counts"]["passed"] == total
        assert {entry["name"]: entry["cases"] for entry in report["entries"]} == {
            test["name"]: 1 for test in report["tests"]}


def test_a_framework_that_nobody_asked_for_is_told(directory, catch2):
    _, arguments = catch2
    gtest_only = install(directory / "gtest_only", "journal", "gtest")
    source = directory / "asks"
    source.mkdir(exist_ok=True)
    (source / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.22)\nproject(asks LANGUAGES CXX)\n"
        "find_package(testtracker REQUIRED COMPONENTS gtest)\n"
        f"add_executable(sums {FOREIGN}/sums.cpp)\ntesttracker_track(sums FRAMEWORK catch2)\n")
    said = configure(source, source / "build", f"-DCMAKE_PREFIX_PATH={gtest_only}", expect=1)
    assert "there is no testtracker::catch2" in " ".join(said.split())
