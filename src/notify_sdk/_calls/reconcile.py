"""Finds out whether a message was sent, by looking up its reference. Pure.

A reference that is unique to the message identifies it. Under any other reference a message counts as the one that
was sent only if recipient, template, content and time fit, and no other call of the client has it or may have it.
Where that is not certain, the outcome stays unknown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Generic, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

from notify_sdk._calls import operations
from notify_sdk._calls.operations import Operation
from notify_sdk._calls.paging import cursor_of
from notify_sdk._wire import Answer
from notify_sdk.errors import InvalidResponseError
from notify_sdk.recipients import normal_form

T = TypeVar("T")


class _JsonObject(dict[str, object]):
    """A message, or the body of a send. Its `repr` shows nothing of it."""

    def __repr__(self) -> str:
        __tracebackhide__ = True
        return f"<{type(self).__name__}>"


_CLOCK_TOLERANCE = timedelta(seconds=5)
"""How much earlier than this call a message may seem to have been made: `Date` has whole seconds."""

CONFIRMATION_DELAY = 0.5
"""Seconds before a message that was just found for the first time is looked up again."""

_MAX_PAGES = 20
_MAY_BE_DELETED = frozenset({"created", "accepted", "pending-virus-check"})
"""Notify deletes a message that it has made and then can't queue. One with another status was queued."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the messages that have a reference.

    Attributes:
        messages: Each as Notify shows it, newest first.
        cursor: The `older_than` of the next page; None if there is none.
        now: When they were looked up, by Notify's clock; None if the answer does not say.
    """

    messages: list[_JsonObject] = field(repr=False)
    cursor: str | None = field(repr=False)
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Others:
    """What the client's other calls know of messages like the one that is looked up.

    Attributes:
        ids: The messages that are theirs.
        undecided: Whether one of them is in flight, or has ended without knowing which message is its own.
    """

    ids: frozenset[str] = frozenset()
    undecided: bool = False


def identity_of(operation: Operation[object]) -> bytes:
    """A digest of reference, type, template and recipient: equal for two sends that could be confused."""
    __tracebackhide__ = True
    body = _body(operation)
    facts = [operation.reference, operation.path, body.get("template_id"), _recipient(body)]
    return blake2b(json.dumps(facts).encode(), digest_size=16).digest()


class Search(Generic[T]):
    """The search for the message of one send. The caller makes the calls that it returns, and passes the answers back.

    Args:
        operation: The send, with its reference.
        unique: Whether no other message can have the reference.

    Attributes:
        unconfirmed: Whether the last look-up found the message for the first time, so that it may yet be deleted.
        rendered: The content of the message according to a preview; None before one was made.
    """

    def __init__(self, operation: Operation[T], *, unique: bool) -> None:
        __tracebackhide__ = True
        self.unconfirmed = False
        self.rendered: _JsonObject | None = None
        self._operation = operation
        self._unique = unique
        self._body = _body(operation)
        self._seen_ids = set[str]()
        self._messages: dict[str, _JsonObject] = {}
        self._cursors = set[str]()
        self._incomplete = False
        self._since: datetime | None = None

    def first_page(self) -> Operation[Page]:
        """The first call of a look-up."""
        __tracebackhide__ = True
        self._messages.clear()
        self._cursors.clear()
        self._incomplete, self._since = False, None
        return self._page()

    def next_page(self, page: Page, elapsed: float) -> Operation[Page] | None:
        """Adds a page; returns the call for the next one, or None if this look-up needs no more.

        Args:
            page: The page.
            elapsed: Seconds since the send began.
        """
        __tracebackhide__ = True
        if not self._cursors and page.now:
            self._since = page.now - timedelta(seconds=elapsed) - _CLOCK_TOLERANCE
        self._messages |= {str(message["id"]): message for message in page.messages}
        if page.cursor is None or (page.messages and self._is_older(page.messages[-1])):
            return None
        if self._unique and self._candidates(Others()):
            return None
        if not page.cursor or page.cursor in self._cursors or len(self._cursors) + 1 >= _MAX_PAGES:
            self._incomplete = True
            return None
        self._cursors.add(page.cursor)
        return self._page(page.cursor)

    def preview(self, others: Others) -> Operation[_JsonObject] | None:
        """The call for the content of the message, if that is needed to identify it."""
        __tracebackhide__ = True
        if self._unique or self.rendered or not self._is_comparable or not self._candidates(others):
            return None
        from notify_sdk._calls.dry_run import values_of  # few sends need it, and it brings the rules of rendering

        preview = operations.post_template_preview(str(self._body["template_id"]), values_of(self._body))
        return Operation(preview.method, preview.path, _read_rendered, "reconcile", body=preview.body)

    def result(self, others: Others, request_id: str | None = None) -> T | None:
        """The answer that the send would have had, if its message is certainly there.

        None if it is not there, or, where `unconfirmed`, has yet to be seen again. What a look-up does not show is
        left empty: the sender (`from_number`, `from_email`) and `sanitised_content`.

        Args:
            others: What is known of other calls, found out after the last page was read.
            request_id: The id of the send, if it was answered.

        Raises:
            InvalidResponseError: If that is not certain.
        """
        __tracebackhide__ = True
        self.unconfirmed = False
        candidates = self._candidates(others)
        if self._incomplete and not (self._unique and candidates):
            raise InvalidResponseError("there are too many messages with the reference to search them all", 200)
        if not candidates:
            return None
        if not self._unique:
            candidates = [message for message in candidates if self._matches(message)]
            if len(candidates) != 1 or others.undecided:
                raise InvalidResponseError(
                    "the reference is not unique: it is not known which message is this one", 200
                )
        there = [message for message in candidates if str(message["id"]) in self._seen_ids or _was_queued(message)]
        if not there:
            self._seen_ids.update(str(message["id"]) for message in candidates)
            self.unconfirmed = True
            return None
        made = _send_response(there[0], precompiled="content" in self._body)
        return self._operation.read(Answer(201, {}, json.dumps(made).encode(), request_id))

    def _page(self, cursor: str | None = None) -> Operation[Page]:
        __tracebackhide__ = True
        query = (("reference", self._operation.reference or ""), *((("older_than", cursor),) if cursor else ()))
        return Operation("GET", "/v2/notifications", _read_page, "reconcile", query=query)

    def _candidates(self, others: Others) -> list[_JsonObject]:
        """Every message that could be the one sent."""
        __tracebackhide__ = True
        own = [each for each in self._messages.values() if each.get("reference") == self._operation.reference]
        return own if self._unique else [each for each in own if not self._is_another(each, others)]

    def _is_another(self, message: _JsonObject, others: Others) -> bool:
        __tracebackhide__ = True
        if message.get("type") not in {None, self._operation.path.rpartition("/")[2]} or message["id"] in others.ids:
            return True
        template = _template(message).get("id")
        if "template_id" in self._body and template is not None and template != self._body["template_id"]:
            return True
        return self._is_older(message) or self._same_recipient(message) is False

    def _is_older(self, message: _JsonObject) -> bool:
        __tracebackhide__ = True
        return self._since is not None and _created_at(message) < self._since

    def _same_recipient(self, message: _JsonObject) -> bool | None:
        """Whether a message went to the same place; None if that is not known."""
        __tracebackhide__ = True
        shown = _shown_recipient(message)
        own = _recipient(self._body, as_shown=True)
        return None if shown is None or own is None else shown == own

    @property
    def _is_comparable(self) -> bool:
        """Whether Notify shows all of the message: not if it has a PDF, a file or the seventh line of an address."""
        __tracebackhide__ = True
        if "template_id" not in self._body:
            return False
        values = _values(self._body)
        seventh = self._operation.path.endswith("/letter") and values.get("address_line_7")
        return not seventh and not any(isinstance(value, dict) and "file" in value for value in values.values())

    def _matches(self, message: _JsonObject) -> bool:
        __tracebackhide__ = True
        rendered, template = self.rendered, _template(message)
        if rendered is None or not self._is_comparable or self._since is None or not self._same_recipient(message):
            return False
        if message.get("type") != self._operation.path.rpartition("/")[2]:
            return False
        if template.get("id") != self._body["template_id"] or template.get("version") != rendered.get("version"):
            return False
        url = self._body.get("one_click_unsubscribe_url")
        if url is not None and message.get("one_click_unsubscribe_url") != url:
            return False
        return all((message.get(name) or "") == (rendered.get(name) or "") for name in ("subject", "body"))


def _body(operation: Operation[object]) -> _JsonObject:
    __tracebackhide__ = True
    return _JsonObject(json.loads(operation.body or b"{}"))


def _values(body: _JsonObject) -> Mapping[str, object]:
    __tracebackhide__ = True
    return cast("Mapping[str, object]", body.get("personalisation") or {})


def _read_page(answer: Answer) -> Page:
    __tracebackhide__ = True
    try:
        page = json.loads(answer.content)
        messages = [_JsonObject(message) for message in page["notifications"]]
        link = page["links"].get("next")
        for message in messages:
            UUID(str(message["id"]))
            _created_at(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise InvalidResponseError("the answer is not a list of messages", answer.status_code) from None
    try:
        date = parsedate_to_datetime(answer.headers["date"])
        now = date if date.year > 1 else None  # a time before it can't be written
    except (LookupError, ValueError, OverflowError):
        now = None
    cursor = None if link is None else cursor_of(str(link))
    return Page(messages, cursor, now if now and now.tzinfo else None)


def _read_rendered(answer: Answer) -> _JsonObject:
    __tracebackhide__ = True
    try:
        found: object = json.loads(answer.content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "body" not in found:
        raise InvalidResponseError("the answer is not a preview", answer.status_code)
    return _JsonObject(cast("dict[str, object]", found))


def _created_at(message: _JsonObject) -> datetime:
    __tracebackhide__ = True
    moment = datetime.fromisoformat(str(message["created_at"]))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _template(message: _JsonObject) -> _JsonObject:
    __tracebackhide__ = True
    template = message.get("template")
    return _JsonObject(cast("dict[str, object]", template)) if isinstance(template, dict) else _JsonObject()


def _recipient(body: _JsonObject, *, as_shown: bool = False) -> str | None:
    """The normal form of the recipient of a send; None for a PDF, which holds it.

    Args:
        body: Its body.
        as_shown: For a letter, without the line that Notify does not show again.
    """
    __tracebackhide__ = True
    if "phone_number" in body:
        return normal_form(str(body["phone_number"]), "sms")
    if "email_address" in body:
        return normal_form(str(body["email_address"]), "email")
    if "content" in body:
        return None
    values = _values(body)
    if not as_shown:
        return normal_form(values, "letter")
    from notify_sdk.rendering.placeholders import by_key, key

    # shown are values by their keys, however these are spelled
    folded = by_key(values)
    return _address_form({name: folded.get(key(name)) for name in _SHOWN_LINES})


def _shown_recipient(message: _JsonObject) -> str | None:
    __tracebackhide__ = True
    if message.get("phone_number") is not None:
        return normal_form(str(message["phone_number"]), "sms")
    if message.get("email_address") is not None:
        return normal_form(str(message["email_address"]), "email")
    if message.get("type") != "letter" or "line_1" not in message:
        return None
    return _address_form({name: message.get(shown) for name, shown in _SHOWN_LINES.items()})


_SHOWN_LINES = {**{f"address_line_{line}": f"line_{line}" for line in range(1, 7)}, "postcode": "postcode"}


def _address_form(lines: Mapping[str, object]) -> str:
    __tracebackhide__ = True
    return normal_form({name: value for name, value in lines.items() if value}, "letter")


def _was_queued(message: _JsonObject) -> bool:
    __tracebackhide__ = True
    status = message.get("status")
    return isinstance(status, str) and status not in _MAY_BE_DELETED


def _send_response(message: _JsonObject, *, precompiled: bool) -> dict[str, object]:
    __tracebackhide__ = True
    common: dict[str, object] = {"id": message["id"], "reference": message.get("reference")}
    if precompiled:
        return {**common, "postage": message.get("postage")}
    content: dict[str, object] = {"body": message.get("body")}
    match message.get("type"):
        case "sms":
            content["from_number"] = ""
        case "email":
            url = message.get("one_click_unsubscribe_url")
            content |= {"subject": message.get("subject"), "from_email": "", "one_click_unsubscribe_url": url}
            common["sanitised_content"] = {}
        case _:
            content["subject"] = message.get("subject")
    host = urlsplit(str(_template(message).get("uri")))
    uri = f"{host.scheme}://{host.netloc}/v2/notifications/{message['id']}"
    return {**common, "uri": uri, "template": message.get("template"), "content": content, "scheduled_for": None}
