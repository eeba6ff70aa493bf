"""What the sandbox of a test posts to the code under test, without a server between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, get_args, get_type_hints

from notify_sdk._lazy import set_module
from notify_sdk.callbacks import Callback, parse
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world import service_parts, state

Receiver: TypeAlias = Callable[[Mapping[str, str], bytes], int | None]
"""Takes the headers and the body of a callback. Returns the status that your service answers with; None for no answer."""


_TOKEN = "token-of-the-tests"  # noqa: S105 - it opens nothing


@dataclass(frozen=True, slots=True)
class PostedCallback:
    """One attempt to post a callback.

    Attributes:
        headers: The headers, with the bearer token.
        body: The body: JSON.
        status: The status of the answer; None if there was none.
    """

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    status: int | None

    @property
    def content(self) -> Callback:
        """The callback, typed."""
        return parse(self.body)


class NotifyCallbacks:
    """The callbacks of a test's sandbox: recorded, and given to the code under test.

        def test_a_delivery_is_stored(notify_callbacks, notify_sandbox, client):  # a test client of your framework
            notify_callbacks.deliver_to(
                lambda headers, body: client.post("/notify", data=body, headers=headers).status_code
            )
            remind("07700 900 900")
            notify_sandbox.advance()
            assert notify_callbacks.posted[-1].status == 204

    Every service of the sandbox posts each of its callbacks here, and none over HTTP.

    Args:
        sandbox: The sandbox.

    Attributes:
        token: The bearer token. A service whose world has a token for a callback posts it with that one.
        posted: Every attempt, oldest first.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.token: str = _TOKEN
        self.posted: list[PostedCallback] = []
        self._receiver: Receiver = _take
        for service in sandbox.state:
            for kind in get_args(state.CallbackKind):
                service.callbacks.setdefault(kind, service_parts.Callback(url="http://localhost/", bearer_token=_TOKEN))
        sandbox.callbacks.post_with(self._post)

    def deliver_to(self, receiver: Receiver) -> None:
        """Gives callbacks to the code under test from now on. Until then each is answered with 204.

        Args:
            receiver: Takes the headers and the body, and returns the status of the answer. As Notify does, the
                sandbox posts again after None, 429 and 5xx: at most five times, when its time has moved on by
                five minutes. What it raises comes out of `advance()`, or of whatever else made the sandbox post.
        """
        self._receiver = receiver

    def _post(self, _url: str, headers: Mapping[str, str], body: bytes) -> int | None:
        status = self._receiver(headers, body)
        self.posted.append(PostedCallback(headers, body, status))
        return status


def _take(_headers: Mapping[str, str], _body: bytes) -> int:
    return 204


# these are texts that only this module can resolve, while the class says that it is of the package
PostedCallback.__annotations__ = get_type_hints(PostedCallback)
set_module("notify_sdk.testing", globals(), ("NotifyCallbacks", "PostedCallback"))
