"""The normal form of a recipient: the same text for every way to write it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias, cast

from notify_sdk._message_types import MessageType

from ._error import RecipientError
from .address import PostalAddress
from .email import EmailAddress
from .phone import PhoneNumber

_Written: TypeAlias = str | Iterable[str] | Mapping[str, object]
Recipient: TypeAlias = _Written | PhoneNumber | EmailAddress | PostalAddress
"""A phone number, an email address, or a postal address as its lines or as a letter's personalisation; or a parsed one."""


def normal_form(recipient: Recipient, kind: MessageType | None = None) -> str:
    """The same text for every way to write a recipient.

    Two recipients have the same normal form exactly when Notify would write to the same place:

    - phone numbers, when they have the same digits with the country code in front;
    - email addresses, when they are the same in lower case, without invisible characters, and with the domain as
      the internet writes it (`bücher.example` is `xn--bcher-kva.example`). Dots, hyphens and what follows a `+`
      tell people apart;
    - postal addresses, when the same lines would be printed: in the documented form, with seven lines, or as a text.

    What Notify would not write to is compared by its exact text, without the white space around it.

    Args:
        recipient: The recipient, as given.
        kind: The type of message they get. If left out, a text is a phone number if it can be one, else an email
            address, and anything but a text is a postal address.

    Returns:
        The text to compare by. It is personal data, as the recipient is.
    """
    __tracebackhide__ = True
    written = recipient if isinstance(recipient, str) else _written(recipient)
    try:
        return _parsed(written, kind)
    except RecipientError:
        return _exact(written)


def _written(recipient: Recipient) -> _Written:
    __tracebackhide__ = True
    match recipient:
        case PhoneNumber():
            return f"+{recipient}"
        case EmailAddress():
            return str(recipient)
        case PostalAddress():
            return recipient.lines
        case _:
            return recipient


def _parsed(recipient: _Written, kind: str | None) -> str:
    __tracebackhide__ = True
    if not isinstance(recipient, str) or kind == "letter":
        return str(_address(recipient))
    if kind == "email":
        return _email(recipient)
    try:
        return PhoneNumber.parse(recipient).normalised
    except RecipientError:
        if kind == "sms":
            raise
        return _email(recipient)


def _address(recipient: _Written) -> PostalAddress:
    __tracebackhide__ = True
    if isinstance(recipient, Mapping):
        return PostalAddress.from_personalisation(cast("Mapping[str, object]", recipient))
    return PostalAddress.from_lines([recipient] if isinstance(recipient, str) else recipient)


def _email(text: str) -> str:
    __tracebackhide__ = True
    address = EmailAddress.parse(text)
    if address.normalised.isascii():
        return address.normalised
    # Notify writes to the domain as this codec gives it
    return f"{address.local_part}@{address.domain.encode('idna').decode('ascii').lower()}"


def _exact(recipient: _Written) -> str:
    __tracebackhide__ = True
    if isinstance(recipient, str):
        return recipient.strip()
    if isinstance(recipient, Mapping):
        given = cast("Mapping[str, object]", recipient)
        lines = {name: str(line).strip() for name, line in given.items() if line is not None}
        return json.dumps(lines, sort_keys=True)
    return "\n".join(recipient).strip()
