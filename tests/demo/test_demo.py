"""scripts/demo as a new user types it, read back with MLflow's own Python client."""

import os
import pathlib
import re
import subprocess

import mlflow
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What somebody has who just logged in.
FRESH = {name: os.environ[name] for name in ("HOME", "PATH", "XDG_CACHE_HOME") if name in os.environ}

# Runs of the part `deploy`: three deployments, two promotions, a rollback, a triggered notebook.
DEPLOYMENTS = 7


def demo(*arguments):
    return subprocess.run(["bash", ROOT / "scripts" / "demo", *arguments], cwd=ROOT, env=FRESH,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def shown():
    """What the demo printed; its server ends with the tests."""
    done = demo()
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    yield done.stdout
    stopped = demo("stop")
    assert stopped.returncode == 0, stopped.stderr


def run_links(text):
    """Server and id of each run that the demo printed."""
    return re.findall(r"^ +run +(http://[^/]+)/#/experiments/\d+/runs/(\w+)$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def runs(shown):
    """Suite → the newest run, from the links that were printed."""
    links = run_links(shown)
    assert len(links) == 4 + DEPLOYMENTS
    client = mlflow.MlflowClient(links[0][0])
    found = [client.get_run(run_id) for _, run_id in links[:4]]
    return {run.data.tags["testtracker.suite"]: run for run in found}


@pytest.fixture(scope="module")
def deployments(shown):
    """The runs of the deployments, in their order."""
    links = run_links(shown)[-DEPLOYMENTS:]
    client = mlflow.MlflowClient(links[0][0])
    return [client.get_run(run_id) for _, run_id in links]


def test_the_sample_suite_is_one_red_run_with_every_kind_of_end(runs):
    run = runs["order_book"]
    assert run.info.status == "FAILED"
    assert run.data.params["OrderBook/TradesAtTheRestingPrice"] == "passed"
    assert run.data.params["OrderBook/ChargesAFeeForEachTrade"].startswith(
        "failed: order_book_test.cpp:")
    assert "a spread needs a bid and an ask" in (
        run.data.params["OrderBook/KnowsTheSpreadOfAnEmptyBook_exception"])
    assert run.data.params["OrderBook/SettlesInEuros"].endswith("settlement needs the network")
    assert run.data.params["OrderBook/DISABLED_MatchesAcrossBooks"].startswith("disabled")
    assert run.data.params["Recovery/SurvivesATornLog"].startswith("crashed")
    assert run.data.params["Recovery/ContinuesAfterATornLog"].startswith("not_run")
    assert run.data.params["Venue/ConnectsAtOnce"].startswith("passed: flaky")
    assert run.data.metrics["BusyBook/MatchesManyLevelsAtOnce/trades_per_s"] > 0
    assert run.data.metrics["Venue/AnswersAfterItsMaintenance_dur_ms"] >= 1200


def test_notebooks_stand_beside_a_cpp_program_in_one_run(shown, runs):
    run = runs["trading"]
    params, metrics = run.data.params, run.data.metrics
    assert run.info.status == "FAILED"
    assert params["daily_volume"] == "6845.00"
    assert params["settlement"] == "XETRA 2026-11-26"
    assert params["quotes"] == "failed"
    assert "crossed quotes: BMW" in params["notebooks/quotes_exception"]
    assert params["notebooks/full_history"].startswith("timed_out")
    assert 4 <= metrics["full_history_dur"] < 60
    assert params["notebooks/wide_join"].startswith("crashed")
    assert params["notebooks/gateway"].startswith("passed: flaky")
    assert params["Orders.RoundTrip/KeepsTheText.0"] == "passed"


def test_the_entries_of_ctest_are_one_run_with_all_attempts(shown, runs):
    assert "testtracker: 4 tests, 1 failed, 1 skipped, 1 flaky\n" in shown
    run = runs["replica"]
    assert run.info.status == "FAILED"
    assert run.data.params["ctest/replica.starts"] == "passed"
    assert run.data.params["ctest/replica.catches_up"].startswith("passed: flaky")
    assert run.data.params["ctest/replica.speaks_tls"].startswith("skipped")
    assert run.data.params["ctest/replica.answers_in_time"].startswith("timed_out")
    assert run.data.metrics["entries/total"] == 4


def test_googletests_own_suite_is_one_green_run(shown, runs):
    run = runs["googletest"]
    assert "100% tests passed, 0 tests failed out of 45" in shown
    assert run.info.status == "FINISHED"
    assert run.data.metrics["tests/failed"] == 0
    assert run.data.metrics["tests/total"] > 1500


def test_deployments_tell_how_far_each_commit_came(shown, deployments):
    good, first, bad, better, second, back, triggered = deployments
    hashes = [run.data.params["githash"] for run in (good, bad, better)]
    assert len(set(hashes)) == 3
    assert f"staging is at {hashes[0][:8]}\n" in shown
    assert f"staging stays at {hashes[0][:8]}: test: 1 of 1 notebook tests did not pass" in shown
    assert [run.info.status for run in deployments] == ["FINISHED"] * 2 + ["FAILED"] + [
        "FINISHED"] * 4
    assert bad.data.params["step/activate"].startswith("skipped")
    assert "a price below zero" in bad.data.params["tests/prices_test"]
    assert [run.data.params["githash"] for run in (first, second, back)] == [
        hashes[0], hashes[2], hashes[0]]
    assert {run.data.params["env"] for run in (first, second, back)} == {"prod"}
    assert triggered.data.params["main"] == "2026-11-25: 3 orders, 37.40 EUR"
    assert triggered.data.tags["git.commit"] == hashes[0]


def test_the_readme_shows_what_the_demo_prints_of_deployments(shown):
    """Hashes, ids, times and addresses aside; what the page leaves out is marked by `…`."""
    page = (ROOT / "README.md").read_text()
    block = page[page.index("$ testtracker deploy --env staging"):]
    lines = block[:block.index("```")].splitlines()
    assert len(lines) > 10
    printed = [plain(line) for line in shown.splitlines()]
    place = 0
    for line in lines:
        if line.strip() == "…":
            continue
        assert plain(line) in printed[place:], line
        place += printed[place:].index(plain(line)) + 1


def plain(line):
    """The line without what differs from run to run."""
    for pattern, word in ((r"http://\S+", "URL"), (r"/\S+/(?=(staging|prod)/)", ""),
                          (r"\b[0-9a-f]{8,40}\b…?", "HASH"), (r"\S+@\S+", "WHO"),
                          (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME"), (r"\d+\.\d\d s", "N s"),
                          (r"['\"]", ""), (r"\s+", " ")):
        line = re.sub(pattern, word, line)
    return line.strip()


def test_all_say_where_they_come_from(runs):
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True,
                          text=True).stdout.strip()
    for run in runs.values():
        assert run.data.tags["git.commit"] == head
        assert run.data.tags["mlflow.source.git.commit"] == head
        assert run.info.run_name.endswith(head[:8])


def test_a_second_call_adds_the_next_build_to_compare_with(runs):
    again = demo("sample")
    assert again.returncode == 0, again.stderr[-4000:]
    ((server, run_id),) = run_links(again.stdout)
    first, second = runs["order_book"], mlflow.MlflowClient(server).get_run(run_id)
    assert second.data.metrics["build/number"] == first.data.metrics["build/number"] + 1
    compare = re.search(r"^ +compare +(\S+)$", again.stdout, re.MULTILINE)[1]
    assert first.info.run_id in compare and run_id in compare


def test_thirty_played_builds_are_judged_as_they_were_planted(shown):
    played = shown[shown.index("== thirty builds"):]
    played, slowed, broke = re.split(r"^\$ testtracker gate .*\n", played, flags=re.MULTILINE)
    verbs = re.split(r"^\$ testtracker (?:history|flaky|compare last-green)\n", played,
                     flags=re.MULTILINE)
    named = [re.findall(r"^(broken|slower|flaky) +(\S+)", text, re.MULTILINE) for text in verbs[1:]]
    broken, slower, flaky = (("broken", "OrderBook/ChargesAFeeForEachTrade"),
                             ("slower", "OrderBook/MatchesManyLevels"),
                             ("flaky", "Venue/ConnectsAtOnce"))
    assert named == [[broken, slower], [flaky, broken], [broken]]
    assert "since #20 " in verbs[1] and "since #28 " in verbs[1]
    assert re.findall(r"^  ([✗!]) (\S+)", slowed, re.MULTILINE) == [
        ("!", "OrderBook/MatchesManyLevels")]
    assert re.search(r"^New failures\n  ✗ OrderBook/ChargesAFeeForEachTrade", broke, re.MULTILINE)
