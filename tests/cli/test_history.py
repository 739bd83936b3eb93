"""testtracker history, flaky, compare and accept: thirty builds with a slowdown from build 20, a
breakage from build 28 and a flaky test, read from this machine's sessions and from a server."""

import json
import subprocess

import pytest

import uploads
from uploads import server, spool  # noqa: F401, the fixtures
from written_history import (BROKEN, FLAKY, SLOWER, STEADY, commit_of, write_build, write_history)

SLOWER_KEY, BROKEN_KEY, FLAKY_KEY = ("/".join(test) for test in (SLOWER, BROKEN, FLAKY))


@pytest.fixture
def offline(testtracker, spool):
    """Runs a verb on thirty builds in the spool: offline("history")."""
    write_history(spool)

    def run(*arguments, code=0, **options):
        done = testtracker(*arguments, "--offline", **options)
        assert done.returncode == code, done.stderr
        return done

    return run


def findings(text):
    """(word, key) of each finding."""
    return [tuple(line.split()[:2]) for line in text.splitlines()
            if line and not line.startswith(" ") and line.split()[0] in
            ("slower", "faster", "broken", "flaky", "changed", "worse", "better", "fixed", "added",
             "removed", "place")]


def test_history_names_exactly_what_was_planted(offline):
    text = offline("history").stdout
    assert findings(text) == [("broken", BROKEN_KEY), ("slower", SLOWER_KEY)]
    assert f"since #20 {commit_of(20)[:8]}, commits {commit_of(19)[:8]}..{commit_of(20)[:8]}" in text
    assert f"https://github.com/example/order_book/compare/{commit_of(27)}...{commit_of(28)}" in text


def test_history_of_a_test_shows_a_chart(offline):
    text = offline("history", "ManyLevels").stdout
    assert " ┤" in text and "•" in text
    assert findings(text) == [("slower", SLOWER_KEY)]


def test_history_as_json(offline):
    document = json.loads(offline("history", "--json").stdout)
    assert (document["schema"], document["version"]) == ("testtracker-history", 1)
    (series,) = document["series"]
    changed = {one["key"]: one["changes"] for one in series["numbers"] if one["changes"]}
    assert list(changed) == [SLOWER_KEY]
    (change,) = changed[SLOWER_KEY]
    assert change["meaning"] == "worse" and change["certain"]
    assert change["run"]["build"] == 20
    assert change["commits"]["good"] == commit_of(19)
    assert [broken["key"] for broken in series["broken"]] == [BROKEN_KEY]


@pytest.mark.parametrize("detector", ["both", "split-merge", "potts"])
def test_every_detector_finds_the_slowdown(offline, detector):
    text = offline("history", "--detector", detector).stdout
    assert ("slower", SLOWER_KEY) in findings(text)


def test_an_accepted_level_is_no_finding(offline, testtracker, work):
    done = testtracker("accept", SLOWER_KEY, commit_of(20)[:10], "--why", "more levels on purpose")
    assert done.returncode == 0, done.stderr
    assert (f"{commit_of(20)[:10]} {SLOWER_KEY}  # more levels on purpose"
            in (work / "testtracker-accepted.txt").read_text().splitlines())
    assert findings(offline("history").stdout) == [("broken", BROKEN_KEY)]


def test_a_word_that_is_no_commit_is_not_accepted(testtracker):
    done = testtracker("accept", SLOWER_KEY, "main")
    assert done.returncode == 2
    assert "'main' is no commit" in done.stderr


def test_a_name_that_fits_nothing_is_an_error(offline):
    done = offline("history", "NoSuchTest", code=1)
    assert "find 'NoSuchTest'" in done.stderr


def test_flaky_names_exactly_what_was_planted(offline):
    text = offline("flaky").stdout
    assert findings(text) == [("flaky", FLAKY_KEY), ("broken", BROKEN_KEY)]
    assert "6 of 30 runs failed, #4 " in text and "passed on retry in 3 runs" in text
    assert "6× suite_test.cpp:42 the venue did not answer in 50 ms" in text


def test_flaky_as_json(offline):
    (series,) = json.loads(offline("flaky", "--json").stdout)["series"]
    flaky, broken = series["tests"]
    assert (flaky["key"], flaky["state"]) == (FLAKY_KEY, "flaky")
    assert flaky["outcomes"] == "PPPFPPPPRPPPFPPPRPPPPFPPPRPPPP"
    assert 0.05 < flaky["failure_probability"]["low"] < 0.2 < flaky["failure_probability"]["high"]
    assert (broken["key"], broken["state"]) == (BROKEN_KEY, "broken")
    assert series["judged"] == len(STEADY) + 3


def test_flaky_writes_the_list_that_a_gate_honours(offline, work):
    offline("flaky", "--quarantine", "quarantine.txt", "--days", "30")
    lines = (work / "quarantine.txt").read_text().splitlines()
    (entry,) = [line for line in lines if FLAKY_KEY in line]
    assert "though nothing is wrong" in entry
    assert not [line for line in lines if BROKEN_KEY in line]
    offline("flaky", "--quarantine", "quarantine.txt")
    again = (work / "quarantine.txt").read_text().splitlines()
    assert len(again) == len(lines) and again != lines, "the day is another one"


def test_compare_two_builds(offline):
    text = offline("compare", "#15", "#29").stdout
    assert findings(text) == [("broken", BROKEN_KEY), ("slower", SLOWER_KEY)]


def test_compare_with_the_last_green_run(offline):
    text = offline("compare", "last-green").stdout
    assert text.startswith(f"#27 {commit_of(27)[:8]} → #30 ")
    assert findings(text) == [("broken", BROKEN_KEY)]


def test_compare_commits_and_branches(offline, spool):
    write_build(spool, 31, branch="feature/fees", broken_from=99)
    text = offline("compare", commit_of(30)[:9], "feature/fees").stdout
    assert findings(text) == [("fixed", BROKEN_KEY)]


def test_another_place_comes_first(offline, spool):
    write_build(spool, 31, platform="linux-x86_64-gcc13-Release", branch="gcc13", factor=1.4,
                broken_from=99, slower_from=99)
    text = offline("compare", "#15", "gcc13").stdout
    assert findings(text)[0] == ("place", "platform:")
    assert "moved together" in text


def test_compare_says_which_run_it_does_not_find(offline):
    done = offline("compare", "v1.0", code=1)
    assert "find the run 'v1.0'" in done.stderr


def test_two_platforms_are_never_one_history(offline, spool):
    for build in range(1, 12):
        write_build(spool, build, suite="order_book2", platform="arm", factor=3)
    text = offline("history").stdout
    assert "order_book2/main/arm: 11 runs" in text
    assert "order_book/main/linux-x86_64-gcc12-Release: 30 runs" in text
    assert findings(text).count(("slower", SLOWER_KEY)) == 1


def test_without_runs_it_cannot_judge(testtracker, spool):
    for verb in (["history"], ["flaky"], ["compare", "last-green"]):
        done = testtracker(*verb, "--offline")
        assert done.returncode == 3
        assert "there are none" in done.stderr


def test_from_a_server_the_answers_are_the_same(testtracker, spool, server):
    write_history(spool, context=False)
    env = {"MLFLOW_TRACKING_URI": server.url, **uploads.IMPATIENT}
    arguments = ("--experiment", "order_book")
    done = testtracker("upload", "--all", *arguments, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
    history = testtracker("history", *arguments, env=env).stdout
    assert findings(history) == [("broken", BROKEN_KEY), ("slower", SLOWER_KEY)]
    assert f"{server.url}/#/experiments/" in history
    assert findings(testtracker("flaky", *arguments, env=env).stdout) == [
        ("flaky", FLAKY_KEY), ("broken", BROKEN_KEY)]
    compared = testtracker("compare", "last-green", *arguments, env=env).stdout
    assert findings(compared) == [("broken", BROKEN_KEY)]


@pytest.fixture
def uploaded(testtracker, spool, server):
    """Delivers sessions: uploaded("--all", code=0, env={…}); returns what was printed."""

    def run(*arguments, code=0, env=None):
        done = testtracker("upload", *arguments, "--experiment", "order_book", timeout=120,
                           env={"MLFLOW_TRACKING_URI": server.url, **uploads.IMPATIENT,
                                **(env or {})})
        assert done.returncode == code, done.stderr
        return done

    return run


def views_of(server):
    """Metrics of the trend view's charts, columns of the status view."""
    experiment = next(one for one in server.state()["experiments"] if one["name"] == "order_book")
    tags = {tag["key"]: tag["value"] for tag in experiment["tags"]}
    trend, status = (json.loads(json.loads(tags[f"mlflow.sharedViewState.testtracker_{name}"])[
        "state"]) for name in ("trend", "status"))
    return [chart["metricKey"] for chart in trend["compareRunCharts"]], status["selectedColumns"]


def runs_with_history(server):
    return [run["info"]["run_name"] for run in server.state()["runs"]
            if "history.html" in run["artifacts"]]


def test_after_a_delivery_the_views_show_exactly_what_changed(spool, server, uploaded):
    write_history(spool, context=False)
    uploaded("--all")
    charts, columns = views_of(server)
    assert charts == ["tests/failed", "tests/duration_s", "tests/total",
                      *(key + "_dur_ms" for key in (SLOWER_KEY, FLAKY_KEY, BROKEN_KEY))]
    assert columns[2:] == [f"metrics.`{SLOWER_KEY}_dur_ms`", f"params.`{FLAKY_KEY}`",
                           f"params.`{BROKEN_KEY}`"]
    assert runs_with_history(server) == [f"#30 {commit_of(30)[:8]}"]


def test_what_is_mended_leaves_the_views(spool, server, uploaded):
    write_history(spool, context=False)
    uploaded("--all")
    uploaded(write_build(spool, 31, context=False, broken_from=99).path)
    charts, columns = views_of(server)
    assert BROKEN_KEY + "_dur_ms" not in charts
    assert f"params.`{BROKEN_KEY}`" not in columns


def test_two_series_of_an_experiment_share_its_views(spool, server, uploaded):
    write_history(spool, context=False)
    for build in range(1, 4):
        write_build(spool, build, suite="other", context=False, broken_from=3, slower_from=99)
    uploaded("--all")
    charts, _ = views_of(server)
    assert SLOWER_KEY + "_dur_ms" in charts and BROKEN_KEY + "_dur_ms" in charts


def test_without_the_setting_there_is_no_history(spool, server, uploaded):
    uploaded(write_build(spool, 1, context=False).path,
             env={"TESTTRACKER_UPLOAD_HISTORY": "false"})
    assert runs_with_history(server) == []


def test_a_history_that_fails_is_a_line_and_no_failure(spool, server, uploaded):
    server.add_faults({"route": "history.html", "status": 500, "times": 9})
    done = uploaded(write_build(spool, 1, context=False).path)
    assert "the run is complete, but the history beside it was not written" in done.stderr
    (run,) = server.state()["runs"]
    assert run["info"]["status"] == "FINISHED"


def test_without_a_server_it_reads_the_spool_and_says_so(testtracker, spool):
    write_history(spool, 9)
    done = testtracker("history")
    assert done.returncode == 0, done.stderr
    assert "no MLflow server is configured or runs here" in done.stderr


def test_a_server_that_is_away_is_told(testtracker):
    done = testtracker("history", env={"MLFLOW_TRACKING_URI": "http://127.0.0.1:9",
                                       **uploads.IMPATIENT})
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr


def git(work, *arguments):
    done = subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=work,
                          check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def decayed(testtracker, spool, work):
    """The first of a hundred builds, that of the tag v1.2, and the last; each is slower by 0.3 %."""
    git(work, "init", "--quiet")
    git(work, "commit", "--quiet", "--allow-empty", "--message", "release")
    git(work, "tag", "v1.2")
    for build in [1, *range(85, 101)]:
        commit = git(work, "rev-parse", "HEAD") if build == 1 else None
        write_build(spool, build, commit=commit, factor=1 + 0.003 * build, slower_from=999,
                    broken_from=999)

    def run(*arguments, code=0):
        done = testtracker("history", "--offline", "--runs", "12", *arguments)
        assert done.returncode == code, done.stderr
        return done

    return run


def test_a_slow_decay_shows_beside_a_release(decayed):
    assert findings(decayed().stdout) == []
    text = decayed("--reference", "v1.2").stdout
    found = findings(text)
    assert ("slower", SLOWER_KEY) in found and {word for word, _ in found} == {"slower"}
    (line,) = [line for line in text.splitlines() if line.startswith(f"slower   {SLOWER_KEY}")]
    assert line.endswith("  since release v1.2: 116 ms → 157 ms (+35 %)")
    assert " judged, 8 beside release v1.2." in text


def test_a_reference_may_be_a_session(decayed):
    text = decayed("--reference", "order_book-main-1").stdout
    assert f"slower   {SLOWER_KEY}  since #1 " in text


def test_a_reference_as_json_and_html(decayed, work):
    (series,) = json.loads(decayed("--json", "--reference", "v1.2").stdout)["series"]
    assert series["reference_label"] == "release v1.2" and series["reference"]["build"] == 1
    assert series["runs"] == 12
    outside = {one["key"] for one in series["numbers"] if one["reference"]["outside"]}
    assert SLOWER_KEY in outside and f"{SLOWER_KEY}/trades_per_s" not in outside
    decayed("--reference", "v1.2", "--html", "history.html")
    page = (work / "history.html").read_text()
    assert '"reference":"release v1.2"' in page and '"outside":true' in page


def test_a_reference_that_nothing_means_is_an_error(decayed, work):
    assert ("find the reference 'v9.9': it is neither a session, nor a run in MLflow, nor a tag"
            in decayed("--reference", "v9.9", code=1).stderr)
    git(work, "commit", "--quiet", "--allow-empty", "--message", "untested")
    git(work, "tag", "v1.3")
    assert ("of the suite order_book on linux-x86_64-gcc12-Release in "
            in decayed("--reference", "v1.3", code=1).stderr)


def test_a_reference_of_one_of_two_suites_is_a_notice_of_the_other(decayed, spool):
    for build in range(85, 101):
        write_build(spool, build, suite="order_book2")
    text = decayed("--reference", "v1.2").stdout
    assert f"slower   {SLOWER_KEY}  since release v1.2: " in text
    assert "of the suite order_book2 on linux-x86_64-gcc12-Release" in text
