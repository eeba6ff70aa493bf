"""Servers that end with the tests: one of each for every process that runs tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest

from tests.support.services import servers


def _started(server: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            address = stack.enter_context(server())
        except servers.MissingError as error:
            pytest.skip(str(error))
        yield address


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL database in which others can be made."""
    yield from _started(servers.postgresql)


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """The address of a Redis, which all tests of a process share."""
    yield from _started(servers.redis)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[str]:
    """The address of a RabbitMQ, which all tests of a process share."""
    yield from _started(servers.rabbitmq)
