"""The Python part of `scripts/crowd`: every call of the official suites, with the installed official client."""

import pytest

from tests.crowd.calls import Calls, calls
from tests.crowd.table import OTHERS, other_client
from tests.crowd.world import sandbox, settings

NAMES = [name for name in vars(Calls) if name.startswith("test_")]


@pytest.fixture(scope="module")
def made():
    served = sandbox()
    outcomes = {}
    with served.serve() as server, calls(settings(served, server.url)) as found:
        for name, call in found.items():
            try:
                call()
            except Exception as error:  # noqa: BLE001 - each call is a separate test
                outcomes[name] = error
            else:
                outcomes[name] = None
    return outcomes


@pytest.mark.parametrize("name", NAMES)
def test_the_official_client_is_answered(made, name):
    if made[name]:
        raise made[name]


@pytest.mark.parametrize("client", OTHERS)
def test_a_client_that_cannot_be_installed_is_reported_as_not_run(client, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    row = other_client(client, tmp_path)
    assert (row.calls, row.passed) == ("-", "-")
    assert row.note.startswith("not run: this machine has no ")
