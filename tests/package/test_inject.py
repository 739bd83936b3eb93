"""The injection file in projects that know nothing of testtracker."""

import json
import pathlib
import shutil

import pytest

from conftest import ROOT, build, configure, install, run
from read_journals import journals

FOREIGN = pathlib.Path(__file__).parent / "foreign"
INJECT = ROOT / "cmake" / "TestTrackerInject.cmake"
RECORDED = ["keyword", "plain", "through_a_library", "precompiled"]
LEFT_ALONE = ["without_googletest", "on_a_condition", "behind_a_shared_library"]


def inject(place, *arguments, file=INJECT, source=FOREIGN, variable="TOP_LEVEL_INCLUDES"):
    return configure(source, place, f"-DCMAKE_PROJECT_{variable}={file}",
                     "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *arguments)


def compile_commands(place, source):
    """The commands that compile the sources of that name."""
    commands = json.loads((place / "compile_commands.json").read_text())
    return [entry["command"] for entry in commands
            if pathlib.Path(entry["file"]).name == source]


@pytest.fixture(scope="session")
def foreign(directory):
    """The foreign project with the listener of the source tree, built as a whole."""
    place = directory / "foreign"
    inject(place, "-DTESTTRACKER_PROGRAM_PATH=/opt/somewhere/testtracker")
    build(place)
    return place


@pytest.fixture(scope="session")
def prefix(directory):
    return install(directory / "prefix", "journal", "gtest")


@pytest.mark.parametrize("program", RECORDED)
def test_a_program_that_links_googletest_is_recorded(foreign, program, environment, session):
    run(foreign / "programs" / program, env=environment)
    (journal,) = journals(session)
    assert [test.full_name for test in journal.tests] == ["Sums.AreRight"]
    assert journal.program == program


@pytest.mark.parametrize("program", LEFT_ALONE)
def test_a_program_that_could_not_link_a_listener_is_left_alone(foreign, program):
    assert b"testtracker" not in (foreign / "programs" / program).read_bytes()


def test_the_projects_own_sources_are_compiled_as_before(foreign, directory):
    untouched = directory / "untouched"
    configure(FOREIGN, untouched, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    expected = [command.replace(str(untouched), str(foreign))
                for command in compile_commands(untouched, "sums_test.cpp")]
    assert compile_commands(foreign, "sums_test.cpp") == expected


def test_the_listener_is_compiled_with_the_programs_own_flags(foreign):
    for command in compile_commands(foreign, "careful_listener.cpp"):
        assert "-fno-exceptions" in command and "-fno-rtti" in command


def test_the_uploader_that_was_named_is_compiled_in(foreign):
    program = foreign / "programs" / "keyword"
    assert b"/opt/somewhere/testtracker" in program.read_bytes()


def test_nothing_of_testtracker_is_installed_with_the_project(foreign, tmp_path):
    run("cmake", "--install", foreign, "--prefix", tmp_path / "prefix")
    assert not list((tmp_path / "prefix").rglob("*"))


def test_an_installed_package_does_it_too(directory, prefix, environment, session):
    place = directory / "by_package"
    inject(place, file=prefix / "lib" / "cmake" / "testtracker" / INJECT.name)
    build(place, "keyword", "plain")
    for program in ["keyword", "plain"]:
        run(place / "programs" / program, env=environment)
    assert sorted(journal.program for journal in journals(session)) == ["keyword", "plain"]


def test_the_variable_of_older_cmakes_works_as_well(directory):
    said = inject(directory / "older", variable="INCLUDE")
    assert said.count("testtracker: records the tests of 4 programs") == 1


def test_excluded_programs_are_left_alone(directory):
    place = directory / "excluded"
    said = inject(place, "-DTESTTRACKER_EXCLUDE=^pre|_a_")
    assert "testtracker: precompiled is left out, TESTTRACKER_EXCLUDE matches it" in said
    assert len(compile_commands(place, "careful_listener.cpp")) == 2


def test_a_package_that_cannot_be_used_breaks_nothing(directory, prefix):
    broken = directory / "broken"
    shutil.rmtree(broken, ignore_errors=True)
    shutil.copytree(prefix, broken)
    package = broken / "lib" / "cmake" / "testtracker"
    (package / "testtracker-journal-targets.cmake").unlink()
    said = inject(directory / "with_broken", file=package / INJECT.name)
    assert "testtracker: nothing is recorded: the package in" in " ".join(said.split())
    assert not compile_commands(directory / "with_broken", "careful_listener.cpp")


def write_project(directory, name, text):
    source = directory / name
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    (source / "CMakeLists.txt").write_text(f"cmake_minimum_required(VERSION 3.22)\n{text}")
    shutil.copy(FOREIGN / "programs" / "sums_test.cpp", source)
    (source / "main.c").write_text("int main(void) { return 0; }\n")
    return source


@pytest.mark.parametrize("project", ["project(other LANGUAGES C)\nadd_executable(c main.c)\n",
                                     "project(other LANGUAGES NONE)\n"])
def test_a_project_without_googletest_goes_its_way(directory, project):
    source = write_project(directory, "other", project)
    assert "no program links GoogleTest" in inject(source / "build", source=source)


def test_a_program_that_links_the_listener_itself_gets_it_once(directory):
    source = write_project(
        directory, "knows", f"project(knows LANGUAGES CXX)\nfind_package(GTest REQUIRED)\n"
        f"set(TESTTRACKER_BUILD_UPLOAD OFF)\nadd_subdirectory({ROOT} testtracker)\n"
        "add_executable(own sums_test.cpp)\n"
        "target_link_libraries(own PRIVATE testtracker::gtest GTest::gtest_main)\n"
        "add_executable(other sums_test.cpp)\n"
        "target_link_libraries(other PRIVATE GTest::gtest_main)\n")
    place = source / "build"
    inject(place, source=source)
    assert len(compile_commands(place, "careful_listener.cpp")) == 1
    build(place, "own", "other")
