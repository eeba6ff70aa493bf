"""Plain http: this machine, and hosts that `allow_http` names. Nothing else, however the name is written."""

from __future__ import annotations

import logging

import pytest

from notify_sdk import RequestValidationError
from tests.support.clients import KEY, BlockingClient

REFUSED = "base_url is not an https URL"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in ("NOTIFY_API_KEY", "NOTIFY_BASE_URL", "NOTIFY_ALLOW_HTTP"):
        monkeypatch.delenv(name, raising=False)


def warnings_of(caplog):
    return [each.getMessage() for each in caplog.records if "plain http" in each.getMessage()]


@pytest.mark.parametrize(
    ("base_url", "allowed"),
    [
        ("http://sandbox:8080", ["sandbox"]),
        ("http://SANDBOX", [" Sandbox "]),
        ("http://192.168.1.7:8080", ["other", "192.168.1.7"]),
        ("http://[fd00::1]:8080", ["fd00::1"]),
        ("http://[fd00::1]:8080", ["[fd00::1]"]),
        ("http://münchen.example", ("münchen.example",)),
    ],
)
def test_a_host_that_is_named_may_be_called_and_the_log_says_so(client_kind, caplog, base_url, allowed):
    with caplog.at_level(logging.WARNING, "notify_sdk"), BlockingClient(client_kind, KEY, base_url, allow_http=allowed):
        pass
    assert len(warnings_of(caplog)) == 1
    assert KEY not in caplog.text


@pytest.mark.parametrize("base_url", ["http://localhost:8080", "http://127.0.0.1", "https://sandbox"])
def test_nothing_is_said_of_this_machine_and_of_https(client_kind, caplog, base_url):
    with BlockingClient(client_kind, KEY, base_url, allow_http=["sandbox", "localhost"]):
        pass
    assert warnings_of(caplog) == []


@pytest.mark.parametrize("allowed", [None, [], ["box"], ["sandbox.example"], ["example"], ["sandbo", "andbox"]])
def test_no_other_host_may_be_called(client_kind, allowed):
    with pytest.raises(RequestValidationError, match=REFUSED):
        BlockingClient(client_kind, KEY, "http://sandbox:8080", allow_http=allowed)


@pytest.mark.parametrize(
    "entry", ["http://sandbox", "sandbox:8080", "sandbox/x", "*", "*.example", "", " ", "a b", "a@b", "a?b", None, 5]
)
def test_what_is_no_host_is_refused_by_its_place(client_kind, entry):
    with pytest.raises(RequestValidationError, match=r"allow_http\[1\] is not the name of a host"):
        BlockingClient(client_kind, KEY, "http://sandbox:8080", allow_http=["sandbox", entry])


def test_a_text_is_no_list(client_kind):
    with pytest.raises(RequestValidationError, match="allow_http is not a list"):
        BlockingClient(client_kind, KEY, "http://s", allow_http="sandbox")


def test_the_environment_names_hosts_where_the_code_names_none(client_kind, monkeypatch, caplog):
    monkeypatch.setenv("NOTIFY_ALLOW_HTTP", "box, sandbox,")
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://sandbox:8080")
    with BlockingClient(client_kind, KEY):
        pass
    assert len(warnings_of(caplog)) == 1
    with pytest.raises(RequestValidationError, match=REFUSED):
        BlockingClient(client_kind, KEY, allow_http=[])
