"""Servers start, answer, and leave neither a process nor a folder."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import amqp
import psycopg
import pytest

from tests.support.services import servers


def test_postgresql_takes_queries(postgresql: str) -> None:
    with psycopg.connect(postgresql.replace("+psycopg", "")) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)


def test_rabbitmq_passes_messages_on(rabbitmq: str) -> None:
    with amqp.Connection(urlsplit(rabbitmq).netloc.rpartition("@")[2]) as connection, connection.channel() as channel:
        channel.queue_declare("a")
        channel.basic_publish(amqp.Message("b"), routing_key="a")
        assert channel.basic_get("a", no_ack=True).body == "b"


@pytest.mark.parametrize("server", [servers.postgresql, servers.redis])
def test_nothing_is_left(server: Callable[[], AbstractContextManager[str]]) -> None:
    try:
        with server() as address:
            port = urlsplit(address).port
            socket.create_connection(("127.0.0.1", port)).close()
    except servers.MissingError as error:
        pytest.skip(str(error))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.parametrize("server", [servers.postgresql, servers.redis, servers.rabbitmq])
def test_a_missing_one_is_named(
    server: Callable[[], AbstractContextManager[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda name: None)
    monkeypatch.setattr(servers.Path, "glob", lambda path, pattern: [])
    with pytest.raises(servers.MissingError, match=f"apt-get install {server.__name__}"), server():
        pass
