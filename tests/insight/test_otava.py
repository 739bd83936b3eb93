"""Our change points are those of apache-otava 0.8, point for point, on thousands of random series."""

import os
import subprocess

import numpy
from otava.analysis import compute_change_points
import pytest

PROGRAM = os.environ["TESTTRACKER_CHANGE_POINTS"]


def noise(random, kind, size):
    """Noise around 0, about 1 wide."""
    if kind == "normal":
        return random.normal(size=size)
    if kind == "lognormal":
        return random.lognormal(0, 0.6, size)
    if kind == "heavy":
        return random.standard_t(3, size)
    if kind == "outliers":
        return random.normal(size=size) + 8 * (random.random(size) < 0.05)
    if kind == "coarse":  # few values: many ties of the statistic
        return random.integers(0, 3, size).astype(float)
    walk = numpy.zeros(size)
    for place, step in enumerate(random.normal(size=size)):
        walk[place] = step + (0.5 * walk[place - 1] if place else 0)
    return walk


def series(random, kind):
    """Between 0 and 200 values with up to three steps of up to ten widths."""
    size = int(random.integers(0, 201))
    values = 20 + noise(random, kind, size)
    for _ in range(int(random.integers(0, 4))):
        values[int(random.integers(0, size + 1)):] += random.uniform(-10, 10)
    return values.tolist()


def points_of_program(many):
    text = "".join(" ".join(map(repr, one)) + "\n" for one in many)
    done = subprocess.run([PROGRAM], input=text, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == len(many)
    return [[int(word) for word in line.split()] for line in lines]


def points_of_otava(one):
    return [point.index for point in compute_change_points(one)[0]] if one else []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["normal", "lognormal", "heavy", "outliers", "coarse", "walk"])
def test_points_equal_those_of_otava(kind):
    random = numpy.random.default_rng(20261125)
    many = [series(random, kind) for _ in range(500)]
    expected = [points_of_otava(one) for one in many]
    assert sum(map(len, expected)) > 200, "too few points to prove anything"
    different = [
        (one, ours, theirs)
        for one, ours, theirs in zip(many, points_of_program(many), expected)
        if ours != theirs
    ]
    assert not different, f"{len(different)} of {len(many)} differ, the first: {different[0]}"


@pytest.mark.filterwarnings("ignore")
def test_points_of_exact_steps_equal_those_of_otava():
    many = [[1.0] * left + [2.0] * right + [level] * last
            for left in range(0, 12) for right in range(0, 12) for last in (0, 1, 5)
            for level in (1.0, 3.0)]
    assert points_of_program(many) == [points_of_otava(one) for one in many]
