"""testtracker as a subdirectory of somebody's project."""

import pytest

from conftest import CONSUMERS, ROOT, build, configure, run
from read_journals import journals

LIBRARIES = ["CURL", "nlohmann_json", "Boost", "fmt", "ZLIB", "tomlplusplus", "CLI11"]


@pytest.fixture(scope="session")
def place(directory):
    return directory / "consumer"


def test_the_listener_needs_none_of_the_uploaders_libraries(place, environment, session):
    configure(CONSUMERS / "subdirectory", place, f"-DTESTTRACKER_SOURCE={ROOT}",
              "-DTESTTRACKER_BUILD_UPLOAD=OFF", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
              *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{library}=ON" for library in LIBRARIES))
    build(place)
    run(place / "with_listener", env=environment)
    assert journals(session)[0].tests[0].full_name == "Sums.AreRight"
    assert "-Werror" not in (place / "compile_commands.json").read_text()


def test_nothing_of_testtracker_is_installed_with_the_project(place, tmp_path):
    run("cmake", "--install", place, "--prefix", tmp_path / "prefix")
    assert not list((tmp_path / "prefix").rglob("*"))


def test_with_the_uploader_it_is_one_line_as_well(directory):
    said = configure(CONSUMERS / "subdirectory", directory / "with_uploader",
                     f"-DTESTTRACKER_SOURCE={ROOT}")
    assert "Generating done" in said


def test_a_missing_library_is_named_with_the_way_out(directory):
    said = configure(CONSUMERS / "subdirectory", directory / "missing",
                     f"-DTESTTRACKER_SOURCE={ROOT}", "-DCMAKE_DISABLE_FIND_PACKAGE_CURL=ON",
                     expect=1)
    assert "not found: CURL" in " ".join(said.split())
    assert "-DTESTTRACKER_BUILD_UPLOAD=OFF" in said
