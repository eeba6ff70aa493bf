"""The route of a call in `docs/how-it-is-built.md`, compared with a trace of one."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from types import FrameType

import httpx
import pytest

import notify_sdk
from notify_sdk import NotificationsAPIClient
from tests.layout.drawing import PAGE
from tests.support.clients import ID, KEY

PACKAGE = Path(notify_sdk.__file__).parent
MAX_CHANGES = 14
SENT = {
    "id": ID,
    "reference": None,
    "content": {"body": "Hello Ada", "from_number": "GOVUK"},
    "uri": f"https://api.notifications.service.gov.uk/v2/notifications/{ID}",
    "template": {"id": ID, "version": 1, "uri": f"https://api.notifications.service.gov.uk/v2/template/{ID}"},
    "scheduled_for": None,
}


class Trace:
    """The files of the package that a call enters, before and after it reaches the transport."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.out = list[str]()
        self.back = list[str]()
        self._entered = self.out

    def answer(self, request: httpx.Request) -> httpx.Response:
        self._entered = self.back
        return httpx.Response(201, stream=httpx.ByteStream(json.dumps(SENT).encode()))

    def note(self, frame: FrameType, event: str, argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PACKAGE):
            self._entered.append(path.relative_to(PACKAGE).as_posix())


@pytest.fixture(scope="module")
def trace() -> Trace:
    found = Trace()
    with NotificationsAPIClient(KEY, transport=httpx.MockTransport(found.answer)) as client:

        def send() -> None:
            client.send_sms_notification("07700 900900", ID, {"name": "Ada"})

        send()  # what is imported, compiled or opened by the first call is no part of the route
        found.begin()
        before = sys.getprofile()
        sys.setprofile(found.note)
        try:
            send()
        finally:
            sys.setprofile(before)
    return found


def listed(heading: str) -> list[str]:
    """The files of a numbered list of the page."""
    _, _, rest = PAGE.read_text().partition(f"{heading}:\n\n")
    return re.findall(r"^\d+\. `(.+?)`: ", rest.partition("\n\n")[0], re.MULTILINE)


def in_order(files: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(files))


def test_the_page_lists_the_files_on_the_way_to_notify(trace: Trace) -> None:
    assert listed("On the way to Notify") == in_order(trace.out)


def test_the_page_lists_the_files_on_the_way_back(trace: Trace) -> None:
    assert listed("On the way back") == in_order(trace.back)


def test_a_call_reaches_the_transport_without_much_back_and_forth(trace: Trace) -> None:
    parts = [file.partition("/")[0] for file in trace.out]
    changes = [f"{one} -> {other}" for one, other in pairwise(parts) if one != other]
    assert len(changes) <= MAX_CHANGES, changes
