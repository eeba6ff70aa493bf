"""Injected faults: broken connections, delays and error responses instead of the sandbox's answer."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from threading import Lock
from typing import Literal, TypeAlias, get_args

from .wire import JSONValue, Refusal, Request, Response, bad_request, refusal, server_error

FaultKind: TypeAlias = Literal["refuse", "reset", "truncate", "answer"]
"""No connection; a connection that breaks without an answer; half an answer; an error response."""


MAX_DELAY = 86_400
"""The longest delay of an answer, in seconds: a day."""

MAX_SKEW = 86_400 * 36_500
"""How far the service's clock may be wrong, in seconds: a hundred years."""

_MAX_TIMES = 10**9
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, and the requests that it affects.

    Attributes:
        kind: What comes instead of the answer; None if the answer comes, only later.
        work: Whether the request is carried out all the same. `"done"` sends the message although no answer says so.
        status: The status of the error response of `"answer"`. 400, 403, 429 and 500 are Notify's errors; any other status is a
            gateway's page.
        delay: Seconds to wait before anything comes back.
        skew: Seconds by which the sandbox's clock is ahead while it handles the request.
        method: Only requests with this method.
        path: Only requests whose path contains a match of this regular expression.
        times: How many times it happens; without end if None.
        probability: The probability for each request, from 0 to 1.

    Raises:
        ValueError: A field has a value with which nothing, or something else, would happen.
    """

    kind: FaultKind | None = None
    work: Literal["done", "undone"] = "undone"
    status: int = 500
    delay: float = 0
    skew: float = 0
    method: str | None = None
    path: str = ""
    times: int | None = None
    probability: float = 1

    def __post_init__(self) -> None:
        if self.kind not in {None, *get_args(FaultKind)}:
            raise ValueError(f"kind is not one of {', '.join(get_args(FaultKind))}")
        if self.work not in {"done", "undone"}:
            raise ValueError("work is not one of done, undone")
        if (self.kind, self.work) == ("refuse", "done"):
            raise ValueError('work="done" does not go with kind="refuse": no request arrives')
        if not 0 <= self.probability <= 1:
            raise ValueError("probability is not between 0 and 1")
        if not 400 <= self.status <= 599:
            raise ValueError("status is not that of an error, from 400 to 599")
        if self.times is not None and not (isinstance(self.times, int) and 1 <= self.times <= _MAX_TIMES):
            raise ValueError(f"times is not a number from 1 to {_MAX_TIMES}; leave it out for a fault without end")
        if not 0 <= self.delay <= MAX_DELAY:
            raise ValueError(f"delay is not a number of seconds from 0 to {MAX_DELAY}")
        if not (math.isfinite(self.skew) and abs(self.skew) <= MAX_SKEW):
            raise ValueError(f"skew is not a number of seconds from -{MAX_SKEW} to {MAX_SKEW}")
        if self.method not in {None, *_METHODS}:
            raise ValueError(f"method is not one of {', '.join(_METHODS)}, in capitals")
        try:
            re.compile(self.path)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"path is not a regular expression: {error}") from None

    def concerns(self, request: Request) -> bool:
        """Whether the method and path of a request match.

        Args:
            request: The request.

        Returns:
            Whether they match. `times` and `probability` do not count.
        """
        return self.method in {None, request.method} and re.search(self.path, request.path) is not None


class Faults:
    """The faults of a sandbox. The first that matches a request is applied.

    Args:
        seed: The seed of the random numbers for `probability`, so that each run is the same.
        magic_recipients: Whether sends to `simulateSTATUS@sandbox.notify` and `07700900STATUS` are answered with
            that status: 400, 403, 429 or 500. So an application in any language can cause them.
    """

    def __init__(self, seed: int = 0, *, magic_recipients: bool = False) -> None:
        self.magic_recipients = magic_recipients
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose, keeps no secret
        self._planned: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Adds a fault.

        Args:
            fault: The fault. Those that were added earlier are tried first.
        """
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Removes all faults."""
        with self._lock:
            self._planned.clear()

    def __len__(self) -> int:
        return len(self._planned)

    def handled(self, request: Request, handle: Callable[[Request, float], Response]) -> Response:
        """Answers a request, or applies the first matching fault.

        Args:
            request: The request.
            handle: Carries the request out and answers it; the number is the skew of the clock in seconds.

        Returns:
            The answer, or what the fault makes of it.
        """
        fault = self._next(request)
        if fault is None:
            return self._magic_response(request) or handle(request, 0)
        if fault.kind is None:
            return replace(handle(request, fault.skew), delay=fault.delay)
        response = (
            handle(request, fault.skew) if fault.work == "done" or fault.kind == "truncate" else Response(500, {})
        )
        if fault.kind == "answer":
            return replace(_error_response(fault.status).response, delay=fault.delay)
        return replace(response, delay=fault.delay, cut=fault.kind)

    def _next(self, request: Request) -> Fault | None:
        if not self._planned:
            return None
        with self._lock:
            for place, fault in enumerate(self._planned):
                if fault.concerns(request) and self._random.random() < fault.probability:
                    if fault.times is not None:
                        if fault.times > 1:
                            self._planned[place] = replace(fault, times=fault.times - 1)
                        else:
                            del self._planned[place]
                    return fault
        return None

    def _magic_response(self, request: Request) -> Response | None:
        if not self.magic_recipients or request.method != "POST" or not _MAYBE_MAGIC.search(request.body):
            return None
        try:
            body: JSONValue = json.loads(request.body)
        except (ValueError, RecursionError):
            return None
        to = (body.get("email_address") or body.get("phone_number")) if isinstance(body, dict) else ""
        found = _MAGIC_RECIPIENT.fullmatch(re.sub(r"[ ()+-]", "", str(to)).encode())
        return _error_response(int(found[1] or found[2])).response if found else None


# parsing every body would be slow, and most tests send to other numbers that begin with 07700 900
_MAYBE_MAGIC = re.compile(rb"@sandbox\.notify|7700[ ()+-]*900[ ()+-]*[45][ ()+-]*[02][ ()+-]*[039]")
_MAGIC_RECIPIENT = re.compile(rb"simulate(400|403|429|500)@sandbox\.notify|(?:0|44)7700900(400|403|429|500)")


def _error_response(status: int) -> Refusal:
    match status:
        case 400:
            return bad_request("The sandbox refuses this: a fault is set")
        case 403:
            return refusal(403, ("AuthError", "Invalid token: the sandbox refuses this: a fault is set"))
        case 429:
            return refusal(
                429, ("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds")
            )
        case 500:
            return server_error("InternalServerError")
        case _:
            page = f"<html><body><h1>{status}</h1></body></html>".encode()
            return Refusal(Response(status, {"content-type": "text/html", "content-length": str(len(page))}, page))
