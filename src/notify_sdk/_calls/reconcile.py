"""References that are unique to a message, and telling by them whether a message was sent. Pure.

A send whose outcome is unknown is looked up by its reference. What comes back counts as this send's
message if it was made from the same template, for the same recipient, not before the call began.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from notify_sdk._calls import operations
from notify_sdk._calls.operations import Operation, Personalisation
from notify_sdk._wire import Answer
from notify_sdk.errors import InvalidResponseError
from notify_sdk.models import LetterAddress

T = TypeVar("T")
_Facts = dict[str, object]

_EARLY = timedelta(seconds=5)
"""How much earlier than this call a message may seem to have been made: `Date` has whole seconds."""


def reference_for(
    recipient: str | Mapping[str, object] | LetterAddress | None,
    template_id: str | UUID,
    personalisation: Personalisation | None = None,
    *,
    secret: str | bytes = b"",
) -> str:
    """Derives a reference from what makes a message the same message: run twice, it comes out the same.

    A job that may be started again looks it up before it sends, and leaves out whoever has been written to:

        reference = reference_for("07700 900 900", template_id, {"date": "3 March"})
        if not client.get_all_notifications(reference=reference).notifications:
            client.send_sms_notification("07700 900 900", template_id, {"date": "3 March"}, reference)

    Args:
        recipient: A phone number, an email address, or the address of a letter if the personalisation does
            not hold it. Capital letters and anything but letters and digits make no difference.
        template_id: The template.
        personalisation: The value of each placeholder. Their order makes no difference.
        secret: With a secret of yours the reference tells nobody anything. Without one, somebody who has it
            and guesses the recipient and the values can find the guess confirmed.

    Returns:
        64 hexadecimal digits.

    Raises:
        RequestValidationError: If the template's id is not a UUID, or a value is none that can be sent.
    """
    body = json.loads(operations.post_template_preview(template_id, personalisation).body or b"{}")
    text = json.dumps([_plain(recipient), str(UUID(str(template_id))), body["personalisation"]], sort_keys=True)
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, text.encode(), sha256).hexdigest()


def referenced(operation: Operation[T]) -> Operation[T]:
    """A send with a reference of its own, if it has none."""
    if operation.body is None or operation.reference is not None:
        return operation
    reference = str(uuid4())
    # the body may be megabytes: it is not read again
    body = operation.body[:-1] + f',"reference":"{reference}"}}'.encode()
    return replace(operation, body=body, reference=reference)


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest messages that have a reference.

    Attributes:
        messages: Each as Notify shows it.
        more: Whether there are more, older ones.
        now: When they were looked up, by Notify's clock; None if the answer does not say.
    """

    messages: list[_Facts]
    more: bool
    now: datetime | None


def look_for(operation: Operation[object]) -> Operation[Seen]:
    """The call that looks up the messages with the reference of a send."""
    return Operation("GET", "/v2/notifications", _seen, query=(("reference", operation.reference or ""),))


def answer_of(operation: Operation[T], seen: Seen, elapsed: float) -> T | None:
    """What Notify would have answered to a send whose message is among those seen; None if it is not there.

    What a look-up does not tell is left empty: the sender (`from_number`, `from_email`) and `sanitised_content`.

    Args:
        operation: The send.
        seen: What was found with its reference.
        elapsed: Seconds between the beginning of the call and the look-up.

    Raises:
        InvalidResponseError: If it can't be told: several messages could be this one, or there are more
            messages with that reference than a page holds.
    """
    body: _Facts = json.loads(operation.body or b"{}")
    since = seen.now - timedelta(seconds=elapsed) - _EARLY if seen.now else None
    own = [message for message in seen.messages if _is_own(message, operation, body, since)]
    if len(own) > 1 or (not own and seen.more):
        raise InvalidResponseError("the reference is not unique: several messages have it", 200)
    if not own:
        return None
    made = _answer(own[0], precompiled="content" in body)
    return operation.read(Answer(201, {}, json.dumps(made).encode()))


def _seen(answer: Answer) -> Seen:
    try:
        page = json.loads(answer.content)
        messages = cast("list[_Facts]", page["notifications"])
        more = page["links"].get("next") is not None
        for message in messages:
            UUID(str(message["id"]))
            datetime.fromisoformat(str(message["created_at"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise InvalidResponseError("the answer is not a list of messages", answer.status_code) from None
    try:
        now = parsedate_to_datetime(answer.headers["date"])
    except (LookupError, ValueError):
        now = None
    return Seen(messages, more, now if now and now.tzinfo else None)


def _is_own(message: _Facts, operation: Operation[object], body: _Facts, since: datetime | None) -> bool:
    if message["type"] != operation.path.rpartition("/")[2] or message.get("reference") != operation.reference:
        return False
    if since and datetime.fromisoformat(str(message["created_at"])) < since:
        return False
    if "template_id" in body and _template(message).get("id") != body["template_id"]:
        return False
    return all(
        _key(message.get(field)) == _key(body[field]) for field in ("phone_number", "email_address") if field in body
    )


def _template(message: _Facts) -> _Facts:
    template = message.get("template")
    return cast("_Facts", template) if isinstance(template, dict) else {}


def _key(recipient: object) -> str:
    """What two ways to write a recipient have in common: `+44 7700 900900` is `(07700) 900-900`."""
    text = str(recipient).casefold()
    kept = "".join(letter for letter in text if letter.isalnum())
    return kept if "@" in text else kept[-7:]


def _answer(message: _Facts, *, precompiled: bool) -> _Facts:
    common: _Facts = {"id": message["id"], "reference": message.get("reference")}
    if precompiled:
        return {**common, "postage": message.get("postage")}
    content: _Facts = {"body": message.get("body")}
    match message["type"]:
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


def _plain(recipient: str | Mapping[str, object] | LetterAddress | None) -> object:
    if recipient is None:
        return None
    if isinstance(recipient, str):
        return "".join(filter(str.isalnum, recipient.casefold()))
    lines = recipient.model_dump(exclude_unset=True) if isinstance(recipient, LetterAddress) else recipient
    return {name: _plain(str(value)) for name, value in lines.items() if value is not None}
