"""Help, version, and what a wrong command line gets."""

import re


def test_without_arguments_help_is_shown_as_a_usage_error(testtracker):
    result = testtracker()
    assert result.returncode == 2
    assert "Usage: testtracker" in result.stderr
    assert result.stdout == ""


def test_help_lists_the_verbs_and_succeeds(testtracker):
    result = testtracker("--help")
    assert result.returncode == 0
    assert re.search(r"^  config +\S", result.stdout, re.MULTILINE)
    assert result.stderr == ""


def test_every_verb_explains_itself(testtracker):
    overview = testtracker("--help").stdout
    verbs = re.findall(r"^  ([a-z]+)  ", overview[overview.index("Verbs:"):], re.MULTILINE)
    assert "config" in verbs
    for verb in verbs:
        result = testtracker(verb, "--help")
        assert result.returncode == 0
        assert f"testtracker {verb}" in result.stdout


def test_the_version_is_printed(testtracker):
    result = testtracker("--version")
    assert (result.returncode, result.stderr) == (0, "")
    assert re.fullmatch(r"testtracker \d+\.\d+\.\d+\n", result.stdout)


def test_a_mistyped_verb_gets_the_nearest_one(testtracker):
    result = testtracker("confg")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == (
        "testtracker: 'testtracker' has no verb 'confg'; did you mean 'config'? "
        "See 'testtracker --help'.\n"
    )


def test_a_mistyped_option_gets_the_nearest_one(testtracker):
    result = testtracker("config", "--experimnt", "x")
    assert result.returncode == 2
    assert "has no option '--experimnt'; did you mean '--experiment'?" in result.stderr


def test_a_missing_value_is_named(testtracker):
    result = testtracker("config", "--experiment")
    assert result.returncode == 2
    assert "--experiment" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_wrong_settings_are_usage_errors_of_every_verb(testtracker):
    result = testtracker("config", "--build", "0")
    assert result.returncode == 2
    assert result.stderr == "testtracker: --build must be a whole number, 1 or more\n"
