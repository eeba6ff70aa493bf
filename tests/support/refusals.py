"""What a client refuses before it sends anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notify_sdk import RequestValidationError
from tests.support.clients import ID, BlockingClient, ClientKind, recording, refused_by_notify

NO_IDS: list[object] = ["", " ", "x", "../x", f"{ID}/../x", f"{ID}?a=b", f"{ID}#", f" {ID}", f"{ID}\n", ID[:-1]]
NO_IDS += ["x" * 10_000, 7, 7.0, b"x", ID.encode(), [ID], {}, True]
"""Values that Notify does not accept as a UUID."""


@pytest.fixture
def unsent(client_kind: ClientKind) -> Iterator[BlockingClient]:
    """A client that must not send any request."""
    client, recorded = recording(client_kind, refused_by_notify(404))
    with client:
        yield client
    assert recorded.requests == []


def refused(call: Any, *args: Any, **options: Any) -> list[str]:
    """Everything that a call finds wrong."""
    with pytest.raises(RequestValidationError) as caught:
        call(*args, **options)
    assert caught.value.__cause__ is None
    assert not caught.value.outcome_unknown
    return [str(detail).removeprefix("ValidationError: ") for detail in caught.value.errors]
