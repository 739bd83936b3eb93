"""The installed package, moved after its installation: one consumer per component."""

import json
import re
import shutil

import pytest

from conftest import BUILD, CONSUMERS, ROOT, build, configure, install, run
from fake_server import FakeMlflow
from read_journals import journals
from written_session import WrittenSession


@pytest.fixture(scope="session")
def prefix(directory):
    """Everything, installed to one place and then moved to another."""
    moved = directory / "moved"
    shutil.rmtree(moved, ignore_errors=True)
    install(directory / "prefix").rename(moved)
    return moved


def configure_consumer(name, directory, prefix, *arguments, **options):
    place = directory / f"consumer_{name}"
    said = configure(CONSUMERS / name, place, f"-DCMAKE_PREFIX_PATH={prefix}", *arguments,
                     **options)
    return place, said


@pytest.fixture(scope="session")
def gtest_consumer(directory, prefix):
    place, _ = configure_consumer("gtest", directory, prefix,
                                  "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    build(place)
    return place


def shared_objects(program):
    return set(re.findall(r"^\s*(\S+)", run("ldd", program), re.MULTILINE))


@pytest.mark.parametrize("program", ["with_listener", "tracked"])
def test_linking_the_listener_is_enough_for_a_journal(gtest_consumer, environment, session,
                                                        program):
    run(gtest_consumer / program, env=environment)
    (journal,) = journals(session)
    assert {test.full_name: test.status for test in journal.tests} == {
        "Sums.AreRight": "passed", "Sums.MayBeSkipped": "skipped"}


@pytest.mark.parametrize("program", ["with_listener", "tracked"])
def test_the_listener_brings_no_shared_object(gtest_consumer, program):
    assert shared_objects(gtest_consumer / program) == shared_objects(
        gtest_consumer / "without_listener")


def test_a_tracked_target_keeps_its_own_standard_and_warnings(gtest_consumer):
    commands = (gtest_consumer / "compile_commands.json").read_text()
    own = re.search(r'"command": "([^"]*tracked\.dir/sums_test\.cpp\.o [^"]*)"', commands)[1]
    assert "-std=gnu++14" in own and "-std=gnu++17" not in own and "-w " not in own


def test_discovered_tests_are_called_and_recorded_as_reports_call_them(
    gtest_consumer, environment, session
):
    shown = json.loads(run("ctest", "--show-only=json-v1", cwd=gtest_consumer))["tests"]
    names = {entry["name"] for entry in shown}
    labels = {property["value"][0] for entry in shown for property in entry["properties"]
              if property["name"] == "LABELS"}
    assert labels == {"sums"}
    run("ctest", cwd=gtest_consumer, env=environment)
    recorded = {f"found/{test.full_name}" for journal in journals(session) for test in journal.tests}
    assert recorded == names == {
        "found/Sums.AreRight", "found/Sums.MayBeSkipped", "found/All/Values.AreEven/0",
        "found/All/Values.AreEven/1"}


def test_the_uploader_is_found_where_the_package_was_moved(gtest_consumer, prefix):
    program = prefix / "bin" / "testtracker"
    assert program.exists()
    for consumer in ["with_listener", "tracked"]:
        assert str(program).encode() in (gtest_consumer / consumer).read_bytes()


def test_no_warning_option_reaches_a_consumer(prefix):
    for file in (prefix / "lib" / "cmake" / "testtracker").glob("*targets.cmake"):
        assert not re.search(r"(COMPILE|LINK)_OPTIONS|-Werror|-W[a-z]", file.read_text())


def test_no_path_of_the_build_is_installed(prefix):
    for file in prefix.rglob("*.cmake"):
        text = file.read_text()
        assert str(BUILD) not in text and str(prefix.parent) not in text


def test_the_journal_component_suffices_for_writers_and_adapters(directory, environment, session,
                                                                  tmp_path):
    prefix = install(directory / "journal_only", "journal")
    assert not (prefix / "bin").exists()
    place, _ = configure_consumer("journal", directory, prefix)
    build(place)
    run(place / "writer", tmp_path / "w.journal")
    assert '"name":"Writes"' in (tmp_path / "w.journal").read_text()
    run(place / "adapter", env=environment)
    assert journals(session)[0].tests[0].full_name == "Consumer.Records"


@pytest.fixture(scope="session")
def upload_consumer(directory, prefix):
    place, _ = configure_consumer("upload", directory, prefix)
    build(place)
    return place


def test_the_upload_component_reads_journals(upload_consumer, tmp_path):
    journal = tmp_path / "a.journal"
    journal.write_text('{"event":"program_started","at":0,"format":"testtracker-journal",'
                       '"version":"1.0","process":"a-1-1"}\n{"event":"program_ended","at":1}\n')
    assert run(upload_consumer / "reader", journal).strip() == "2"


def test_the_upload_component_delivers_sessions(upload_consumer, tmp_path):
    session = WrittenSession(tmp_path / "spool", "session-1")
    program = session.program()
    program.test("Consumer", "Delivers")
    program.end()
    with FakeMlflow() as server:
        run(upload_consumer / "deliverer", session.path, server.url)
        (delivered,) = server.state()["runs"]
    assert {"key": "Consumer/Delivers", "value": "passed"} in delivered["data"]["params"]


def test_the_program_component_tells_where_the_program_is(upload_consumer, prefix):
    program = prefix / "bin" / "testtracker"
    assert (upload_consumer / "program_path").read_text() == str(program)
    assert run(program, "--version").startswith("testtracker ")


def test_the_minimal_sample_runs_as_its_readme_says(directory, prefix, environment, session):
    place = directory / "sample_minimal"
    configure(ROOT / "samples" / "minimal", place, f"-DCMAKE_PREFIX_PATH={prefix}")
    build(place)
    run(place / "my_tests", env=environment)
    (journal,) = journals(session)
    assert [test.status for test in journal.tests] == ["passed", "passed"]
    assert any(record["event"] == "metric" for record in journal.records)


def find_package(directory, name, prefix, request, expect=0):
    """Configures a project that only asks for the package."""
    source = directory / f"asks_{name}"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    (source / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.22)\nproject(asks LANGUAGES CXX)\n"
        f"find_package(testtracker {request})\n"
        'message(STATUS "found: ${testtracker_FOUND}")\n')
    return configure(source, source / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
                     "-DCMAKE_DISABLE_FIND_PACKAGE_CURL=ON", expect=expect)


def test_an_unknown_component_is_told_by_name(directory, prefix):
    said = find_package(directory, "unknown", prefix, "REQUIRED COMPONENTS catch3", expect=1)
    assert "testtracker has no component 'catch3'" in " ".join(said.split())


def test_a_component_that_is_not_installed_is_told(directory):
    journal_only = install(directory / "journal_alone", "journal")
    said = find_package(directory, "absent", journal_only, "REQUIRED COMPONENTS gtest", expect=1)
    assert "'gtest' of testtracker is not installed" in " ".join(said.split())


def test_only_the_uploader_asks_for_its_libraries(directory, prefix):
    assert "found: 1" in find_package(directory, "listener", prefix, "REQUIRED COMPONENTS gtest")
    said = find_package(directory, "uploader", prefix, "REQUIRED COMPONENTS upload", expect=1)
    assert "needs CURL: not found" in " ".join(said.split())


def test_without_components_everything_usable_is_found(directory, prefix):
    assert "found: 1" in find_package(directory, "all", prefix, "REQUIRED")


def test_another_minor_version_is_refused(directory, prefix):
    assert "found: 0" in find_package(directory, "version", prefix, "0.9 QUIET")


def test_every_public_header_compiles_alone(prefix, tmp_path):
    headers = sorted(path.name for path in (prefix / "include" / "testtracker").iterdir())
    public = {path.name for folder in ["include", "adapters/gtest/include", "adapters/catch2/include"]
              for path in (ROOT / folder / "testtracker").iterdir()}
    assert set(headers) == public
    for header in headers:
        source = tmp_path / f"{header}.cpp"
        source.write_text(f"#include <testtracker/{header}>\n")
        run("c++", "-std=c++17", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
            "-Wshadow", "-Werror", f"-I{prefix}/include", source)
