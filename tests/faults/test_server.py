"""The server of faults itself: what it leaves open would be taken for the client's."""

from __future__ import annotations

import gc
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest

from notify_sdk.sandbox import Sandbox
from tests.faults.server import Scripted, faulty

pytestmark = pytest.mark.xdist_group("faults")


class BusyOnce(Scripted):
    """Is busy with its first request while others connect."""

    def choose_fault(self, request: object) -> str:
        time.sleep(0.02)
        return "fine"


@pytest.mark.parametrize("waiting", range(8))
def test_connections_that_arrive_while_it_stops_are_closed(waiting: int) -> None:
    """An unclosed one is a warning, and so an error here."""
    for _ in range(4):
        with faulty(Sandbox(), of=BusyOnce) as server:
            address = urlsplit(server.url)
            clients = [socket.create_connection((address.hostname or "", address.port or 0))]
            clients[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
            clients += [socket.create_connection((address.hostname or "", address.port or 0)) for _ in range(waiting)]
        for each in clients:
            each.close()
        gc.collect()
    assert "faulty" not in {each.name for each in threading.enumerate()}
