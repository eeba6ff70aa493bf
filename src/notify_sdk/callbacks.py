"""The callbacks that Notify posts to your service: verification, types and order.

    try:
        callback = unwrap(request.headers, request.body, token)
    except CallbackError as error:
        return error.status_code
    match callback:
        case DeliveryReceipt() as receipt: ...
        case ReceivedTextCallback() as text: ...
        case ReturnedLetterCallback() as letter: ...
        case ComplaintCallback() as complaint: ...

`notify_sdk.flask`, `notify_sdk.fastapi` and `notify_sdk.django` have views that do so.

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
    "CallbackTokenError",
    "ComplaintCallback",
    "DeliveryReceipt",
    "Headers",
    "ReceivedTextCallback",
    "ReturnedLetterCallback",
    "parse",
    "supersedes",
    "unwrap",
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
    """A request is not one of Notify's callbacks. The error does not contain any of it.

    Attributes:
        status_code: What to answer: 400. Notify does not post it again.
    """

    status_code: int = 400


class CallbackTokenError(CallbackError):
    """A request does not carry the bearer token, so it may not be from Notify.

    Attributes:
        status_code: What to answer: 401.
    """

    status_code: int = 401


def unwrap(
    headers: Headers | Iterable[tuple[str | bytes, str | bytes]], body: bytes | str, token: str | Iterable[str]
) -> Callback:
    """Verifies and parses a request: `verify` and `parse` in one.

    Args:
        headers: The headers of the request, as for `verify`.
        body: The body of the request.
        token: The token that you gave to Notify; or several, while you change from one to the next.

    Returns:
        A `DeliveryReceipt`, a `ReceivedTextCallback`, a `ReturnedLetterCallback` or a `ComplaintCallback`.

    Raises:
        CallbackTokenError: If the request does not carry the token. The body is not looked at then.
        CallbackError: If the body is none of Notify's callbacks, or does not say which message it is about.
        ValueError: If there is no token, or an empty one.
    """
    __tracebackhide__ = True
    if not verify(headers, token):
        raise CallbackTokenError("the request does not carry the bearer token")
    return parse(body)


def verify(headers: Headers | Iterable[tuple[str | bytes, str | bytes]], token: str | Iterable[str]) -> bool:
    """Whether a request carries the bearer token that you gave to Notify.

    Tokens are compared in constant time. Spaces and line feeds around a token do not count.

    Args:
        headers: The headers of the request, in any framework, or pairs of names and values. The case of their names
            does not matter.
        token: The token; or several, while you change from one to the next.

    Returns:
        False if the header is missing, is there twice or has another token, or if these are no headers at all:
        answer with 401 then.

    Raises:
        ValueError: If there is no token, or an empty one, which would accept anybody.
    """
    __tracebackhide__ = True
    wanted = tokens_of(token)
    scheme, _, given = _authorization(headers).partition(" ")
    digest = _digest(given.strip())
    fits = False
    for each in wanted:  # all of them: how long it takes must not show which one fits
        fits |= hmac.compare_digest(digest, _digest(each))
    return fits and scheme.lower() == "bearer"


def tokens_of(token: object) -> tuple[str, ...]:
    """The configured tokens, without what is around them, such as the line feed at the end of a secret's file.

    Raises:
        ValueError: If there is none, or one of them is empty or no text.
    """
    __tracebackhide__ = True
    given: list[object] = []
    if isinstance(token, str):
        given.append(token)
    elif isinstance(token, Iterable):
        given.extend(cast("Iterable[object]", token))
    tokens = list[str]()
    for each in given:
        if not isinstance(each, str):
            raise ValueError("token is not a text")  # noqa: TRY004 - as for an empty one
        tokens.append(each.strip())
    if not tokens or "" in tokens:
        raise ValueError("token is empty: anybody could post to this service as Notify")
    return tuple(tokens)


def _authorization(headers: object) -> str:
    """The value of the header; empty if it is not there once, as text."""
    __tracebackhide__ = True
    found = list[str]()
    try:
        items: object = getattr(headers, "items", None)
        pairs = cast("Iterable[tuple[object, object]]", items() if callable(items) else headers)
        for name, value in pairs:
            if _text(name).lower() == "authorization":
                found.append(_text(value))
    except Exception:  # noqa: BLE001 - whatever a stranger or a framework hands over, it is no header
        return ""
    return found[0].strip() if len(found) == 1 else ""


def _text(value: object) -> str:
    """A name or a value of a header; in bytes as ASGI has them."""
    __tracebackhide__ = True
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""


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
    except (ValueError, TypeError, RecursionError):  # TypeError: there is no body
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
"""The statuses after which there is nothing to wait for. Read from Notify now and then the messages that have none of
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

    Call this wherever you store a status, whether it came from a send, a receipt or a poll: then a receipt
    that comes before the send has returned is not overwritten with `created`, a repeated one changes
    nothing, and of those out of order the later status stays. A status that this version does not know comes
    after those in progress and before the final ones.

    Args:
        status: The new status.
        known: The stored status; None if there is none.

    Returns:
        Whether `status` replaces `known`.
    """
    return known is None or STATUS_ORDER.get(status, _UNKNOWN) > STATUS_ORDER.get(known, _UNKNOWN)
