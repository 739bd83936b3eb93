"""Sample behind the pytest report."""

import pytest


def test_passes():
    print("seen on stdout")


class TestParser:
    def test_fails(self):
        value = 2
        print("read & <parsed>")
        assert value == 3, "sums"

    @pytest.mark.skip(reason="needs a network")
    def test_skips(self):
        raise AssertionError

    @pytest.mark.xfail(reason="not yet")
    def test_is_expected_to_fail(self):
        raise AssertionError


@pytest.mark.parametrize("number", [1, 5])
def test_numbers_are_small(number, record_property):
    record_property("number", number)
    assert number < 3


@pytest.fixture
def database():
    raise RuntimeError("the database is away")


def test_needs_the_database(database):
    pass
