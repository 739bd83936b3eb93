"""Starts fake_databricks.py for Python tests and steers it.

    with FakeDatabricks(pending_s=0.2) as server:
        server.add_faults({"route": "runs/submit", "action": "drop", "effect": True})
        … talk to server.url with the token dapi-fake …
        assert server.violations() == []

Options, faults and answers are described in fake_databricks.py.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from fake_process import FakeProcess  # noqa: E402


class FakeDatabricks(FakeProcess):
    def __init__(self, **options):
        super().__init__(pathlib.Path(__file__).with_name("fake_databricks.py"), options)

    def revoke_oauth_tokens(self):
        self._control("POST", "revoke", {})
