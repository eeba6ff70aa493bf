"""Logs, warnings, errors, reprs and pickles of every call contain no personal data and no key."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator

import httpx
import pytest

from notify_sdk import Checks, InvalidResponseError, NotifyError, RetryPolicy
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Sandbox
from tests.privacy.calls import BAD, EMAIL, FAULTS, SECRETS, VALUE, sends
from tests.support.clients import ID, BlockingClient, ClientKind
from tests.support.http_server import listening

ONCE = RetryPolicy.none()


class Everything:
    """Everything that a process logs and shows, and the secrets to search it for."""

    def __init__(self, key: str) -> None:
        self.written = io.StringIO()
        self.secrets = [*SECRETS, key, key[-36:], key[-36:].replace("-", "")]
        self.raised = set[str]()

    def __call__(self, kind: str, call: Callable[[], object]) -> None:
        """Makes a call that fails, and keeps every text form of its error."""
        try:
            result = call()
        except (NotifyError, TypeError) as error:
            self.raised.add(type(error).__name__)
            self.keep(error)
        else:
            raise AssertionError(f"{kind} did not fail: {result!r}")

    def keep(self, error: BaseException) -> None:
        forms = [str(error), repr(error), "".join(traceback.format_exception(error)), repr(vars(error))]
        chain = error
        while chain is not None:
            forms += [str(chain), repr(chain)]
            if isinstance(chain, NotifyError):
                packed = pickle.dumps(chain)
                forms += [packed.decode("latin-1"), repr(vars(pickle.loads(packed))), repr(copy.copy(chain))]
            request = getattr(chain, "_request", None)
            if isinstance(request, httpx.Request):
                forms += [str(request.headers), str(request.content)]
            chain = chain.__cause__ or chain.__context__
        self.written.write("\n".join(forms))

    def found(self) -> list[str]:
        text = self.written.getvalue()
        return [secret for secret in self.secrets if secret in text]


@pytest.fixture
def everything() -> Iterator[Everything]:
    handled = logging.getLogger()
    sandbox = Sandbox()
    everything = Everything(sandbox.api_key)
    handler = logging.StreamHandler(everything.written)
    level = handled.level
    handled.addHandler(handler)
    handled.setLevel(logging.DEBUG)
    try:
        yield everything
    finally:
        handled.removeHandler(handler)
        handled.setLevel(level)


@pytest.mark.parametrize("reconcile", [False, True])
def test_a_failure_shows_nothing_personal(client_kind: ClientKind, everything: Everything, reconcile: bool) -> None:
    sandbox = Sandbox()
    everything.secrets += [sandbox.api_key[-36:]]
    retry = RetryPolicy(attempts=2, reconcile=reconcile)
    with listening(sandbox) as url, without_waiting(), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for fault in FAULTS:
            if fault.delay and reconcile:
                continue  # the look-up would be delayed as well, and the send would then succeed
            over_http = fault.kind == "answer" or fault.skew
            in_process = {} if over_http else {"transport": sandbox.transport}
            where = None if in_process else url
            with BlockingClient(client_kind, sandbox.api_key, where, 0.2, retry=retry, **in_process) as caller:
                for kind, call in sends(caller, sandbox, "R").items():
                    sandbox.faults.add(fault)
                    everything(f"{kind}: {fault}", call)
                    sandbox.faults.clear()
                everything.written.write(repr(caller.client) + str(vars(caller.client)))
    everything.written.write("".join(str(each.message) for each in warned))
    assert everything.found() == []
    assert "POST /v2/notifications/sms" in everything.written.getvalue()
    assert everything.raised >= {
        "NoConnectionError",
        "NoAnswerError",
        "ServerError",
        "InvalidResponseError",
        "RateLimitError",
    }


@pytest.mark.parametrize("kind", BAD)
def test_a_local_refusal_shows_nothing_personal(client_kind: ClientKind, everything: Everything, kind: str) -> None:
    with BlockingClient(client_kind, Sandbox().api_key, transport=Sandbox().transport) as caller:
        everything(kind, lambda: BAD[kind](caller))
    assert everything.found() == []


@pytest.mark.parametrize("level", ["warn", "off"])
def test_a_warning_shows_nothing_personal(client_kind: ClientKind, everything: Everything, level: str) -> None:
    sandbox = Sandbox()
    with (
        warnings.catch_warnings(record=True) as warned,
        BlockingClient(
            client_kind, sandbox.api_key, transport=sandbox.transport, check=Checks(level), retry=ONCE
        ) as caller,
    ):
        warnings.simplefilter("always")
        everything("phone", lambda: BAD["phone"](caller))
        everything("address", lambda: BAD["address"](caller))
    everything.written.write("".join(str(each.message) for each in warned))
    assert everything.found() == []


def test_an_answer_that_can_not_be_read_is_kept_and_not_shown(client_kind: ClientKind, everything: Everything) -> None:
    body = f'{{"id": "{EMAIL}", "type": "no email", "email_address": "{EMAIL}", "body": "{VALUE}"}}'
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=body))
    with BlockingClient(client_kind, Sandbox().api_key, transport=transport, retry=ONCE) as caller:
        with pytest.raises(InvalidResponseError) as raised:
            caller.get_notification_by_id(ID)
        assert VALUE.encode() in raised.value.body
        raised.value.body = b""
        everything.keep(raised.value)
    assert everything.found() == []


def test_models_show_nothing_personal(client_kind: ClientKind, everything: Everything) -> None:
    sandbox = Sandbox()
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        for kind, call in sends(caller, sandbox, "R").items():
            if kind not in {"one", "waiting"}:
                everything.written.write(f"{call()!r} {call()!s}")
    everything.written.write(repr(sandbox) + repr(sandbox.service))
    assert everything.found() == []
