"""testtracker completion: the scripts in the shells they are for."""

import shlex
import shutil
import subprocess

import pytest


@pytest.fixture
def script(testtracker, tmp_path):
    """Path of the script for a shell."""

    def make(shell):
        result = testtracker("completion", shell)
        assert (result.returncode, result.stderr) == (0, "")
        path = tmp_path / f"completion.{shell}"
        path.write_text(result.stdout)
        return path

    return make


@pytest.fixture
def in_bash(script, work):
    def complete(*words):
        typed = " ".join(shlex.quote(word) for word in ("testtracker", *words))
        code = (
            f"source {script('bash')}; COMP_WORDS=({typed}); COMP_CWORD={len(words)}; "
            '_testtracker; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return subprocess.run(["bash", "--norc", "-c", code], cwd=work, text=True,
                              capture_output=True, check=True).stdout.split()

    return complete


@pytest.fixture
def in_fish(script, work, environment):
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")

    def complete(line):
        code = f"source {script('fish')}; complete -C {shlex.quote(line)}"
        output = subprocess.run(["fish", "--no-config", "-c", code], cwd=work, env=environment,
                                text=True, capture_output=True, check=True).stdout
        return [choice.split("\t")[0] for choice in output.splitlines()]

    return complete


def test_bash_completes_verbs(in_bash):
    assert in_bash("conf") == ["config"]
    assert "config" in in_bash("")


def test_bash_completes_the_options_of_a_verb(in_bash):
    assert in_bash("config", "--dir") == ["--directory"]
    assert in_bash("--dir") == []


def test_bash_takes_no_value_of_an_option_for_a_verb(in_bash):
    assert in_bash("--suite", "config", "conf") == ["config"]
    assert in_bash("--suite", "conf") == []


def test_bash_leaves_what_follows_two_dashes_alone(in_bash):
    assert in_bash("config", "--", "--dir") == []


def test_fish_completes_verbs_and_options(in_fish):
    assert in_fish("testtracker conf") == ["config"]
    assert in_fish("testtracker --suite config conf") == ["config"]
    assert in_fish("testtracker config --dir") == ["--directory"]


def test_zsh_can_read_its_script(script):
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    subprocess.run(["zsh", "-f", "-n", script("zsh")], check=True)


def test_another_shell_is_refused_with_the_known_ones(testtracker):
    result = testtracker("completion", "tcsh")
    assert result.returncode == 2
    assert all(shell in result.stderr for shell in ("bash", "zsh", "fish"))
