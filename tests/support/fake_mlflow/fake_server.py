"""Starts fake_mlflow.py for Python tests and steers it.

    with FakeMlflow(version="2.22.5") as server:
        server.add_faults({"route": "runs/create", "action": "drop", "effect": True})
        … talk to server.url …
        assert server.violations() == []

Options, faults and answers are described in fake_mlflow.py.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from fake_process import FakeProcess  # noqa: E402


class FakeMlflow(FakeProcess):
    def __init__(self, **options):
        super().__init__(pathlib.Path(__file__).with_name("fake_mlflow.py"), options)

    def clear_faults(self):
        self._control("DELETE", "faults")

    def forget(self):
        """Requests, violations and faults; the store stays."""
        self._control("POST", "forget", {})

    def artifact(self, run_id, path):
        return self._control("GET", f"artifact/{run_id}/{path}")
