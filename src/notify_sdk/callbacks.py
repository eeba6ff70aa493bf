"""The callbacks that Notify posts to your service: verification, types and order.

    if not verify(request.headers, token):
        return 401
    match parse(request.body):
        case DeliveryReceipt() as receipt: ...
        case ReceivedTextCallback() as text: ...
        case ReturnedLetterCallback() as letter: ...
        case ComplaintCallback() as complaint: ...

Notify posts a delivery receipt once a text message or an email has reached its final status, and repeats it
for a while if your service does not answer with 2xx. It never posts one for `technical-failure`, nor for
letters that fail: poll for the messages without a final status (`docs/callbacks.md` shows how).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol, TypeAlias, cast

from pydantic import ValidationError

from notify_sdk._statuses import FINAL, IN_PROGRESS
from notify_sdk._validation.response import UnreadableError, read_partly
from notify_sdk.errors import InvalidResponseError
from notify_sdk.models import ComplaintCallback, DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback

__all__ = [
    "LAST_STATUSES",
    "STATUS_ORDER",
    "Callback",
    "CallbackError",
    "ComplaintCallback",
    "DeliveryReceipt",
    "Headers",
    "ReceivedTextCallback",
    "ReturnedLetterCallback",
    "parse",
    "supersedes",
    "verify",
]

Callback: TypeAlias = DeliveryReceipt | ReceivedTextCallback | ReturnedLetterCallback | ComplaintCallback
"""Callbacks of every kind. Use `match` on the class."""


class Headers(Protocol):
    """The headers of a request in any framework. A dict will do."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Each header's name and value."""
        ...


class CallbackError(ValueError):
    """The body is not one of Notify's callbacks. The error does not contain it."""


def verify(headers: Headers, token: str | Iterable[str]) -> bool:
    """Whether a request carries the bearer token that you gave to Notify.

    Tokens are compared in constant time.

    Args:
        headers: The headers of the request. The case of their names does not matter.
        token: The token; or several, while you change from one to the next.

    Returns:
        False if the header is missing, is there twice or has another token: answer with 401 then.

    Raises:
        ValueError: If there is no token, or an empty one, which would accept anybody.
    """
    __tracebackhide__ = True
    tokens = [token] if isinstance(token, str) else list(token)
    if not all(tokens) or not tokens:
        raise ValueError("token is empty: anybody could post to this service as Notify")
    values = [value for name, value in headers.items() if name.lower() == "authorization"]
    scheme, _, given = values[0].strip().partition(" ") if len(values) == 1 else ("", "", "")
    digest = _digest(given.strip())
    # a list, not a generator: `any` must not stop at the token that fits
    equal = [hmac.compare_digest(digest, wanted) for wanted in map(_digest, tokens)]
    return any(equal) and scheme.lower() == "bearer"


def _digest(token: str) -> bytes:
    """A digest of a token, so that the time of the comparison does not reveal the token's length."""
    __tracebackhide__ = True
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def parse(body: bytes | str) -> Callback:
    """Parses the body that Notify posted.

    Fields that Notify adds later are kept, and a status that does not exist yet is accepted. A field that
    is missing, or is not as documented, does not affect the rest: reading it raises `InvalidResponseError`,
    which is also an `AttributeError` there.

    Args:
        body: The body of the request.

    Returns:
        A `DeliveryReceipt`, a `ReceivedTextCallback`, a `ReturnedLetterCallback` or a `ComplaintCallback`.

    Raises:
        CallbackError: If it is not one of them, or does not say which message it is about. Verify first: then
            posts of other people do not get here.
    """
    __tracebackhide__ = True
    try:
        data: object = json.loads(body)
    except (ValueError, RecursionError):
        wrong = "the body is not JSON"
    else:
        try:
            return _read(body, data)
        except UnreadableError as error:
            wrong = str(error)
    raise CallbackError(wrong)  # out here, so that no traceback leads to the body


_IDS: Mapping[
    type[DeliveryReceipt] | type[ReceivedTextCallback] | type[ReturnedLetterCallback] | type[ComplaintCallback], str
] = {
    DeliveryReceipt: "id",
    ReceivedTextCallback: "id",
    ReturnedLetterCallback: "notification_id",
    ComplaintCallback: "notification_id",
}


def _read(body: bytes | str, data: object) -> Callback:
    __tracebackhide__ = True
    if not isinstance(data, dict):
        raise UnreadableError("the body is not a JSON object")
    keys = cast("dict[str, object]", data).keys()
    # the kind that has most of the keys, so that none of them has to be there
    known = {kind: len(kind.model_fields.keys() & keys) for kind in _IDS}
    likely = [kind for kind, count in known.items() if count == max(known.values())]
    if len(likely) > 1:
        raise UnreadableError("the body is not one of Notify's callbacks")
    try:
        return likely[0].model_validate_json(body, strict=True)
    except ValidationError:
        callback = cast("Callback", read_partly(likely[0], cast("object", data)))
    try:
        getattr(callback, _IDS[likely[0]])
    except InvalidResponseError as error:
        raise UnreadableError(f"the body is not one of Notify's callbacks: {error}") from None
    return callback


_UNKNOWN = len(IN_PROGRESS)

LAST_STATUSES: frozenset[str] = FINAL
"""The statuses after which there is nothing to wait for. Ask Notify now and then for the messages that have none of
them, since not every failure has a callback. `sent` is one: many networks abroad report no more than that."""

STATUS_ORDER: Mapping[str, int] = MappingProxyType(
    {
        **{status: place for place, status in enumerate(IN_PROGRESS)},
        **dict.fromkeys(FINAL - {"sent"}, _UNKNOWN + 1),
        "returned-letter": _UNKNOWN + 2,
    }
)
"""How far along each status is. All final statuses are equally far, since Notify never changes one to another;
only a letter that counted as delivered can still come back."""


def supersedes(status: str, known: str | None) -> bool:
    """Whether a new status replaces the stored one.

    Ask this wherever you write a status, whether it came from a send, a receipt or a poll: then a receipt
    that comes before the send has returned is not overwritten with `created`, a repeated one changes
    nothing, and those out of order end where they should. A status that this version does not know comes
    after those in progress and before the last ones.

    Args:
        status: The status that you just learnt.
        known: The status on record; None if there is none.

    Returns:
        Whether `status` replaces `known`.
    """
    return known is None or STATUS_ORDER.get(status, _UNKNOWN) > STATUS_ORDER.get(known, _UNKNOWN)
